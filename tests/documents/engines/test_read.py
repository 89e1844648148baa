"""Pages of every kind come out as words, tables and pictures: scans, photos, mixed files, hidden layers."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from salus.documents import errors
from salus.documents.contract import Box, Page, PageSource, Word
from salus.documents.engines.read import read_document, read_page
from salus.documents.engines.render import draw_page
from tests.documents import builders
from tests.documents.builders import Picture
from tests.documents.reading import cells, error_rate, text_of

ROWS = builders.LAB_ROWS[:7]
LAB = builders.lab_sheet(ROWS)
LETTER = dataclasses.replace(builders.letter_sheet(), prints=builders.letter_sheet().prints[:9])
LAB_CELLS = [list(row) for row in (builders.LAB_HEADER, *ROWS)]


def picture_inside(page_png: bytes) -> Picture:
    return np.asarray(Image.open(io.BytesIO(page_png)).convert("RGB"))


def contrast(picture: Picture, box: Box) -> float:
    """Between the darkest and the lightest of a region, 0 to 255."""
    height, width = picture.shape[:2]
    rows = slice(int(box.y0 * height), int(np.ceil(box.y1 * height)))
    part = picture[rows, int(box.x0 * width) : int(np.ceil(box.x1 * width))]
    return float(np.ptp(part.mean(axis=2)))


def assert_words_lie_on_print(data: bytes, page: Page) -> None:
    """On the page as it is displayed every word's box holds print."""
    picture = picture_inside(draw_page(data, page.number, 1200, rotation_deg=page.rotation_deg))
    height, width = picture.shape[:2]
    assert width / height == pytest.approx(page.width_pt / page.height_pt, rel=0.01)
    assert all(contrast(picture, word.box) > 50 for word in page.words)


@pytest.mark.parametrize(
    ("damage", "bar"),
    [
        (lambda picture: picture, 0.002),
        (builders.worn, 0.004),
        (lambda picture: builders.skewed(picture, 2.3), 0.004),
        (lambda picture: builders.skewed(builders.worn(picture), -9.0), 0.006),
        (lambda picture: builders.turned(picture, 1), 0.004),
        (lambda picture: builders.turned(builders.worn(picture), 2), 0.006),
        (lambda picture: builders.turned(builders.skewed(picture, 1.0), 3), 0.004),
        (builders.dim, 0.004),
        (lambda picture: 255 - picture, 0.004),
    ],
    ids=[
        "clean",
        "worn",
        "skewed",
        "leaning",
        "on its side",
        "upside down",
        "on its side and skewed",
        "dim",
        "dark mode",
    ],
)
def test_a_scan_is_read_with_its_table_however_it_lies(damage: Callable[[Picture], Picture], bar: float) -> None:
    data = builders.scan_pdf(damage(builders.raster(LAB)))
    page = read_page(data, 1)
    assert page.source is PageSource.OCR
    assert error_rate(text_of(page), builders.truth(LAB)) <= bar
    assert [cells(table) for table in page.tables] == [LAB_CELLS]
    assert_words_lie_on_print(data, page)


@pytest.mark.parametrize("quarters", [0, 1])
def test_a_photo_of_a_sheet_on_a_table_is_read(quarters: int) -> None:
    picture = builders.turned(builders.photo(builders.raster(LAB, 200)), quarters)
    data = builders.jpeg(picture)
    page = read_page(data, 1)
    assert error_rate(text_of(page), builders.truth(LAB)) <= 0.004
    assert [cells(table) for table in page.tables] == [LAB_CELLS]
    assert_words_lie_on_print(data, page)


def test_a_phone_photo_is_seen_as_its_exif_says() -> None:
    upright = builders.raster(builders.short_sheet(7), 110)
    data = builders.jpeg(upright, orientation=6)
    page = read_page(data, 1)
    assert text_of(page) == builders.truth(builders.short_sheet(7))
    assert page.rotation_deg == pytest.approx(0, abs=0.3)
    assert_words_lie_on_print(data, page)


def test_each_page_of_a_mixed_file_is_read_in_its_own_way() -> None:
    scan = builders.scan_pdf(builders.raster(builders.short_sheet(2), 110), dpi=110)
    data = builders.joined(builders.pdf(builders.short_sheet(1)), scan, builders.pdf(builders.short_sheet(3)))
    pages = list(read_document(data))
    assert [page.source for page in pages] == [PageSource.EMBEDDED, PageSource.OCR, PageSource.EMBEDDED]
    assert [text_of(page) for page in pages] == [builders.truth(builders.short_sheet(number)) for number in (1, 2, 3)]


def test_a_good_hidden_layer_over_a_scan_is_used() -> None:
    data = builders.scan_with_layer(builders.raster(LETTER), LETTER)
    page = read_page(data, 1)
    assert page.source is PageSource.EMBEDDED
    assert text_of(page) == builders.truth(LETTER)


def test_a_hidden_layer_that_says_something_else_is_not_believed() -> None:
    """What the page shows counts: a layer may be another reader's bad work, or a trap."""
    lie = dataclasses.replace(builders.letter_sheet(5), prints=builders.letter_sheet(5).prints[:9])
    page = read_page(builders.scan_with_layer(builders.raster(LETTER), lie), 1)
    assert page.source is PageSource.OCR
    assert error_rate(text_of(page), builders.truth(LETTER)) <= 0.004


def test_a_hidden_layer_over_half_of_the_page_is_completed() -> None:
    half = dataclasses.replace(LETTER, prints=LETTER.prints[:5])
    page = read_page(builders.scan_with_layer(builders.raster(LETTER), half), 1)
    assert page.source is PageSource.MIXED
    assert error_rate(text_of(page), builders.truth(LETTER)) <= 0.004


def test_print_in_a_picture_of_a_digital_page_is_read_and_the_picture_kept() -> None:
    snippet = builders.raster(LAB)[210:620]
    height = 495 * snippet.shape[0] / snippet.shape[1]
    prints = LETTER.prints[:4]
    page = read_page(
        builders.pdf(
            dataclasses.replace(LETTER, prints=prints, pictures=((50, 300, 495, height, builders.png(snippet)),))
        ),
        1,
    )
    assert page.source is PageSource.MIXED
    assert text_of(page).startswith(builders.truth(dataclasses.replace(LETTER, prints=prints)))
    assert "Hemoglobin 13.2 g/dL 12.0 - 16.0" in text_of(page)
    (image,) = page.images
    assert image.box.x0 * page.width_pt == pytest.approx(50, abs=1)
    assert image.box.y0 * page.height_pt == pytest.approx(300, abs=1)


def test_pictures_without_print_are_kept_and_logos_are_not() -> None:
    scene, logo = builders.png(builders.scene()), builders.png(builders.scene(120, 60))
    sheet = dataclasses.replace(LETTER, pictures=((50, 500, 300, 233, scene), (450, 30, 60, 30, logo)))
    page = read_page(builders.pdf(sheet), 1)
    assert page.source is PageSource.EMBEDDED
    (image,) = page.images
    assert Image.open(io.BytesIO(image.png)).size == (image.width_px, image.height_px)
    assert image.width_px / image.height_px == pytest.approx(300 / 233, rel=0.02)


def test_a_picture_striped_by_a_scanner_is_kept_as_one() -> None:
    scene = builders.scene(600, 400)
    stripes = tuple((50, 300 + 25 * k, 300, 25, builders.png(scene[50 * k : 50 * k + 50])) for k in range(8))
    page = read_page(builders.pdf(dataclasses.replace(LETTER, prints=LETTER.prints[:3], pictures=stripes)), 1)
    assert len(page.images) == 1


def test_a_picture_without_words_is_a_blank_page_with_an_image() -> None:
    page = read_page(builders.jpeg(builders.scene()), 1)
    assert (page.source, page.words, page.rotation_deg) == (PageSource.BLANK, (), 0.0)
    assert page.images[0].box == Box(0.0, 0.0, 1.0, 1.0)


def test_an_empty_page_is_blank() -> None:
    page = read_page(builders.raw_pdf(b""), 1)
    assert (page.source, page.words, page.tables, page.images) == (PageSource.BLANK, (), (), ())


def test_print_drawn_as_outlines_is_read_by_looking() -> None:
    """Some writers turn letters into curves: there is no text and no picture, and still a page to read."""
    strokes = b"2 w 100 700 m 100 730 l 120 730 m 120 700 l 100 715 m 120 715 l S 140 700 m 140 730 l S"
    page = read_page(builders.raw_pdf(strokes), 1)
    assert page.source in (PageSource.OCR, PageSource.BLANK)
    assert all(isinstance(word, Word) for word in page.words)


def test_reading_goes_on_where_it_stopped() -> None:
    told: list[tuple[int, int]] = []
    data = builders.pdf(*(builders.short_sheet(number) for number in range(1, 6)))
    pages = list(read_document(data, pages=[2, 5], on_page=lambda done, count: told.append((done, count))))
    assert [page.number for page in pages] == [2, 5]
    assert told == [(2, 5), (5, 5)]


def test_a_locked_document_is_read_with_its_password() -> None:
    data = builders.encrypted(builders.pdf(builders.short_sheet(1)), "s3cret")
    assert text_of(read_page(data, 1, "s3cret")) == builders.truth(builders.short_sheet(1))
    with pytest.raises(errors.PasswordRequired):
        read_page(data, 1)


def test_there_is_no_page_beyond_the_last() -> None:
    for data in (builders.pdf(builders.short_sheet(1)), builders.png(builders.scene())):
        with pytest.raises(errors.NoSuchPage):
            read_page(data, 2)


@pytest.mark.parametrize("source", ["pdf", "jpeg"])
def test_injured_files_that_were_accepted_are_read_or_refused_and_never_anything_else(source: str) -> None:
    from salus.documents.engines.inspect import inspect_upload

    tiny = builders.raster(builders.short_sheet(1), 20)
    data = {"pdf": builders.pdf(LAB), "jpeg": builders.jpeg(tiny)}[source]
    accepted = 0
    for seed in range(80 if source == "pdf" else 20):
        injured = builders.mutated(data, 10_000 + seed)
        try:
            inspect_upload(injured, "a")
            accepted += 1
            for page in read_document(injured):
                assert all(0 <= side <= 1 for word in page.words for side in (word.box.x0, word.box.y1))
        except errors.UnreadableFile:
            continue
    assert accepted
