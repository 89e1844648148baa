"""The second factor: codes of an authenticator app (RFC 6238), and recovery codes for the day the phone is lost.

A code is taken once: the newest used 30 seconds are kept, and nothing older is taken again (RFC 6238, 5.2). The secret
lies in the database wrapped by the installation's key. Recovery codes have 80 random bits, so a plain hash keeps them.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from salus.core.auth import factor_store
from salus.core.auth.contract import Account, FactorAlreadyOn, NoFactor, WrongCode
from salus.core.auth.factor_store import SealedSecret
from salus.core.context import WORKER, Ctx
from salus.core.services import Services, new_request_id
from salus.core.wrapping.ports import Owner
from salus.core.wrapping.store import KeyRow

PERIOD_S = 30
# One period before and after: clocks of phones are some seconds off, and typing takes some (RFC 6238, 5.2).
DRIFT = (0, -1, 1)
SECRET_BYTES = 20  # RFC 4226, 4: 160 bits
CODES = 10
CODE_BYTES = 10


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator app is given: the address that its camera reads, and the secret to type."""

    uri: str = field(repr=False)
    secret: str = field(repr=False)
    qr_svg: str = field(repr=False)


async def begin(ctx: Ctx, account: Account) -> Enrolment:
    """A new secret that waits for its first code; `FactorAlreadyOn` where one is in use."""
    import pyotp
    import segno

    raw, keys = secrets.token_bytes(SECRET_BYTES), ctx.services.storage.keys
    owner = Owner(account.id, await factor_store.select_installation(ctx.db))
    if not await factor_store.keep_secret(ctx.db, account.id, await keys.wrap(raw, owner), keys.key_id):
        raise FactorAlreadyOn
    await ctx.audit("factor.begin", resource=f"account/{account.id}")
    secret = base64.b32encode(raw).decode()
    uri = pyotp.TOTP(secret).provisioning_uri(name=account.username, issuer_name="Salus")
    # Black on white whatever the page's colours are: scanners need it.
    drawn = segno.make(uri, error="m").svg_inline(scale=5, border=3, dark="#000", light="#fff")
    return Enrolment(uri, secret, drawn)


async def confirm(ctx: Ctx, account: Account, code: str) -> tuple[str, ...]:
    """Turn the factor on by its first code; gives the recovery codes, which are shown this once."""
    found = await factor_store.select_secret(ctx.db, account.id)
    if found is None:
        raise NoFactor
    if found.confirmed_at is not None:
        raise FactorAlreadyOn
    if not await _takes(ctx, found, code):
        raise WrongCode
    await factor_store.confirm_secret(ctx.db, account.id)
    await ctx.audit("factor.on", resource=f"account/{account.id}")
    return await new_codes(ctx, account)


async def new_codes(ctx: Ctx, account: Account) -> tuple[str, ...]:
    """New recovery codes in place of all old ones."""
    codes = tuple(_new_code() for _ in range(CODES))
    await factor_store.replace_codes(ctx.db, account.id, [_code_hash(account.id, code) for code in codes])
    await ctx.audit("factor.recovery_codes", resource=f"account/{account.id}")
    return codes


async def codes_anew(ctx: Ctx, account: Account) -> tuple[str, ...]:
    """The same for an account whose factor is on; `NoFactor` otherwise."""
    if await is_on(ctx, account.id) is None:
        raise NoFactor
    return await new_codes(ctx, account)


async def is_on(ctx: Ctx, user_id: UUID) -> datetime | None:
    """Since when a code is asked for; None where none is."""
    found = await factor_store.select_secret(ctx.db, user_id)
    return found.confirmed_at if found else None


async def takes_code(ctx: Ctx, user_id: UUID, code: str) -> bool:
    """Whether this is a code of the app that was not used yet; it is used by this."""
    found = await factor_store.select_secret(ctx.db, user_id)
    return found is not None and found.confirmed_at is not None and await _takes(ctx, found, code)


async def takes_recovery_code(ctx: Ctx, user_id: UUID, code: str) -> bool:
    """Whether this is a recovery code that was not used yet; it is used by this."""
    return await factor_store.use_code(ctx.db, user_id, _code_hash(user_id, code))


async def turn_off(ctx: Ctx, user_id: UUID) -> None:
    """Remove the factor with its recovery codes."""
    if not await factor_store.delete_factor(ctx.db, user_id):
        raise NoFactor
    await ctx.audit("factor.off", resource=f"account/{user_id}")


async def _takes(ctx: Ctx, found: SealedSecret, code: str) -> bool:
    import pyotp

    row = KeyRow(found.user_id, found.sealed, found.key_id, found.installation)
    totp = pyotp.TOTP(base64.b32encode(await ctx.services.storage.keys.open(row)).decode())
    typed = "".join(code.split()).encode()
    now = int(ctx.now.timestamp()) // PERIOD_S
    for step in (now + off for off in DRIFT):
        if compare_digest(totp.generate_otp(step).encode(), typed):
            return await factor_store.use_step(ctx.db, found.user_id, step)
    return False


def _new_code() -> str:
    text = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def _code_hash(user_id: UUID, code: str) -> bytes:
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(user_id.bytes + plain.encode()).digest()


async def wrap_secrets_anew(services: Services) -> None:
    """The worker's chore: after a change of the installation's key, secrets are wrapped by the new one."""
    keys = services.storage.keys
    async with services.transaction(WORKER, new_request_id()) as ctx:
        await factor_store.forget_steps(ctx.db)
        for old in await _wrapped_otherwise(ctx, keys.key_id):
            row = KeyRow(old.user_id, old.sealed, old.key_id, old.installation)
            await factor_store.replace_wrapping(ctx.db, old, await keys.wrap_anew(row), keys.key_id)


async def _wrapped_otherwise(ctx: Ctx, key_id: str) -> Sequence[SealedSecret]:
    return await factor_store.select_wrapped_otherwise(ctx.db, key_id, 1000)
