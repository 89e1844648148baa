"""A read that notes its own audit row: one row a read and one a refusal, never both, however many come at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from uuid import UUID, uuid4

import httpx
import pytest

from salus.core.audit.contract import AuditFilter, AuditRow, Outcome
from salus.core.audit.service import read_rows, verify_chain
from salus.core.context import Role
from salus.records import service as records
from salus.records.contract import ChartAccessDenied
from tests.support.app import SETUP, People, Person
from tests.support.clinic import Clinic, a_patient

AT_ONCE = 40


async def rows_about(clinic: Clinic, patient_id: UUID) -> list[AuditRow]:
    async with clinic.as_actor(SETUP) as ctx:
        return await read_rows(ctx, AuditFilter(patient_id=patient_id, action="patient.read", limit=500))


async def read(client: httpx.AsyncClient, person: Person, patient_id: UUID) -> int:
    return (await client.get(f"/api/v1/patients/{patient_id}", headers=person.headers)).status_code


async def test_a_read_leaves_one_row_that_names_who_and_whom(client: httpx.AsyncClient, clinic: Clinic) -> None:
    answer = await client.get(f"/api/v1/patients/{clinic.patient_id}", headers=clinic.doctor.headers)
    assert answer.status_code == 200
    (row,) = await rows_about(clinic, clinic.patient_id)
    assert (row.outcome, row.actor_id) == (Outcome.ALLOWED, clinic.doctor.actor.user_id)
    assert row.request_id == answer.headers["x-request-id"]


@pytest.mark.parametrize("who", ["other_doctor", "patient"])
async def test_a_refusal_leaves_one_refused_row_and_no_other(
    client: httpx.AsyncClient, clinic: Clinic, who: str
) -> None:
    about = clinic.patient_id if who == "other_doctor" else clinic.other_patient_id
    assert await read(client, getattr(clinic, who), about) == 403
    assert [row.outcome for row in await rows_about(clinic, about)] == [Outcome.REFUSED]


async def test_an_absent_patient_is_refused_like_a_foreign_one(client: httpx.AsyncClient, clinic: Clinic) -> None:
    absent = uuid4()
    assert await read(client, clinic.doctor, absent) == await read(client, clinic.other_doctor, clinic.patient_id)
    assert [row.outcome for row in await rows_about(clinic, absent)] == [Outcome.REFUSED]


async def test_a_service_is_refused_although_it_may_open_charts_for_jobs(clinic: Clinic, people: People) -> None:
    service = await people.make(Role.SERVICE)
    with pytest.raises(ChartAccessDenied):
        async with clinic.services.noted_read(service.actor, "r") as ctx:
            await records.read_person_noted(ctx, clinic.patient_id, action="patient.read")
    assert [row.outcome for row in await rows_about(clinic, clinic.patient_id)] == [Outcome.REFUSED]


async def test_of_many_at_once_each_has_its_own_row_and_the_chain_holds(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    asking = [(clinic.doctor, 200), (clinic.other_doctor, 403), (clinic.patient, 200), (clinic.admin, 200)]
    statuses = await asyncio.gather(*(read(client, asking[n % 4][0], clinic.patient_id) for n in range(AT_ONCE)))
    assert list(statuses) == [asking[n % 4][1] for n in range(AT_ONCE)]
    rows = await rows_about(clinic, clinic.patient_id)
    assert len({row.request_id for row in rows}) == AT_ONCE
    assert Counter((row.actor_id, row.outcome) for row in rows) == Counter(
        {
            (clinic.doctor.actor.user_id, Outcome.ALLOWED): AT_ONCE // 4,
            (clinic.other_doctor.actor.user_id, Outcome.REFUSED): AT_ONCE // 4,
            (clinic.patient.actor.user_id, Outcome.ALLOWED): AT_ONCE // 4,
            (clinic.admin.actor.user_id, Outcome.ALLOWED): AT_ONCE // 4,
        }
    )
    async with clinic.as_actor(SETUP) as ctx:
        assert (await verify_chain(ctx.db)).ok


async def test_a_plain_transaction_would_forget_the_row_and_is_refused(clinic: Clinic) -> None:
    with pytest.raises(TypeError, match="noted_read"):
        async with clinic.as_actor(clinic.doctor.actor) as ctx:
            await records.read_person_noted(ctx, clinic.patient_id, action="patient.read")


async def test_a_neighbour_that_fails_leaves_no_row_of_others_twice(client: httpx.AsyncClient, clinic: Clinic) -> None:
    """The message of both is rolled back and each asked again alone."""
    failing = clinic.services.database.noted_read(clinic.doctor.actor).execute("SELECT 1 / %s", (0,))
    outcomes = await asyncio.gather(
        *(read(client, clinic.doctor, clinic.patient_id) for _ in range(3)), failing, return_exceptions=True
    )
    assert outcomes[:3] == [200, 200, 200]
    assert isinstance(outcomes[3], Exception)
    assert len(await rows_about(clinic, clinic.patient_id)) == 3


@pytest.mark.parametrize(("search", "found"), [("Quiroga", 1), ("Xavier Quetzal", 0)])
async def test_a_search_leaves_one_row_with_how_many_it_found(
    client: httpx.AsyncClient, clinic: Clinic, search: str, found: int
) -> None:
    answer = await client.get("/api/v1/patients", params={"search": search}, headers=clinic.doctor.headers)
    assert len(answer.json()["data"]["items"]) == found
    async with clinic.as_actor(SETUP) as ctx:
        rows = await read_rows(ctx, AuditFilter(actor_id=clinic.doctor.actor.user_id, action="patient.search"))
    assert [(row.request_id, row.detail) for row in rows] == [(answer.headers["x-request-id"], {"count": found})]


async def test_a_page_of_a_search_counts_what_it_shows(client: httpx.AsyncClient, clinic: Clinic) -> None:
    for _ in range(3):
        async with clinic.as_actor(clinic.doctor.actor) as ctx:
            await records.create_patient(ctx, a_patient("Ida", "Holm"))
    params = {"search": "Holm", "limit": "2"}
    answer = await client.get("/api/v1/patients", params=params, headers=clinic.doctor.headers)
    assert answer.json()["data"]["next_cursor"] is not None
    async with clinic.as_actor(SETUP) as ctx:
        (row,) = await read_rows(ctx, AuditFilter(actor_id=clinic.doctor.actor.user_id, action="patient.search"))
    assert row.detail == {"count": 2}
