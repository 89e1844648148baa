"""What sign-in answers: tokens for machines, cookies for browsers."""

from __future__ import annotations

import secrets
from typing import Literal
from urllib.parse import urlsplit

from fastapi import Request, Response
from pydantic import BaseModel, Field

from salus.core.auth.contract import Session, StepOver
from salus.core.auth.entering import Door
from salus.core.auth.passkeys import Site
from salus.core.http.call import (
    ACCESS_COOKIE,
    BROWSER_COOKIE,
    CSRF_COOKIE,
    REFRESH_COOKIE,
    mint_of,
    request_id_of,
    services_of,
)
from salus.core.http.client import client_of
from salus.core.http.envelope import Metadata, metadata

REFRESH_PATH = "/api/v1/auth"
BROWSER_MARK_S = 180 * 86_400
STEP_COOKIE, STEP_S = "salus_step", 300


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


def door_of(request: Request, *, is_browser: bool = False) -> Door:
    """Where the caller of this request stands."""
    client = client_of(request, is_browser=is_browser)
    return Door(services_of(request), request_id_of(request), mint_of(request), client)


def site_of(request: Request) -> Site:
    """Which site the browser shows. Without SALUS_PUBLIC_URL what the request itself says.

    A look-alike site cannot gain by that: the browser signs the name that it shows, and no passkey of ours belongs to
    another name.
    """
    settings = services_of(request).settings
    origin = settings.public_url or f"{request.url.scheme}://{request.headers.get('host', '')}"
    parts = urlsplit(origin)
    return Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


def set_step_cookie(request: Request, response: Response, step: str) -> None:
    """What a sign-in waits for belongs to this browser alone."""
    response.set_cookie(
        STEP_COOKIE,
        step,
        max_age=STEP_S,
        path="/api/v1",
        httponly=True,
        samesite="strict",
        secure=services_of(request).settings.secure_cookies,
    )


def step_of(request: Request) -> str:
    """The browser's step; `StepOver` where it has none."""
    step = request.cookies.get(STEP_COOKIE)
    if not step:
        raise StepOver
    return step


def token_answer(session: Session, request_id: str) -> TokenAnswer:
    """The tokens in both places."""
    tokens = TokenOut(
        access_token=session.access_token,
        refresh_token=session.refresh_token,
        expires_in=session.expires_in_s,
    )
    return TokenAnswer(**tokens.model_dump(), data=tokens, metadata=metadata(request_id))


def set_cookies(request: Request, response: Response, session: Session) -> None:
    """Tokens go into HttpOnly cookies, out of reach of scripts."""
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
    if session.browser_mark:
        response.set_cookie(
            BROWSER_COOKIE,
            session.browser_mark,
            max_age=BROWSER_MARK_S,
            path=REFRESH_PATH,
            httponly=True,
            samesite="strict",
            secure=secure,
        )
    response.set_cookie(CSRF_COOKIE, secrets.token_urlsafe(24), max_age=life, samesite="strict", secure=secure)


def drop_cookies(response: Response) -> None:
    """Take all of a session's cookies back; the browser's mark stays, for the account knows this browser now."""
    for name, path in ((ACCESS_COOKIE, "/"), (REFRESH_COOKIE, REFRESH_PATH), (CSRF_COOKIE, "/")):
        response.delete_cookie(name, path=path)
