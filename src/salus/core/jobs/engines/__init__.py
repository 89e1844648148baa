"""The engines that carry jobs: procrastinate on the same PostgreSQL, or Celery on Redis. Chosen by one setting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salus.core.jobs.ports import JobEngine, WorkPlan

if TYPE_CHECKING:
    from salus.core.config import Settings


def engine_of(settings: Settings) -> JobEngine:
    """The engine that the settings name; only that one is loaded."""
    if settings.jobs_engine == "celery":
        from salus.core.jobs.engines.celery import CeleryEngine

        return CeleryEngine(settings.broker_url())
    from salus.core.jobs.engines.procrastinate import ProcrastinateEngine

    return ProcrastinateEngine()


def work(plan: WorkPlan) -> None:
    """Do jobs until this process is told to stop."""
    if plan.settings.jobs_engine == "celery":
        from salus.core.jobs.engines.celery_worker import work as work_with_celery

        work_with_celery(plan)
        return
    from salus.core.jobs.engines.procrastinate import work as work_with_procrastinate

    work_with_procrastinate(plan)
