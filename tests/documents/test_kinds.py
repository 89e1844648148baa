"""Word documents, faxes and photos of several pages from the door to the proposal."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.documents import builders
from tests.documents.builders import words
from tests.documents.conftest import API, Clinic

PAGES = [builders.jpeg(builders.raster(sheet, 130)) for sheet in (builders.lab_sheet(), builders.short_sheet(2))]


async def together(clinic: Clinic, *files: bytes) -> httpx.Response:
    return await clinic.client.post(
        f"{API}/documents/upload",
        data={"patient_uuid": str(clinic.patient_id), "document_type": "lab_report"},
        files=[("file", (f"photo {number}.jpg", data, "image/jpeg")) for number, data in enumerate(files, start=1)],
        headers=clinic.patient.headers,
    )


async def proposals_of(clinic: Clinic, document_id: str) -> dict[str, dict[str, Any]]:
    items = (await clinic.get(f"/documents/{document_id}/proposals")).json()["data"]["items"]
    return {each["fact"].get("code") or each["summary"]: each for each in items}


async def test_a_table_in_a_word_document_becomes_proposals_with_their_crops(clinic: Clinic) -> None:
    data = words.docx_lab()
    document_id = await clinic.indexed(data, filename="results.docx")
    found = (await clinic.get(f"/documents/{document_id}")).json()["data"]
    assert (found["processing_status"], found["rendition"]) == ("INDEXED", "from_text")
    ferritin = (await proposals_of(clinic, document_id))["2276-4"]  # LOINC: Ferritin [Mass/volume] in Serum or Plasma
    assert (ferritin["fact"]["value"], ferritin["page"]) == ("31", 1)
    crop = await clinic.get(f"/proposals/{ferritin['id']}/crop")
    assert crop.content.startswith(b"\x89PNG")
    assert (await clinic.get(f"/documents/{document_id}/file")).content == data


async def test_a_fax_of_two_pages_is_one_document(clinic: Clinic) -> None:
    pictures = [builders.raster(builders.lab_sheet(), 200), builders.raster(builders.short_sheet(2), 200)]
    document_id = await clinic.indexed(builders.tiff(*pictures, compression="group4", dpi=(200.0, 200.0)))
    found = (await clinic.get(f"/documents/{document_id}")).json()["data"]
    assert (found["page_count"], found["media_type"], found["rendition"]) == (2, "image/tiff", "as_sent")
    assert "2276-4" in await proposals_of(clinic, document_id)


async def test_photos_sent_together_are_the_pages_of_one_document(clinic: Clinic) -> None:
    answer = await together(clinic, *reversed(PAGES))
    assert answer.status_code == 202, answer.text
    await clinic.work_off(answer.json()["job_id"])
    document_id = answer.json()["document_id"]
    found = (await clinic.get(f"/documents/{document_id}")).json()["data"]
    assert (found["processing_status"], found["page_count"]) == ("INDEXED", 2)
    ferritin = (await proposals_of(clinic, document_id))["2276-4"]
    assert ferritin["page"] == 2
    again = await together(clinic, *reversed(PAGES))
    assert again.json()["data"]["document_id"] == document_id
    file = (await clinic.get(f"/documents/{document_id}/file")).content
    other = await clinic.upload(file, who=clinic.other_patient, patient_id=clinic.other_patient_id)
    assert other.status_code == 202, "what was given out is taken in again"


@pytest.mark.parametrize(
    ("second", "code"), [(builders.digital_pdf(1), "ONLY_PHOTOS_TOGETHER"), (b"hello", "UNSUPPORTED_FILE_TYPE")]
)
async def test_only_photos_go_together(clinic: Clinic, second: bytes, code: str) -> None:
    answer = await together(clinic, PAGES[0], second)
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, code)
