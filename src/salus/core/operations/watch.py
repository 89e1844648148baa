"""What runs beside a process: once a minute its counts are written down and alerts leave the house."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from salus.core.context import WORKER
from salus.core.operations import service, store
from salus.core.operations.contract import Alert
from salus.core.operations.counting import TRAFFIC
from salus.core.services import Services, new_request_id

log = structlog.get_logger()
MINUTE_S = 60.0
POST_TIMEOUT_S = 5.0


@asynccontextmanager
async def watching(services: Services) -> AsyncIterator[None]:
    """Watch this process as long as the block runs; the last part of a minute is written at its end."""
    task = asyncio.create_task(_every_minute(services))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await write_down(services)


async def _every_minute(services: Services) -> None:
    while True:
        await asyncio.sleep(MINUTE_S)
        await write_down(services)
        await tell(services)


async def write_down(services: Services) -> None:
    """One minute of this process. A database that is away loses the minute and nothing else."""
    traffic, slow = TRAFFIC.take(), services.database.watch.take()
    try:
        async with services.transaction(WORKER, new_request_id()) as ctx:
            await service.note_minute(ctx, f"{socket.gethostname()}:{os.getpid()}", traffic, slow)
    except Exception as error:
        log.warning("minute_not_written", error=type(error).__name__)


async def tell(services: Services) -> None:
    """Post each new alert to the address that is set; what was not taken is posted again a minute later."""
    if services.settings.alert_url is None:
        return
    url = services.settings.alert_url.get_secret_value()
    try:
        async with services.transaction(WORKER, new_request_id()) as ctx:
            for alert in await store.select_untold(ctx.db):
                await _post(url, alert)
                await store.mark_told(ctx.db, alert)
    except Exception as error:
        log.warning("alert_not_taken", error=type(error).__name__)


async def forget_minutes(services: Services) -> None:
    """The worker's chore: drop what is old."""
    async with services.transaction(WORKER, new_request_id()) as ctx:
        await service.forget(ctx)


async def _post(url: str, alert: Alert) -> None:
    import httpx

    said = {
        "kind": alert.kind.value,
        "severity": alert.severity.value,
        "opened_at": alert.opened_at.isoformat(),
        "note": alert.note,
    }
    async with httpx.AsyncClient(timeout=POST_TIMEOUT_S) as client:
        answer = await client.post(url, json=said)
        answer.raise_for_status()
