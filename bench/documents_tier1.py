"""Reading documents beside the bare engines: PDF text against pypdfium2, scans against rapidocr, and how exactly."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from bench.report import Row, at_least, at_most, told
from salus.documents.engines.read import read_document, warm_up_here
from tests.documents import builders
from tests.documents.builders import Sheet
from tests.documents.reading import error_rate, text_of

ROUNDS = 7
PAGES = 40
CLEAN = {
    "laboratory report": builders.lab_sheet(),
    "discharge letter": builders.letter_sheet(),
    "two columns": builders.two_column_sheet(),
    "small print": builders.letter_sheet(3, size=7.0),
}


def rows() -> list[Row]:
    """All figures of the first tier."""
    warm_up_here()
    return [*_pdf_rows(), *_scan_rows(), *_accuracy_rows()]


def _pdf_rows() -> list[Row]:
    """Interleaved rounds, CPU time, the best round of each side; every page dense with a thousand words."""
    data = builders.pdf(*(builders.dense_sheet(seed) for seed in range(PAGES)))
    runs = [(_cpu_s(_bare_text, data), _cpu_s(_bare_words, data), _cpu_s(_ours, data)) for _ in range(ROUNDS)]
    text_ms, words_ms, ours_ms = (1000 * min(times) / PAGES for times in zip(*runs, strict=True))
    words = sum(len(page.words) for page in read_document(data)) // PAGES
    ten = builders.digital_pdf(10)
    return [
        at_least(
            "PDF words with boxes, order and tables: pages/s to bare pypdfium2's words with boxes",
            words_ms / ours_ms,
            0.8,
            "ratio",
            ROUNDS,
            f"bare: {words_ms:.1f} CPU ms/page",
        ),
        told(
            "the same to bare text without places",
            text_ms / ours_ms,
            "ratio",
            ROUNDS,
            f"bare: {text_ms:.1f} CPU ms/page",
        ),
        told(f"PDF page of {words} words", ours_ms, "CPU ms", ROUNDS * PAGES),
        at_most("PDF of 10 pages, text, order and tables", min(_cpu_s(_ours, ten) for _ in range(3)), 1.0, "CPU s", 3),
    ]


def _scan_rows() -> list[Row]:
    """Wall time of one page of a scan, interleaved with the bare engine on the same picture."""
    from rapidocr import RapidOCR

    bare = RapidOCR(params={"Global.use_cls": False, "Global.log_level": "error"})
    ratios, ours_s = [], []
    for name in ("laboratory report", "discharge letter"):
        picture = builders.raster(CLEAN[name])
        data = builders.scan_pdf(picture)
        for _ in range(2):
            bare_s = _wall_s(bare, picture[:, :, ::-1])
            ours_s.append(_wall_s(_ours, data))
            ratios.append(bare_s / ours_s[-1])
    return [
        at_least("scan of one page: speed to bare rapidocr", median(ratios), 0.9, "ratio", len(ratios)),
        told("scan of one page at 150 dpi", median(ours_s), "s wall", len(ours_s)),
    ]


def _accuracy_rows() -> list[Row]:
    clean = [_scan_error(sheet, lambda picture: picture) for sheet in CLEAN.values()]
    worn = [_scan_error(sheet, builders.worn) for sheet in CLEAN.values()]
    lying = [
        _scan_error(CLEAN["laboratory report"], damage)
        for damage in (
            lambda picture: builders.turned(picture, 1),
            lambda picture: builders.turned(picture, 2),
            lambda picture: builders.skewed(picture, 3.0),
            builders.dim,
        )
    ]
    photos = [
        error_rate(
            text_of(next(read_document(builders.jpeg(builders.photo(builders.raster(sheet, 200)))))),
            builders.truth(sheet),
        )
        for sheet in (CLEAN["laboratory report"], CLEAN["discharge letter"])
    ]
    return [
        at_most("character error rate, clean scans at 150 dpi", max(clean), 0.01, "worst page", len(clean)),
        at_most("character error rate, copied scans (blur, noise, JPEG 60)", max(worn), 0.01, "worst page", len(worn)),
        at_most("character error rate, scans turned, skewed, dim", max(lying), 0.01, "worst page", len(lying)),
        at_most("character error rate, photos in perspective", max(photos), 0.01, "worst page", len(photos)),
    ]


def _scan_error(sheet: Sheet, damage: Callable[[Any], Any]) -> float:
    data = builders.scan_pdf(damage(builders.raster(sheet)))
    return error_rate(text_of(next(read_document(data))), builders.truth(sheet))


def _ours(data: bytes) -> None:
    for _ in read_document(data):
        pass


def _bare_text(data: bytes) -> None:
    _bare(data, lambda text_page: text_page.get_text_range())


def _bare_words(data: bytes) -> None:
    _bare(data, _words_of)


def _words_of(text_page: Any) -> list[tuple[str, tuple[float, ...], tuple[float, ...]]]:
    """What a user of pypdfium2 writes to learn where the words of a page stand."""
    text = text_page.get_text_range()
    return [
        (
            found.group(),
            text_page.get_charbox(found.start(), loose=True),
            text_page.get_charbox(found.end() - 1, loose=True),
        )
        for found in re.finditer(r"\S+", text)
    ]


def _bare(data: bytes, use: Callable[[Any], object]) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for page in document:
        text_page = page.get_textpage()
        use(text_page)
        text_page.close()
        page.close()
    document.close()


def _cpu_s(work: Callable[[bytes], None], data: bytes) -> float:
    started = time.process_time()
    work(data)
    return time.process_time() - started


def _wall_s(work: Callable[[Any], object], data: Any) -> float:
    started = time.perf_counter()
    work(data)
    return time.perf_counter() - started
