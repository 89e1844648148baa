"""Look at an upload before it is accepted: what it is, how many pages, and every reason to refuse it, quickly.

Nothing is drawn and no picture is unpacked; a PDF is opened and its pages are counted and measured: a light one in
this process, which takes a millisecond, one with much to parse in the sandbox, with a time and a ceiling of memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from salus.documents.engines.pdf_guard import parsing_weight, refuse_bombs, refuse_cut_off
from salus.documents.engines.pdfium import PDFFile
from salus.documents.engines.picture_headers import PictureSize, jpeg_size, png_size
from salus.documents.engines.sandbox import sandbox
from salus.documents.engines.signatures import MIME, FileKind, recognise
from salus.documents.errors import (
    CorruptPDF,
    DecompressionBomb,
    EmptyFile,
    FileTooLarge,
    NoPages,
    PageUnreadable,
    TooManyPages,
)

INSPECT_TIMEOUT_S = 5.0
_LIGHT_BYTES = 4 << 20  # of objects; they unfold to a hundred times as much memory at worst
_UNSAFE_IN_NAMES = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_A_PAGE = re.compile(rb"/Type\s*/Page\b|/ObjStm\b")
_NO_PAGES = re.compile(rb"/Count\s+0\b")
_MAX_NAME = 200  # characters; file systems stop at 255 bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """What one upload may be."""

    max_bytes: int = 50 * 1024 * 1024
    max_pages: int = 500
    max_pixels: int = 100_000_000  # of one picture: A3 at 600 dpi is 70 million
    max_side_pt: float = 14_400.0  # of one PDF page: 200 inches, ISO 32000-1 annex C.2
    max_unpacked_bytes: int = 64 * 1024 * 1024  # of one stream that is not a picture


@dataclass(frozen=True, slots=True)
class InspectedFile:
    """An upload that may be accepted; `width_px` and `height_px` are those of a picture as stored."""

    kind: FileKind
    mime: str
    filename: str
    size_bytes: int
    page_count: int
    width_px: int | None = None
    height_px: int | None = None


def inspect_upload(
    source: bytes | Path, filename: str, password: str | None = None, limits: Limits | None = None
) -> InspectedFile:
    """What the upload is; raises the one error of `documents.errors` that says why it cannot be read.

    The kind comes from the content, never from the name. A password is needed only for a locked PDF and is
    ignored for any other file.
    """
    limits = limits or Limits()
    data = _bytes_within(source, limits)
    kind = recognise(data)
    name = safe_filename(filename, kind)
    if kind is FileKind.PDF:
        pages = _inspect_pdf(data, password, limits)
        return InspectedFile(kind, MIME[kind], name, len(data), pages)
    picture = jpeg_size(data) if kind is FileKind.JPEG else png_size(data)
    _refuse_huge_picture(picture, limits)
    return InspectedFile(kind, MIME[kind], name, len(data), 1, picture.width_px, picture.height_px)


def safe_filename(filename: str, kind: FileKind) -> str:
    """The last part of the name without control or direction characters, ending as the content demands."""
    name = _UNSAFE_IN_NAMES.sub("", filename.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    stem = re.sub(r"\.(?:pdf|jpe?g|jfif|png)$", "", name, flags=re.IGNORECASE)[:_MAX_NAME].rstrip(" .")
    return f"{stem or 'document'}.{'jpg' if kind is FileKind.JPEG else kind.value}"


def _bytes_within(source: bytes | Path, limits: Limits) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > limits.max_bytes:
        raise FileTooLarge(size_mb=round(size / 2**20, 1), limit_mb=round(limits.max_bytes / 2**20, 1))
    data = source if isinstance(source, bytes) else source.read_bytes()
    if not data:
        raise EmptyFile
    return data


def _inspect_pdf(data: bytes, password: str | None, limits: Limits) -> int:
    refuse_cut_off(data)
    refuse_bombs(data, limits.max_pixels, limits.max_unpacked_bytes)
    if not _A_PAGE.search(data) and _NO_PAGES.search(data):
        raise NoPages  # pdfium would only call it damaged
    if parsing_weight(data, _LIGHT_BYTES) < _LIGHT_BYTES:
        return count_pages(data, password, limits.max_pages, limits.max_side_pt)
    try:
        return sandbox().ask(
            "inspect",
            data,
            0,
            INSPECT_TIMEOUT_S,
            lambda said, _: int(said),
            password=password,
            max_pages=limits.max_pages,
            max_side_pt=limits.max_side_pt,
        )
    except PageUnreadable:
        raise CorruptPDF from None


def count_pages(data: bytes, password: str | None, max_pages: int, max_side_pt: float) -> int:
    """How many pages a PDF has, all of them there and of a sensible size."""
    with PDFFile(data, password) as document:
        if document.page_count == 0:
            raise NoPages
        if document.page_count > max_pages:
            raise TooManyPages(pages=document.page_count, limit=max_pages)
        for number in range(1, document.page_count + 1):
            _check_page(document.page_size(number), max_side_pt)
        return document.page_count


def _check_page(size: tuple[float, float] | None, max_side_pt: float) -> None:
    if size is None:
        raise CorruptPDF
    if max(size) > max_side_pt:
        raise DecompressionBomb(limit_pt=max_side_pt)


def _refuse_huge_picture(picture: PictureSize, limits: Limits) -> None:
    if picture.pixels > limits.max_pixels:
        raise DecompressionBomb(megapixels=picture.pixels // 10**6, limit_megapixels=limits.max_pixels // 10**6)
