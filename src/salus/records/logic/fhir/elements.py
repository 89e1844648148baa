"""Small readers of FHIR elements. JSON from elsewhere may lack anything or hold anything: each answers None then."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import NamedTuple

Json = object
Resource = Mapping[str, Json]

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


class Coded(NamedTuple):
    """A CodeableConcept: its words, and a code where there is one."""

    display: str
    code: str | None
    code_system: str | None


def obj(value: Json, *path: str) -> Resource:
    """The object at a path of names; empty where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def items(value: Json, *path: str) -> Iterator[Resource]:
    """The objects of the list at a path of names."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))


def first(value: Json, *path: str) -> Resource:
    """The first object of the list at a path of names; empty where there is none."""
    return next(items(value, *path), {})


def text(value: Json, *path: str) -> str | None:
    """The text at a path of names, without surrounding blanks; None where there is none or it is empty."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value.strip() or None if isinstance(value, str) else None


def number(value: Json) -> Decimal | None:
    """A JSON number as the decimal that was written."""
    return value if isinstance(value, Decimal) and value.is_finite() else None


def whole(value: Json) -> int | None:
    """A JSON number without a fraction."""
    found = number(value)
    return int(found) if found is not None and found == found.to_integral_value() and abs(found) < 10**9 else None


def boolean(value: Json) -> bool | None:
    """A JSON true or false."""
    return value if isinstance(value, bool) else None


def moment(value: Json) -> datetime | None:
    """A FHIR dateTime or instant as aware UTC; a full date is its midnight, a year or month alone is None."""
    if not isinstance(value, str):
        return None
    try:
        if _DAY.fullmatch(value):
            return datetime.combine(date.fromisoformat(value), time(), UTC)
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def day(value: Json) -> date | None:
    """The date of a FHIR date or dateTime as written there; a year or month alone is None."""
    found = _DAY.match(value) if isinstance(value, str) else None
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def coded(concept: Json, *preferred: str) -> Coded | None:
    """Words and code of a CodeableConcept; of several codings one of a preferred system, else the first."""
    codings = [each for each in items(concept, "coding") if text(each, "code")]
    by_system = {text(each, "system"): each for each in reversed(codings)}
    chosen = next((by_system[system] for system in preferred if system in by_system), codings[0] if codings else {})
    display = text(concept, "text") or text(chosen, "display") or text(chosen, "code")
    if display is None:
        return None
    system = text(chosen, "system")
    return Coded(display, text(chosen, "code") if system else None, system)


def words(concept: Json) -> str | None:
    """The words of a CodeableConcept."""
    found = coded(concept)
    return found.display if found else None


def code_in(concept: Json) -> str | None:
    """The first code of a CodeableConcept, for value sets of FHIR's own."""
    return text(first(concept, "coding"), "code")


def extensions(value: Json) -> Mapping[str, Json]:
    """The values of an element's extensions by their address."""
    if not isinstance(value, dict) or "extension" not in value:
        return {}
    found: dict[str, Json] = {}
    for each in items(value, "extension"):
        url = text(each, "url")
        if url is not None:
            found[url] = next((said for name, said in each.items() if name.startswith("value")), None)
    return found
