"""The background worker: runs the jobs of all slices, or of those named."""

from __future__ import annotations

import asyncio

from salus.app import wiring
from salus.core.config import Settings
from salus.core.jobs.runner import work
from salus.core.services import open_services
from salus.core.telemetry import configure_logging


async def _work(settings: Settings, slices: list[str] | None) -> None:
    async with open_services(settings, wiring.listeners()) as services:
        await work(services, wiring.job_kinds(slices), settings, slices)


def run_worker(settings: Settings, slices: list[str] | None = None) -> None:
    """Work until told to stop."""
    configure_logging(settings.log_level)
    asyncio.run(_work(settings, slices))
