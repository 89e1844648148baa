"""A patient's whole record, page by page: the person first, then who treats, then each type in its turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from salus.core import cursors
from salus.core.context import Ctx
from salus.exchange.contract import Query, Resource, SearchNotUnderstood
from salus.exchange.service.sources import SOURCES
from salus.records import service as records
from salus.records.contract import Chart, Comparison, DateClause, Found, InvalidCursor, Span

LISTING = "everything"
PEOPLE = ("Patient", "Practitioner")
# What others refer to comes before them, so that a reader who takes one page after the other never waits for a target.
ORDER = (
    *PEOPLE,
    "CareTeam",
    "Encounter",
    "Condition",
    "AllergyIntolerance",
    "MedicationStatement",
    "Immunization",
    "Procedure",
    "FamilyMemberHistory",
    "Consent",
    "Flag",
    "Observation",
    "DocumentReference",
    "Provenance",
)
# Their rows carry no time of a last change; a reader who asks for what is new gets them whole.
WITHOUT_CHANGES = frozenset({"CareTeam", "Provenance"})
LAST_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which types, changed since when, how many a page, and where the last page ended."""

    types: tuple[str, ...] = ORDER
    since: datetime | None = None
    limit: int = 200
    cursor: str | None = None


def types_of(text: str | None) -> tuple[str, ...]:
    """The types asked for, in the order in which they are given."""
    if text is None:
        return ORDER
    asked = {part.strip() for part in text.split(",") if part.strip()}
    if not asked <= set(ORDER):
        raise SearchNotUnderstood("_type names a type that is no part of a patient's record here.")
    return tuple(name for name in ORDER if name in asked)


async def everything(ctx: Ctx, chart: Chart, wanted: Wanted) -> Found[Resource]:
    """One page; the cursor names the type that it stopped in, and where."""
    place, inner = _place(wanted)
    found: list[Resource] = []
    while place < len(wanted.types):
        name = wanted.types[place]
        page = await _of_type(ctx, chart, name, wanted, inner, wanted.limit - len(found))
        found += page.items
        if page.next_cursor is None:
            place, inner = place + 1, ""
        else:
            inner = page.next_cursor
        if len(found) >= wanted.limit and place < len(wanted.types):
            return Found(tuple(found), cursors.encode(LISTING, (wanted.types[place], inner)))
    return Found(tuple(found), None)


def _place(wanted: Wanted) -> tuple[int, str]:
    if not wanted.cursor:
        return 0, ""
    name, inner = cursors.decode(LISTING, wanted.cursor, (str, str))
    if name not in wanted.types:
        raise InvalidCursor
    return wanted.types.index(str(name)), str(inner)


async def _of_type(ctx: Ctx, chart: Chart, name: str, wanted: Wanted, inner: str, limit: int) -> Found[Resource]:
    if name in PEOPLE:
        return Found(tuple(_since(await _people(ctx, chart, name), wanted.since)), None)
    changed: tuple[DateClause, ...] = ()
    if wanted.since is not None and name not in WITHOUT_CHANGES:
        from_then = Span(Comparison.FROM, wanted.since, wanted.since + LAST_MOMENT)
        changed = (DateClause("updated_at", "updated_at", (from_then,)),)
    found: Found[Resource] = await SOURCES[name].page(
        ctx, chart, Query(clauses=changed, limit=max(limit, 1), cursor=inner or None)
    )
    if name in WITHOUT_CHANGES:
        return Found(tuple(_since(found.items, wanted.since)), found.next_cursor)
    return found


async def _people(ctx: Ctx, chart: Chart, name: str) -> list[Resource]:
    if name == "Patient":
        return [records.patient_as_fhir(await records.read_patient(ctx, chart))]
    team = {member.practitioner_id for member in await records.list_care_team(ctx, chart)}
    return [records.practitioner_as_fhir(await records.read_practitioner(ctx, each)) for each in sorted(team)]


def _since(found: Sequence[Resource], since: datetime | None) -> list[Resource]:
    if since is None:
        return list(found)
    return [each for each in found if datetime.fromisoformat(each["meta"]["lastUpdated"]) >= since]
