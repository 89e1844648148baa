"""SQL of linked identities, sign-ins under way, and invitations to link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from salus.core.oidc.contract import Flow

Db = AsyncConnection[Any]


async def insert_flow(db: Db, state_hash: bytes, browser_hash: bytes, flow: Flow, life: timedelta) -> None:
    """Remember a sign-in under way; those that nobody came back from are forgotten with it."""
    await db.execute("DELETE FROM core.oidc_flow WHERE expires_at < now()")
    await db.execute(
        """
        INSERT INTO core.oidc_flow (state_hash, browser_hash, nonce, code_verifier, next_path, link_user_id,
                                    invitation_hash, expires_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s, now() + %s)
        """,
        (
            state_hash,
            browser_hash,
            flow.nonce,
            flow.code_verifier,
            flow.next_path,
            flow.link_user_id,
            flow.invitation_hash,
            life,
        ),
    )


async def take_flow(db: Db, state_hash: bytes, browser_hash: bytes) -> Flow | None:
    """Use a sign-in up: it comes back once, to the browser that began it, and soon."""
    cursor = await db.execute(
        """
        DELETE FROM core.oidc_flow
        WHERE state_hash = %s AND browser_hash = %s AND expires_at > now()
        RETURNING nonce, code_verifier, next_path, link_user_id, invitation_hash
        """,
        (state_hash, browser_hash),
    )
    row = await cursor.fetchone()
    return Flow(row[0], row[1], row[2], row[3], bytes(row[4]) if row[4] else None) if row else None


async def select_user(db: Db, issuer: str, subject: str) -> UUID | None:
    """The account linked to a subject."""
    cursor = await db.execute(
        "SELECT user_id FROM core.external_identity WHERE issuer = %s AND subject = %s", (issuer, subject)
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def link(db: Db, issuer: str, subject: str, user_id: UUID, how: str) -> bool:
    """Link an account to a subject; False when either is linked already."""
    cursor = await db.execute(
        """
        INSERT INTO core.external_identity (issuer, subject, user_id, linked_by_way) VALUES (%s, %s, %s, %s)
        ON CONFLICT DO NOTHING
        """,
        (issuer, subject, user_id, how),
    )
    return cursor.rowcount == 1


async def unlink(db: Db, user_id: UUID) -> int:
    """Take every link of an account away; how many there were."""
    cursor = await db.execute("DELETE FROM core.external_identity WHERE user_id = %s", (user_id,))
    return cursor.rowcount


async def insert_invitation(db: Db, code_hash: bytes, user_id: UUID, life: timedelta) -> None:
    """An invitation to link; the ones before it end."""
    await db.execute("DELETE FROM core.oidc_invitation WHERE user_id = %s OR expires_at < now()", (user_id,))
    await db.execute(
        "INSERT INTO core.oidc_invitation (code_hash, user_id, expires_at) VALUES (%s, %s, now() + %s)",
        (code_hash, user_id, life),
    )


async def take_invitation(db: Db, code_hash: bytes) -> UUID | None:
    """Use an invitation up; the account it was for."""
    cursor = await db.execute(
        "DELETE FROM core.oidc_invitation WHERE code_hash = %s AND expires_at > now() RETURNING user_id", (code_hash,)
    )
    row = await cursor.fetchone()
    return row[0] if row else None
