"""Jobs: part of the caller's transaction, retried with backoff, refused for good, in order per lock, taken over."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx
import psycopg
import pytest
from pydantic import SecretStr

from salus.core.config import Settings
from salus.core.context import Role
from salus.core.jobs.contract import Job, JobKind, JobRefused, JobStatus, Priority
from salus.core.jobs.runner import JobRun, backoff_s, work
from salus.core.jobs.service import read_job
from salus.core.services import Services, open_services
from tests.support.app import SETUP, People

DEADLINE_S = 20.0


@pytest.fixture
async def own(fresh_database_url: str, settings: Settings) -> AsyncIterator[Services]:
    """Engines on a database of this test alone, so that no other worker takes its jobs."""
    fresh = settings.model_copy(update={"database_url": SecretStr(fresh_database_url)})
    async with open_services(fresh) as services:
        yield services


@asynccontextmanager
async def working(services: Services, *kinds: JobKind) -> AsyncIterator[None]:
    """A worker beside the test."""
    quick = services.settings.model_copy(update={"job_heartbeat_s": 0.2, "job_stalled_s": 1.0})
    task = asyncio.create_task(work(services, kinds, quick, None))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def ask(services: Services, kind: str, **payload: str) -> Callable[[], object]:
    async with services.transaction(SETUP, "r") as ctx:
        ticket = await services.jobs.enqueue(ctx, kind, payload, lock=payload.get("lock"))

    async def look() -> Job:
        async with services.reading(SETUP, "r") as ctx:
            return await read_job(ctx, ticket.job_id)

    return look


async def until(look, *wanted: JobStatus) -> Job:
    async with asyncio.timeout(DEADLINE_S):
        while (job := await look()).status not in wanted:
            await asyncio.sleep(0.02)
        return job


async def test_a_job_runs_and_shows_its_progress(own: Services) -> None:
    async def count(run: JobRun) -> None:
        await run.progress(0.5, "Half way")

    look = await ask(own, "test.count")
    async with working(own, JobKind("test.count", count)):
        job = await until(look, JobStatus.SUCCEEDED)
    assert (job.progress, job.message, job.attempts) == (1.0, "Half way", 1)


async def test_a_rolled_back_transaction_asked_for_nothing(own: Services) -> None:
    with pytest.raises(KeyError):
        async with own.transaction(SETUP, "r") as ctx:
            await own.jobs.enqueue(ctx, "test.never", {})
            raise KeyError
    async with own.reading(SETUP, "r") as ctx:
        for table in ("core.job", "jobs.procrastinate_jobs"):
            cursor = await ctx.db.execute(f"SELECT count(*) FROM {table}")
            assert await cursor.fetchone() == (0,)


async def test_a_failing_job_is_tried_again_and_then_given_up_with_its_reason(own: Services) -> None:
    async def fail(run: JobRun) -> None:
        raise ValueError("a patient's name must not show up here")

    look = await ask(own, "test.fail")
    async with working(own, JobKind("test.fail", fail, max_attempts=2)):
        job = await until(look, JobStatus.DEAD)
    assert job.attempts == 2
    assert job.reason == "given up after 2 attempts: ValueError"


async def test_a_dead_job_that_is_given_another_life_runs_to_its_end(own: Services) -> None:
    """What broke it was mended meanwhile."""
    is_mended = False

    async def work_or_break(run: JobRun) -> None:
        if not is_mended:
            raise JobRefused("a part is missing")

    look = await ask(own, "test.mended")
    async with working(own, JobKind("test.mended", work_or_break)):
        dead = await until(look, JobStatus.DEAD)
        is_mended = True
        async with own.transaction(SETUP, "r") as ctx:
            await own.jobs.retry(ctx, dead.id)
        done = await until(look, JobStatus.SUCCEEDED)
    assert (done.reason, done.attempts) == (None, 1)


async def test_a_refused_job_is_not_tried_again(own: Services) -> None:
    async def refuse(run: JobRun) -> None:
        raise JobRefused("the file has no pages")

    look = await ask(own, "test.refuse")
    async with working(own, JobKind("test.refuse", refuse)):
        job = await until(look, JobStatus.DEAD)
    assert (job.attempts, job.reason) == (1, "the file has no pages")


async def test_jobs_with_one_lock_never_overlap_and_keep_their_order(own: Services) -> None:
    inside, order, most = 0, [], 0

    async def step(run: JobRun) -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0.01)
        order.append(run.payload["n"])
        inside -= 1

    looks = [await ask(own, "test.step", lock="patient", n=str(n)) for n in range(6)]
    async with working(own, JobKind("test.step", step)):
        for look in looks:
            await until(look, JobStatus.SUCCEEDED)
    assert most == 1
    assert order == [str(n) for n in range(6)]


async def test_the_job_of_a_worker_that_fell_silent_is_taken_over(own: Services) -> None:
    """What kill -9 leaves behind: a job in 'doing' whose worker's heartbeat has stopped."""
    ran = asyncio.Event()

    async def finish(run: JobRun) -> None:
        ran.set()

    look = await ask(own, "test.finish")
    async with own.database.connection() as db:
        await db.execute("INSERT INTO jobs.procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute')")
        await db.execute(
            "UPDATE jobs.procrastinate_jobs SET status = 'doing', "
            "worker_id = (SELECT max(id) FROM jobs.procrastinate_workers)"
        )
        await db.execute("UPDATE core.job SET status = 'running'")
    async with working(own, JobKind("test.finish", finish)):
        await until(look, JobStatus.SUCCEEDED)
    assert ran.is_set()


async def test_a_job_done_before_its_worker_died_is_not_done_twice(own: Services) -> None:
    runs = 0

    async def once(run: JobRun) -> None:
        nonlocal runs
        runs += 1

    look = await ask(own, "test.once")
    async with own.transaction(SETUP, "r") as ctx:
        job = await look()
        await ctx.db.execute("SELECT set_config('salus.role', 'service', true)")
        await ctx.db.execute("UPDATE core.job SET status = 'succeeded' WHERE id = %s", (job.id,))
    marker = await ask(own, "test.marker")
    async with working(own, JobKind("test.once", once), JobKind("test.marker", once)):
        await until(marker, JobStatus.SUCCEEDED)
    assert runs == 1  # the marker's own


def test_waiting_grows_to_a_minute() -> None:
    assert [backoff_s(attempt) for attempt in (1, 2, 3, 7, 20)] == [1, 2, 4, 60, 60]


async def test_a_strangers_job_is_not_found(client: httpx.AsyncClient, services: Services, people: People) -> None:
    async with services.transaction(SETUP, "r") as ctx:
        ticket = await services.jobs.enqueue(ctx, "test.nobody", {})
    stranger = await people.make(Role.PATIENT, patient_id=uuid4())
    assert (await client.get(ticket.status_url)).status_code == 401
    answer = await client.get(ticket.status_url, headers=stranger.headers)
    assert answer.json()["error"]["code"] == "JOB_NOT_FOUND"


async def test_only_an_administrator_lists_and_retries_jobs(
    client: httpx.AsyncClient, services: Services, people: People, admin
) -> None:
    doctor = await people.make(Role.DOCTOR, practitioner_id=uuid4())
    assert (await client.get("/api/v1/admin/jobs", headers=doctor.headers)).status_code == 403
    async with services.transaction(SETUP, "r") as ctx:
        ticket = await services.jobs.enqueue(ctx, "test.dead", {})
        await ctx.db.execute("UPDATE core.job SET status = 'dead', reason = 'x' WHERE id = %s", (ticket.job_id,))
    listed = await client.get("/api/v1/admin/jobs?status=dead", headers=admin.headers)
    assert str(ticket.job_id) in {job["job_id"] for job in listed.json()["data"]}
    retried = await client.post(f"/api/v1/admin/jobs/{ticket.job_id}/retry", headers=admin.headers)
    assert retried.status_code == 202
    assert retried.json()["status"] == "accepted"


async def test_the_runtime_role_owns_no_table_of_the_queue(owner_database_url: str) -> None:
    async with await psycopg.AsyncConnection.connect(owner_database_url) as db:
        cursor = await db.execute("SELECT count(*) FROM pg_tables WHERE tableowner = 'salus_app'")
        assert await cursor.fetchone() == (0,)


async def test_idle_work_waits_until_nothing_else_does(own: Services) -> None:
    done: list[str] = []

    async def note(run: JobRun) -> None:
        done.append(run.payload["name"])

    async with own.transaction(SETUP, "r") as ctx:
        for name, priority in (("idle", Priority.IDLE), ("first", Priority.ORDINARY), ("second", Priority.ORDINARY)):
            await own.jobs.enqueue(ctx, "test.note", {"name": name}, lock="one", priority=priority)
    async with working(own, JobKind("test.note", note)), asyncio.timeout(DEADLINE_S):
        while len(done) < 3:
            await asyncio.sleep(0.02)
    assert done == ["first", "second", "idle"]
