"""The verbs of sign-in through an organisation: depart, come back, invite, unlink.

An account is never made and never given more: the provider only tells that it is the person whom an account was linked
to, by an invitation of an administrator or by the person while signed in.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from salus.core.auth import store as accounts
from salus.core.auth.contract import Account, AccountNotFound
from salus.core.context import Ctx
from salus.core.oidc import store
from salus.core.oidc.contract import (
    FLOW_LIFE,
    INVITATION_LIFE,
    AlreadyLinked,
    Departure,
    Flow,
    Identity,
    InvitationUsed,
    NotLinked,
    OidcRefused,
    RoleNotGranted,
)
from salus.core.oidc.provider import Provider
from salus.core.oidc.rules import granted_roles, own_path, parse_roles


async def depart(
    ctx: Ctx,
    provider: Provider,
    next_path: str | None,
    *,
    invitation: str | None = None,
    link_user_id: UUID | None = None,
) -> Departure:
    """Where to send the browser; whoever comes back within ten minutes with the same browser goes on from there."""
    state, browser_secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    flow = Flow(
        nonce=secrets.token_urlsafe(32),
        code_verifier=secrets.token_urlsafe(48),
        next_path=own_path(next_path),
        link_user_id=link_user_id,
        invitation_hash=hashed(invitation) if invitation else None,
    )
    url = await provider.departure(flow, state)
    await store.insert_flow(ctx.db, hashed(state), hashed(browser_secret), flow, FLOW_LIFE)
    return Departure(url, browser_secret)


async def take_flow(ctx: Ctx, state: str, browser_secret: str) -> Flow:
    """The sign-in that comes back, used up by this; `OidcRefused` for a replayed, old or foreign one."""
    flow = await store.take_flow(ctx.db, hashed(state), hashed(browser_secret))
    if flow is None:
        raise OidcRefused
    return flow


async def account_of(ctx: Ctx, flow: Flow, identity: Identity) -> Account:
    """The account that the person is linked to, or is linked to by this very sign-in."""
    user_id = await _link(ctx, flow, identity) or await store.select_user(ctx.db, identity.issuer, identity.subject)
    account = await accounts.select_account(ctx.db, user_id) if user_id else None
    if account is None or not account.is_active:
        raise NotLinked
    if identity.granted is not None and account.role.value not in identity.granted:
        raise RoleNotGranted
    return account


async def invite(ctx: Ctx, user_id: UUID) -> str:
    """A code that links an account to whom the provider vouches for; told once, used once, within a week."""
    if await accounts.select_account(ctx.db, user_id) is None:
        raise AccountNotFound
    code = secrets.token_urlsafe(32)
    await store.insert_invitation(ctx.db, hashed(code), user_id, INVITATION_LIFE)
    await ctx.audit("account.invite", resource=f"account/{user_id}")
    return code


async def unlink(ctx: Ctx, user_id: UUID) -> bool:
    """The account is signed in to by its own means only; whether it was linked."""
    was_linked = await store.unlink(ctx.db, user_id) > 0
    await ctx.audit("account.unlink", resource=f"account/{user_id}")
    return was_linked


def identity_of(provider: Provider, claims: Mapping[str, Any], role_claim: str | None, roles: str) -> Identity:
    """Whom checked claims are about."""
    granted = granted_roles(claims, role_claim, parse_roles(roles))
    return Identity(provider.issuer, str(claims["sub"]), granted)


def hashed(secret: str) -> bytes:
    """What is kept of a state, a browser's secret or an invitation: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()


async def _link(ctx: Ctx, flow: Flow, identity: Identity) -> UUID | None:
    """Link, where this sign-in is for that; the account that was linked."""
    if flow.invitation_hash is None and flow.link_user_id is None:
        return None
    invited = await store.take_invitation(ctx.db, flow.invitation_hash) if flow.invitation_hash else None
    user_id, how = (flow.link_user_id, "signed-in") if flow.link_user_id else (invited, "invitation")
    if user_id is None:
        raise InvitationUsed
    is_new = await store.link(ctx.db, identity.issuer, identity.subject, user_id, how)
    if not is_new and await store.select_user(ctx.db, identity.issuer, identity.subject) != user_id:
        raise AlreadyLinked
    await ctx.audit("account.link", resource=f"account/{user_id}", way=how)
    return user_id
