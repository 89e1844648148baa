"""SQL of the job rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from salus.core.jobs.contract import Job, JobStatus

COLUMNS = (
    "id, kind, patient_id, created_by, payload, lock, status, progress, message, reason, attempts, "
    "created_at, started_at, updated_at, finished_at"
)


def _job(row: tuple[Any, ...]) -> Job:
    values = dict(zip(COLUMNS.split(", "), row, strict=True))
    return Job(**{**values, "status": JobStatus(values["status"])})


async def insert_job(
    db: AsyncConnection[Any],
    kind: str,
    payload: Mapping[str, str],
    *,
    patient_id: UUID | None,
    created_by: UUID,
    lock: str | None,
) -> UUID:
    """A queued job."""
    cursor = await db.execute(
        """
        INSERT INTO core.job (kind, patient_id, created_by, payload, lock)
        VALUES (%s, %s, %s, %s, %s)
        RETURNING id
        """,
        (kind, patient_id, created_by, Jsonb(dict(payload)), lock),
    )
    row = await cursor.fetchone()
    assert row is not None
    return UUID(str(row[0]))


async def select_job(db: AsyncConnection[Any], job_id: UUID) -> Job | None:
    """One job, if the actor may see it."""
    cursor = await db.execute(f"SELECT {COLUMNS} FROM core.job WHERE id = %s", (job_id,))
    row = await cursor.fetchone()
    return _job(row) if row else None


async def select_jobs(
    db: AsyncConnection[Any], *, status: JobStatus | None, patient_id: UUID | None, limit: int
) -> list[Job]:
    """The newest jobs."""
    cursor = await db.execute(
        f"""
        SELECT {COLUMNS}
        FROM core.job
        WHERE (%(status)s::text IS NULL OR status = %(status)s)
          AND (%(patient)s::uuid IS NULL OR patient_id = %(patient)s)
        ORDER BY created_at DESC
        LIMIT %(limit)s
        """,
        {"status": status.value if status else None, "patient": patient_id, "limit": limit},
    )
    return [_job(row) for row in await cursor.fetchall()]


async def select_payloads_not_done(db: AsyncConnection[Any], kind: str) -> list[Mapping[str, str]]:
    """The payloads of a kind's jobs that did not succeed."""
    cursor = await db.execute("SELECT payload FROM core.job WHERE kind = %s AND status <> 'succeeded'", (kind,))
    return [row[0] for row in await cursor.fetchall()]


async def count_by_status(db: AsyncConnection[Any]) -> dict[str, int]:
    """How many jobs stand where."""
    cursor = await db.execute("SELECT status, count(*) FROM core.job GROUP BY status")
    return {str(status): int(number) for status, number in await cursor.fetchall()}


async def oldest_queued_age_s(db: AsyncConnection[Any]) -> float:
    """How long the longest waiting job waits [s]; 0 when none does."""
    cursor = await db.execute(
        "SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) FROM core.job WHERE status = 'queued'"
    )
    row = await cursor.fetchone()
    return float(row[0]) if row else 0.0


async def start_job(db: AsyncConnection[Any], job_id: UUID) -> Job | None:
    """Mark it running and count the attempt; None when it was already done."""
    cursor = await db.execute(
        f"""
        UPDATE core.job
        SET status = 'running', attempts = attempts + 1, started_at = coalesce(started_at, now()),
            updated_at = now(), reason = NULL
        WHERE id = %s AND status NOT IN ('succeeded', 'dead')
        RETURNING {COLUMNS}
        """,
        (job_id,),
    )
    row = await cursor.fetchone()
    return _job(row) if row else None


async def update_progress(db: AsyncConnection[Any], job_id: UUID, progress: float, message: str) -> None:
    """How far it is and what it does."""
    await db.execute(
        "UPDATE core.job SET progress = %s, message = %s, updated_at = now() WHERE id = %s AND status = 'running'",
        (progress, message, job_id),
    )


async def finish_job(db: AsyncConnection[Any], job_id: UUID, status: JobStatus, reason: str | None = None) -> None:
    """Write down how it ended."""
    await db.execute(
        """
        UPDATE core.job
        SET status = %(status)s, reason = %(reason)s, updated_at = now(),
            progress = CASE WHEN %(status)s = 'succeeded' THEN 1 ELSE progress END,
            finished_at = CASE WHEN %(status)s IN ('succeeded', 'dead') THEN now() END
        WHERE id = %(id)s
        """,
        {"status": status.value, "reason": reason, "id": job_id},
    )


async def requeue_job(db: AsyncConnection[Any], job_id: UUID) -> Job | None:
    """Put a dead job back; None when it is not dead."""
    cursor = await db.execute(
        f"""
        UPDATE core.job
        SET status = 'queued', attempts = 0, reason = NULL, finished_at = NULL, updated_at = now(), progress = 0
        WHERE id = %s AND status = 'dead'
        RETURNING {COLUMNS}
        """,
        (job_id,),
    )
    row = await cursor.fetchone()
    return _job(row) if row else None
