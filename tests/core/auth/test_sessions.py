"""Sessions: rotation, reuse, ending them everywhere within seconds, the list of one's own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from salus.app.embedded import ports
from salus.app.http import create_app
from salus.core.config import Settings
from salus.core.context import Role
from tests.core.auth.conftest import ME, REFRESH, Browser
from tests.support.app import PASSWORD, People, Person
from tests.support.clinic import Clinic

TOKEN = "/api/v1/auth/token"
SESSIONS = "/api/v1/account/sessions"
Behind = Callable[..., int]


async def _tokens(client: httpx.AsyncClient, username: str) -> dict[str, str]:
    answer = await client.post(TOKEN, data={"username": username, "password": PASSWORD})
    tokens: dict[str, str] = answer.json()["data"]
    return tokens


async def _refresh(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post(REFRESH, json={"refresh_token": token})


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_a_refresh_token_gives_the_next_one(client: httpx.AsyncClient, admin: Person) -> None:
    first = await _tokens(client, admin.username)
    second = (await _refresh(client, first["refresh_token"])).json()
    assert second["refresh_token"] != first["refresh_token"]
    third = await _refresh(client, second["refresh_token"])
    assert third.status_code == 200


async def test_tabs_that_refresh_at_once_share_one_successor(client: httpx.AsyncClient, admin: Person) -> None:
    first = await _tokens(client, admin.username)
    answers = await asyncio.gather(*(_refresh(client, first["refresh_token"]) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1


async def test_a_lost_answer_locks_nobody_out(client: httpx.AsyncClient, admin: Person) -> None:
    """The process may die between the commit and the answer: the same request again gets the same token."""
    first = await _tokens(client, admin.username)
    await _refresh(client, first["refresh_token"])
    again = (await _refresh(client, first["refresh_token"])).json()
    assert (await _refresh(client, again["refresh_token"])).status_code == 200


@pytest.mark.parametrize("case", ["late", "after the successor was used"])
async def test_a_used_token_that_comes_back_ends_the_session_and_is_audited(
    client: httpx.AsyncClient, people: People, admin: Person, behind: Behind, case: str
) -> None:
    person = await people.make(Role.ADMIN)
    first = await _tokens(client, person.username)
    second = (await _refresh(client, first["refresh_token"])).json()
    if case == "late":
        behind("UPDATE core.refresh_token SET used_at = used_at - interval '31 s' WHERE used_at IS NOT NULL")
    else:
        second = (await _refresh(client, second["refresh_token"])).json()
    stolen = await _refresh(client, first["refresh_token"])
    assert stolen.status_code == 401
    assert (await _refresh(client, second["refresh_token"])).status_code == 401
    assert (await client.get(ME, headers=_bearer(second["access_token"]))).status_code == 401
    rows = await client.get("/api/v1/admin/audit?action=auth.token_reused", headers=admin.headers)
    assert stolen.json()["metadata"]["request_id"] in {row["request_id"] for row in rows.json()["data"]["items"]}


async def test_the_person_is_told_at_the_next_sign_in_until_it_is_read(
    client: httpx.AsyncClient, people: People, browser: Browser, behind: Behind
) -> None:
    person = await people.make(Role.ADMIN)
    first = await _tokens(client, person.username)
    await _refresh(client, first["refresh_token"])
    behind("UPDATE core.refresh_token SET used_at = used_at - interval '31 s' WHERE used_at IS NOT NULL")
    await _refresh(client, first["refresh_token"])
    await browser.sign_in(person.username)
    told = (await browser.get("/api/v1/account/warnings")).json()["data"]
    assert [warning["device"] for warning in told] == ["A program"]
    assert (await browser.send("POST", "/api/v1/account/warnings/read")).status_code == 200
    assert (await browser.get("/api/v1/account/warnings")).json()["data"] == []


async def test_a_browsers_token_is_of_no_use_without_its_mark(
    client: httpx.AsyncClient, people: People, browser: Browser
) -> None:
    person = await people.make(Role.ADMIN)
    await browser.sign_in(person.username)
    stolen = browser.client.cookies["salus_refresh"]
    assert (await _refresh(client, stolen)).status_code == 401
    assert not await browser.is_in()


async def test_a_token_of_the_release_before_opens_a_session(
    client: httpx.AsyncClient, people: People, behind: Behind
) -> None:
    person = await people.make(Role.ADMIN)
    old = uuid4().hex
    behind(
        "INSERT INTO core.refresh_token (token_hash, user_id, expires_at) "
        "VALUES (sha256(%s::bytea), %s, now() + interval '1 day')",
        old,
        person.actor.user_id,
    )
    now = await _refresh(client, old)
    assert now.status_code == 200
    assert (await client.get(ME, headers=_bearer(now.json()["access_token"]))).status_code == 200
    assert (await _refresh(client, old)).status_code == 401


async def test_signing_out_ends_access_and_refresh_token(client: httpx.AsyncClient, people: People) -> None:
    person = await people.make(Role.ADMIN)
    tokens = await _tokens(client, person.username)
    await client.post("/api/v1/auth/logout", headers=_bearer(tokens["access_token"]))
    assert (await client.get(ME, headers=_bearer(tokens["access_token"]))).status_code == 401
    assert (await _refresh(client, tokens["refresh_token"])).status_code == 401


async def test_signing_in_anew_ends_what_the_browser_had_before(people: People, browser: Browser) -> None:
    """OWASP ASVS 5.0, 7.2.4: a new session at sign-in; an old one, or one that was planted, is not continued."""
    first, second = await people.make(Role.ADMIN), await people.make(Role.ADMIN)
    await browser.sign_in(first.username)
    before = dict(browser.client.cookies)
    await browser.sign_in(second.username)
    assert not set(before.values()) & set(dict(browser.client.cookies).values())
    browser.client.cookies.clear()
    assert (await browser.client.get(ME, headers=_bearer(before["salus_access"]))).status_code == 401


async def test_my_sessions_are_listed_in_words_and_can_be_ended(
    client: httpx.AsyncClient, people: People, browser: Browser
) -> None:
    person = await people.make(Role.ADMIN)
    await browser.sign_in(person.username)
    other = await _tokens(client, person.username)
    listed = (await browser.get(SESSIONS)).json()["data"]
    mine = {row["device"]: row for row in listed}
    assert mine["Firefox on Windows"]["is_this_one"]
    assert mine["Firefox on Windows"]["address_class"] == "private network"
    program = next(row for row in listed if row["started_at"] == max(r["started_at"] for r in listed))
    assert not program["is_this_one"]
    ended = await browser.send("DELETE", f"{SESSIONS}/{program['id']}")
    assert ended.status_code == 200
    assert (await client.get(ME, headers=_bearer(other["access_token"]))).status_code == 401
    assert (await browser.send("DELETE", f"{SESSIONS}/{program['id']}")).json()["error"]["code"] == "SESSION_NOT_FOUND"


async def test_another_persons_session_is_as_unknown_as_none(people: People, browser: Browser) -> None:
    owner, other = await people.make(Role.ADMIN), await people.make(Role.ADMIN)
    await browser.sign_in(other.username)
    for session_id in (owner.actor.session_id or uuid4(), uuid4()):
        answer = await browser.send("DELETE", f"{SESSIONS}/{session_id}")
        assert answer.json()["error"]["code"] == "SESSION_NOT_FOUND"
    assert (await browser.client.get(ME, headers=owner.headers)).status_code == 200


async def test_everywhere_else_is_signed_out_at_once(
    client: httpx.AsyncClient, people: People, browser: Browser
) -> None:
    person = await people.make(Role.ADMIN)
    others = [await _tokens(client, person.username) for _ in range(3)]
    await browser.sign_in(person.username)
    ended = await browser.send("POST", f"{SESSIONS}/end-others")
    assert ended.json()["data"]["sessions"] == 4  # and the one that the account was made with
    assert await browser.is_in()
    for tokens in others:
        assert (await client.get(ME, headers=_bearer(tokens["access_token"]))).status_code == 401
        assert (await _refresh(client, tokens["refresh_token"])).status_code == 401


@pytest.mark.parametrize("path", ["/account/sessions", "/account/warnings"])
async def test_nobody_has_no_sessions(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"/api/v1{path}")).status_code == 401


@pytest.mark.parametrize("deed", ["closed", "signed out"])
async def test_an_administrator_ends_all_sessions_of_an_account(
    client: httpx.AsyncClient, people: People, admin: Person, deed: str
) -> None:
    person, patient = await people.make(Role.ADMIN), await people.make(Role.PATIENT, patient_id=uuid4())
    tokens = await _tokens(client, person.username)
    path = f"/api/v1/admin/users/{person.actor.user_id}"
    assert (await client.post(f"{path}/end-sessions")).status_code == 401
    assert (await client.post(f"{path}/end-sessions", headers=patient.headers)).status_code == 403
    assert (await client.post(f"/api/v1/admin/users/{uuid4()}/end-sessions", headers=admin.headers)).status_code == 404
    if deed == "closed":
        change = {"version": 1, "display_name": "Closed", "is_active": False}
        await client.put(path, headers=admin.headers, json=change)
    else:
        await client.post(f"{path}/end-sessions", headers=admin.headers)
    assert (await client.get(ME, headers=_bearer(tokens["access_token"]))).status_code == 401
    assert (await _refresh(client, tokens["refresh_token"])).status_code == 401


@pytest.fixture(params=["with Valkey", "without Valkey"])
async def elsewhere(settings: Settings, request: pytest.FixtureRequest) -> AsyncIterator[FastAPI]:
    """Another process of the same installation: it hears of what happens here by Valkey, or by asking the database."""
    if request.param == "without Valkey":
        nobody = SecretStr(f"redis://:secret@127.0.0.1:{ports.choose(None)}/0")
        settings = settings.model_copy(update={"redis_url": nobody})
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


async def test_other_processes_refuse_an_ended_session_within_five_seconds(
    elsewhere: FastAPI, client: httpx.AsyncClient, people: People
) -> None:
    """PERFORMANCE S6. Measured: some milliseconds with Valkey, at most two seconds without."""
    person = await people.make(Role.ADMIN)
    tokens = await _tokens(client, person.username)
    transport = httpx.ASGITransport(elsewhere, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://salus.test") as there:
        assert (await there.get(ME, headers=_bearer(tokens["access_token"]))).status_code == 200
        await client.post("/api/v1/auth/logout", headers=_bearer(tokens["access_token"]))
        began = time.monotonic()
        while (await there.get(ME, headers=_bearer(tokens["access_token"]))).status_code == 200:
            assert time.monotonic() - began < 5
            await asyncio.sleep(0.05)


async def test_an_open_stream_ends_with_its_session(client: httpx.AsyncClient, clinic: Clinic) -> None:
    path = f"/api/v1/patients/{clinic.patient_id}/events"
    following = asyncio.create_task(client.get(path, headers=clinic.patient.headers))
    rows = f"/api/v1/admin/audit?action=chart.follow&patient={clinic.patient_id}"
    while not (await client.get(rows, headers=clinic.admin.headers)).json()["data"]["items"]:
        assert not following.done()
    await client.post("/api/v1/auth/logout", headers=clinic.patient.headers)
    answer = await asyncio.wait_for(following, 5)
    assert "connected" in answer.text
