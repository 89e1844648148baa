"""SQL of tokens. The tables answer administrators alone; whose a secret is, one function of the owner tells."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from salus.core.apitokens.contract import ApiToken, NewApiToken, Scope, Secret

Db = AsyncConnection[Any]
KNOWN_SCOPES = frozenset(scope.value for scope in Scope)  # a release back may lack one that was given since
SELECT = """
    SELECT t.id, t.name, t.scopes, t.patient_id, t.practitioner_id, t.created_at, u.display_name, t.revoked_at,
        (
            SELECT jsonb_agg(jsonb_build_array(s.hint, s.created_at, s.expires_at, s.last_used_at)
                             ORDER BY s.created_at DESC)
            FROM core.api_token_secret AS s
            WHERE s.token_id = t.id
        )
    FROM core.api_token AS t
    LEFT JOIN core.user_name AS u ON u.id = t.created_by
    """


async def insert(db: Db, new: NewApiToken) -> UUID:
    """A token without a secret yet."""
    cursor = await db.execute(
        """
        INSERT INTO core.api_token (name, scopes, patient_id, practitioner_id)
        VALUES (%s, %s, %s, %s)
        RETURNING id
        """,
        (new.name, sorted(new.scopes), new.patient_id, new.practitioner_id),
    )
    row = await cursor.fetchone()
    assert row is not None, "RETURNING gives the inserted row"
    return UUID(str(row[0]))


async def insert_secret(db: Db, token_id: UUID, digest: bytes, hint: str, life: timedelta) -> None:
    """One more secret of a token."""
    await db.execute(
        """
        INSERT INTO core.api_token_secret (secret_hash, token_id, hint, expires_at)
        VALUES (%s, %s, %s, now() + %s)
        """,
        (digest, token_id, hint, life),
    )


async def shorten_secrets(db: Db, token_id: UUID, overlap: timedelta) -> None:
    """Let the secrets so far end after the overlap, unless they end before."""
    await db.execute(
        """
        UPDATE core.api_token_secret SET expires_at = now() + %(overlap)s
        WHERE token_id = %(token)s AND expires_at > now() + %(overlap)s
        """,
        {"token": token_id, "overlap": overlap},
    )


async def lock(db: Db, token_id: UUID) -> bool:
    """Whether there is such a token that was not revoked; held until the transaction ends."""
    cursor = await db.execute("SELECT FROM core.api_token WHERE id = %s AND revoked_at IS NULL FOR UPDATE", (token_id,))
    return await cursor.fetchone() is not None


async def revoke(db: Db, token_id: UUID) -> None:
    """From now on no secret of the token is known."""
    await db.execute("UPDATE core.api_token SET revoked_at = now() WHERE id = %s AND revoked_at IS NULL", (token_id,))


async def select_one(db: Db, token_id: UUID) -> ApiToken | None:
    """One token."""
    cursor = await db.execute(f"{SELECT} WHERE t.id = %s", (token_id,))
    row = await cursor.fetchone()
    return _token(row) if row else None


async def select_all(db: Db, limit: int) -> list[ApiToken]:
    """All tokens, those in force first, then the newest."""
    cursor = await db.execute(f"{SELECT} ORDER BY t.revoked_at IS NOT NULL, t.created_at DESC LIMIT %s", (limit,))
    return [_token(row) for row in await cursor.fetchall()]


async def use(db: Db, digest: bytes) -> tuple[UUID, str, frozenset[str], UUID | None, UUID | None, datetime] | None:
    """Whose secret this is and until when, noting that it was used; None for an unknown, revoked or expired one."""
    cursor = await db.execute(
        "SELECT id, name, scopes, patient_id, practitioner_id, expires_at FROM core.use_api_token(%s)", (digest,)
    )
    row = await cursor.fetchone()
    return (row[0], row[1], frozenset(row[2]), row[3], row[4], row[5]) if row else None


def _token(row: tuple[Any, ...]) -> ApiToken:
    token_id, name, scopes, patient_id, practitioner_id, created_at, by, revoked_at, secrets = row
    return ApiToken(
        token_id,
        name,
        frozenset(Scope(each) for each in KNOWN_SCOPES.intersection(scopes)),
        patient_id,
        practitioner_id,
        created_at,
        by,
        revoked_at,
        tuple(_secret(*each) for each in secrets or ()),
    )


def _secret(hint: str, created_at: str, expires_at: str, last_used_at: str | None) -> Secret:
    return Secret(
        hint,
        datetime.fromisoformat(created_at),
        datetime.fromisoformat(expires_at),
        datetime.fromisoformat(last_used_at) if last_used_at else None,
    )
