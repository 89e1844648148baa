"""The pages of a document that is pictures: one photo, the pages of a TIFF, or several photos bound together."""

from __future__ import annotations

from dataclasses import dataclass

from salus.documents.engines import photos, pictures
from salus.documents.engines.pdfium import Picture
from salus.documents.engines.signatures import FileKind
from salus.documents.engines.tiff_headers import tiff_pages
from salus.documents.engines.zipped import Zipped
from salus.documents.errors import NoSuchPage

MOST_PAGES = 100_000  # what an address may name; how many an upload may have is decided when it is taken in


@dataclass(frozen=True, slots=True)
class PicturePage:
    """One page unpacked, and its size in points."""

    picture: Picture
    size_pt: tuple[float, float]


def page_count(data: bytes, kind: FileKind) -> int:
    """How many pages there are."""
    if kind is FileKind.TIFF:
        return len(tiff_pages(data, MOST_PAGES, pictures.MAX_PIXELS))
    if kind is FileKind.PHOTOS:
        return len(photos.names_in_order(Zipped(data)))
    return 1


def picture_page(data: bytes, kind: FileKind, number: int) -> PicturePage:
    """One page, counted from 1; `NoSuchPage` beyond the last."""
    if not 1 <= number <= page_count(data, kind):
        raise NoSuchPage(page=number)
    frame = number if kind is FileKind.TIFF else 1
    if kind is FileKind.PHOTOS:
        data = photos.photo(data, number)
    picture = pictures.unpack(data, frame)
    return PicturePage(picture, pictures.size_pt(data, picture, frame))
