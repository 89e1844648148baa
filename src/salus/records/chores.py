"""What the worker does by itself, at its start and every hour: make room for the values of coming years."""

from __future__ import annotations

import structlog

from salus.core.context import WORKER
from salus.core.services import Services, new_request_id
from salus.records.service.upkeep import make_room_for_coming_years

log = structlog.get_logger()


async def make_room(services: Services) -> None:
    """A server that runs over New Year has its next partitions three years before a value needs them."""
    async with services.transaction(WORKER, new_request_id()) as ctx:
        made = await make_room_for_coming_years(ctx)
    if made:
        log.info("partitions_made", partitions=made)
