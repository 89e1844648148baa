"""Write resources of FHIR R4 as their sender may: all or none, each with its provenance, as often as one likes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from salus.core.context import Ctx, Role
from salus.records.chart import Chart
from salus.records.contract.errors import InvalidInput, WriteNotAllowed
from salus.records.contract.importing import BundleNotWritten, PatientNotUsable, PlacedEntry
from salus.records.contract.people import Identifier, NewPatient
from salus.records.contract.views import NewProvenance
from salus.records.kinds import FactT, Kind, NewT
from salus.records.logic.fhir import people as fhir_people
from salus.records.logic.fhir.bundle import read_entries
from salus.records.logic.fhir.drafts import ChartDraft, LeftEntry, Strictness
from salus.records.logic.fhir.facts import READERS, Unusable
from salus.records.logic.fhir.observations import observations
from salus.records.service.charts import open_chart, open_chart_for_job
from salus.records.service.facts import change_fact, read_fact
from salus.records.service.fhir import FHIR_NAMES
from salus.records.service.importing import NOT_FROM_A_FILE, ORDER, write_draft
from salus.records.service.patients import create_patient, find_by_identifier
from salus.records.store import importing as store
from salus.records.store import patients as patient_store

Resource = Mapping[str, Any]
KINDS_BY_NAME = {kind.name: kind for kind in ORDER}
MOST_TOLD = 50


async def write_entries(
    ctx: Ctx, entries: Sequence[Resource], subject: UUID | None, source: NewProvenance
) -> tuple[PlacedEntry, ...]:
    """Write the resources of these entries, which are about one patient; `BundleNotWritten` names what cannot be.

    `subject` is a patient who is here; otherwise a Patient among the entries is found by identifier or registered.
    What is known from before stays as it is and is told under the id that it has.
    """
    about = str(subject) if subject is not None else None
    draft = read_entries(entries, ctx.now, Strictness.REFUSE_WHAT_IS_WRONG, about)
    draft = _as_sender_says(ctx, draft)
    refused = [*draft.left, *_not_allowed(ctx, draft)]
    if refused:
        raise _not_written(refused)
    chart, person = await _open(ctx, draft.patient, draft.patient_extra, subject)
    practitioners = await store.select_practitioners(
        ctx.db, sorted({p for d in draft.facts if (p := d.practitioner_origin)})
    )
    writing = await write_draft(ctx, chart, draft, practitioners, source)
    placed = {} if person is None else {draft.patient_place: replace(person, place=draft.patient_place)}
    for fact in draft.facts:
        kind, row_id, version = writing.placed[fact.origin]
        is_new = fact.origin in writing.fresh
        placed.setdefault(fact.place, PlacedEntry(fact.place, FHIR_NAMES[kind], row_id, version, is_new))
    return tuple(placed[place] for place in sorted(placed))


async def create_patient_from(ctx: Ctx, resource: Resource) -> PlacedEntry:
    """Register the person that a Patient describes; a doctor who does so treats them from then on."""
    _, patient = await create_patient(ctx, fhir_people.patient(resource))
    return PlacedEntry(0, "Patient", patient.id, patient.version, is_new=True)


async def replace_from(
    ctx: Ctx, chart: Chart, kind: Kind[NewT, FactT], fact_id: UUID, version: int, resource: Resource
) -> FactT:
    """Replace a fact by what a resource says, under its version; where the resource cannot say, the fact stays so."""
    current = await read_fact(ctx, chart, kind, fact_id)
    kept: dict[str, Any] = {"source": current.source}  # type: ignore[attr-defined]  # every fact has one
    for name in ("encounter_id", "practitioner_id", "panel_id"):
        if name in kind.payload:
            kept[name] = getattr(current, name)
    return await change_fact(ctx, chart, kind, fact_id, version, replace(_one_fact(kind, resource), **kept))


def _one_fact(kind: Kind[NewT, FactT], resource: Resource) -> NewT:
    name = FHIR_NAMES[kind.name]
    try:
        found = list(observations(resource, "")) if name == "Observation" else list(READERS[name](resource, _nothing))
    except Unusable as error:
        raise InvalidInput(f"The resource {error}.") from None
    if len(found) != 1 or not isinstance(found[0][1], kind.new):
        raise InvalidInput("The resource must say exactly one thing to take the place of one.")
    return found[0][1]


def _nothing(_: object) -> Resource:
    return {}


def _as_sender_says(ctx: Ctx, draft: ChartDraft) -> ChartDraft:
    """What patients send is their own word, to be confirmed."""
    if ctx.actor.role is not Role.PATIENT:
        return draft
    facts = tuple(replace(fact, new=KINDS_BY_NAME[fact.kind].as_patient_says(fact.new)) for fact in draft.facts)
    return replace(draft, facts=facts)


def _not_allowed(ctx: Ctx, draft: ChartDraft) -> list[LeftEntry]:
    found = [
        LeftEntry(fact.place, fact.resource_type, "your role may read this but not write it")
        for fact in draft.facts
        if ctx.actor.role not in KINDS_BY_NAME[fact.kind].writers
    ]
    found += [LeftEntry(each.place, "Practitioner", NOT_FROM_A_FILE["Practitioner"]) for each in draft.practitioners]
    if draft.report.seen["CareTeam"]:
        found.append(LeftEntry(0, "CareTeam", NOT_FROM_A_FILE["CareTeam"]))
    return found


def _not_written(refused: Sequence[LeftEntry]) -> BundleNotWritten:
    fields = {f"Bundle.entry[{each.place}]": f"{each.resource_type} {each.reason}" for each in refused[:MOST_TOLD]}
    return BundleNotWritten(fields={**fields})


async def _open(
    ctx: Ctx, patient: NewPatient | None, extra: dict[str, Any], subject: UUID | None
) -> tuple[Chart, PlacedEntry | None]:
    """The chart that is written into; with it the person, where the entries describe one."""
    if subject is not None:
        return await _open_for(ctx, subject), None
    if patient is None:
        raise PatientNotUsable
    await store.lock_source(ctx.db, patient.identifiers)
    known = await _known_person(ctx, patient.identifiers)
    if known is not None:
        chart = await _open_for(ctx, known)
        here = await patient_store.select_one(ctx.db, chart)
        assert here is not None, "an open chart has its person"
        return chart, PlacedEntry(0, "Patient", here.id, here.version, is_new=False)
    if ctx.actor.role is Role.PATIENT:
        raise WriteNotAllowed("You can write into your own record only; name it as Patient/id.")
    chart, new = await create_patient(ctx, patient)
    if not extra:
        return chart, PlacedEntry(0, "Patient", new.id, new.version, is_new=True)
    await store.set_patient_extra(ctx.db, chart, extra)
    return chart, PlacedEntry(0, "Patient", new.id, new.version + 1, is_new=True)


async def _open_for(ctx: Ctx, patient_id: UUID) -> Chart:
    if ctx.actor.role is Role.SERVICE:
        return await open_chart_for_job(ctx, patient_id)
    return await open_chart(ctx, patient_id, action="import.open")


async def _known_person(ctx: Ctx, identifiers: Sequence[Identifier]) -> UUID | None:
    """Who has one of these numbers, among those of whom the sender may know."""
    for identifier in identifiers:
        if ctx.actor.role is Role.SERVICE:
            found = await find_by_identifier(ctx, identifier)
        else:
            wanted = patient_store.Wanted(None, None, identifier.system, identifier.value, None, 1)
            hits = await patient_store.find(ctx.db, wanted)
            found = hits[0].patient.id if hits else None
        if found is not None:
            return found
    return None
