"""argon2id password hashes, made and checked in a thread: one takes tens of milliseconds by design."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    # OWASP Password Storage Cheat Sheet: argon2id with at least 19 MiB, 2 iterations, 1 lane.
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


async def hash_password(password: str) -> str:
    """The hash to keep."""
    return await asyncio.to_thread(_hasher().hash, password)


async def is_right(password: str, kept_hash: str | None) -> bool:
    """Whether the password is the one. An unknown account costs the same time as a known one."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return await asyncio.to_thread(_hasher().verify, kept_hash or _decoy(), password) and kept_hash is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _decoy() -> str:
    return _hasher().hash("nobody has this password")
