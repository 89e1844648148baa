"""SQL of second factors, recovery codes, and of the steps of a sign-in that waits for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection


@dataclass(frozen=True, slots=True)
class SealedSecret:
    """The secret of an authenticator app, as it is kept."""

    user_id: UUID
    sealed: bytes
    key_id: str
    installation: UUID
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """What a sign-in waits for."""

    user_id: UUID | None
    challenge: bytes | None


async def select_installation(db: AsyncConnection[Any]) -> UUID:
    """The name of this installation, bound into what is wrapped."""
    cursor = await db.execute("SELECT id FROM core.installation")
    row = await cursor.fetchone()
    assert row is not None, "the migration writes the row"
    return UUID(str(row[0]))


async def select_secret(db: AsyncConnection[Any], user_id: UUID) -> SealedSecret | None:
    """An account's secret, confirmed or not."""
    cursor = await db.execute(
        """
        SELECT t.user_id, t.sealed, t.wrapping_key_id, i.id, t.confirmed_at
        FROM core.totp AS t
        CROSS JOIN core.installation AS i
        WHERE t.user_id = %s
        """,
        (user_id,),
    )
    row = await cursor.fetchone()
    return SealedSecret(row[0], bytes(row[1]), row[2], row[3], row[4]) if row else None


async def keep_secret(db: AsyncConnection[Any], user_id: UUID, sealed: bytes, key_id: str) -> bool:
    """Keep a secret that waits for its first code; False where a confirmed one stands."""
    cursor = await db.execute(
        """
        INSERT INTO core.totp AS t (user_id, sealed, wrapping_key_id)
        VALUES (%s, %s, %s)
        ON CONFLICT (user_id) DO UPDATE
        SET sealed = excluded.sealed, wrapping_key_id = excluded.wrapping_key_id, last_step = 0, made_at = now()
        WHERE t.confirmed_at IS NULL
        """,
        (user_id, sealed, key_id),
    )
    return cursor.rowcount == 1


async def use_step(db: AsyncConnection[Any], user_id: UUID, time_step: int) -> bool:
    """Use up the code of these 30 seconds; False where it, or a later one, was used."""
    cursor = await db.execute(
        "UPDATE core.totp SET last_step = %(step)s WHERE user_id = %(user)s AND last_step < %(step)s",
        {"step": time_step, "user": user_id},
    )
    return cursor.rowcount == 1


async def confirm_secret(db: AsyncConnection[Any], user_id: UUID) -> None:
    """From now on it is asked for."""
    await db.execute("UPDATE core.totp SET confirmed_at = now() WHERE user_id = %s", (user_id,))


async def delete_factor(db: AsyncConnection[Any], user_id: UUID) -> bool:
    """Remove secret and recovery codes; whether there were any."""
    await db.execute("DELETE FROM core.recovery_code WHERE user_id = %s", (user_id,))
    return (await db.execute("DELETE FROM core.totp WHERE user_id = %s", (user_id,))).rowcount == 1


async def replace_codes(db: AsyncConnection[Any], user_id: UUID, hashes: Sequence[bytes]) -> None:
    """New recovery codes; the old ones are gone."""
    await db.execute("DELETE FROM core.recovery_code WHERE user_id = %s", (user_id,))
    await db.execute(
        "INSERT INTO core.recovery_code (user_id, code_hash) SELECT %s, unnest(%s::bytea[])", (user_id, list(hashes))
    )


async def use_code(db: AsyncConnection[Any], user_id: UUID, code_hash: bytes) -> bool:
    """Use a recovery code up; False where it is none, or was used."""
    cursor = await db.execute(
        """
        UPDATE core.recovery_code SET used_at = now()
        WHERE user_id = %s AND code_hash = %s AND used_at IS NULL
        """,
        (user_id, code_hash),
    )
    return cursor.rowcount == 1


async def count_codes(db: AsyncConnection[Any], user_id: UUID) -> int:
    """How many recovery codes are left."""
    cursor = await db.execute(
        "SELECT count(*) FROM core.recovery_code WHERE user_id = %s AND used_at IS NULL", (user_id,)
    )
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def insert_step(
    db: AsyncConnection[Any],
    token_hash: bytes,
    purpose: str,
    user_id: UUID | None,
    challenge: bytes | None,
    expires_at: datetime,
) -> None:
    """Keep what a sign-in waits for."""
    await db.execute(
        """
        INSERT INTO core.sign_in_step (token_hash, purpose, user_id, challenge, expires_at)
        VALUES (%s, %s, %s, %s, %s)
        """,
        (token_hash, purpose, user_id, challenge, expires_at),
    )


async def select_step(db: AsyncConnection[Any], token_hash: bytes, purpose: str) -> Step | None:
    """A step that still waits."""
    cursor = await db.execute(
        """
        SELECT user_id, challenge
        FROM core.sign_in_step
        WHERE token_hash = %s AND purpose = %s AND expires_at > now()
        """,
        (token_hash, purpose),
    )
    row = await cursor.fetchone()
    return Step(row[0], bytes(row[1]) if row[1] is not None else None) if row else None


async def take_step(db: AsyncConnection[Any], token_hash: bytes, purpose: str) -> Step | None:
    """The same, and it waits no longer."""
    cursor = await db.execute(
        """
        DELETE FROM core.sign_in_step
        WHERE token_hash = %s AND purpose = %s AND expires_at > now()
        RETURNING user_id, challenge
        """,
        (token_hash, purpose),
    )
    row = await cursor.fetchone()
    return Step(row[0], bytes(row[1]) if row[1] is not None else None) if row else None


async def forget_steps(db: AsyncConnection[Any]) -> int:
    """Remove steps that nobody finished; how many."""
    return (await db.execute("DELETE FROM core.sign_in_step WHERE expires_at < now()")).rowcount


async def select_wrapped_otherwise(db: AsyncConnection[Any], key_id: str, most: int) -> list[SealedSecret]:
    """Secrets that another key wrapped."""
    cursor = await db.execute(
        """
        SELECT t.user_id, t.sealed, t.wrapping_key_id, i.id, t.confirmed_at
        FROM core.totp AS t
        CROSS JOIN core.installation AS i
        WHERE t.wrapping_key_id <> %s
        LIMIT %s
        """,
        (key_id, most),
    )
    return [SealedSecret(row[0], bytes(row[1]), row[2], row[3], row[4]) for row in await cursor.fetchall()]


async def replace_wrapping(db: AsyncConnection[Any], old: SealedSecret, sealed: bytes, key_id: str) -> None:
    """Exchange one wrapping for another; a secret that was replaced meanwhile stays."""
    await db.execute(
        "UPDATE core.totp SET sealed = %s, wrapping_key_id = %s WHERE user_id = %s AND sealed = %s",
        (sealed, key_id, old.user_id, old.sealed),
    )
