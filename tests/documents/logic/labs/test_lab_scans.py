"""Scanned reports: sheets that lean, raised marks, lost strokes, dashes read as numbers, doubts that stay doubts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from salus.documents.contract import LabResult, Page
from salus.documents.logic.labs.names import name_of
from salus.documents.logic.proposals import GREEN_FROM
from tests.documents.logic.labs import scans
from tests.documents.logic.labs.reading import read, told
from tests.documents.logic.labs.scans import scan


def with_days(*pages: Page) -> list[tuple[str, Decimal | None, str | None, date | None]]:
    return [(each.name, each.value, each.unit, _day(each)) for each in read(*pages)]


def _day(result: LabResult) -> date | None:
    at = result.collected_at
    return at.date() if isinstance(at, datetime) else at


def read_as(page: Page, text: str, percent: int) -> Page:
    """The page with a word read less surely or more."""
    words = (replace(word, confidence=percent / 100) if word.text == text else word for word in page.words)
    return replace(page, words=tuple(words))


def test_each_value_of_a_leaning_sheet_stays_in_its_row() -> None:
    """Of 742 results of 24 scans 14 were lost so: at the right of a sheet a value stood level with the row above."""
    january, may, july = date(2023, 1, 26), date(2023, 5, 28), date(2023, 7, 28)
    assert with_days(scan(scans.LEANING, scans.LEANING_DEG)) == [
        ("RDW", Decimal("12.4"), "%", january),
        ("RDW", Decimal("11.0"), "%", may),
        ("RDW", Decimal("15.2"), "%", july),
        ("Hemoglobin A1c", Decimal("4.3"), "%", may),
        ("Hemoglobin A1c", Decimal("4.5"), "%", july),
        ("Folic Acid", Decimal("8.5"), "ng/mL", january),
        ("Folic Acid", Decimal("22.4"), "ng/mL", may),
        ("Folic Acid", Decimal("7.1"), "ng/mL", july),
    ]


def test_a_result_is_shown_where_it_stands_on_the_leaning_sheet() -> None:
    page = scan(scans.LEANING, scans.LEANING_DEG)
    (box,) = (result.span.box for result in read(page) if result.value == Decimal("22.4"))
    words = [word for word in page.words if word.text in {"Folic", "Acid", "22.4", "3.0-17.0"}]
    assert all(box.y0 <= (word.box.y0 + word.box.y1) / 2 <= box.y1 for word in words)
    assert box.x0 == pytest.approx(words[0].box.x0, abs=0.01)


def test_a_raised_mark_that_cannot_be_read_leaves_its_test_named() -> None:
    now, before = date(2021, 7, 7), date(2020, 6, 14)
    assert with_days(scan(scans.RAISED_MARKS, 0.96, width_pt=612, height_pt=792)) == [
        ("MCHC", Decimal("34.1"), "g/dL", now),
        ("MCHC", Decimal("33.2"), "g/dL", before),
        ("Glucose", Decimal(75), "mg/dL", now),
        ("Urea Nitrogen", Decimal(9), "mg/dL", now),
        ("LDH", Decimal(230), "U/L", now),
        ("LDH", Decimal(270), "U/L", before),
    ]


@pytest.mark.parametrize("text", ["MCHC{01", "MCHC{1", "MCHC^{1}", "MCHC°1", "MCHC⁰1", "MCHC {1"])
def test_a_raised_mark_is_no_part_of_a_name_however_it_is_read(text: str) -> None:
    match = name_of(text, "blood")
    assert match is not None
    assert match.key == "mchc"


def test_a_doubtful_digit_of_a_name_makes_its_result_doubtful() -> None:
    """ "T3" and "T4" differ in one digit; the mark of a footnote tells nothing apart."""
    page = scan(scans.LEANING, scans.LEANING_DEG)
    sure = [result.confidence for result in read(page) if result.name == "Hemoglobin A1c"]
    doubtful = [result.confidence for result in read(read_as(page, "A1c", 60)) if result.name == "Hemoglobin A1c"]
    assert max(sure) >= GREEN_FROM > max(doubtful)


def test_a_unit_whose_stroke_was_lost_is_told_in_amber() -> None:
    results = read(scan(scans.LOST_STROKE, 359.48))
    assert told(results) == ["Albumin 32 g/L", "Albumin 49 g/L", "Albumin 40 g/L", "Albumin 40 g/L"]
    assert all(result.unit_text == "gL" and result.confidence < GREEN_FROM for result in results)


def test_a_dash_read_as_a_one_is_no_result() -> None:
    page = scan(scans.DASH_READ_AS_ONE)
    values = [result.value for result in read(page) if result.name == "Calcium"]
    assert values == [Decimal("8.2"), Decimal("10.3")]
    assert Decimal(1) in [result.value for result in read(read_as(page, "1", 99))]


def test_a_value_that_is_hardly_legible_is_left_out() -> None:
    page = scan(scans.DASH_READ_AS_ONE)
    assert Decimal("0.95") in [result.value for result in read(read_as(page, "0.95", 60))]
    assert Decimal("0.95") not in [result.value for result in read(read_as(page, "0.95", 40))]


def test_dates_between_which_words_run_on_stand_over_no_columns() -> None:
    """A misread "Born" once gave a birth date to the results below it."""
    now, before = date(2022, 9, 18), date(2022, 5, 1)
    assert with_days(scan(scans.BORN_MISREAD)) == [
        ("HbA1c", Decimal("4.1"), "%", now),
        ("HbA1c", Decimal("3.8"), "%", before),
        ("Ferritin", Decimal(248), "ng/mL", now),
        ("Ferritin", Decimal(10), "ng/mL", before),
    ]
