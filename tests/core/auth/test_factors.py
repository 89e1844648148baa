"""The second factor: turned on by its first code, asked for at every sign-in, never passed by, never twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from uuid import uuid4

import httpx
import pyotp
import pytest

from salus.core.context import Role
from salus.core.services import Services
from tests.core.auth.conftest import ME, Browser
from tests.support.app import PASSWORD, People, Person

ACCOUNT = "/api/v1/account"
SECOND = "/api/v1/auth/login/second-factor"
NewBrowser = Callable[[str], Browser]
Behind = Callable[..., int]


class App:
    """An authenticator app. It shows a fresh code each time, as if 30 seconds had passed."""

    def __init__(self, secret: str) -> None:
        self._totp = pyotp.TOTP(secret)

    def code(self, periods: int = 0) -> str:
        """The code of now, or of so many periods later."""
        return self._totp.at(int(time.time()) + 30 * periods)


async def _enrol(browser: Browser) -> tuple[App, list[str]]:
    begun = await browser.send("POST", f"{ACCOUNT}/second-factor", json={"password": PASSWORD})
    app = App(begun.json()["data"]["secret"])
    assert begun.json()["data"]["qr_svg"].startswith("<svg")
    done = await browser.send("POST", f"{ACCOUNT}/second-factor/confirm", json={"code": app.code(-1)})
    assert done.status_code == 200, done.text
    return app, done.json()["data"]["recovery_codes"]


async def _second(browser: Browser, code: str, method: str = "authenticator") -> httpx.Response:
    return await browser.send("POST", SECOND, json={"code": code, "method": method})


@pytest.fixture
async def enrolled(people: People, browser: Browser) -> tuple[Person, App, list[str]]:
    """Somebody with a second factor."""
    person = await people.make(Role.ADMIN)
    await browser.sign_in(person.username)
    app, codes = await _enrol(browser)
    return person, app, codes


async def test_a_password_alone_opens_nothing_once_the_factor_is_on(
    enrolled: tuple[Person, App, list[str]], new_browser: NewBrowser
) -> None:
    person, app, _ = enrolled
    browser = new_browser("10.0.0.1")
    asked = await browser.sign_in(person.username)
    assert asked.status_code == 401
    assert asked.json()["error"]["code"] == "SECOND_FACTOR_NEEDED"
    assert asked.json()["error"]["details"]["methods"] == ["authenticator", "recovery_code"]
    assert "salus_access" not in browser.client.cookies
    assert not await browser.is_in()
    assert (await _second(browser, app.code())).status_code == 200
    assert await browser.is_in()


async def test_turning_it_on_ends_every_other_session(
    client: httpx.AsyncClient, people: People, browser: Browser
) -> None:
    person = await people.make(Role.ADMIN)
    await browser.sign_in(person.username)
    await _enrol(browser)
    assert await browser.is_in()
    assert (await client.get(ME, headers=person.headers)).status_code == 401


async def test_it_is_not_on_before_its_first_code(people: People, browser: Browser, new_browser: NewBrowser) -> None:
    person = await people.make(Role.ADMIN)
    await browser.sign_in(person.username)
    await browser.send("POST", f"{ACCOUNT}/second-factor", json={"password": PASSWORD})
    wrong = await browser.send("POST", f"{ACCOUNT}/second-factor/confirm", json={"code": "000000"})
    assert wrong.json()["error"]["code"] == "WRONG_CODE"
    assert (await new_browser("10.0.0.2").sign_in(person.username)).status_code == 200


async def test_a_code_is_taken_once_and_nothing_older_after_it(
    enrolled: tuple[Person, App, list[str]], new_browser: NewBrowser
) -> None:
    """RFC 6238, 5.2: the verifier must not accept the second attempt of the OTP."""
    person, app, _ = enrolled
    first, second = new_browser("10.0.0.3"), new_browser("10.0.0.3")
    for browser in (first, second):
        await browser.sign_in(person.username)
    code = app.code()
    assert (await _second(first, code)).status_code == 200
    for old in (code, app.code(-1)):
        assert (await _second(second, old)).json()["error"]["code"] == "WRONG_CODE"


async def test_of_ten_browsers_with_one_code_one_comes_in(
    enrolled: tuple[Person, App, list[str]], new_browser: NewBrowser, behind: Behind
) -> None:
    person, app, _ = enrolled
    browsers = [new_browser(f"10.0.1.{number}") for number in range(10)]
    for browser in browsers:
        await browser.sign_in(person.username)
        behind("DELETE FROM core.sign_in_guard")
    answers = await asyncio.gather(*(_second(browser, app.code()) for browser in browsers))
    assert [answer.status_code for answer in answers].count(200) == 1


async def test_recovery_codes_work_once_each_and_are_replaced_as_a_whole(
    enrolled: tuple[Person, App, list[str]], browser: Browser, new_browser: NewBrowser
) -> None:
    person, _, codes = enrolled
    assert len(set(codes)) == 10
    for expected in (200, 403):
        there = new_browser("10.0.0.4")
        await there.sign_in(person.username)
        assert (await _second(there, codes[0].upper(), "recovery_code")).status_code == expected
    left = (await browser.get(f"{ACCOUNT}/security")).json()["data"]["recovery_codes_left"]
    assert left == 9
    again = await browser.send("POST", f"{ACCOUNT}/second-factor/recovery-codes", json={"password": PASSWORD})
    assert not set(again.json()["data"]["recovery_codes"]) & set(codes)
    there = new_browser("10.0.0.5")
    await there.sign_in(person.username)
    assert (await _second(there, codes[1], "recovery_code")).json()["error"]["code"] == "WRONG_CODE"


async def test_trying_codes_is_slowed_and_the_password_does_not_reset_it(
    enrolled: tuple[Person, App, list[str]], new_browser: NewBrowser
) -> None:
    person, _, _ = enrolled
    codes = []
    for number in range(6):
        there = new_browser(f"10.0.2.{number}")
        if (await there.sign_in(person.username)).status_code == 429:
            codes.append(429)
            continue
        codes.append((await _second(there, "000000")).status_code)
    assert 429 in codes


async def test_the_step_belongs_to_the_browser_that_gave_the_password_and_is_used_once(
    enrolled: tuple[Person, App, list[str]], new_browser: NewBrowser, behind: Behind
) -> None:
    person, app, codes = enrolled
    first, thief = new_browser("10.0.0.6"), new_browser("10.0.0.7")
    await first.sign_in(person.username)
    assert (await _second(thief, app.code())).json()["error"]["code"] == "STEP_OVER"
    step = first.client.cookies["salus_step"]
    assert (await _second(first, app.code())).status_code == 200
    thief.client.cookies.set("salus_step", step, path="/api/v1")
    assert (await _second(thief, codes[0], "recovery_code")).json()["error"]["code"] == "STEP_OVER"
    await first.sign_in(person.username)
    behind("UPDATE core.sign_in_step SET expires_at = now()")
    assert (await _second(first, codes[0], "recovery_code")).json()["error"]["code"] == "STEP_OVER"


async def test_machines_show_the_second_factor_too(
    enrolled: tuple[Person, App, list[str]], client: httpx.AsyncClient
) -> None:
    person, app, _ = enrolled
    asked = await client.post("/api/v1/auth/token", data={"username": person.username, "password": PASSWORD})
    details = asked.json()["error"]["details"]
    assert asked.json()["error"]["code"] == "SECOND_FACTOR_NEEDED"
    given = {"step": details["step"], "code": app.code()}
    tokens = await client.post("/api/v1/auth/token/second-factor", json=given)
    headers = {"Authorization": f"Bearer {tokens.json()['access_token']}"}
    assert (await client.get(ME, headers=headers)).status_code == 200


@pytest.mark.parametrize("path", ["second-factor", "second-factor/off", "second-factor/recovery-codes"])
async def test_each_change_asks_for_the_password_once_more(
    people: People, browser: Browser, client: httpx.AsyncClient, path: str
) -> None:
    person = await people.make(Role.PATIENT, patient_id=uuid4())
    await browser.sign_in(person.username)
    wrong = await browser.send("POST", f"{ACCOUNT}/{path}", json={"password": "wrong password"})
    assert wrong.json()["error"]["code"] == "WRONG_PASSWORD"
    assert (await client.post(f"{ACCOUNT}/{path}", json={"password": PASSWORD})).status_code == 401


async def test_an_account_that_must_have_one_sets_it_up_before_it_is_let_in(
    client: httpx.AsyncClient, people: People, admin: Person, browser: Browser, new_browser: NewBrowser
) -> None:
    person = await people.make(Role.DOCTOR, practitioner_id=uuid4())
    change = {"version": 1, "display_name": "Must", "is_active": True, "needs_second_factor": True}
    await client.put(f"/api/v1/admin/users/{person.actor.user_id}", headers=admin.headers, json=change)
    assert (await client.get(ME, headers=person.headers)).status_code == 401  # what was open without it has ended
    asked = await browser.sign_in(person.username)
    assert asked.json()["error"]["code"] == "SECOND_FACTOR_ENROLMENT_NEEDED"
    assert (await _second(browser, "000000")).json()["error"]["code"] == "STEP_OVER"
    begun = await browser.send("POST", "/api/v1/auth/login/enrolment")
    app = App(begun.json()["data"]["secret"])
    assert not await browser.is_in()
    done = await browser.send("POST", "/api/v1/auth/login/enrolment/confirm", json={"code": app.code(-1)})
    assert len(done.json()["data"]["recovery_codes"]) == 10
    assert await browser.is_in()
    refused = await browser.send("POST", f"{ACCOUNT}/second-factor/off", json={"password": PASSWORD})
    assert refused.json()["error"]["code"] == "SECOND_FACTOR_REQUIRED"
    assert (await new_browser("10.0.0.8").sign_in(person.username)).json()["error"]["code"] == "SECOND_FACTOR_NEEDED"


async def test_a_role_that_must_have_one_is_not_refreshed_without(
    services: Services, people: People, browser: Browser
) -> None:
    """A session from before the rule does not outlive its access token."""
    person = await people.make(Role.DOCTOR, practitioner_id=uuid4())
    await browser.sign_in(person.username)
    settings = services.settings
    before, settings.second_factor_roles = settings.second_factor_roles, "admin, doctor"
    try:
        assert (await browser.send("POST", "/api/v1/auth/refresh")).status_code == 401
        asked = await browser.sign_in(person.username)
        assert asked.json()["error"]["code"] == "SECOND_FACTOR_ENROLMENT_NEEDED"
    finally:
        settings.second_factor_roles = before


async def test_an_administrator_resets_it_for_a_lost_phone(
    client: httpx.AsyncClient, admin: Person, people: People, enrolled: tuple[Person, App, list[str]],
    browser: Browser, new_browser: NewBrowser,
) -> None:  # fmt: skip
    person, _, _ = enrolled
    patient = await people.make(Role.PATIENT, patient_id=uuid4())
    path = f"/api/v1/admin/users/{person.actor.user_id}/reset-factors"
    assert (await client.post(path)).status_code == 401
    assert (await client.post(path, headers=patient.headers)).status_code == 403
    assert (await client.post(path, headers=admin.headers)).status_code == 200
    assert not await browser.is_in()
    assert (await new_browser("10.0.0.9").sign_in(person.username)).status_code == 200
    rows = await client.get("/api/v1/admin/audit?action=factor.reset", headers=admin.headers)
    assert f"account/{person.actor.user_id}" in {row["resource"] for row in rows.json()["data"]["items"]}


async def test_the_secret_lies_encrypted_and_recovery_codes_as_hashes(
    enrolled: tuple[Person, App, list[str]], owner_database_url: str
) -> None:
    import base64

    import psycopg

    person, app, codes = enrolled
    raw = base64.b32decode(app._totp.secret)
    with psycopg.connect(owner_database_url) as db:
        sealed = db.execute("SELECT sealed FROM core.totp WHERE user_id = %s", (person.actor.user_id,)).fetchone()
        hashes = db.execute("SELECT code_hash FROM core.recovery_code").fetchall()
        kept = db.execute("SELECT body FROM core.idempotent_answer").fetchall()
    assert sealed is not None
    assert raw not in bytes(sealed[0])
    everything = b"".join(bytes(row[0]) for row in [*hashes, *kept])
    assert not any(code.replace("-", "").encode() in everything or code.encode() in everything for code in codes)
