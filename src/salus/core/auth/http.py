"""Routes of sign-in, of who I am, and of the administrator's accounts."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Form, Request, Response
from pydantic import BaseModel, Field

from salus.core.auth import service
from salus.core.auth.contract import Account, NewAccount, Session
from salus.core.context import Role
from salus.core.errors import NotSignedIn
from salus.core.http.call import (
    ACCESS_COOKIE,
    CSRF_COOKIE,
    NOBODY,
    REFRESH_COOKIE,
    AdminCall,
    Call,
    ResourceId,
    check_csrf,
    mint_of,
    request_id_of,
    services_of,
)
from salus.core.http.envelope import Metadata, Success, metadata, success
from salus.core.http.routing import SliceRouter

router = SliceRouter(prefix="/api/v1", tags=["sign-in"])
REFRESH_PATH = "/api/v1/auth"


class TokenOut(BaseModel):
    """Tokens for machines."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = Field(default="bearer")
    expires_in: int = Field(description="Life of the access token [s].")


class TokenAnswer(TokenOut):
    """The envelope, with the tokens at its top level too, as OAuth 2 clients expect them (RFC 6749, 5.1)."""

    status: Literal["success"] = "success"
    data: TokenOut
    metadata: Metadata


class SignIn(BaseModel):
    """What a person types."""

    username: str = Field(max_length=200)
    password: str = Field(max_length=200)


class RefreshIn(BaseModel):
    """A machine's refresh token; browsers send theirs as a cookie."""

    refresh_token: str | None = Field(default=None, max_length=200)


class MeOut(BaseModel):
    """Who is signed in."""

    user_id: UUID
    role: Role
    display_name: str
    patient_uuid: UUID | None
    doctor_uuid: UUID | None
    demo: bool


class SignInOptions(BaseModel):
    """What the sign-in page offers."""

    demo: bool


class AccountOut(BaseModel):
    """An account as the administrator sees it."""

    id: UUID
    username: str
    display_name: str
    role: Role
    patient_uuid: UUID | None
    doctor_uuid: UUID | None
    is_active: bool
    version: int
    created_at: datetime
    last_sign_in_at: datetime | None


class AccountIn(BaseModel):
    """A new account."""

    username: str = Field(min_length=3, max_length=200)
    display_name: str = Field(min_length=1, max_length=200)
    role: Role
    password: str = Field(max_length=200)
    patient_uuid: UUID | None = None
    doctor_uuid: UUID | None = None


class AccountChange(BaseModel):
    """A change of an account, of the version that was read."""

    version: int
    display_name: str = Field(min_length=1, max_length=200)
    is_active: bool


def account_out(account: Account) -> AccountOut:
    """The account without its secrets."""
    return AccountOut(
        id=account.id,
        username=account.username,
        display_name=account.display_name,
        role=account.role,
        patient_uuid=account.patient_id,
        doctor_uuid=account.practitioner_id,
        is_active=account.is_active,
        version=account.version,
        created_at=account.created_at,
        last_sign_in_at=account.last_sign_in_at,
    )


@router.get("/auth/config")
async def read_options(request: Request) -> Success[SignInOptions]:
    """Whether this is a demo, so that the page can offer its accounts."""
    return success(SignInOptions(demo=services_of(request).settings.demo), request_id_of(request))


@router.post("/auth/token")
async def issue_token(
    request: Request,
    username: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=200)],
) -> TokenAnswer:
    """Tokens for a user name and password, for machines and outside clients."""
    return _token_answer(await _sign_in(request, username, password), request_id_of(request))


@router.post("/auth/login")
async def sign_in(request: Request, response: Response, typed: SignIn) -> Success[MeOut]:
    """Sign a browser in: tokens go into HttpOnly cookies, out of reach of scripts."""
    session = await _sign_in(request, typed.username, typed.password)
    _set_cookies(request, response, session)
    return success(_me(request, session.account), request_id_of(request))


@router.post("/auth/refresh")
async def refresh(request: Request, response: Response, given: RefreshIn | None = None) -> TokenAnswer:
    """A new session for a refresh token in the body (machines) or in the cookie (browsers)."""
    sent = given.refresh_token if given else None
    cookie = request.cookies.get(REFRESH_COOKIE)
    if sent is None and cookie:
        check_csrf(request)
    token = sent or cookie
    if not token:
        raise NotSignedIn
    services = services_of(request)
    async with services.transaction(NOBODY, request_id_of(request)) as ctx:
        session = await service.refresh(ctx, mint_of(request), token)
    if sent is None:
        _set_cookies(request, response, session)
        session = Session("", "", session.expires_in_s, session.account)  # scripts never see a browser's tokens
    return _token_answer(session, request_id_of(request))


@router.post("/auth/logout")
async def sign_out(call: Call, request: Request, response: Response, given: RefreshIn | None = None) -> Success[bool]:
    """End the session."""
    token = (given.refresh_token if given else None) or request.cookies.get(REFRESH_COOKIE)
    async with call.transaction() as ctx:
        await service.sign_out(ctx, token)
    for name, path in ((ACCESS_COOKIE, "/"), (REFRESH_COOKIE, REFRESH_PATH), (CSRF_COOKIE, "/")):
        response.delete_cookie(name, path=path)
    return success(True, call.request_id)


@router.get("/me")
async def read_me(call: Call) -> Success[MeOut]:
    """Who is signed in, and which record is theirs."""
    actor = call.actor
    me = MeOut(
        user_id=actor.user_id,
        role=actor.role,
        display_name=actor.display_name,
        patient_uuid=actor.patient_id,
        doctor_uuid=actor.practitioner_id,
        demo=call.services.settings.demo,
    )
    return success(me, call.request_id)


@router.get("/admin/users", tags=["administration"])
async def list_users(call: AdminCall) -> Success[list[AccountOut]]:
    """All accounts."""
    async with call.transaction() as ctx:
        accounts = await service.list_accounts(ctx)
    return success([account_out(account) for account in accounts], call.request_id)


@router.post("/admin/users", status_code=201, tags=["administration"])
async def create_user(call: AdminCall, new: AccountIn) -> Success[AccountOut]:
    """Open an account."""
    async with call.transaction() as ctx:
        account = await service.create_account(
            ctx,
            NewAccount(new.username, new.display_name, new.role, new.password, new.patient_uuid, new.doctor_uuid),
        )
    return success(account_out(account), call.request_id)


@router.put("/admin/users/{resource_id}", tags=["administration"])
async def change_user(call: AdminCall, resource_id: ResourceId, change: AccountChange) -> Success[AccountOut]:
    """Rename, lock or unlock an account."""
    async with call.transaction() as ctx:
        account = await service.change_account(
            ctx, resource_id, change.version, change.display_name, is_active=change.is_active
        )
    return success(account_out(account), call.request_id)


async def _sign_in(request: Request, username: str, password: str) -> Session:
    async with services_of(request).transaction(NOBODY, request_id_of(request)) as ctx:
        return await service.sign_in(ctx, mint_of(request), username, password)


def _me(request: Request, account: Account) -> MeOut:
    return MeOut(
        user_id=account.id,
        role=account.role,
        display_name=account.display_name,
        patient_uuid=account.patient_id,
        doctor_uuid=account.practitioner_id,
        demo=services_of(request).settings.demo,
    )


def _token_answer(session: Session, request_id: str) -> TokenAnswer:
    tokens = TokenOut(
        access_token=session.access_token,
        refresh_token=session.refresh_token,
        expires_in=session.expires_in_s,
    )
    return TokenAnswer(**tokens.model_dump(), data=tokens, metadata=metadata(request_id))


def _set_cookies(request: Request, response: Response, session: Session) -> None:
    settings = services_of(request).settings
    secure, life = settings.secure_cookies, settings.refresh_token_s
    response.set_cookie(
        ACCESS_COOKIE,
        session.access_token,
        max_age=session.expires_in_s,
        httponly=True,
        samesite="strict",
        secure=secure,
    )
    response.set_cookie(
        REFRESH_COOKIE,
        session.refresh_token,
        max_age=life,
        path=REFRESH_PATH,
        httponly=True,
        samesite="strict",
        secure=secure,
    )
    response.set_cookie(CSRF_COOKIE, secrets.token_urlsafe(24), max_age=life, samesite="strict", secure=secure)
