"""What each date of a document is the date of, also where a cell breaks it."""

from __future__ import annotations

from datetime import date

import pytest

from salus.documents.logic.classify import DocumentKind, classify, detect_language
from tests.documents.logic.page_writer import PageWriter, page_of_lines


def dates(*lines: str) -> list[tuple[str, date]]:
    return [(found.role.value, found.day) for found in classify([page_of_lines(lines)]).dates]


MARCH_14, MARCH_16 = date(2024, 3, 14), date(2024, 3, 16)


@pytest.mark.parametrize(
    ("label", "role"),
    [("Date collected:", "collected"), ("Sampling time:", "collected"), ("Reported:", "reported"),
     ("Date of birth:", "birth"), ("Fecha de extracción:", "collected"), ("Fecha de alta:", "discharge")],
)  # fmt: skip
def test_a_label_before_a_date_tells_its_role(label: str, role: str) -> None:
    assert dates(f"{label} 14 March 2024") == [(role, MARCH_14)]


def test_two_dates_in_one_line_have_each_their_own_label() -> None:
    assert dates("Date collected: 14 March 2024   Date reported: 16 March 2024") == [
        ("collected", MARCH_14), ("reported", MARCH_16),
    ]  # fmt: skip


def test_a_label_may_stand_above_its_date() -> None:
    writer = PageWriter()
    for x, label, day in ((50, "Collected", "14 March 2024"), (250, "Reported", "16 March 2024")):
        writer.text(x, 60, label)
        writer.text(x, 74, day)
    found = classify([writer.page()]).dates
    assert [(one.role.value, one.day) for one in found] == [("collected", MARCH_14), ("reported", MARCH_16)]


def test_a_date_broken_over_two_lines_of_a_cell_is_one_date() -> None:
    """A narrow cell prints "18 de junio de" above "2021"."""
    writer = PageWriter()
    writer.text(50, 60, "Fecha de extracción:")
    writer.text(180, 60, "18 de junio de")
    writer.text(180, 71, "2021")
    found = classify([writer.page()]).dates
    assert [(one.role.value, one.day) for one in found] == [("collected", date(2021, 6, 18))]


def test_an_unbroken_date_keeps_to_its_line() -> None:
    assert dates("Visit: 14 March 2024", "2019 was a good year") == [("visit", MARCH_14)]


def test_a_day_above_twelve_tells_the_order_of_all_dates() -> None:
    assert [day for _, day in dates("Collected: 03/04/2024", "Reported: 25/04/2024")] == [
        date(2024, 4, 3), date(2024, 4, 25),
    ]  # fmt: skip


def test_the_language_is_the_one_with_more_small_words() -> None:
    assert detect_language("el paciente toma la medicación por la noche") == "es"
    assert detect_language("the patient takes the tablets at night") == "en"


def test_a_table_of_tests_makes_a_laboratory_report() -> None:
    page = page_of_lines(
        ["Date collected: 14 March 2024", "Sodium  140 mmol/L", "Potassium  4.1 mmol/L", "Chloride  101 mmol/L"]
    )
    assert classify([page]).kind is DocumentKind.LABORATORY


def test_a_birth_date_is_never_the_date_of_the_document() -> None:
    profile = classify([page_of_lines(["Clinic letter", "Date of birth: 11 February 1971", "Date: 14 March 2024"])])
    assert profile.document_date == MARCH_14


def test_a_report_is_dated_by_its_collection() -> None:
    page = page_of_lines(
        ["Laboratory report", "Reported: 16 March 2024", "Collected: 14 March 2024", "Sodium  140 mmol/L",
         "Potassium  4.1 mmol/L", "Chloride  101 mmol/L"]
    )  # fmt: skip
    assert classify([page]).document_date == MARCH_14
