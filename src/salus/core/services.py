"""The engines of one process, opened once and handed to every service through the Ctx."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from salus.core.ai import models
from salus.core.ai.embedding import Embedder
from salus.core.ai.guard import GuardedModel
from salus.core.audit.service import AuditTrail, end_with_pending
from salus.core.auth.ended import EndedSessions
from salus.core.cache import Cache
from salus.core.config import Settings
from salus.core.context import Actor, Ctx
from salus.core.db import Database
from salus.core.events import EventBus, Listener
from salus.core.jobs.engines import engine_of
from salus.core.jobs.service import JobQueue
from salus.core.keys import data_keys
from salus.core.notify import Notices
from salus.core.operations.counting import StatementWatch
from salus.core.storage.engines.choose import engine_at
from salus.core.storage.service import ObjectStorage


def utc_now() -> datetime:
    """The time, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that costs a connection or a file handle, in one place."""

    settings: Settings
    database: Database
    cache: Cache
    storage: ObjectStorage
    jobs: JobQueue
    audit: AuditTrail
    notices: Notices
    events: EventBus
    embedder: Embedder
    sessions: EndedSessions
    language_model: GuardedModel | None = None
    clock: Callable[[], datetime] = utc_now

    @asynccontextmanager
    async def transaction(self, actor: Actor, request_id: str) -> AsyncIterator[Ctx]:
        """A transaction that may write; its audit rows are part of it."""
        async with self.database.transaction(actor) as db:
            ctx = Ctx(actor, request_id, self.clock(), db, self)
            yield ctx
            await end_with_pending(ctx)
        await self.storage.settle(ctx.stored_objects)
        if ctx.asked_jobs:
            self.jobs.announce(ctx.asked_jobs)

    @asynccontextmanager
    async def reading(self, actor: Actor, request_id: str) -> AsyncIterator[Ctx]:
        """A transaction that only reads; its audit rows are durable before the block is left."""
        async with self.database.transaction(actor, read_only=True) as db:
            ctx = Ctx(actor, request_id, self.clock(), db, self)
            yield ctx
        await self.audit.record_now(*ctx.pending_audit)

    @asynccontextmanager
    async def single_read(self, actor: Actor, request_id: str) -> AsyncIterator[Ctx]:
        """Like `reading`, for exactly one statement: begin, statement and end travel together."""
        ctx = Ctx(actor, request_id, self.clock(), self.database.single_read(actor), self)
        yield ctx
        await self.audit.record_now(*ctx.pending_audit)

    @asynccontextmanager
    async def noted_read(self, actor: Actor, request_id: str) -> AsyncIterator[Ctx]:
        """Like `single_read`, for a statement that notes its own audit row: one trip for both."""
        ctx = Ctx(actor, request_id, self.clock(), self.database.noted_read(actor), self)
        yield ctx
        await self.audit.record_now(*ctx.pending_audit)


@asynccontextmanager
async def open_services(settings: Settings, listeners: Iterable[tuple[type, Listener]] = ()) -> AsyncIterator[Services]:
    """Open the engines, and close them again whatever happens."""
    database = Database(
        settings.app_database_url(),
        max_size=settings.db_pool_max,
        statement_timeout_ms=settings.statement_timeout_ms,
        watch=StatementWatch(settings.slow_statement_ms),
    )
    cache = Cache(settings.redis_url.get_secret_value() if settings.redis_url else None)
    notices = Notices(cache)
    storage = ObjectStorage(engine_at(settings.objects_url or settings.data_dir / "objects"), data_keys(settings))
    language_model = models.configured(settings)
    jobs = JobQueue(settings.jobs_engine, engine_of(settings))
    await database.open()
    try:
        yield Services(
            settings=settings,
            database=database,
            cache=cache,
            storage=storage,
            jobs=jobs,
            audit=AuditTrail(database),
            notices=notices,
            events=EventBus(listeners),
            embedder=Embedder(settings.cache_dir, settings.embedding_threads),
            sessions=EndedSessions(database, notices, settings.access_token_s),
            language_model=language_model,
        )
    finally:
        await jobs.close()
        if language_model is not None:
            await language_model.close()
        await cache.close()
        await database.close()


def new_request_id() -> str:
    """A short name for one request in logs, audit and answers."""
    return os.urandom(8).hex()
