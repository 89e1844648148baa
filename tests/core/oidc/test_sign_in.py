"""Sign-in through an organisation: only linked people get in, and nobody is given anything by a claim."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from pydantic import ValidationError

from salus.core.audit.contract import AuditFilter, Outcome
from salus.core.audit.service import read_rows
from salus.core.config import Settings
from salus.core.context import Role
from salus.core.oidc.provider import Provider
from salus.core.oidc.rules import parse_roles
from tests.support.app import SETUP, People, Person
from tests.support.clinic import Clinic
from tests.support.oidc import CLIENT_ID, OidcProvider, start_provider
from tests.support.oidc_browser import HERE, START, browser_of, come_back, invite, refused


async def test_an_invitation_links_the_account_and_from_then_on_the_button_signs_in(
    organised: FastAPI, browser: httpx.AsyncClient, linked: Person
) -> None:
    assert (await browser.get("/api/v1/auth/oidc")).json()["data"] == {"name": "Riverside Hospital"}
    assert await come_back(browser, next="/admin/users") == "/admin/users"
    me = (await browser.get("/api/v1/me")).json()["data"]
    assert me["user_id"] == str(linked.actor.user_id)
    assert browser.cookies["salus_access"]


async def test_the_sign_in_is_in_the_audit_trail_with_its_way(
    browser: httpx.AsyncClient, linked: Person, clinic: Clinic
) -> None:
    await come_back(browser)
    async with clinic.as_actor(SETUP) as ctx:
        rows = await read_rows(ctx, AuditFilter(actor_id=linked.actor.user_id, action="auth.sign_in"))
    assert rows[0].detail["method"] == "oidc"


async def test_whom_nobody_linked_gets_no_account(browser: httpx.AsyncClient, clinic: Clinic) -> None:
    assert await refused(browser) == "OIDC_NOT_LINKED"
    async with clinic.as_actor(SETUP) as ctx:
        rows = await read_rows(ctx, AuditFilter(action="auth.oidc", outcome=Outcome.REFUSED, limit=1))
    assert rows[0].detail["code"] == "OIDC_NOT_LINKED"


async def test_a_person_links_their_own_account_while_signed_in(
    organised: FastAPI, browser: httpx.AsyncClient, person: Person
) -> None:
    away = await browser.post("/api/v1/auth/oidc/link", headers=person.headers)
    async with httpx.AsyncClient() as outside:
        back = await outside.get(away.json()["data"]["url"])
    assert (await browser.get(back.headers["location"])).headers["location"] == "/"
    async with browser_of(organised) as other:
        assert await come_back(other) == "/"
        assert (await other.get("/api/v1/me")).json()["data"]["user_id"] == str(person.actor.user_id)


async def test_an_invitation_works_once(organised: FastAPI, admin: Person, people: People) -> None:
    person = await people.make(Role.ADMIN)
    code = await invite(organised, admin, person.actor.user_id)
    async with browser_of(organised) as first, browser_of(organised) as second:
        assert await come_back(first, invitation=code) == "/"
        assert await refused(second, invitation=code) == "OIDC_INVITATION_USED"
        assert await refused(second, invitation="made up") == "OIDC_INVITATION_USED"


async def test_a_subject_is_linked_to_one_account_and_an_account_to_one_subject(
    organised: FastAPI, admin: Person, linked: Person, people: People, provider: OidcProvider
) -> None:
    other = await people.make(Role.ADMIN)
    async with browser_of(organised) as browser:
        assert await refused(browser, invitation=await invite(organised, admin, other.actor.user_id)) == (
            "OIDC_ALREADY_LINKED"
        )
    provider.subject = "somebody else"
    async with browser_of(organised) as browser:
        assert await refused(browser, invitation=await invite(organised, admin, linked.actor.user_id)) == (
            "OIDC_ALREADY_LINKED"
        )


async def test_an_unlinked_or_locked_account_is_not_signed_in_to(
    organised: FastAPI, browser: httpx.AsyncClient, admin: Person, linked: Person
) -> None:
    path = f"/api/v1/admin/users/{linked.actor.user_id}"
    locked = {"version": 1, "display_name": "Locked", "is_active": False}
    assert (await browser.put(path, headers=admin.headers, json=locked)).status_code == 200
    assert await refused(browser) == "OIDC_NOT_LINKED"
    await browser.put(path, headers=admin.headers, json={**locked, "version": 2, "is_active": True})
    gone = await browser.delete(f"{path}/oidc-link", headers=admin.headers)
    assert gone.json()["data"] == {"was_linked": True}
    assert await refused(browser) == "OIDC_NOT_LINKED"


async def test_a_provider_that_is_away_costs_its_button_and_nothing_else(
    organised: FastAPI, browser: httpx.AsyncClient, settings: Settings, person: Person
) -> None:
    gone = start_provider()
    gone.close()
    own = {"oidc_issuer": gone.issuer, "oidc_client_id": CLIENT_ID, "public_url": HERE}
    organised.state.oidc = Provider(settings.model_copy(update=own))
    away = await browser.get(START)
    assert away.headers["location"] == "/sign-in?problem=OIDC_UNAVAILABLE"
    assert (await browser.get("/api/v1/me", headers=person.headers)).status_code == 200


class TestRoles:
    """Claims keep a role open, they never give one."""

    @pytest.fixture
    async def linked(
        self,
        organised: FastAPI,
        admin: Person,
        person: Person,
        provider: OidcProvider,
        monkeypatch: pytest.MonkeyPatch,
    ) -> Person:
        settings = organised.state.services.settings
        monkeypatch.setattr(settings, "oidc_role_claim", "groups")
        monkeypatch.setattr(settings, "oidc_roles", "clinic-it -> admin; clinic-doctors -> doctor")
        provider.more_claims = {"groups": ["clinic-it"]}
        code = await invite(organised, admin, person.actor.user_id)
        async with browser_of(organised) as first:
            assert await come_back(first, invitation=code) == "/"
        return person

    @pytest.mark.parametrize(
        ("groups", "ended"),
        [
            (["clinic-it"], "/"),
            ("clinic-it", "/"),
            (["staff", "clinic-it"], "/"),
            (["clinic-doctors"], "/sign-in?problem=OIDC_ROLE_NOT_GRANTED"),
            (["admin"], "/sign-in?problem=OIDC_ROLE_NOT_GRANTED"),
            ([], "/sign-in?problem=OIDC_ROLE_NOT_GRANTED"),
            (None, "/sign-in?problem=OIDC_ROLE_NOT_GRANTED"),
            ({"clinic-it": True}, "/sign-in?problem=OIDC_ROLE_NOT_GRANTED"),
        ],
    )
    async def test_an_account_is_open_only_while_its_role_is_granted(
        self, browser: httpx.AsyncClient, linked: Person, provider: OidcProvider, groups: object, ended: str
    ) -> None:
        provider.more_claims = {"groups": groups}
        assert await come_back(browser) == ended


@pytest.mark.parametrize("text", ["clinic-it", "a -> king", " -> admin", "a -> admin; b"])
def test_roles_that_cannot_be_read_stop_the_start(text: str) -> None:
    with pytest.raises(ValueError, match="clinic-doctors -> doctor"):
        parse_roles(text)


@pytest.mark.parametrize(
    "said",
    [
        {"oidc_issuer": "https://login.example.org"},
        {"oidc_issuer": "https://login.example.org", "oidc_client_id": "x"},
        {"oidc_issuer": "http://login.example.org", "oidc_client_id": "x", "public_url": "https://salus.example.org"},
    ],
)
def test_half_a_configuration_stops_the_start(said: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="SALUS_OIDC_ISSUER"):
        Settings(**said)


async def test_signing_out_leads_to_the_organisations_own_sign_out(
    browser: httpx.AsyncClient, linked: Person, provider: OidcProvider
) -> None:
    await come_back(browser)
    told = await browser.post("/api/v1/auth/oidc/logout")
    url = httpx.URL(told.json()["data"]["url"])
    assert str(url).startswith(f"{provider.issuer}/logout?")
    assert url.params["post_logout_redirect_uri"] == f"{HERE}/sign-in"
    assert url.params["id_token_hint"].count(".") == 2
    again = await browser.post("/api/v1/auth/oidc/logout")
    assert again.json()["data"] == {"url": None}


async def test_cookies_of_the_exchange_are_out_of_reach_of_scripts(browser: httpx.AsyncClient) -> None:
    away = await browser.get(START)
    (cookie,) = away.headers.get_list("set-cookie")
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()
    assert "path=/api/v1/auth/oidc" in cookie.lower()


async def test_without_a_provider_there_is_no_button_and_no_way(client: httpx.AsyncClient, admin: Person) -> None:
    assert (await client.get("/api/v1/auth/oidc")).json()["data"] == {"name": None}
    assert (await client.get(START)).headers["location"] == "/sign-in?problem=OIDC_NOT_CONFIGURED"
    path = f"/api/v1/admin/users/{admin.actor.user_id}/oidc-invitation"
    assert (await client.post(path, headers=admin.headers)).json()["error"]["code"] == "OIDC_NOT_CONFIGURED"
    assert (await client.post("/api/v1/auth/oidc/link", headers=admin.headers)).status_code == 404
    assert (await client.post("/api/v1/auth/oidc/logout")).json()["data"] == {"url": None}


async def test_only_administrators_invite_and_unlink(browser: httpx.AsyncClient, clinic: Clinic) -> None:
    for method, part in (("POST", "oidc-invitation"), ("DELETE", "oidc-link")):
        path = f"/api/v1/admin/users/{clinic.doctor.actor.user_id}/{part}"
        assert (await browser.request(method, path)).status_code == 401
        for person in (clinic.doctor, clinic.patient):
            assert (await browser.request(method, path, headers=person.headers)).status_code == 403
    absent = await browser.post(f"/api/v1/admin/users/{uuid4()}/oidc-invitation", headers=clinic.admin.headers)
    assert absent.json()["error"]["code"] == "ACCOUNT_NOT_FOUND"
    assert (await browser.post("/api/v1/auth/oidc/link")).status_code == 401


async def test_invitations_links_and_their_end_are_in_the_audit_trail(
    browser: httpx.AsyncClient, admin: Person, linked: Person, clinic: Clinic
) -> None:
    await browser.delete(f"/api/v1/admin/users/{linked.actor.user_id}/oidc-link", headers=admin.headers)
    async with clinic.as_actor(SETUP) as ctx:
        rows = await read_rows(ctx, AuditFilter(action="account.", limit=50))
    about = [row.action for row in rows if row.resource == f"account/{linked.actor.user_id}"]
    assert about[:3] == ["account.unlink", "account.link", "account.invite"]
