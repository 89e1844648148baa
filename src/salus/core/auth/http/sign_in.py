"""Routes of signing in, staying signed in and signing out, and of who I am."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Form, Request, Response
from pydantic import BaseModel, Field

from salus.core.auth import entering, sessions
from salus.core.auth.contract import (
    Account,
    EnrolmentNeeded,
    SecondFactorNeeded,
    Session,
    SignInMethod,
    Typed,
    Waiting,
)
from salus.core.auth.http.answers import (
    STEP_COOKIE,
    TokenAnswer,
    door_of,
    drop_cookies,
    set_cookies,
    set_step_cookie,
    step_of,
    token_answer,
)
from salus.core.auth.http.shapes import EnrolledOut, EnrolmentOut, enrolment_out
from salus.core.context import NOBODY, Role
from salus.core.errors import AppError, NotSignedIn
from salus.core.http.call import REFRESH_COOKIE, Call, check_csrf, mint_of, request_id_of, services_of
from salus.core.http.client import client_of
from salus.core.http.envelope import Success, failure, success
from salus.core.http.routing import SliceRouter

router = SliceRouter(prefix="/api/v1", tags=["sign-in"])


class SignIn(BaseModel):
    """What a person types."""

    username: str = Field(max_length=200)
    password: str = Field(max_length=200)


class RefreshIn(BaseModel):
    """A machine's refresh token; browsers send theirs as a cookie."""

    refresh_token: str | None = Field(default=None, max_length=200)


class FirstCodeIn(BaseModel):
    """The six digits that the app shows."""

    code: str = Field(max_length=20)


class CodeIn(FirstCodeIn):
    """A code and where it comes from."""

    method: Literal["authenticator", "recovery_code"] = "authenticator"
    code: str = Field(max_length=40)


class MachineCodeIn(CodeIn):
    """The same, with what continues the sign-in; browsers have that in a cookie."""

    step: str = Field(max_length=100)


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
    username: Annotated[str, Form(min_length=1, max_length=200)],
    password: Annotated[str, Form(min_length=1, max_length=200)],
) -> TokenAnswer:
    """Tokens for a user name and password, for machines and outside clients."""
    entered = await entering.sign_in(door_of(request), Typed(username, password))
    if isinstance(entered, Waiting):
        raise _waits_for(entered, step=entered.step)
    return token_answer(entered, request_id_of(request))


@router.post("/auth/token/second-factor")
async def finish_token(request: Request, given: MachineCodeIn) -> TokenAnswer:
    """Tokens for the second factor, for machines; `step` came with the refusal of the password alone."""
    session = await entering.finish(door_of(request), given.step, SignInMethod(given.method), given.code)
    return token_answer(session, request_id_of(request))


@router.post("/auth/login", response_model=None, responses={200: {"model": Success[MeOut]}})
async def sign_in(request: Request, response: Response, typed: SignIn) -> Success[MeOut] | Response:
    """Sign a browser in: tokens go into HttpOnly cookies, out of reach of scripts.

    Where a second factor is on, 401 `SECOND_FACTOR_NEEDED` says which ones may follow; where one is required and not
    there, 401 `SECOND_FACTOR_ENROLMENT_NEEDED`. What continues the sign-in is then in a cookie of this browser.
    """
    entered = await entering.sign_in(door_of(request, is_browser=True), Typed(typed.username, typed.password))
    if isinstance(entered, Waiting):
        asked = failure(_waits_for(entered), request_id_of(request))
        set_step_cookie(request, asked, entered.step)
        return asked
    return await let_browser_in(request, response, entered)


@router.post("/auth/login/second-factor")
async def finish_sign_in(request: Request, response: Response, given: CodeIn) -> Success[MeOut]:
    """Go on with a code of the authenticator app, or with a recovery code."""
    door = door_of(request, is_browser=True)
    session = await entering.finish(door, step_of(request), SignInMethod(given.method), given.code)
    return await let_browser_in(request, response, session)


@router.post("/auth/login/enrolment")
async def begin_enrolment(request: Request) -> Success[EnrolmentOut]:
    """Set up the second factor that this account must have, before it is let in."""
    enrolment = await entering.begin_enrolment(door_of(request), step_of(request))
    return success(enrolment_out(enrolment), request_id_of(request))


@router.post("/auth/login/enrolment/confirm")
async def finish_enrolment(request: Request, response: Response, given: FirstCodeIn) -> Success[EnrolledOut]:
    """Go on with the first code of the app; gives the recovery codes, this once."""
    door = door_of(request, is_browser=True)
    session, codes = await entering.finish_enrolment(door, step_of(request), given.code)
    await let_browser_in(request, response, session)
    return success(EnrolledOut(recovery_codes=list(codes)), request_id_of(request))


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


async def let_browser_in(request: Request, response: Response, session: Session) -> Success[MeOut]:
    """Cookies of a new session, and who it is; what waited in this browser, and what it had before, is over."""
    await end_earlier(request)
    set_cookies(request, response, session)
    if STEP_COOKIE in request.cookies:
        response.delete_cookie(STEP_COOKIE, path="/api/v1", httponly=True, samesite="strict")
    return success(_me(request, session.account), request_id_of(request))


def _waits_for(entered: Waiting, **more: str) -> AppError:
    if entered.must_enrol:
        return EnrolmentNeeded(**more)
    return SecondFactorNeeded(methods=[method.value for method in entered.methods], **more)


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
