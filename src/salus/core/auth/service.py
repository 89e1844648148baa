"""Accounts: opened, changed, closed, unlocked; what an administrator does for their people."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from salus.core.auth import factor_store, guard, guard_store, passkey_store, sessions, store
from salus.core.auth.contract import (
    Account,
    AccountNotFound,
    InvalidAccount,
    NewAccount,
    UsernameTaken,
)
from salus.core.auth.passwords import hash_password
from salus.core.auth.policy import require_good_password
from salus.core.context import Ctx, Role
from salus.core.errors import VersionConflict


async def create_account(ctx: Ctx, new: NewAccount) -> Account:
    """Open an account; without a password its person gets an invitation."""
    if new.password is not None:
        require_good_password(new.password, new.username)
    return await _open_account(ctx, new)


async def create_demo_account(ctx: Ctx, new: NewAccount) -> Account:
    """Open an account whose password is published, so no rule applies to it; closed outside demo mode."""
    return await _open_account(ctx, new)


async def _open_account(ctx: Ctx, new: NewAccount) -> Account:
    if (new.role is Role.PATIENT) != (new.patient_id is not None):
        raise InvalidAccount
    if new.role is Role.DOCTOR and new.practitioner_id is None:
        raise InvalidAccount
    if new.role is Role.CLIENT:
        raise InvalidAccount("A program gets a token, not an account.")
    account = await store.insert_account(
        ctx.db, new, await hash_password(new.password) if new.password is not None else None
    )
    if account is None:
        raise UsernameTaken
    await ctx.audit("account.create", resource=f"account/{account.id}", role_given=new.role.value)
    return account


async def find_account(ctx: Ctx, username: str) -> Account | None:
    """The active account of this name, if there is one."""
    found = await store.select_for_sign_in(ctx.db, username)
    return found[0] if found else None


async def is_active(ctx: Ctx, user_id: UUID) -> bool:
    """Whether the account is there and not locked."""
    account = await store.select_account(ctx.db, user_id)
    return account is not None and account.is_active


async def list_accounts(ctx: Ctx, limit: int = 500) -> list[Account]:
    """All accounts."""
    await ctx.audit("account.list")
    return await store.select_accounts(ctx.db, limit)


async def change_account(
    ctx: Ctx,
    user_id: UUID,
    version: int,
    display_name: str,
    *,
    is_active: bool,
    needs_second_factor: bool | None = None,
) -> Account:
    """Rename, close or open an account, or ask a second factor of it; closing ends its sessions."""
    changed = await store.update_account(ctx.db, user_id, version, display_name, is_active, needs_second_factor)
    if changed is None:
        current = await store.select_account(ctx.db, user_id)
        if current is None:
            raise AccountNotFound
        raise VersionConflict(
            yours={"version": version, "display_name": display_name, "is_active": is_active},
            current={
                "version": current.version,
                "display_name": current.display_name,
                "is_active": current.is_active,
            },
        )
    if not is_active:
        await sessions.end_all(ctx, changed, "account closed")
    elif needs_second_factor and await factor_store.select_secret(ctx.db, user_id) is None:
        await sessions.end_all(ctx, changed, "second factor required")
    await ctx.audit(
        "account.change",
        resource=f"account/{user_id}",
        active=int(is_active),
        second_factor=int(changed.needs_second_factor),
    )
    return changed


async def read_account(ctx: Ctx, user_id: UUID) -> Account:
    """One account, or `AccountNotFound`."""
    account = await store.select_account(ctx.db, user_id)
    if account is None:
        raise AccountNotFound
    return account


async def end_sessions_of(ctx: Ctx, user_id: UUID) -> int:
    """Sign an account out everywhere; how many sessions that were."""
    return await sessions.end_all(ctx, await read_account(ctx, user_id), "ended by an administrator")


async def list_locked(ctx: Ctx) -> dict[UUID, datetime]:
    """Accounts that wrong passwords have closed, and until when."""
    return await guard_store.select_blocked(ctx.db)


async def unlock(ctx: Ctx, user_id: UUID) -> None:
    """Forget the failures that closed an account for a while."""
    account = await read_account(ctx, user_id)
    await guard_store.clear(ctx.db, guard.subject(account.username))
    await ctx.audit("account.unlock", resource=f"account/{user_id}")


async def reset_factors(ctx: Ctx, user_id: UUID) -> None:
    """Remove an account's second factor and passkeys, for a person who lost the phone; all its sessions end."""
    account = await read_account(ctx, user_id)
    await factor_store.delete_factor(ctx.db, user_id)
    await passkey_store.delete_all(ctx.db, user_id)
    await sessions.end_all(ctx, account, "second factor reset")
    await ctx.audit("factor.reset", resource=f"account/{user_id}")
