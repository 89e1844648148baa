"""A patient's data key: made, wrapped, opened, destroyed; by whichever holder of wrapping keys it was wrapped by."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from salus.core.crypto import Undecipherable, new_data_key
from salus.core.errors import AppError
from salus.core.wrapping import store
from salus.core.wrapping.ports import Owner, WrappingKeys


class KeyDestroyed(AppError):
    """What was stored for this person was erased for good, and nothing more is kept for them."""

    status, code, fhir_issue = 410, "KEY_DESTROYED", "deleted"


class DataKeys:
    """Knows every holder of wrapping keys; the first wraps new data keys, each opens its own."""

    def __init__(self, *holders: WrappingKeys) -> None:
        self._holders = holders

    @property
    def key_id(self) -> str:
        """The key that wraps now."""
        return self._holders[0].key_id

    async def of(self, db: AsyncConnection[Any], patient_id: UUID) -> bytes:
        """The data key of the open chart, made at the first call; `KeyDestroyed` after an erasure."""
        found = await store.select_key(db, patient_id)
        if found is None:
            owner = Owner(patient_id, await store.select_installation(db))
            wrapped = await self._holders[0].wrap(new_data_key(), owner)
            await store.insert_key(db, patient_id, wrapped, self.key_id)
            found = await store.select_key(db, patient_id)
        if found is None:
            raise KeyDestroyed
        # Opened even when just made: a key that was let go meanwhile must not have wrapped it.
        return await self._open_as_it_stands(db, found)

    async def existing(self, db: AsyncConnection[Any], patient_id: UUID) -> bytes:
        """The data key of the open chart; `Undecipherable` where there is none, or none any more."""
        found = await store.select_key(db, patient_id)
        if found is None:
            raise Undecipherable
        return await self._open_as_it_stands(db, found)

    async def destroy(self, db: AsyncConnection[Any], patient_id: UUID) -> bool:
        """Make everything that was stored for the open chart unreadable, for good; whether there was anything."""
        return await store.destroy_key(db, patient_id)

    async def open(self, row: store.KeyRow) -> bytes:
        """The plain data key of a row."""
        return await self._holder_of(row.key_id).unwrap(row.wrapped, Owner(row.patient_id, row.installation))

    async def wrap(self, secret: bytes, owner: Owner) -> bytes:
        """Another short secret, bound to its owner; `open` gives it back."""
        return await self._holders[0].wrap(secret, owner)

    async def wrap_anew(self, row: store.KeyRow) -> bytes:
        """The same data key, wrapped by the key that wraps now."""
        return await self._holders[0].wrap(await self.open(row), Owner(row.patient_id, row.installation))

    def holds(self, key_id: str) -> bool:
        """Whether what this key wrapped can be opened here."""
        return any(holder.holds(key_id) for holder in self._holders)

    async def _open_as_it_stands(self, db: AsyncConnection[Any], found: store.KeyRow) -> bytes:
        """Open a row; where its key was exchanged and let go since it was read, open what stands there now."""
        try:
            return await self.open(found)
        except Undecipherable:
            now = await store.select_key(db, found.patient_id)
            if now is None or now == found:
                raise
            return await self.open(now)

    def _holder_of(self, key_id: str) -> WrappingKeys:
        for holder in self._holders:
            if holder.holds(key_id):
                return holder
        raise Undecipherable("The data key was wrapped by a key that is not here.")
