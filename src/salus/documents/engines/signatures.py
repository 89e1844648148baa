"""Say by content, never by name, what a file is; whatever could be read as two kinds at once is refused."""

from __future__ import annotations

import re
from enum import StrEnum

from salus.documents.engines.docx_text import check_docx
from salus.documents.engines.photos import is_bound
from salus.documents.engines.zipped import Zipped
from salus.documents.errors import CorruptArchive, CorruptDOCX, EmptyFile, UnsupportedFileType

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
    (b"II+\x00", "BigTIFF picture"),
    (b"MM\x00+", "BigTIFF picture"),
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
    """The kinds of file that are read; PHOTOS is several pictures that are the pages of one document."""

    PDF = "pdf"
    DOCX = "docx"
    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"
    TIFF = "tiff"
    PHOTOS = "zip"


MIME = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.HEIC: "image/heic",
    FileKind.TIFF: "image/tiff",
    FileKind.PHOTOS: "application/zip",
}
ENDINGS = {kind: "jpg" if kind is FileKind.JPEG else kind.value for kind in FileKind}
_PICTURES = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis"})  # ISO/IEC 23008-12 annex B.4: HEVC still pictures


def recognise(data: bytes) -> FileKind:
    """What the content is; raises `EmptyFile` or `UnsupportedFileType` (which names what was seen)."""
    if not data:
        raise EmptyFile
    head = data[:HEADER_WINDOW]
    pdf_at = head.find(b"%PDF-")
    for signature, kind in _PICTURES:
        if head.startswith(signature):
            return _unless_pdf_too(kind, pdf_at)
    if _is_heic(head):
        return _unless_pdf_too(FileKind.HEIC, pdf_at)
    if head.startswith(b"PK\x03\x04"):
        return _unless_pdf_too(_in_zip(data, head), pdf_at)
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
        return "AVIF picture" if head[8:12] in (b"mif1", b"heif", b"avif", b"avis") else "video"
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


def _is_heic(head: bytes) -> bool:
    """By the brands that the file says it can be read as."""
    if head[4:8] != b"ftyp":
        return False
    brands = head[8 : min(int.from_bytes(head[:4], "big"), 512)]
    return any(brands[at : at + 4] in _HEIC_BRANDS for at in range(0, len(brands), 4))


def _in_zip(data: bytes, head: bytes) -> FileKind:
    """What a ZIP holds: a Word document, or photos bound together here before."""
    try:
        file = Zipped(data)
    except CorruptArchive:
        if any(mark in head for mark, _ in _OFFICE[:1]):
            raise CorruptDOCX from None
        raise UnsupportedFileType(detected=other_kind(head)) from None
    if is_bound(file):
        return FileKind.PHOTOS
    for mark, name in _OFFICE[1:]:
        if any(entry.startswith(mark.decode()) for entry in file.entries):
            raise UnsupportedFileType(detected=name)
    check_docx(file)
    return FileKind.DOCX


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
