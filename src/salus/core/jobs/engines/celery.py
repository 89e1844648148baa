"""Celery on Redis or Valkey, on the side of those who ask: a message rings, and says nothing else.

Everything that a broker holds can be lost, held back or said twice: a flushed Redis, a worker killed with messages in
its hands. So a message carries no job. It makes one worker look into the database for the job whose turn it is. One too
many finds nothing, and one that got lost is made good by whoever keeps order among the workers (`celery_worker`).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

import structlog

from salus.core.context import Ctx
from salus.core.jobs.contract import Job
from salus.core.jobs.ports import queue_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from celery import Celery

log = structlog.get_logger()
T = TypeVar("T")
TASK = "salus.work_on_next"
NAMESPACE = "salus:jobs:"
ANSWER_TIMEOUT_S = 2.0
LAST_WORDS_S = 3.0  # a process that ends waits so long for a broker that is slow
MOST_RINGS = 2_000  # in one queue: what quick jobs need until the next look, and no more to clear away afterwards


def celery_app(broker_url: str) -> Celery:
    """Celery as both sides set it up; nothing connects yet."""
    from celery import Celery

    app = Celery("salus", broker=broker_url, set_as_current=False)
    app.conf.update(
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,  # a broker that is away for a night is waited for
        broker_transport_options={
            "global_keyprefix": NAMESPACE,
            "socket_timeout": ANSWER_TIMEOUT_S + 10,  # readers wait for messages within it
            "socket_connect_timeout": ANSWER_TIMEOUT_S,
            "max_retries": 1,
            "interval_start": 0,
            "interval_max": 0.1,
        },
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_publish_retry=False,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_proc_alive_timeout=30.0,
        worker_pool_start_method="fork",  # children share what was loaded; the parent opens no engine before
    )
    return app


def celery_queue(queue: str) -> str:
    """Name of a slice's queue at the broker."""
    return f"salus.{queue}"


class CeleryEngine:
    """Rings after the commit, beside the request; one thread talks to the broker."""

    def __init__(self, broker_url: str) -> None:
        self._broker_url = broker_url
        self._unsaid: Counter[str] = Counter()
        self._saying: asyncio.Task[None] | None = None

    async def accept(self, ctx: Ctx, job: Job) -> None:
        """The row is the queue; nothing else is written before the commit."""

    def announce(self, kinds: Iterable[str]) -> None:
        """Ring once for each job, soon and in the background."""
        self._unsaid.update(map(queue_of, kinds))
        if self._saying is None or self._saying.done():
            self._saying = asyncio.create_task(self._say())

    async def is_alive(self) -> bool:
        """Whether the broker answers."""
        try:
            await self._in_thread(self._greet)
        except Exception:
            return False
        return True

    async def top_up(self, startable: Mapping[str, int]) -> None:
        """See that at least as many rings lie in each queue as there are jobs to start. Raises when it cannot."""
        await self._in_thread(partial(self._top_up, startable))

    async def close(self) -> None:
        """Ring what was not rung, if the broker listens."""
        if self._saying is not None:
            await asyncio.wait({self._saying}, timeout=LAST_WORDS_S)
        if "_thread" in self.__dict__:
            self._thread.shutdown(wait=False, cancel_futures=True)

    @cached_property
    def _app(self) -> Celery:
        return celery_app(self._broker_url)

    @cached_property
    def _thread(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(1, "celery-bell")

    async def _in_thread(self, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, function)

    async def _say(self) -> None:
        while self._unsaid:
            rings, self._unsaid = self._unsaid, Counter()
            try:
                await self._in_thread(partial(self._ring, rings))
            except Exception as error:
                # The jobs are committed: they start when the broker is back and the next look finds them.
                log.warning("broker_unreachable", jobs=rings.total(), error=type(error).__name__)

    def _ring(self, rings: Mapping[str, int]) -> None:
        for queue, times in rings.items():
            for _ in range(min(times, MOST_RINGS)):
                self._app.send_task(TASK, queue=celery_queue(queue))

    def _top_up(self, startable: Mapping[str, int]) -> None:
        with self._app.connection_for_write() as connection, connection.default_channel as channel:
            lying = {
                queue: channel.queue_declare(queue=celery_queue(queue), durable=True).message_count
                for queue in startable
            }
        self._ring({queue: min(number, MOST_RINGS) - lying[queue] for queue, number in startable.items()})

    def _greet(self) -> None:
        with self._app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=ANSWER_TIMEOUT_S)
