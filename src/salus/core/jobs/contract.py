"""What a job is to those who ask for one and to those who do it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from salus.core.errors import NotFound

if TYPE_CHECKING:
    from salus.core.jobs.runner import JobRun


class JobStatus(StrEnum):
    """FAILED will be tried again; DEAD will not, its reason says why."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    DEAD = "dead"


EngineName = Literal["procrastinate", "celery"]


class Priority(IntEnum):
    """IDLE jobs start only while no ordinary one waits: work on everything that there is must not delay what is new."""

    ORDINARY = 0
    IDLE = -10


@dataclass(frozen=True, slots=True)
class JobTicket:
    """The promise that a job will run once the transaction commits."""

    job_id: UUID

    @property
    def status_url(self) -> str:
        """Where its status is read."""
        return f"/api/v1/jobs/{self.job_id}/status"


@dataclass(frozen=True, slots=True)
class Job:
    """The job's row."""

    id: UUID
    kind: str
    patient_id: UUID | None
    created_by: UUID
    payload: Mapping[str, str]
    trace_parent: str | None
    lock: str | None
    priority: Priority
    status: JobStatus
    progress: float
    message: str | None
    reason: str | None
    attempts: int
    created_at: datetime
    started_at: datetime | None
    updated_at: datetime
    finished_at: datetime | None


class JobRefused(Exception):
    """Raised by a handler: trying again cannot help. The text is shown, so it must not hold patient data."""


class JobNotFound(NotFound):
    """There is no such job, or it is not yours."""

    code = "JOB_NOT_FOUND"
    is_refusal = True


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job that a slice offers: its name, who does it, how often it is tried."""

    name: str
    handler: Callable[[JobRun], Awaitable[None]]
    max_attempts: int = 5
    on_dead: Callable[[JobRun, str], Awaitable[None]] | None = None
