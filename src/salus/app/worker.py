"""The background worker: runs the jobs of all slices or of those named, does their chores, exports the audit trail."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import structlog

from salus.app import wiring
from salus.core.audit.schedule import keep_exporting
from salus.core.config import Settings
from salus.core.jobs.engines import work
from salus.core.jobs.ports import WorkPlan
from salus.core.operations.watch import watching
from salus.core.services import Services, open_services
from salus.core.telemetry import configure_logging
from salus.core.tracing import configure_tracing, end_tracing

log = structlog.get_logger()
CHORE_INTERVAL_S = 3600.0


async def _beside(chores: Sequence[Callable[[Services], Awaitable[None]]], services: Services) -> None:
    async with watching(services), asyncio.TaskGroup() as both:
        both.create_task(_keep_house(chores, services))
        both.create_task(keep_exporting(services))


async def _keep_house(chores: Sequence[Callable[[Services], Awaitable[None]]], services: Services) -> None:
    while True:
        for chore in chores:
            try:
                await chore(services)
            except Exception as error:
                # Nobody waits for a chore: the next round is the second try.
                log.warning("chore_failed", chore=chore.__name__, error=type(error).__name__)
        await asyncio.sleep(CHORE_INTERVAL_S)


def run_worker(settings: Settings, slices: Sequence[str] = ()) -> None:
    """Work until told to stop."""
    configure_logging(settings.log_level)
    configure_tracing(settings, "work")
    try:
        work(
            WorkPlan(
                settings=settings,
                kinds=wiring.job_kinds(slices),
                slices=tuple(slices),
                open_services=partial(open_services, settings, wiring.listeners()),
                beside=partial(_beside, wiring.chores(slices)),
            )
        )
    finally:
        end_tracing()
