"""SQL of the patients' data keys."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg import AsyncConnection


async def select_key(db: AsyncConnection[Any], patient_id: UUID) -> bytes | None:
    """The wrapped data key, or None before the first object."""
    cursor = await db.execute("SELECT wrapped FROM core.data_key WHERE patient_id = %s", (patient_id,))
    row = await cursor.fetchone()
    return bytes(row[0]) if row else None


async def insert_key(db: AsyncConnection[Any], patient_id: UUID, wrapped: bytes, key_id: str) -> None:
    """Keep a wrapped data key; the first one wins."""
    await db.execute(
        """
        INSERT INTO core.data_key (patient_id, wrapped, wrapping_key_id) VALUES (%s, %s, %s)
        ON CONFLICT (patient_id) DO NOTHING
        """,
        (patient_id, wrapped, key_id),
    )
