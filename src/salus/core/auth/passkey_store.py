"""SQL of passkeys."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from salus.core.auth.contract import Passkey

COLUMNS = "id, user_id, credential_id, public_key, sign_count, rp_id, name, is_synced, made_at, last_used_at"


def _passkey(row: tuple[Any, ...]) -> Passkey:
    return Passkey(row[0], row[1], bytes(row[2]), bytes(row[3]), *row[4:])


async def select_of(db: AsyncConnection[Any], user_id: UUID) -> list[Passkey]:
    """An account's passkeys."""
    cursor = await db.execute(f"SELECT {COLUMNS} FROM core.passkey WHERE user_id = %s ORDER BY made_at", (user_id,))
    return [_passkey(row) for row in await cursor.fetchall()]


async def select_by_credential(db: AsyncConnection[Any], credential_id: bytes) -> Passkey | None:
    """The passkey that a browser names, held until the transaction ends."""
    cursor = await db.execute(
        f"SELECT {COLUMNS} FROM core.passkey WHERE credential_id = %s FOR UPDATE", (credential_id,)
    )
    row = await cursor.fetchone()
    return _passkey(row) if row else None


async def insert(db: AsyncConnection[Any], passkey: Passkey) -> bool:
    """Keep a passkey; False where its credential is known already."""
    cursor = await db.execute(
        """
        INSERT INTO core.passkey (user_id, credential_id, public_key, sign_count, rp_id, name, is_synced)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (credential_id) DO NOTHING
        """,
        (
            passkey.user_id,
            passkey.credential_id,
            passkey.public_key,
            passkey.sign_count,
            passkey.rp_id,
            passkey.name,
            passkey.is_synced,
        ),
    )
    return cursor.rowcount == 1


async def note_use(db: AsyncConnection[Any], passkey_id: UUID, sign_count: int) -> None:
    """It signed just now, and counts this far."""
    await db.execute(
        "UPDATE core.passkey SET sign_count = %s, last_used_at = now() WHERE id = %s", (sign_count, passkey_id)
    )


async def rename(db: AsyncConnection[Any], user_id: UUID, passkey_id: UUID, name: str) -> bool:
    """Another name; False where the account has no such passkey."""
    cursor = await db.execute(
        "UPDATE core.passkey SET name = %s WHERE id = %s AND user_id = %s", (name, passkey_id, user_id)
    )
    return cursor.rowcount == 1


async def delete(db: AsyncConnection[Any], user_id: UUID, passkey_id: UUID) -> bool:
    """Remove it; False where the account has no such passkey."""
    cursor = await db.execute("DELETE FROM core.passkey WHERE id = %s AND user_id = %s", (passkey_id, user_id))
    return cursor.rowcount == 1


async def delete_all(db: AsyncConnection[Any], user_id: UUID) -> int:
    """Remove all of an account's; how many."""
    return (await db.execute("DELETE FROM core.passkey WHERE user_id = %s", (user_id,))).rowcount
