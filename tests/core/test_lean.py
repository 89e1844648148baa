"""Routes that go the short way answer as those that do not, and only routes that ask for nothing else go it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import APIRouter, Query, Request
from fastapi.routing import APIRoute
from pydantic import BaseModel

from salus.core.http.call import AdminCall, Call, PatientUuid, ResourceId
from salus.core.http.lean import LeanRoute, _asked_for
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
    router = APIRouter(route_class=LeanRoute)
    router.add_api_route("/things/{resource_id}", takes_ids, methods=["DELETE"])
    (route,) = router.routes
    assert isinstance(route, LeanRoute)
    assert route.get_route_handler().__module__ == APIRoute.get_route_handler.__module__
