"""SQL of sessions and their refresh tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from salus.core.auth.contract import Client, OpenSession, SignInMethod


@dataclass(frozen=True, slots=True)
class KnownToken:
    """A refresh token as it stands, with what matters of its session."""

    user_id: UUID
    session_id: UUID | None
    used_at: datetime | None
    is_revoked: bool
    is_expired: bool
    is_over: bool
    method: SignInMethod | None
    browser_hash: bytes | None


async def insert_session(
    db: AsyncConnection[Any], user_id: UUID, method: SignInMethod, client: Client, mark: bytes, expires_at: datetime
) -> UUID:
    """A new session."""
    cursor = await db.execute(
        """
        INSERT INTO core.session (user_id, method, device, address_class, browser_hash, expires_at)
        VALUES (%s, %s, %s, %s, %s, %s)
        RETURNING id
        """,
        (user_id, method.value, client.device, client.address_class, mark or None, expires_at),
    )
    row = await cursor.fetchone()
    assert row is not None, "an insert returns its row"
    session_id: UUID = row[0]
    return session_id


async def insert_token(
    db: AsyncConnection[Any], token_hash: bytes, user_id: UUID, session_id: UUID, expires_at: datetime
) -> None:
    """Keep the hash of a refresh token."""
    await db.execute(
        "INSERT INTO core.refresh_token (token_hash, user_id, session_id, expires_at) VALUES (%s, %s, %s, %s)",
        (token_hash, user_id, session_id, expires_at),
    )


async def lock_token(db: AsyncConnection[Any], token_hash: bytes) -> KnownToken | None:
    """One refresh token, held until the transaction ends, so that two tabs are answered one after the other."""
    cursor = await db.execute(
        """
        SELECT t.user_id, t.session_id, t.used_at, t.revoked_at IS NOT NULL, t.expires_at <= now(),
               s.ended_at IS NOT NULL, s.method, s.browser_hash
        FROM core.refresh_token AS t
        LEFT JOIN core.session AS s ON s.id = t.session_id
        WHERE t.token_hash = %s
        FOR UPDATE OF t
        """,
        (token_hash,),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    return KnownToken(
        user_id=row[0],
        session_id=row[1],
        used_at=row[2],
        is_revoked=row[3],
        is_expired=row[4],
        is_over=row[5],
        method=SignInMethod(row[6]) if row[6] else None,
        browser_hash=bytes(row[7]) if row[7] else None,
    )


async def is_unused(db: AsyncConnection[Any], token_hash: bytes) -> bool:
    """Whether this token stands and waits for its first use."""
    cursor = await db.execute(
        "SELECT EXISTS (SELECT FROM core.refresh_token WHERE token_hash = %s AND used_at IS NULL)", (token_hash,)
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def use_token(db: AsyncConnection[Any], token_hash: bytes) -> None:
    """Use it up. The release before asks for `revoked_at` alone."""
    await db.execute(
        "UPDATE core.refresh_token SET used_at = now(), revoked_at = now() WHERE token_hash = %s", (token_hash,)
    )


async def touch_session(db: AsyncConnection[Any], session_id: UUID, expires_at: datetime) -> None:
    """It was seen just now."""
    await db.execute(
        "UPDATE core.session SET last_seen_at = now(), expires_at = %s WHERE id = %s", (expires_at, session_id)
    )


async def set_method(db: AsyncConnection[Any], session_id: UUID, method: SignInMethod) -> None:
    """What was shown in this session by now."""
    await db.execute("UPDATE core.session SET method = %s WHERE id = %s", (method.value, session_id))


async def end_sessions(
    db: AsyncConnection[Any], user_id: UUID, reason: str, *, only: UUID | None = None, but: UUID | None = None
) -> list[UUID]:
    """End a person's sessions, or one of them, or all but one; gives those that were open."""
    cursor = await db.execute(
        """
        UPDATE core.session
        SET ended_at = now(), end_reason = %(reason)s
        WHERE user_id = %(user)s AND ended_at IS NULL
          AND (%(only)s::uuid IS NULL OR id = %(only)s)
          AND (%(but)s::uuid IS NULL OR id <> %(but)s)
        RETURNING id
        """,
        {"user": user_id, "reason": reason, "only": only, "but": but},
    )
    ended = [row[0] for row in await cursor.fetchall()]
    await db.execute(
        """
        UPDATE core.refresh_token
        SET revoked_at = now()
        WHERE user_id = %(user)s AND revoked_at IS NULL
          AND (session_id = ANY(%(ended)s) OR (session_id IS NULL AND %(only)s::uuid IS NULL))
        """,
        {"user": user_id, "ended": ended, "only": only},
    )
    return ended


async def select_open(db: AsyncConnection[Any], user_id: UUID) -> list[OpenSession]:
    """Where the person is signed in, last seen first."""
    cursor = await db.execute(
        """
        SELECT id, method, device, address_class, started_at, last_seen_at
        FROM core.session
        WHERE user_id = %s AND ended_at IS NULL AND expires_at > now()
        ORDER BY last_seen_at DESC
        LIMIT 200
        """,
        (user_id,),
    )
    return [OpenSession(row[0], SignInMethod(row[1]), *row[2:]) for row in await cursor.fetchall()]


async def select_untold(db: AsyncConnection[Any], user_id: UUID, reason: str) -> list[OpenSession]:
    """Sessions that ended for this reason, of which the person was not told yet."""
    cursor = await db.execute(
        """
        SELECT id, method, device, address_class, started_at, ended_at
        FROM core.session
        WHERE user_id = %s AND end_reason = %s AND NOT is_told
        ORDER BY ended_at DESC
        LIMIT 20
        """,
        (user_id, reason),
    )
    return [OpenSession(row[0], SignInMethod(row[1]), *row[2:]) for row in await cursor.fetchall()]


async def note_told(db: AsyncConnection[Any], user_id: UUID) -> None:
    """The person has read it."""
    await db.execute("UPDATE core.session SET is_told = true WHERE user_id = %s AND NOT is_told", (user_id,))


async def select_ended(db: AsyncConnection[Any], within: timedelta) -> frozenset[UUID]:
    """All sessions that ended lately."""
    cursor = await db.execute("SELECT core.ended_sessions(%s)", (within,))
    return frozenset(row[0] for row in await cursor.fetchall())


async def forget_old(db: AsyncConnection[Any], before: datetime, most: int) -> int:
    """Remove sessions and refresh tokens that were over before this time; how many rows went."""
    gone = 0
    for statement in (
        "DELETE FROM core.refresh_token WHERE ctid = ANY(ARRAY("
        "SELECT ctid FROM core.refresh_token WHERE expires_at < %s LIMIT %s))",
        "DELETE FROM core.session WHERE id = ANY(ARRAY("
        "SELECT id FROM core.session WHERE coalesce(ended_at, expires_at) < %s LIMIT %s))",
    ):
        gone = max(gone, (await db.execute(statement, (before, most))).rowcount)
    return gone
