"""Come in: the password first, then the second factor where there is one, or a passkey in place of both.

Every way in ends in `_let_in`, the only place that opens a session for somebody who was outside. A right password alone
reaches it only where no second factor is on and none is required. Each attempt, right or wrong, is counted before it is
judged, and a right password in front of a second factor forgives nothing: otherwise whoever knows the password could
try codes without end.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from salus.core.audit.contract import AuditEvent, Outcome
from salus.core.auth import factor_store, factors, guard, passkey_store, passkeys, sessions, store
from salus.core.auth.contract import (
    Account,
    Client,
    Session,
    SignInMethod,
    StepOver,
    Typed,
    Waiting,
    WrongCode,
    WrongPassword,
)
from salus.core.auth.factors import Enrolment
from salus.core.auth.passkeys import Site
from salus.core.auth.passwords import hash_password, is_right
from salus.core.auth.policy import require_good_password
from salus.core.auth.tokens import TokenMint, refresh_hash
from salus.core.context import NOBODY, Actor, Ctx
from salus.core.errors import NotSignedIn, WrongCredentials
from salus.core.services import Services

SECOND_FACTOR, ENROLMENT = "second factor", "enrolment"
WAITS_FOR = timedelta(minutes=5)
TAKES: dict[SignInMethod, Callable[[Ctx, UUID, str], Awaitable[bool]]] = {
    SignInMethod.AUTHENTICATOR: factors.takes_code,
    SignInMethod.RECOVERY_CODE: factors.takes_recovery_code,
}


@dataclass(frozen=True, slots=True)
class Door:
    """Where somebody stands who wants to come in."""

    services: Services
    request_id: str
    mint: TokenMint
    client: Client


async def sign_in(door: Door, typed: Typed) -> Session | Waiting:
    """A session for the right password, or what it waits for; every failure is audited."""
    account = await _with_password(door, typed)
    if account is None:
        event = AuditEvent.of(None, door.request_id, "auth.sign_in", outcome=Outcome.REFUSED)
        await door.services.audit.record_now(event)
        raise WrongCredentials
    async with door.services.transaction(NOBODY, door.request_id) as ctx:
        has_code = await factors.is_on(ctx, account.id) is not None
        if not has_code and not sessions.needs_factor(ctx, account):
            return await _let_in(ctx, door, account, SignInMethod.PASSWORD)
        methods = [SignInMethod.AUTHENTICATOR, SignInMethod.RECOVERY_CODE] if has_code else []
        if await passkey_store.select_of(ctx.db, account.id):
            methods.append(SignInMethod.PASSKEY)
        step = secrets.token_urlsafe(24)
        purpose = SECOND_FACTOR if methods else ENROLMENT
        await factor_store.insert_step(ctx.db, refresh_hash(step), purpose, account.id, None, ctx.now + WAITS_FOR)
        ctx.pending_audit.append(AuditEvent.of(account.actor(), door.request_id, "auth.second_factor_asked"))
        return Waiting(step, tuple(methods), account)


async def finish(door: Door, step: str, method: SignInMethod, code: str) -> Session:
    """The session that a sign-in waited for, by a code of the app or a recovery code."""
    account = await _waiting(door, step, SECOND_FACTOR)
    await guard.admit(door.services, door.request_id, account.username, door.client)
    async with door.services.transaction(NOBODY, door.request_id) as ctx:
        if not await TAKES[method](ctx, account.id, code):
            raise WrongCode
        await _take(ctx, step, SECOND_FACTOR)
        return await _let_in(ctx, door, account, method)


async def begin_enrolment(door: Door, step: str) -> Enrolment:
    """The secret for the app of somebody who must have a second factor and has none."""
    account = await _waiting(door, step, ENROLMENT)
    async with door.services.transaction(NOBODY, door.request_id) as ctx:
        return await factors.begin(ctx, account)


async def finish_enrolment(door: Door, step: str, code: str) -> tuple[Session, tuple[str, ...]]:
    """The session, and the recovery codes, for the first code of the app."""
    account = await _waiting(door, step, ENROLMENT)
    await guard.admit(door.services, door.request_id, account.username, door.client)
    async with door.services.transaction(NOBODY, door.request_id) as ctx:
        codes = await factors.confirm(ctx, account, code)
        await _take(ctx, step, ENROLMENT)
        return await _let_in(ctx, door, account, SignInMethod.AUTHENTICATOR), codes


async def with_passkey(door: Door, site: Site, step: str, credential: dict[str, Any]) -> Session:
    """The session for a passkey that signed this step."""
    async with door.services.transaction(NOBODY, door.request_id) as ctx:
        user_id = await passkeys.owner_of(ctx, site, step, credential)
        account = await store.select_account(ctx.db, user_id)
        if account is None or not account.is_active:
            raise WrongCredentials
        return await _let_in(ctx, door, account, SignInMethod.PASSKEY)


async def confirm_password(door: Door, actor: Actor, password: str) -> Account:
    """The caller's account, proved once more by its password: for what changes how one comes in."""
    async with door.services.transaction(actor, door.request_id) as ctx:
        account = await store.select_account(ctx.db, actor.user_id)
    if account is None:
        raise NotSignedIn
    if await _with_password(door, Typed(account.username, password)) is None:
        raise WrongPassword
    async with door.services.transaction(NOBODY, door.request_id) as ctx:
        await guard.forgive(ctx, account.username, door.client)
    return account


async def change_password(door: Door, actor: Actor, current: str, new: str) -> None:
    """Another password for the one that is known; every other session of the person ends."""
    account = await confirm_password(door, actor, current)
    require_good_password(new, account.username)
    kept = await hash_password(new)
    async with door.services.transaction(actor, door.request_id) as ctx:
        await store.set_password_hash(ctx.db, account.id, kept)
        await sessions.end_own_others(ctx)
        await ctx.audit("account.password_set", resource=f"account/{account.id}")


async def _with_password(door: Door, typed: Typed) -> Account | None:
    await guard.admit(door.services, door.request_id, typed.username, door.client)
    async with door.services.transaction(NOBODY, door.request_id) as ctx:
        found = await store.select_for_sign_in(ctx.db, typed.username)
    # No connection is held while the hash is computed: a flood of attempts takes none from others.
    if not await is_right(typed.password, found[1] if found else None) or found is None:
        return None
    return found[0]


async def _waiting(door: Door, step: str, purpose: str) -> Account:
    async with door.services.transaction(NOBODY, door.request_id) as ctx:
        found = await factor_store.select_step(ctx.db, refresh_hash(step), purpose)
        account = await store.select_account(ctx.db, found.user_id) if found and found.user_id else None
    if account is None or not account.is_active:
        raise StepOver
    return account


async def _take(ctx: Ctx, step: str, purpose: str) -> None:
    if await factor_store.take_step(ctx.db, refresh_hash(step), purpose) is None:
        raise StepOver


async def _let_in(ctx: Ctx, door: Door, account: Account, method: SignInMethod) -> Session:
    await guard.forgive(ctx, account.username, door.client)
    return await sessions.open_session(ctx, door.mint, account, method, door.client)
