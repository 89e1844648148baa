"""Everything of a backup but the objects, which are encrypted already: packed, sealed, and counted on its way."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import zlib
from collections.abc import AsyncIterator

from salus.app.backup.contract import BackupDamaged, StoredFile
from salus.core.crypto import Undecipherable, seal, unseal
from salus.core.storage.ports import ObjectEngine

LEVEL = 1  # a third of the size at the speed of a disk


class Tally:
    """Size and SHA-256 of what passes."""

    def __init__(self, source: AsyncIterator[bytes]) -> None:
        self._source = source
        self.size, self._digest = 0, hashlib.sha256()

    async def pieces(self) -> AsyncIterator[bytes]:
        """The stream itself."""
        async for piece in self._source:
            self.size += len(piece)
            self._digest.update(piece)
            yield piece

    @property
    def sha256(self) -> str:
        """Of everything so far."""
        return self._digest.hexdigest()


def file_key(backup_key: bytes, name: str) -> bytes:
    """A key for each name: no two files share one, however many a backup has over the years."""
    return hmac.new(backup_key, b"salus backup file " + name.encode(), hashlib.sha256).digest()


async def put_sealed(place: ObjectEngine, name: str, plain: AsyncIterator[bytes], backup_key: bytes) -> StoredFile:
    """Pack, seal and keep a stream as a new file."""
    tally = Tally(seal(packed(plain), file_key(backup_key, name)))
    await place.put_new(name, tally.pieces())
    return StoredFile(name, tally.size, tally.sha256)


async def open_sealed(place: ObjectEngine, stored: StoredFile, backup_key: bytes) -> AsyncIterator[bytes]:
    """The plain stream of a file; `BackupDamaged` when one bit of it is not what was written."""
    try:
        tally = Tally(await place.open(stored.name))
        async for piece in unpacked(unseal(tally.pieces(), file_key(backup_key, stored.name))):
            yield piece
    except FileNotFoundError as error:
        raise BackupDamaged(f"{stored.name} is missing from the backup.", "Restore another backup.") from error
    except (Undecipherable, zlib.error) as error:
        raise BackupDamaged(
            f"{stored.name} does not open: it was damaged, or sealed by another installation's key.",
            "Restore another backup, or name the right place of keys.",
        ) from error
    if (tally.size, tally.sha256) != (stored.size, stored.sha256):
        raise BackupDamaged(f"{stored.name} is not what was written.", "Restore another backup.")


async def packed(plain: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Compressed, in a thread: zlib lets others run meanwhile."""
    packer = zlib.compressobj(LEVEL)
    async for piece in plain:
        done = await asyncio.to_thread(packer.compress, piece)
        if done:
            yield done
    yield packer.flush()


async def unpacked(data: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """As it was; a stream that ends too early is an error."""
    unpacker = zlib.decompressobj()
    async for piece in data:
        done = await asyncio.to_thread(unpacker.decompress, piece)
        if done:
            yield done
    rest = unpacker.flush()
    if not unpacker.eof:
        raise zlib.error("the stream ends too early")
    if rest:
        yield rest


async def once(data: bytes) -> AsyncIterator[bytes]:
    """A stream of one piece."""
    yield data
