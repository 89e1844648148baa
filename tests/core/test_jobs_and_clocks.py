"""Clocks that are off, and clocks that are turned back: what is due, and who is silent, the database's clock tells.

Its own clock cannot be moved by a test; a moment that it wrote before it was turned back is written by hand.
"""

from __future__ import annotations

import pytest

from salus.core.jobs.contract import JobStatus
from salus.core.jobs.runner import backoff_s
from tests.support.app import SETUP
from tests.support.jobs import DEADLINE_S, Own, only


@only("celery")
async def test_a_lease_written_before_a_clock_was_turned_back_holds_nobody_up(own: Own) -> None:
    job_id = await own.ask("step")
    async with own.services.transaction(SETUP, "r") as ctx:
        await ctx.db.execute(
            "UPDATE core.job SET status = 'running', attempts = 1, lease_until = now() + interval '1 hour'"
        )
    with own.working():
        assert (await own.until(job_id, JobStatus.SUCCEEDED)).attempts == 2


@only("procrastinate")
async def test_a_heartbeat_written_before_a_clock_was_turned_back_hides_no_job(own: Own) -> None:
    """The worker wrote it an hour ahead of what the database's clock says now, and was killed."""
    job_id = await own.ask("step")
    async with own.services.database.connection() as db:
        await db.execute("INSERT INTO jobs.procrastinate_workers (last_heartbeat) VALUES (now() + interval '1 hour')")
        await db.execute(
            "UPDATE jobs.procrastinate_jobs SET status = 'doing', "
            "worker_id = (SELECT max(id) FROM jobs.procrastinate_workers)"
        )
        await db.execute("UPDATE core.job SET status = 'running'")
    with own.working():
        await own.until(job_id, JobStatus.SUCCEEDED)


@only("procrastinate")
async def test_a_heartbeat_from_the_future_does_not_keep_a_job_from_the_other_engine(own: Own) -> None:
    job_id = await own.ask("step")
    async with own.services.database.connection() as db:
        await db.execute("INSERT INTO jobs.procrastinate_workers (last_heartbeat) VALUES (now() + interval '1 hour')")
        await db.execute(
            "UPDATE jobs.procrastinate_jobs SET status = 'doing', "
            "worker_id = (SELECT max(id) FROM jobs.procrastinate_workers)"
        )
    with own.working("celery"):
        await own.until(job_id, JobStatus.SUCCEEDED)


@pytest.mark.parametrize("shift_h", [-1, 1])
async def test_a_worker_whose_clock_is_an_hour_off_waits_between_attempts_as_ever(own: Own, shift_h: int) -> None:
    """Neither an hour nor not at all: what is due is told by the database's clock."""
    job_id = await own.ask("fail")
    with own.working(SALUS_TEST_CLOCK_SHIFT_H=str(shift_h)):
        ended = await own.until(job_id, JobStatus.DEAD)
    assert ended.attempts == 2
    assert ended.started_at is not None
    assert ended.finished_at is not None
    assert backoff_s(1) <= (ended.finished_at - ended.started_at).total_seconds() < DEADLINE_S


@pytest.mark.parametrize("shift_h", [-1, 1])
async def test_the_job_of_a_killed_worker_is_taken_over_by_one_whose_clock_is_off(own: Own, shift_h: int) -> None:
    job_id = await own.ask("wait")
    with own.working(SALUS_TEST_CLOCK_SHIFT_H=str(-shift_h)) as first:
        await own.until_noted("waits")
        first.kill()
    own.let_go()
    with own.working(SALUS_TEST_CLOCK_SHIFT_H=str(shift_h)):
        assert (await own.until(job_id, JobStatus.SUCCEEDED)).attempts == 2
