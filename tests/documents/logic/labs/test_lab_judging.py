"""Coding, interpretation, confidence and dates of results."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from salus.documents.contract import LabResult
from tests.documents.logic.labs.reading import COLLECTED, read, read_one, table_page
from tests.documents.logic.page_writer import page_of_lines


def one(*cells: str, dated: str = COLLECTED) -> LabResult:
    return read_one(table_page([cells], dated=dated))


def test_the_unit_chooses_between_mass_and_moles() -> None:
    assert one("Creatinine", "1.10", "", "mg/dL", "0.60 - 1.20").loinc == "2160-0"
    assert one("Creatinine", "97", "", "umol/L", "45 - 104").loinc == "14682-9"


def test_a_flag_that_the_range_contradicts_costs_trust() -> None:
    agreeing, contrary = (one("Sodium", "140", flag, "mmol/L", "135 - 145") for flag in ("", "H"))
    assert contrary.confidence < 0.9 <= agreeing.confidence


def test_an_impossible_value_costs_trust() -> None:
    assert one("Potassium", "44", "", "mmol/L", "3.5 - 5.0").confidence < 0.9


def test_an_unknown_test_is_kept_without_a_code() -> None:
    result = one("Soluble transferrin receptor", "1.9", "", "mg/L", "0.8 - 1.8")
    assert result.loinc is None
    assert result.confidence < 0.5


@pytest.mark.parametrize(("value", "meaning"), [("4.4", "N"), ("3.4", "L"), ("5.1", "H"), ("<2.0", "L"), (">6.0", "H")])
def test_a_value_is_interpreted_by_the_printed_range(value: str, meaning: str) -> None:
    assert one("Potassium", value, "", "mmol/L", "3.5 - 5.0").interpretation == meaning


@pytest.mark.parametrize("limits", ["0.0 - 5.0", "< 5.0"])
def test_a_range_from_zero_has_no_low_side(limits: str) -> None:
    assert one("C-Reactive Protein", "<0.3", "", "mg/L", limits).interpretation == "N"


@pytest.mark.parametrize(
    ("value", "limits"), [("<1.27", "0.60 - 1.20"), ("<1.00", "0.60 - 1.20"), (">0.80", "0.60 - 1.20")]
)
def test_a_value_known_from_one_side_is_not_interpreted_where_it_may_lie_on_either(value: str, limits: str) -> None:
    """ "<1.27" says no more than that: it may be low, normal or just high."""
    assert one("Creatinine", value, "", "mg/dL", limits).interpretation is None


def test_a_word_unlike_the_expected_word_is_abnormal() -> None:
    page = table_page([("Hepatitis B surface antigen", "positive", "", "", "negative")])
    assert read_one(page).interpretation == "A"


def test_the_time_of_collection_is_kept() -> None:
    result = one("Sodium", "140", "", "mmol/L", "135 - 145", dated="Date collected: 14 March 2024 08:15")
    assert result.collected_at == datetime(2024, 3, 14, 8, 15)  # noqa: DTZ001  # as printed, without a zone


def test_the_date_of_report_does_not_stand_for_the_date_of_collection() -> None:
    dated = "Date reported: 16 March 2024   Date collected: 14 March 2024"
    assert one("Sodium", "140", "", "mmol/L", "135 - 145", dated=dated).collected_at == date(2024, 3, 14)


def test_a_birth_date_is_never_the_date_of_a_result() -> None:
    page = page_of_lines(["Laboratory report", "Date of birth: 11 February 1971", "Sodium  140 mmol/L  135 - 145"])
    assert read_one(page).collected_at is None


def test_a_result_told_twice_counts_once() -> None:
    row = ("Sodium", "140", "", "mmol/L", "135 - 145")
    assert len(read(table_page([row, row]))) == 1


def test_glucose_under_a_heading_of_urine_is_the_strip() -> None:
    page = table_page(
        [("Glucose", "92", "", "mg/dL", "70 - 99"), ("URINALYSIS",), ("Glucose", "negative", "", "", "negative")]
    )
    blood, urine = read(page)
    assert blood.value == Decimal(92)
    assert urine.value is None
    assert blood.loinc != urine.loinc
