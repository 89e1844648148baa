"""Words become lines, lines stand in reading order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from salus.documents.logic.layout import reading_order

ASPECT = 0.7
LINE, LETTER = 0.014, 0.0085  # height of a line, width of a letter, in heights of the page


def set_text(lines: list[tuple[float, float, str]]) -> tuple[list[str], NDArray[np.float64]]:
    """Words of lines given as (left, top, text), in monospaced print, as fractions of the page."""
    texts, boxes = [], []
    for left, top, text in lines:
        x = left * ASPECT
        for word in text.split():
            boxes.append((x / ASPECT, top, (x + len(word) * LETTER) / ASPECT, top + LINE))
            x += (len(word) + 1) * LETTER
            texts.append(word)
    return texts, np.array(boxes)


def read(lines: list[tuple[float, float, str]]) -> list[str]:
    """What is read when the words come in no order at all."""
    texts, boxes = set_text(lines)
    shuffled = np.random.default_rng(0).permutation(len(texts))
    order = reading_order([texts[index] for index in shuffled], boxes[shuffled], ASPECT)
    return [" ".join(texts[shuffled[index]] for index in line) for line in order]


LEFT = [
    "the patient reports that her cough",
    "has been getting worse since last",
    "week and that she now brings up",
    "yellow sputum every morning after",
    "waking and again in the evening",
]
RIGHT = [
    "on examination she was alert and",
    "comfortable at rest with crackles",
    "over the right lower zone without",
    "wheeze and a temperature of nearly",
    "thirty nine degrees by the ear",
]


def test_lines_run_from_top_to_bottom_and_words_from_left_to_right() -> None:
    page = [(0.1, 0.1 + 0.02 * row, text) for row, text in enumerate(LEFT)]
    assert read(page) == LEFT


def test_the_left_column_is_read_before_the_right_one() -> None:
    page = [(0.1, 0.1 + 0.02 * row, text) for row, text in enumerate(LEFT)]
    page += [(0.55, 0.1 + 0.02 * row, text) for row, text in enumerate(RIGHT)]
    assert read(page) == LEFT + RIGHT


def test_columns_need_not_stand_level() -> None:
    page = [(0.1, 0.1 + 0.02 * row, text) for row, text in enumerate(LEFT)]
    page += [(0.55, 0.106 + 0.0215 * row, text) for row, text in enumerate(RIGHT)]
    assert read(page) == LEFT + RIGHT


def test_a_heading_above_two_columns_and_a_line_below_them_keep_their_place() -> None:
    heading = "Discharge letter of the department of respiratory medicine for the general practitioner"
    closing = "This letter was dictated and not read before it was sent to the general practitioner"
    page = [(0.1, 0.05, heading), (0.1, 0.3, closing)]
    page += [(0.1, 0.1 + 0.02 * row, text) for row, text in enumerate(LEFT)]
    page += [(0.55, 0.1 + 0.02 * row, text) for row, text in enumerate(RIGHT)]
    assert read(page) == [heading, *LEFT, *RIGHT, closing]


def test_rows_of_a_table_are_read_across() -> None:
    rows = [("Sodium", "139", "mmol/L"), ("Potassium", "3.4", "mmol/L"), ("Glucose", "126", "mg/dL")] * 3
    page = [
        (x, 0.1 + 0.02 * row, cell)
        for row, cells in enumerate(rows)
        for x, cell in zip((0.1, 0.4, 0.6), cells, strict=True)
    ]
    assert read(page) == [" ".join(cells) for cells in rows]


def test_a_table_of_medicines_is_read_across_although_its_cells_hold_sentences() -> None:
    rows = [
        ("Metformin 500 mg tablets", "Take one tablet twice a day"),
        ("Lisinopril 10 mg", "Take one tablet in the morning"),
        ("Atorvastatin 20 mg tablets", "Take one tablet at night"),
        ("Salbutamol inhaler 100 mcg", "Two puffs when short of breath"),
        ("Aspirin 75 mg", "Take one tablet with breakfast"),
    ]
    page = [
        (x, 0.1 + 0.02 * row, cell)
        for row, cells in enumerate(rows)
        for x, cell in zip((0.1, 0.55), cells, strict=True)
    ]
    assert read(page) == [" ".join(cells) for cells in rows]


def test_the_files_own_order_is_kept_where_it_runs_down_the_page() -> None:
    texts, boxes = set_text([(0.1, 0.1 + 0.02 * row, text) for row, text in enumerate(LEFT)])
    starts = np.array([text in {line.split()[0] for line in LEFT} for text in texts])
    assert [index for line in reading_order(texts, boxes, ASPECT, starts) for index in line] == list(range(len(texts)))


def test_a_file_that_draws_its_lines_in_disorder_is_put_right() -> None:
    page = [(0.1, 0.1 + 0.02 * row, LEFT[row]) for row in (3, 0, 4, 2, 1)]
    texts, boxes = set_text(page)
    starts = np.array([True] + [boxes[k, 1] != boxes[k - 1, 1] for k in range(1, len(texts))])
    order = reading_order(texts, boxes, ASPECT, starts)
    assert [" ".join(texts[index] for index in line) for line in order] == LEFT


def test_an_empty_page_has_no_lines() -> None:
    assert reading_order([], np.empty((0, 4)), ASPECT) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.floats(0, 0.95)] * 2, st.floats(0.001, 0.3), st.floats(0.001, 0.1)), max_size=60))
def test_every_word_is_read_exactly_once(corners: list[tuple[float, float, float, float]]) -> None:
    boxes = np.array([(x, y, x + width, y + height) for x, y, width, height in corners]).reshape(-1, 4)
    order = reading_order(["word"] * len(corners), boxes, ASPECT)
    assert sorted(index for line in order for index in line) == list(range(len(corners)))


@pytest.mark.parametrize("count", [2, 3])
def test_several_columns_are_read_one_after_the_other(count: int) -> None:
    narrow = [
        "she was well until",
        "last week when her",
        "cough became worse",
        "and did not settle",
        "with her inhaler at",
    ]
    page = [
        (0.05 + 0.32 * column, 0.1 + 0.02 * row, f"{text} {'abc'[column] * 3}")
        for column in range(count)
        for row, text in enumerate(narrow)
    ]
    assert [line[-3:] for line in read(page)] == [mark * 3 for mark in "abc"[:count] for _ in narrow]
