"""Sign in, stay signed in, sign out; accounts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from salus.core.audit.contract import AuditEvent, Outcome
from salus.core.auth import guard, guard_store, sessions, store
from salus.core.auth.contract import (
    Account,
    AccountNotFound,
    Client,
    InvalidAccount,
    NewAccount,
    Session,
    SignInMethod,
    Typed,
    UsernameTaken,
    WeakPassword,
)
from salus.core.auth.passwords import MIN_LENGTH, hash_password, is_right
from salus.core.auth.tokens import TokenMint
from salus.core.context import NOBODY, Ctx, Role
from salus.core.errors import VersionConflict, WrongCredentials
from salus.core.services import Services


async def sign_in(services: Services, request_id: str, mint: TokenMint, typed: Typed, client: Client) -> Session:
    """A session for the right password; every failure is audited, and guessing gets slower and slower."""
    await guard.admit(services, request_id, typed.username, client)
    async with services.transaction(NOBODY, request_id) as ctx:
        found = await store.select_for_sign_in(ctx.db, typed.username)
    # No connection is held while the hash is computed: a flood of attempts takes none from others.
    if not await is_right(typed.password, found[1] if found else None) or found is None:
        await services.audit.record_now(AuditEvent.of(None, request_id, "auth.sign_in", outcome=Outcome.REFUSED))
        raise WrongCredentials
    async with services.transaction(NOBODY, request_id) as ctx:
        await guard.forgive(ctx, typed.username, client)
        return await sessions.open_session(ctx, mint, found[0], SignInMethod.PASSWORD, client)


async def create_account(ctx: Ctx, new: NewAccount) -> Account:
    """Open an account."""
    if len(new.password) < MIN_LENGTH:
        raise WeakPassword
    if (new.role is Role.PATIENT) != (new.patient_id is not None):
        raise InvalidAccount
    if new.role is Role.DOCTOR and new.practitioner_id is None:
        raise InvalidAccount
    if new.role is Role.CLIENT:
        raise InvalidAccount("A program gets a token, not an account.")
    account = await store.insert_account(ctx.db, new, await hash_password(new.password))
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


async def change_account(ctx: Ctx, user_id: UUID, version: int, display_name: str, *, is_active: bool) -> Account:
    """Rename, lock or unlock an account; locking ends its sessions."""
    changed = await store.update_account(ctx.db, user_id, version, display_name, is_active)
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
    await ctx.audit("account.change", resource=f"account/{user_id}", active=int(is_active))
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
