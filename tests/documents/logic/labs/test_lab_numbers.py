"""Numbers and reference ranges as laboratories print them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salus.documents.logic.labs.numbers import DecimalMark, decide_decimal_mark, is_number, read_number
from salus.documents.logic.labs.ranges import is_only_range, read_range

POINT, COMMA = DecimalMark.POINT, DecimalMark.COMMA


def limits(text: str, mark: DecimalMark = POINT, sex: str | None = None) -> tuple[str, str] | None:
    found = read_range(text, mark, sex)
    return None if found is None else (str(found.low), str(found.high))


def test_the_decimal_mark_is_the_one_that_most_numbers_use() -> None:
    assert decide_decimal_mark(["13,2", "4,5", "1.234"]) is COMMA
    assert decide_decimal_mark(["13.2", "4.5", "1,234"]) is POINT


def test_without_decimals_the_mark_is_a_point() -> None:
    assert decide_decimal_mark(["268", "11"]) is POINT


def test_a_comma_before_three_digits_groups_thousands_in_english() -> None:
    assert read_number("1,234", POINT) == (Decimal(1234), Decimal("1.234"))


def test_a_comma_before_three_digits_is_rather_a_decimal_in_spanish() -> None:
    assert read_number("1,234", COMMA)[0] == Decimal("1.234")


def test_a_number_with_both_marks_needs_no_context() -> None:
    assert read_number("1.234,5", POINT) == (Decimal("1234.5"),)
    assert read_number("1,234.5", COMMA) == (Decimal("1234.5"),)


def test_a_swiss_apostrophe_groups_thousands() -> None:
    assert read_number("1'250", POINT) == (Decimal(1250),)


@pytest.mark.parametrize(("printed", "meant"), [("1O5", "105"), ("l2.4", "12.4"), ("4.S", "4.5")])
def test_letters_that_scans_read_for_digits_are_read_back(printed: str, meant: str) -> None:
    assert read_number(printed, POINT) == (Decimal(meant),)


@pytest.mark.parametrize("text", ["pending", "10^3/uL", "12-Jan", "", "-"])
def test_what_is_no_number_has_no_reading(text: str) -> None:
    assert read_number(text, POINT) == ()
    assert not is_number(text)


@given(st.decimals(min_value=0, max_value=9999, places=2, allow_nan=False))
def test_a_printed_decimal_reads_back_in_both_notations(value: Decimal) -> None:
    assert read_number(f"{value}", POINT)[0] == value
    assert read_number(f"{value}".replace(".", ","), COMMA)[0] == value


@pytest.mark.parametrize(
    "text",
    ["3.5 - 5.0", "3.5-5.0", "3.5 to 5.0", "(3.5 – 5.0)", "3.5~5.0", "[3.5 - 5.0] mmol/L", "de 3.5 a 5.0",
     "entre 3.5 y 5.0"],
)  # fmt: skip
def test_a_two_sided_range_is_read_however_it_is_joined(text: str) -> None:
    assert limits(text) == ("3.5", "5.0")


@pytest.mark.parametrize("text", ["< 200", "<=200", "up to 200", "less than 200", "hasta 200", "menor de 200"])
def test_an_upper_limit_alone_leaves_the_low_side_open(text: str) -> None:
    assert limits(text) == ("None", "200")


@pytest.mark.parametrize("text", ["> 60", ">=60", "greater than 60", "mayor de 60", "60 or above"])
def test_a_lower_limit_alone_leaves_the_high_side_open(text: str) -> None:
    assert limits(text) == ("60", "None")


def test_decimal_commas_in_a_range_follow_the_document() -> None:
    assert limits("0,60 - 1,20", COMMA) == ("0.60", "1.20")


def test_of_ranges_by_sex_the_patients_own_counts() -> None:
    assert limits("Male: 13.5 - 17.5 Female: 12.0 - 15.5", sex="female") == ("12.0", "15.5")
    assert limits("13.5-17.5 (M) 12.0-15.5 (F)", sex="male") == ("13.5", "17.5")


def test_the_m_of_mujer_is_told_by_the_h_of_hombre() -> None:
    """ "M" is a man in English and a woman in Spanish; its partner decides."""
    assert limits("H: 13,5-17,5 M: 12,0-15,5", COMMA, "female") == ("12.0", "15.5")


def test_ranges_by_sex_stay_open_while_the_sex_is_unknown() -> None:
    assert limits("Male: 13.5 - 17.5 Female: 12.0 - 15.5") == ("None", "None")


def test_words_without_numbers_are_no_range() -> None:
    assert limits("negative") is None


def test_a_value_with_its_range_is_not_only_a_range() -> None:
    assert not is_only_range("4.4 3.5 - 5.0")
    assert is_only_range("Normal range: 3.5 - 5.0")


def test_a_falling_pair_is_no_range() -> None:
    assert not is_only_range("12 - 3")
