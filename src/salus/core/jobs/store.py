"""SQL of the job rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from salus.core.jobs.contract import EngineName, Job, JobStatus, Priority
from salus.core.tracing import trace_parent

COLUMNS = (
    "id, kind, patient_id, created_by, payload, trace_parent, lock, priority, status, progress, message, reason, "
    "attempts, created_at, started_at, updated_at, finished_at"
)
OF_JOB = ", ".join(f"job.{column}" for column in COLUMNS.split(", "))
OPEN = "status IN ('queued', 'running', 'failed')"
# What may start now. A moment in the far future was written before a clock was turned back: it has passed as well.
STARTABLE = f"""
    job.engine = 'celery'
    AND job.{OPEN}
    AND (
        job.status <> 'running' AND (job.due_at IS NULL OR job.due_at NOT BETWEEN now() AND now() + interval '5 min')
        OR job.status = 'running'
        AND (job.lease_until IS NULL OR job.lease_until NOT BETWEEN now() AND now() + interval '5 min')
    )
    AND NOT EXISTS (
        SELECT
        FROM core.job AS other
        WHERE other.lock = job.lock
          AND other.id <> job.id
          AND other.engine = 'celery'
          AND other.{OPEN}
          AND (other.status = 'running'
               OR (-other.priority, other.place, other.id) < (-job.priority, job.place, job.id))
    )
"""


def _job(row: tuple[Any, ...]) -> Job:
    values = dict(zip(COLUMNS.split(", "), row, strict=True))
    return Job(**{**values, "status": JobStatus(values["status"]), "priority": Priority(values["priority"])})


async def insert_job(
    db: AsyncConnection[Any],
    kind: str,
    payload: Mapping[str, str],
    *,
    engine: EngineName,
    patient_id: UUID | None,
    created_by: UUID,
    lock: str | None,
    priority: Priority,
) -> Job:
    """A queued job."""
    cursor = await db.execute(
        f"""
        INSERT INTO core.job (kind, patient_id, created_by, payload, trace_parent, lock, engine, priority)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        RETURNING {COLUMNS}
        """,
        (kind, patient_id, created_by, Jsonb(dict(payload)), trace_parent(), lock, engine, priority.value),
    )
    row = await cursor.fetchone()
    assert row is not None
    return _job(row)


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
    """How long the longest waiting job waits [s]; 0 when none does. Idle jobs are meant to wait."""
    cursor = await db.execute(
        """
        SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)
        FROM core.job
        WHERE status = 'queued' AND priority >= 0
        """
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


async def update_progress(db: AsyncConnection[Any], job_id: UUID, attempt: int, progress: float, message: str) -> None:
    """How far this attempt is and what it does."""
    await db.execute(
        """
        UPDATE core.job
        SET progress = %s, message = %s, updated_at = now()
        WHERE id = %s AND status = 'running' AND attempts = %s
        """,
        (progress, message, job_id, attempt),
    )


async def finish_job(
    db: AsyncConnection[Any], job_id: UUID, attempt: int, status: JobStatus, reason: str | None = None
) -> bool:
    """Write down how it ended; False where it was over, or where an attempt failed that another has followed."""
    cursor = await db.execute(
        """
        UPDATE core.job
        SET status = %(status)s, reason = %(reason)s, updated_at = now(),
            progress = CASE WHEN %(status)s = 'succeeded' THEN 1 ELSE progress END,
            finished_at = CASE WHEN %(status)s IN ('succeeded', 'dead') THEN now() END
        WHERE id = %(id)s
          AND status NOT IN ('succeeded', 'dead')
          AND (%(status)s <> 'failed' OR attempts = %(attempt)s)
        """,
        {"status": status.value, "reason": reason, "id": job_id, "attempt": attempt},
    )
    return cursor.rowcount == 1


async def requeue_job(db: AsyncConnection[Any], job_id: UUID, engine: EngineName) -> Job | None:
    """Put a dead job back; None when it is not dead."""
    cursor = await db.execute(
        f"""
        UPDATE core.job
        SET status = 'queued', attempts = 0, reason = NULL, finished_at = NULL, updated_at = now(), progress = 0,
            engine = %s, priority = %s, due_at = NULL, lease_until = NULL
        WHERE id = %s AND status = 'dead'
        RETURNING {COLUMNS}
        """,
        (engine, Priority.ORDINARY.value, job_id),
    )
    row = await cursor.fetchone()
    return _job(row) if row else None


async def lease_next(db: AsyncConnection[Any], queues: Sequence[str], lease_s: float) -> Job | None:
    """Start the job whose turn it is, and hold it for so long; None when there is none to be had."""
    cursor = await db.execute(
        f"""
        UPDATE core.job
        SET status = 'running', attempts = job.attempts + 1, started_at = coalesce(job.started_at, now()),
            updated_at = now(), reason = NULL, lease_until = now() + make_interval(secs => %(lease)s)
        WHERE id = (
            SELECT job.id
            FROM core.job AS job
            WHERE split_part(job.kind, '.', 1) = ANY(%(queues)s)
              AND {STARTABLE}
            ORDER BY job.priority DESC, job.place, job.id
            LIMIT 1
            FOR UPDATE OF job SKIP LOCKED)
        RETURNING {OF_JOB}
        """,
        {"queues": list(queues), "lease": lease_s},
    )
    row = await cursor.fetchone()
    return _job(row) if row else None


async def renew_lease(db: AsyncConnection[Any], job_id: UUID, attempt: int, lease_s: float) -> bool:
    """Hold it longer; False when it is over, or in other hands."""
    cursor = await db.execute(
        """
        UPDATE core.job
        SET lease_until = now() + make_interval(secs => %s)
        WHERE id = %s AND attempts = %s AND status = 'running'
        """,
        (lease_s, job_id, attempt),
    )
    return cursor.rowcount == 1


async def give_back(db: AsyncConnection[Any], job_id: UUID, attempt: int, wait_s: float) -> None:
    """Let another attempt follow after so long; nothing where one has begun."""
    await db.execute(
        """
        UPDATE core.job
        SET lease_until = NULL, due_at = now() + make_interval(secs => %s)
        WHERE id = %s AND attempts = %s AND status IN ('running', 'failed')
        """,
        (wait_s, job_id, attempt),
    )


async def has_followers(db: AsyncConnection[Any], lock: str) -> bool:
    """Whether jobs of this lock wait for their turn."""
    cursor = await db.execute(
        f"SELECT EXISTS (SELECT FROM core.job WHERE engine = 'celery' AND lock = %s AND {OPEN})", (lock,)
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def count_startable(db: AsyncConnection[Any]) -> dict[str, int]:
    """How many jobs may start now, by queue."""
    cursor = await db.execute(
        f"""
        SELECT split_part(job.kind, '.', 1), count(*)
        FROM core.job AS job
        WHERE {STARTABLE}
        GROUP BY 1
        """
    )
    return {str(queue): int(number) for queue, number in await cursor.fetchall()}


async def hold_order(db: AsyncConnection[Any], holder: UUID, lease_s: float) -> bool:
    """Whether this holder keeps order now and for so long."""
    cursor = await db.execute(
        """
        UPDATE core.job_order
        SET holder = %(holder)s, lease_until = now() + make_interval(secs => %(lease)s)
        WHERE holder = %(holder)s OR lease_until IS NULL
           OR lease_until NOT BETWEEN now() AND now() + interval '5 min'
        """,
        {"holder": holder, "lease": lease_s},
    )
    return cursor.rowcount == 1


async def leave_order(db: AsyncConnection[Any], holder: UUID) -> None:
    """Let another keep order from now on."""
    await db.execute("UPDATE core.job_order SET lease_until = NULL WHERE holder = %s", (holder,))


async def take_from_procrastinate(db: AsyncConnection[Any], silent_s: float) -> int:
    """What waits for procrastinate, or was left by its silent workers, waits for Celery from now on.

    A lock that a living worker holds is left to it with all that waits for it, or the order would be lost.
    """
    cursor = await db.execute(
        """
        WITH held AS (
            SELECT job.id, job.lock
            FROM jobs.procrastinate_jobs AS job
            JOIN jobs.procrastinate_workers AS worker ON worker.id = job.worker_id
            WHERE job.status = 'doing'
              AND worker.last_heartbeat BETWEEN now() - make_interval(secs => %(silent)s) AND now() + interval '5 min'
        ), left_over AS (
            DELETE FROM jobs.procrastinate_jobs AS waiting
            WHERE waiting.task_name = 'salus.run'
              AND waiting.status IN ('todo', 'doing')
              AND NOT EXISTS (SELECT FROM held WHERE held.id = waiting.id OR held.lock = waiting.lock)
            RETURNING (waiting.args ->> 'job_id')::uuid AS id, waiting.scheduled_at
        )
        UPDATE core.job
        SET engine = 'celery', lease_until = NULL, due_at = left_over.scheduled_at
        FROM left_over
        WHERE job.id = left_over.id
        """,
        {"silent": silent_s},
    )
    return cursor.rowcount


async def moment_in(db: AsyncConnection[Any], wait_s: float) -> datetime:
    """When it will have waited so long, by the database's clock: that of a worker may be hours off."""
    cursor = await db.execute("SELECT now() + make_interval(secs => %s)", (wait_s,))
    row = await cursor.fetchone()
    assert row is not None
    moment: datetime = row[0]
    return moment


async def forget_the_future(db: AsyncConnection[Any], longest_wait_s: float) -> None:
    """Undo what a clock that was ahead, or that was turned back since, has written into procrastinate's tables.

    A heartbeat that lies in the future ages from now on, so that a dead worker falls silent as ever. No attempt waits
    longer than the longest wait: what is due later than that is due now.
    """
    await db.execute("UPDATE jobs.procrastinate_workers SET last_heartbeat = now() WHERE last_heartbeat > now()")
    await db.execute(
        """
        UPDATE jobs.procrastinate_jobs
        SET scheduled_at = now()
        WHERE task_name = 'salus.run'
          AND status = 'todo'
          AND scheduled_at > now() + make_interval(secs => %s)
        """,
        (longest_wait_s,),
    )


async def take_from_celery(db: AsyncConnection[Any], silent_s: float) -> list[Job]:
    """What waits for Celery, with its lock, in nobody's hands, oldest first; it waits for procrastinate from now on."""
    cursor = await db.execute(
        f"""
        WITH taken AS (
            UPDATE core.job
            SET engine = 'procrastinate', lease_until = NULL, due_at = NULL
            WHERE engine = 'celery'
              AND {OPEN}
              AND (lease_until IS NULL OR lease_until < now())
              AND updated_at < now() - make_interval(secs => %s)
              AND NOT EXISTS (
                  SELECT
                  FROM core.job AS other
                  WHERE other.lock = job.lock AND other.engine = 'celery' AND other.lease_until >= now())
            RETURNING *
        )
        SELECT {COLUMNS}
        FROM taken
        ORDER BY place, id
        """,
        (silent_s,),
    )
    return [_job(row) for row in await cursor.fetchall()]
