"""Where bytes are kept: what a folder and a bucket have in common."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Listed:
    """One object as a listing shows it."""

    key: str
    size: int
    changed_at: datetime


class AlreadyThere(Exception):
    """An object of this name exists; it was left as it is."""


class ObjectEngine(Protocol):
    """Keeps objects by name. Every error that a person can do something about is an `AppError`."""

    async def put_new(self, key: str, pieces: AsyncIterator[bytes]) -> None:
        """Keep a new object: whole, durable and visible when this returns, and not at all before.

        `AlreadyThere` where the name is taken; an object is never replaced.
        """

    async def put_small(self, key: str, data: bytes) -> None:
        """Keep a few bytes in one step, in place of what had the name before."""

    async def open(self, key: str) -> AsyncIterator[bytes]:
        """The object's bytes, piece by piece; `FileNotFoundError` where there is none."""

    async def delete(self, *keys: str) -> None:
        """Remove these, with what broken-off writings left of them; removing twice is no error."""

    def listed(self, prefix: str = "") -> AsyncIterator[Listed]:
        """Every object below a prefix, which ends at a slash; what is half written is not among them."""
