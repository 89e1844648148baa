"""Forget the answers that are kept for retries once nobody retries any more; the worker's chore."""

from __future__ import annotations

from datetime import timedelta

import structlog

from salus.core.context import WORKER
from salus.core.http import store
from salus.core.services import Services, new_request_id

log = structlog.get_logger("salus.http")
# Clients retry within minutes; a day is the usual practice (docs.stripe.com/idempotency: "at least 24 hours old").
KEPT_FOR = timedelta(hours=24)
MOST_AT_ONCE = 5_000


async def forget_answers(services: Services) -> None:
    """Remove what is older than a day, in short transactions; a key that was forgotten makes a new request."""
    forgotten = 0
    while True:
        async with services.transaction(WORKER, new_request_id()) as ctx:
            some = await store.forget_answers(ctx.db, ctx.now - KEPT_FOR, MOST_AT_ONCE)
        forgotten += some
        if some < MOST_AT_ONCE:
            break
    if forgotten:
        log.info("answers_forgotten", answers=forgotten)
