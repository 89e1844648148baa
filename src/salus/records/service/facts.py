"""The verbs that all facts share: add, read, list, change under a version, mark as entered in error, all versions."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from salus.core.context import Ctx, Role
from salus.records.chart import Chart
from salus.records.contract.errors import FactNotFound, WriteNotAllowed
from salus.records.contract.facts import NewConsent, Recorded
from salus.records.contract.observations import NewObservation
from salus.records.contract.views import NewProvenance, Version
from salus.records.contract.vocabulary import ConsentDecision
from salus.records.kinds import FactT, Kind, NewT
from salus.records.logic.interpretation import interpret
from salus.records.service.following import follow
from salus.records.service.guards import check_fields, conflict, require_clinical, require_no_emergency
from salus.records.store import access, provenance
from salus.records.store import facts as store

LIST_LIMIT = 1000


async def add_fact(
    ctx: Ctx, chart: Chart, kind: Kind[NewT, FactT], new: NewT, origin: NewProvenance | None = None
) -> FactT:
    """Write a fact with its timeline line and, if given, its origin; raises the chart's revision."""
    require_clinical(chart)
    content = await writable(ctx, chart, kind, new)
    fact = await store.insert(ctx.db, chart, kind, content)
    if origin is not None:
        await provenance.insert(ctx.db, chart, kind.name, [fact.id], origin)
    await follow(ctx, chart, kind, [fact])
    await ctx.audit(f"{kind.name}.create", patient_id=chart.patient_id, resource=f"{kind.name}/{fact.id}")
    return fact


async def read_fact(ctx: Ctx, chart: Chart, kind: Kind[NewT, FactT], fact_id: UUID) -> FactT:
    """One fact, also one that was entered in error; `FactNotFound` when the chart has none under this id."""
    require_clinical(chart)
    fact = await store.select_one(ctx.db, chart, kind, fact_id)
    if fact is None:
        raise FactNotFound
    return fact


async def list_facts(ctx: Ctx, chart: Chart, kind: Kind[NewT, FactT], limit: int = LIST_LIMIT) -> tuple[FactT, ...]:
    """The facts of a kind, newest first, without those entered in error."""
    require_clinical(chart)
    return await store.select_many(ctx.db, chart, kind, limit)


async def change_fact(ctx: Ctx, chart: Chart, kind: Kind[NewT, FactT], fact_id: UUID, version: int, new: NewT) -> FactT:
    """Replace a fact's content if nobody changed it since; the old version is kept. `VersionConflict` shows both."""
    current = await read_fact(ctx, chart, kind, fact_id)
    content = await writable(ctx, chart, kind, new)
    require_own(ctx, current)
    return await _replace(ctx, chart, kind, current, version, content, "update")


async def mark_fact_as_error(ctx: Ctx, chart: Chart, kind: Kind[NewT, FactT], fact_id: UUID, version: int) -> FactT:
    """Mark a fact as entered in error: it leaves lists and timeline but stays in the record."""
    current = await read_fact(ctx, chart, kind, fact_id)
    require_writer(ctx, chart, kind)
    require_own(ctx, current)
    content = kind.as_error(kind.content_of(current))
    return await _replace(ctx, chart, kind, current, version, content, "entered-in-error")


async def fact_history(ctx: Ctx, chart: Chart, kind: Kind[NewT, FactT], fact_id: UUID) -> tuple[Version[FactT], ...]:
    """Every version of a fact, newest first, with who wrote it."""
    require_clinical(chart)
    versions = await store.select_versions(ctx.db, chart, kind, fact_id)
    if not versions:
        raise FactNotFound
    return versions


async def writable(ctx: Ctx, chart: Chart, kind: Kind[NewT, FactT], new: NewT) -> NewT:
    """What this actor would write: allowed, plausible, and marked as a patient's word where it is one."""
    require_writer(ctx, chart, kind)
    content = kind.as_patient_says(new) if ctx.actor.role is Role.PATIENT else new
    check_fields(ctx, content)
    if isinstance(content, NewConsent):
        await _respect_denial(ctx, chart, content)
    return interpreted(content)


def require_writer(ctx: Ctx, chart: Chart, kind: Kind[NewT, FactT]) -> None:
    """Only the roles that a kind names may write it, and nobody decides for the patient in an emergency."""
    if ctx.actor.role not in kind.writers:
        raise WriteNotAllowed
    if kind.new is NewConsent:
        require_no_emergency(chart)


def require_own(ctx: Ctx, fact: Recorded) -> None:
    """Patients change only what they wrote themselves."""
    if ctx.actor.role is Role.PATIENT and fact.recorded_by != ctx.actor.user_id:
        raise WriteNotAllowed("This was written by your care team. Ask them to change it.")


async def _respect_denial(ctx: Ctx, chart: Chart, new: NewConsent) -> None:
    """A clinician may record a patient's decision on paper, but never undo a denial that stands."""
    if ctx.actor.role is Role.PATIENT or new.decision is ConsentDecision.DENY:
        return
    standing = await access.consent_decision(ctx.db, chart, new.category, new.practitioner_id)
    if standing == ConsentDecision.DENY:
        raise WriteNotAllowed("The patient has denied this. Only the patient can permit it again.")


async def _replace(
    ctx: Ctx, chart: Chart, kind: Kind[NewT, FactT], current: FactT, version: int, content: NewT, verb: str
) -> FactT:
    changed = await store.update(ctx.db, chart, kind, current.id, version, content)
    if changed is None:
        raise conflict(content, version, await read_fact(ctx, chart, kind, current.id))
    await follow(ctx, chart, kind, [current, changed])
    await ctx.audit(
        f"{kind.name}.{verb}",
        patient_id=chart.patient_id,
        resource=f"{kind.name}/{changed.id}",
        version=changed.version,
    )
    return changed


def interpreted(new: NewT) -> NewT:
    """A value whose interpretation was left out gets the one that its reference range gives."""
    if not isinstance(new, NewObservation) or new.interpretation is not None:
        return new
    found = interpret(new.value, new.comparator, new.reference_low, new.reference_high)
    return replace(new, interpretation=found)
