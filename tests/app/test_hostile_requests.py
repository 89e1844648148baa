"""Whatever is sent to whatever address, the answer is never a server error and always in the envelope."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from salus.core.http.middleware import LONGEST_BODY, LONGEST_HEAD
from tests.support.app import Person
from tests.support.clinic import Clinic
from tests.support.garbage import Hostile, requests

AT_ONCE = 8
LEAST = 1000
SEED = 20261125
STREAMS = "/events"
EXPENSIVE = ("/api/v1/admin/audit/verify", "/metrics")


def who_for(clinic: Clinic, path: str) -> Person:
    """Somebody whom the route lets in, so that the request is refused for its form."""
    if "/admin/" in path or path.endswith("/users"):
        return clinic.admin
    return clinic.doctor


def is_in_envelope(answer: httpx.Response) -> bool:
    """An error as every client expects it."""
    if answer.status_code < 400:
        return True
    body = answer.json()
    if body.get("resourceType") == "OperationOutcome":
        return all(each["code"] and each["diagnostics"].startswith("request ") for each in body["issue"])
    return body["status"] == "error" and bool(body["error"]["code"]) and "request_id" in body["metadata"]


async def test_no_garbage_makes_a_server_error(client: httpx.AsyncClient, app: FastAPI, clinic: Clinic) -> None:
    wanted = [
        each
        for each in requests(app.openapi(), str(clinic.patient_id), str(uuid4()))
        if not each.path.partition("?")[0].endswith(STREAMS) and not each.path.startswith(EXPENSIVE)
    ]
    broken: list[str] = []
    seen: Counter[int] = Counter()

    async def send(each: Hostile) -> None:
        arguments = dict(each.arguments)
        headers = {**who_for(clinic, each.path).headers, **arguments.pop("headers", {})}
        answer = await client.request(each.method, each.path, headers=headers, **arguments)
        seen[answer.status_code] += 1
        if answer.status_code >= 500 or not is_in_envelope(answer):
            broken.append(f"{answer.status_code} {each.method} {each.path[:90]}: {each.wrong}")

    random.Random(SEED).shuffle(wanted)  # so that requests of all kinds meet
    for start in range(0, len(wanted), AT_ONCE):
        await asyncio.gather(*(send(each) for each in wanted[start : start + AT_ONCE]))
    assert broken == []
    assert seen.total() > LEAST
    assert sum(seen[code] for code in range(400, 500)) > seen.total() / 2


async def test_a_body_that_never_ends_is_cut_off(client: httpx.AsyncClient, clinic: Clinic) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 64 << 20:
            sent += 1 << 16
            yield b" " * (1 << 16)

    headers = {**clinic.admin.headers, "Content-Type": "application/json"}
    answer = await client.post("/api/v1/admin/users", content=endless(), headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "BODY_TOO_LARGE")
    assert is_in_envelope(answer)
    assert sent < LONGEST_BODY + (1 << 18)


@pytest.mark.parametrize("headers", [{"X-Large": "x" * LONGEST_HEAD}, {f"X-{n}": "x" * 1100 for n in range(64)}])
async def test_a_huge_head_is_refused(client: httpx.AsyncClient, clinic: Clinic, headers: dict[str, str]) -> None:
    answer = await client.get("/api/v1/me", headers=clinic.admin.headers | headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (431, "HEAD_TOO_LARGE")
    assert is_in_envelope(answer)


async def test_what_cannot_be_kept_is_told_and_not_repeated(client: httpx.AsyncClient, clinic: Clinic) -> None:
    answer = await client.get("/api/v1/patients?search=ca%00nary", headers=clinic.doctor.headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "NOT_STORABLE")
    assert "nary" not in answer.text
