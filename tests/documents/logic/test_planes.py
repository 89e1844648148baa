"""Geometry of lines of print in pictures."""

from __future__ import annotations

import numpy as np
import pytest

from salus.documents.contract import Box
from salus.documents.logic import planes
from salus.documents.logic.planes import Quads
from salus.documents.logic.quarters import quarters_back, turned_box, turned_size


def page_of_lines(slope_deg: float = 0.0, count: int = 12) -> Quads:
    """Lines of print 600 pixels long and 20 high that run down to the right by an angle."""
    level = np.array(
        [[[100, y], [700, y], [700, y + 20], [100, y + 20]] for y in range(100, 100 + 40 * count, 40)], float
    )
    return planes.moved(planes.turn(slope_deg, 800, 800), level).astype(np.float32)


@pytest.mark.parametrize("slope", [-12.0, -1.2, 0.0, 0.4, 7.5])
def test_the_slope_of_a_page_is_that_of_its_lines(slope: float) -> None:
    assert planes.skew_deg(page_of_lines(slope)) == pytest.approx(slope, abs=0.02)


def test_a_few_crooked_lines_do_not_bend_the_page() -> None:
    lines = np.concatenate([page_of_lines(1.0), page_of_lines(30.0, 3)])
    assert planes.skew_deg(lines) == pytest.approx(1.0, abs=0.05)


def test_a_page_with_hardly_any_line_has_no_slope() -> None:
    assert planes.skew_deg(page_of_lines(9.0, 2)) == 0.0


def test_a_page_on_its_side_is_seen_by_its_lines() -> None:
    upright = page_of_lines()
    lying = planes.moved(planes.quarter_turns(1, 800, 800), upright.astype(float)).astype(np.float32)
    assert not planes.lies_sideways(upright)
    assert planes.lies_sideways(np.roll(lying, 1, axis=1))


def test_a_single_letter_is_not_an_upended_line() -> None:
    letter = np.array([[[0, 0], [9, 0], [9, 21], [0, 21]]], np.float32)
    margin = np.array([[[0, 0], [20, 0], [20, 300], [0, 300]]], np.float32)
    lines = np.concatenate([page_of_lines(), letter, margin])
    assert planes.is_upended(lines).tolist() == [False] * 13 + [True]


@pytest.mark.parametrize("quarters", range(4))
def test_four_quarter_turns_are_none(quarters: int) -> None:
    box = Box(0.1, 0.2, 0.4, 0.3)
    back = turned_box(turned_box(box, quarters), -quarters)
    assert (back.x0, back.y0, back.x1, back.y1) == pytest.approx((box.x0, box.y0, box.x1, box.y1))


def test_a_box_in_the_upper_left_goes_to_the_upper_right_when_the_page_is_turned_clockwise() -> None:
    box = turned_box(Box(0.0, 0.0, 0.2, 0.1), 1)
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx((0.9, 0.0, 1.0, 0.2))
    assert turned_size(600, 800, 1) == (800, 600)


@pytest.mark.parametrize(("rotation", "quarters"), [(0, 0), (1.5, 0), (358.5, 0), (90, 3), (181, 2), (268.7, 1)])
def test_text_is_set_upright_by_the_nearest_quarter_turn(rotation: float, quarters: int) -> None:
    assert quarters_back(rotation) == quarters


def test_the_direction_of_reading_survives_a_turn() -> None:
    for degrees in (0.0, 33.0, 90.0, 181.0, 359.0):
        matrix = planes.turn(degrees, 640, 480)
        assert planes.direction_deg(matrix, np.array([320.0, 240.0])) == pytest.approx(degrees)


def test_coverage_is_the_share_of_a_box_under_others() -> None:
    boxes = np.array([[0.0, 0.0, 1.0, 1.0], [2.0, 2.0, 3.0, 3.0]])
    known = np.array([[0.0, 0.0, 0.5, 1.0], [0.5, 0.0, 0.75, 1.0]])
    assert planes.share_covered(boxes, known).tolist() == pytest.approx([0.75, 0.0])
    assert planes.share_covered(boxes, known[:0]).tolist() == [0.0, 0.0]
