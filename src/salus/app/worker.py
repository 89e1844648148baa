"""The background worker: runs the jobs of all slices, or of those named, and does their chores every hour."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence

import structlog

from salus.app import wiring
from salus.core.config import Settings
from salus.core.jobs.runner import work
from salus.core.services import Services, open_services
from salus.core.telemetry import configure_logging

log = structlog.get_logger()
CHORE_INTERVAL_S = 3600.0


async def _work(settings: Settings, slices: list[str] | None) -> None:
    async with open_services(settings, wiring.listeners()) as services:
        housekeeping = asyncio.create_task(_keep_house(services, wiring.chores(slices)))
        try:
            await work(services, wiring.job_kinds(slices), settings, slices)
        finally:
            housekeeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await housekeeping


async def _keep_house(services: Services, chores: Sequence[Callable[[Services], Awaitable[None]]]) -> None:
    while True:
        for chore in chores:
            try:
                await chore(services)
            except Exception as error:
                # Nobody waits for a chore: the next round is the second try.
                log.warning("chore_failed", chore=chore.__name__, error=type(error).__name__)
        await asyncio.sleep(CHORE_INTERVAL_S)


def run_worker(settings: Settings, slices: list[str] | None = None) -> None:
    """Work until told to stop."""
    configure_logging(settings.log_level)
    asyncio.run(_work(settings, slices))
