"""Say by content, never by name, what a file is; whatever could be read as two kinds at once is refused."""

from __future__ import annotations

import re
from enum import StrEnum

from salus.documents.errors import EmptyFile, UnsupportedFileType

HEADER_WINDOW = 1024  # ISO 32000-1 annex H, note 13: readers accept %PDF- within the first 1024 bytes
_ZIP_TAIL = 66_000  # a ZIP's directory end and its comment lie within the last 65,557 bytes
_OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip archive or Office document"),
    (b"PK\x05\x06", "zip archive"),
    (b"MZ", "Windows program"),
    (b"\x7fELF", "Linux program"),
    (b"\xcf\xfa\xed\xfe", "macOS program"),
    (b"GIF8", "GIF picture"),
    (b"BM", "BMP picture"),
    (b"II*\x00", "TIFF picture"),
    (b"MM\x00*", "TIFF picture"),
    (b"\xd0\xcf\x11\xe0", "old Office document"),
    (b"{\\rtf", "RTF document"),
    (b"%!PS", "PostScript"),
    (b"7z\xbc\xaf", "7z archive"),
    (b"Rar!", "RAR archive"),
    (b"\x1f\x8b", "gzip archive"),
    (b"#!", "script"),
)
_OFFICE = ((b"word/", "Word document"), (b"xl/", "Excel sheet"), (b"ppt/", "PowerPoint slides"))
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|\?xml|\?php)", re.IGNORECASE)
_FOREIGN_TRAILER = re.compile(rb"PK\x03\x04|%PDF-|<\s*(?:html|script|\?php)", re.IGNORECASE)


class FileKind(StrEnum):
    """The three kinds of file that are read."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"


MIME = {FileKind.PDF: "application/pdf", FileKind.JPEG: "image/jpeg", FileKind.PNG: "image/png"}


def recognise(data: bytes) -> FileKind:
    """What the content is; raises `EmptyFile` or `UnsupportedFileType` (which names what was seen)."""
    if not data:
        raise EmptyFile
    head = data[:HEADER_WINDOW]
    pdf_at = head.find(b"%PDF-")
    if head.startswith(b"\xff\xd8\xff"):
        return _unless_pdf_too(FileKind.JPEG, pdf_at)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _unless_pdf_too(FileKind.PNG, pdf_at)
    if pdf_at < 0:
        raise UnsupportedFileType(detected=other_kind(head))
    _refuse_foreign_start(head[:pdf_at])
    _refuse_zip_end(data)
    return FileKind.PDF


def other_kind(head: bytes) -> str:
    """A plain name for what the file seems to be instead."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    for signature, name in _OTHER_KINDS:
        if head.startswith(signature):
            return next((office for mark, office in _OFFICE if mark in head), name)
    if head[4:8] == b"ftyp":
        is_heif = head[8:12] in (b"heic", b"heix", b"mif1", b"heif", b"avif")
        return "HEIC picture (the phone's camera settings offer JPEG)" if is_heif else "video"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP picture"
    if head[128:132] == b"DICM":
        return "DICOM image"
    if _MARKUP.match(start):
        return "web page or XML"
    return "unknown"


def refuse_foreign_trailer(trailer: bytes) -> None:
    """Refuse a picture that carries a second file of another kind behind its end."""
    if _FOREIGN_TRAILER.search(trailer):
        raise UnsupportedFileType(detected="two files in one")


def _unless_pdf_too(kind: FileKind, pdf_at: int) -> FileKind:
    if pdf_at >= 0:
        raise UnsupportedFileType(detected="two files in one")
    return kind


def _refuse_foreign_start(before: bytes) -> None:
    """A byte order mark, blanks or a printer's job header may stand before %PDF-, another file may not."""
    start = before.lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if not start or start.startswith(b"\x1b%-12345X"):
        return
    if other_kind(start) != "unknown" or b"<" in start:
        raise UnsupportedFileType(detected="two files in one")


def _refuse_zip_end(data: bytes) -> None:
    tail = data[-_ZIP_TAIL:]
    if b"PK\x05\x06" in tail[tail.rfind(b"%%EOF") + 1 :]:
        raise UnsupportedFileType(detected="two files in one")
