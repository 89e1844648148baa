"""Sign-in: right and wrong passwords, tokens that are forged or old, cookies with their CSRF token, accounts."""

from __future__ import annotations

import base64
import json
from uuid import uuid4

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from salus.core.auth.tokens import TokenMint
from salus.core.config import Settings
from salus.core.context import Role
from salus.core.keys import signing_key
from salus.core.services import Services
from tests.support.app import PASSWORD, People, Person

TOKEN = "/api/v1/auth/token"
ME = "/api/v1/me"


async def test_the_right_password_gives_tokens_that_work(client: httpx.AsyncClient, admin: Person) -> None:
    answer = (await client.post(TOKEN, data={"username": admin.username, "password": PASSWORD})).json()
    assert answer["status"] == "success"
    assert answer["access_token"] == answer["data"]["access_token"]
    me = await client.get(ME, headers={"Authorization": f"Bearer {answer['access_token']}"})
    assert me.json()["data"]["role"] == "admin"
    assert set(me.json()["metadata"]) == {"timestamp", "request_id"}


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD + " "])
async def test_a_wrong_password_is_refused_and_audited(
    client: httpx.AsyncClient, people: People, admin: Person, password: str
) -> None:
    person = await people.make(Role.ADMIN)
    answer = await client.post(TOKEN, data={"username": person.username, "password": password or "-"})
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "WRONG_CREDENTIALS"
    rows = await client.get("/api/v1/admin/audit?action=auth.sign_in&outcome=refused", headers=admin.headers)
    assert answer.json()["metadata"]["request_id"] in {row["request_id"] for row in rows.json()["data"]["items"]}


async def test_an_unknown_account_and_a_wrong_password_look_alike(client: httpx.AsyncClient, admin: Person) -> None:
    known = await client.post(TOKEN, data={"username": admin.username, "password": "wrong password"})
    unknown = await client.post(TOKEN, data={"username": "nobody@example.test", "password": "wrong password"})
    assert known.json()["error"] == unknown.json()["error"]


def _unsigned(claims: dict[str, object]) -> str:
    def part(data: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


async def test_forged_and_expired_tokens_are_refused(
    client: httpx.AsyncClient, admin: Person, settings: Settings, services: Services
) -> None:
    claims = {
        "iss": "salus",
        "sub": str(uuid4()),
        "role": "admin",
        "name": "x",
        "sid": str(uuid4()),
        "exp": 4_000_000_000,
    }
    expired = TokenMint(signing_key(settings), -10, services.sessions).issue(admin.actor)
    other_key = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("k" * 40))
    for token in (_unsigned(claims), other_key, expired, admin.token[:-2] + "xx", "rubbish"):
        answer = await client.get(ME, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401, token
        assert answer.json()["error"]["code"] == "NOT_SIGNED_IN"


async def test_cookies_sign_a_browser_in_and_writes_need_its_own_token(
    client: httpx.AsyncClient, admin: Person
) -> None:
    signed_in = await client.post("/api/v1/auth/login", json={"username": admin.username, "password": PASSWORD})
    assert signed_in.status_code == 200
    cookies = signed_in.headers.get_list("set-cookie")
    assert all("samesite=strict" in cookie.lower() for cookie in cookies)
    assert {cookie.split("=")[0] for cookie in cookies if "httponly" not in cookie.lower()} == {"salus_csrf"}
    assert {cookie.split("=")[0] for cookie in cookies} == {
        "salus_access",
        "salus_refresh",
        "salus_browser",
        "salus_csrf",
    }
    assert (await client.get(ME)).status_code == 200
    refused = await client.post("/api/v1/admin/audit/verify")
    assert refused.json()["error"]["code"] == "CSRF_REFUSED"
    allowed = await client.post("/api/v1/admin/audit/verify", headers={"X-CSRF-Token": client.cookies["salus_csrf"]})
    assert allowed.status_code == 200


async def test_accounts_are_the_administrators_business(
    client: httpx.AsyncClient, people: People, admin: Person
) -> None:
    patient = await people.make(Role.PATIENT, patient_id=uuid4())
    for method, path in (("GET", "/api/v1/admin/users"), ("POST", "/api/v1/admin/users")):
        assert (await client.request(method, path, json={})).status_code == 401
        refused = await client.request(method, path, headers=patient.headers, json={})
        assert refused.json()["error"]["code"] == "ROLE_NOT_ALLOWED"
    new = {"username": f"{uuid4().hex}@example.test", "display_name": "New", "role": "admin", "password": PASSWORD}
    made = await client.post("/api/v1/admin/users", headers=admin.headers, json=new)
    assert made.status_code == 201
    assert "password" not in made.text
    twice = await client.post("/api/v1/admin/users", headers=admin.headers, json=new)
    assert twice.json()["error"]["code"] == "USERNAME_TAKEN"


async def test_a_stale_change_of_an_account_shows_both_versions(
    client: httpx.AsyncClient, people: People, admin: Person
) -> None:
    person = await people.make(Role.ADMIN)
    path = f"/api/v1/admin/users/{person.actor.user_id}"
    change = {"version": 1, "display_name": "First", "is_active": True}
    assert (await client.put(path, headers=admin.headers, json=change)).json()["data"]["version"] == 2
    conflict = await client.put(path, headers=admin.headers, json={**change, "display_name": "Second"})
    assert conflict.status_code == 409
    assert conflict.json()["error"]["details"]["current"]["display_name"] == "First"
    assert conflict.json()["error"]["details"]["yours"]["display_name"] == "Second"


async def test_every_refusal_leaves_an_audit_row(client: httpx.AsyncClient, people: People, admin: Person) -> None:
    patient = await people.make(Role.PATIENT, patient_id=uuid4())
    refused = [
        await client.get("/api/v1/admin/audit"),
        await client.get("/api/v1/admin/audit", headers=patient.headers),
    ]
    rows = await client.get("/api/v1/admin/audit?action=access.refused", headers=admin.headers)
    seen = {row["request_id"] for row in rows.json()["data"]["items"]}
    assert {answer.json()["metadata"]["request_id"] for answer in refused} <= seen
