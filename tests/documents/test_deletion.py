"""Deleting and replacing: nothing of a document is found, proposed or stored afterwards; accepted facts stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from salus.core.events import EventBus
from salus.core.jobs.contract import JobStatus
from salus.core.jobs.service import list_jobs
from salus.documents import service
from salus.documents.contract import DocumentDeleted, DocumentReplaced, DocumentType, NewDocument
from salus.records import service as records
from tests.documents import builders
from tests.documents.conftest import API, Clinic
from tests.support.app import SETUP, Person

LAB = builders.pdf(builders.lab_sheet())
OTHER_LAB = builders.pdf(builders.lab_sheet(builders.LAB_ROWS[:8]))
WITH_PICTURE = builders.pdf(
    replace(builders.letter_sheet(7), pictures=((60, 420, 300, 220, builders.png(builders.scene())),))
)


@pytest.fixture
def behind(owner_database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(owner_database_url, autocommit=True) as db:
        yield db


def count(behind: psycopg.Connection, table: str, document_id: str) -> int:
    row = behind.execute(
        f"SELECT count(*) FROM documents.{table} WHERE document_id = %s",  # type: ignore[arg-type]  # names are ours
        (document_id,),
    ).fetchone()
    return int(row[0]) if row else 0


def stored_files(clinic: Clinic) -> int:
    folder = Path(clinic.services.settings.data_dir) / "objects" / str(clinic.patient_id)
    return len(list(folder.iterdir())) if folder.exists() else 0


async def delete(clinic: Clinic, document_id: str, who: Person | None = None) -> int:
    url = f"{API}/documents/{document_id}"
    return (await clinic.client.delete(url, headers=(who or clinic.doctor).headers)).status_code


async def purge(clinic: Clinic) -> None:
    async with clinic.services.transaction(SETUP, "look") as ctx:
        waiting = await list_jobs(ctx, status=JobStatus.QUEUED, patient_id=clinic.patient_id)
    for job in waiting:
        await clinic.work_off(job.id)


async def put_in_place(clinic: Clinic, document_id: str, data: bytes, who: Person | None = None):
    return await clinic.client.post(
        f"{API}/documents/{document_id}/replace",
        files={"file": ("newer.pdf", data)},
        headers=(who or clinic.doctor).headers,
    )


async def test_nothing_of_a_deleted_document_is_left(clinic: Clinic, behind: psycopg.Connection) -> None:
    lab, letter = await clinic.indexed(LAB), await clinic.indexed(WITH_PICTURE)
    assert count(behind, "page_image", letter) == 1
    for document_id in (lab, letter):
        assert await delete(clinic, document_id) == 200
        for table in ("page", "page_image", "proposal", "chunk"):
            assert count(behind, table, document_id) == 0
        for path in ("", "/file", "/pages/1", "/pages/1/image", "/proposals"):
            answer = await clinic.get(f"/documents/{document_id}{path}")
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "DOCUMENT_NOT_FOUND")
    await purge(clinic)
    assert stored_files(clinic) == 0
    assert behind.execute(
        "SELECT count(*) FROM documents.discarded_object WHERE patient_id = %s", (clinic.patient_id,)
    ).fetchone() == (0,)
    async with clinic.chart() as (ctx, chart):
        assert await service.retrieve(ctx, chart, "ferritin") == ()
        assert await service.list_documents(ctx, chart) == ()
        assert (await records.timeline(ctx, chart, kinds=["document"])).items == ()
    assert await clinic.audit_of(clinic.patient_id, "document.delete") == 2


async def test_no_word_of_a_deleted_document_stays_in_its_row(clinic: Clinic, behind: psycopg.Connection) -> None:
    document_id = await clinic.indexed(LAB, filename="ferritin of maria.pdf")
    await delete(clinic, document_id)
    row = behind.execute(
        "SELECT to_jsonb(d)::text FROM documents.document AS d WHERE id = %s", (document_id,)
    ).fetchone()
    assert row is not None
    assert "erritin" not in row[0]
    assert "aboratory" not in row[0]


async def test_accepted_facts_stay_and_say_that_their_source_is_gone(clinic: Clinic) -> None:
    document_id = await clinic.indexed(LAB)
    proposed = (await clinic.get(f"/documents/{document_id}/proposals")).json()["data"]["items"]
    created = (await clinic.post(f"/proposals/{proposed[0]['id']}/accept")).json()["data"]["created_fact"]
    await delete(clinic, document_id)
    async with clinic.chart() as (ctx, chart):
        assert [str(each.id) for each in await records.list_observations(ctx, chart)] == [created["id"]]
        (origin,) = await records.provenance_of(ctx, chart, "observation", [UUID(created["id"])])
        assert str(origin.document_id) == document_id
    kept = (await clinic.get(f"/patients/{clinic.patient_id}/proposals?status=accepted")).json()["data"]["items"]
    assert [(each["id"], each["is_source_deleted"]) for each in kept] == [(proposed[0]["id"], True)]
    crop = await clinic.get(f"/proposals/{proposed[0]['id']}/crop")
    undo = await clinic.post(f"/proposals/{proposed[0]['id']}/undo")
    assert (crop.status_code, undo.status_code) == (404, 409)


async def test_other_documents_are_not_touched(clinic: Clinic, behind: psycopg.Connection) -> None:
    gone, stays = await clinic.indexed(LAB), await clinic.indexed(OTHER_LAB)
    before = {table: count(behind, table, stays) for table in ("page", "proposal", "chunk")}
    await delete(clinic, gone)
    await purge(clinic)
    assert {table: count(behind, table, stays) for table in before} == before
    assert (await clinic.get(f"/documents/{stays}/file")).content == OTHER_LAB


async def test_a_deleted_file_can_be_sent_again(clinic: Clinic) -> None:
    first = await clinic.indexed(LAB)
    await delete(clinic, first)
    again = await clinic.upload(LAB)
    assert again.status_code == 202
    assert again.json()["document_id"] != first


async def test_deleting_twice_is_told(clinic: Clinic) -> None:
    document_id = (await clinic.upload(LAB)).json()["document_id"]
    assert [await delete(clinic, document_id), await delete(clinic, document_id)] == [200, 404]


async def test_patients_delete_what_they_sent_and_not_what_their_doctors_sent(clinic: Clinic) -> None:
    own = (await clinic.upload(LAB, who=clinic.patient)).json()["document_id"]
    clinics = (await clinic.upload(OTHER_LAB, who=clinic.doctor)).json()["document_id"]
    assert [await delete(clinic, own, clinic.patient), await delete(clinic, clinics, clinic.patient)] == [200, 403]
    assert (await clinic.get(f"/documents/{clinics}")).status_code == 200


async def test_strangers_delete_and_replace_nothing(clinic: Clinic) -> None:
    document_id = (await clinic.upload(LAB)).json()["document_id"]
    for who in (clinic.other_doctor, clinic.other_patient, clinic.admin):
        assert await delete(clinic, document_id, who) == 403
        assert (await put_in_place(clinic, document_id, OTHER_LAB, who)).status_code == 403
    assert (await clinic.client.delete(f"{API}/documents/{document_id}")).status_code == 401
    assert await delete(clinic, str(uuid4())) == 403
    assert (await clinic.get(f"/documents/{document_id}")).status_code == 200


async def test_a_newer_document_stands_in_the_place_of_an_older_one(clinic: Clinic, behind: psycopg.Connection) -> None:
    old = await clinic.indexed(LAB)
    proposed = (await clinic.get(f"/documents/{old}/proposals")).json()["data"]["items"]
    await clinic.post(f"/proposals/{proposed[0]['id']}/accept")
    answer = await put_in_place(clinic, old, OTHER_LAB)
    assert answer.status_code == 202
    new = answer.json()["document_id"]
    assert count(behind, "chunk", old) == 0
    statuses = {each["status"] for each in (await clinic.get(f"/documents/{old}/proposals")).json()["data"]["items"]}
    assert statuses == {"accepted", "superseded"}
    await clinic.work_off(answer.json()["job_id"])
    before, after = [(await clinic.get(f"/documents/{each}")).json()["data"] for each in (old, new)]
    assert (before["replaced_by"], after["replaces"]) == (new, old)
    assert after["document_type"] == before["document_type"]
    async with clinic.chart() as (ctx, chart):
        found = await service.retrieve(ctx, chart, "hemoglobin", k=20)
        assert {str(each.document_id) for each in found} == {new}
        assert [str(each.id) for each in await service.list_documents(ctx, chart)] == [new]
    superseded = next(each for each in proposed if each["id"] != proposed[0]["id"])
    assert (await clinic.post(f"/proposals/{superseded['id']}/undo")).status_code == 409


async def test_a_document_is_replaced_once_and_never_by_itself(clinic: Clinic) -> None:
    old = (await clinic.upload(LAB)).json()["document_id"]
    same = await put_in_place(clinic, old, LAB)
    assert (same.status_code, same.json()["data"]["document_id"]) == (200, old)
    assert (await put_in_place(clinic, old, OTHER_LAB)).status_code == 202
    again = await put_in_place(clinic, old, WITH_PICTURE)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "ALREADY_REPLACED")


async def test_other_slices_hear_of_it_in_the_same_transaction(clinic: Clinic) -> None:
    heard: list[object] = []

    async def listen(_: object, event: object) -> None:
        heard.append(event)

    bus = EventBus([(DocumentDeleted, listen), (DocumentReplaced, listen)])
    services = replace(clinic.services, events=bus)
    first = UUID((await clinic.upload(LAB)).json()["document_id"])
    async with services.transaction(clinic.doctor.actor, "test") as ctx:
        chart = await records.open_chart(ctx, clinic.patient_id)
        newer = NewDocument("newer.pdf", OTHER_LAB, DocumentType.LAB_REPORT)
        receipt = await service.replace_document(ctx, chart, first, newer)
        await service.delete_document(ctx, chart, receipt.document_id)
    assert heard == [
        DocumentReplaced(clinic.patient_id, first, receipt.document_id),
        DocumentDeleted(clinic.patient_id, receipt.document_id),
    ]


async def test_a_deletion_that_fails_half_way_changes_nothing(clinic: Clinic, behind: psycopg.Connection) -> None:
    async def refuse(*_: object) -> None:
        raise RuntimeError

    document_id = await clinic.indexed(LAB)
    before = {table: count(behind, table, document_id) for table in ("page", "proposal", "chunk")}
    services = replace(clinic.services, events=EventBus([(DocumentDeleted, refuse)]))
    with pytest.raises(RuntimeError):
        async with services.transaction(clinic.doctor.actor, "test") as ctx:
            chart = await records.open_chart(ctx, clinic.patient_id)
            await service.delete_document(ctx, chart, UUID(document_id))
    assert {table: count(behind, table, document_id) for table in before} == before
    assert (await clinic.get(f"/documents/{document_id}/file")).content == LAB
