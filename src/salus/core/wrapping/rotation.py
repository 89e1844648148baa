"""Wrap every data key anew by the key that wraps now, in small transactions, while everybody works.

A key that was exchanged is opened by whoever reads it next, for all processes hold both wrapping keys meanwhile. A
rotation that was killed is begun again and does what is left. What was stored is not touched: data keys stay the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from salus.core.auth import factor_store
from salus.core.crypto import Undecipherable
from salus.core.wrapping import store
from salus.core.wrapping.service import DataKeys

BATCH = 50  # a transaction of milliseconds with a file, of a second with KMS

FACTORS = 100_000  # people who sign in; those of a hospital group are fewer


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """What a rotation did: data keys exchanged, and those that no key here opens."""

    exchanged: int
    closed: int


async def rewrap_all(owner_db: AsyncConnection[Any], keys: DataKeys) -> Rewrapped:
    """Exchange every wrapping that is not by the key that wraps now. The connection is the schema's owner's."""
    exchanged, closed = 0, 0
    after: UUID | None = None
    while rows := await store.select_wrapped_otherwise(owner_db, keys.key_id, BATCH, after):
        after = rows[-1].patient_id
        fresh = []
        for row in rows:
            try:
                fresh.append((row, await keys.wrap_anew(row)))
            except Undecipherable:
                closed += 1
        async with owner_db.transaction():
            for row, wrapped in fresh:
                await store.replace_key(owner_db, row, wrapped, keys.key_id)
        exchanged += len(fresh)
    return Rewrapped(exchanged, closed + await _rewrap_factors(owner_db, keys))


async def _rewrap_factors(owner_db: AsyncConnection[Any], keys: DataKeys) -> int:
    """The same for the secrets of authenticator apps; how many no key here opens."""
    closed = 0
    async with owner_db.transaction():
        for old in await factor_store.select_wrapped_otherwise(owner_db, keys.key_id, FACTORS):
            try:
                wrapped = await keys.wrap_anew(store.KeyRow(old.user_id, old.sealed, old.key_id, old.installation))
            except Undecipherable:
                closed += 1
            else:
                await factor_store.replace_wrapping(owner_db, old, wrapped, keys.key_id)
    return closed
