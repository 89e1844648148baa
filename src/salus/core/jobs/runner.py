"""Do jobs: run the handler, keep the row true, retry with backoff, take over from dead workers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from salus.core.context import WORKER, Ctx
from salus.core.jobs import store
from salus.core.jobs.contract import Job, JobKind, JobRefused, JobStatus
from salus.core.jobs.service import TASK

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.app import WorkerOptions

    from salus.core.config import Settings
    from salus.core.services import Services

log = structlog.get_logger()
FIRST_WAIT_S = 1
LONGEST_WAIT_S = 60
RECOVERY_INTERVAL_S = 2.0


class TryAgain(Exception):
    """Tells the engine to run the job again later; the row already says why."""


class JobRun:
    """One attempt at a job, as its handler sees it."""

    def __init__(self, services: Services, job: Job) -> None:
        self._services = services
        self._job = job

    @property
    def job_id(self) -> UUID:
        """The job's id."""
        return self._job.id

    @property
    def payload(self) -> Mapping[str, str]:
        """What was asked for; identifiers only."""
        return self._job.payload

    @property
    def patient_id(self) -> UUID | None:
        """Whose data it is about."""
        return self._job.patient_id

    @property
    def services(self) -> Services:
        """The engines."""
        return self._services

    @property
    def attempt(self) -> int:
        """Which attempt this is, from 1."""
        return self._job.attempts

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Ctx]:
        """A transaction of the background worker; commits when the block ends."""
        async with self._services.transaction(WORKER, f"job-{self._job.id}") as ctx:
            yield ctx

    async def progress(self, fraction: float, message: str) -> None:
        """Show how far the work is; plain words, nothing about the patient."""
        async with self.transaction() as ctx:
            await store.update_progress(ctx.db, self._job.id, min(max(fraction, 0.0), 1.0), message)
        await self._services.notices.job_changed(self._job.id)


def backoff_s(attempt: int) -> int:
    """Seconds to wait before the next attempt: 1, 2, 4, ... up to a minute."""
    return int(min(FIRST_WAIT_S * 2 ** (attempt - 1), LONGEST_WAIT_S))


class JobRunner:
    """Runs the handlers that the slices' manifests name."""

    def __init__(self, services: Services, kinds: Iterable[JobKind]) -> None:
        self._services = services
        self._kinds = {kind.name: kind for kind in kinds}

    async def run(self, job_id: UUID) -> int | None:
        """One attempt. Returns None when the job is over, else the seconds to wait before the next attempt."""
        async with self._services.transaction(WORKER, f"job-{job_id}") as ctx:
            job = await store.start_job(ctx.db, job_id)
        if job is None:
            return None  # done before, by a worker that died between its commit and saying so
        await self._services.notices.job_changed(job_id)
        kind, run = self._kinds.get(job.kind), JobRun(self._services, job)
        if kind is None:
            await self._end(job, JobStatus.DEAD, f"no handler for jobs of kind {job.kind}")
            return None
        try:
            await kind.handler(run)
        except JobRefused as refusal:
            await self._bury(kind, run, job, str(refusal))
            return None
        except Exception as error:
            log.exception("job_failed", job_id=str(job_id), kind=job.kind, attempt=job.attempts)
            reason = f"{type(error).__name__}{_code_of(error)}"
            if job.attempts >= kind.max_attempts:
                await self._bury(kind, run, job, f"given up after {job.attempts} attempts: {reason}")
                return None
            await self._end(job, JobStatus.FAILED, reason)
            return backoff_s(job.attempts)
        await self._end(job, JobStatus.SUCCEEDED, None)
        return None

    async def _bury(self, kind: JobKind, run: JobRun, job: Job, reason: str) -> None:
        if kind.on_dead is not None:
            await kind.on_dead(run, reason)
        await self._end(job, JobStatus.DEAD, reason)

    async def _end(self, job: Job, status: JobStatus, reason: str | None) -> None:
        async with self._services.transaction(WORKER, f"job-{job.id}") as ctx:
            await store.finish_job(ctx.db, job.id, status, reason)
        await self._services.notices.job_changed(job.id)
        log.info("job_ended", job_id=str(job.id), kind=job.kind, status=status.value, attempt=job.attempts)


def _code_of(error: Exception) -> str:
    code = getattr(error, "code", None)
    return f" ({code})" if isinstance(code, str) else ""


def worker_app(url: str, runner: JobRunner, *, pool_size: int = 4) -> App:
    """The engine's own view of us: one task that runs any of our jobs."""
    from procrastinate import App, PsycopgConnector, RetryDecision
    from procrastinate.jobs import Job as EngineJob
    from procrastinate.retry import BaseRetryStrategy

    class Backoff(BaseRetryStrategy):
        """Waits as long as the runner said."""

        def get_retry_decision(self, *, exception: BaseException, job: EngineJob) -> RetryDecision | None:
            if isinstance(exception, TryAgain):
                return RetryDecision(retry_in={"seconds": int(exception.args[0])})
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
            raise TryAgain(wait_s)

    return app


async def work(services: Services, kinds: Iterable[JobKind], settings: Settings, slices: list[str] | None) -> None:
    """Work until told to stop; jobs of workers that fell silent are taken over within seconds."""
    app = worker_app(settings.app_database_url(), JobRunner(services, kinds), pool_size=settings.worker_concurrency + 3)
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
    if slices:
        options["queues"] = slices
    async with app.open_async():
        recovery = asyncio.create_task(recover_forever(app, settings.job_stalled_s))
        try:
            await app.run_worker_async(**options)
        finally:
            recovery.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await recovery


async def recover_forever(app: App, stalled_after_s: float) -> None:
    """Put the jobs of silent workers back in the queue, every two seconds."""
    while True:
        try:
            stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=stalled_after_s)
            for job in stalled:
                await app.job_manager.retry_job(job)
                log.warning("job_taken_over", engine_job=job.id)
        except Exception:
            log.warning("job_recovery_waits")  # the database is away; the next round tries again
        await asyncio.sleep(RECOVERY_INTERVAL_S)
