"""SQL of one-time links."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from salus.core.auth.contract import LinkPurpose


async def insert_link(
    db: AsyncConnection[Any],
    token_hash: bytes,
    user_id: UUID,
    purpose: LinkPurpose,
    made_by: UUID,
    expires_at: datetime,
) -> None:
    """Keep the hash of a link; earlier ones of the account are of no use any more."""
    await db.execute(
        """
        UPDATE core.one_time_link SET expires_at = now()
        WHERE user_id = %s AND used_at IS NULL AND expires_at > now()
        """,
        (user_id,),
    )
    await db.execute(
        """
        INSERT INTO core.one_time_link (token_hash, user_id, purpose, made_by, expires_at)
        VALUES (%s, %s, %s, %s, %s)
        """,
        (token_hash, user_id, purpose.value, made_by, expires_at),
    )


async def select_link(db: AsyncConnection[Any], token_hash: bytes) -> tuple[UUID, LinkPurpose] | None:
    """Whose link this is, while it can be used."""
    cursor = await db.execute(
        """
        SELECT user_id, purpose
        FROM core.one_time_link
        WHERE token_hash = %s AND used_at IS NULL AND expires_at > now()
        """,
        (token_hash,),
    )
    row = await cursor.fetchone()
    return (row[0], LinkPurpose(row[1])) if row else None


async def take_link(db: AsyncConnection[Any], token_hash: bytes) -> UUID | None:
    """The same, and it is used by this."""
    cursor = await db.execute(
        """
        UPDATE core.one_time_link SET used_at = now()
        WHERE token_hash = %s AND used_at IS NULL AND expires_at > now()
        RETURNING user_id
        """,
        (token_hash,),
    )
    row = await cursor.fetchone()
    return row[0] if row else None
