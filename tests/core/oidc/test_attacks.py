"""Attacks on the exchange: no forged, replayed, mixed-up or misdirected answer signs anybody in."""

from __future__ import annotations

import base64
import hmac
import json
import time

import httpx
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import RSAKey

from salus.core.config import Settings
from salus.core.context import Role
from salus.core.oidc import provider as oidc_provider
from salus.core.oidc.rules import own_path
from tests.support.app import People, Person
from tests.support.oidc import CLIENT_ID, CLIENT_SECRET, Claims, OidcProvider
from tests.support.oidc_browser import CALLBACK, HERE, START, browser_of, come_back, invite, leave, refused


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://other.example.org"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": [CLIENT_ID, "another-client"]},
        {"aud": [CLIENT_ID, "another-client"], "azp": "another-client"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"exp": "4000000000"},
        {"iat": 1_000_000_000},
        {"iat": 4_000_000_000},
        {"iat": None},
        {"sub": ""},
        {"sub": None},
        {"sub": 7},
    ],
)
async def test_a_token_for_another_issuer_client_sign_in_or_time_is_refused(
    browser: httpx.AsyncClient, linked: Person, provider: OidcProvider, wrong: Claims
) -> None:
    provider.more_claims = wrong
    assert await refused(browser) == "OIDC_REFUSED"


async def test_clocks_may_differ_by_a_minute_and_no_more(
    organised: FastAPI, linked: Person, provider: OidcProvider
) -> None:
    now = int(time.time())
    for claims, is_in in (
        ({"iat": now + 45}, True),
        ({"iat": now + 90}, False),
        ({"exp": now - 45}, True),
        ({"exp": now - 90}, False),
    ):
        provider.more_claims = claims
        async with browser_of(organised) as browser:
            assert (await come_back(browser) == "/") is is_in, claims


def _part(data: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


def _unsigned(claims: Claims) -> str:
    return f"{_part({'alg': 'none'})}.{_part(claims)}."


def _shared(claims: Claims, secret: bytes, kid: str | None) -> str:
    """Signed by what is no secret: the library refuses to help with that."""
    signed = f"{_part({'alg': 'HS256', 'kid': kid})}.{_part(claims)}"
    mac = hmac.digest(secret, signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


async def test_unsigned_wrongly_signed_and_confused_tokens_are_refused(
    organised: FastAPI, linked: Person, provider: OidcProvider
) -> None:
    key = provider.keys[0]
    stranger = RSAKey.generate_key(2048, {"kid": key.kid})
    forgeries = {
        "none": _unsigned,
        "public key as a shared one": lambda claims: _shared(claims, key.as_pem(private=False), key.kid),
        "client secret as a shared one": lambda claims: _shared(claims, CLIENT_SECRET.encode(), key.kid),
        "somebody else's key": lambda claims: jwt.encode({"alg": "RS256", "kid": key.kid}, claims, stranger),
        "a key that nobody published": lambda claims: jwt.encode({"alg": "RS256", "kid": "zz"}, claims, stranger),
        "a key inside the token": lambda claims: jwt.encode(
            {"alg": "RS256", "jwk": stranger.as_dict(private=False)}, claims, stranger
        ),
        "rubbish": lambda claims: "rubbish",
    }
    for name, forge in forgeries.items():
        provider.sign = forge
        async with browser_of(organised) as browser:
            assert await refused(browser) == "OIDC_REFUSED", name
    provider.sign = None
    async with browser_of(organised) as browser:
        assert await come_back(browser) == "/"


async def test_keys_may_change_and_be_of_another_kind(
    organised: FastAPI, linked: Person, provider: OidcProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc_provider, "KEYS_AGAIN_AFTER_S", 0.0)
    for algorithm in ("ES256", "RS256"):
        provider.rotate(algorithm)
        async with browser_of(organised) as browser:
            assert await come_back(browser) == "/", algorithm


async def test_forged_tokens_do_not_make_the_keys_be_read_again_and_again(
    organised: FastAPI, linked: Person, provider: OidcProvider
) -> None:
    stranger = RSAKey.generate_key(2048, {"kid": "zz"})
    provider.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": "zz"}, claims, stranger)
    before = provider.asked.count("/jwks")
    for _ in range(5):
        async with browser_of(organised) as browser:
            assert await refused(browser) == "OIDC_REFUSED"
    assert provider.asked.count("/jwks") - before <= 1


async def test_an_answer_is_taken_once_and_only_from_the_browser_that_left(
    organised: FastAPI, browser: httpx.AsyncClient, linked: Person
) -> None:
    back = await leave(browser)
    async with browser_of(organised) as stranger:  # login CSRF: a victim's browser with the attacker's answer
        answer = await stranger.get(back)
        assert answer.headers["location"] == "/sign-in?problem=OIDC_REFUSED"
        assert (await stranger.get("/api/v1/me")).status_code == 401
    assert (await browser.get(back)).headers["location"] == "/"
    again = await browser.get(back)
    assert again.headers["location"] == "/sign-in?problem=OIDC_REFUSED"


async def test_a_replayed_code_under_a_fresh_state_is_refused(browser: httpx.AsyncClient, linked: Person) -> None:
    used = httpx.URL(await leave(browser))
    assert (await browser.get(str(used))).headers["location"] == "/"
    browser.cookies.clear()
    fresh = httpx.URL(await leave(browser)).copy_set_param("code", used.params["code"])
    answer = await browser.get(str(fresh))
    assert answer.headers["location"] == "/sign-in?problem=OIDC_REFUSED"


async def test_a_stolen_code_is_worth_nothing_without_its_verifier(
    browser: httpx.AsyncClient, linked: Person, provider: OidcProvider
) -> None:
    code = httpx.URL(await leave(browser)).params["code"]
    async with httpx.AsyncClient(auth=(CLIENT_ID, CLIENT_SECRET)) as thief:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": HERE + CALLBACK}
        answer = await thief.post(f"{provider.issuer}/token", data={**form, "code_verifier": "x" * 64})
    assert answer.json() == {"error": "invalid_grant"}


async def test_an_answer_in_another_providers_name_is_refused(
    organised: FastAPI, browser: httpx.AsyncClient, linked: Person, provider: OidcProvider
) -> None:
    """Mix-up (RFC 9207): the answer names who sent it."""
    back = httpx.URL(await leave(browser)).copy_set_param("iss", "https://evil.example.org")
    assert (await browser.get(str(back))).headers["location"] == "/sign-in?problem=OIDC_REFUSED"
    assert "/token" not in provider.asked[-1:]


async def test_a_provider_that_names_itself_must_do_so(
    settings: Settings, organised: FastAPI, linked: Person, provider: OidcProvider
) -> None:
    provider.answers_with_issuer = True
    provider_of = organised.state.oidc
    provider_of._metadata = None
    async with browser_of(organised) as browser:
        assert await come_back(browser) == "/"
    async with browser_of(organised) as browser:
        back = httpx.URL(await leave(browser)).copy_remove_param("iss")
        assert (await browser.get(str(back))).headers["location"] == "/sign-in?problem=OIDC_REFUSED"


async def test_a_refusal_of_the_provider_comes_back_as_one(browser: httpx.AsyncClient, linked: Person) -> None:
    back = httpx.URL(await leave(browser))
    denied = back.copy_remove_param("code").copy_set_param("error", "access_denied")
    assert (await browser.get(str(denied))).headers["location"] == "/sign-in?problem=OIDC_REFUSED"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example.org",
        "/\\evil.example.org",
        "https://evil.example.org",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:x".replace("%0d%0a", "\r\n"),
        "evil",
        "/\tx",
    ],
)
async def test_no_address_leads_from_here_to_another_site(
    browser: httpx.AsyncClient, linked: Person, wanted: str
) -> None:
    assert await come_back(browser, next=wanted) == "/"


def test_paths_of_this_site_are_kept() -> None:
    assert own_path("/patients/1/results?x=1#y") == "/patients/1/results?x=1#y"
    assert own_path(None) == "/"


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://other.example.org"},
        {"jwks_uri": "http://169.254.169.254/latest/meta-data"},
        {"jwks_uri": "file:///etc/passwd"},
        {"token_endpoint": "https://elsewhere.example.org/token"},
        {"token_endpoint": "http://127.0.0.1@elsewhere.example.org/token"},
        {"authorization_endpoint": "https://elsewhere.example.org/authorize"},
        {"token_endpoint": None},
        {"jwks_uri": 7},
    ],
)
async def test_a_discovery_document_leads_to_no_other_host(
    browser: httpx.AsyncClient, provider: OidcProvider, discovery: dict[str, object]
) -> None:
    """The tests may reach loopback alone, so a request to anywhere else would fail loudly, too."""
    provider.discovery = discovery
    away = await browser.get(START)
    assert away.headers["location"] == "/sign-in?problem=OIDC_UNAVAILABLE"
    assert provider.asked == ["/.well-known/openid-configuration"]


async def test_redirects_of_the_provider_are_not_followed(
    browser: httpx.AsyncClient, provider: OidcProvider, people: People, organised: FastAPI, admin: Person
) -> None:
    provider.discovery = {"jwks_uri": f"{provider.issuer}/redirect"}
    person = await people.make(Role.ADMIN)
    code = await invite(organised, admin, person.actor.user_id)
    assert await refused(browser, invitation=code) == "OIDC_UNAVAILABLE"
    assert "/jwks" not in provider.asked
