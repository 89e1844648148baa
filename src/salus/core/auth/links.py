"""One-time links to set a password: an invitation, or a reset. An administrator hands them over; no mail is sent.

The secret stands behind the `#` of the address, which browsers send to no server, and is kept as a hash. A link works
once, for some hours, and only until the next one is made. A reset ends every session, and removes no second factor.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from salus.core.audit.contract import AuditEvent
from salus.core.auth import guard, guard_store, link_store, session_store, store
from salus.core.auth.contract import Account, AccountNotFound, LinkOver, LinkPurpose
from salus.core.auth.passwords import hash_password
from salus.core.auth.policy import require_good_password
from salus.core.auth.tokens import refresh_hash
from salus.core.context import Ctx

PAGE = "/set-password"
LIVES = {LinkPurpose.INVITATION: timedelta(days=7), LinkPurpose.PASSWORD_RESET: timedelta(hours=4)}


@dataclass(frozen=True, slots=True)
class Link:
    """A link to hand over, shown this once."""

    path: str = field(repr=False)
    purpose: LinkPurpose
    expires_at: datetime


async def make_link(ctx: Ctx, user_id: UUID) -> Link:
    """An invitation for an account without a password, a reset for one that has one."""
    account = await store.select_account(ctx.db, user_id)
    if account is None or not account.is_active:
        raise AccountNotFound
    purpose = LinkPurpose.PASSWORD_RESET if await store.has_password(ctx.db, user_id) else LinkPurpose.INVITATION
    token, expires_at = secrets.token_urlsafe(32), ctx.now + LIVES[purpose]
    await link_store.insert_link(ctx.db, refresh_hash(token), user_id, purpose, ctx.actor.user_id, expires_at)
    await ctx.audit("account.link", resource=f"account/{user_id}", purpose=purpose.value)
    return Link(f"{PAGE}#{token}", purpose, expires_at)


async def look_at(ctx: Ctx, token: str) -> tuple[Account, LinkPurpose]:
    """Whose link this is; `LinkOver` when it was used, is too old or was never made."""
    found = await link_store.select_link(ctx.db, refresh_hash(token))
    account = await store.select_account(ctx.db, found[0]) if found else None
    if found is None or account is None or not account.is_active:
        raise LinkOver
    return account, found[1]


async def use(ctx: Ctx, token: str, password: str) -> None:
    """Set the password; the account's sessions end, and failures that closed it are forgotten."""
    account, _ = await look_at(ctx, token)
    require_good_password(password, account.username)
    kept = await hash_password(password)
    if await link_store.take_link(ctx.db, refresh_hash(token)) is None:
        raise LinkOver
    await store.set_password_hash(ctx.db, account.id, kept)
    await guard_store.clear(ctx.db, guard.subject(account.username))
    await session_store.end_sessions(ctx.db, account.id, "password set anew")
    event = AuditEvent.of(account.actor(), ctx.request_id, "account.password_set", resource=f"account/{account.id}")
    ctx.pending_audit.append(event)
