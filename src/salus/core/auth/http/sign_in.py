"""Routes of signing in, staying signed in and signing out, and of who I am."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Form, Request, Response
from pydantic import BaseModel, Field

from salus.core.auth import service, sessions
from salus.core.auth.contract import Account, Session, Typed
from salus.core.auth.http.answers import TokenAnswer, drop_cookies, set_cookies, token_answer
from salus.core.context import NOBODY, Role
from salus.core.errors import NotSignedIn
from salus.core.http.call import REFRESH_COOKIE, Call, check_csrf, mint_of, request_id_of, services_of
from salus.core.http.client import client_of
from salus.core.http.envelope import Success, success
from salus.core.http.routing import SliceRouter

router = SliceRouter(prefix="/api/v1", tags=["sign-in"])


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
    session = await service.sign_in(
        services_of(request),
        request_id_of(request),
        mint_of(request),
        Typed(username, password),
        client_of(request),
    )
    return token_answer(session, request_id_of(request))


@router.post("/auth/login")
async def sign_in(request: Request, response: Response, typed: SignIn) -> Success[MeOut]:
    """Sign a browser in: tokens go into HttpOnly cookies, out of reach of scripts."""
    session = await service.sign_in(
        services_of(request),
        request_id_of(request),
        mint_of(request),
        Typed(typed.username, typed.password),
        client_of(request, is_browser=True),
    )
    await end_earlier(request)
    set_cookies(request, response, session)
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
        session = await sessions.refresh(ctx, mint_of(request), token, client_of(request))
    if isinstance(session, sessions.Reused):
        await services.sessions.tell()
    if not isinstance(session, Session):
        raise NotSignedIn("The session has ended. Please sign in again.")
    if sent is None:
        set_cookies(request, response, session)
        session = replace(session, access_token="", refresh_token="")  # scripts never see a browser's tokens
    return token_answer(session, request_id_of(request))


@router.post("/auth/logout")
async def sign_out(call: Call, request: Request, response: Response, given: RefreshIn | None = None) -> Success[bool]:
    """End the session, its access token with it."""
    token = (given.refresh_token if given else None) or request.cookies.get(REFRESH_COOKIE)
    async with call.transaction() as ctx:
        await sessions.sign_out(ctx, token)
    await call.services.sessions.tell()
    drop_cookies(response)
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


async def end_earlier(request: Request) -> None:
    """Whoever was signed in with this browser before is not any more."""
    earlier = request.cookies.get(REFRESH_COOKIE)
    if not earlier:
        return
    services = services_of(request)
    async with services.transaction(NOBODY, request_id_of(request)) as ctx:
        await sessions.end_session_of(ctx, earlier)
    await services.sessions.tell()


def _me(request: Request, account: Account) -> MeOut:
    return MeOut(
        user_id=account.id,
        role=account.role,
        display_name=account.display_name,
        patient_uuid=account.patient_id,
        doctor_uuid=account.practitioner_id,
        demo=services_of(request).settings.demo,
    )
