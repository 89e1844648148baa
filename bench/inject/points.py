"""Inside a process of Salus: die with -9 at the n-th commit, or amid a tier, when a file orders it."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

# Work that goes on whether or not anybody asks: its commits are not those of the scenario.
BY_THE_CLOCK = {"job-recovery", "job-order", "operations"}
QUEUE_WRITES = ("procrastinate_finish_job", "procrastinate_retry_job")

_doing: ContextVar[str] = ContextVar("doing", default="")


class Orders:
    """One file: `{"at": "commit", "when": "before", "n": 3}` or `{"at": "index", "after_s": 0.01}`; obeyed once."""

    def __init__(self, place: Path, process: str) -> None:
        self._file = place / process
        self._journal = place / "journal"
        self._passed = 0
        self._of: str | None = None

    def at_commit(self, when: str) -> None:
        """Before or after a commit; counts those since the order was given."""
        order, text = self._read()
        if order.get("at") != "commit" or order["when"] != when:
            return
        if self._of != text:
            self._of, self._passed = text, 0
        self._passed += 1
        if self._passed == order["n"]:
            self._die(order, None)

    def at_tier(self, tier: str, document: str) -> None:
        """When a tier begins; death comes a moment later."""
        order, _ = self._read()
        if order.get("at") == tier:
            timer = threading.Timer(order["after_s"], self._die, (order, document))
            timer.daemon = True
            timer.start()

    def _read(self) -> tuple[dict[str, Any], str]:
        try:
            text = self._file.read_text()
        except FileNotFoundError:
            return {}, ""
        return json.loads(text), text

    def _die(self, order: dict[str, Any], document: str | None) -> None:
        try:
            self._file.unlink()
        except FileNotFoundError:
            return  # another child of the pool was faster
        with self._journal.open("a") as journal:
            journal.write(json.dumps({**order, "at_s": time.time(), "document": document}) + "\n")
            journal.flush()
            os.kill(os.getpid(), signal.SIGKILL)


def obey(place: str) -> None:
    """Put the points into this process."""
    if "up" in sys.orig_argv:
        from salus.app import processes

        # It would wait longer from kill to kill, as for a program that cannot start.
        processes.STEADY_S = 0.0
        return
    is_server = "serve" in sys.orig_argv
    orders = Orders(Path(place), "Web server" if is_server else "Worker")
    _name_transactions()
    _watch_commits(orders, everything=is_server)
    if not is_server:
        _watch_tiers(orders)


def _name_transactions() -> None:
    from salus.core.services import Services

    plain = Services.transaction

    @asynccontextmanager
    async def named(self: Any, actor: Any, request_id: str) -> AsyncIterator[Any]:
        _doing.set(request_id)
        async with plain(self, actor, request_id) as ctx:
            yield ctx
        _doing.set("")

    Services.transaction = named  # type: ignore[method-assign]  # that is what this module is for


def _watch_commits(orders: Orders, *, everything: bool) -> None:
    from psycopg import AsyncConnection, AsyncCursor
    from psycopg.pq import TransactionStatus

    commit, execute = AsyncConnection.commit, AsyncCursor.execute

    def counts() -> bool:
        return _doing.get() not in BY_THE_CLOCK and (everything or _doing.get().startswith("job-"))

    async def committing(self: Any) -> None:
        if self.pgconn.transaction_status != TransactionStatus.INTRANS or not counts():
            return await commit(self)
        orders.at_commit("before")
        await commit(self)
        orders.at_commit("after")

    async def executing(self: Any, query: Any, *words: Any, **options: Any) -> Any:
        text = query if isinstance(query, str) else ""
        # Rows of the audit trail are chained in one message with their COMMIT.
        if not ("COMMIT" in text and counts()) and not any(name in text for name in QUEUE_WRITES):
            return await execute(self, query, *words, **options)
        orders.at_commit("before")
        done = await execute(self, query, *words, **options)
        orders.at_commit("after")
        return done

    AsyncConnection.commit = committing  # type: ignore[method-assign]  # that is what this module is for
    AsyncCursor.execute = executing  # type: ignore[method-assign]  # that is what this module is for


def _watch_tiers(orders: Orders) -> None:
    from salus.documents import jobs

    def watched(tier: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
        async def begin(task: Any) -> None:
            orders.at_tier(tier.__name__, str(task.document_id))
            await tier(task)

        return begin

    jobs.TIERS = tuple(watched(tier) for tier in jobs.TIERS)  # type: ignore[assignment]  # that is what this module is for
