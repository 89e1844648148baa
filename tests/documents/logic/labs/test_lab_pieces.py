"""Words of a row as typed pieces, and which of them is the value."""

from __future__ import annotations

import pytest

from salus.documents.logic.labs.readings import choose_parts
from salus.documents.logic.labs.tokens import Kind, Notation, read_pieces
from tests.documents.logic.labs.reading import ENGLISH, SPANISH, words_of


def kinds(text: str, notation: Notation = ENGLISH) -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.text) for piece in read_pieces(words_of(text), notation)]


def flag_of(text: str, notation: Notation = ENGLISH) -> str | None:
    return next((piece.flag for piece in read_pieces(words_of(text), notation) if piece.flag), None)


def value_of(text: str) -> str | None:
    parts = choose_parts(read_pieces(words_of(text), ENGLISH), ENGLISH)
    return parts.value.text if parts else None


def test_value_unit_and_range_are_told_by_their_form() -> None:
    assert kinds("4.4 mmol/L 3.5 - 5.0") == [("number", "4.4"), ("unit", "mmol/L"), ("range", "3.5 - 5.0")]


def test_a_unit_glued_to_a_value_is_taken_off() -> None:
    assert kinds("4.4mmol/L") == [("number", "4.4"), ("unit", "mmol/L")]


@pytest.mark.parametrize(
    ("text", "flag"),
    [("11.2L", "L"), ("5.8H", "H"), ("5.8 (H)", "H"), ("H 5.8", "H"), ("*5.8", "A"), ("5.8 ↑", "H"), ("5.8 HH", "HH"),
     ("5.8 High", "H")],
)  # fmt: skip
def test_flags_are_read_beside_or_glued_to_the_value(text: str, flag: str) -> None:
    assert flag_of(text) == flag


@pytest.mark.parametrize(
    ("text", "flag"),
    [("Below normal", "L"), ("Above normal", "H"), ("Above high reference limit", "H"), ("Below low limit", "L"),
     ("In range", "N"), ("Out of range", "A"), ("por encima del rango", "H"), ("por debajo de lo normal", "L")],
)  # fmt: skip
def test_flags_in_words_are_flags(text: str, flag: str) -> None:
    assert flag_of(text) == flag


def test_a_flag_in_words_takes_no_number_from_the_range_behind_it() -> None:
    """A portal prints "12 ng/mL  Below normal" above "20 - 100"; it is not the limit "below 20"."""
    assert kinds("12 ng/mL Below normal 20 - 100")[-1] == ("range", "20 - 100")


def test_a_limit_in_words_stays_a_limit() -> None:
    assert kinds("below 20") == [("range", "below 20")]


def test_b_is_low_in_spanish_only() -> None:
    assert flag_of("11,2 B", SPANISH) == "L"
    assert flag_of("11.2 B") is None


def test_dots_that_lead_to_a_value_vanish() -> None:
    assert kinds("........ 4.4") == [("number", "4.4")]


def test_a_comparator_makes_a_limit_of_a_number() -> None:
    (piece,) = read_pieces(words_of("< 0.01"), ENGLISH)
    assert (piece.kind, piece.comparator) == (Kind.LIMIT, "<")


def test_of_a_number_and_a_range_the_number_is_the_value_on_either_side() -> None:
    assert value_of("4.4 mmol/L 3.5 - 5.0") == "4.4"
    assert value_of("3.5 - 5.0 mmol/L 4.4") == "4.4"


def test_three_bare_numbers_are_value_low_and_high() -> None:
    parts = choose_parts(read_pieces(words_of("4.4 3.5 5.0"), ENGLISH), ENGLISH)
    assert parts is not None
    assert parts.range is not None
    assert (str(parts.value.numbers[0]), str(parts.range.low), str(parts.range.high)) == ("4.4", "3.5", "5.0")


def test_a_lone_limit_is_no_result() -> None:
    assert value_of("< 5.0") is None


def test_a_limit_with_a_unit_is_a_result_under_detection() -> None:
    assert value_of("<0.01 ng/mL") == "<0.01"


@pytest.mark.parametrize("text", ["not detected", "negative", "Non-reactive"])
def test_results_in_words_are_values(text: str) -> None:
    assert value_of(text) == text
