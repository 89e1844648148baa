"""Look at an upload before it is accepted: what it is, how many pages, and every reason to refuse it, quickly.

No picture is unpacked, and of a Word document the pages are set that will be read. A PDF is opened and its pages are
counted and measured: a light one in this process, which takes a millisecond, one with much to parse in the sandbox,
with a time and a ceiling of memory.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from salus.documents.contract import Rendition
from salus.documents.engines.pdf_guard import parsing_weight, refuse_bombs, refuse_cut_off
from salus.documents.engines.pdfium import PDFFile
from salus.documents.engines.photos import MOST_PHOTOS, bound, names_in_order
from salus.documents.engines.picture_headers import PictureSize, jpeg_size, png_size
from salus.documents.engines.sandbox import sandbox
from salus.documents.engines.signatures import ENDINGS, MIME, FileKind, recognise
from salus.documents.engines.tiff_headers import tiff_pages
from salus.documents.engines.zipped import Zipped
from salus.documents.errors import (
    CorruptArchive,
    CorruptDOCX,
    CorruptHEIC,
    CorruptPDF,
    DecompressionBomb,
    EmptyFile,
    FileTooLarge,
    NoPages,
    OnlyPhotosTogether,
    PageUnreadable,
    PasswordRequired,
    TooManyPages,
)

INSPECT_TIMEOUT_S = 5.0
UNLOCK_TIMEOUT_S = 20.0  # a scan of 14 MB takes 0.07 CPU s
TYPESET_TIMEOUT_S = 30.0  # 366 pages of plain text take 1.5 CPU s
_PHOTOS = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.HEIC})
_LIGHT_BYTES = 4 << 20  # of objects; they unfold to a hundred times as much memory at worst
_UNSAFE_IN_NAMES = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_ENDING = re.compile(r"\.(?:pdf|docx|jpe?g|jfif|png|hei[cf]|tiff?|zip)$", re.IGNORECASE)
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
    """An upload that may be accepted; `width_px` and `height_px` are those of the first picture as stored.

    `readable` is the PDF that is read and shown instead of the file, where the file itself has no pages.
    """

    kind: FileKind
    mime: str
    filename: str
    size_bytes: int
    page_count: int
    width_px: int | None = None
    height_px: int | None = None
    readable: bytes | None = field(default=None, repr=False)
    rendition: Rendition = Rendition.AS_SENT
    needs_password: bool = False


@dataclass(frozen=True, slots=True)
class UnlockedFile:
    """A PDF without its lock."""

    data: bytes = field(repr=False)
    page_count: int


def inspect_upload(
    source: bytes | Path, filename: str, password: str | None = None, limits: Limits | None = None
) -> InspectedFile:
    """What the upload is; raises the one error of `documents.errors` that says why it cannot be read.

    The kind comes from the content, never from the name. A locked PDF without its password is taken as it is, with
    no pages yet; for any other file a password is ignored.
    """
    limits = limits or Limits()
    data = _bytes_within(source, limits)
    kind = recognise(data)
    name = safe_filename(filename, kind)
    if kind is FileKind.PDF:
        return _inspected_pdf(data, name, password, limits)
    if kind is FileKind.DOCX:
        readable = _typeset(data, limits)
        pages = count_pages(readable, None, limits.max_pages, limits.max_side_pt)
        return InspectedFile(kind, MIME[kind], name, len(data), pages, readable=readable, rendition=Rendition.FROM_TEXT)
    sizes = _sizes(data, kind, limits)
    first = sizes[0]
    return InspectedFile(kind, MIME[kind], name, len(data), len(sizes), first.width_px, first.height_px)


def bind_photos(files: Sequence[bytes], limits: Limits | None = None) -> bytes:
    """Photos as the pages of one file, in this order; `OnlyPhotosTogether` where one is something else."""
    limits = limits or Limits()
    if len(files) > MOST_PHOTOS:
        raise TooManyPages(pages=len(files), limit=MOST_PHOTOS)
    pages = []
    for data in files:
        kind = recognise(data)
        if kind not in _PHOTOS:
            raise OnlyPhotosTogether(detected=kind.value)
        _sizes(data, kind, limits)
        pages.append((ENDINGS[kind], data))
    return bound(pages)


def _sizes(data: bytes, kind: FileKind, limits: Limits) -> tuple[PictureSize, ...]:
    """The size of each page of a document of pictures, every one of them whole and of a sensible size."""
    if kind is FileKind.TIFF:
        return tiff_pages(data, limits.max_pages, limits.max_pixels)
    if kind is FileKind.PHOTOS:
        file = Zipped(data)
        photos = [file.read(name, limits.max_bytes) for name in names_in_order(file)]
        kinds = [recognise(photo) for photo in photos]
        if not set(kinds) <= _PHOTOS:
            raise CorruptArchive
        return tuple(_sizes(photo, kind, limits)[0] for photo, kind in zip(photos, kinds, strict=True))
    measure = {FileKind.HEIC: _heic_size, FileKind.JPEG: jpeg_size, FileKind.PNG: png_size}[kind]
    size = measure(data)
    _refuse_huge_picture(size, limits)
    return (size,)


def _heic_size(data: bytes) -> PictureSize:
    try:
        width, height = sandbox().ask("measure", data, 0, INSPECT_TIMEOUT_S, lambda said, _: list(map(int, said)))
    except PageUnreadable:
        raise CorruptHEIC from None
    return PictureSize(width, height)


def _typeset(data: bytes, limits: Limits) -> bytes:
    try:
        return sandbox().ask(
            "typeset", data, 0, TYPESET_TIMEOUT_S, lambda said, parts: parts[0], max_pages=limits.max_pages
        )
    except PageUnreadable:
        raise CorruptDOCX from None


def safe_filename(filename: str, kind: FileKind) -> str:
    """The last part of the name without control or direction characters, ending as the content demands."""
    name = _UNSAFE_IN_NAMES.sub("", filename.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    stem = _ENDING.sub("", name)[:_MAX_NAME].rstrip(" .")
    return f"{stem or 'document'}.{ENDINGS[kind]}"


def _bytes_within(source: bytes | Path, limits: Limits) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > limits.max_bytes:
        raise FileTooLarge(size_mb=round(size / 2**20, 1), limit_mb=round(limits.max_bytes / 2**20, 1))
    data = source if isinstance(source, bytes) else source.read_bytes()
    if not data:
        raise EmptyFile
    return data


def unlocked_pdf(data: bytes, password: str, limits: Limits | None = None) -> UnlockedFile:
    """A locked PDF opened by its password, checked again now that all of it can be seen; done in the sandbox."""
    limits = limits or Limits()
    try:
        opened = sandbox().ask("unlock", data, 0, UNLOCK_TIMEOUT_S, lambda said, parts: parts[0], password=password)
    except PageUnreadable:
        raise CorruptPDF from None
    return UnlockedFile(opened, _inspect_pdf(opened, None, limits))


def _inspected_pdf(data: bytes, name: str, password: str | None, limits: Limits) -> InspectedFile:
    kind = FileKind.PDF
    try:
        return InspectedFile(kind, MIME[kind], name, len(data), _inspect_pdf(data, None, limits))
    except PasswordRequired:
        if not password:
            return InspectedFile(kind, MIME[kind], name, len(data), 0, needs_password=True)
    opened = unlocked_pdf(data, password, limits)
    return InspectedFile(
        kind, MIME[kind], name, len(data), opened.page_count, readable=opened.data, rendition=Rendition.UNLOCKED
    )


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
