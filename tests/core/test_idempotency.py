"""A write that carries an Idempotency-Key happens once; its retry gets the first answer."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import httpx

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
