"""The verbs of practitioners and care teams: who treats, and therefore who may open a chart."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from salus.core import cursors
from salus.core.context import Ctx, Role
from salus.records.chart import Chart
from salus.records.contract.errors import (
    AlreadyInCareTeam,
    FactNotFound,
    PractitionerNotFound,
    WriteNotAllowed,
)
from salus.records.contract.people import (
    CareTeamMember,
    CareTeamStatus,
    NewCareTeamMember,
    NewPractitioner,
    Practitioner,
    PractitionerPage,
)
from salus.records.service.guards import check_fields, conflict, require_no_emergency
from salus.records.store import people as store

LISTING = "practitioners"
REGISTRARS = frozenset({Role.ADMIN, Role.SERVICE})


async def create_practitioner(ctx: Ctx, new: NewPractitioner) -> Practitioner:
    """Register a practitioner; administrators only."""
    _require_registrar(ctx)
    check_fields(ctx, new)
    practitioner = await store.insert(ctx.db, new)
    await ctx.audit("practitioner.create", resource=f"practitioner/{practitioner.id}")
    return practitioner


async def read_practitioner(ctx: Ctx, practitioner_id: UUID) -> Practitioner:
    """One practitioner; practitioners are no secret among those who are signed in."""
    practitioner = await store.select_one(ctx.db, practitioner_id)
    if practitioner is None:
        raise PractitionerNotFound
    return practitioner


async def find_practitioners(
    ctx: Ctx, *, name: str | None = None, cursor: str | None = None, limit: int = 20
) -> PractitionerPage:
    """Active practitioners by name, typos allowed, best match first."""
    typed = " ".join((name or "").split()) or None
    after = cursors.decode_score(LISTING, cursor) if cursor else None
    hits = await store.find(ctx.db, typed, after, limit + 1)
    items = tuple(practitioner for _, _, practitioner in hits[:limit])
    if len(hits) <= limit:
        return PractitionerPage(items, None)
    score, sort_name, last = hits[limit - 1]
    return PractitionerPage(items, cursors.encode(LISTING, (score, sort_name, str(last.id))))


async def change_practitioner(ctx: Ctx, practitioner_id: UUID, version: int, new: NewPractitioner) -> Practitioner:
    """Replace a practitioner's data if nobody changed them since; administrators only."""
    _require_registrar(ctx)
    check_fields(ctx, new)
    changed = await store.update(ctx.db, practitioner_id, version, new)
    if changed is None:
        raise conflict(new, version, await read_practitioner(ctx, practitioner_id))
    await ctx.audit("practitioner.update", resource=f"practitioner/{practitioner_id}")
    return changed


async def list_care_team(ctx: Ctx, chart: Chart) -> tuple[CareTeamMember, ...]:
    """Who treats the patient, and who did."""
    return await store.select_team(ctx.db, chart)


async def add_to_care_team(ctx: Ctx, chart: Chart, new: NewCareTeamMember) -> CareTeamMember:
    """Give a practitioner a care relationship: from then on the practitioner can open the chart."""
    require_no_emergency(chart)
    check_fields(ctx, new)
    if new.status is CareTeamStatus.ACTIVE and await store.is_active_member(ctx.db, chart, new.practitioner_id):
        raise AlreadyInCareTeam
    member_id = await store.insert_member(ctx.db, chart, new)
    await ctx.audit("care-team.create", patient_id=chart.patient_id, resource=f"care-team/{member_id}")
    return await read_member(ctx, chart, member_id)


async def read_member(ctx: Ctx, chart: Chart, member_id: UUID) -> CareTeamMember:
    """One care relationship of the patient."""
    member = await store.select_member(ctx.db, chart, member_id)
    if member is None:
        raise FactNotFound
    return member


async def change_member(
    ctx: Ctx, chart: Chart, member_id: UUID, version: int, new: NewCareTeamMember
) -> CareTeamMember:
    """Replace a care relationship if nobody changed it since; ending it closes the chart to that practitioner."""
    require_no_emergency(chart)
    check_fields(ctx, new)
    current = await read_member(ctx, chart, member_id)
    if new.practitioner_id != current.practitioner_id:
        raise WriteNotAllowed("A care relationship stays that of one practitioner. End it and add another.")
    if not await store.update_member(ctx.db, chart, member_id, version, new):
        raise conflict(new, version, await read_member(ctx, chart, member_id))
    await ctx.audit("care-team.update", patient_id=chart.patient_id, resource=f"care-team/{member_id}")
    return await read_member(ctx, chart, member_id)


async def end_membership(ctx: Ctx, chart: Chart, member_id: UUID, version: int) -> CareTeamMember:
    """End a care relationship now."""
    current = await read_member(ctx, chart, member_id)
    ended = replace(_content(current), status=CareTeamStatus.INACTIVE, period_end=ctx.now)
    return await change_member(ctx, chart, member_id, version, ended)


def _content(member: CareTeamMember) -> NewCareTeamMember:
    return NewCareTeamMember(**{name: getattr(member, name) for name in store.MEMBER_PAYLOAD})


def _require_registrar(ctx: Ctx) -> None:
    if ctx.actor.role not in REGISTRARS:
        raise WriteNotAllowed
