"""What both engines do with a stream before they hand it to obstore."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

PART_BYTES = 8 << 20  # S3 takes parts from 5 MiB on, and at most 10,000 of them: objects up to 78 GiB
PARTS_AT_ONCE = 4


async def head_of(pieces: AsyncIterator[bytes]) -> tuple[bytes, bool]:
    """The first part of a stream, and whether that was all of it."""
    held = bytearray()
    async for piece in pieces:
        held += piece
        if len(held) > PART_BYTES:
            return bytes(held), False
    return bytes(held), True


async def chained(head: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The stream as it was."""
    yield head
    async for piece in rest:
        yield piece


async def plain_bytes(pieces: AsyncIterator[Any]) -> AsyncIterator[bytes]:
    """Bytes instead of obstore's own buffer type."""
    async for piece in pieces:
        yield bytes(piece)
