"""Routes of one's own account: password, second factor, recovery codes. Each change asks for the password once more."""

from __future__ import annotations

from datetime import datetime

from fastapi import Request
from pydantic import BaseModel, Field

from salus.core.auth import entering, factor_store, factors, service, sessions
from salus.core.auth.contract import FactorRequired, SignInMethod
from salus.core.auth.http.answers import door_of, site_of
from salus.core.auth.http.shapes import EnrolledOut, EnrolmentOut, enrolment_out
from salus.core.auth.http.sign_in import FirstCodeIn
from salus.core.auth.policy import MIN_LENGTH
from salus.core.http.call import Call
from salus.core.http.envelope import Success, success
from salus.core.http.routing import SliceRouter

router = SliceRouter(prefix="/api/v1/account", tags=["account"])


class SecurityOut(BaseModel):
    """How I come in."""

    username: str
    second_factor_since: datetime | None
    second_factor_required: bool
    recovery_codes_left: int
    password_min_length: int
    passkey_site: str = Field(description="Name of the site that passkeys belong to.")


class PasswordProof(BaseModel):
    """The password once more, for what changes how I come in."""

    password: str = Field(max_length=200)


class PasswordChange(PasswordProof):
    """Another password."""

    new_password: str = Field(max_length=200)


@router.get("/security")
async def read_security(call: Call, request: Request) -> Success[SecurityOut]:
    """What protects my account."""
    async with call.reading() as ctx:
        account = await service.read_account(ctx, call.actor.user_id)
        out = SecurityOut(
            username=account.username,
            second_factor_since=await factors.is_on(ctx, account.id),
            second_factor_required=sessions.needs_factor(ctx, account),
            recovery_codes_left=await factor_store.count_codes(ctx.db, account.id),
            password_min_length=MIN_LENGTH,
            passkey_site=site_of(request).rp_id,
        )
    return success(out, call.request_id)


@router.post("/password")
async def change_password(call: Call, request: Request, change: PasswordChange) -> Success[bool]:
    """Set another password; every other session of mine ends."""
    await entering.change_password(door_of(request), call.actor, change.password, change.new_password)
    await call.services.sessions.tell()
    return success(True, call.request_id)


@router.post("/second-factor")
async def begin_second_factor(call: Call, request: Request, proof: PasswordProof) -> Success[EnrolmentOut]:
    """Begin to set up an authenticator app."""
    account = await entering.confirm_password(door_of(request), call.actor, proof.password)
    async with call.keeping_no_answer().transaction() as ctx:
        enrolment = await factors.begin(ctx, account)
    return success(enrolment_out(enrolment), call.request_id)


@router.post("/second-factor/confirm")
async def confirm_second_factor(call: Call, given: FirstCodeIn) -> Success[EnrolledOut]:
    """Turn it on by the first code; gives the recovery codes, and ends every other session of mine."""
    async with call.keeping_no_answer().transaction() as ctx:
        account = await service.read_account(ctx, call.actor.user_id)
        codes = await factors.confirm(ctx, account, given.code)
        await sessions.note_proved(ctx, SignInMethod.AUTHENTICATOR)
    await call.services.sessions.tell()
    return success(EnrolledOut(recovery_codes=list(codes)), call.request_id)


@router.post("/second-factor/off")
async def turn_second_factor_off(call: Call, request: Request, proof: PasswordProof) -> Success[bool]:
    """Turn it off, where it is not required; every other session of mine ends."""
    account = await entering.confirm_password(door_of(request), call.actor, proof.password)
    async with call.transaction() as ctx:
        if sessions.needs_factor(ctx, account):
            raise FactorRequired
        await factors.turn_off(ctx, account.id)
        await sessions.end_own_others(ctx)
    await call.services.sessions.tell()
    return success(True, call.request_id)


@router.post("/second-factor/recovery-codes")
async def new_recovery_codes(call: Call, request: Request, proof: PasswordProof) -> Success[EnrolledOut]:
    """New recovery codes; the old ones are of no use any more."""
    account = await entering.confirm_password(door_of(request), call.actor, proof.password)
    async with call.keeping_no_answer().transaction() as ctx:
        codes = await factors.codes_anew(ctx, account)
    return success(EnrolledOut(recovery_codes=list(codes)), call.request_id)
