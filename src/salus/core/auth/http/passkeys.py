"""Routes of passkeys: register, list, rename, remove, and sign in with one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from fastapi import Request, Response
from pydantic import BaseModel, Field

from salus.core.auth import entering, passkeys
from salus.core.auth.contract import Passkey
from salus.core.auth.http.account import PasswordProof
from salus.core.auth.http.answers import door_of, set_step_cookie, site_of, step_of
from salus.core.auth.http.sign_in import MeOut, let_browser_in
from salus.core.auth.service import read_account
from salus.core.context import NOBODY
from salus.core.http.call import Call, ResourceId, request_id_of, services_of
from salus.core.http.envelope import Success, success
from salus.core.http.routing import SliceRouter

router = SliceRouter(prefix="/api/v1", tags=["account"])


class PasskeyOut(BaseModel):
    """A passkey as its owner sees it."""

    id: UUID
    name: str
    is_synced: bool = Field(description="Kept by the maker of the device, so that other devices have it too.")
    made_at: datetime
    last_used_at: datetime | None


class OptionsOut(BaseModel):
    """What `navigator.credentials` is called with (WebAuthn Level 3, JSON form)."""

    options: dict[str, Any]


class PasskeyName(BaseModel):
    """What its owner calls it."""

    name: str = Field(min_length=1, max_length=80)


class NewPasskey(PasskeyName):
    """What the browser made (WebAuthn Level 3, JSON form)."""

    credential: dict[str, Any]


class PasskeyAnswer(BaseModel):
    """What the browser signed (WebAuthn Level 3, JSON form)."""

    credential: dict[str, Any]


def _out(passkey: Passkey) -> PasskeyOut:
    return PasskeyOut(
        id=passkey.id,
        name=passkey.name,
        is_synced=passkey.is_synced,
        made_at=passkey.made_at,
        last_used_at=passkey.last_used_at,
    )


@router.post("/auth/passkey/options")
async def sign_in_options(request: Request, response: Response) -> Success[OptionsOut]:
    """Begin to sign in with a passkey; names no account."""
    async with services_of(request).transaction(NOBODY, request_id_of(request)) as ctx:
        options, step = await passkeys.sign_in_options(ctx, site_of(request))
    set_step_cookie(request, response, step)
    return success(OptionsOut(options=orjson.loads(options)), request_id_of(request))


@router.post("/auth/passkey")
async def sign_in(request: Request, response: Response, answer: PasskeyAnswer) -> Success[MeOut]:
    """Sign in with a passkey: it stands for the password and the second factor."""
    door = door_of(request, is_browser=True)
    session = await entering.with_passkey(door, site_of(request), step_of(request), answer.credential)
    return await let_browser_in(request, response, session)


@router.get("/account/passkeys")
async def list_passkeys(call: Call) -> Success[list[PasskeyOut]]:
    """My passkeys."""
    async with call.reading() as ctx:
        found = await passkeys.list_own(ctx)
    return success([_out(passkey) for passkey in found], call.request_id)


@router.post("/account/passkeys/options")
async def registration_options(
    call: Call, request: Request, response: Response, proof: PasswordProof
) -> Success[OptionsOut]:
    """Begin to register a passkey."""
    account = await entering.confirm_password(door_of(request), call.actor, proof.password)
    async with call.transaction() as ctx:
        options, step = await passkeys.registration_options(ctx, account, site_of(request))
    set_step_cookie(request, response, step)
    return success(OptionsOut(options=orjson.loads(options)), call.request_id)


@router.post("/account/passkeys", status_code=201)
async def register(call: Call, request: Request, new: NewPasskey) -> Success[list[PasskeyOut]]:
    """Keep the passkey that the browser made; gives all of mine."""
    async with call.transaction() as ctx:
        account = await read_account(ctx, call.actor.user_id)
        await passkeys.register(ctx, account, site_of(request), step_of(request), new.name, new.credential)
        found = await passkeys.list_own(ctx)
    return success([_out(passkey) for passkey in found], call.request_id)


@router.put("/account/passkeys/{resource_id}")
async def rename(call: Call, resource_id: ResourceId, name: PasskeyName) -> Success[bool]:
    """Call one of my passkeys something else."""
    async with call.transaction() as ctx:
        await passkeys.rename_own(ctx, resource_id, name.name)
    return success(True, call.request_id)


@router.post("/account/passkeys/{resource_id}/remove")
async def remove(call: Call, request: Request, resource_id: ResourceId, proof: PasswordProof) -> Success[bool]:
    """Remove one of my passkeys; it does not sign in any more."""
    await entering.confirm_password(door_of(request), call.actor, proof.password)
    async with call.transaction() as ctx:
        await passkeys.remove_own(ctx, resource_id)
    return success(True, call.request_id)
