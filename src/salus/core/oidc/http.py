"""Routes of sign-in through an organisation. The provider sends the browser back here; pages tell what went wrong."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from salus.core.audit.contract import AuditEvent, Outcome
from salus.core.auth import sessions
from salus.core.auth.contract import SignInMethod
from salus.core.auth.http.answers import set_cookies
from salus.core.auth.http.sign_in import end_earlier
from salus.core.context import NOBODY
from salus.core.errors import AppError, RoleNotAllowed
from salus.core.http.call import AdminCall, Call, ResourceId, mint_of, request_id_of, services_of
from salus.core.http.client import client_of
from salus.core.http.envelope import Success, success
from salus.core.http.routing import SliceRouter
from salus.core.oidc import service
from salus.core.oidc.contract import FLOW_LIFE, OidcNotConfigured, OidcRefused
from salus.core.oidc.provider import Provider

router = SliceRouter(prefix="/api/v1", tags=["sign-in"])
BROWSER_COOKIE, HINT_COOKIE = "salus_oidc", "salus_oidc_hint"
COOKIE_PATH = "/api/v1/auth/oidc"
SEE_OTHER = 303
Text = Annotated[str, Query(max_length=2000)]


class OidcOptions(BaseModel):
    """What the sign-in page offers; no name, no button."""

    name: str | None


class UrlOut(BaseModel):
    """Where to go next; null where there is nothing to do elsewhere."""

    url: str | None


class InvitationOut(BaseModel):
    """The address that links an account, shown this once; it works once, within a week."""

    url: str


class UnlinkedOut(BaseModel):
    """Whether the account was linked."""

    was_linked: bool


def provider_of(request: Request) -> Provider:
    """The configured provider; `OidcNotConfigured` where there is none."""
    provider = request.app.state.oidc
    if provider is None:
        raise OidcNotConfigured
    assert isinstance(provider, Provider)
    return provider


@router.get("/auth/oidc")
async def read_options(request: Request) -> Success[OidcOptions]:
    """Whether one may sign in with an organisation, and its name."""
    name = services_of(request).settings.oidc_name if request.app.state.oidc else None
    return success(OidcOptions(name=name), request_id_of(request))


@router.get("/auth/oidc/start", response_class=RedirectResponse, status_code=SEE_OTHER)
async def start(request: Request, next: Text = "/", invitation: Text | None = None) -> Response:
    """Leave for the organisation's sign-in page."""
    try:
        provider = provider_of(request)
        async with services_of(request).transaction(NOBODY, request_id_of(request)) as ctx:
            departure = await service.depart(ctx, provider, next, invitation=invitation)
    except AppError as error:
        return await _told(request, error)
    answer = RedirectResponse(departure.url, SEE_OTHER)
    _bind(request, answer, departure.browser_secret)
    return answer


@router.post("/auth/oidc/link")
async def link(call: Call, request: Request, response: Response) -> Success[UrlOut]:
    """Link your own account to your organisation's: where to go for that."""
    if call.actor.scopes is not None:
        raise RoleNotAllowed
    provider = provider_of(request)
    async with call.transaction() as ctx:
        departure = await service.depart(ctx, provider, "/", link_user_id=call.actor.user_id)
    _bind(request, response, departure.browser_secret)
    return success(UrlOut(url=departure.url), call.request_id)


@router.get("/auth/oidc/callback", response_class=RedirectResponse, status_code=SEE_OTHER)
async def come_back(
    request: Request, code: Text = "", state: Text = "", iss: Text | None = None, error: Text | None = None
) -> Response:
    """Where the organisation sends the browser back to."""
    try:
        return await _come_back(request, code, state, iss, error)
    except AppError as refused:
        return await _told(request, refused)


@router.post("/auth/oidc/logout")
async def sign_out_elsewhere(request: Request, response: Response) -> Success[UrlOut]:
    """Where the organisation's own session is ended too; call it before you sign out here."""
    hint, provider = request.cookies.get(HINT_COOKIE), request.app.state.oidc
    url = None
    if hint and isinstance(provider, Provider):
        endpoint = (await provider.metadata()).end_session_endpoint
        after = str(services_of(request).settings.public_url).rstrip("/") + "/sign-in"
        query = {"id_token_hint": hint, "client_id": provider.client_id, "post_logout_redirect_uri": after}
        url = f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}" if endpoint else None
    response.delete_cookie(HINT_COOKIE, path=COOKIE_PATH)
    return success(UrlOut(url=url), request_id_of(request))


@router.post("/admin/users/{resource_id}/oidc-invitation", status_code=201, tags=["administration"])
async def invite(call: AdminCall, request: Request, resource_id: ResourceId) -> Success[InvitationOut]:
    """An address for one person: who opens it and signs in with the organisation is linked to this account."""
    provider_of(request)
    async with call.keeping_no_answer().transaction() as ctx:
        code = await service.invite(ctx, resource_id)
    base = str(call.services.settings.public_url).rstrip("/")
    return success(InvitationOut(url=f"{base}{COOKIE_PATH}/start?{urlencode({'invitation': code})}"), call.request_id)


@router.delete("/admin/users/{resource_id}/oidc-link", tags=["administration"])
async def unlink(call: AdminCall, resource_id: ResourceId) -> Success[UnlinkedOut]:
    """Take the account's link to the organisation away."""
    async with call.transaction() as ctx:
        was_linked = await service.unlink(ctx, resource_id)
    return success(UnlinkedOut(was_linked=was_linked), call.request_id)


async def _come_back(request: Request, code: str, state: str, iss: str | None, error: str | None) -> Response:
    provider, services = provider_of(request), services_of(request)
    async with services.transaction(NOBODY, request_id_of(request)) as ctx:
        flow = await service.take_flow(ctx, state, request.cookies.get(BROWSER_COOKIE, ""))
    metadata = await provider.metadata()
    # RFC 9207: an answer that another provider sent must not be taken for this one's.
    if error or not code or (iss != provider.issuer if iss is not None or metadata.names_itself else False):
        raise OidcRefused
    claims, token = await provider.exchange(flow, code)
    settings = services.settings
    identity = service.identity_of(provider, claims, settings.oidc_role_claim, settings.oidc_roles)
    async with services.transaction(NOBODY, request_id_of(request)) as ctx:
        account = await service.account_of(ctx, flow, identity)
        client = client_of(request, is_browser=True)
        session = await sessions.open_session(ctx, mint_of(request), account, SignInMethod.OIDC, client)
    await end_earlier(request)
    answer = RedirectResponse(flow.next_path, SEE_OTHER)
    set_cookies(request, answer, session)
    answer.delete_cookie(BROWSER_COOKIE, path=COOKIE_PATH)
    _set(request, answer, HINT_COOKIE, token, settings.refresh_token_s, "strict")
    return answer


async def _told(request: Request, error: AppError) -> Response:
    """A browser that is sent here sees a page, so the sign-in page tells what happened; every refusal is audited."""
    event = AuditEvent.of(
        None, request_id_of(request), "auth.oidc", outcome=Outcome.REFUSED, detail={"code": error.code}
    )
    await services_of(request).audit.record_now(event)
    answer = RedirectResponse(f"/sign-in?problem={error.code}", SEE_OTHER)
    answer.delete_cookie(BROWSER_COOKIE, path=COOKIE_PATH)
    return answer


def _bind(request: Request, answer: Response, browser_secret: str) -> None:
    # Lax: the provider's redirect is a navigation from another site, on which a strict cookie stays at home.
    _set(request, answer, BROWSER_COOKIE, browser_secret, int(FLOW_LIFE.total_seconds()), "lax")


def _set(request: Request, answer: Response, name: str, value: str, life_s: int, same_site: str) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=life_s,
        path=COOKIE_PATH,
        httponly=True,
        samesite="lax" if same_site == "lax" else "strict",
        secure=services_of(request).settings.secure_cookies,
    )
