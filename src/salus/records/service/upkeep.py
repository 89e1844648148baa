"""What has to be done once a year: make the partitions that measured values of coming years go to."""

from __future__ import annotations

from salus.core.context import Ctx, Role
from salus.core.errors import RoleNotAllowed
from salus.records.store import observations as store

YEARS_AHEAD = 3


async def make_room_for_coming_years(ctx: Ctx) -> int:
    """Make the yearly partitions that are missing; gives how many. Cheap when there are none. Service role only."""
    if ctx.actor.role is not Role.SERVICE:
        raise RoleNotAllowed
    return await store.ensure_partitions(ctx.db, YEARS_AHEAD)
