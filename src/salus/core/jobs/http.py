"""Routes of jobs: status with progress, live progress, and the administrator's list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel
from sse_starlette import EventSourceResponse, ServerSentEvent

from salus.core.context import Role
from salus.core.http.call import AdminCall, Call, ResourceId, SignedIn
from salus.core.http.envelope import Accepted, Success, accepted, success
from salus.core.http.routing import SliceRouter
from salus.core.http.sse import event, stream
from salus.core.jobs import service
from salus.core.jobs.contract import Job, JobNotFound, JobStatus

router = SliceRouter(prefix="/api/v1", tags=["jobs"])
OVER = (JobStatus.SUCCEEDED, JobStatus.DEAD)


class JobOut(BaseModel):
    """How a job goes."""

    job_id: UUID
    kind: str
    status: JobStatus
    progress: float
    message: str | None
    reason: str | None
    attempts: int
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None


def job_out(job: Job) -> JobOut:
    """The job without its payload."""
    return JobOut(
        job_id=job.id,
        kind=job.kind,
        status=job.status,
        progress=round(job.progress, 3),
        message=job.message,
        reason=job.reason,
        attempts=job.attempts,
        created_at=job.created_at,
        updated_at=job.updated_at,
        finished_at=job.finished_at,
    )


async def _read(call: SignedIn, job_id: UUID) -> Job:
    async with call.reading() as ctx:
        job = await service.read_job(ctx, job_id)
    if call.actor.role is Role.SERVICE and job.created_by != call.actor.user_id:
        raise JobNotFound  # the role sees all jobs because the worker has it; a machine that calls sees its own
    return job


@router.get("/jobs/{resource_id}/status")
async def read_status(call: Call, resource_id: ResourceId) -> Success[JobOut]:
    """How far the job is, and why it failed if it did."""
    return success(job_out(await _read(call, resource_id)), call.request_id)


@router.get("/jobs/{resource_id}/events")
async def follow(call: Call, resource_id: ResourceId) -> EventSourceResponse:
    """Live progress: an event whenever the job's row changes, the last one when it is over."""
    first = await _read(call, resource_id)  # refuses before the stream begins

    async def events() -> AsyncIterator[ServerSentEvent]:
        async with call.services.notices.of_job(resource_id) as beats:
            shown = first
            yield event("job", job_out(shown).model_dump())
            async for _ in beats:
                if shown.status in OVER or call.is_over:
                    return
                now = await _read(call, resource_id)
                if now.updated_at != shown.updated_at:
                    shown = now
                    yield event("job", job_out(shown).model_dump())

    return stream(events())


@router.get("/admin/jobs", tags=["administration"])
async def list_jobs(
    call: AdminCall, status: JobStatus | None = None, limit: int = Query(100, ge=1, le=500)
) -> Success[list[JobOut]]:
    """The newest jobs."""
    async with call.reading() as ctx:
        jobs = await service.list_jobs(ctx, status=status, limit=limit)
        await ctx.audit("job.list")
    return success([job_out(job) for job in jobs], call.request_id)


@router.post("/admin/jobs/{resource_id}/retry", status_code=202, tags=["administration"])
async def retry(call: AdminCall, resource_id: ResourceId) -> Accepted:
    """Give a dead job another life."""
    async with call.transaction() as ctx:
        ticket = await ctx.services.jobs.retry(ctx, resource_id)
        await ctx.audit("job.retry", resource=f"job/{resource_id}")
    return accepted(ticket, "The job is in the queue again.")
