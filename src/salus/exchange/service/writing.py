"""Write what others send as FHIR: bundles as a whole, and single resources as bundles of one."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from salus.core.context import Ctx
from salus.exchange.contract import BundleRefused, Resource, VersionOutdated
from salus.exchange.logic.transactions import conditional_references, identifier_in, subject_of, with_references
from salus.records import service as records
from salus.records.contract import Activity, Identifier, NewProvenance, PlacedEntry, VersionConflict


async def write_all(ctx: Ctx, entries: Sequence[Resource], data: bytes) -> tuple[PlacedEntry, ...]:
    """All entries or none; `data` is what was sent, whose digest every fact's provenance carries."""
    entries = await _with_people(ctx, entries)
    source = NewProvenance(activity=Activity.IMPORT, inputs_digest=sha256(data).hexdigest())
    return await records.write_entries(ctx, entries, subject_of(entries), source)


async def replace_one(ctx: Ctx, name: str, resource_id: UUID, version: int, resource: Resource) -> Resource:
    """Put a resource in the place of its version; `VersionOutdated` where somebody was faster."""
    kind = records.FHIR_KINDS[name]
    place = f"{kind.name}/{resource_id}"
    chart = await records.open_chart_of(ctx, kind.table, resource_id, f"{kind.name}.open-for-change", place)
    try:
        fact = await records.replace_from(ctx, chart, kind, resource_id, version, resource)
    except VersionConflict as conflict:
        raise VersionOutdated from conflict
    return records.fact_as_fhir(chart, fact)


async def _with_people(ctx: Ctx, entries: Sequence[Resource]) -> Sequence[Resource]:
    """The entries with references by number resolved to people who are here and of whom the sender may know."""
    asked = conditional_references(entries)
    if not asked:
        return entries
    found = {reference: await _person(ctx, reference) for reference in sorted(asked)}
    resolved: list[Resource] = [with_references(entry, found) for entry in entries]
    return resolved


async def _person(ctx: Ctx, reference: str) -> str:
    token = identifier_in(reference)
    if reference.startswith("Patient?"):
        patients = (await records.find_patients(ctx, identifier=token, limit=2)).items
        ids = [f"Patient/{each.id}" for each in patients]
    else:
        system, _, value = token.rpartition("|")
        people = await records.practitioners_by_identifier(ctx, Identifier(system, value), 2)
        ids = [f"Practitioner/{each.id}" for each in people]
    if len(ids) != 1:
        raise BundleRefused(f"A conditional reference must mean exactly one; it means {len(ids)} of whom you may know.")
    return ids[0]
