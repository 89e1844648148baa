"""The database door: a pool of the runtime role's connections, and transactions that carry their actor."""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast
from uuid import UUID

import orjson
from psycopg import AsyncClientCursor, AsyncConnection, OperationalError
from psycopg.errors import DiskFull, QueryCanceled
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool, PoolTimeout, TooManyRequests

from salus.core.context import Actor
from salus.core.db.together import NOTING, Rows, SharedReads
from salus.core.db.watched import watched_cursor
from salus.core.errors import EngineUnavailable, ServerBusy, StatementStopped, StorageFull
from salus.core.operations.counting import StatementWatch

# One simple-protocol message opens the transaction and names its actor: a single round trip.
BEGIN_AS_ACTOR = (
    "BEGIN{mode}; SELECT set_config('salus.actor', %s, true), set_config('salus.role', %s, true), "
    "set_config('salus.patient', %s, true), set_config('salus.practitioner', %s, true)"
)
BEGIN_WRITING = BEGIN_AS_ACTOR.format(mode="")
BEGIN_READING = BEGIN_AS_ACTOR.format(mode=" READ ONLY")
DOUBT_S = 60.0
PATIENCE_S = 8.0  # for a connection: longer than an engine takes to come back, shorter than people wait
WAITING_EACH = 25  # requests that may wait for each connection; with more, nobody would be answered in time

set_json_loads(orjson.loads)  # for every JSON column of every row


class Database:
    """PostgreSQL as the runtime role, which owns nothing and passes row-level security like everybody else."""

    def __init__(self, url: str, *, max_size: int, statement_timeout_ms: int, watch: StatementWatch) -> None:
        options = f"-c search_path=public,jobs -c statement_timeout={statement_timeout_ms} -c timezone=UTC"
        doubt = _Doubt()
        self.watch = watch
        self._pool = _Pool(url, options, max_size, doubt, watch)
        self._aside = _Pool(url, options, 1, doubt, watch)
        self._words = _Pool(url, options, 1, doubt, watch, min_size=0)
        self._reads = SharedReads(self._pool, watch)
        self._noted_reads = SharedReads(self._pool, watch, NOTING)

    async def open(self) -> None:
        """Start the pools; they connect in the background, so that a starting database is waited for."""
        await self._pool.open()
        await self._aside.open()
        await self._words.open()

    async def close(self) -> None:
        """Give all connections back."""
        await self._pool.close()
        await self._aside.close()
        await self._words.close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        """A bare connection in autocommit, carrying no actor: row-level security shows it no patient at all."""
        async with self._pool.lend() as db:
            yield db

    @asynccontextmanager
    async def connection_aside(self) -> AsyncIterator[AsyncConnection[Any]]:
        """The one connection that no request holds: for what requests wait for while they hold all the others."""
        async with self._aside.lend() as db:
            yield db

    @asynccontextmanager
    async def connection_for_words(self) -> AsyncIterator[AsyncConnection[Any]]:
        """The one connection for sentences of answers in the making; made at the first answer.

        Readers watch them come: behind audit rows that wait for their chain they would come in jerks.
        """
        async with self._words.lend() as db:
            yield db

    @asynccontextmanager
    async def transaction(self, actor: Actor, *, read_only: bool = False) -> AsyncIterator[AsyncConnection[Any]]:
        """One transaction that carries the actor; committed when the block ends, rolled back when it raises."""
        begin = BEGIN_READING if read_only else BEGIN_WRITING
        async with self.connection() as db:
            async with AsyncClientCursor(db) as cursor:
                await cursor.execute(begin, (str(actor.user_id), actor.role.value, *_own_ids(actor)))
            yield db  # the pool's block commits or rolls back

    def single_read(self, actor: Actor) -> AsyncConnection[Any]:
        """For exactly one reading statement, sent together with those of others who wait; nothing to give back.

        A transaction of a single lookup spends most of its time on the way to and fro.
        """
        return cast(AsyncConnection[Any], _SingleStatement(self._reads, actor))

    def noted_read(self, actor: Actor) -> AsyncConnection[Any]:
        """Like `single_read`, for a statement that notes its own audit row; the row is durable with the answer."""
        return cast(AsyncConnection[Any], NotedRead(self._noted_reads, actor))


class _SingleStatement:
    """Stands in for the connection: runs one statement as a whole transaction that carries the actor."""

    def __init__(self, reads: SharedReads, actor: Actor) -> None:
        self._reads = reads
        self._actor = actor
        self._is_used = False

    async def execute(self, query: str, params: object = None) -> _Found:
        """What the statement found, to be fetched as from a cursor."""
        if self._is_used:
            raise RuntimeError("a single read has run its statement; use reading() for more than one")
        self._is_used = True
        return _Found(await self._reads.rows(self._actor, query, params))


class NotedRead(_SingleStatement):
    """Proof that what the statement notes will be chained: a plain transaction would forget it."""


class _Found:
    """Stands in for the cursor behind a single statement."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def fetchone(self) -> tuple[Any, ...] | None:
        """The first row."""
        return self._rows[0] if self._rows else None

    async def fetchall(self) -> Rows:
        """All rows."""
        return self._rows


class _Doubt:
    """Whether connections are to be looked at before use: an engine that was restarted under one was so under all."""

    until = 0.0


class _Pool:
    """Connections that are looked at before use only while there is a reason to doubt them.

    Looking costs a round trip, a third of a lean read. When a connection fails, the engine may have been restarted
    under all of them: for a while each is checked, and replaced if dead, before it is lent.
    """

    def __init__(
        self, url: str, options: str, max_size: int, doubt: _Doubt, watch: StatementWatch, *, min_size: int = 1
    ) -> None:
        self._doubt = doubt
        self._lent = 0
        self._last_lent_at = -math.inf
        self._pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
            url,
            min_size=min_size,
            max_size=max_size,
            open=False,
            timeout=PATIENCE_S,
            max_waiting=WAITING_EACH * max_size,
            reconnect_timeout=0.0,
            kwargs={
                "autocommit": True,
                "options": options,
                "application_name": "salus",
                "cursor_factory": watched_cursor(watch),
            },
            check=self._check,
        )

    async def open(self) -> None:
        """Connect in the background."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Give all connections back."""
        await self._pool.close()

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[AsyncConnection[Any]]:
        """One connection; `ServerBusy` when others have all of them, `EngineUnavailable` when it breaks."""
        try:
            async with self._pool.connection() as db:
                self._lent, self._last_lent_at = self._lent + 1, time.monotonic()
                try:
                    yield db
                finally:
                    self._lent -= 1
        except DiskFull as error:
            raise StorageFull from error
        except QueryCanceled as error:  # by its time limit: the connection is as good as before
            raise StatementStopped from error
        except (PoolTimeout, OperationalError) as error:
            if isinstance(error, TooManyRequests) or (isinstance(error, PoolTimeout) and self._serves_others()):
                raise ServerBusy from error
            self._doubt.until = time.monotonic() + DOUBT_S
            raise EngineUnavailable from error

    def _serves_others(self) -> bool:
        """Whether anybody had a connection while we waited for one."""
        return self._lent > 0 or time.monotonic() - self._last_lent_at < PATIENCE_S

    async def _check(self, db: AsyncConnection[Any]) -> None:
        if time.monotonic() < self._doubt.until:
            await AsyncConnectionPool.check_connection(db)


def _own_ids(actor: Actor) -> tuple[str, str]:
    return _text(actor.patient_id), _text(actor.practitioner_id)


def _text(value: UUID | None) -> str:
    return str(value) if value else ""
