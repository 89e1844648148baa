"""Guessing is slowed down: for an account, from an address, with or without Valkey, known name or not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest

from salus.core.context import Role
from tests.core.auth.conftest import Browser
from tests.support.app import People, Person

NewBrowser = Callable[[str], Browser]
Behind = Callable[..., int]


def _address() -> str:
    number = uuid4().int
    return f"10.{number % 256}.{number // 256 % 256}.{number // 65536 % 256}"


async def _guess(browser: Browser, username: str, times: int) -> list[int]:
    return [(await browser.sign_in(username, "wrong password")).status_code for _ in range(times)]


@pytest.mark.parametrize("who", ["somebody", "nobody"])
async def test_guessing_is_slowed_after_three_failures_known_name_or_not(
    people: People, new_browser: NewBrowser, who: str
) -> None:
    person = await people.make(Role.ADMIN)
    username = person.username if who == "somebody" else f"{uuid4().hex}@example.test"
    browser = new_browser(_address())
    assert await _guess(browser, username, 4) == [401, 401, 401, 401]
    blocked = await browser.sign_in(username, "wrong password")
    assert blocked.status_code == 429
    assert blocked.json()["error"]["details"]["retry_after_s"] == 1


async def test_ten_failures_lock_the_account_even_for_the_right_password(
    people: People, new_browser: NewBrowser, behind: Behind
) -> None:
    person = await people.make(Role.ADMIN)
    waits = []
    for _ in range(10):
        await _guess(new_browser(_address()), person.username, 1)
        answer = await new_browser(_address()).sign_in(person.username)
        waits.append(answer.json().get("error", {}).get("details", {}).get("retry_after_s", 0))
        if answer.status_code == 200:
            break
        behind("UPDATE core.sign_in_guard SET blocked_until = now() WHERE blocked_until > now()")
    assert answer.status_code == 200 or waits[-1] >= 899


async def test_a_right_password_forgets_the_failures(people: People, new_browser: NewBrowser) -> None:
    person = await people.make(Role.ADMIN)
    for _ in range(3):
        browser = new_browser(_address())
        await _guess(browser, person.username, 3)
        assert (await browser.sign_in(person.username)).status_code == 200


async def test_a_hundred_guesses_at_once_are_not_a_hundred_guesses(people: People, new_browser: NewBrowser) -> None:
    person = await people.make(Role.ADMIN)
    browsers = [new_browser(_address()) for _ in range(100)]
    answers = await asyncio.gather(*(browser.sign_in(person.username, "wrong password") for browser in browsers))
    judged = [answer for answer in answers if answer.status_code == 401]
    assert len(judged) < 10, "three at once, and one more after each wait; never as many as lock the account"
    assert {answer.status_code for answer in answers} == {401, 429}


async def test_the_lock_opens_by_time_and_by_an_administrator(
    client: httpx.AsyncClient, people: People, admin: Person, new_browser: NewBrowser, behind: Behind
) -> None:
    person, patient = await people.make(Role.ADMIN), await people.make(Role.PATIENT, patient_id=uuid4())
    for opened_by in ("time", "administrator"):
        for _ in range(10):
            await _guess(new_browser(_address()), person.username, 1)
            behind("UPDATE core.sign_in_guard SET blocked_until = now() WHERE level < 9.5 AND blocked_until > now()")
        assert (await new_browser(_address()).sign_in(person.username)).status_code == 429
        listed = (await client.get("/api/v1/admin/users", headers=admin.headers)).json()["data"]
        assert next(row for row in listed if row["id"] == str(person.actor.user_id))["locked_until"]
        if opened_by == "time":
            behind("UPDATE core.sign_in_guard SET blocked_until = now() WHERE blocked_until > now()")
        else:
            path = f"/api/v1/admin/users/{person.actor.user_id}/unlock"
            assert (await client.post(path)).status_code == 401
            assert (await client.post(path, headers=patient.headers)).status_code == 403
            assert (await client.post(path, headers=admin.headers)).status_code == 200
        assert (await new_browser(_address()).sign_in(person.username)).status_code == 200


async def test_a_browser_that_the_account_knows_is_not_locked_out_by_strangers(
    people: People, new_browser: NewBrowser, behind: Behind
) -> None:
    person = await people.make(Role.DOCTOR, practitioner_id=uuid4())
    ward = new_browser(_address())
    assert (await ward.sign_in(person.username)).status_code == 200
    for _ in range(10):
        await _guess(new_browser(_address()), person.username, 1)
        behind("UPDATE core.sign_in_guard SET blocked_until = now() WHERE level < 9.5 AND blocked_until > now()")
    assert (await new_browser(_address()).sign_in(person.username)).status_code == 429
    assert (await ward.sign_in(person.username)).status_code == 200
    assert 429 in await _guess(ward, person.username, 5)  # it is counted all the same, by itself


async def test_one_password_tried_on_many_accounts_is_slowed_by_address(new_browser: NewBrowser) -> None:
    stuffing = new_browser(_address())
    codes = [(await stuffing.sign_in(f"{uuid4().hex}@example.test", "Summer2026!")).status_code for _ in range(33)]
    assert codes[:30] == [401] * 30
    assert codes[-1] == 429
    assert (await _guess(new_browser(_address()), f"{uuid4().hex}@example.test", 1)) == [401]


async def test_an_address_that_must_wait_locks_no_account(people: People, new_browser: NewBrowser) -> None:
    person = await people.make(Role.ADMIN)
    stuffing = new_browser(_address())
    for _ in range(32):
        await stuffing.sign_in(f"{uuid4().hex}@example.test", "Summer2026!")
    assert set(await _guess(stuffing, person.username, 20)) == {429}
    assert (await new_browser(_address()).sign_in(person.username)).status_code == 200
