"""A write that carries an Idempotency-Key happens once; its retry gets the first answer."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import httpx
import pytest

from salus.core.errors import EngineUnavailable
from salus.core.http import idempotency, store
from tests.support.app import PASSWORD, Person

USERS = "/api/v1/admin/users"


def new_user() -> dict[str, str]:
    return {"username": f"{uuid4().hex}@example.test", "display_name": "N", "role": "admin", "password": PASSWORD}


async def test_a_retry_gets_the_first_answer(client: httpx.AsyncClient, admin: Person) -> None:
    headers, body = {**admin.headers, "Idempotency-Key": uuid4().hex}, new_user()
    first = await client.post(USERS, headers=headers, json=body)
    again = await client.post(USERS, headers=headers, json=body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"


async def test_the_same_key_for_another_request_is_refused(client: httpx.AsyncClient, admin: Person) -> None:
    headers = {**admin.headers, "Idempotency-Key": uuid4().hex}
    await client.post(USERS, headers=headers, json=new_user())
    other = await client.post(f"/api/v1/admin/jobs/{uuid4()}/retry", headers=headers)
    assert other.json()["error"]["code"] == "IDEMPOTENCY_KEY_REUSED"


async def test_what_failed_may_be_tried_again_under_its_key(client: httpx.AsyncClient, admin: Person) -> None:
    headers, body = {**admin.headers, "Idempotency-Key": uuid4().hex}, new_user()
    weak = await client.post(USERS, headers=headers, json={**body, "password": "short"})
    assert weak.json()["error"]["code"] == "WEAK_PASSWORD"
    assert (await client.post(USERS, headers=headers, json=body)).status_code == 201


async def test_two_at_once_do_it_once(client: httpx.AsyncClient, admin: Person) -> None:
    headers, body = {**admin.headers, "Idempotency-Key": uuid4().hex}, new_user()
    answers = await asyncio.gather(*(client.post(USERS, headers=headers, json=body) for _ in range(4)))
    assert [answer.status_code for answer in answers].count(201) >= 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    listed = await client.get(USERS, headers=admin.headers)
    assert [user["username"] for user in listed.json()["data"]].count(body["username"]) == 1


async def test_the_same_key_with_another_body_is_refused(client: httpx.AsyncClient, admin: Person) -> None:
    headers, first, other = {**admin.headers, "Idempotency-Key": uuid4().hex}, new_user(), new_user()
    assert (await client.post(USERS, headers=headers, json=first)).status_code == 201
    refused = await client.post(USERS, headers=headers, json=other)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert other["username"] not in (await client.get(USERS, headers=admin.headers)).text


async def test_all_who_ask_at_once_get_the_one_answer(client: httpx.AsyncClient, admin: Person) -> None:
    headers, body = {**admin.headers, "Idempotency-Key": uuid4().hex}, new_user()
    answers = await asyncio.gather(*(client.post(USERS, headers=headers, json=body) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in answers) == 1


@pytest.mark.parametrize("key", ["", "k" * 201, "tab\there", "caf\xe9"])
async def test_a_key_that_is_none_is_refused(client: httpx.AsyncClient, admin: Person, key: str) -> None:
    headers = {**admin.headers, "Idempotency-Key": key.encode("latin-1")}
    refused = await client.post(USERS, headers=headers, json=new_user())
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "IDEMPOTENCY_KEY_UNUSABLE")


async def test_an_answer_that_cannot_be_kept_is_sent_all_the_same(
    client: httpx.AsyncClient, admin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The write is committed; the database goes away before its answer is kept."""
    headers, body = {**admin.headers, "Idempotency-Key": uuid4().hex}, new_user()

    async def fail(*_: object) -> None:
        raise EngineUnavailable

    with monkeypatch.context() as broken:
        broken.setattr(store, "update_answer", fail)
        assert (await client.post(USERS, headers=headers, json=body)).status_code == 201
    monkeypatch.setattr(idempotency, "ANSWER_WAIT_S", 0.0)
    again = await client.post(USERS, headers=headers, json=body)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "ALREADY_DONE")
