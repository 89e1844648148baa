"""Locked PDFs: taken as they are, opened by their password and by nothing else, the password kept nowhere."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql

from tests.documents import builders
from tests.documents.conftest import API, Clinic
from tests.support.app import Person

PAPER = builders.pdf(builders.lab_sheet())
PASSWORD = "sesame-4711-tahini"
LOCKED = builders.encrypted(PAPER, PASSWORD)


async def kept(clinic: Clinic, who: Person | None = None) -> str:
    answer = await clinic.upload(LOCKED, who=who)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["data"]["document_id"])


async def try_it(clinic: Clinic, document_id: str, password: str, who: Person | None = None) -> httpx.Response:
    return await clinic.post(f"/documents/{document_id}/password", who or clinic.patient, {"password": password})


async def test_a_locked_pdf_is_kept_and_says_that_it_needs_its_password(clinic: Clinic) -> None:
    answer = await clinic.upload(LOCKED)
    assert answer.status_code == 200
    assert answer.json()["data"]["needs_password"] is True
    found = (await clinic.get(f"/documents/{answer.json()['data']['document_id']}")).json()["data"]
    assert (found["needs_password"], found["processing_status"], found["page_count"]) == (True, "REVIEW", 0)
    assert "password" in found["reason"]
    file = await clinic.get(f"/documents/{found['id']}/file")
    assert file.content == LOCKED


async def test_the_right_password_lets_it_through_the_tiers_and_leaves_the_file_as_it_was(clinic: Clinic) -> None:
    document_id = await kept(clinic)
    answer = await try_it(clinic, document_id, PASSWORD)
    assert answer.status_code == 202, answer.text
    await clinic.work_off(answer.json()["job_id"])
    found = (await clinic.get(f"/documents/{document_id}")).json()["data"]
    assert (found["processing_status"], found["page_count"]) == ("INDEXED", 1)
    assert (found["needs_password"], found["rendition"]) == (False, "unlocked")
    proposed = (await clinic.get(f"/documents/{document_id}/proposals")).json()["data"]["items"]
    assert any(each["summary"].startswith("Ferritin") for each in proposed)
    assert (await clinic.get(f"/documents/{document_id}/pages/1/image")).content.startswith(b"\x89PNG")
    assert (await clinic.get(f"/documents/{document_id}/file")).content == LOCKED
    assert await clinic.audit_of(clinic.patient_id, "document.unlock") == 1


async def test_the_password_is_kept_nowhere(
    clinic: Clinic, owner_database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    document_id = await kept(clinic)
    answer = await clinic.client.post(
        f"{API}/documents/{document_id}/password",
        json={"password": PASSWORD},
        headers={**clinic.patient.headers, "Idempotency-Key": "one-key"},
    )
    assert answer.status_code == 202
    assert PASSWORD not in caplog.text
    with psycopg.connect(owner_database_url) as db:
        tables = db.execute(
            "SELECT schemaname, tablename FROM pg_tables "
            "WHERE schemaname IN ('core', 'records', 'documents', 'chat', 'exchange')"
        ).fetchall()
        for schema, name in tables:
            count = sql.SQL("SELECT count(*) FROM {} AS t WHERE t::text LIKE %s").format(sql.Identifier(schema, name))
            assert db.execute(count, (f"%{PASSWORD}%",)).fetchone() == (0,), name
        (claims,) = db.execute("SELECT count(*) FROM core.idempotent_answer WHERE key = 'one-key'").fetchone() or (0,)
        (key,) = db.execute("SELECT password_key FROM documents.document WHERE id = %s", (document_id,)).fetchone() or (
            "",
        )
    assert (claims, key) == (0, None)
    folder = Path(clinic.services.settings.data_dir) / "objects" / str(clinic.patient_id)
    assert len(list(folder.iterdir())) == 2  # the file and its opened copy
    assert all(PASSWORD.encode() not in stored.read_bytes() for stored in folder.iterdir())


async def test_a_wrong_password_says_how_many_tries_are_left_until_there_are_none(clinic: Clinic) -> None:
    document_id = await kept(clinic)
    for left in (4, 3, 2, 1, 0):
        answer = await try_it(clinic, document_id, "simsim")
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["details"]["tries_left"]) == (422, "WRONG_PASSWORD", left)
    answer = await try_it(clinic, document_id, PASSWORD)
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, "TOO_MANY_PASSWORDS")


async def test_many_tries_at_once_are_no_more_tries(clinic: Clinic) -> None:
    document_id = await kept(clinic)
    answers = await asyncio.gather(*(try_it(clinic, document_id, f"guess {number}") for number in range(9)))
    assert sorted(answer.status_code for answer in answers) == [422] * 5 + [429] * 4


async def test_tries_are_forgotten_after_an_hour(clinic: Clinic, owner_database_url: str) -> None:
    document_id = await kept(clinic)
    for _ in range(6):
        await try_it(clinic, document_id, "simsim")
    with psycopg.connect(owner_database_url, autocommit=True) as db:
        db.execute(
            "UPDATE documents.document SET password_tried_at = now() - interval '61 minutes' WHERE id = %s",
            (document_id,),
        )
    assert (await try_it(clinic, document_id, PASSWORD)).status_code == 202


async def test_a_document_that_is_not_locked_takes_no_password(clinic: Clinic) -> None:
    document_id = (await clinic.upload(PAPER)).json()["document_id"]
    answer = await try_it(clinic, document_id, PASSWORD)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "NOT_LOCKED")


async def test_a_locked_document_is_not_read_again_without_its_password(clinic: Clinic) -> None:
    document_id = await kept(clinic)
    answer = await clinic.post(f"/documents/{document_id}/retry", clinic.patient)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "NOT_RETRYABLE")


async def test_the_same_locked_file_again_is_a_duplicate(clinic: Clinic) -> None:
    first = await kept(clinic)
    again = (await clinic.upload(LOCKED)).json()["data"]
    assert (again["document_id"], again["duplicate"]) == (first, True)


async def test_who_may_not_change_the_document_may_not_try(clinic: Clinic) -> None:
    document_id = await kept(clinic, who=clinic.doctor)
    path = f"/documents/{document_id}/password"
    anonymous = await clinic.client.post(f"{API}{path}", json={"password": PASSWORD})
    assert anonymous.status_code == 401
    for who, status in ((clinic.other_doctor, 403), (clinic.other_patient, 403), (clinic.admin, 403)):
        answer = await try_it(clinic, document_id, PASSWORD, who)
        assert answer.status_code in (status, 404), answer.text
    own = await try_it(clinic, document_id, PASSWORD)  # the care team sent it
    assert own.status_code == 403
    assert (await try_it(clinic, document_id, PASSWORD, clinic.doctor)).status_code == 202


@pytest.mark.parametrize("body", [{}, {"password": ""}, {"password": "x" * 300}, {"password": 5}])
async def test_a_malformed_password_is_refused_and_not_repeated(clinic: Clinic, body: dict[str, object]) -> None:
    answer = await clinic.post(f"/documents/{await kept(clinic)}/password", clinic.patient, body)
    assert answer.status_code == 422
    assert "x" * 300 not in answer.text


async def test_a_locked_pdf_is_deleted_with_its_opened_copy(clinic: Clinic, owner_database_url: str) -> None:
    document_id = await kept(clinic)
    await try_it(clinic, document_id, PASSWORD)
    answer = await clinic.client.delete(f"{API}/documents/{document_id}", headers=clinic.patient.headers)
    assert answer.status_code == 200
    with psycopg.connect(owner_database_url) as db:
        (waiting,) = db.execute(
            "SELECT count(*) FROM documents.discarded_object WHERE document_id = %s", (document_id,)
        ).fetchone() or (0,)
    assert waiting == 2
