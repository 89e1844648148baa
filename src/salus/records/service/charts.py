"""Open charts: the only place where a Chart is minted, after role, care relationship and consent were checked."""

from __future__ import annotations

from typing import NoReturn
from uuid import UUID

from salus.core.audit.contract import AuditEvent, Outcome
from salus.core.context import Ctx, Role
from salus.core.db import NotedRead
from salus.records.chart import Chart, ChartScope, Emergency, Purpose, mint
from salus.records.contract.break_glass import BreakGlass, Overridden
from salus.records.contract.errors import ChartAccessDenied, ConsentDenied
from salus.records.contract.people import Patient
from salus.records.contract.vocabulary import ConsentCategory, ConsentDecision
from salus.records.store import access, break_glass
from salus.records.store import patients as patient_store

CLINICAL, DEMOGRAPHIC, EMERGENCY = ChartScope.CLINICAL.value, ChartScope.DEMOGRAPHIC.value, "emergency"
MARK = "break_glass"  # in every audit row of what was done in an emergency
CONSENT_FOR = {Purpose.AI_PROCESSING: ConsentCategory.AI_PROCESSING, Purpose.RESEARCH: ConsentCategory.RESEARCH}


async def open_chart(
    ctx: Ctx,
    patient_id: UUID,
    purpose: Purpose = Purpose.TREATMENT,
    *,
    action: str = "chart.open",
    resource: str | None = None,
) -> Chart:
    """Open a whole chart for this transaction and note it in the audit trail under `action`.

    Patients open their own, doctors those of patients whom they treat and who did not deny it, and those for which an
    emergency access of theirs runs. Everybody else, an absent patient included, gets the same `ChartAccessDenied`, and
    the refusal is audited durably.
    """
    scope = await access.open_chart(ctx.db, patient_id)
    if scope not in (CLINICAL, EMERGENCY) or ctx.actor.role is Role.SERVICE:
        await refuse(ctx, patient_id, action, scope)
    if scope == EMERGENCY:
        chart, _ = await open_emergency(ctx, patient_id, purpose)
    else:
        chart = mint(patient_id, purpose, ChartScope.CLINICAL)
    await ctx.audit(action, patient_id=patient_id, resource=resource, purpose=chart.purpose.value)
    if purpose in CONSENT_FOR:
        await require_consent(ctx, chart, CONSENT_FOR[purpose])
    return chart


async def open_emergency(ctx: Ctx, patient_id: UUID, purpose: Purpose = Purpose.TREATMENT) -> tuple[Chart, BreakGlass]:
    """The chart that a running emergency opens; every audit row about the patient is marked from here on."""
    running = await break_glass.select_running(ctx.db, patient_id)
    assert running is not None, "the database opened the chart for a running emergency"
    ctx.marks[patient_id] = (MARK, str(running.id))
    emergency = Emergency(running.id, running.expires_at, running.overrode is Overridden.DENIAL)
    why = Purpose.EMERGENCY if purpose is Purpose.TREATMENT else purpose
    return mint(patient_id, why, ChartScope.CLINICAL, emergency), running


async def open_person(
    ctx: Ctx, patient_id: UUID, *, action: str = "person.open", resource: str | None = None
) -> tuple[Chart, Patient]:
    """Open a person's own data: within the whole chart for whoever may open that, alone for administrators."""
    scope, patient = await patient_store.open_and_select(ctx.db, patient_id)
    if patient is None or ctx.actor.role is Role.SERVICE:
        await refuse(ctx, patient_id, action, scope)
    if scope == EMERGENCY:
        chart, _ = await open_emergency(ctx, patient_id)
    else:
        chart = mint(patient_id, Purpose.TREATMENT if scope == CLINICAL else Purpose.OPERATIONS, ChartScope(scope))
    await ctx.audit(action, patient_id=patient_id, resource=resource)
    return chart, patient


async def read_person_noted(ctx: Ctx, patient_id: UUID, *, action: str) -> Patient:
    """A person's own data, as `open_person` reads them, in a context of `noted_read`: one trip for both."""
    db = require_noted(ctx)
    event = AuditEvent.of(ctx.actor, ctx.request_id, action, patient_id=patient_id)
    scope, patient = await patient_store.open_note_and_select(db, patient_id, event.as_text())
    if patient is None or ctx.actor.role is Role.SERVICE:
        await refuse(ctx, patient_id, action, scope)
    return patient


def require_noted(ctx: Ctx) -> NotedRead:
    """The connection of a noted read: what a statement notes elsewhere would be forgotten."""
    db: object = ctx.db
    if not isinstance(db, NotedRead):
        raise TypeError("a noted read needs the context of Services.noted_read, which chains its audit row")
    return db


async def open_chart_for_job(ctx: Ctx, patient_id: UUID, purpose: Purpose = Purpose.OPERATIONS) -> Chart:
    """Open a chart for work that goes on after a person's request; for the service role only."""
    scope = await access.open_chart(ctx.db, patient_id) if ctx.actor.role is Role.SERVICE else "role"
    if scope != CLINICAL:
        await refuse(ctx, patient_id, "chart.open", scope)
    await ctx.audit("chart.open", patient_id=patient_id, purpose=purpose.value)
    return mint(patient_id, purpose, ChartScope.CLINICAL)


async def may_still_open(ctx: Ctx, patient_id: UUID) -> bool:
    """Whether a chart that this actor has open could be opened now: roles, relationships and consents change."""
    return await access.open_chart(ctx.db, patient_id) in (CLINICAL, EMERGENCY)


async def require_still_open(ctx: Ctx, patient_id: UUID, purpose: Purpose, *, action: str) -> None:
    """Go on with an open chart only while it could be opened now for this purpose; one statement.

    Raises what its door would raise, on record; leaves no audit row where all is as it was, for the opening left one.
    """
    scope, decision = await access.open_chart_and_decision(
        ctx.db, patient_id, CONSENT_FOR.get(purpose), ctx.actor.practitioner_id
    )
    if scope not in (CLINICAL, EMERGENCY):
        await refuse(ctx, patient_id, action, scope)
    if purpose in CONSENT_FOR and not _allows(CONSENT_FOR[purpose], decision):
        raise ConsentDenied(category=CONSENT_FOR[purpose].value)


async def may_be_told_again(ctx: Ctx, patient_id: UUID) -> bool:
    """Whether this actor could open this person's file now, as far as their role opens files at all."""
    scope = await access.open_chart(ctx.db, patient_id)
    if scope == EMERGENCY:
        await open_emergency(ctx, patient_id)  # marks the audit row
    return scope in (CLINICAL, DEMOGRAPHIC, EMERGENCY)


async def is_permitted(ctx: Ctx, chart: Chart, category: ConsentCategory) -> bool:
    """Whether the patient's consent allows this use: research needs a permit, everything else only no denial."""
    return _allows(category, await access.consent_decision(ctx.db, chart, category, ctx.actor.practitioner_id))


def _allows(category: ConsentCategory, decision: str | None) -> bool:
    if category is ConsentCategory.RESEARCH:
        return decision == ConsentDecision.PERMIT
    return decision != ConsentDecision.DENY


async def require_consent(ctx: Ctx, chart: Chart, category: ConsentCategory) -> None:
    """Go on only where the patient's consent allows this use; `ConsentDenied` otherwise."""
    if not await is_permitted(ctx, chart, category):
        raise ConsentDenied(category=category.value)


async def chart_revision(ctx: Ctx, chart: Chart) -> int:
    """A number that grows with every change to the chart: what was computed from an older one is stale."""
    return await access.select_revision(ctx.db, chart)


async def refuse(ctx: Ctx, patient_id: UUID, action: str, why: str) -> NoReturn:
    """Audit the refusal outside this transaction, which is about to be rolled back, and tell nothing of the reason."""
    event = AuditEvent.of(
        ctx.actor,
        ctx.request_id,
        action,
        outcome=Outcome.REFUSED,
        patient_id=patient_id,
        detail={"code": ChartAccessDenied.code, "why": why},
    )
    await ctx.services.audit.record_now(event)
    error = ChartAccessDenied()
    error.is_audited = True
    raise error
