"""Keep and fetch a patient's objects; durable when `put` returns.

An object is written before the row that names it commits, so a kill in between leaves bytes that nobody names. Each
object therefore begins with a note beside it, in the same store so that every machine sees it, which is taken away
after the commit: what still has one after an hour is looked at by the slice that keeps objects, and removed if no row
names it. Nothing here hands out an address: bytes pass through this process, which alone can read them.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import structlog

from salus.core.context import Ctx
from salus.core.crypto import seal, unseal
from salus.core.errors import AppError
from salus.core.storage.ports import ObjectEngine
from salus.core.wrapping.service import DataKeys

UNSETTLED = ".unsettled"
log = structlog.get_logger()


class ObjectMissing(AppError):
    """The stored file is not where it should be. Tell the operator: `salus doctor` lists missing objects."""

    code = "OBJECT_MISSING"


@dataclass(frozen=True, slots=True)
class StoredObject:
    """Where an object lies and what it was before encryption."""

    key: str
    size: int
    sha256: str


class ObjectStorage:
    """Streams objects through AES-256-GCM into a folder or bucket."""

    def __init__(self, engine: ObjectEngine, keys: DataKeys) -> None:
        self.engine = engine
        self.keys = keys

    async def put(self, ctx: Ctx, patient_id: UUID, plain: AsyncIterator[bytes] | bytes) -> StoredObject:
        """Encrypt and keep; returns when the bytes are durable. The open chart must be that patient's."""
        data_key = await self.keys.of(ctx.db, patient_id)
        key = f"{patient_id}/{uuid4().hex}"
        tally = _Tally(plain if not isinstance(plain, bytes) else _once(plain))
        try:
            await self.engine.put_small(_note_of(key), b"")
            await self.engine.put_new(key, seal(tally.pieces(), data_key))
        except BaseException:
            with contextlib.suppress(AppError, OSError):  # what takes no files may not give any up either
                await self.delete(key)
            raise
        ctx.stored_objects.append(key)
        return StoredObject(key, tally.size, tally.digest.hexdigest())

    async def stream(self, ctx: Ctx, patient_id: UUID, key: str) -> AsyncIterator[bytes]:
        """The plain bytes, piece by piece."""
        data_key = await self.keys.existing(ctx.db, patient_id)
        try:
            sealed = await self.engine.open(key)
        except FileNotFoundError as error:
            raise ObjectMissing from error
        return unseal(sealed, data_key)

    async def get(self, ctx: Ctx, patient_id: UUID, key: str) -> bytes:
        """The whole object at once."""
        return b"".join([piece async for piece in await self.stream(ctx, patient_id, key)])

    async def delete(self, key: str) -> None:
        """Remove an object with what a broken-off writing left of it; removing it twice is no error."""
        await self.engine.delete(key, _note_of(key))

    async def destroy_key(self, ctx: Ctx, patient_id: UUID) -> bool:
        """Make all objects of the open chart unreadable, here and in every backup; whether there were any.

        The bytes may then be removed without haste. Nothing is ever stored for this patient again.
        """
        return await self.keys.destroy(ctx.db, patient_id)

    async def settle(self, keys: Iterable[str]) -> None:
        """The rows that name these objects are committed. A note that cannot be taken away is left to the sweeper."""
        try:
            await asyncio.gather(*(self.engine.delete(_note_of(key)) for key in keys))
        except (AppError, OSError) as error:
            log.warning("objects_left_unsettled", error=type(error).__name__)

    async def unsettled(self, older_than: timedelta) -> list[tuple[UUID, str]]:
        """Objects whose rows may never have been committed: patient and key."""
        latest = datetime.now(UTC) - older_than
        return [
            (UUID(patient), f"{patient}/{name}")
            async for note in self.engine.listed(f"{UNSETTLED}/")
            if note.changed_at <= latest
            for patient, _, name in [note.key.removeprefix(f"{UNSETTLED}/").partition(".")]
        ]


def _note_of(key: str) -> str:
    return f"{UNSETTLED}/{key.replace('/', '.')}"


class _Tally:
    """Counts and hashes a stream as it passes."""

    def __init__(self, source: AsyncIterator[bytes]) -> None:
        self._source = source
        self.size = 0
        self.digest = hashlib.sha256()

    async def pieces(self) -> AsyncIterator[bytes]:
        async for piece in self._source:
            self.size += len(piece)
            self.digest.update(piece)
            yield piece


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
