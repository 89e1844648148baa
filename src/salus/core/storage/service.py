"""Keep and fetch a patient's objects; durable when `put` returns.

An object is written before the row that names it commits, so a kill in between leaves bytes that nobody names. Each
object therefore begins with a note beside it, which is taken away after the commit: what still has one after an hour
is looked at by the slice that keeps objects, and removed if no row names it.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from salus.core.context import Ctx
from salus.core.crypto import KeyWrapper, Undecipherable, new_data_key, seal, unseal
from salus.core.errors import AppError, StorageClosed, StorageFull
from salus.core.storage import store

UNSETTLED = ".unsettled"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO)

if TYPE_CHECKING:
    from obstore.store import LocalStore


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

    def __init__(self, folder: Path, wrapper: KeyWrapper) -> None:
        self._folder = folder
        self._unsettled = folder / UNSETTLED
        self._wrapper = wrapper
        self._engine: LocalStore | None = None

    def _store(self) -> LocalStore:
        if self._engine is None:
            from obstore.store import LocalStore

            self._engine = LocalStore(self._folder, mkdir=True)
        return self._engine

    async def put(self, ctx: Ctx, patient_id: UUID, plain: AsyncIterator[bytes] | bytes) -> StoredObject:
        """Encrypt and keep; returns when the bytes are on the disk. The open chart must be that patient's."""
        import obstore
        from obstore.exceptions import BaseError

        data_key = await self._data_key(ctx, patient_id)
        key = f"{patient_id}/{uuid4().hex}"
        tally = _Tally(plain if not isinstance(plain, bytes) else _once(plain))
        ctx.stored_objects.append(key)
        try:
            self._note(key)
            await obstore.put_async(self._store(), key, seal(tally.pieces(), data_key))
            await asyncio.to_thread(_make_durable, self._folder / key)
        except (BaseError, OSError) as error:
            with contextlib.suppress(OSError):  # a disk that takes no files may not give any up either
                await self.delete(key)
            refusal = refusal_of(error)
            if refusal is None:
                raise
            raise refusal from error
        return StoredObject(key, tally.size, tally.digest.hexdigest())

    async def stream(self, ctx: Ctx, patient_id: UUID, key: str) -> AsyncIterator[bytes]:
        """The plain bytes, piece by piece."""
        import obstore

        data_key = await self._existing_key(ctx, patient_id)
        try:
            found = await obstore.get_async(self._store(), key)
        except FileNotFoundError as error:
            raise ObjectMissing from error
        return unseal(_as_bytes(found.stream()), data_key)

    async def get(self, ctx: Ctx, patient_id: UUID, key: str) -> bytes:
        """The whole object at once."""
        return b"".join([piece async for piece in await self.stream(ctx, patient_id, key)])

    async def delete(self, key: str) -> None:
        """Remove an object with what a broken-off writing left of it; removing it twice is no error."""
        # The engine writes beside the object's name, with a number after #, and moves the whole object there.
        for path in (self._folder / key, *(self._folder / key).parent.glob(f"{Path(key).name}#*"), self._note_of(key)):
            await asyncio.to_thread(path.unlink, missing_ok=True)

    def settle(self, keys: Iterable[str]) -> None:
        """The rows that name these objects are committed."""
        for key in keys:
            self._note_of(key).unlink(missing_ok=True)

    def unsettled(self, older_than: timedelta) -> list[tuple[UUID, str]]:
        """Objects whose rows may never have been committed: patient and key."""
        latest = time.time() - older_than.total_seconds()
        notes = self._unsettled.iterdir() if self._unsettled.is_dir() else ()
        keys = [note.name.replace(".", "/") for note in notes if note.stat().st_mtime <= latest]
        return [(UUID(key.partition("/")[0]), key) for key in keys]

    def _note(self, key: str) -> None:
        self._unsettled.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._note_of(key).touch(mode=0o600)

    def _note_of(self, key: str) -> Path:
        return self._unsettled / key.replace("/", ".")

    async def _data_key(self, ctx: Ctx, patient_id: UUID) -> bytes:
        if await store.select_key(ctx.db, patient_id) is None:
            wrapped = self._wrapper.wrap(new_data_key(), patient_id.bytes)
            await store.insert_key(ctx.db, patient_id, wrapped, self._wrapper.key_id)
        return await self._existing_key(ctx, patient_id)

    async def _existing_key(self, ctx: Ctx, patient_id: UUID) -> bytes:
        wrapped = await store.select_key(ctx.db, patient_id)
        if wrapped is None:
            raise Undecipherable
        return self._wrapper.unwrap(wrapped, patient_id.bytes)


def refusal_of(error: Exception) -> AppError | None:
    """What a person is told when the disk takes no more; None for any other trouble."""
    number = getattr(error, "errno", None)
    text = str(error).lower()
    if number in FULL or any(words in text for words in ("no space left", "quota exceeded", "file too large")):
        return StorageFull()
    if number in CLOSED or any(words in text for words in ("read-only file system", "permission denied", "i/o error")):
        return StorageClosed()
    return None


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


async def _as_bytes(pieces: AsyncIterator[object]) -> AsyncIterator[bytes]:
    async for piece in pieces:
        yield bytes(piece)  # type: ignore[call-overload]  # obstore hands out its own buffer type


def _make_durable(path: Path) -> None:
    """A local put is durable only after the file and its folders are synced."""
    for place in (path, path.parent, path.parent.parent):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
