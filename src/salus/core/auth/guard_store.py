"""SQL of what slows guessing down. All counting is one statement, so attempts at the same moment are all counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection


async def knows_browser(db: AsyncConnection[Any], username: str, browser_hash: bytes) -> bool:
    """Whether this browser has signed in to this account before."""
    cursor = await db.execute(
        """
        SELECT EXISTS (
            SELECT FROM core.session AS s
            JOIN core.app_user AS u ON u.id = s.user_id
            WHERE lower(u.username) = lower(%s) AND s.browser_hash = %s AND s.end_reason IS DISTINCT FROM 'reused'
        )
        """,
        (username, browser_hash),
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def count(
    db: AsyncConnection[Any], key: str, subject: str, leak_s: float, waits_s: Sequence[float]
) -> datetime | None:
    """Count an attempt before it is made; when it must wait, nothing is counted and the end of the wait comes back."""
    cursor = await db.execute(
        """
        INSERT INTO core.sign_in_guard AS g (key, subject, level, counted_at, blocked_until)
        VALUES (sha256(convert_to(lower(%(key)s), 'UTF8')), sha256(convert_to(lower(%(subject)s), 'UTF8')), 1, now(),
                NULL)
        ON CONFLICT (key) DO UPDATE
        SET level = greatest(0, g.level - extract(epoch FROM now() - g.counted_at) / %(leak)s) + 1,
            counted_at = now(),
            blocked_until = now() + make_interval(secs => (%(waits)s::float8[])[least(
                round(greatest(0, g.level - extract(epoch FROM now() - g.counted_at) / %(leak)s) + 1)::int,
                cardinality(%(waits)s::float8[]))])
        WHERE g.blocked_until IS NULL OR g.blocked_until <= now()
        RETURNING level
        """,
        {"key": key, "subject": subject, "leak": leak_s, "waits": list(waits_s)},
    )
    if await cursor.fetchone() is not None:
        return None
    cursor = await db.execute(
        "SELECT blocked_until FROM core.sign_in_guard WHERE key = sha256(convert_to(lower(%s), 'UTF8'))", (key,)
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def forgive(db: AsyncConnection[Any], key: str) -> None:
    """Take one attempt back: it was a right one."""
    await db.execute(
        """
        UPDATE core.sign_in_guard SET level = greatest(0, level - 1), blocked_until = NULL
        WHERE key = sha256(convert_to(lower(%s), 'UTF8'))
        """,
        (key,),
    )


async def clear(db: AsyncConnection[Any], subject: str) -> int:
    """Forget all that was counted about a subject; how many rows that were."""
    cursor = await db.execute(
        "DELETE FROM core.sign_in_guard WHERE subject = sha256(convert_to(lower(%s), 'UTF8'))", (subject,)
    )
    return cursor.rowcount


async def clear_key(db: AsyncConnection[Any], key: str) -> None:
    """Forget one counter."""
    await db.execute("DELETE FROM core.sign_in_guard WHERE key = sha256(convert_to(lower(%s), 'UTF8'))", (key,))


async def select_blocked(db: AsyncConnection[Any]) -> dict[UUID, datetime]:
    """Until when accounts are closed for strange browsers."""
    cursor = await db.execute(
        """
        SELECT u.id, g.blocked_until
        FROM core.sign_in_guard AS g
        JOIN core.app_user AS u ON g.key = sha256(convert_to(lower('account:' || u.username), 'UTF8'))
        WHERE g.blocked_until > now()
        """
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def forget_old(db: AsyncConnection[Any], before: datetime, most: int) -> int:
    """Remove counters that nobody has touched since; how many went."""
    cursor = await db.execute(
        """
        DELETE FROM core.sign_in_guard WHERE key = ANY(ARRAY(
            SELECT key FROM core.sign_in_guard
            WHERE counted_at < %s AND (blocked_until IS NULL OR blocked_until < now())
            LIMIT %s))
        """,
        (before, most),
    )
    return cursor.rowcount
