"""Small pictures of pages and the text of a whole document, behind the same door as everything else."""

from __future__ import annotations

import io
from pathlib import Path

import psycopg
import pytest
from PIL import Image

from tests.documents import builders
from tests.documents.conftest import API, Clinic

LETTERS = builders.pdf(*(builders.letter_sheet(number) for number in range(3)))
PATHS = ("/documents/{}/pages/2/thumbnail", "/documents/{}/text")


async def test_each_page_has_a_small_picture_that_is_kept_encrypted(clinic: Clinic, owner_database_url: str) -> None:
    document_id = await clinic.indexed(LETTERS)
    answer = await clinic.get(f"/documents/{document_id}/pages/2/thumbnail")
    picture = Image.open(io.BytesIO(answer.content))
    assert (picture.format, picture.width) == ("WEBP", 240)
    assert len(answer.content) < 20_000
    assert answer.headers["cache-control"] == "private, no-store"
    with psycopg.connect(owner_database_url) as db:
        keys = db.execute(
            "SELECT thumbnail_key FROM documents.page WHERE document_id = %s AND thumbnail_key IS NOT NULL",
            (document_id,),
        ).fetchall()
    assert len(keys) == 3
    folder = Path(clinic.services.settings.data_dir) / "objects" / str(clinic.patient_id)
    assert not any(stored.read_bytes()[:4] == b"RIFF" for stored in folder.iterdir())


async def test_a_page_without_a_kept_picture_is_drawn_when_asked_for(clinic: Clinic) -> None:
    document_id = (await clinic.upload(LETTERS)).json()["document_id"]
    answer = await clinic.get(f"/documents/{document_id}/pages/1/thumbnail")
    assert answer.content[8:12] == b"WEBP"


async def test_small_pictures_go_with_the_document(clinic: Clinic, owner_database_url: str) -> None:
    document_id = await clinic.indexed(LETTERS)
    deleted = await clinic.client.delete(f"{API}/documents/{document_id}", headers=clinic.patient.headers)
    assert deleted.status_code == 200
    with psycopg.connect(owner_database_url) as db:
        waiting = db.execute(
            "SELECT count(*) FROM documents.discarded_object WHERE document_id = %s", (document_id,)
        ).fetchone()
    assert waiting == (4,)  # the file and three pages


async def test_the_text_of_all_pages_is_given_in_reading_order(clinic: Clinic) -> None:
    document_id = await clinic.indexed(LETTERS, filename="my letters.pdf")
    answer = await clinic.get(f"/documents/{document_id}/text")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.text.startswith("--- Page 1 of 3 ---\n")
    assert answer.text.index("--- Page 2 of 3 ---") < answer.text.index("--- Page 3 of 3 ---")
    assert "Discharge summary" in answer.text
    assert await clinic.audit_of(clinic.patient_id, "document.export-text") == 1


async def test_a_document_says_its_language(clinic: Clinic) -> None:
    document_id = await clinic.indexed(LETTERS)
    assert (await clinic.get(f"/documents/{document_id}")).json()["data"]["language"] == "en"
    assert (await clinic.get(f"/documents/{document_id}/pages/1")).json()["data"]["language"] == "en"


async def test_what_is_not_read_or_not_there_is_said(clinic: Clinic) -> None:
    document_id = (await clinic.upload(LETTERS)).json()["document_id"]
    for path in (f"/documents/{document_id}/text", f"/documents/{document_id}/pages/9/thumbnail"):
        answer = await clinic.get(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "PAGE_NOT_READ")


@pytest.mark.parametrize("path", PATHS)
async def test_others_see_neither(clinic: Clinic, path: str) -> None:
    address = path.format(await clinic.indexed(LETTERS))
    assert (await clinic.client.get(f"{API}{address}")).status_code == 401
    for who in (clinic.other_doctor, clinic.other_patient, clinic.admin):
        assert (await clinic.get(address, who)).status_code in (403, 404)
    assert (await clinic.get(address, clinic.patient)).status_code == 200
