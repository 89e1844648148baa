"""Who calls: every route takes a Call, which proves that somebody with the right role is signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from hmac import compare_digest
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from pydantic import BeforeValidator

from salus.core.apitokens.contract import ScopeNotGranted
from salus.core.apitokens.door import TokenDoor
from salus.core.apitokens.secrets import PREFIX
from salus.core.auth.tokens import TokenMint
from salus.core.context import Actor, Ctx, Role
from salus.core.errors import CsrfRefused, InvalidIdentifier, InvalidPatientUuid, NotSignedIn, RoleNotAllowed
from salus.core.http.idempotency import Claim, claim_of
from salus.core.http.limits import admit
from salus.core.http.marks import SCOPE, mark_of
from salus.core.services import Services

ACCESS_COOKIE = "salus_access"
REFRESH_COOKIE = "salus_refresh"
CSRF_COOKIE = "salus_csrf"
BROWSER_COOKIE = "salus_browser"
CSRF_HEADER = "x-csrf-token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One request of a signed-in actor."""

    actor: Actor
    request_id: str
    services: Services
    claim: Claim | None = None

    @property
    def is_over(self) -> bool:
        """Whether the caller's session has ended since: what streams for long asks at each beat."""
        return self.services.sessions.has(self.actor.session_id)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Ctx]:
        """A transaction that may write; committed before the answer is sent, once per Idempotency-Key."""
        async with self.services.transaction(self.actor, self.request_id) as ctx:
            if self.claim is not None:
                await self.claim.take(ctx)
            yield ctx
            if self.claim is not None:
                self.claim.require_own()
                self.claim.note(ctx)

    def keeping_no_answer(self) -> SignedIn:
        """The same call; its answer holds a secret, so a retry is told that the work was done and no more."""
        if self.claim is not None:
            self.claim.keeps_answer = False
        return self

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Ctx]:
        """A transaction that only reads; its audit rows are durable before the answer is sent."""
        async with self.services.reading(self.actor, self.request_id) as ctx:
            yield ctx
            if self.claim is not None:
                self.claim.note(ctx)

    def single_read(self) -> AbstractAsyncContextManager[Ctx]:
        """Like `reading`, for exactly one statement: a quarter of the trips to the database."""
        return self.services.single_read(self.actor, self.request_id)

    def noted_read(self) -> AbstractAsyncContextManager[Ctx]:
        """Like `single_read`, for a statement that notes its own audit row: one trip for both."""
        return self.services.noted_read(self.actor, self.request_id)


def services_of(request: Request) -> Services:
    """The engines of this process."""
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


def mint_of(request: Request) -> TokenMint:
    """What issues and verifies tokens in this process."""
    mint = request.app.state.mint
    assert isinstance(mint, TokenMint)
    return mint


def request_id_of(request: Request) -> str:
    """The id that the middleware gave this request."""
    return str(request.scope["salus.request_id"])


def token_door_of(request: Request) -> TokenDoor:
    """What knows the tokens of programs and devices in this process."""
    door = request.app.state.token_door
    assert isinstance(door, TokenDoor)
    return door


# The dependencies are async although most await nothing: a plain function would hop through a thread per request.
async def signed_in(request: Request) -> SignedIn:
    """The caller, by bearer token or by cookie; cookies need the page's own token for anything that writes."""
    try:
        actor = await _caller(request)
    except NotSignedIn:
        # Each such refusal is an audit row, so whoever sends many is stopped before it.
        await admit(request.scope, None)
        raise
    request.scope["salus.actor"] = actor
    await admit(request.scope, actor)
    if actor.scopes is not None:
        _require_scope(request, actor.scopes)
    return SignedIn(actor, request_id_of(request), services_of(request), claim_of(request.scope))


async def _caller(request: Request) -> Actor:
    token = bearer_token(request)
    if token is None:
        return _cookie(request)
    return await _program(request, token) if token.startswith(PREFIX) else _person(request, token)


def bearer_token(request: Request) -> str | None:
    """What stands in the request's Authorization header, if it brought a bearer token."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _person(request: Request, token: str) -> Actor:
    actor = mint_of(request).actor_of(token)
    if actor is None:
        raise NotSignedIn("The access token is not valid any more. Sign in again or use the refresh token.")
    return actor


async def _program(request: Request, secret: str) -> Actor:
    actor = await token_door_of(request).actor_of(secret)
    if actor is None:
        raise NotSignedIn("This token is not known, has ended or was revoked. Ask an administrator for another one.")
    return actor


def _require_scope(request: Request, granted: frozenset[str]) -> None:
    """The one place where scopes are enforced: a route that names none is closed to every token."""
    needed = mark_of(request.scope, SCOPE)
    if needed is None or needed not in granted:
        raise ScopeNotGranted(needed=needed or "none opens this address")


def _cookie(request: Request) -> Actor:
    token = request.cookies.get(ACCESS_COOKIE)
    actor = mint_of(request).actor_of(token) if token else None
    if actor is None:
        raise NotSignedIn
    if request.method not in SAFE_METHODS:
        check_csrf(request)
    return actor


def check_csrf(request: Request) -> None:
    """Double submit: the header must repeat the cookie, which another site cannot read."""
    cookie, header = request.cookies.get(CSRF_COOKIE, ""), request.headers.get(CSRF_HEADER, "")
    if not cookie or not compare_digest(cookie.encode(), header.encode()):
        raise CsrfRefused


Call = Annotated[SignedIn, Depends(signed_in)]


def require_role(call: SignedIn, *roles: Role) -> SignedIn:
    """The same call, of one of these roles; a token passes, for its scope was checked against this very route."""
    if call.actor.role not in roles and call.actor.scopes is None:
        raise RoleNotAllowed(f"Only these roles may do this: {', '.join(roles)}.")
    return call


def _only(*roles: Role) -> object:
    async def check(request: Request) -> SignedIn:
        return require_role(await signed_in(request), *roles)

    return Depends(check)


DoctorCall = Annotated[SignedIn, _only(Role.DOCTOR)]
PatientCall = Annotated[SignedIn, _only(Role.PATIENT)]
AdminCall = Annotated[SignedIn, _only(Role.ADMIN)]
ClinicalCall = Annotated[SignedIn, _only(Role.PATIENT, Role.DOCTOR, Role.SERVICE)]


def parse_patient_uuid(text: str) -> UUID:
    """The UUID in an address or form; `InvalidPatientUuid` otherwise."""
    try:
        return UUID(text)
    except ValueError:
        raise InvalidPatientUuid from None


def parse_identifier(text: str) -> UUID:
    """The UUID in an address or form; `InvalidIdentifier` otherwise."""
    try:
        return UUID(text)
    except ValueError:
        raise InvalidIdentifier from None


# Checked where path parameters are, not by a dependency of their own: each costs a tenth of a lean request.
PatientUuid = Annotated[UUID, BeforeValidator(parse_patient_uuid)]
DoctorUuid = Annotated[UUID, BeforeValidator(parse_identifier)]
ResourceId = Annotated[UUID, BeforeValidator(parse_identifier)]
