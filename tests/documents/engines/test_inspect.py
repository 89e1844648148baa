"""What an upload is, and why it is refused: by content, at once, each reason its own error."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from salus.documents import errors
from salus.documents.contract import Rendition
from salus.documents.engines.inspect import INSPECT_TIMEOUT_S, Limits, inspect_upload, safe_filename
from salus.documents.engines.signatures import FileKind
from tests.documents import builders

LETTER = builders.pdf(builders.letter_sheet())
PICTURE = builders.raster(builders.short_sheet(1), 60)
JPEG, PNG = builders.jpeg(PICTURE), builders.png(PICTURE)
LIMITS = Limits(max_bytes=20_000_000)


@pytest.mark.parametrize(
    ("data", "kind", "mime", "pages"),
    [
        (LETTER, FileKind.PDF, "application/pdf", 1),
        (builders.digital_pdf(4), FileKind.PDF, "application/pdf", 4),
        (JPEG, FileKind.JPEG, "image/jpeg", 1),
        (PNG, FileKind.PNG, "image/png", 1),
    ],
)
def test_a_file_is_what_it_holds_and_not_what_it_is_called(data: bytes, kind: FileKind, mime: str, pages: int) -> None:
    file = inspect_upload(data, "results.docx", limits=LIMITS)
    assert (file.kind, file.mime, file.page_count, file.size_bytes) == (kind, mime, pages, len(data))


def test_a_file_may_be_given_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "letter"
    path.write_bytes(LETTER)
    assert inspect_upload(path, "letter.pdf").kind is FileKind.PDF


REFUSALS = [
    (b"", errors.EmptyFile),
    (b"PK\x03\x04" + bytes(30) + b"word/document.xml", errors.CorruptDOCX),
    (b"MZ\x90\x00" + bytes(200), errors.UnsupportedFileType),
    (b"<!DOCTYPE html><html>", errors.UnsupportedFileType),
    (b"GIF89a" + bytes(50), errors.UnsupportedFileType),
    (b"\x00\x00\x00\x18ftypheic" + bytes(50), errors.CorruptHEIC),
    (b"\x00\x00\x00\x18ftypavif" + bytes(50), errors.UnsupportedFileType),
    (b"just some words", errors.UnsupportedFileType),
    (b"MZ" + LETTER, errors.UnsupportedFileType),
    (b"GIF89a" + LETTER, errors.UnsupportedFileType),
    (LETTER + b"PK\x05\x06" + bytes(18), errors.UnsupportedFileType),
    (JPEG + b"<script>alert(1)</script>", errors.UnsupportedFileType),
    (PNG + b"PK\x03\x04", errors.UnsupportedFileType),
    (bytes(20_000_001), errors.FileTooLarge),
    (b"%PDF-1.7\nnothing of the kind\n%%EOF", errors.CorruptPDF),
    (LETTER[:-700], errors.CorruptPDF),
    (LETTER[: len(LETTER) // 2], errors.CorruptPDF),
    (JPEG[:-400], errors.CorruptJPEG),
    (JPEG[:40], errors.CorruptJPEG),
    (PNG[:-400], errors.CorruptPNG),
    (PNG[:60] + b"\x00" + PNG[61:], errors.CorruptPNG),
    (builders.png_bomb(), errors.DecompressionBomb),
    (builders.pdf_page_bomb(), errors.DecompressionBomb),
    (builders.pdf_image_bomb(), errors.DecompressionBomb),
    (builders.pdf_stream_bomb(256 << 20), errors.DecompressionBomb),
    (builders.many_pages_pdf(501), errors.TooManyPages),
    (builders.many_pages_pdf(20_000), errors.TooManyPages),
    (builders.no_pages_pdf(), errors.NoPages),
]


@pytest.mark.parametrize(("data", "reason"), REFUSALS, ids=lambda value: getattr(value, "__name__", None))
def test_each_reason_to_refuse_is_its_own_error(data: bytes, reason: type[errors.UnreadableFile]) -> None:
    with pytest.raises(reason) as refusal:
        inspect_upload(data, "file.pdf", limits=LIMITS)
    assert refusal.type is reason
    assert refusal.value.code != errors.UnreadableFile.code
    assert len(refusal.value.message.split()) > 6, "the message says what to do"


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_locked_pdf_opens_with_its_password_only(algorithm: str) -> None:
    locked = builders.encrypted(LETTER, "s3cret", algorithm)
    waiting = inspect_upload(locked, "a.pdf")
    assert (waiting.needs_password, waiting.page_count) == (True, 0)
    with pytest.raises(errors.WrongPassword):
        inspect_upload(locked, "a.pdf", "S3cret")
    opened = inspect_upload(locked, "a.pdf", "s3cret")
    assert (opened.needs_password, opened.page_count, opened.rendition) == (False, 1, Rendition.UNLOCKED)
    assert opened.readable is not None
    assert b"/Encrypt" not in opened.readable
    assert inspect_upload(opened.readable, "a.pdf").page_count == 1


def test_a_bomb_behind_a_lock_is_found_when_the_lock_is_off() -> None:
    locked = builders.encrypted(builders.raw_pdf(b"BT ET", media_box="0 0 9000000 9000000"), "s3cret")
    assert inspect_upload(locked, "a.pdf").needs_password
    with pytest.raises(errors.DecompressionBomb):
        inspect_upload(locked, "a.pdf", "s3cret")


def test_a_password_is_not_needed_for_an_open_file() -> None:
    assert inspect_upload(LETTER, "a.pdf", "whatever").page_count == 1


def test_line_breaks_and_printer_headers_before_a_pdf_are_allowed() -> None:
    """ISO 32000-1 annex H: readers accept the header within the first 1024 bytes."""
    for before in (b"\r\n\r\n", b"\xef\xbb\xbf", b"\x1b%-12345X@PJL JOB\r\n"):
        assert inspect_upload(before + LETTER, "a.pdf").kind is FileKind.PDF


def test_bytes_behind_the_end_of_a_photo_are_allowed() -> None:
    """Phones append second pictures and maker's notes."""
    assert inspect_upload(JPEG + b"\x00SEFT" + bytes(100), "a.jpg").kind is FileKind.JPEG


def test_the_size_of_a_picture_is_known_without_unpacking_it() -> None:
    file = inspect_upload(builders.jpeg(PICTURE, orientation=6), "a.jpg")
    assert (file.width_px, file.height_px) == (PICTURE.shape[0], PICTURE.shape[1])


def test_five_hundred_pages_are_accepted_and_inspected_in_a_fraction_of_the_answer_time() -> None:
    """An upload is answered within 300 ms, everything included."""
    data = builders.many_pages_pdf(500)
    inspect_upload(data, "a.pdf")
    started = time.process_time()
    assert inspect_upload(data, "a.pdf").page_count == 500
    assert time.process_time() - started < 0.1


def test_a_names_dangerous_parts_are_dropped() -> None:
    assert safe_filename("../../etc/passwd", FileKind.PDF) == "passwd.pdf"
    assert safe_filename("C:\\scans\\blood\u202efdp.exe", FileKind.PNG) == "bloodfdp.exe.png"
    assert safe_filename("Results.JPEG", FileKind.JPEG) == "Results.jpg"
    assert safe_filename("\x00\x1f", FileKind.PDF) == "document.pdf"


MUTATIONS = 250
SOURCES = {
    "digital pdf": LETTER,
    "scanned pdf": builders.scan_pdf(PICTURE),
    "locked pdf": builders.encrypted(LETTER, ""),
    "jpeg": JPEG,
    "png": PNG,
}


@pytest.mark.parametrize("source", SOURCES)
def test_injured_files_are_accepted_or_refused_and_never_anything_else(source: str) -> None:
    outcomes: dict[str, int] = {}
    for seed in range(MUTATIONS):
        data = builders.mutated(SOURCES[source], seed)
        try:
            outcome = inspect_upload(data, "a").kind.value
        except errors.UnreadableFile as refusal:
            outcome = refusal.code
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    assert sum(outcomes.values()) == MUTATIONS
    assert len(outcomes) > 1


@pytest.mark.parametrize("token", [b"[ ", b"1 ", b"startxref\n0\n"], ids=["arrays", "numbers", "ends"])
def test_a_file_with_much_to_parse_is_looked_at_elsewhere_and_given_up_in_time(token: bytes) -> None:
    """Forty megabytes of opening brackets keep pdfium busy for half a minute, and its lock with it."""
    data = b"%PDF-1.7\n1 0 obj\n" + token * (30_000_000 // len(token)) + b"\nstartxref\n9\n%%EOF"
    started = time.monotonic()
    with pytest.raises(errors.CorruptPDF):
        inspect_upload(data, "a.pdf")
    assert time.monotonic() - started < INSPECT_TIMEOUT_S + 20


def test_a_large_honest_file_is_accepted() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (1400, 1400, 3), dtype=np.uint8)
    data = builders.scan_pdf(*[noise] * 6, quality=95)
    assert len(data) > 5_000_000
    assert inspect_upload(data, "a.pdf").page_count == 6


def test_objects_and_streams_are_counted_before_they_are_parsed() -> None:
    for piece in (b"1 0 obj\n<< >>\nendobj\n", b"1 0 obj\n<< >>\nstream\nx\nendstream endobj\n"):
        with pytest.raises(errors.DecompressionBomb):
            inspect_upload(b"%PDF-1.7\n" + piece * 320_000 + b"%%EOF", "a.pdf")
