"""Single lookups of requests that arrive together, sent as one message: the way costs as much as the lookup.

Each lookup runs under its own actor, which is set right before it in the same message; row-level security sees no
other. What arrives while a message is on its way waits for the next one, so a lone request waits for nobody and a
crowd shares round trips.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from psycopg import AsyncClientCursor, AsyncConnection, sql

from salus.core.context import Actor
from salus.core.errors import EngineUnavailable

# Eight a message and two on their way at once: while one is answered, the other is asked (32 callers at once: 4,459/s;
# all in one message 3,878/s, in the same kind of run).
MOST_TOGETHER = 8
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


class SharedReads:
    """Runs single reading statements, each as its own actor, as many together as are waiting."""

    def __init__(self, pool: Lender) -> None:
        self._pool = pool
        self._waiting: list[_Lookup] = []
        self._messengers: set[asyncio.Task[None]] = set()

    async def rows(self, actor: Actor, query: str, params: object) -> Rows:
        """The rows of one statement, run as this actor in a transaction that only reads."""
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
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
            await self._answer([lookup for lookup in batch if not lookup.answer.done()])

    async def _answer(self, batch: Sequence[_Lookup]) -> None:
        try:
            answers = await self._ask(batch)
        except Exception as error:
            if len(batch) > 1 and not isinstance(error, EngineUnavailable):
                for lookup in batch:  # one that fails must not fail the others
                    await self._answer([lookup])
                return
            for lookup in batch:
                if not lookup.answer.done():
                    lookup.answer.set_exception(error)
            return
        for lookup, rows in zip(batch, answers, strict=True):
            if not lookup.answer.done():
                lookup.answer.set_result(rows)

    async def _ask(self, batch: Sequence[_Lookup]) -> list[Rows]:
        async with self._pool.lend() as db:
            cursor = AsyncClientCursor(db)
            parts = ["BEGIN READ ONLY"]
            for lookup in batch:
                # Every value was quoted by mogrify, as psycopg does for any client-side cursor.
                parts += [_as_actor(lookup.actor), cursor.mogrify(lookup.query, lookup.params)]  # type: ignore[arg-type]
            await cursor.execute("; ".join([*parts, "COMMIT"]))
            answers = []
            for _ in batch:
                cursor.nextset()  # past BEGIN, or the rows before
                cursor.nextset()  # past the actor
                answers.append(await cursor.fetchall())
            return answers


@lru_cache(maxsize=1024)
def _as_actor(actor: Actor) -> str:
    """The statement that makes the transaction this actor's, with no chart open."""
    own = (actor.patient_id, actor.practitioner_id)
    values = (str(actor.user_id), actor.role.value, *(str(each) if each else "" for each in own), "", "")
    calls = sql.SQL(", ").join(
        sql.SQL("set_config({}, {}, true)").format(name, value) for name, value in zip(SETTINGS, values, strict=True)
    )
    return sql.SQL("SELECT {}").format(calls).as_string(None)
