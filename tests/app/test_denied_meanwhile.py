"""A doctor is denied while work of theirs waits: the work for the record goes on, and nothing reaches the doctor."""

from __future__ import annotations

from uuid import UUID

import httpx
import pytest

from attacks.clinic import paper
from salus.app import wiring
from salus.core.jobs.contract import JobStatus
from salus.core.jobs.runner import JobRunner
from salus.core.jobs.service import read_job
from tests.exchange.documents import ccda
from tests.support.app import Person
from tests.support.clinic import Clinic

API = "/api/v1"
QUEUES = (f"{API}/worklist", f"{API}/proposals", f"{API}/patients")


async def deny(client: httpx.AsyncClient, clinic: Clinic) -> None:
    body = {
        "category": "treatment", "decision": "deny", "status": "active", "source": "patient",
        "practitioner_id": str(clinic.doctor.actor.practitioner_id),
    }  # fmt: skip
    address = f"{API}/patients/{clinic.patient_id}/consents"
    assert (await client.post(address, headers=clinic.patient.headers, json=body)).status_code == 201


async def upload(client: httpx.AsyncClient, clinic: Clinic) -> UUID:
    """A paper of the doctor's; the job that will read it."""
    answer = await client.post(
        f"{API}/documents/upload",
        data={"patient_uuid": str(clinic.patient_id), "document_type": "lab_report"},
        files={"file": ("paper.pdf", paper("Ferritin", "A chart"), "application/pdf")},
        headers=clinic.doctor.headers,
    )
    assert answer.status_code == 202
    return UUID(answer.json()["job_id"])


async def bring(client: httpx.AsyncClient, clinic: Clinic) -> UUID:
    """A record from elsewhere; the job that will take it over."""
    headers = {**clinic.doctor.headers, "Content-Type": "application/octet-stream"}
    answer = await client.post(f"{API}/patients/{clinic.patient_id}/import", content=ccda(), headers=headers)
    assert answer.status_code == 202
    return UUID(answer.json()["job_id"])


async def copy(client: httpx.AsyncClient, clinic: Clinic) -> UUID:
    """A copy to take away; the job that will make it."""
    answer = await client.post(f"{API}/patients/{clinic.patient_id}/export", headers=clinic.doctor.headers)
    assert answer.status_code == 202
    return UUID(answer.json()["job_id"])


async def carry_out(clinic: Clinic, job_id: UUID) -> JobStatus:
    runner = JobRunner(clinic.services, wiring.job_kinds())
    for _ in range(30):
        if await runner.run(job_id) is None:
            break
    async with clinic.as_actor(clinic.admin.actor) as ctx:
        return (await read_job(ctx, job_id)).status


async def items(client: httpx.AsyncClient, clinic: Clinic, what: str, who: Person) -> httpx.Response:
    return await client.get(f"{API}/patients/{clinic.patient_id}/{what}", headers=who.headers)


async def test_a_paper_that_waits_is_read_for_the_record_and_not_for_the_doctor(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    job = await upload(client, clinic)
    await deny(client, clinic)
    assert await carry_out(clinic, job) is JobStatus.SUCCEEDED
    query = {"patient_uuid": str(clinic.patient_id)}
    kept = await client.get(f"{API}/documents", params=query, headers=clinic.patient.headers)
    (document,) = kept.json()["data"]["items"]
    assert document["processing_status"] == "INDEXED"
    one = f"{API}/documents/{document['id']}"
    for address in (one, f"{one}/status", f"{one}/file", f"{one}/pages/1/image", f"{one}/text", f"{one}/proposals"):
        answer = await client.get(address, headers=clinic.doctor.headers)
        assert answer.status_code in (403, 404), address
    assert (await client.get(f"{API}/documents", params=query, headers=clinic.doctor.headers)).status_code == 403


async def test_a_record_that_waits_is_taken_over_and_a_copy_is_made_and_neither_is_the_doctors(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    jobs = [await bring(client, clinic), await copy(client, clinic)]
    await deny(client, clinic)
    assert [await carry_out(clinic, job) for job in jobs] == [JobStatus.SUCCEEDED] * 2
    for what in ("imports", "exports"):
        (transfer,) = (await items(client, clinic, what, clinic.patient)).json()["data"]["items"]
        assert transfer["status"] == "done"
        assert (await items(client, clinic, what, clinic.doctor)).status_code == 403
        assert (await items(client, clinic, f"{what}/{transfer['id']}/file", clinic.doctor)).status_code == 403
        assert (await items(client, clinic, f"{what}/{transfer['id']}/file", clinic.patient)).status_code == 200


async def test_what_was_ready_before_the_denial_is_closed_as_well(client: httpx.AsyncClient, clinic: Clinic) -> None:
    assert await carry_out(clinic, await copy(client, clinic)) is JobStatus.SUCCEEDED
    (transfer,) = (await items(client, clinic, "exports", clinic.doctor)).json()["data"]["items"]
    assert (await items(client, clinic, f"exports/{transfer['id']}/file", clinic.doctor)).status_code == 200
    await deny(client, clinic)
    assert (await items(client, clinic, f"exports/{transfer['id']}/file", clinic.doctor)).status_code == 403


@pytest.mark.parametrize("queue", QUEUES)
async def test_the_patient_is_in_none_of_the_doctors_queues_and_searches_any_more(
    client: httpx.AsyncClient, clinic: Clinic, queue: str
) -> None:
    assert await carry_out(clinic, await upload(client, clinic)) is JobStatus.SUCCEEDED
    params = {"search": "Quiroga"} if queue.endswith("/patients") else {}
    before = await client.get(queue, params=params, headers=clinic.doctor.headers)
    assert str(clinic.patient_id) in before.text, before.text[:300]
    await deny(client, clinic)
    after = await client.get(queue, params=params, headers=clinic.doctor.headers)
    assert (after.status_code, str(clinic.patient_id) in after.text) == (200, False)
    timeline = await client.get(f"{API}/patients/{clinic.patient_id}/timeline", headers=clinic.doctor.headers)
    assert timeline.status_code == 403
