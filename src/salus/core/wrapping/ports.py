"""What a holder of wrapping keys can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose data key it is: bound into the wrapping, so that keys cannot be swapped between patients."""

    patient_id: UUID
    installation: UUID


class WrappingKeys(Protocol):
    """Wraps by its newest key, unwraps by any that it holds."""

    @property
    def key_id(self) -> str:
        """Names the key that wraps now, without telling it."""

    def holds(self, key_id: str) -> bool:
        """Whether what this key wrapped can be opened here."""

    async def wrap(self, data_key: bytes, owner: Owner) -> bytes:
        """The data key as it may be stored."""

    async def unwrap(self, wrapped: bytes, owner: Owner) -> bytes:
        """The data key back; `Undecipherable` when no key here opens it for this owner."""
