"""Jobs, the same under both engines: part of the caller's transaction, retried, refused, in order, never lost."""

from __future__ import annotations

import asyncio
import os
import signal
from uuid import uuid4

import httpx
import psycopg
import pytest

from salus.app.embedded.processid import identify
from salus.core.context import Role
from salus.core.jobs.contract import EngineName, JobStatus, Priority
from salus.core.jobs.engines.celery_worker import LOOK_INTERVAL_S
from salus.core.jobs.runner import backoff_s
from salus.core.services import Services
from tests.support.app import SETUP, People
from tests.support.foreign import ForeignValkey
from tests.support.jobs import DEADLINE_S, ENGINES, STALLED_S, Own, only


async def test_a_job_runs_and_shows_its_progress(own: Own) -> None:
    job_id = await own.ask("count")
    with own.working():
        job = await own.until(job_id, JobStatus.SUCCEEDED)
    assert (job.progress, job.message, job.attempts) == (1.0, "Half way", 1)


async def test_a_job_that_is_asked_for_beside_a_waiting_worker_starts_at_once(own: Own) -> None:
    with own.working():
        await own.until(await own.ask("count"), JobStatus.SUCCEEDED)
        job = await own.until(await own.ask("count"), JobStatus.SUCCEEDED)
    assert job.started_at is not None
    assert (job.started_at - job.created_at).total_seconds() < 0.5  # it does not wait for the next look


async def test_a_rolled_back_transaction_asked_for_nothing(own: Own) -> None:
    with pytest.raises(KeyError):
        async with own.services.transaction(SETUP, "r") as ctx:
            await own.services.jobs.enqueue(ctx, "test.count", {})
            raise KeyError
    async with own.services.reading(SETUP, "r") as ctx:
        for table in ("core.job", "jobs.procrastinate_jobs"):
            cursor = await ctx.db.execute(f"SELECT count(*) FROM {table}")
            assert await cursor.fetchone() == (0,)
    assert ctx.asked_jobs == []


async def test_a_failing_job_is_tried_again_and_then_given_up_with_its_reason(own: Own) -> None:
    job_id = await own.ask("fail")
    with own.working():
        job = await own.until(job_id, JobStatus.DEAD)
    assert job.attempts == 2
    assert job.reason == "given up after 2 attempts: ValueError"
    assert job.finished_at is not None
    assert job.started_at is not None
    assert (job.finished_at - job.started_at).total_seconds() >= backoff_s(1)


async def test_a_dead_job_that_is_given_another_life_runs_to_its_end(own: Own) -> None:
    """What broke it was mended meanwhile."""
    job_id = await own.ask("need")
    with own.working():
        await own.until(job_id, JobStatus.DEAD)
        (own.folder / "part").touch()
        async with own.services.transaction(SETUP, "r") as ctx:
            await own.services.jobs.retry(ctx, job_id)
        done = await own.until(job_id, JobStatus.SUCCEEDED)
    assert (done.reason, done.attempts) == (None, 1)


async def test_a_refused_job_is_not_tried_again(own: Own) -> None:
    job_id = await own.ask("refuse")
    with own.working():
        job = await own.until(job_id, JobStatus.DEAD)
    assert (job.attempts, job.reason) == (1, "the file has no pages")


async def test_jobs_with_one_lock_never_overlap_and_keep_their_order(own: Own) -> None:
    jobs = [await own.ask("step", lock="patient", n=n) for n in range(6)]
    with own.working():
        for job in jobs:
            await own.until(job, JobStatus.SUCCEEDED)
    assert own.diary() == [[word, str(n)] for n in range(6) for word in ("in", "out")]


async def test_jobs_of_two_locks_run_side_by_side(own: Own) -> None:
    jobs = [await own.ask("wait", lock=lock, n=lock) for lock in ("one", "two")]
    with own.working():
        async with asyncio.timeout(DEADLINE_S):
            while {line[-1] for line in own.diary()} != {"one", "two"}:
                await asyncio.sleep(0.02)
        own.let_go()
        for job in jobs:
            await own.until(job, JobStatus.SUCCEEDED)


async def test_jobs_of_one_lock_keep_their_order_over_two_workers(own: Own) -> None:
    jobs = [await own.ask("step", lock=f"patient {n % 3}", n=n) for n in range(12)]
    with own.working(), own.working():
        for job in jobs:
            await own.until(job, JobStatus.SUCCEEDED)
    for lock in range(3):
        of_lock = [line for line in own.diary() if int(line[1]) % 3 == lock]
        assert of_lock == [[word, str(n)] for n in range(lock, 12, 3) for word in ("in", "out")]


async def test_idle_work_waits_until_nothing_else_does(own: Own) -> None:
    order = (("idle", Priority.IDLE), ("first", Priority.ORDINARY), ("second", Priority.ORDINARY))
    jobs = [await own.ask("step", lock="one", priority=priority, n=name) for name, priority in order]
    with own.working():
        for job in jobs:
            await own.until(job, JobStatus.SUCCEEDED)
    assert [line[1] for line in own.diary() if line[0] == "in"] == ["first", "second", "idle"]


async def test_the_job_of_a_killed_worker_runs_again(own: Own) -> None:
    job_id = await own.ask("wait")
    with own.working():
        process = int((await own.until_noted("waits"))[1])
    await until_gone(process)
    own.let_go()
    with own.working():
        job = await own.until(job_id, JobStatus.SUCCEEDED)
    assert job.attempts == 2
    assert [line[0] for line in own.diary()] == ["waits", "waits", "went"]


async def test_a_living_worker_takes_over_from_a_killed_one(own: Own) -> None:
    """And nothing of the lock overtakes it."""
    job_id = await own.ask("wait", lock="patient", n=0)
    with own.working() as first:
        await own.until_noted("waits")
        follower = await own.ask("step", lock="patient", n=1)
        with own.working():
            first.kill()
            await until_gone(int(own.diary()[0][1]))
            own.let_go()
            await own.until(follower, JobStatus.SUCCEEDED)
            assert (await own.look(job_id)).status is JobStatus.SUCCEEDED
    assert [line[0] for line in own.diary()] == ["waits", "waits", "went", "in", "out"]


async def test_the_job_of_a_worker_that_is_told_to_stop_is_given_back(own: Own) -> None:
    job_id = await own.ask("wait")
    with own.working() as worker:
        await own.until_noted("waits")
        worker.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(worker.wait, DEADLINE_S) is not None
        own.let_go()
    with own.working():
        job = await own.until(job_id, JobStatus.SUCCEEDED)
    assert job.attempts == 2


async def test_a_job_that_takes_longer_than_its_lease_is_left_to_its_worker(own: Own) -> None:
    job_id = await own.ask("wait")
    with own.working(), own.working():
        await own.until_noted("waits")
        await asyncio.sleep(3 * STALLED_S)  # the very claim: time passes
        own.let_go()
        job = await own.until(job_id, JobStatus.SUCCEEDED)
    assert job.attempts == 1


async def test_a_job_done_before_its_worker_died_is_not_done_twice(own: Own) -> None:
    job_id = await own.ask("step", n="never")
    async with own.services.transaction(SETUP, "r") as ctx:
        await ctx.db.execute("UPDATE core.job SET status = 'succeeded' WHERE id = %s", (job_id,))
    marker = await own.ask("step", n="marker")
    with own.working():
        await own.until(marker, JobStatus.SUCCEEDED)
    assert own.diary() == [["in", "marker"], ["out", "marker"]]


async def test_jobs_that_wait_survive_a_broker_that_forgets_everything(own: Own, broker: ForeignValkey) -> None:
    jobs = [await own.ask("step", n=n) for n in range(20)]
    await own.services.jobs.close()  # what was rung has been rung
    broker.client().flushall()
    with own.working():
        for job in jobs:
            await own.until(job, JobStatus.SUCCEEDED)
        broker.client().flushall()
        await own.until(await own.ask("step", n="after"), JobStatus.SUCCEEDED)


async def test_without_a_broker_jobs_are_taken_and_wait(own: Own, broker: ForeignValkey) -> None:
    with own.working():
        await own.until(await own.ask("count"), JobStatus.SUCCEEDED)
        held = await own.ask("wait", n="held")
        await own.until_noted("waits")
        broker.kill()
        jobs = [await own.ask("step", n=n) for n in range(20)]
        own.let_go()
        await own.until(held, JobStatus.SUCCEEDED)  # what runs needs no broker
        broker.start()
        for job in jobs:
            await own.until(job, JobStatus.SUCCEEDED)


@pytest.mark.parametrize("own", ENGINES, indirect=True)
async def test_jobs_that_wait_for_one_engine_are_taken_over_by_the_other(own: Own) -> None:
    """Whoever changes the setting loses nothing: also what was running when the old worker was killed."""
    other: EngineName = "celery" if own.services.settings.jobs_engine == "procrastinate" else "procrastinate"
    running = await own.ask("wait", lock="patient", n=0)
    with own.working():
        process = int((await own.until_noted("waits"))[1])
    await until_gone(process)
    waiting = [await own.ask("step", lock="patient", n=n) for n in range(1, 5)]
    own.let_go()
    with own.working(other):
        for job in (running, *waiting):
            await own.until(job, JobStatus.SUCCEEDED)
    assert [line[-1] for line in own.diary() if line[0] in ("went", "in")] == list("01234")


@only("celery")
async def test_the_job_of_a_killed_child_runs_again(own: Own) -> None:
    """The pool's process dies, not the worker: by a fault in native code, or for want of memory."""
    job_id, killed = await own.ask("crash"), await own.ask("wait", n="k")
    with own.working() as worker:
        assert (await own.until(job_id, JobStatus.SUCCEEDED)).attempts == 2
        os.kill(int((await own.until_noted("waits"))[1]), signal.SIGKILL)
        own.let_go()
        assert (await own.until(killed, JobStatus.SUCCEEDED)).attempts == 2
        assert worker.poll() is None


@only("celery")
async def test_a_child_that_is_stuck_loses_its_job_to_another(own: Own) -> None:
    """It cannot renew its lease. What it does when it wakes disturbs nobody."""
    job_id = await own.ask("freeze")
    with own.working():
        job = await own.until(job_id, JobStatus.SUCCEEDED)
        assert job.attempts == 2
        own.let_go()
        await own.until(await own.ask("count"), JobStatus.SUCCEEDED)
    assert (await own.look(job_id)).attempts == 2
    assert [line[0] for line in own.diary()] == ["frozen", "thawed", "counted"]


@only("celery")
async def test_a_backlog_is_rung_for_once(own: Own, broker: ForeignValkey) -> None:
    """However often somebody looks, and however long all are busy."""
    broker.client().flushall()
    with own.working():
        held = [await own.ask("wait", n=n) for n in range(2)]
        async with asyncio.timeout(DEADLINE_S):
            while len(own.diary()) < 2:
                await asyncio.sleep(0.02)
        jobs = [await own.ask("step", n=n) for n in range(20)]
        await asyncio.sleep(4 * LOOK_INTERVAL_S)  # the very claim: time passes
        assert broker.client().llen("salus:jobs:salus.test") <= len(jobs)
        own.let_go()
        for job in (*held, *jobs):
            await own.until(job, JobStatus.SUCCEEDED)


@only("celery")
async def test_nobody_outlives_a_killed_worker(own: Own) -> None:
    await own.ask("wait")
    with own.working() as worker:
        child = int((await own.until_noted("waits"))[1])
        assert child != worker.pid
        worker.kill()
        await until_gone(child)


@only("procrastinate")
async def test_the_job_of_a_worker_that_fell_silent_is_taken_over(own: Own) -> None:
    """What kill -9 of a whole machine leaves behind: a job in 'doing' whose worker's heartbeat has stopped."""
    job_id = await own.ask("step")
    async with own.services.database.connection() as db:
        await db.execute("INSERT INTO jobs.procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute')")
        await db.execute(
            "UPDATE jobs.procrastinate_jobs SET status = 'doing', "
            "worker_id = (SELECT max(id) FROM jobs.procrastinate_workers)"
        )
        await db.execute("UPDATE core.job SET status = 'running'")
    with own.working():
        await own.until(job_id, JobStatus.SUCCEEDED)


async def until_gone(pid: int) -> None:
    """No code of this process runs any more."""
    async with asyncio.timeout(DEADLINE_S):
        while identify(pid):
            await asyncio.sleep(0.02)


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
