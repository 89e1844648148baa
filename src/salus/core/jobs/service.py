"""Ask for a job, see how it goes, put a dead one back. Which engine carries it is a setting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from salus.core.context import Ctx
from salus.core.jobs import store
from salus.core.jobs.contract import EngineName, Job, JobNotFound, JobStatus, JobTicket, Priority
from salus.core.jobs.ports import JobEngine


class JobQueue:
    """Enqueues inside the caller's transaction: what rolls back was never asked for."""

    def __init__(self, name: EngineName, engine: JobEngine) -> None:
        self.engine_name = name
        self._engine = engine

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
        job = await store.insert_job(
            ctx.db,
            kind,
            payload,
            engine=self.engine_name,
            patient_id=patient_id,
            created_by=ctx.actor.user_id,
            lock=lock,
            priority=priority,
        )
        await self.accept_again(ctx, job)
        return JobTicket(job.id)

    async def retry(self, ctx: Ctx, job_id: UUID) -> JobTicket:
        """Give a dead job another life; a person waits for it, so it is no longer idle work."""
        job = await store.requeue_job(ctx.db, job_id, self.engine_name)
        if job is None:
            raise JobNotFound("There is no dead job with this id.")
        await self.accept_again(ctx, job)
        return JobTicket(job.id)

    async def accept_again(self, ctx: Ctx, job: Job) -> None:
        """Hand a job, whose row is there, to the engine."""
        await self._engine.accept(ctx, job)
        ctx.asked_jobs.append(job.kind)

    def announce(self, kinds: Iterable[str]) -> None:
        """Tell the workers what a transaction that has just committed asked for."""
        self._engine.announce(kinds)

    async def is_alive(self) -> bool:
        """Whether what carries the jobs answers; those that wait are safe either way."""
        return await self._engine.is_alive()

    async def close(self) -> None:
        """Give the engine's connections back."""
        await self._engine.close()


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
