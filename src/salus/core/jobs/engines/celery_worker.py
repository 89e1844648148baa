"""Celery on the side of those who work: a pool of forked processes, each with one event loop that outlives its jobs.

    salus work      Celery's own process: takes rings, replaces children that die. Opens no engine of ours.
      child         its main thread takes a ring, and waits until the loop has done one job
        loop        a thread: the engines, the job's handler, its lease, and the look for order if that is its office

A job belongs to whoever renews the lease in its row. A child that is killed, stuck or cut off renews nothing; another
may start the row after `SALUS_JOB_STALLED_S` and the next look of whoever keeps order.
"""

from __future__ import annotations

import asyncio
import contextlib
import mmap
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import structlog
from psycopg.errors import UniqueViolation

from salus.core.context import WORKER
from salus.core.errors import EngineUnavailable
from salus.core.jobs import store
from salus.core.jobs.contract import Job
from salus.core.jobs.engines.celery import TASK, CeleryEngine, celery_app, celery_queue
from salus.core.jobs.ports import WorkPlan, queue_of
from salus.core.jobs.runner import JobRunner

if TYPE_CHECKING:
    from salus.core.services import Services

log = structlog.get_logger()
LOOK_INTERVAL_S = 1.0
SHORT_WAIT_S = 0.5
GRACE_S = 5.0  # what a job may still take once the worker is told to stop; then it is given back
END_S = 3.0


def work(plan: WorkPlan) -> None:
    """Run Celery's worker in this process until it is told to stop."""
    from celery import signals

    queues = plan.slices or sorted({queue_of(kind.name) for kind in plan.kinds})
    child = Child(plan, queues)
    app = celery_app(plan.settings.broker_url())
    app.task(name=TASK)(child.work_on_next)
    signals.setup_logging.connect(_leave_logging_alone, weak=False)
    signals.worker_process_init.connect(child.begin, weak=False)
    signals.worker_process_shutdown.connect(child.end, weak=False)
    signals.worker_shutting_down.connect(child.tell_to_stop, weak=False)
    worker = app.Worker(
        hostname=f"salus-{os.getpid()}@%h",
        pool="prefork",
        concurrency=plan.settings.worker_concurrency,
        queues=[celery_queue(queue) for queue in queues],
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()


def _leave_logging_alone(**_: Any) -> None:
    """Ours is set up, and Celery's warnings pass through it."""


class Child:
    """One process of the pool. Made before the fork, so that nothing but the flag to stop is shared."""

    def __init__(self, plan: WorkPlan, queues: Sequence[str]) -> None:
        self._plan = plan
        self._queues = queues
        self._stop_flag = mmap.mmap(-1, 1)
        self._opened: Future[tuple[Services, JobRunner]]
        self._loop: asyncio.AbstractEventLoop
        self._ending: asyncio.Event
        self._thread: threading.Thread

    def begin(self, **_: Any) -> None:
        """In the new child: start its loop. Returns at once, for Celery waits only seconds for a child."""
        self._opened = Future()
        self._thread = threading.Thread(target=self._run_loop, name="jobs", daemon=True)
        self._thread.start()

    def end(self, **_: Any) -> None:
        """In a child that leaves in good order: close its engines."""
        if self._opened.done():
            self._loop.call_soon_threadsafe(self._ending.set)
            self._thread.join(END_S)

    def tell_to_stop(self, **_: Any) -> None:
        """In Celery's own process, from its signal handler: all children see the flag."""
        self._stop_flag[0] = 1

    def work_on_next(self) -> None:
        """One ring: do the job whose turn it is, if there is one."""
        self._opened.result()
        asyncio.run_coroutine_threadsafe(self._work_on_next(), self._loop).result()

    @property
    def _is_stopping(self) -> bool:
        return self._stop_flag[0] != 0

    def _run_loop(self) -> None:
        try:
            asyncio.run(self._live())
        except BaseException:
            log.exception("worker_child_broke")
            os._exit(1)  # a child without its loop is of no use; Celery puts another in its place

    async def _live(self) -> None:
        self._loop, self._ending = asyncio.get_running_loop(), asyncio.Event()
        async with self._plan.open_services() as services:
            self._opened.set_result((services, JobRunner(services, self._plan.kinds)))
            order = asyncio.create_task(Order(self._plan, services).keep())
            await self._ending.wait()
            order.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await order

    async def _work_on_next(self) -> None:
        services, runner = self._opened.result()
        if self._is_stopping:
            return
        job = await self._lease_next(services)
        if job is None:
            return
        attempt = asyncio.create_task(runner.attempt(job))
        await self._hold(services, job, attempt)
        if attempt.cancelled():
            wait_s: int | None = 0
        elif attempt.exception() is not None:
            # The database went away under the runner: nobody knows how the job stands. Its lease runs out.
            log.warning("job_left_to_its_lease", job_id=str(job.id), error=type(attempt.exception()).__name__)
            return
        else:
            wait_s = attempt.result()
        await self._leave(services, job, wait_s)

    async def _lease_next(self, services: Services) -> Job | None:
        while True:
            try:
                async with services.transaction(WORKER, "job-next") as ctx:
                    return await store.lease_next(ctx.db, self._queues, services.settings.job_stalled_s)
            except UniqueViolation:
                # Somebody started another job of the same lock at this very moment: look again.
                continue

    async def _hold(self, services: Services, job: Job, attempt: asyncio.Task[int | None]) -> None:
        """Renew the lease until the attempt is over; break it off when it is in other hands, or at the end."""
        settings, told_at, wait_s = services.settings, None, services.settings.job_heartbeat_s
        while not (await asyncio.wait({attempt}, timeout=wait_s))[0]:
            wait_s = settings.job_heartbeat_s
            if self._is_stopping:
                told_at, wait_s = told_at or time.monotonic(), min(wait_s, SHORT_WAIT_S)
                if time.monotonic() - told_at > GRACE_S:
                    attempt.cancel()
            try:
                async with services.transaction(WORKER, f"job-{job.id}") as ctx:
                    if not await store.renew_lease(ctx.db, job.id, job.attempts, settings.job_stalled_s):
                        attempt.cancel()
            except Exception:
                log.warning("job_lease_waits", job_id=str(job.id))  # the database is away; soon again
                wait_s = min(wait_s, SHORT_WAIT_S)

    async def _leave(self, services: Services, job: Job, wait_s: int | None) -> None:
        async with services.transaction(WORKER, f"job-{job.id}") as ctx:
            if wait_s is not None:
                await store.give_back(ctx.db, job.id, job.attempts, wait_s)
            has_followers = job.lock is not None and await store.has_followers(ctx.db, job.lock)
        if has_followers:
            services.jobs.announce([job.kind])


class Order:
    """What one child among all workers does: ring for jobs for which nobody rang, and what goes on beside the work."""

    def __init__(self, plan: WorkPlan, services: Services) -> None:
        self._plan = plan
        self._services = services
        self._bell = CeleryEngine(plan.settings.broker_url())
        self._holder = uuid4()
        self._beside: asyncio.Future[None] | None = None

    async def keep(self) -> None:
        """Every second take or renew the office, as a job is leased, and look for order while it is held."""
        try:
            while True:
                try:
                    await self._look()
                except Exception as error:
                    log.warning("jobs_unwatched", error=type(error).__name__)  # the database is away
                await asyncio.sleep(LOOK_INTERVAL_S)
        finally:
            await self._stop_beside()
            with contextlib.suppress(EngineUnavailable):  # then the lease runs out
                async with self._services.transaction(WORKER, "job-order") as ctx:
                    await store.leave_order(ctx.db, self._holder)

    async def _look(self) -> None:
        settings, startable = self._plan.settings, dict[str, int]()
        async with self._services.transaction(WORKER, "job-order") as ctx:
            is_held = await store.hold_order(ctx.db, self._holder, settings.job_stalled_s)
            if is_held:
                await store.take_from_procrastinate(ctx.db, settings.job_stalled_s)
                startable = await store.count_startable(ctx.db)
        if not is_held:
            await self._stop_beside()
            return
        if self._beside is None:
            self._beside = asyncio.ensure_future(self._plan.beside(self._services))
        if startable:
            try:
                await self._bell.top_up(startable)
            except Exception as error:
                log.warning("broker_unreachable", error=type(error).__name__)  # the jobs wait in the database

    async def _stop_beside(self) -> None:
        beside, self._beside = self._beside, None
        if beside is not None:
            beside.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await beside
