"""Passkeys (WebAuthn Level 3): register, list, rename, remove, sign in. The browser proves the person's presence too.

A passkey is bound to the name of the site by the browser itself, so a look-alike page gets nothing. User verification
is required, which makes a passkey two factors in one: the device, and the finger or the number that opens it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from salus.core.auth import factor_store, passkey_store
from salus.core.auth.contract import Account, Passkey, PasskeyNotFound, PasskeyRefused, StepOver
from salus.core.auth.tokens import refresh_hash
from salus.core.context import Ctx

REGISTRATION, SIGN_IN = "passkey registration", "passkey sign-in"
WAITS_FOR = timedelta(minutes=5)
MOST = 20  # passkeys of one account


@dataclass(frozen=True, slots=True)
class Site:
    """Which site the browser shows: its name, which passkeys are bound to, and its origin."""

    rp_id: str
    origin: str


async def registration_options(ctx: Ctx, account: Account, site: Site) -> tuple[str, str]:
    """What the browser needs to make a passkey, as JSON, and the token of the step that waits for it."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    known = await passkey_store.select_of(ctx.db, account.id)
    if len(known) >= MOST:
        raise PasskeyRefused(f"An account has at most {MOST} passkeys. Remove one first.")
    options = generate_registration_options(
        rp_id=site.rp_id,
        rp_name="Salus",
        user_id=account.id.bytes,
        user_name=account.username,
        user_display_name=account.display_name,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    token = await _open_step(ctx, REGISTRATION, account.id, options.challenge)
    return options_to_json(options), token


async def register(ctx: Ctx, account: Account, site: Site, token: str, name: str, credential: dict[str, Any]) -> None:
    """Keep the passkey that the browser made; `PasskeyRefused` where anything about it is not as asked."""
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException
    from webauthn.helpers.structs import CredentialDeviceType

    step = await factor_store.take_step(ctx.db, refresh_hash(token), REGISTRATION)
    if step is None or step.challenge is None or step.user_id != account.id:
        raise StepOver
    try:
        made = verify_registration_response(
            credential=credential,
            expected_challenge=step.challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error
    passkey = Passkey(
        UUID(int=0),
        account.id,
        made.credential_id,
        made.credential_public_key,
        made.sign_count,
        site.rp_id,
        name,
        made.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        ctx.now,
        None,
    )
    if not await passkey_store.insert(ctx.db, passkey):
        raise PasskeyRefused
    await ctx.audit("passkey.register", resource=f"account/{account.id}")


async def sign_in_options(ctx: Ctx, site: Site) -> tuple[str, str]:
    """What the browser needs to offer its passkeys, as JSON, and the token of the step. Names no account."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    options = generate_authentication_options(rp_id=site.rp_id, user_verification=UserVerificationRequirement.REQUIRED)
    token = await _open_step(ctx, SIGN_IN, None, options.challenge)
    return options_to_json(options), token


async def owner_of(ctx: Ctx, site: Site, token: str, credential: dict[str, Any]) -> UUID:
    """Whose passkey signed this step's challenge; a right answer ends the step."""
    from webauthn import base64url_to_bytes, verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    step = await factor_store.take_step(ctx.db, refresh_hash(token), SIGN_IN)
    if step is None or step.challenge is None:
        raise StepOver
    try:
        passkey = await passkey_store.select_by_credential(ctx.db, base64url_to_bytes(str(credential["rawId"])))
        if passkey is None or passkey.rp_id != site.rp_id:
            raise PasskeyRefused
        proof = verify_authentication_response(
            credential=credential,
            expected_challenge=step.challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused from error
    await passkey_store.note_use(ctx.db, passkey.id, proof.new_sign_count)
    return passkey.user_id


async def list_own(ctx: Ctx) -> list[Passkey]:
    """The caller's passkeys."""
    return await passkey_store.select_of(ctx.db, ctx.actor.user_id)


async def rename_own(ctx: Ctx, passkey_id: UUID, name: str) -> None:
    """Give one of the caller's passkeys another name."""
    if not await passkey_store.rename(ctx.db, ctx.actor.user_id, passkey_id, name):
        raise PasskeyNotFound
    await ctx.audit("passkey.rename", resource=f"passkey/{passkey_id}")


async def remove_own(ctx: Ctx, passkey_id: UUID) -> None:
    """Remove one of the caller's passkeys."""
    if not await passkey_store.delete(ctx.db, ctx.actor.user_id, passkey_id):
        raise PasskeyNotFound
    await ctx.audit("passkey.remove", resource=f"passkey/{passkey_id}")


async def _open_step(ctx: Ctx, purpose: str, user_id: UUID | None, challenge: bytes) -> str:
    token = secrets.token_urlsafe(24)
    await factor_store.insert_step(ctx.db, refresh_hash(token), purpose, user_id, challenge, ctx.now + WAITS_FOR)
    return token
