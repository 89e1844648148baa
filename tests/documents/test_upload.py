"""Taking files in: durable before 202, recognised when sent twice, refused with the reason at once."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest

from salus.core.errors import EngineUnavailable
from salus.core.http import idempotency
from salus.core.http import store as answers
from salus.records import service as records
from tests.documents import builders
from tests.documents.builders import words
from tests.documents.conftest import API, Clinic

PAPER = builders.digital_pdf(2)


def fresh_pdf(pages: int = 1) -> bytes:
    """A PDF that nobody has sent before."""
    return builders.pdf(*(builders.letter_sheet() for _ in range(pages))) + f"\n%{uuid4()}\n".encode()


async def test_an_upload_is_accepted_and_its_job_can_be_followed(clinic: Clinic) -> None:
    answer = await clinic.upload(PAPER)
    body = answer.json()
    assert answer.status_code == 202, body
    assert body["status"] == "accepted"
    assert body["status_url"] == f"/api/v1/jobs/{body['job_id']}/status"
    job = (await clinic.client.get(body["status_url"], headers=clinic.patient.headers)).json()["data"]
    assert (job["status"], job["kind"]) == ("queued", "documents.process")
    document = (await clinic.get(f"/documents/{body['document_id']}")).json()["data"]
    assert document["processing_status"] == "INGESTED"
    assert document["page_count"] == 2
    assert document["sha256"] == hashlib.sha256(PAPER).hexdigest()
    assert document["is_unconfirmed"] is True


async def test_the_bytes_are_encrypted_on_the_disk_before_202_is_sent(clinic: Clinic) -> None:
    answer = await clinic.upload(PAPER)
    folder = Path(clinic.services.settings.data_dir) / "objects" / str(clinic.patient_id)
    (stored,) = folder.iterdir()
    sealed = stored.read_bytes()
    assert answer.status_code == 202
    assert b"%PDF" not in sealed
    assert b"Hemoglobin" not in sealed
    file = await clinic.get(f"/documents/{answer.json()['document_id']}/file")
    assert file.content == PAPER


async def test_a_ten_page_pdf_is_accepted_in_under_300_ms(clinic: Clinic) -> None:
    """The bar for a 10-page digital PDF; the best of five, for other tests share these cores."""
    took = []
    for _ in range(5):
        data = fresh_pdf(10)
        began = time.perf_counter()
        answer = await clinic.upload(data)
        took.append(time.perf_counter() - began)
        assert answer.status_code == 202
    assert min(took) < 0.3


async def test_the_same_file_twice_is_recognised(clinic: Clinic) -> None:
    first = (await clinic.upload(PAPER)).json()
    again = await clinic.upload(PAPER, who=clinic.doctor, filename="other-name.pdf")
    assert again.status_code == 200
    assert again.json()["data"]["document_id"] == first["document_id"]
    assert again.json()["data"]["duplicate"] is True
    listed = (await clinic.get(f"/documents?patient_uuid={clinic.patient_id}")).json()["data"]["items"]
    assert len(listed) == 1


async def test_the_same_file_from_five_connections_at_once_is_kept_once(clinic: Clinic) -> None:
    answers = await asyncio.gather(*(clinic.upload(PAPER) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 202]
    folder = Path(clinic.services.settings.data_dir) / "objects" / str(clinic.patient_id)
    assert len(list(folder.iterdir())) == 1


async def test_the_same_file_in_another_chart_is_another_document(clinic: Clinic) -> None:
    ours = await clinic.upload(PAPER)
    theirs = await clinic.upload(PAPER, who=clinic.other_patient, patient_id=clinic.other_patient_id)
    assert (ours.status_code, theirs.status_code) == (202, 202)
    assert ours.json()["document_id"] != theirs.json()["document_id"]


async def test_a_document_stands_on_the_timeline_at_once(clinic: Clinic) -> None:
    document_id = (await clinic.upload(PAPER, filename="my_blood test.pdf")).json()["document_id"]
    async with clinic.chart() as (ctx, chart):
        page = await records.timeline(ctx, chart, kinds=["document"])
    assert [(str(item.ref_id), item.title) for item in page.items] == [(document_id, "my blood test")]


async def test_an_upload_leaves_its_audit_row(clinic: Clinic) -> None:
    await clinic.upload(PAPER)
    assert await clinic.audit_of(clinic.patient_id, "document.upload") == 1


REFUSALS: list[tuple[str, bytes, str, int, str]] = [
    ("empty", b"", "a.pdf", 400, "EMPTY_FILE"),
    ("text", b"hello, I am text", "a.pdf", 415, "UNSUPPORTED_FILE_TYPE"),
    ("html called pdf", b"<html><script>alert(1)</script></html>", "a.pdf", 415, "UNSUPPORTED_FILE_TYPE"),
    ("program", b"MZ\x90\x00" + bytes(500), "a.png", 415, "UNSUPPORTED_FILE_TYPE"),
    ("cut off pdf", PAPER[: len(PAPER) // 2], "a.pdf", 400, "CORRUPT_PDF"),
    ("cut off jpeg", builders.jpeg(builders.scene())[:200], "a.jpg", 400, "CORRUPT_JPEG"),
    ("cut off png", builders.png(builders.scene())[:40], "a.png", 400, "CORRUPT_PNG"),
    ("png bomb", builders.png_bomb(), "a.png", 413, "DECOMPRESSION_BOMB"),
    ("pdf page bomb", builders.pdf_page_bomb(), "a.pdf", 413, "DECOMPRESSION_BOMB"),
    ("a thousand pages", builders.many_pages_pdf(1000), "a.pdf", 413, "TOO_MANY_PAGES"),
    ("no pages", builders.no_pages_pdf(), "a.pdf", 400, "NO_PAGES"),
    ("word with macros", words.docx_of("", more={"word/vbaProject.bin": b"x"}), "a.docx", 415, "UNSUPPORTED_FILE_TYPE"),
    ("cut off tiff", builders.tiff(builders.scene())[:200], "a.tif", 400, "CORRUPT_TIFF"),
    ("cut off heic", b"\0\0\0\x18ftypheic" + bytes(90), "a.heic", 400, "CORRUPT_HEIC"),
]


@pytest.mark.parametrize(
    ("data", "filename", "status", "code"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS]
)
async def test_each_reason_to_refuse_a_file_is_its_own_error(
    clinic: Clinic, data: bytes, filename: str, status: int, code: str
) -> None:
    answer = await clinic.upload(data, filename=filename)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert len(answer.json()["error"]["message"]) > 30
    listed = (await clinic.get(f"/documents?patient_uuid={clinic.patient_id}")).json()["data"]["items"]
    assert listed == []
    assert not (Path(clinic.services.settings.data_dir) / "objects" / str(clinic.patient_id)).exists()


async def test_a_locked_pdf_opens_with_its_password_and_only_with_it(clinic: Clinic) -> None:
    locked = builders.encrypted(PAPER, "sesame")
    wrong = await clinic.upload(locked, password="simsim")
    right = await clinic.upload(locked, password="sesame")
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (422, "WRONG_PASSWORD")
    assert right.status_code == 202


@pytest.mark.parametrize(
    ("data", "filename"),
    [
        (builders.jpeg(builders.raster(builders.letter_sheet(), 72)), "photo.jpg"),
        (builders.png(builders.raster(builders.letter_sheet(), 72)), "scan.png"),
        (fresh_pdf(), "letter.pdf"),
        (words.docx_lab(), "letter.docx"),
        (builders.tiff(builders.raster(builders.letter_sheet(), 72)), "fax.tiff"),
        ((Path(__file__).parent / "samples" / "letter.heic").read_bytes(), "photo.heic"),
    ],
)
async def test_every_kind_of_file_is_taken_by_content_whatever_its_name(
    clinic: Clinic, data: bytes, filename: str
) -> None:
    answer = await clinic.upload(data, filename="anything.bin")
    assert answer.status_code == 202
    document = (await clinic.get(f"/documents/{answer.json()['document_id']}")).json()["data"]
    assert document["filename"].rpartition(".")[2] == filename.rpartition(".")[2]


async def test_a_file_beyond_the_limit_is_refused_and_not_kept(clinic: Clinic) -> None:
    settings = clinic.services.settings
    limit = settings.upload_limit_mb << 20
    answer = await clinic.upload(b"%PDF-1.7\n" + bytes(limit))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "FILE_TOO_LARGE")


async def test_an_endless_upload_without_a_length_is_refused(clinic: Clinic) -> None:
    limit = clinic.services.settings.upload_limit_mb << 20

    async def body():
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF'
        for _ in range((limit >> 20) + 2):
            yield bytes(1 << 20)

    headers = {**clinic.patient.headers, "Content-Type": "multipart/form-data; boundary=x"}
    answer = await clinic.client.post(f"{API}/documents/upload", content=body(), headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "FILE_TOO_LARGE")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"garbage", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: attachment\r\n\r\nhi\r\n--x--\r\n", "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + bytes(5000) + b"\r\n--x--\r\n",
            "multipart/form-data; boundary=x",
        ),
        (b"{}", "application/json"),
        (b"a=b", "multipart/form-data"),
        (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%PDF',
            "multipart/form-data; boundary=x",
        ),
    ],
)
async def test_a_broken_form_is_told_apart_from_a_broken_file(clinic: Clinic, content: bytes, kind: str) -> None:
    headers = {**clinic.patient.headers, "Content-Type": kind}
    answer = await clinic.client.post(f"{API}/documents/upload", content=content, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "UPLOAD_MALFORMED")


async def test_a_missing_file_and_an_unknown_type_are_named(clinic: Clinic) -> None:
    no_file = await clinic.client.post(
        f"{API}/documents/upload",
        files={"patient_uuid": (None, str(clinic.patient_id))},
        headers=clinic.patient.headers,
    )
    odd = await clinic.upload(PAPER, document_type="novel")
    assert (no_file.status_code, list(no_file.json()["error"]["details"]["fields"])) == (422, ["file"])
    assert (odd.status_code, list(odd.json()["error"]["details"]["fields"])) == (422, ["document_type"])


async def test_a_malformed_patient_uuid_is_told(clinic: Clinic) -> None:
    answer = await clinic.client.post(
        f"{API}/documents/upload",
        data={"patient_uuid": "not-a-uuid"},
        files={"file": ("a.pdf", PAPER)},
        headers=clinic.patient.headers,
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "INVALID_PATIENT_UUID")


async def test_nobody_uploads_into_a_chart_that_is_not_theirs(clinic: Clinic) -> None:
    before = await clinic.audit_of(clinic.patient_id, "document.open-for-upload", "refused")
    stranger = await clinic.upload(PAPER, who=clinic.other_patient)
    doctor = await clinic.upload(PAPER, who=clinic.other_doctor)
    admin = await clinic.upload(PAPER, who=clinic.admin)
    nobody = await clinic.client.post(
        f"{API}/documents/upload", data={"patient_uuid": str(clinic.patient_id)}, files={"file": ("a.pdf", PAPER)}
    )
    absent = await clinic.upload(PAPER, patient_id=uuid4())
    assert [each.status_code for each in (stranger, doctor, admin, nobody, absent)] == [403, 403, 403, 401, 403]
    assert stranger.json()["error"] == absent.json()["error"] == doctor.json()["error"]
    assert admin.json()["error"]["code"] == "ROLE_NOT_ALLOWED"
    assert await clinic.audit_of(clinic.patient_id, "document.open-for-upload", "refused") == before + 2


def keyed(clinic: Clinic, key: str, data: bytes, filename: str = "a.pdf") -> Awaitable[httpx.Response]:
    """An upload under a key; the client draws a new boundary for each."""
    return clinic.client.post(
        f"{API}/documents/upload",
        data={"patient_uuid": str(clinic.patient_id)},
        files={"file": (filename, data)},
        headers={**clinic.patient.headers, "Idempotency-Key": key},
    )


async def test_a_retried_upload_with_its_key_finds_the_first_answer(clinic: Clinic) -> None:
    data, key = fresh_pdf(), uuid4().hex
    first, second = await keyed(clinic, key, data), await keyed(clinic, key, data)
    assert first.request.headers["content-type"] != second.request.headers["content-type"]  # another boundary
    assert first.status_code == second.status_code == 202
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("filename", ["a.pdf", "b.pdf"])
async def test_another_file_under_the_same_key_is_refused(clinic: Clinic, filename: str) -> None:
    key = uuid4().hex
    assert (await keyed(clinic, key, PAPER)).status_code == 202
    refused = await keyed(clinic, key, fresh_pdf() if filename == "a.pdf" else PAPER, filename)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


async def test_a_retry_after_a_crash_that_lost_the_answer_finds_its_document(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, key = fresh_pdf(), uuid4().hex

    async def lost(*_: object) -> None:
        raise EngineUnavailable

    with monkeypatch.context() as crash:
        crash.setattr(answers, "update_answer", lost)
        first = await keyed(clinic, key, data)
    monkeypatch.setattr(idempotency, "ANSWER_WAIT_S", 0.0)
    again = await keyed(clinic, key, data)
    assert (again.status_code, again.json()["data"]["document_id"]) == (200, first.json()["document_id"])


async def test_a_refused_row_leaves_no_bytes_behind(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row fails after the bytes were stored, as with a database that went away: the bytes are dropped again."""
    from salus.documents.store import documents

    async def fail(*_: object) -> UUID:
        raise OSError("the database went away")

    monkeypatch.setattr(documents, "insert", fail)
    answer = await clinic.upload(PAPER)
    assert answer.status_code == 500
    folder = Path(clinic.services.settings.data_dir) / "objects" / str(clinic.patient_id)
    assert list(folder.iterdir()) == []
