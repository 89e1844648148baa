"""Sign in, stay signed in, sign out; accounts."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from salus.core.audit.contract import AuditEvent, Outcome
from salus.core.auth import store
from salus.core.auth.contract import (
    Account,
    AccountNotFound,
    InvalidAccount,
    NewAccount,
    Session,
    UsernameTaken,
    WeakPassword,
)
from salus.core.auth.passwords import MIN_LENGTH, hash_password, is_right
from salus.core.auth.tokens import TokenMint, new_refresh_token, refresh_hash
from salus.core.context import Ctx, Role
from salus.core.errors import NotSignedIn, TooManyRequests, VersionConflict, WrongCredentials

TRIES_PER_WINDOW = 10
TRY_WINDOW_S = 300


async def sign_in(ctx: Ctx, mint: TokenMint, username: str, password: str) -> Session:
    """A session for the right password; every failure is audited, many in a row are slowed down."""
    counter = f"salus:sign-in:{refresh_hash(username.lower()).hex()[:24]}"
    if await ctx.services.cache.count(counter, TRY_WINDOW_S) > TRIES_PER_WINDOW:
        raise TooManyRequests("Too many attempts for this account. Wait five minutes, then try again.")
    found = await store.select_for_sign_in(ctx.db, username)
    if not await is_right(password, found[1] if found else None) or found is None:
        await ctx.services.audit.record_now(
            AuditEvent.of(None, ctx.request_id, "auth.sign_in", outcome=Outcome.REFUSED)
        )
        raise WrongCredentials
    await ctx.services.cache.forget(counter)
    await store.note_sign_in(ctx.db, found[0].id)
    return await _open_session(ctx, mint, found[0], "auth.sign_in")


async def refresh(ctx: Ctx, mint: TokenMint, refresh_token: str) -> Session:
    """A new session for a refresh token, which is used up by this."""
    user_id = await store.take_refresh(ctx.db, refresh_hash(refresh_token))
    account = await store.select_account(ctx.db, user_id) if user_id else None
    if account is None or not account.is_active:
        raise NotSignedIn("The session has ended. Please sign in again.")
    return await _open_session(ctx, mint, account, "auth.refresh")


async def sign_out(ctx: Ctx, refresh_token: str | None) -> None:
    """End the session; the access token runs out by itself within minutes."""
    if refresh_token:
        await store.take_refresh(ctx.db, refresh_hash(refresh_token))
    await ctx.audit("auth.sign_out")


async def _open_session(ctx: Ctx, mint: TokenMint, account: Account, action: str) -> Session:
    settings, token = ctx.services.settings, new_refresh_token()
    expires_at = ctx.now + timedelta(seconds=settings.refresh_token_s)
    await store.insert_refresh(ctx.db, refresh_hash(token), account.id, expires_at)
    ctx.pending_audit.append(AuditEvent.of(account.actor(), ctx.request_id, action))
    return Session(mint.issue(account.actor()), token, settings.access_token_s, account)


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
        await store.revoke_all_refresh(ctx.db, user_id)
    await ctx.audit("account.change", resource=f"account/{user_id}", active=int(is_active))
    return changed
