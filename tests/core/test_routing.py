"""Routes that go the short way answer as those that do not, and only routes that ask for nothing special go it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import Depends, FastAPI, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, Field
from starlette.routing import Match

from salus.core.context import Actor, Role
from salus.core.errors import NotFound
from salus.core.http import failures
from salus.core.http.call import AdminCall, Call, PatientUuid, ResourceId, SignedIn
from salus.core.http.middleware import Frame
from salus.core.http.routing import LeanRoute, ShortWay, SliceRouter
from tests.support.app import Person


class Colour(StrEnum):
    RED = "red"


class Thing(BaseModel):
    id: UUID


class Echo(BaseModel):
    said: list[str]


class Told(BaseModel):
    name: str = Field(min_length=2)
    number: float = 1.0


async def takes_ids(call: AdminCall, patient_uuid: PatientUuid, resource_id: ResourceId) -> Thing: ...
async def takes_one(call: Call, patient_uuid: PatientUuid) -> Thing: ...
async def takes_a_query(call: Call, limit: Annotated[int, Query(ge=1)] = 5) -> Thing: ...
async def takes_a_body(call: Call, thing: Thing) -> Thing: ...
async def gives_bytes(call: Call) -> Response: ...
async def takes_the_request(call: Call, request: Request) -> Thing: ...
async def takes_a_list(call: Call, code: Annotated[list[str], Query()]) -> Thing: ...
async def takes_no_caller(patient_uuid: PatientUuid) -> Thing: ...
async def gives_no_model(call: Call) -> dict[str, str]: ...
def is_not_async(call: Call) -> Thing: ...


PATH = "/things/{patient_uuid}/{resource_id}"


@pytest.mark.parametrize(
    ("path", "endpoint", "method"),
    [
        (PATH, takes_ids, "GET"),
        ("/things", takes_a_query, "GET"),
        ("/things", takes_a_body, "POST"),
        ("/things", gives_bytes, "GET"),
    ],
    ids=lambda e: getattr(e, "__name__", e),
)
def test_a_caller_identifiers_single_values_and_a_body_go_the_short_way(
    path: str, endpoint: object, method: str
) -> None:
    assert LeanRoute(path, endpoint, methods=[method]).asked is not None  # type: ignore[arg-type]  # of several shapes


@pytest.mark.parametrize(
    ("path", "endpoint", "method"),
    [
        ("/things", takes_the_request, "GET"),
        ("/things", takes_a_list, "GET"),
        ("/things/{patient_uuid}", takes_no_caller, "GET"),
        ("/things", gives_no_model, "GET"),
        ("/things", is_not_async, "GET"),
        (PATH, takes_ids, "DELETE"),  # a retry is known by the body that was read
    ],
    ids=lambda e: getattr(e, "__name__", e),
)
def test_whoever_asks_for_more_is_served_by_the_framework(path: str, endpoint: object, method: str) -> None:
    assert LeanRoute(path, endpoint, methods=[method]).asked is None  # type: ignore[arg-type]  # of several shapes


async def test_both_ways_refuse_alike(client: httpx.AsyncClient, admin: Person) -> None:
    """The sign-in is asked before the identifier, and each refusal comes in the envelope."""
    anonymous = await client.get("/api/v1/patients/nonsense")
    assert (anonymous.status_code, anonymous.json()["error"]["code"]) == (401, "NOT_SIGNED_IN")
    malformed = await client.get("/api/v1/patients/nonsense", headers=admin.headers)
    assert (malformed.status_code, malformed.json()["error"]["code"]) == (400, "INVALID_PATIENT_UUID")
    absent = await client.get(f"/api/v1/practitioners/{uuid4()}", headers=admin.headers)
    assert absent.status_code == 404
    assert absent.headers["content-type"] == "application/json"


async def let_in(request: Request) -> SignedIn:
    if "let-me-in" not in request.headers:
        raise NotFound
    # A guest asks for no engine.
    return SignedIn(Actor(UUID(int=1), Role.DOCTOR, "Doctor"), "request", None)  # type: ignore[arg-type]


Guest = Annotated[SignedIn, Depends(let_in)]


async def list_things(
    call: Guest,
    limit: Annotated[int, Query(ge=1, le=9)] = 5,
    search: Annotated[str | None, Query(max_length=4)] = None,
    colour: Colour | None = None,
    since: AwareDatetime | None = None,
) -> Echo:
    return Echo(said=[repr(each) for each in (limit, search, colour, since)])


async def must_be_named(call: Guest, name: str, is_loud: bool = False) -> Echo:
    return Echo(said=[name, repr(is_loud)])


async def tell(call: Guest, patient_uuid: PatientUuid, body: Told) -> Echo:
    return Echo(said=[str(patient_uuid), repr(body)])


def _served(*, shortly: bool) -> httpx.AsyncClient:
    router = SliceRouter(prefix="/api")
    router.add_api_route("/things", list_things, methods=["GET"])
    router.add_api_route("/named", must_be_named, methods=["GET"])
    router.add_api_route("/things/{patient_uuid}", tell, methods=["POST"], status_code=201)
    assert all(isinstance(route, LeanRoute) and route.asked for route in router.routes)
    app = FastAPI()
    failures.install(app)
    if shortly:
        app.router.routes.append(ShortWay([router]))
    app.include_router(router)
    app.add_middleware(Frame)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://salus.test")


SOMEBODY = "/api/things/00000000-0000-7000-8000-000000000001"
LET_IN = {"let-me-in": "please"}
JSON = {**LET_IN, "content-type": "application/json"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "body"),
    [
        ("GET", "/api/things", LET_IN, b""),
        ("GET", "/api/things?limit=3&search=Ann&colour=red&since=2024-02-03T04:05:06Z", LET_IN, b""),
        ("GET", "/api/things?limit=3&limit=4&search=", LET_IN, b""),
        ("GET", "/api/things?search=%C3%A4%20b&unknown=1&limit=2", LET_IN, b""),
        ("GET", "/api/things?limit=0", LET_IN, b""),
        ("GET", "/api/things?limit=&search=longer&colour=blue&since=2024-02-03", LET_IN, b""),
        ("GET", "/api/things?limit=0", {}, b""),
        ("GET", "/api/named?name=a&is_loud=yes", LET_IN, b""),
        ("GET", "/api/named", LET_IN, b""),
        ("GET", "/api/named?name=a&is_loud=perhaps", LET_IN, b""),
        ("POST", SOMEBODY, JSON, b'{"name": "Ann", "number": 2}'),
        ("POST", SOMEBODY, {**LET_IN, "content-type": "application/json; charset=utf-8"}, b'{"name": "Ann"}'),
        ("POST", SOMEBODY, {**LET_IN, "content-type": "text/plain"}, b'{"name": "Ann"}'),
        ("POST", SOMEBODY, LET_IN, b'{"name": "Ann"}'),
        ("POST", SOMEBODY, JSON, b'{"name": "A"}'),
        ("POST", SOMEBODY, JSON, b"{'name'}"),
        ("POST", SOMEBODY, JSON, b"null"),
        ("POST", SOMEBODY, JSON, b'{"name": "Ann", "number": NaN}'),
        ("POST", SOMEBODY, JSON, b""),
        ("POST", SOMEBODY, JSON, b"\xff\xfe"),
        ("POST", SOMEBODY, JSON, b"[" * 100_000),
        ("POST", "/api/things/nonsense", JSON, b'{"name": "Ann"}'),
        ("POST", SOMEBODY, {"content-type": "application/json"}, b'{"name": "Ann"}'),
        ("POST", SOMEBODY, {"content-type": "application/json"}, b'{"name": "A"}'),
        ("PUT", SOMEBODY, JSON, b"{}"),
    ],
)
async def test_the_short_way_says_what_the_framework_says(
    method: str, path: str, headers: dict[str, str], body: bytes
) -> None:
    answers = []
    for shortly in (True, False):
        async with _served(shortly=shortly) as client:
            answer = await client.request(method, path, headers=headers, content=body)
            said = answer.json()
            if "metadata" in said:
                said["metadata"] = None
            answers.append((answer.status_code, said, answer.headers["content-type"]))
    assert answers[0] == answers[1]


def test_the_first_route_that_fits_is_meant_also_where_a_lean_one_fits_later() -> None:
    router = SliceRouter()
    router.add_api_route("/things/special", gives_no_model, methods=["GET"])
    router.add_api_route("/things/{patient_uuid}", takes_one, methods=["GET"])
    way = ShortWay([router])
    asked = {"type": "http", "method": "GET"}
    assert way.matches({**asked, "path": "/things/special"})[0] is Match.NONE
    match, found = way.matches({**asked, "path": "/things/other"})
    assert match is Match.FULL
    assert found["path_params"] == {"patient_uuid": "other"}


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
