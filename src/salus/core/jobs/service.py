"""Ask for a job, see how it goes, put a dead one back. The engine is procrastinate on the same PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from salus.core.context import Ctx
from salus.core.jobs import store
from salus.core.jobs.contract import Job, JobNotFound, JobStatus, JobTicket, Priority

if TYPE_CHECKING:
    from procrastinate import App

TASK = "salus.run"


class JobQueue:
    """Enqueues inside the caller's transaction: what rolls back was never asked for."""

    @cached_property
    def _app(self) -> App:
        from procrastinate import App, PsycopgConnector

        return App(connector=PsycopgConnector())  # never opened: every call brings its own connection

    async def enqueue(
        self,
        ctx: Ctx,
        kind: str,
        payload: Mapping[str, str],
        *,
        patient_id: UUID | None = None,
        lock: str | None = None,
        priority: Priority = Priority.ORDINARY,
    ) -> JobTicket:
        """Queue a job that starts after the commit; jobs with the same lock run one after the other."""
        job_id = await store.insert_job(
            ctx.db, kind, payload, patient_id=patient_id, created_by=ctx.actor.user_id, lock=lock
        )
        await self._defer(ctx, job_id, kind, lock, priority)
        return JobTicket(job_id)

    async def retry(self, ctx: Ctx, job_id: UUID) -> JobTicket:
        """Give a dead job another life."""
        job = await store.requeue_job(ctx.db, job_id)
        if job is None:
            raise JobNotFound("There is no dead job with this id.")
        await self._defer(ctx, job.id, job.kind, job.lock, Priority.ORDINARY)  # a person waits for it
        return JobTicket(job.id)

    async def _defer(self, ctx: Ctx, job_id: UUID, kind: str, lock: str | None, priority: Priority) -> None:
        queue = kind.partition(".")[0]
        task = self._app.configure_task(TASK, queue=queue, lock=lock, priority=priority.value, connection=ctx.db)
        await task.defer_async(job_id=str(job_id))


async def read_job(ctx: Ctx, job_id: UUID) -> Job:
    """One job that the actor may see."""
    job = await store.select_job(ctx.db, job_id)
    if job is None:
        raise JobNotFound
    return job


async def list_jobs(
    ctx: Ctx, *, status: JobStatus | None = None, patient_id: UUID | None = None, limit: int = 100
) -> list[Job]:
    """The newest jobs that the actor may see."""
    return await store.select_jobs(ctx.db, status=status, patient_id=patient_id, limit=limit)


async def payloads_not_done(ctx: Ctx, kind: str) -> list[Mapping[str, str]]:
    """What jobs of a kind were asked for that did not succeed: they wait, run, are tried again or were given up."""
    return await store.select_payloads_not_done(ctx.db, kind)


async def job_counts(ctx: Ctx) -> dict[str, int]:
    """How many jobs stand where."""
    return await store.count_by_status(ctx.db)
