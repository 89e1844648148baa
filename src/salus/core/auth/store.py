"""SQL of accounts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from salus.core.auth.contract import Account, NewAccount
from salus.core.context import Role

COLUMNS = (
    "id, username, display_name, role, patient_id, practitioner_id, is_active, version, created_at, last_sign_in_at, "
    "needs_second_factor"
)


def _account(row: tuple[Any, ...]) -> Account:
    values = dict(zip(COLUMNS.split(", "), row, strict=True))
    return Account(**{**values, "role": Role(values["role"])})


async def select_for_sign_in(db: AsyncConnection[Any], username: str) -> tuple[Account, str | None] | None:
    """An active account with its password hash."""
    cursor = await db.execute(
        f"SELECT {COLUMNS}, password_hash FROM core.app_user WHERE lower(username) = lower(%s) AND is_active",
        (username,),
    )
    row = await cursor.fetchone()
    return (_account(row[:-1]), row[-1]) if row else None


async def select_account(db: AsyncConnection[Any], user_id: UUID) -> Account | None:
    """One account."""
    cursor = await db.execute(f"SELECT {COLUMNS} FROM core.app_user WHERE id = %s", (user_id,))
    row = await cursor.fetchone()
    return _account(row) if row else None


async def select_accounts(db: AsyncConnection[Any], limit: int) -> list[Account]:
    """All accounts by name."""
    cursor = await db.execute(f"SELECT {COLUMNS} FROM core.app_user ORDER BY role, lower(username) LIMIT %s", (limit,))
    return [_account(row) for row in await cursor.fetchall()]


async def insert_account(db: AsyncConnection[Any], new: NewAccount, password_hash: str | None) -> Account | None:
    """A new account; None when the user name is taken."""
    cursor = await db.execute(
        f"""
        INSERT INTO core.app_user (username, display_name, role, password_hash, patient_id, practitioner_id)
        VALUES (%s, %s, %s, %s, %s, %s)
        ON CONFLICT DO NOTHING
        RETURNING {COLUMNS}
        """,
        (new.username, new.display_name, new.role.value, password_hash, new.patient_id, new.practitioner_id),
    )
    row = await cursor.fetchone()
    return _account(row) if row else None


async def update_account(
    db: AsyncConnection[Any],
    user_id: UUID,
    version: int,
    display_name: str,
    is_active: bool,
    needs_second_factor: bool | None,
) -> Account | None:
    """Change name, activity or whether a second factor is required; None when the version is stale."""
    cursor = await db.execute(
        f"""
        UPDATE core.app_user
        SET display_name = %s, is_active = %s, needs_second_factor = coalesce(%s, needs_second_factor),
            version = version + 1, updated_at = now()
        WHERE id = %s AND version = %s
        RETURNING {COLUMNS}
        """,
        (display_name, is_active, needs_second_factor, user_id, version),
    )
    row = await cursor.fetchone()
    return _account(row) if row else None


async def has_password(db: AsyncConnection[Any], user_id: UUID) -> bool:
    """Whether the account can sign in with a password."""
    cursor = await db.execute("SELECT password_hash IS NOT NULL FROM core.app_user WHERE id = %s", (user_id,))
    row = await cursor.fetchone()
    return bool(row and row[0])


async def set_password_hash(db: AsyncConnection[Any], user_id: UUID, password_hash: str) -> None:
    """Replace the password hash."""
    await db.execute("UPDATE core.app_user SET password_hash = %s WHERE id = %s", (password_hash, user_id))


async def note_sign_in(db: AsyncConnection[Any], user_id: UUID) -> None:
    """Remember when the account was last used to sign in."""
    await db.execute("UPDATE core.app_user SET last_sign_in_at = now() WHERE id = %s", (user_id,))
