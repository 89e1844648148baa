"""The verbs of emergency access: begin, end, list for review, review."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from salus.core import cursors
from salus.core.context import Ctx, Role
from salus.records.chart import Chart
from salus.records.contract.break_glass import (
    BreakGlass,
    EmergencyNotFound,
    EmergencyNotNeeded,
    EmergencyPage,
    EmergencyReason,
    NoEmergency,
    ReviewOutcome,
)
from salus.records.contract.errors import RoleNotAllowed
from salus.records.service.charts import EMERGENCY, open_emergency, refuse
from salus.records.service.guards import conflict
from salus.records.store import break_glass as store

LISTING = "emergencies"
START = "break-glass.start"


async def begin_emergency(ctx: Ctx, patient_id: UUID, reason: EmergencyReason, text: str) -> tuple[Chart, BreakGlass]:
    """Open a chart without treating the patient, for some hours; the patient and the privacy officer see it at once.

    Nobody begins one for an absent patient, nor against a denial where policy says so: `ChartAccessDenied` for both.
    """
    if ctx.actor.role is not Role.DOCTOR or ctx.actor.practitioner_id is None or ctx.actor.scopes is not None:
        raise RoleNotAllowed
    settings = ctx.services.settings
    found = await store.begin(
        ctx.db,
        patient_id,
        reason,
        text,
        timedelta(hours=settings.break_glass_hours),
        may_override_denial=settings.break_glass_overrides_denial,
    )
    if found == "clinical":
        raise EmergencyNotNeeded
    if found not in ("begun", EMERGENCY):
        await refuse(ctx, patient_id, START, found)
    chart, emergency = await open_emergency(ctx, patient_id)
    if found == "begun":
        await ctx.audit(
            START,
            patient_id=patient_id,
            resource=f"break-glass/{emergency.id}",
            reason=emergency.reason.value,
            overrode=emergency.overrode.value,
        )
    return chart, emergency


async def end_emergency(ctx: Ctx, patient_id: UUID) -> UUID:
    """End one's own before its time; the chart is closed from the next request on."""
    ended = await store.end(ctx.db, patient_id)
    if ended is None:
        raise NoEmergency
    await ctx.audit("break-glass.end", patient_id=patient_id, resource=f"break-glass/{ended}", break_glass=str(ended))
    return ended


async def list_emergencies(
    ctx: Ctx, *, only_open: bool = False, cursor: str | None = None, limit: int = 50
) -> EmergencyPage:
    """Emergency accesses for review, newest first; administrators only."""
    _require_officer(ctx)
    before = cursors.decode_id(LISTING, cursor) if cursor else None
    found = await store.select_page(ctx.db, only_open=only_open, before=before, limit=limit + 1)
    await ctx.audit("break-glass.list", count=min(len(found), limit))
    items = tuple(found[:limit])
    more = cursors.encode(LISTING, (str(items[-1].emergency.id),)) if len(found) > limit else None
    return EmergencyPage(items, more)


async def review_emergency(
    ctx: Ctx, emergency_id: UUID, version: int, outcome: ReviewOutcome, note: str | None
) -> BreakGlass:
    """Write what the review found, which the patient reads; one that was not justified ends at once."""
    _require_officer(ctx)
    reviewed = await store.review(ctx.db, emergency_id, version, outcome, note, ctx.actor.user_id)
    if reviewed is None:
        current = await store.select_one(ctx.db, emergency_id)
        if current is None:
            raise EmergencyNotFound
        raise conflict({"outcome": outcome.value}, version, current)
    await ctx.audit(
        "break-glass.review",
        patient_id=reviewed.patient_id,
        resource=f"break-glass/{reviewed.id}",
        outcome=outcome.value,
        break_glass=str(reviewed.id),
    )
    return reviewed


def _require_officer(ctx: Ctx) -> None:
    if ctx.actor.role is not Role.ADMIN:
        raise RoleNotAllowed
