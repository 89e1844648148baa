"""From columns of probabilities to words with places."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from salus.documents.logic.ctc import ReadWord, decode

ALPHABET = ("", *"0123456789-.abcHbAl", " ")
COLUMN = 8
HEIGHT = 48


def seen(text: str, doubts: dict[int, float] | None = None) -> NDArray[np.float32]:
    """A recogniser that names each character of `text` in its own column, '_' for none; doubts of a blank by column."""
    columns = np.full((len(text), len(ALPHABET)), 1e-4, dtype=np.float32)
    for at, letter in enumerate(text):
        columns[at, 0 if letter == "_" else ALPHABET.index(letter)] = 0.97
    for at, doubt in (doubts or {}).items():
        columns[at, -1] = doubt
    return columns


def printed(text: str) -> NDArray[np.bool_]:
    """Ink in the columns that hold a character, with a thin gap at the end of each."""
    ink = np.zeros(len(text) * COLUMN, dtype=bool)
    for at, letter in enumerate(text):
        if letter not in "_ ":
            ink[at * COLUMN + 1 : at * COLUMN + COLUMN - 1] = True
    return ink


def texts(words: tuple[ReadWord, ...]) -> list[str]:
    return [word.text for word in words]


def test_a_blank_that_was_read_parts_two_words() -> None:
    assert texts(decode(seen("12_ _13"), ALPHABET, printed("12_ _13"), HEIGHT)) == ["12", "13"]


def test_repeated_columns_are_one_character_and_parted_ones_two() -> None:
    """Graves et al. 2006: labels repeat until another or none comes between."""
    assert texts(decode(seen("1122"), ALPHABET, printed("1122"), HEIGHT)) == ["12"]
    assert texts(decode(seen("1_1"), ALPHABET, printed("111"), HEIGHT)) == ["11"]


def test_a_blank_that_was_considered_counts_where_the_picture_shows_a_gap() -> None:
    line = "7__-__20"
    assert texts(decode(seen(line, {1: 0.2, 4: 0.2}), ALPHABET, printed(line), HEIGHT)) == ["7", "-", "20"]


def test_a_gap_alone_parts_nothing() -> None:
    assert texts(decode(seen("1__1"), ALPHABET, printed("1__1"), HEIGHT)) == ["11"]


def test_a_considered_blank_without_a_gap_parts_nothing() -> None:
    assert texts(decode(seen("1_2", {1: 0.4}), ALPHABET, printed("112"), HEIGHT)) == ["12"]


def test_a_dash_has_blanks_on_both_sides_or_on_none() -> None:
    line = "7__-__20"
    assert texts(decode(seen(line, {4: 0.2}), ALPHABET, printed(line), HEIGHT)) == ["7", "-", "20"]


def test_words_lie_where_their_ink_is() -> None:
    line = "_12_ _7_"
    words = decode(seen(line), ALPHABET, printed(line), HEIGHT)
    width = len(line) * COLUMN
    assert [(round(word.start * width), round(word.end * width)) for word in words] == [(9, 23), (49, 55)]


def test_a_number_is_as_sure_as_its_least_sure_digit() -> None:
    columns = seen("123")
    columns[1, ALPHABET.index("2")] = 0.6
    assert decode(columns, ALPHABET, printed("123"), HEIGHT)[0].confidence == pytest.approx(0.6)
    letters = seen("abc")
    letters[1, ALPHABET.index("b")] = 0.6
    assert decode(letters, ALPHABET, printed("abc"), HEIGHT)[0].confidence == pytest.approx(
        (0.97 * 2 + 0.6) / 3, abs=1e-3
    )


def test_a_name_is_print_although_the_mark_behind_it_cannot_be_read() -> None:
    columns = seen("Hbc01")
    columns[4, ALPHABET.index("1")] = 0.3
    (word,) = decode(columns, ALPHABET, printed("Hbc01"), HEIGHT)
    assert word.is_print
    assert word.confidence == pytest.approx(0.3)


def test_a_number_is_print_only_if_all_its_digits_are_clear() -> None:
    columns = seen("12.5")
    columns[3, ALPHABET.index("5")] = 0.3
    (word,) = decode(columns, ALPHABET, printed("12.5"), HEIGHT)
    assert not word.is_print


def test_a_speck_is_no_print() -> None:
    (word,) = decode(seen("b") * np.float32(0.4), ALPHABET, printed("b"), HEIGHT)
    assert not word.is_print


def test_a_one_read_as_an_l_in_a_name_that_needs_a_one_is_put_right() -> None:
    assert texts(decode(seen("HbAlc"), ALPHABET, printed("HbAlc"), HEIGHT)) == ["HbA1c"]


def test_a_line_without_print_has_no_words() -> None:
    assert decode(seen("____"), ALPHABET, printed("____"), HEIGHT) == ()
    assert decode(seen("_  _"), ALPHABET, printed("____"), HEIGHT) == ()
