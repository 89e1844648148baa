"""Routes that go the short way answer as those that do not, and only routes that ask for nothing else go it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI, Query, Request
from fastapi.routing import APIRoute
from pydantic import BaseModel

from salus.core.http.call import AdminCall, Call, PatientUuid, ResourceId
from salus.core.http.routing import LeanRoute, SliceRouter, _asked_for
from tests.support.app import Person


class Thing(BaseModel):
    id: UUID


async def takes_ids(call: AdminCall, patient_uuid: PatientUuid, resource_id: ResourceId) -> Thing: ...
async def takes_a_query(call: Call, limit: Annotated[int, Query(ge=1)] = 5) -> Thing: ...
async def takes_the_request(call: Call, request: Request) -> Thing: ...
async def takes_a_body(call: Call, thing: Thing) -> Thing: ...
async def takes_no_caller(patient_uuid: PatientUuid) -> Thing: ...
def is_not_async(call: Call) -> Thing: ...


def test_a_caller_and_identifiers_go_the_short_way() -> None:
    asked = _asked_for(takes_ids)
    assert asked is not None
    (caller, _), parsers = asked
    assert caller == "call"
    assert list(parsers) == ["patient_uuid", "resource_id"]


@pytest.mark.parametrize(
    "endpoint",
    [takes_a_query, takes_the_request, takes_a_body, takes_no_caller, is_not_async],
    ids=lambda e: e.__name__,
)
def test_whoever_asks_for_more_is_served_by_the_framework(endpoint: object) -> None:
    assert _asked_for(endpoint) is None  # type: ignore[arg-type]  # the table holds functions of several shapes


async def test_both_ways_refuse_alike(client: httpx.AsyncClient, admin: Person) -> None:
    """The sign-in is asked before the identifier, and each refusal comes in the envelope."""
    anonymous = await client.get("/api/v1/patients/nonsense")
    assert (anonymous.status_code, anonymous.json()["error"]["code"]) == (401, "NOT_SIGNED_IN")
    malformed = await client.get("/api/v1/patients/nonsense", headers=admin.headers)
    assert (malformed.status_code, malformed.json()["error"]["code"]) == (400, "INVALID_PATIENT_UUID")
    absent = await client.get(f"/api/v1/practitioners/{uuid4()}", headers=admin.headers)
    assert absent.status_code == 404
    assert absent.headers["content-type"] == "application/json"


def test_a_write_is_never_served_the_short_way() -> None:
    router = SliceRouter()
    router.add_api_route("/things/{resource_id}", takes_ids, methods=["DELETE"])
    (route,) = router.routes
    assert isinstance(route, LeanRoute)
    assert route.get_route_handler().__module__ == APIRoute.get_route_handler.__module__


async def text(name: str) -> str:
    return name


@pytest.fixture
async def two_routers() -> AsyncIterator[httpx.AsyncClient]:
    """Two routers under the same prefix, the second of which has what the first has not."""
    first, second = SliceRouter(prefix="/api"), SliceRouter(prefix="/api")
    first.add_api_route("/things/{name}", text, methods=["GET"])
    first.add_api_route("/things/{name}/parts", text, methods=["POST"])
    second.add_api_route("/things/{name}/parts", text, methods=["GET"])
    second.add_api_route("/others", lambda: "others", methods=["GET"])
    app = FastAPI()
    app.include_router(first)
    app.include_router(second)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://salus.test") as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/things/a", 200),
        ("GET", "/api/things/a%2Fb", 404),  # a slash parts the path however it is written
        ("GET", "/api/things/a/parts", 200),  # the first router knows the path, with another method only
        ("POST", "/api/things/a/parts", 200),
        ("DELETE", "/api/things/a/parts", 405),
        ("GET", "/api/others", 200),
        ("GET", "/api/others/", 307),
        ("GET", "/api/things", 404),
        ("GET", "/api/things/a/parts/b", 404),
    ],
)
async def test_a_router_is_found_by_path_and_method(
    two_routers: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    assert (await two_routers.request(method, path)).status_code == status
