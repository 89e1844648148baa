"""procrastinate: the queue lies in the same PostgreSQL, so that a job and its reason commit together."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from salus.core.context import WORKER, Ctx
from salus.core.jobs import store
from salus.core.jobs.contract import Job
from salus.core.jobs.ports import WorkPlan, queue_of
from salus.core.jobs.runner import LONGEST_WAIT_S, JobRunner

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.app import WorkerOptions

    from salus.core.services import Services

log = structlog.get_logger()
TASK = "salus.run"
FIRST_WAIT_S = 1
RECOVERY_INTERVAL_S = 2.0


class TryAgain(Exception):
    """Tells procrastinate to run the job again at a moment; the row already says why."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at


class ProcrastinateEngine:
    """Defers on the caller's own connection."""

    @cached_property
    def _app(self) -> App:
        from procrastinate import App, PsycopgConnector

        return App(connector=PsycopgConnector())  # never opened: every call brings its own connection

    async def accept(self, ctx: Ctx, job: Job) -> None:
        """Part of the caller's transaction; a trigger tells the workers at its commit."""
        task = self._app.configure_task(
            TASK, queue=queue_of(job.kind), lock=job.lock, priority=job.priority.value, connection=ctx.db
        )
        await task.defer_async(job_id=str(job.id))

    def announce(self, kinds: Iterable[str]) -> None:
        """PostgreSQL has done it."""

    async def is_alive(self) -> bool:
        """It lives in the database, whose own state is told elsewhere."""
        return True

    async def close(self) -> None:
        """It holds nothing."""


def work(plan: WorkPlan) -> None:
    """One process, one event loop; heavy work goes to threads."""
    asyncio.run(_work(plan))


async def _work(plan: WorkPlan) -> None:
    async with plan.open_services() as services:
        beside = asyncio.ensure_future(plan.beside(services))
        try:
            await _do_jobs(plan, services)
        finally:
            beside.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beside


async def _do_jobs(plan: WorkPlan, services: Services) -> None:
    """Work until told to stop; jobs of workers that fell silent are taken over within seconds."""
    settings = plan.settings
    app = _worker_app(
        settings.app_database_url(),
        services,
        JobRunner(services, plan.kinds),
        pool_size=settings.worker_concurrency + 3,
    )
    options: WorkerOptions = {
        "concurrency": settings.worker_concurrency,
        # A job that waits for its patient's lock is not announced: a short poll keeps the row moving
        # (22 locked jobs: 30.4 s at the default of 5 s, 0.58 s at 0.1 s).
        "fetch_job_polling_interval": 0.1,
        "update_heartbeat_interval": settings.job_heartbeat_s,
        "stalled_worker_timeout": settings.job_stalled_s,
        "shutdown_graceful_timeout": 5.0,
        "delete_jobs": "successful",
    }
    if plan.slices:
        options["queues"] = list(plan.slices)
    async with app.open_async():
        recovery = asyncio.create_task(_recover_forever(app, services))
        try:
            await app.run_worker_async(**options)
        finally:
            recovery.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await recovery


def _worker_app(url: str, services: Services, runner: JobRunner, *, pool_size: int) -> App:
    """procrastinate's own view of us: one task that runs any of our jobs."""
    from procrastinate import App, PsycopgConnector, RetryDecision
    from procrastinate.jobs import Job as EngineJob
    from procrastinate.retry import BaseRetryStrategy

    class Backoff(BaseRetryStrategy):
        """Waits as long as the runner said."""

        def get_retry_decision(self, *, exception: BaseException, job: EngineJob) -> RetryDecision | None:
            if isinstance(exception, TryAgain):
                return RetryDecision(retry_at=exception.at)
            # The database went away under the runner: the job is not over, whatever the row says.
            return RetryDecision(retry_in={"seconds": FIRST_WAIT_S})

    app = App(
        connector=PsycopgConnector(
            conninfo=url, kwargs={"options": "-c search_path=jobs,public"}, min_size=1, max_size=pool_size
        )
    )

    @app.task(name=TASK, retry=Backoff())
    async def run(job_id: str) -> None:
        wait_s = await runner.run(UUID(job_id))
        if wait_s is not None:
            raise TryAgain(await _moment_in(services, wait_s))

    return app


async def _moment_in(services: Services, wait_s: float) -> datetime:
    async with services.transaction(WORKER, "job-wait") as ctx:
        return await store.moment_in(ctx.db, wait_s)


async def _recover_forever(app: App, services: Services) -> None:
    """Put the jobs of silent workers back in the queue, and take over what waits for Celery, every two seconds.

    By the database's clock alone: procrastinate itself would take moments from the worker's.
    """
    silent_s = services.settings.job_stalled_s
    while True:
        try:
            async with services.transaction(WORKER, "job-recovery") as ctx:
                await store.forget_the_future(ctx.db, LONGEST_WAIT_S)
                now = await store.moment_in(ctx.db, 0)
            stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent_s)
            for job in stalled:
                await app.job_manager.retry_job(job, retry_at=now)
                log.warning("job_taken_over", engine_job=job.id)
            async with services.transaction(WORKER, "job-recovery") as ctx:
                for left in await store.take_from_celery(ctx.db, silent_s):
                    await services.jobs.accept_again(ctx, left)
        except Exception:
            log.warning("job_recovery_waits")  # the database is away; the next round tries again
        await asyncio.sleep(RECOVERY_INTERVAL_S)
