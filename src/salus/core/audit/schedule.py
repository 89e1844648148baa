"""When the worker exports the audit trail: every some minutes, sooner where many rows wait, and when it stops."""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING

import structlog

from salus.core.audit.export import ROWS, export, rows_waiting
from salus.core.errors import AppError

if TYPE_CHECKING:
    from salus.core.services import Services

log = structlog.get_logger()
LOOK_S = 30.0  # between two looks at how many rows wait


async def keep_exporting(services: Services) -> None:
    """Until cancelled; then once more."""
    every_s = services.settings.audit_export_min * 60
    try:
        while True:
            last = await _export_once(services)
            for _ in range(math.ceil(every_s / LOOK_S)):
                await asyncio.sleep(min(LOOK_S, every_s))
                if await _many_wait(services, last):
                    break
    finally:
        await _export_once(services)


async def _export_once(services: Services) -> int | None:
    """The last row that is exported; None where it failed."""
    try:
        return (await export(services)).last
    except Exception as error:
        # An operator is told by this line and by the age of the last checkpoint; the next round tries again.
        log.error("audit_export_failed", error=type(error).__name__)
        return None


async def _many_wait(services: Services, last: int | None) -> bool:
    try:
        return last is not None and await rows_waiting(services, last) >= ROWS
    except AppError:
        return False
