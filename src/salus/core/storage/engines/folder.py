"""Objects in a local folder: written beside their name, synced, moved there."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

from salus.core.errors import AppError, StorageClosed, StorageFull
from salus.core.storage.engines.pieces import PART_BYTES, chained, head_of, plain_bytes
from salus.core.storage.ports import AlreadyThere, Listed

if TYPE_CHECKING:
    from obstore.store import LocalStore

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO)
HALF_WRITTEN = "#"  # obstore writes to the object's name with this and a number, then moves the whole object there


class Folder:
    """One folder; nothing is made before the first object is kept."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._engine: LocalStore | None = None

    def _store(self) -> LocalStore:
        if self._engine is None:
            from obstore.store import LocalStore

            self._engine = LocalStore(self.root, mkdir=True)
        return self._engine

    async def put_new(self, key: str, pieces: AsyncIterator[bytes]) -> None:
        """Keep a new object, durably."""
        import obstore
        from obstore.exceptions import AlreadyExistsError, BaseError

        try:
            store = self._store()
            head, is_all = await head_of(pieces)
            if is_all:
                await obstore.put_async(store, key, head, mode="create", use_multipart=False)
            elif await asyncio.to_thread((self.root / key).exists):
                raise AlreadyThere(key)
            else:
                await obstore.put_async(store, key, chained(head, pieces), chunk_size=PART_BYTES)
            await asyncio.to_thread(self._make_durable, key)
        except AlreadyExistsError as error:
            raise AlreadyThere(key) from error
        except (BaseError, OSError) as error:
            _refuse(error)
            raise

    async def put_small(self, key: str, data: bytes) -> None:
        """Replace in one step, durably."""
        import obstore
        from obstore.exceptions import BaseError

        try:
            await obstore.put_async(self._store(), key, data, use_multipart=False)
            await asyncio.to_thread(self._make_durable, key)
        except (BaseError, OSError) as error:
            _refuse(error)
            raise

    async def open(self, key: str) -> AsyncIterator[bytes]:
        """The object's bytes."""
        import obstore

        if not self.root.is_dir():  # asking must not make the folder
            raise FileNotFoundError(key)
        found = await obstore.get_async(self._store(), key)
        return plain_bytes(found.stream())

    async def delete(self, *keys: str) -> None:
        """Remove these and their halves."""
        for key in keys:
            path = self.root / key
            for each in (path, *path.parent.glob(f"{path.name}{HALF_WRITTEN}*")):
                await asyncio.to_thread(each.unlink, missing_ok=True)

    async def listed(self, prefix: str = "") -> AsyncIterator[Listed]:
        """Every object below a prefix."""
        import obstore

        if not self.root.is_dir():
            return
        async for batch in obstore.list(self._store(), prefix or None):
            for each in batch:
                if HALF_WRITTEN not in each["path"]:
                    yield Listed(each["path"], each["size"], each["last_modified"])

    def _make_durable(self, key: str) -> None:
        """The file, and every folder that may have been made for it."""
        path = self.root / key
        for place in (path, *path.parents):
            descriptor = os.open(place, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if place == self.root:
                return


def _refuse(error: Exception) -> None:
    """Raise what a person is told when the disk takes no more; nothing for any other trouble."""
    refusal = refusal_of(error)
    if refusal is not None:
        raise refusal from error


def refusal_of(error: Exception) -> AppError | None:
    """What a person is told when the disk takes no more; None for any other trouble."""
    number = getattr(error, "errno", None)
    text = str(error).lower()
    if number in FULL or any(words in text for words in ("no space left", "quota exceeded", "file too large")):
        return StorageFull()
    if number in CLOSED or any(words in text for words in ("read-only file system", "permission denied", "i/o error")):
        return StorageClosed()
    return None
