"""Every route of the record: anonymous, wrong role, wrong patient, malformed id, absent entry; each refusal audited."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from salus.core.audit.contract import AuditFilter, Outcome
from salus.core.audit.service import read_rows
from salus.records.manifest import MANIFEST
from tests.support.app import Person
from tests.support.clinic import Clinic

API = "/api/v1"
SOMEBODY = "0190c7e2-4a6e-7cc1-9d2e-3f6f0b1a2c3d"
OF_EVERYBODY = {"/api/v1/patients", "/api/v1/practitioners", "/api/v1/practitioners/{resource_id}"}
OF_DOCTORS = {"/api/v1/worklist", "/api/v1/doctors/{doctor_uuid}/worklist"}
OF_PERSONS = {  # administrators see who a person is
    "/api/v1/patients/{patient_uuid}",
    "/api/v1/patients/{patient_uuid}/history",
    "/api/v1/patients/{patient_uuid}/care-team",
    "/api/v1/patients/{patient_uuid}/care-team/{resource_id}",
}


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one address."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def url(self, clinic: Clinic, patient: object | None = None) -> str:
        return self.path.format(
            patient_uuid=patient or clinic.patient_id,
            resource_id=uuid4(),
            doctor_uuid=clinic.doctor.actor.practitioner_id,
        )


def all_routes() -> list[Route]:
    app = FastAPI()
    for router in MANIFEST.routers:
        app.include_router(router)
    return [Route(method.upper(), path) for path, item in app.openapi()["paths"].items() for method in item]


ROUTES = all_routes()
# The door for emergencies opens to whom no other does; it is tried in test_break_glass.py.
OF_PATIENTS = [route for route in ROUTES if "{patient_uuid}" in route.path and not route.path.endswith("/break-glass")]
BODIES: dict[str, dict[str, object]] = {
    "conditions": {"display": "Asthma"},
    "medications": {"display": "Salbutamol"},
    "allergies": {"display": "Penicillin"},
    "immunizations": {"display": "Influenza", "occurrence_date": "2024-10-01"},
    "encounters": {"display": "Check-up", "start_at": "2024-10-01T08:00:00Z"},
    "procedures": {"display": "Colonoscopy"},
    "family-history": {"relationship": "mother", "display": "Breast cancer"},
    "consents": {"category": "sharing", "decision": "permit"},
    "flags": {"display": "Falls"},
    "observations": {
        "code": "718-7",
        "code_display": "Haemoglobin",
        "value": 13.2,
        "unit": "g/dL",
        "effective_at": "2024-10-01T08:00:00Z",
    },
}
PERSON = {"given": "Ana", "family": "Quiroga", "birth_date": "1968-04-12"}


def body_of(route: Route) -> dict[str, object] | None:
    """A body that the route takes."""
    if route.method == "GET":
        return None
    if route.path.endswith("/entered-in-error"):
        return {"version": 1}
    version = {"version": 1} if route.method == "PUT" else {}
    if "care-team" in route.path:
        return {"practitioner_id": str(uuid4()), **version}
    if "practitioners" in route.path:
        return {"given": "Mara", "family": "Lindqvist", **version}
    kind = next((kind for kind in BODIES if f"/{kind}" in route.path), None)
    return {**(BODIES[kind] if kind else PERSON), **version}


@pytest.fixture
def clinic(standing_clinic: Clinic) -> Clinic:
    """These tests change nothing that another would notice."""
    return standing_clinic


async def send(
    client: httpx.AsyncClient, route: Route, clinic: Clinic, who: Person | None, patient: object | None = None
) -> httpx.Response:
    return await client.request(
        route.method, route.url(clinic, patient), json=body_of(route), headers=who.headers if who else {}
    )


async def refusals_of(clinic: Clinic, who: Person) -> int:
    async with clinic.as_actor(clinic.admin.actor) as ctx:
        wanted = AuditFilter(actor_id=who.actor.user_id, outcome=Outcome.REFUSED, limit=10_000)
        return len(await read_rows(ctx, wanted))


def test_there_are_routes() -> None:
    assert len(OF_PATIENTS) > 60


@pytest.mark.parametrize("route", ROUTES, ids=str)
async def test_nobody_gets_in_without_signing_in(client: httpx.AsyncClient, clinic: Clinic, route: Route) -> None:
    answer = await send(client, route, clinic, None)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "NOT_SIGNED_IN")


@pytest.mark.parametrize("route", OF_PATIENTS, ids=str)
async def test_a_doctor_without_care_relationship_learns_nothing(
    client: httpx.AsyncClient, clinic: Clinic, route: Route
) -> None:
    before = await refusals_of(clinic, clinic.other_doctor)
    absent = await send(client, route, clinic, clinic.other_doctor, uuid4())
    forbidden = await send(client, route, clinic, clinic.other_doctor)
    expected = "ROLE_NOT_ALLOWED" if "access-log" in route.path else "CHART_ACCESS_DENIED"
    assert (forbidden.status_code, forbidden.json()["error"]["code"]) == (403, expected)
    assert forbidden.json()["error"] == absent.json()["error"]
    assert await refusals_of(clinic, clinic.other_doctor) == before + 2


@pytest.mark.parametrize("route", OF_PATIENTS, ids=str)
async def test_a_patient_reaches_no_other_patient(client: httpx.AsyncClient, clinic: Clinic, route: Route) -> None:
    before = await refusals_of(clinic, clinic.patient)
    answer = await send(client, route, clinic, clinic.patient, clinic.other_patient_id)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "CHART_ACCESS_DENIED")
    assert await refusals_of(clinic, clinic.patient) == before + 1


@pytest.mark.parametrize("route", [r for r in OF_PATIENTS if r.path not in OF_PERSONS], ids=str)
async def test_an_administrator_reaches_nothing_clinical(
    client: httpx.AsyncClient, clinic: Clinic, route: Route
) -> None:
    before = await refusals_of(clinic, clinic.admin)
    answer = await send(client, route, clinic, clinic.admin)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "ROLE_NOT_ALLOWED")
    assert await refusals_of(clinic, clinic.admin) == before + 1


@pytest.mark.parametrize("route", [r for r in ROUTES if r.path in OF_DOCTORS], ids=str)
async def test_only_doctors_have_a_worklist(client: httpx.AsyncClient, clinic: Clinic, route: Route) -> None:
    answer = await send(client, route, clinic, clinic.patient)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "ROLE_NOT_ALLOWED")


async def test_a_colleagues_worklist_is_theirs(client: httpx.AsyncClient, clinic: Clinic) -> None:
    url = f"{API}/doctors/{clinic.other_doctor.actor.practitioner_id}/worklist"
    answer = await client.get(url, headers=clinic.doctor.headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "ROLE_NOT_ALLOWED")


@pytest.mark.parametrize("route", OF_PATIENTS, ids=str)
async def test_a_malformed_patient_uuid_is_told_as_such(
    client: httpx.AsyncClient, clinic: Clinic, route: Route
) -> None:
    who = clinic.patient if "access-log" in route.path else clinic.doctor
    answer = await send(client, route, clinic, who, "not-a-uuid")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "INVALID_PATIENT_UUID")


@pytest.mark.parametrize(
    "route", [r for r in OF_PATIENTS if "{resource_id}" in r.path and not r.path.endswith("provenance")], ids=str
)
async def test_an_entry_that_is_not_there_is_told_as_such(
    client: httpx.AsyncClient, clinic: Clinic, route: Route
) -> None:
    answer = await send(client, route, clinic, clinic.doctor)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "FACT_NOT_FOUND")


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/practitioners"), ("PUT", f"/practitioners/{SOMEBODY}"), ("POST", "/patients")],
)
async def test_patients_register_nobody(client: httpx.AsyncClient, clinic: Clinic, method: str, path: str) -> None:
    before = await refusals_of(clinic, clinic.patient)
    body = (
        PERSON if path == "/patients" else {"given": "A", "family": "B", **({"version": 1} if method == "PUT" else {})}
    )
    answer = await client.request(method, API + path, json=body, headers=clinic.patient.headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "ROLE_NOT_ALLOWED")
    assert await refusals_of(clinic, clinic.patient) == before + 1


async def test_many_refusals_at_once_do_not_hold_each_other_up(client: httpx.AsyncClient, clinic: Clinic) -> None:
    """Each refusal is recorded outside its own transaction; all connections may be busy refusing at that moment."""
    before = await refusals_of(clinic, clinic.patient)
    urls = [f"{API}/patients/{uuid4()}" for _ in range(40)]
    answers = await asyncio.gather(*(client.get(url, headers=clinic.patient.headers) for url in urls))
    assert {answer.status_code for answer in answers} == {403}
    assert await refusals_of(clinic, clinic.patient) == before + 40
