"""Sessions: opened by a sign-in, kept by refreshing, ended by their person, by time, or by a token that came back.

Refresh tokens of a session are a chain: each is used once and names the next. The next one follows from it by a keyed
hash, so a repeated request gets the same answer and a chain never has two ends:

* Two tabs that refresh at once, or a browser that lost the answer, present the same token twice within `GRACE` and both
  get the one successor. Nothing is gained by a thief who does the same: thief and owner then hold one token, and
  whoever of them refreshes second presents a used one.
* A used token that comes later than that, or after its successor was used, or from a browser that does not hold the
  session's mark, ends the session with everything that belongs to it. The person signs in again and is told why.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from salus.core.audit.contract import AuditEvent, Outcome
from salus.core.auth import session_store, store
from salus.core.auth.contract import Account, Client, OpenSession, Session, SessionNotFound, SignInMethod
from salus.core.auth.tokens import TokenMint, new_refresh_token, refresh_hash
from salus.core.context import WORKER, Ctx
from salus.core.services import Services, new_request_id

GRACE = timedelta(seconds=30)  # a request that was cut off is repeated within seconds
REUSED = "reused"
KEPT_FOR = timedelta(days=90)
MOST_AT_ONCE = 5_000


async def open_session(ctx: Ctx, mint: TokenMint, account: Account, method: SignInMethod, client: Client) -> Session:
    """A new session, whatever the browser brought along; what it was signed in to before has ended."""
    settings, token, mark = ctx.services.settings, new_refresh_token(), secrets.token_urlsafe(16)
    expires_at = ctx.now + timedelta(seconds=settings.refresh_token_s)
    kept_mark = refresh_hash(mark) if client.is_browser else b""
    session_id = await session_store.insert_session(ctx.db, account.id, method, client, kept_mark, expires_at)
    await session_store.insert_token(ctx.db, refresh_hash(token), account.id, session_id, expires_at)
    await store.note_sign_in(ctx.db, account.id)
    actor = account.actor(session_id)
    event = AuditEvent.of(actor, ctx.request_id, "auth.sign_in", detail={"method": method.value})
    ctx.pending_audit.append(event)
    return Session(mint.issue(actor), token, settings.access_token_s, account, mark)


@dataclass(frozen=True, slots=True)
class Reused:
    """A used refresh token came back: its session has ended."""

    session_id: UUID


async def refresh(ctx: Ctx, mint: TokenMint, refresh_token: str, client: Client) -> Session | Reused | None:
    """A new access token and the next refresh token; None when the session is over.

    What is found out is kept, so the caller commits before it refuses, and tells of a session that ended.
    """
    token_hash = refresh_hash(refresh_token)
    known = await session_store.lock_token(ctx.db, token_hash)
    account = await store.select_account(ctx.db, known.user_id) if known else None
    if known is None or account is None or not account.is_active or known.is_expired or known.is_over:
        return None
    if known.method is SignInMethod.PASSWORD and needs_factor(ctx, account):
        return None  # it has been required since: the next sign-in asks for it
    if known.session_id is None or known.method is None:
        return await _adopt(ctx, mint, account, token_hash, client) if not known.is_revoked else None
    successor = mint.successor(refresh_token)
    has_mark = known.browser_hash is None or known.browser_hash == refresh_hash(client.browser_mark or "")
    if known.used_at is None and not known.is_revoked and has_mark:
        expires_at = ctx.now + timedelta(seconds=ctx.services.settings.refresh_token_s)
        await session_store.use_token(ctx.db, token_hash)
        await session_store.insert_token(ctx.db, refresh_hash(successor), account.id, known.session_id, expires_at)
        await session_store.touch_session(ctx.db, known.session_id, expires_at)
    elif not (
        has_mark
        and known.used_at is not None
        and ctx.now - known.used_at <= GRACE
        and await session_store.is_unused(ctx.db, refresh_hash(successor))
    ):
        return await _end_reused(ctx, account, known.session_id)
    actor = account.actor(known.session_id)
    ctx.pending_audit.append(AuditEvent.of(actor, ctx.request_id, "auth.refresh"))
    return Session(mint.issue(actor), successor, ctx.services.settings.access_token_s, account, None)


def needs_factor(ctx: Ctx, account: Account) -> bool:
    """Whether the operator or an administrator requires a second factor of this account."""
    return account.needs_second_factor or account.role.value in re.findall(
        r"\w+", ctx.services.settings.second_factor_roles
    )


async def note_proved(ctx: Ctx, method: SignInMethod) -> None:
    """The caller's session has shown a second factor since it was opened; all others of the person end."""
    if ctx.actor.session_id:
        await session_store.set_method(ctx.db, ctx.actor.session_id, method)
    await end_own_others(ctx)


async def _adopt(ctx: Ctx, mint: TokenMint, account: Account, token_hash: bytes, client: Client) -> Session:
    """A token of the release that knew no sessions."""
    await session_store.use_token(ctx.db, token_hash)
    return await open_session(ctx, mint, account, SignInMethod.PASSWORD, client)


async def _end_reused(ctx: Ctx, account: Account, session_id: UUID) -> Reused:
    await session_store.end_sessions(ctx.db, account.id, REUSED, only=session_id)
    event = AuditEvent.of(
        account.actor(), ctx.request_id, "auth.token_reused", outcome=Outcome.REFUSED, resource=f"session/{session_id}"
    )
    ctx.pending_audit.append(event)
    return Reused(session_id)


async def sign_out(ctx: Ctx, refresh_token: str | None) -> None:
    """End the caller's session, and the one of this refresh token, which may be another."""
    if ctx.actor.session_id:
        await session_store.end_sessions(ctx.db, ctx.actor.user_id, "signed out", only=ctx.actor.session_id)
    if refresh_token:
        await end_session_of(ctx, refresh_token)
    await ctx.audit("auth.sign_out")


async def end_session_of(ctx: Ctx, refresh_token: str) -> None:
    """End what a refresh token belongs to; one that is unknown belongs to nothing."""
    known = await session_store.lock_token(ctx.db, refresh_hash(refresh_token))
    if known is None:
        return
    if known.session_id is None:
        await session_store.use_token(ctx.db, refresh_hash(refresh_token))
    else:
        await session_store.end_sessions(ctx.db, known.user_id, "signed out", only=known.session_id)


async def list_own(ctx: Ctx) -> list[OpenSession]:
    """Where the caller is signed in."""
    await ctx.audit("session.list")
    return await session_store.select_open(ctx.db, ctx.actor.user_id)


async def end_own(ctx: Ctx, session_id: UUID) -> None:
    """End one of the caller's sessions; another person's is as unknown as one that never was."""
    if not await session_store.end_sessions(ctx.db, ctx.actor.user_id, "ended by its owner", only=session_id):
        raise SessionNotFound
    await ctx.audit("session.end", resource=f"session/{session_id}")


async def end_own_others(ctx: Ctx) -> int:
    """End all of the caller's sessions but this one; how many they were."""
    ended = await session_store.end_sessions(ctx.db, ctx.actor.user_id, "ended by its owner", but=ctx.actor.session_id)
    await ctx.audit("session.end_others", sessions=len(ended))
    return len(ended)


async def end_all(ctx: Ctx, account: Account, reason: str) -> int:
    """End every session of an account; how many they were."""
    ended = await session_store.end_sessions(ctx.db, account.id, reason)
    await ctx.audit("session.end_all", resource=f"account/{account.id}", sessions=len(ended))
    return len(ended)


async def list_warnings(ctx: Ctx) -> list[OpenSession]:
    """Sessions of the caller that ended because a used token came back, until the caller has read of them."""
    return await session_store.select_untold(ctx.db, ctx.actor.user_id, REUSED)


async def note_warnings_read(ctx: Ctx) -> None:
    """The caller has read them."""
    await session_store.note_told(ctx.db, ctx.actor.user_id)


async def forget_sessions(services: Services) -> None:
    """The worker's chore: sessions that have been over for long are forgotten, with their tokens."""
    gone = MOST_AT_ONCE
    while gone == MOST_AT_ONCE:
        async with services.transaction(WORKER, new_request_id()) as ctx:
            gone = await session_store.forget_old(ctx.db, ctx.now - KEPT_FOR, MOST_AT_ONCE)
