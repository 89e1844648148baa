"""Do jobs: run the handler, keep the row true, say when to try again. The same under every engine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from salus.core.context import WORKER, Ctx
from salus.core.jobs import store
from salus.core.jobs.contract import Job, JobKind, JobRefused, JobStatus
from salus.core.tracing import joined

if TYPE_CHECKING:
    from salus.core.services import Services

log = structlog.get_logger()
FIRST_WAIT_S = 1
LONGEST_WAIT_S = 60


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
            await store.update_progress(ctx.db, self._job.id, self._job.attempts, min(max(fraction, 0.0), 1.0), message)
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
        return await self.attempt(job)

    async def attempt(self, job: Job) -> int | None:
        """The attempt for which the row was marked running; returns as `run` does."""
        await self._services.notices.job_changed(job.id)
        kind, run = self._kinds.get(job.kind), JobRun(self._services, job)
        if kind is None:
            await self._end(job, JobStatus.DEAD, f"no handler for jobs of kind {job.kind}")
            return None
        try:
            with joined(job.trace_parent, f"job {job.kind}", attempt=job.attempts):
                await kind.handler(run)
        except JobRefused as refusal:
            await self._bury(kind, run, job, str(refusal))
            return None
        except Exception as error:
            log.exception("job_failed", job_id=str(job.id), kind=job.kind, attempt=job.attempts)
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
            is_ours = await store.finish_job(ctx.db, job.id, job.attempts, status, reason)
        if not is_ours:
            log.warning("job_was_taken_over", job_id=str(job.id), kind=job.kind, attempt=job.attempts)
            return
        await self._services.notices.job_changed(job.id)
        log.info("job_ended", job_id=str(job.id), kind=job.kind, status=status.value, attempt=job.attempts)


def _code_of(error: Exception) -> str:
    code = getattr(error, "code", None)
    return f" ({code})" if isinstance(code, str) else ""
