"""Single lookups of requests that arrive together, sent as one message: the way costs as much as the lookup.

Each lookup runs under its own actor, which is set right before it in the same message; row-level security sees no
other. What arrives while a message is on its way waits for the next one, so a lone request waits for nobody and a
crowd shares round trips.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from psycopg import AsyncClientCursor, AsyncConnection, sql

from salus.core.context import Actor
from salus.core.errors import EngineUnavailable
from salus.core.operations.counting import StatementWatch

# Few a message and two on their way at once: while one is answered, the other is asked. In one message all callers
# wait together and the server idles.
MOST_TOGETHER = 6
MESSENGERS = 2
# A message that takes longer than a lookup should must not hold up the others: they go by another connection.
PATIENCE_S = 0.005
SETTINGS = ("salus.actor", "salus.role", "salus.patient", "salus.practitioner", "salus.chart", "salus.person")

Rows = list[tuple[Any, ...]]


class Lender(Protocol):
    """Lends a connection in autocommit."""

    def lend(self) -> AbstractAsyncContextManager[AsyncConnection[Any]]:
        """One connection."""
        ...


@dataclass(frozen=True, slots=True)
class _Lookup:
    actor: Actor
    query: str
    params: object
    answer: asyncio.Future[Rows]


@dataclass(frozen=True, slots=True)
class Frame:
    """What opens and ends the transaction of a message."""

    begin: str
    end: str


READING = Frame("BEGIN READ ONLY", "COMMIT")
# For statements that note their audit rows as they read: chained together at the end, because the chain's head is
# locked from then to the commit, and durable before any of them is answered.
NOTING = Frame("BEGIN", "SELECT core.audit_append_noted(); COMMIT")


class SharedReads:
    """Runs single statements, each as its own actor, as many together as are waiting."""

    def __init__(self, pool: Lender, watch: StatementWatch, frame: Frame = READING) -> None:
        self._pool = pool
        self._watch = watch
        self._frame = frame
        self._waiting: list[_Lookup] = []
        self._messengers: set[asyncio.Task[None]] = set()

    async def rows(self, actor: Actor, query: str, params: object) -> Rows:
        """The rows of one statement, run as this actor."""
        loop = asyncio.get_running_loop()
        lookup = _Lookup(actor, query, params, loop.create_future())
        self._waiting.append(lookup)
        if not self._messengers or (len(self._waiting) >= MOST_TOGETHER and len(self._messengers) < MESSENGERS):
            self._send_messenger()
        elif len(self._waiting) == 1:
            loop.call_later(PATIENCE_S, self._relieve, lookup)
        return await lookup.answer

    def _relieve(self, first: _Lookup) -> None:
        if self._waiting and self._waiting[0] is first:
            self._send_messenger()

    def _send_messenger(self) -> None:
        task = asyncio.create_task(self._carry())
        self._messengers.add(task)
        task.add_done_callback(self._messengers.discard)

    async def _carry(self) -> None:
        """Carry messages over one connection as long as somebody waits."""
        while batch := self._next():
            try:
                async with self._pool.lend() as db:
                    while batch:
                        _settle(batch, await self._ask(db, batch))
                        batch = self._next()
            except Exception as error:
                await self._part(batch, error)

    def _next(self) -> list[_Lookup]:
        batch, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
        return batch

    async def _part(self, batch: Sequence[_Lookup], error: Exception) -> None:
        """Ask again one by one, since one that fails must not fail the others; not where the engine is away."""
        for lookup in batch:
            own = error
            if len(batch) > 1 and not isinstance(error, EngineUnavailable):
                try:
                    async with self._pool.lend() as db:
                        _settle([lookup], await self._ask(db, [lookup]))
                except Exception as found:
                    own = found
            if not lookup.answer.done():
                lookup.answer.set_exception(own)

    async def _ask(self, db: AsyncConnection[Any], batch: Sequence[_Lookup]) -> list[Rows]:
        cursor = AsyncClientCursor(db)
        parts = [self._frame.begin]
        for lookup in batch:
            # Every value was quoted by mogrify, as psycopg does for any client-side cursor.
            parts += [_as_actor(lookup.actor), cursor.mogrify(lookup.query, lookup.params)]  # type: ignore[arg-type]
        began = time.perf_counter()
        try:
            await cursor.execute("; ".join([*parts, self._frame.end]))
        finally:
            self._watch.note(batch[0].query, began)  # of those that share a message the first speaks for all
        answers = []
        for _ in batch:
            cursor.nextset()  # past BEGIN, or the rows before
            cursor.nextset()  # past the actor
            answers.append(await cursor.fetchall())
        return answers


def _settle(batch: Sequence[_Lookup], answers: Sequence[Rows]) -> None:
    for lookup, rows in zip(batch, answers, strict=True):
        if not lookup.answer.done():
            lookup.answer.set_result(rows)


@lru_cache(maxsize=1024)
def _as_actor(actor: Actor) -> str:
    """The statement that makes the transaction this actor's, with no chart open."""
    own = (actor.patient_id, actor.practitioner_id)
    values = (str(actor.user_id), actor.role.value, *(str(each) if each else "" for each in own), "", "")
    calls = sql.SQL(", ").join(
        sql.SQL("set_config({}, {}, true)").format(name, value) for name, value in zip(SETTINGS, values, strict=True)
    )
    return sql.SQL("SELECT {}").format(calls).as_string(None)
