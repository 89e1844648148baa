"""Small makers of FHIR elements. Whatever is absent is left out: FHIR knows no empty element."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from salus.records.contract.facts import Recorded
from salus.records.logic.fhir import naming

Element = dict[str, Any]


def filled(**parts: object) -> Element:
    """The parts that say something."""
    return {name.rstrip("_"): value for name, value in parts.items() if value not in (None, [], {})}


def moment(at: datetime | None) -> str | None:
    """An instant in UTC."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def day(value: date | None) -> str | None:
    """A date."""
    return None if value is None else value.isoformat()


def midnight(value: date) -> datetime:
    """The beginning of a day in UTC."""
    return datetime.combine(value, time(), UTC)


def concept(display: str | None, code: str | None = None, system: str | None = None) -> Element | None:
    """A CodeableConcept of words and, where there is one, a code."""
    if display is None and code is None:
        return None
    coding = [filled(system=system, code=code, display=display)] if code is not None else []
    return filled(coding=coding, text=display)


def coding(system: str, code: str, words: str | None = None) -> Element:
    """A CodeableConcept of one code from a list of FHIR's own."""
    return filled(coding=[{"system": system, "code": code}], text=words)


def words(text: str | None) -> Element | None:
    """A CodeableConcept of words alone."""
    return None if text is None else {"text": text}


def notes(text: str | None) -> list[Element]:
    """A note as annotations."""
    return [{"text": text}] if text else []


def reference(kind: str, row_id: UUID | None, display: str | None = None) -> Element | None:
    """A reference to a resource of this server."""
    return None if row_id is None else filled(reference=f"{kind}/{row_id}", display=display)


def period(start: str | None, end: str | None) -> Element:
    """A stretch of time, open where an end is unknown."""
    return filled(start=start, end=end)


def quantity(value: Decimal | None, unit: str | None) -> Element | None:
    """A number with its UCUM unit."""
    if value is None:
        return None
    return filled(value=value, unit=unit, system=naming.UCUM if unit else None, code=unit)


def extension(url: str, kind: str, value: object | None) -> list[Element]:
    """One extension, none where there is nothing to say."""
    return [] if value is None else [{"url": url, f"value{kind}": value}]


def resource(kind: str, fact: Recorded, **parts: object) -> Element:
    """A resource with its identity and version."""
    return {"resourceType": kind, "id": str(fact.id), "meta": meta(fact.version, fact.updated_at), **filled(**parts)}


def meta(version: int, updated_at: datetime) -> Element:
    """Version and time of the last change."""
    return {"versionId": str(version), "lastUpdated": moment(updated_at)}


def merged(*parts: Mapping[str, Any]) -> Element:
    """Elements side by side."""
    return {name: value for part in parts for name, value in part.items()}
