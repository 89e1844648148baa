"""Make, list, rotate and revoke tokens; administrators only, each deed in the audit trail."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from salus.core.apitokens import store
from salus.core.apitokens.contract import (
    SCOPES_WITHOUT_A_PERSON,
    ApiToken,
    ApiTokenNotFound,
    InvalidApiToken,
    Issued,
    NewApiToken,
)
from salus.core.apitokens.secrets import hint_of, new_secret, secret_hash
from salus.core.context import Ctx, Role
from salus.core.errors import RoleNotAllowed

MOST_LISTED = 500


async def create_token(ctx: Ctx, new: NewApiToken) -> Issued:
    """A new token with its secret, which is told once and kept as a hash."""
    _require_admin(ctx)
    if problem := _problem(new, ctx.services.settings.api_token_days_max):
        raise InvalidApiToken(problem)
    token_id = await store.insert(ctx.db, new)
    return await _issue(ctx, token_id, timedelta(days=new.days), "api-token.create")


async def rotate_token(ctx: Ctx, token_id: UUID, days: int, overlap: timedelta) -> Issued:
    """A new secret for the same token; the secrets so far go on for the overlap, so that nothing stops meanwhile."""
    _require_admin(ctx)
    if problem := _life_problem(days, ctx.services.settings.api_token_days_max):
        raise InvalidApiToken(problem)
    await _require_in_force(ctx, token_id)
    await store.shorten_secrets(ctx.db, token_id, overlap)
    return await _issue(ctx, token_id, timedelta(days=days), "api-token.rotate")


async def revoke_token(ctx: Ctx, token_id: UUID) -> ApiToken:
    """End a token for good: every process refuses it within a few seconds (`door.TRUSTED_S`)."""
    _require_admin(ctx)
    await _require_in_force(ctx, token_id)
    await store.revoke(ctx.db, token_id)
    await ctx.audit("api-token.revoke", resource=f"api-token/{token_id}")
    return await _read(ctx, token_id)


async def list_tokens(ctx: Ctx) -> list[ApiToken]:
    """All tokens with when they were last used; never a secret."""
    _require_admin(ctx)
    await ctx.audit("api-token.list")
    return await store.select_all(ctx.db, MOST_LISTED)


async def _issue(ctx: Ctx, token_id: UUID, life: timedelta, action: str) -> Issued:
    secret = new_secret()
    await store.insert_secret(ctx.db, token_id, secret_hash(secret), hint_of(secret), life)
    token = await _read(ctx, token_id)
    await ctx.audit(
        action,
        patient_id=token.patient_id,
        resource=f"api-token/{token_id}",
        scopes=" ".join(sorted(token.scopes)),
        days=life.days,
    )
    return Issued(token, secret)


async def _read(ctx: Ctx, token_id: UUID) -> ApiToken:
    token = await store.select_one(ctx.db, token_id)
    assert token is not None, "the token was written or locked by this transaction"
    return token


async def _require_in_force(ctx: Ctx, token_id: UUID) -> None:
    if not await store.lock(ctx.db, token_id):
        raise ApiTokenNotFound


def _require_admin(ctx: Ctx) -> None:
    if ctx.actor.role is not Role.ADMIN:
        raise RoleNotAllowed


def _problem(new: NewApiToken, longest_days: int) -> str | None:
    if new.patient_id and new.practitioner_id:
        return "A token acts for one patient or for one practitioner, not for both."
    if not new.scopes:
        return "Name at least one scope."
    acts_for_somebody = bool(new.patient_id or new.practitioner_id)
    if new.scopes - SCOPES_WITHOUT_A_PERSON and not acts_for_somebody:
        return "These scopes open charts, so say for which patient or practitioner the token acts."
    if acts_for_somebody and new.scopes & SCOPES_WITHOUT_A_PERSON:
        return "Figures of the system are for a token that acts for nobody. Make one for each purpose."
    return _life_problem(new.days, longest_days)


def _life_problem(days: int, longest_days: int) -> str | None:
    if 1 <= days <= longest_days:
        return None
    return f"A token lives 1 to {longest_days} days; rotate it before it ends."
