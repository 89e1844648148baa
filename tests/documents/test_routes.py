"""Every address of documents: anonymous, wrong role, wrong patient, happy path, audit row."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

import cv2
import numpy as np
import pytest

from salus.core.context import WORKER
from salus.records import service as records
from tests.documents import builders
from tests.documents.conftest import API, Clinic
from tests.support.app import Person

LAB = builders.pdf(builders.lab_sheet(), builders.letter_sheet())


@dataclass(frozen=True)
class Papers:
    """An indexed document of the clinic's patient."""

    document_id: str
    proposal_id: str
    patient_id: str

    def __call__(self, path: str) -> str:
        return path.format(document=self.document_id, proposal=self.proposal_id, patient=self.patient_id)


@pytest.fixture
async def papers(clinic: Clinic) -> Papers:
    document_id = await clinic.indexed(LAB)
    items = (await clinic.get(f"/documents/{document_id}/proposals")).json()["data"]["items"]
    return Papers(document_id, items[0]["id"], str(clinic.patient_id))


READS = {
    "/documents?patient_uuid={patient}": "document.list",
    "/documents/{document}": "document.read",
    "/documents/{document}/file": "document.download",
    "/documents/{document}/pages/1": "document.read-page",
    "/documents/{document}/pages/1/image?width=200": "document.read-page",
    "/documents/{document}/proposals": "proposal.list",
    "/patients/{patient}/proposals": "proposal.list",
    "/proposals/{proposal}/crop": "proposal.read-crop",
}


async def test_patient_and_doctor_read_everything_and_each_reading_is_audited(clinic: Clinic, papers: Papers) -> None:
    for path, action in READS.items():
        for who in (clinic.doctor, clinic.patient):
            before = await clinic.audit_of(clinic.patient_id, action)
            answer = await clinic.get(papers(path), who)
            assert answer.status_code == 200, path
            assert await clinic.audit_of(clinic.patient_id, action) == before + 1, path


async def test_strangers_and_absent_things_are_refused_alike_and_audited(clinic: Clinic, papers: Papers) -> None:
    absent = Papers(str(uuid4()), str(uuid4()), str(uuid4()))
    for path, action in READS.items():
        for who in (clinic.other_doctor, clinic.other_patient):
            before = await clinic.audit_of(clinic.patient_id, action, "refused")
            foreign, nothing = await clinic.get(papers(path), who), await clinic.get(absent(path), who)
            assert (foreign.status_code, nothing.status_code) == (403, 403), path
            assert foreign.json()["error"] == nothing.json()["error"], path
            assert foreign.json()["error"]["code"] == "CHART_ACCESS_DENIED", path
            assert await clinic.audit_of(clinic.patient_id, action, "refused") == before + 1, path


async def test_without_a_session_or_with_the_wrong_role_nothing_is_read(clinic: Clinic, papers: Papers) -> None:
    for path in (*READS, "/proposals"):
        assert (await clinic.client.get(f"{API}{papers(path)}")).status_code == 401, path
        answer = await clinic.get(papers(path), clinic.admin)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "ROLE_NOT_ALLOWED"), path


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/documents/nonsense", 400, "INVALID_IDENTIFIER"),
        ("/documents?patient_uuid=nonsense", 400, "INVALID_PATIENT_UUID"),
        ("/documents", 422, "INVALID_INPUT"),
        ("/patients/nonsense/proposals", 400, "INVALID_PATIENT_UUID"),
        ("/documents/{document}/pages/0", 422, "INVALID_INPUT"),
        ("/documents/{document}/pages/99", 404, "PAGE_NOT_READ"),
        ("/documents/{document}/pages/99/image", 404, "PAGE_NOT_READ"),
        ("/documents/{document}/pages/1/image?width=99999", 422, "INVALID_INPUT"),
        ("/documents/{document}/images/" + str(UUID(int=7)), 404, "IMAGE_NOT_FOUND"),
        ("/proposals?status=odd", 422, "INVALID_INPUT"),
        ("/proposals?limit=0", 422, "INVALID_INPUT"),
    ],
)
async def test_what_cannot_be_is_told(clinic: Clinic, papers: Papers, path: str, status: int, code: str) -> None:
    answer = await clinic.get(papers(path))
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


async def test_a_page_shows_its_words_with_their_boxes_and_its_tables(clinic: Clinic, papers: Papers) -> None:
    page = (await clinic.get(papers("/documents/{document}/pages/1"))).json()["data"]
    assert (page["number"], page["source"], round(page["width"])) == (1, "embedded", 595)
    ferritin = next(word for word in page["words"] if word["t"] == "Ferritin")
    x0, y0, x1, y1 = ferritin["b"]
    assert 0 <= x0 < x1 <= 1
    assert 0 <= y0 < y1 <= 1
    (table,) = page["tables"]
    assert [cell["t"] for cell in table["rows"][0]] == list(builders.LAB_HEADER)
    assert "Hemoglobin 13.2" in page["text"]


def pixels(png: bytes) -> np.ndarray:
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    return np.asarray(picture)


async def test_a_crop_shows_the_printed_row_and_little_else(clinic: Clinic, papers: Papers) -> None:
    page = pixels((await clinic.get(papers("/documents/{document}/pages/1/image?width=800"))).content)
    crop = pixels((await clinic.get(papers("/proposals/{proposal}/crop?width=800"))).content)
    assert page.shape[1] == crop.shape[1] == 800
    assert crop.shape[0] < page.shape[0] / 5
    assert (crop < 128).mean() > 0.005  # ink


async def test_a_file_is_downloaded_and_never_run(clinic: Clinic) -> None:
    document_id = (await clinic.upload(LAB, filename='re"port\r\nX-Evil: 1 ñ.pdf')).json()["document_id"]
    answer = await clinic.get(f"/documents/{document_id}/file")
    headers = answer.headers
    assert answer.content == LAB
    assert headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert "x-evil" not in headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["cache-control"] == "private, no-store"


async def test_pictures_are_kept_out_of_shared_caches(clinic: Clinic, papers: Papers) -> None:
    for path in ("/documents/{document}/pages/1/image", "/proposals/{proposal}/crop"):
        headers = (await clinic.get(papers(path))).headers
        assert headers["content-type"] == "image/png"
        assert headers["cache-control"] == "private, no-store"
        assert headers["content-security-policy"] == "default-src 'none'; sandbox"


async def test_a_locked_document_is_read_and_drawn_with_the_password_that_came_with_it(clinic: Clinic) -> None:
    document_id = await clinic.indexed(builders.encrypted(LAB, "sesame"), password="sesame")
    document = (await clinic.get(f"/documents/{document_id}")).json()["data"]
    image = await clinic.get(f"/documents/{document_id}/pages/1/image?width=100")
    assert (document["processing_status"], image.status_code) == ("INDEXED", 200)
    assert "sesame" not in str(document)


async def test_a_document_shows_before_it_is_read(clinic: Clinic) -> None:
    document_id = (await clinic.upload(LAB)).json()["document_id"]
    page = await clinic.get(f"/documents/{document_id}/pages/1")
    image = await clinic.get(f"/documents/{document_id}/pages/1/image?width=100")
    assert (page.status_code, page.json()["error"]["code"]) == (404, "PAGE_NOT_READ")
    assert image.status_code == 200


async def test_a_doctor_who_left_the_care_team_is_a_stranger(clinic: Clinic, papers: Papers) -> None:
    async with clinic.chart(WORKER) as (ctx, chart):
        (member,) = await records.list_care_team(ctx, chart)
        await records.end_membership(ctx, chart, member.id, member.version)
    for path in READS:
        assert (await clinic.get(papers(path))).status_code == 403, path
    queue = (await clinic.get("/proposals")).json()["data"]["items"]
    assert queue == []


@pytest.mark.parametrize("verb", ["retry", "replace"])
async def test_strangers_start_no_work(clinic: Clinic, papers: Papers, verb: str) -> None:
    people: list[Person] = [clinic.other_doctor, clinic.other_patient, clinic.admin]
    for who in people:
        answer = await clinic.client.post(
            f"{API}/documents/{papers.document_id}/{verb}", files={"file": ("a.pdf", LAB)}, headers=who.headers
        )
        assert answer.status_code == 403
