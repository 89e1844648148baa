"""Take over a chart from elsewhere: one FHIR R4 bundle in one transaction, as often as one likes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from salus.core.context import Ctx, Role
from salus.core.errors import RoleNotAllowed
from salus.records import kinds
from salus.records.chart import Chart
from salus.records.contract.facts import Flag, NewCodedFact, NewEncounter, NewFact, Recorded
from salus.records.contract.importing import AnotherPerson, ImportReport
from salus.records.contract.observations import NewObservation, Observation
from salus.records.contract.people import NewCareTeamMember, NewPatient
from salus.records.contract.views import Activity, NewProvenance
from salus.records.contract.vocabulary import FactSource
from salus.records.kinds import Kind
from salus.records.logic.fhir.bundle import read_bundle, read_entries
from salus.records.logic.fhir.drafts import ChartDraft, FactDraft
from salus.records.logic.same_person import is_same_person
from salus.records.logic.timeline import line_of
from salus.records.service.charts import open_chart_for_job
from salus.records.service.facts import interpreted
from salus.records.service.following import follow_flag, follow_measured
from salus.records.service.patients import create_patient, find_by_identifier, read_patient
from salus.records.store import importing as store
from salus.records.store import people, timeline

# Visits first: other facts point to them.
ORDER: tuple[Kind[Any, Any], ...] = (
    kinds.ENCOUNTER,
    kinds.CONDITION,
    kinds.MEDICATION,
    kinds.ALLERGY,
    kinds.IMMUNIZATION,
    kinds.PROCEDURE,
    kinds.FAMILY_HISTORY,
    kinds.CONSENT,
    kinds.FLAG,
    kinds.OBSERVATION,
)
LONGEST_PLACE = 500
NOT_FROM_A_FILE = {
    "Practitioner": "practitioners are registered by administrators",
    "CareTeam": "a care relationship opens a chart and is added beside the chart",
}


@dataclass(slots=True)
class Writing:
    """What is written into one chart, and what was there: for each origin its kind, id and version."""

    chart: Chart
    source: NewProvenance
    practitioners: Mapping[str, UUID]
    report: ImportReport
    places: Sequence[str] = ()
    visits: dict[str, UUID] = field(default_factory=dict)
    new: list[Recorded] = field(default_factory=list)
    placed: dict[str, tuple[str, UUID, int]] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)


async def import_bundle(
    ctx: Ctx, data: bytes, treated_by: UUID | None = None, source: NewProvenance | None = None
) -> ImportReport:
    """Write what a bundle says into its patient's chart; entries that are known from before stay as they are.

    The patient is found by identifier or registered. `treated_by` gives a practitioner a care relationship, so that
    somebody can open the chart. Every entry that is written has a provenance: `source`, and its place in the bundle.
    For the service role only.
    """
    return await _import(ctx, read_bundle(data, ctx.now), treated_by, source, ())


async def import_entries(
    ctx: Ctx,
    entries: Sequence[Mapping[str, Any]],
    treated_by: UUID | None,
    source: NewProvenance,
    places: Sequence[str],
) -> ImportReport:
    """The same of entries that were read from another form; `places` tell where in the file each stands."""
    return await _import(ctx, read_entries(entries, ctx.now), treated_by, source, places)


async def _import(
    ctx: Ctx, draft: ChartDraft, treated_by: UUID | None, source: NewProvenance | None, places: Sequence[str]
) -> ImportReport:
    if ctx.actor.role is not Role.SERVICE:
        raise RoleNotAllowed
    report = draft.report
    assert draft.patient is not None, "a bundle that is about nobody here brings its patient"
    chart = await _chart_of(ctx, draft.patient, draft.patient_extra, report)
    practitioners = await _practitioners(ctx, draft, report)
    await _care_team(ctx, chart, draft, practitioners, treated_by)
    await write_draft(ctx, chart, draft, practitioners, source or NewProvenance(activity=Activity.IMPORT), places)
    return report


async def import_into(
    ctx: Ctx,
    chart: Chart,
    entries: Sequence[Mapping[str, Any]],
    source: NewProvenance,
    places: Sequence[str] = (),
    *,
    is_by_patient: bool,
) -> ImportReport:
    """Write what a file says into the open chart of the patient whom it is about; `AnotherPerson` where it is not.

    `places` tell where in the file each entry stands. What a patient brings is to be confirmed. A file registers
    nobody, opens the chart to nobody and permits nothing. For the service role only.
    """
    if ctx.actor.role is not Role.SERVICE:
        raise RoleNotAllowed
    draft = read_entries(entries, ctx.now, about=str(chart.patient_id))
    person = await read_patient(ctx, chart)
    if draft.patient is not None and not is_same_person(person, draft.patient):
        raise AnotherPerson
    draft.report.known["Patient"] += draft.report.seen["Patient"]
    for name in NOT_FROM_A_FILE:
        if draft.report.seen[name]:
            draft.report.left[name, NOT_FROM_A_FILE[name]] += draft.report.seen[name]
            draft.report.taken.pop(name, None)
    if is_by_patient:
        draft = replace(draft, facts=tuple(replace(fact, new=_as_patient_says(fact)) for fact in draft.facts))
    known = sorted({each for fact in draft.facts if (each := fact.practitioner_origin)})
    practitioners = await store.select_practitioners(ctx.db, known)
    await write_draft(ctx, chart, draft, practitioners, source, places)
    return draft.report


def _as_patient_says(draft: FactDraft) -> NewFact:
    """A file that a patient brings speaks as a document does: shown at once, confirmed by nobody."""
    kind = next(each for each in ORDER if each.name == draft.kind)
    said: NewFact = kind.as_patient_says(replace(draft.new, source=FactSource.DOCUMENT))
    return said


async def write_draft(
    ctx: Ctx,
    chart: Chart,
    draft: ChartDraft,
    practitioners: Mapping[str, UUID],
    source: NewProvenance,
    places: Sequence[str] = (),
) -> Writing:
    """Write the facts of a draft, whole sets in one statement each; timeline, worklist and audit follow once."""
    writing = Writing(chart, source, practitioners, draft.report, places)
    wanted = await _unknown(ctx, writing, draft.facts)
    visits = wanted.pop(kinds.ENCOUNTER, [])
    origins = await _insert(ctx, writing, {kinds.ENCOUNTER: visits}) if visits else []
    writing.visits |= {
        origin: row_id for origin, (name, row_id, _) in writing.placed.items() if name == kinds.ENCOUNTER.name
    }
    await _find_visits(ctx, writing, [each for drafts in wanted.values() for each in drafts])
    origins += await _insert(ctx, writing, wanted)
    await store.insert_provenance(ctx.db, chart, origins, source)
    await _show(ctx, chart, writing.new)
    draft.report.rows_written += len(writing.new)
    await ctx.audit("import.load", patient_id=chart.patient_id, count=len(writing.new))
    return writing


async def _chart_of(ctx: Ctx, patient: NewPatient, extra: dict[str, Any], report: ImportReport) -> Chart:
    await store.lock_source(ctx.db, patient.identifiers)
    for identifier in patient.identifiers:
        patient_id = await find_by_identifier(ctx, identifier)
        if patient_id is not None:
            report.patients_known += 1
            report.known["Patient"] += 1
            return await open_chart_for_job(ctx, patient_id)
    chart, _ = await create_patient(ctx, patient)
    if extra:
        await store.set_patient_extra(ctx.db, chart, extra)
    report.patients_new += 1
    report.taken["Patient"] += 1
    return chart


async def _practitioners(ctx: Ctx, draft: ChartDraft, report: ImportReport) -> dict[str, UUID]:
    news = {each.origin: each.new for each in draft.practitioners}
    if not news:
        return {}
    ids, new = await store.insert_practitioners(ctx.db, news)
    report.taken["Practitioner"] += new
    report.known["Practitioner"] += len(news) - new
    return ids


async def _care_team(
    ctx: Ctx, chart: Chart, draft: ChartDraft, practitioners: dict[str, UUID], treated_by: UUID | None
) -> None:
    known = {member.practitioner_id for member in await people.select_team(ctx.db, chart)}
    if treated_by is not None and treated_by not in known:
        await people.insert_member(ctx.db, chart, NewCareTeamMember(practitioner_id=treated_by))
    for member in draft.team:
        practitioner_id = practitioners[member.practitioner_origin]
        if practitioner_id not in known:
            known.add(practitioner_id)
            new = NewCareTeamMember(
                practitioner_id=practitioner_id,
                role=member.role,
                period_start=member.period_start,
                period_end=member.period_end,
            )
            await people.insert_member(ctx.db, chart, new)


async def _insert(
    ctx: Ctx, writing: Writing, wanted: Mapping[Kind[Any, Any], Sequence[FactDraft]]
) -> list[tuple[str, UUID, str]]:
    """Write the drafts of these kinds that are not known yet; gives kind, id and place of what was written."""
    sets = [
        (kind, [store.Row(draft.origin, _linked(draft, writing), draft.extra) for draft in drafts])
        for kind, drafts in wanted.items()
    ]
    places: list[tuple[str, UUID, str]] = []
    for (kind, drafts), made in zip(wanted.items(), await store.insert_sets(ctx.db, writing.chart, sets), strict=True):
        by_origin = {draft.origin: draft for draft in drafts}
        writing.placed |= {origin: (kind.name, fact.id, fact.version) for origin, fact in made}
        writing.fresh |= {origin for origin, _ in made}
        writing.new += [fact for _, fact in made]
        places += [(kind.name, fact.id, _place(writing, by_origin[origin])) for origin, fact in made]
    return places


async def _unknown(ctx: Ctx, writing: Writing, facts: Sequence[FactDraft]) -> dict[Kind[Any, Any], list[FactDraft]]:
    """What is not in the chart yet, by kind, visits first; what is, is noted under its origin."""
    by_kind = {kind: {each.origin: each for each in facts if each.kind == kind.name} for kind in ORDER}
    asked = {kind: list(drafts) for kind, drafts in by_kind.items() if drafts}
    known = await store.select_known(ctx.db, writing.chart, asked)
    writing.placed |= known
    found = {kind: [each for name, each in by_kind[kind].items() if name not in known] for kind in asked}
    for kind, drafts in found.items():
        taken = {(draft.resource_type, _resource(draft)) for draft in drafts}
        sent = {(draft.resource_type, _resource(draft)) for draft in by_kind[kind].values()}
        writing.report.taken.update(name for name, _ in taken)
        writing.report.known.update(name for name, _ in sent - taken)
    return found


async def _find_visits(ctx: Ctx, writing: Writing, drafts: Sequence[FactDraft]) -> None:
    """Visits that are meant but not in this bundle: those that are here, by the source's name or by our own id."""
    named = {draft.encounter_origin for draft in drafts if draft.encounter_origin} - writing.visits.keys()
    if named:
        writing.visits |= await store.select_visits(ctx.db, writing.chart, sorted(named))


def _place(writing: Writing, draft: FactDraft) -> str:
    """Where in its source a fact stands."""
    inside = f"entry {draft.place + 1}: {draft.origin.rpartition(':')[2]}"
    if writing.places:
        inside = writing.places[draft.place]
    return (f"{writing.source.quote}, {inside}" if writing.source.quote else inside)[:LONGEST_PLACE]


def _resource(draft: FactDraft) -> str:
    """The source's entry; several facts can come from one (the components of a panel)."""
    return draft.origin.partition("#")[0]


def _linked(draft: FactDraft, writing: Writing) -> NewFact:
    """The fact with the ids that its references have here."""
    new = draft.new
    if isinstance(new, NewEncounter):
        return replace(new, practitioner_id=writing.practitioners.get(draft.practitioner_origin or ""))
    if isinstance(new, (NewCodedFact, NewObservation)):
        visit = writing.visits.get(draft.encounter_origin or "")
        return interpreted(replace(new, encounter_id=visit) if visit is not None else new)
    return new


async def _show(ctx: Ctx, chart: Chart, written: Sequence[Recorded]) -> None:
    measured = [fact for fact in written if isinstance(fact, Observation)]
    lines = [line_of(fact) for fact in written if not isinstance(fact, Observation)]
    for fact in written:
        if isinstance(fact, Flag):
            await follow_flag(ctx, chart, fact)
    if measured:
        await follow_measured(ctx, chart, measured, lines)
    elif lines:
        await timeline.put(ctx.db, chart, lines)
