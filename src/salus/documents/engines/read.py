"""The first tier's entry: a document's pages as words with boxes, tables and pictures, one page at a time.

Synchronous and free of any database; meant for a worker's thread. Every page has its own limits of pixels, memory and
time, and what cannot be read raises `PageUnreadable` for that page alone, so that the next one can still be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from salus.documents.contract import Page
from salus.documents.engines import ocr, ocr_models
from salus.documents.engines.packing import unpacked
from salus.documents.engines.pdf_page import page_from_picture, read_pdf_page
from salus.documents.engines.pdfium import PDFFile
from salus.documents.engines.picture_pages import page_count, picture_page
from salus.documents.engines.sandbox import sandbox
from salus.documents.engines.signatures import FileKind, recognise

PAGE_TIMEOUT_S = 180.0  # a scan takes 2 s on two idle cores; then the page is given up


def read_page(data: bytes, number: int, password: str | None = None) -> Page:
    """One page, counted from 1, of a document that was accepted by `inspect_upload`; read in the sandbox."""
    return sandbox().ask("read", data, number, PAGE_TIMEOUT_S, unpacked, password=password)


def warm_up() -> None:
    """Start the sandbox and load its networks now, so that the first scan does not wait for them."""
    sandbox().warm_up()


def warm_up_here() -> None:
    """Load the networks into this very process."""
    ocr_models.warm_up()


def read_page_here(data: bytes, number: int, password: str | None = None) -> Page:
    """One page, read in this very process: inside the sandbox, or where the file is known to be harmless."""
    return next(read_document(data, password, pages=(number,)))


def read_document(
    source: bytes | Path,
    password: str | None = None,
    *,
    pages: Sequence[int] | None = None,
    on_page: Callable[[int, int], None] | None = None,
) -> Iterator[Page]:
    """The pages of a document in order, each as soon as it is read, in this very process.

    `pages` names those still to be read, so that interrupted work goes on where it stopped. `on_page` is told
    the page that is done and how many there are.
    """
    data = source if isinstance(source, bytes) else source.read_bytes()
    kind = recognise(data)
    if kind is not FileKind.PDF:
        yield from _picture_pages(data, kind, pages, on_page)
        return
    with PDFFile(data, password) as file:
        for number in pages if pages is not None else range(1, file.page_count + 1):
            page = read_pdf_page(file, number)
            if on_page is not None:
                on_page(number, file.page_count)
            yield page


def _picture_pages(
    data: bytes, kind: FileKind, pages: Sequence[int] | None, on_page: Callable[[int, int], None] | None
) -> Iterator[Page]:
    count = page_count(data, kind)
    for number in pages if pages is not None else range(1, count + 1):
        seen = picture_page(data, kind, number)
        page = page_from_picture(number, seen.size_pt, seen.picture, ocr.read_picture(seen.picture))
        if on_page is not None:
            on_page(number, count)
        yield page
