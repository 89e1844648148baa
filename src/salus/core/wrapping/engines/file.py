"""Wrapping keys in a file or a setting of this installation; the first of several wraps, all of them unwrap."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from salus.core.crypto import KeyWrapper
from salus.core.wrapping.ports import Owner


class FileKeys:
    """Keys that are at hand. A file is read again when it changed, so that a rotation needs no restart."""

    def __init__(self, read: Callable[[], str], file: Path | None = None) -> None:
        self._read, self._file = read, file
        self._seen: tuple[int, int, int] | None = None
        self._wrapper: KeyWrapper | None = None

    @property
    def key_id(self) -> str:
        """The key that wraps now."""
        return self.wrapper.key_id

    @property
    def wrapper(self) -> KeyWrapper:
        """The keys as they stand now."""
        seen = _stamp(self._file)
        if self._wrapper is None or seen != self._seen:
            # Read before noted: a change in between is seen by the next look.
            self._wrapper, self._seen = KeyWrapper.from_base64(self._read()), seen
        return self._wrapper

    def holds(self, key_id: str) -> bool:
        """Whether the file has it."""
        return key_id in self.wrapper.key_ids

    async def wrap(self, data_key: bytes, owner: Owner) -> bytes:
        """By the first key."""
        return (await asyncio.to_thread(lambda: self.wrapper)).wrap(data_key, owner.patient_id.bytes)

    async def unwrap(self, wrapped: bytes, owner: Owner) -> bytes:
        """By whichever fits: a microsecond each."""
        return self.wrapper.unwrap(wrapped, owner.patient_id.bytes)


def _stamp(file: Path | None) -> tuple[int, int, int] | None:
    if file is None:
        return None
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
