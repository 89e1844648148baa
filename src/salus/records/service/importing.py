"""Take over a chart from elsewhere: one FHIR R4 bundle in one transaction, as often as one likes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from salus.core.context import Ctx, Role
from salus.core.errors import RoleNotAllowed
from salus.records import kinds
from salus.records.chart import Chart
from salus.records.contract.facts import NewCodedFact, NewEncounter, NewFact, Recorded
from salus.records.contract.importing import ImportReport
from salus.records.contract.observations import NewObservation, Observation
from salus.records.contract.people import NewCareTeamMember
from salus.records.kinds import FactT, Kind, NewT
from salus.records.logic.fhir.bundle import read_bundle
from salus.records.logic.fhir.drafts import ChartDraft, FactDraft
from salus.records.logic.timeline import line_of
from salus.records.service.charts import open_chart_for_job
from salus.records.service.facts import interpreted
from salus.records.service.following import follow_measured
from salus.records.service.patients import create_patient, find_by_identifier
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
    kinds.OBSERVATION,
)


async def import_bundle(ctx: Ctx, data: bytes, treated_by: UUID | None = None) -> ImportReport:
    """Write what a bundle says into its patient's chart; entries that are known from before stay as they are.

    The patient is found by identifier or registered. `treated_by` gives a practitioner a care relationship, so that
    somebody can open the chart. For the service role only.
    """
    if ctx.actor.role is not Role.SERVICE:
        raise RoleNotAllowed
    draft = read_bundle(data, ctx.now)
    report = draft.report
    chart = await _chart_of(ctx, draft, report)
    practitioners = await _practitioners(ctx, draft, report)
    await _care_team(ctx, chart, draft, practitioners, treated_by)
    visits: dict[str, UUID] = {}
    written: list[Recorded] = []
    for kind in ORDER:
        wanted = [fact for fact in draft.facts if fact.kind == kind.name]
        known, made = await _write(ctx, chart, kind, wanted, visits, practitioners, report)
        if kind is kinds.ENCOUNTER:
            visits = {**known, **{origin: fact.id for origin, fact in made}}
        written += [fact for _, fact in made]
    await _show(ctx, chart, written)
    report.rows_written += len(written)
    await ctx.audit("import.load", patient_id=chart.patient_id, count=len(written))
    return report


async def _chart_of(ctx: Ctx, draft: ChartDraft, report: ImportReport) -> Chart:
    await store.lock_source(ctx.db, draft.patient.identifiers)
    for identifier in draft.patient.identifiers:
        patient_id = await find_by_identifier(ctx, identifier)
        if patient_id is not None:
            report.patients_known += 1
            report.known["Patient"] += 1
            return await open_chart_for_job(ctx, patient_id)
    chart, _ = await create_patient(ctx, draft.patient)
    await store.set_patient_extra(ctx.db, chart, draft.patient_extra)
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


async def _write(
    ctx: Ctx,
    chart: Chart,
    kind: Kind[NewT, FactT],
    drafts: Sequence[FactDraft],
    visits: dict[str, UUID],
    practitioners: dict[str, UUID],
    report: ImportReport,
) -> tuple[dict[str, UUID], list[tuple[str, FactT]]]:
    """The entries of a kind that were known, and those that were written now, each by origin."""
    if not drafts:
        return {}, []
    known = await store.select_known(ctx.db, chart, kind, [draft.origin for draft in drafts])
    new = {draft.origin: draft for draft in drafts if draft.origin not in known}
    taken = {(draft.resource_type, _resource(draft)) for draft in new.values()}
    report.taken.update(name for name, _ in taken)
    report.known.update(name for name, _ in {(draft.resource_type, _resource(draft)) for draft in drafts} - taken)
    rows = [store.Row(origin, _linked(draft, visits, practitioners), draft.extra) for origin, draft in new.items()]
    return known, await store.insert_rows(ctx.db, chart, kind, rows)


def _resource(draft: FactDraft) -> str:
    """The source's entry; several facts can come from one (the components of a panel)."""
    return draft.origin.partition("#")[0]


def _linked(draft: FactDraft, visits: dict[str, UUID], practitioners: dict[str, UUID]) -> NewFact:
    """The fact with the ids that its references have here."""
    new = draft.new
    if isinstance(new, NewEncounter):
        return replace(new, practitioner_id=practitioners.get(draft.practitioner_origin or ""))
    if isinstance(new, (NewCodedFact, NewObservation)):
        return interpreted(replace(new, encounter_id=visits.get(draft.encounter_origin or "")))
    return new


async def _show(ctx: Ctx, chart: Chart, written: Sequence[Recorded]) -> None:
    measured = [fact for fact in written if isinstance(fact, Observation)]
    lines = [line_of(fact) for fact in written if not isinstance(fact, Observation)]
    if lines:
        await timeline.put(ctx.db, chart, lines)
    if measured:
        await follow_measured(ctx, chart, measured)
