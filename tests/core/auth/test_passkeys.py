"""Passkeys, with a security key in software that signs for real: made, used, renamed, removed; every lie refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import httpx
import pytest

from salus.core.context import Role
from tests.core.auth.conftest import Browser
from tests.support.app import PASSWORD, People, Person
from tests.support.authenticator import SoftwareKey

PASSKEYS = "/api/v1/account/passkeys"
ENTER = "/api/v1/auth/passkey"
NewBrowser = Callable[[str], Browser]


async def _register(browser: Browser, key: SoftwareKey, name: str = "My key") -> httpx.Response:
    begun = await browser.send("POST", f"{PASSKEYS}/options", json={"password": PASSWORD})
    assert begun.status_code == 200, begun.text
    credential = key.create(begun.json()["data"]["options"])
    return await browser.send("POST", PASSKEYS, json={"name": name, "credential": credential})


async def _enter(browser: Browser, key: SoftwareKey) -> httpx.Response:
    begun = await browser.send("POST", f"{ENTER}/options")
    return await browser.send("POST", ENTER, json={"credential": key.get(begun.json()["data"]["options"])})


@pytest.fixture
async def owner(people: People, browser: Browser) -> tuple[Person, SoftwareKey]:
    """Somebody with a passkey."""
    person, key = await people.make(Role.ADMIN), SoftwareKey()
    await browser.sign_in(person.username)
    made = await _register(browser, key)
    assert made.status_code == 201, made.text
    return person, key


async def test_a_passkey_signs_in_without_a_password(
    owner: tuple[Person, SoftwareKey], new_browser: NewBrowser
) -> None:
    person, key = owner
    there = new_browser("10.1.0.1")
    entered = await _enter(there, key)
    assert UUID(entered.json()["data"]["user_id"]) == person.actor.user_id
    assert await there.is_in()


async def test_a_passkey_is_listed_renamed_and_removed(
    owner: tuple[Person, SoftwareKey], browser: Browser, new_browser: NewBrowser
) -> None:
    _, key = owner
    (mine,) = (await browser.get(PASSKEYS)).json()["data"]
    assert mine["name"] == "My key"
    assert (await browser.send("PUT", f"{PASSKEYS}/{mine['id']}", json={"name": "Blue key"})).status_code == 200
    assert (await browser.get(PASSKEYS)).json()["data"][0]["name"] == "Blue key"
    path = f"{PASSKEYS}/{mine['id']}/remove"
    wrong = await browser.send("POST", path, json={"password": "wrong password"})
    assert wrong.json()["error"]["code"] == "WRONG_PASSWORD"
    assert (await browser.send("POST", path, json={"password": PASSWORD})).status_code == 200
    assert (await _enter(new_browser("10.1.0.2"), key)).json()["error"]["code"] == "PASSKEY_REFUSED"


async def test_another_persons_passkey_is_as_unknown_as_none(
    owner: tuple[Person, SoftwareKey], people: People, browser: Browser, new_browser: NewBrowser
) -> None:
    (theirs,) = (await browser.get(PASSKEYS)).json()["data"]
    other = await people.make(Role.ADMIN)
    there = new_browser("10.1.0.3")
    await there.sign_in(other.username)
    for passkey_id in (theirs["id"], uuid4()):
        answer = await there.send("PUT", f"{PASSKEYS}/{passkey_id}", json={"name": "Mine now"})
        assert answer.json()["error"]["code"] == "PASSKEY_NOT_FOUND"


@pytest.mark.parametrize("lie", ["origin", "site", "unverified", "strange key"])
async def test_a_passkey_that_lies_is_refused(
    owner: tuple[Person, SoftwareKey], new_browser: NewBrowser, lie: str
) -> None:
    _, key = owner
    liar = {
        "origin": replace(key, origin="https://salus.test.example.org"),
        "site": replace(key, rp_id="example.org"),
        "unverified": replace(key, verifies=False),
        "strange key": replace(key, private=SoftwareKey().private),
    }[lie]
    there = new_browser("10.1.0.4")
    assert (await _enter(there, liar)).json()["error"]["code"] == "PASSKEY_REFUSED"
    assert not await there.is_in()


async def test_an_answer_is_good_for_its_own_challenge_once(
    owner: tuple[Person, SoftwareKey], new_browser: NewBrowser
) -> None:
    _, key = owner
    there, thief = new_browser("10.1.0.5"), new_browser("10.1.0.6")
    begun = await there.send("POST", f"{ENTER}/options")
    answer = key.get(begun.json()["data"]["options"])
    await thief.send("POST", f"{ENTER}/options")
    assert (await thief.send("POST", ENTER, json={"credential": answer})).json()["error"]["code"] == "PASSKEY_REFUSED"
    step = there.client.cookies["salus_step"]
    assert (await there.send("POST", ENTER, json={"credential": answer})).status_code == 200
    there.client.cookies.set("salus_step", step, path="/api/v1")
    assert (await there.send("POST", ENTER, json={"credential": answer})).json()["error"]["code"] == "STEP_OVER"


async def test_a_copied_key_is_noticed_by_its_counter(
    owner: tuple[Person, SoftwareKey], new_browser: NewBrowser
) -> None:
    """WebAuthn Level 3, 7.2, step 22: a counter that does not grow tells of a clone."""
    _, key = owner
    key.count = 10
    copy = replace(key, count=5)
    assert (await _enter(new_browser("10.1.0.7"), key)).status_code == 200
    assert (await _enter(new_browser("10.1.0.8"), copy)).json()["error"]["code"] == "PASSKEY_REFUSED"


async def test_a_registration_belongs_to_the_account_that_began_it(
    people: People, browser: Browser, new_browser: NewBrowser
) -> None:
    first, second = await people.make(Role.ADMIN), await people.make(Role.ADMIN)
    there = new_browser("10.1.0.9")
    await browser.sign_in(first.username)
    await there.sign_in(second.username)
    begun = await browser.send("POST", f"{PASSKEYS}/options", json={"password": PASSWORD})
    there.client.cookies.set("salus_step", browser.client.cookies["salus_step"], path="/api/v1")
    credential = SoftwareKey().create(begun.json()["data"]["options"])
    stolen = await there.send("POST", PASSKEYS, json={"name": "x", "credential": credential})
    assert stolen.json()["error"]["code"] == "STEP_OVER"


async def test_a_passkey_stands_for_both_factors_and_a_password_does_not(
    client: httpx.AsyncClient, owner: tuple[Person, SoftwareKey], admin: Person, new_browser: NewBrowser
) -> None:
    person, key = owner
    change = {"version": 1, "display_name": "Must", "is_active": True, "needs_second_factor": True}
    await client.put(f"/api/v1/admin/users/{person.actor.user_id}", headers=admin.headers, json=change)
    there = new_browser("10.1.0.10")
    asked = await there.sign_in(person.username)
    assert asked.json()["error"]["details"]["methods"] == ["passkey"]
    assert not await there.is_in()
    assert (await _enter(there, key)).status_code == 200


@pytest.mark.parametrize("sent", [{}, {"rawId": 5}, {"rawId": "AAAA", "response": None}, {"id": "x" * 5000}])
async def test_rubbish_is_refused(browser: Browser, sent: dict[str, object]) -> None:
    await browser.send("POST", f"{ENTER}/options")
    answer = await browser.send("POST", ENTER, json={"credential": sent})
    assert answer.json()["error"]["code"] == "PASSKEY_REFUSED"


async def test_a_closed_accounts_passkey_opens_nothing(
    client: httpx.AsyncClient, owner: tuple[Person, SoftwareKey], admin: Person, new_browser: NewBrowser
) -> None:
    person, key = owner
    change = {"version": 1, "display_name": "Closed", "is_active": False}
    await client.put(f"/api/v1/admin/users/{person.actor.user_id}", headers=admin.headers, json=change)
    assert (await _enter(new_browser("10.1.0.11"), key)).status_code == 401


async def test_nobody_registers_a_passkey(client: httpx.AsyncClient) -> None:
    for method, path in (("GET", PASSKEYS), ("POST", PASSKEYS), ("POST", f"{PASSKEYS}/options")):
        assert (await client.request(method, path, json={})).status_code == 401
