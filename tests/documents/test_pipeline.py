"""The three tiers: each commits its own result, goes on where it was broken off, and never works twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest

from salus.core.jobs.runner import JobRunner
from salus.documents import service
from salus.documents.contract import Page
from salus.documents.engines import read as read_engine
from salus.documents.errors import CorruptPDF, PageUnreadable
from salus.documents.logic import classify as classify_module
from salus.documents.manifest import MANIFEST
from salus.documents.service import understanding
from tests.documents import builders
from tests.documents.conftest import Clinic

LAB = builders.pdf(builders.lab_sheet())
LETTERS = builders.pdf(*(builders.letter_sheet(number) for number in range(5)))
COLUMNS = {
    "page": "number, source, text, words::text, tables::text, problem",
    "proposal": "id, kind, key, fact::text, page, quote, status",
    "chunk": "id, ordinal, text, context, lines::text, lexemes::text, embedding::text",
}


@pytest.fixture
def rows(owner_database_url: str) -> Iterator[Callable[[str], dict[str, list[Any]]]]:
    """Everything that the tiers wrote about a document, seen behind the curtain."""
    with psycopg.connect(owner_database_url, autocommit=True) as db:
        yield lambda document_id: {
            name: db.execute(
                f"SELECT {columns} FROM documents.{name} WHERE document_id = %s ORDER BY 1, 2", (document_id,)
            ).fetchall()
            for name, columns in COLUMNS.items()
        }


async def document(clinic: Clinic, document_id: str) -> dict[str, Any]:
    answer = await clinic.get(f"/documents/{document_id}")
    data: dict[str, Any] = answer.json()["data"]
    return data


async def test_a_laboratory_report_goes_all_the_way(
    clinic: Clinic, rows: Callable[[str], dict[str, list[Any]]]
) -> None:
    found = await document(clinic, document_id := await clinic.indexed(LAB))
    assert (found["processing_status"], found["tier"], found["progress"]) == ("INDEXED", 3, 1.0)
    assert (found["detected_type"], found["document_date"]) == ("laboratory", "2025-03-14")
    assert found["title"].startswith("Laboratory report")
    proposed = (await clinic.get(f"/documents/{document_id}/proposals")).json()["data"]["items"]
    ferritin = next(each for each in proposed if each["summary"].startswith("Ferritin"))
    assert ferritin["fact"]["code"] == "2276-4"  # LOINC: Ferritin [Mass/volume] in Serum or Plasma
    assert (ferritin["fact"]["value"], ferritin["tone"], ferritin["page"]) == ("31", "green", 1)
    assert "Ferritin" in ferritin["quote"]
    async with clinic.chart() as (ctx, chart):
        (best, *_) = await service.retrieve(ctx, chart, "What is my ferritin?")
    assert "Ferritin" in best.text
    assert len(rows(document_id)["page"]) == 1


async def test_a_scan_and_a_photo_are_read_like_print(clinic: Clinic) -> None:
    picture = builders.raster(builders.letter_sheet(3), 150)
    for data in (builders.scan_pdf(picture), builders.jpeg(picture)):
        document_id = await clinic.indexed(data)
        assert (await document(clinic, document_id))["processing_status"] == "INDEXED"
        page = (await clinic.get(f"/documents/{document_id}/pages/1")).json()["data"]
        assert page["source"] == "ocr"
        assert "Discharge summary" in page["text"]


@pytest.mark.parametrize("tier", [0, 1, 2])
async def test_a_tier_that_runs_again_gives_the_same_rows(
    clinic: Clinic, rows: Callable[[str], dict[str, list[Any]]], owner_database_url: str, tier: int
) -> None:
    answer = (await clinic.upload(LAB)).json()
    await clinic.work_off(answer["job_id"])
    before = rows(answer["document_id"])
    with psycopg.connect(owner_database_url, autocommit=True) as db:
        db.execute(
            "UPDATE documents.document SET tier = %s, status = 'REVIEW' WHERE id = %s", (tier, answer["document_id"])
        )
    retried = (await clinic.post(f"/documents/{answer['document_id']}/retry")).json()
    await clinic.work_off(retried["job_id"])
    assert rows(answer["document_id"]) == before


async def test_a_job_that_runs_twice_at_once_writes_once(
    clinic: Clinic, rows: Callable[[str], dict[str, list[Any]]]
) -> None:
    """A worker that fell silent for a moment goes on while another one has taken its job over."""
    answer = (await clinic.upload(LETTERS)).json()
    runner = JobRunner(clinic.services, MANIFEST.jobs)
    await asyncio.gather(*(runner.run(UUID(answer["job_id"])) for _ in range(3)))
    written = rows(answer["document_id"])
    assert [row[0] for row in written["page"]] == [1, 2, 3, 4, 5]
    assert sorted(row[1] for row in written["chunk"]) == list(range(len(written["chunk"])))
    assert (await document(clinic, answer["document_id"]))["processing_status"] == "INDEXED"


async def test_reading_goes_on_at_the_page_where_it_was_broken_off(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = read_engine.read_page, []

    def dies_on_the_fourth(data: bytes, number: int, password: str | None = None) -> Page:
        asked.append(number)
        if asked.count(4) == 1 and number == 4:
            raise MemoryError
        return real(data, number, password)

    monkeypatch.setattr("salus.documents.service.reading.KEEP_EVERY_S", 0.0)
    monkeypatch.setattr("salus.documents.jobs.PATIENCE_S", 0.0)
    monkeypatch.setattr(read_engine, "read_page", dies_on_the_fourth)
    answer = (await clinic.upload(LETTERS)).json()
    runner = JobRunner(clinic.services, MANIFEST.jobs)
    assert await runner.run(UUID(answer["job_id"])) is not None
    assert (await document(clinic, answer["document_id"]))["processing_status"] == "INGESTED"
    await clinic.work_off(answer["job_id"])
    assert asked == [1, 2, 3, 4, 4, 5]
    assert (await document(clinic, answer["document_id"]))["processing_status"] == "INDEXED"


async def test_what_breaks_our_own_reading_goes_to_a_person_with_its_reason_and_without_its_words(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise ValueError("Maria Alvarez, born 1968")

    monkeypatch.setattr(understanding, "classify", breaks)
    answer = (await clinic.upload(LAB)).json()
    await clinic.work_off(answer["job_id"])
    found = await document(clinic, answer["document_id"])
    job = (await clinic.client.get(answer["status_url"], headers=clinic.patient.headers)).json()["data"]
    assert (found["processing_status"], job["status"]) == ("REVIEW", "dead")
    assert "a person should look at it" in found["reason"]
    assert "Alvarez" not in json.dumps([found["reason"], job])
    monkeypatch.setattr(understanding, "classify", classify_module.classify)
    retried = (await clinic.post(f"/documents/{answer['document_id']}/retry")).json()
    await clinic.work_off(retried["job_id"])
    assert (await document(clinic, answer["document_id"]))["processing_status"] == "INDEXED"


async def test_a_file_that_cannot_be_read_at_all_fails_with_its_reason(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise CorruptPDF

    monkeypatch.setattr(read_engine, "read_page", refuses)
    document_id = await clinic.indexed(LAB)
    found = await document(clinic, document_id)
    assert (found["processing_status"], found["tier"]) == ("FAILED", 0)
    assert found["reason"] == CorruptPDF().message


async def test_one_unreadable_page_sends_the_document_to_a_person_and_leaves_the_rest_searchable(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, asked = read_engine.read_page, []

    def second_page_is_broken(data: bytes, number: int, password: str | None = None) -> Page:
        asked.append(number)
        if number == 2 and asked.count(2) == 1:
            raise PageUnreadable(page=2)
        return real(data, number, password)

    monkeypatch.setattr(read_engine, "read_page", second_page_is_broken)
    document_id = await clinic.indexed(LETTERS)
    found = await document(clinic, document_id)
    assert (found["processing_status"], found["reason"]) == ("REVIEW", "Page 2 could not be read.")
    async with clinic.chart() as (ctx, chart):
        assert await service.retrieve(ctx, chart, "chest radiograph")
    retried = (await clinic.post(f"/documents/{document_id}/retry")).json()
    await clinic.work_off(retried["job_id"])
    assert asked == [1, 2, 3, 4, 5, 2]
    assert (await document(clinic, document_id))["processing_status"] == "INDEXED"


async def test_a_document_without_words_says_so(clinic: Clinic) -> None:
    document_id = await clinic.indexed(builders.pdf(builders.Sheet(())))
    found = await document(clinic, document_id)
    assert found["processing_status"] == "REVIEW"
    assert found["reason"].startswith("No words could be read")


async def test_a_document_deleted_while_it_is_read_leaves_nothing(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, rows: Callable[[str], dict[str, list[Any]]]
) -> None:
    answer = (await clinic.upload(LETTERS)).json()
    loop, real = asyncio.get_running_loop(), read_engine.read_page

    def deletes_meanwhile(data: bytes, number: int, password: str | None = None) -> Page:
        if number == 3:
            delete = clinic.client.delete(f"/api/v1/documents/{answer['document_id']}", headers=clinic.doctor.headers)
            assert asyncio.run_coroutine_threadsafe(delete, loop).result(30).status_code == 200
        return real(data, number, password)

    monkeypatch.setattr(read_engine, "read_page", deletes_meanwhile)
    await clinic.work_off(answer["job_id"])
    assert rows(answer["document_id"]) == {"page": [], "proposal": [], "chunk": []}


async def test_open_pages_hear_of_every_step(clinic: Clinic) -> None:
    heard: list[str] = []
    async with clinic.services.notices.of_patient(clinic.patient_id) as notices:
        await anext(notices)  # subscribed
        document_id = await clinic.indexed(LAB)
        async for notice in notices:
            if notice is not None:
                said = json.loads(notice)
                assert (said["type"], said["id"]) == ("document", document_id)
                heard.append(said["status"])
            if heard and heard[-1] == "INDEXED":
                break
    assert heard[0] == "INGESTED"
    assert "ANALYZING" in heard


async def test_a_decision_survives_reading_the_document_again(clinic: Clinic, owner_database_url: str) -> None:
    document_id = await clinic.indexed(LAB)
    proposed = (await clinic.get(f"/documents/{document_id}/proposals")).json()["data"]["items"]
    await clinic.post(f"/proposals/{proposed[0]['id']}/accept")
    await clinic.post(f"/proposals/{proposed[1]['id']}/reject")
    with psycopg.connect(owner_database_url, autocommit=True) as db:
        db.execute("UPDATE documents.document SET tier = 1, status = 'REVIEW' WHERE id = %s", (document_id,))
    await clinic.work_off((await clinic.post(f"/documents/{document_id}/retry")).json()["job_id"])
    again = (await clinic.get(f"/documents/{document_id}/proposals")).json()["data"]["items"]
    assert {each["id"]: each["status"] for each in again} == {
        **{each["id"]: "proposed" for each in proposed},
        proposed[0]["id"]: "accepted",
        proposed[1]["id"]: "rejected",
    }


async def test_what_the_chart_has_already_is_marked(clinic: Clinic) -> None:
    first = await clinic.indexed(LAB)
    await clinic.post(f"/patients/{clinic.patient_id}/proposals/accept-green", json={"document_id": first})
    second = await clinic.indexed(builders.scan_pdf(builders.raster(builders.lab_sheet())))
    items = (await clinic.get(f"/documents/{second}/proposals")).json()["data"]["items"]
    assert len(items) >= 20
    assert sum(each["in_chart"] is not None for each in items) >= 0.95 * len(items)


async def test_a_document_in_good_order_is_not_read_again(clinic: Clinic) -> None:
    document_id = await clinic.indexed(LAB)
    answer = await clinic.post(f"/documents/{document_id}/retry")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "NOT_RETRYABLE")
