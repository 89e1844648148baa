"""A write that carries an Idempotency-Key happens once; its retry gets the first answer."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from salus.core.errors import EngineUnavailable
from salus.core.http import forgetting, idempotency, store
from salus.core.http.forgetting import KEPT_FOR, forget_answers
from salus.core.http.store import KeptAnswer
from salus.core.services import Services
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


def age(owner_database_url: str, key: str, by: timedelta) -> None:
    """Let a kept answer be that old."""
    with psycopg.connect(owner_database_url, autocommit=True) as db:
        db.execute("UPDATE core.idempotent_answer SET created_at = now() - %s WHERE key = %s", (by, key))


async def test_a_key_that_was_forgotten_makes_a_new_request(
    client: httpx.AsyncClient, admin: Person, services: Services, owner_database_url: str
) -> None:
    headers = {**admin.headers, "Idempotency-Key": uuid4().hex}
    assert (await client.post(USERS, headers=headers, json=new_user())).status_code == 201
    age(owner_database_url, headers["Idempotency-Key"], KEPT_FOR + timedelta(minutes=1))
    await forget_answers(services)
    other = new_user()
    made = await client.post(USERS, headers=headers, json=other)
    assert (made.status_code, "Idempotent-Replayed" in made.headers) == (201, False)
    assert made.json()["data"]["username"] == other["username"]
    again = await client.post(USERS, headers=headers, json=other)
    assert again.json() == made.json()


async def test_an_answer_of_today_is_kept(
    client: httpx.AsyncClient, admin: Person, services: Services, owner_database_url: str
) -> None:
    headers, body = {**admin.headers, "Idempotency-Key": uuid4().hex}, new_user()
    await client.post(USERS, headers=headers, json=body)
    age(owner_database_url, headers["Idempotency-Key"], KEPT_FOR - timedelta(minutes=1))
    await forget_answers(services)
    again = await client.post(USERS, headers=headers, json=body)
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")


async def test_many_old_answers_go_in_short_transactions(
    client: httpx.AsyncClient,
    admin: Person,
    services: Services,
    owner_database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forgetting, "MOST_AT_ONCE", 2)
    keys = [uuid4().hex for _ in range(5)]
    for key in keys:
        await client.post(USERS, headers={**admin.headers, "Idempotency-Key": key}, json=new_user())
        age(owner_database_url, key, KEPT_FOR + timedelta(minutes=1))
    await forget_answers(services)
    with psycopg.connect(owner_database_url) as db:
        left = db.execute("SELECT count(*) FROM core.idempotent_answer WHERE key = ANY (%s)", (keys,)).fetchone()
    assert left == (0,)


async def test_only_the_service_forgets_for_others(admin: Person, services: Services) -> None:
    async with services.transaction(admin.actor, "test") as ctx:
        assert await store.forget_answers(ctx.db, ctx.now + timedelta(days=1), 100) == 0


async def test_an_answer_that_is_forgotten_while_it_is_asked_for_makes_a_new_request(
    client: httpx.AsyncClient,
    admin: Person,
    services: Services,
    owner_database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The chore runs between the refused claim and the look at the first answer."""
    headers = {**admin.headers, "Idempotency-Key": uuid4().hex}
    await client.post(USERS, headers=headers, json=new_user())
    age(owner_database_url, headers["Idempotency-Key"], KEPT_FOR + timedelta(minutes=1))
    select_answer = store.select_answer

    async def forgotten_first(*args: Any) -> KeptAnswer | None:
        await forget_answers(services)
        return await select_answer(*args)

    monkeypatch.setattr(store, "select_answer", forgotten_first)
    assert (await client.post(USERS, headers=headers, json=new_user())).status_code == 201


async def test_the_api_says_how_long_a_key_is_remembered(client: httpx.AsyncClient) -> None:
    described = (await client.get("/api/openapi.json")).json()["info"]["description"]
    assert "remembered for 24 hours" in " ".join(described.split())
