"""The database door: a pool of the runtime role's connections, and transactions that carry their actor."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from psycopg import AsyncClientCursor, AsyncConnection, OperationalError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from salus.core.context import Actor
from salus.core.errors import EngineUnavailable

# One simple-protocol message opens the transaction and names its actor: a single round trip.
BEGIN_AS_ACTOR = (
    "BEGIN{mode}; SELECT set_config('salus.actor', %s, true), set_config('salus.role', %s, true), "
    "set_config('salus.patient', %s, true), set_config('salus.practitioner', %s, true)"
)
BEGIN_WRITING = BEGIN_AS_ACTOR.format(mode="")
BEGIN_READING = BEGIN_AS_ACTOR.format(mode=" READ ONLY")


class Database:
    """PostgreSQL as the runtime role, which owns nothing and passes row-level security like everybody else."""

    def __init__(self, url: str, *, max_size: int, statement_timeout_ms: int) -> None:
        options = f"-c search_path=public,jobs -c statement_timeout={statement_timeout_ms} -c timezone=UTC"
        self._pool = _pool(url, options, max_size)
        self._aside = _pool(url, options, 1)

    async def open(self) -> None:
        """Start the pools; they connect in the background, so that a starting database is waited for."""
        await self._pool.open(wait=False)
        await self._aside.open(wait=False)

    async def close(self) -> None:
        """Give all connections back."""
        await self._pool.close()
        await self._aside.close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        """A bare connection in autocommit, carrying no actor: row-level security shows it no patient at all."""
        async with _lent(self._pool) as db:
            yield db

    @asynccontextmanager
    async def connection_aside(self) -> AsyncIterator[AsyncConnection[Any]]:
        """The one connection that no request holds: for what requests wait for while they hold all the others."""
        async with _lent(self._aside) as db:
            yield db

    @asynccontextmanager
    async def transaction(self, actor: Actor, *, read_only: bool = False) -> AsyncIterator[AsyncConnection[Any]]:
        """One transaction that carries the actor; committed when the block ends, rolled back when it raises."""
        begin = BEGIN_READING if read_only else BEGIN_WRITING
        async with self.connection() as db:
            async with AsyncClientCursor(db) as cursor:
                await cursor.execute(begin, (str(actor.user_id), actor.role.value, *_own_ids(actor)))
            yield db  # the pool's block commits or rolls back


def _pool(url: str, options: str, max_size: int) -> AsyncConnectionPool[AsyncConnection[Any]]:
    return AsyncConnectionPool(
        url,
        min_size=1,
        max_size=max_size,
        open=False,
        timeout=8.0,
        reconnect_timeout=0.0,
        kwargs={"autocommit": True, "options": options, "application_name": "salus"},
        check=AsyncConnectionPool.check_connection,
    )


@asynccontextmanager
async def _lent(pool: AsyncConnectionPool[AsyncConnection[Any]]) -> AsyncIterator[AsyncConnection[Any]]:
    try:
        async with pool.connection() as db:
            yield db
    except (PoolTimeout, OperationalError) as error:
        raise EngineUnavailable from error


def _own_ids(actor: Actor) -> tuple[str, str]:
    return _text(actor.patient_id), _text(actor.practitioner_id)


def _text(value: UUID | None) -> str:
    return str(value) if value else ""
