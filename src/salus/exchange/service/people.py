"""Patients and practitioners as resources: who may be known of is decided by the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from salus.core.context import Ctx
from salus.exchange.contract import Query, Resource, SearchNotUnderstood
from salus.records import service as records
from salus.records.contract import Found, Identifier

MOST = 100


async def open_patient(ctx: Ctx, person_id: UUID) -> Resource:
    """One person, for whoever may open at least name and address."""
    _, patient = await records.open_person(ctx, person_id, action="patient.read")
    return records.patient_as_fhir(patient)


async def patient_versions(ctx: Ctx, person_id: UUID) -> Sequence[Resource]:
    """Every version of a person's data, newest first."""
    return [records.patient_as_fhir(each.content) for each in await records.patient_history(ctx, person_id)]


async def search_patients(ctx: Ctx, query: Query) -> Found[Resource]:
    """People whom the reader may know of; by id one at a time, as each is opened by itself."""
    if query.ids is not None:
        if len(query.ids) > 1:
            raise SearchNotUnderstood("Ask for one _id at a time.")
        return Found(tuple([await open_patient(ctx, each) for each in query.ids]), None)
    texts = query.texts
    name = " ".join(texts[each] for each in ("name", "given", "family") if each in texts) or None
    page = await records.find_patients(
        ctx,
        name=name,
        birth_date=_day(texts.get("birthdate")),
        identifier=texts.get("identifier"),
        cursor=query.cursor,
        limit=min(query.limit, MOST),
    )
    return Found(tuple(records.patient_as_fhir(each) for each in page.items), page.next_cursor)


async def read_practitioner(ctx: Ctx, practitioner_id: UUID) -> Resource:
    """One practitioner; they are a directory for everybody who is signed in."""
    found = await records.read_practitioner(ctx, practitioner_id)
    await ctx.audit("practitioner.read", resource=f"practitioner/{practitioner_id}")
    return records.practitioner_as_fhir(found)


async def search_practitioners(ctx: Ctx, query: Query) -> Found[Resource]:
    """By name, identifier or id."""
    await ctx.audit("practitioner.search")
    if query.ids is not None:
        return Found(
            tuple(
                [records.practitioner_as_fhir(await records.read_practitioner(ctx, each)) for each in query.ids[:MOST]]
            ),
            None,
        )
    if "identifier" in query.texts:
        system, bar, value = query.texts["identifier"].partition("|")
        wanted = Identifier(system, value) if bar else Identifier("", system)
        people = await records.practitioners_by_identifier(ctx, wanted, MOST)
        return Found(tuple(records.practitioner_as_fhir(each) for each in people), None)
    page = await records.find_practitioners(
        ctx, name=query.texts.get("name"), cursor=query.cursor, limit=min(query.limit, MOST)
    )
    return Found(tuple(records.practitioner_as_fhir(each) for each in page.items), page.next_cursor)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text.removeprefix("eq"))
    except ValueError:
        raise SearchNotUnderstood("birthdate is a whole date, such as 1968-04-12.") from None
