"""Embedded words with their places, whatever the page's geometry."""

from __future__ import annotations

import dataclasses

import numpy as np
import pypdf
import pytest

from salus.documents.contract import Page, PageSource, Word
from salus.documents.engines.read import read_page
from tests.documents import builders
from tests.documents.builders import Print, Sheet
from tests.documents.reading import cells, text_of

LAB, LETTER = builders.lab_sheet(), builders.letter_sheet()


def word(page: Page, text: str) -> Word:
    return next(word for word in page.words if word.text == text)


@pytest.mark.parametrize(
    "sheet",
    [LAB, LETTER, builders.two_column_sheet(), builders.dense_sheet()],
    ids=["lab", "letter", "columns", "dense"],
)
def test_every_character_is_read_in_reading_order(sheet: Sheet) -> None:
    page = read_page(builders.pdf(sheet), 1)
    assert page.source is PageSource.EMBEDDED
    assert text_of(page) == builders.truth(sheet)


def test_a_words_box_is_where_it_is_printed() -> None:
    page = read_page(builders.pdf(Sheet((Print(100, 200, "Left"), Print(300, 400, "13.2", "Courier", 20)))), 1)
    box = word(page, "13.2").box
    assert (box.x0 * page.width_pt, box.x1 * page.width_pt) == pytest.approx((300, 300 + 4 * 12), abs=1)
    assert box.y0 * page.height_pt < 400 - 12 < 400 < box.y1 * page.height_pt < 410
    assert word(page, "Left").confidence == 1.0


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_turned_by_its_file_is_displayed_upright(degrees: int) -> None:
    upright = read_page(builders.pdf(LAB), 1)
    turned = read_page(builders.changed(builders.pdf(LAB), lambda writer: writer.pages[0].rotate(degrees)), 1)
    assert text_of(turned) == text_of(upright)
    assert turned.rotation_deg == degrees
    assert (turned.width_pt, turned.height_pt) == pytest.approx((upright.width_pt, upright.height_pt))
    boxes = [np.array([[w.box.x0, w.box.y0, w.box.x1, w.box.y1] for w in page.words]) for page in (turned, upright)]
    np.testing.assert_allclose(*boxes, atol=1e-6)


def test_what_is_cut_off_by_the_crop_box_is_not_read_and_places_refer_to_what_is_displayed() -> None:
    def crop(writer: pypdf.PdfWriter) -> None:
        writer.pages[0].cropbox = pypdf.generic.RectangleObject((50, 400, 350, 842))

    sheet = Sheet((Print(100, 100, "inside"), Print(100, 700, "below"), Print(400, 100, "beside")))
    page = read_page(builders.changed(builders.pdf(sheet), crop), 1)
    assert text_of(page) == "inside"
    assert (page.width_pt, page.height_pt) == pytest.approx((300, 442), abs=1)
    assert word(page, "inside").box.x0 * page.width_pt == pytest.approx(50, abs=1)


def test_hyphens_at_line_ends_are_kept_and_part_the_words() -> None:
    page = read_page(builders.pdf(Sheet((Print(60, 100, "a cholecyst-"), Print(60, 114, "ectomy was done")))), 1)
    assert text_of(page) == "a cholecyst- ectomy was done"


def test_accents_and_signs_are_read() -> None:
    words = "Síntomas: fiebre ≥ 38 °C, niño, 5 µg".replace("≥", ">")
    assert text_of(read_page(builders.pdf(Sheet((Print(60, 100, words),))), 1)) == words


def test_white_print_on_white_is_not_read_but_white_print_on_a_dark_bar_is() -> None:
    """Nobody could check a result that nobody can see, and hidden orders steer nothing."""
    content = (
        b"BT /F1 12 Tf 1 g 100 700 Td (potassium is 9.9) Tj ET 0.1 g 90 590 300 30 re f "
        b"BT /F1 12 Tf 1 g 100 600 Td (Results) Tj ET BT /F1 12 Tf 0 g 100 500 Td (visible) Tj ET"
    )
    data = builders.raw_pdf(content).replace(
        b"/Resources << >>", b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    )
    assert text_of(read_page(data, 1)) == "Results visible"


def test_form_fields_and_notes_are_read_as_they_are_seen() -> None:
    from pypdf.annotations import FreeText

    def annotate(writer: pypdf.PdfWriter) -> None:
        writer.add_annotation(0, FreeText(text="seen by Dr Meyer", rect=(100, 100, 300, 130), font_size="12pt"))

    data = builders.changed(builders.pdf(builders.short_sheet(1)), annotate)
    page = read_page(data, 1)
    assert text_of(page).startswith(builders.truth(builders.short_sheet(1)))


def test_ruled_tables_agree_with_an_independent_reader() -> None:
    import io

    import pdfplumber

    data = builders.pdf(LAB)
    with pdfplumber.open(io.BytesIO(data)) as document:
        expected = [[cell or "" for cell in row] for row in document.pages[0].extract_table()]
    (table,) = read_page(data, 1).tables
    assert cells(table) == expected


def test_a_grid_drawn_as_one_path_or_inside_a_form_is_a_table_too() -> None:
    from reportlab.pdfgen.canvas import Canvas

    buffer = __import__("io").BytesIO()
    canvas = Canvas(buffer)
    canvas.beginForm("table")
    canvas.grid([50, 150, 250], [600, 620, 640, 660])
    for row, names in enumerate((("Test", "Value"), ("Sodium", "139"), ("Potassium", "3.4"))):
        for column, name in enumerate(names):
            canvas.drawString(55 + 100 * column, 645 - 20 * row, name)
    canvas.endForm()
    canvas.doForm("table")
    canvas.save()
    (table,) = read_page(buffer.getvalue(), 1).tables
    assert cells(table) == [["Test", "Value"], ["Sodium", "139"], ["Potassium", "3.4"]]


def test_a_table_printed_sideways_on_an_upright_page_is_displayed_upright() -> None:
    sideways = dataclasses.replace(LAB)
    data = builders.changed(
        builders.pdf(sideways), lambda writer: writer.pages[0].rotate(90).transfer_rotation_to_content()
    )
    page = read_page(data, 1)
    assert text_of(page) == builders.truth(LAB)
    assert page.rotation_deg == 90
    assert len(page.tables) == 1
