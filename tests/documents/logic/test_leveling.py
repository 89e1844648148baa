"""Pages that lean: words set level, and places taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salus.documents.contract import Box, Page, PageSource, Word
from salus.documents.logic.leveling import lean_deg, leaning, leveled

LEVEL = Box(0.3, 0.4, 0.36, 0.412)


def page(rotation_deg: float, *boxes: Box) -> Page:
    words = tuple(Word("word", box) for box in boxes)
    return Page(1, 612.0, 792.0, PageSource.OCR, words, rotation_deg=rotation_deg)


def sides(box: Box) -> list[float]:
    return [box.x0, box.y0, box.x1, box.y1]


@pytest.mark.parametrize(
    ("rotation_deg", "lean"), [(0.0, 0.0), (1.2, 1.2), (358.5, -1.5), (88.5, -1.5), (180.4, 0.4), (271.0, 1.0)]
)
def test_a_page_leans_by_what_the_nearest_quarter_turn_leaves(rotation_deg: float, lean: float) -> None:
    assert lean_deg(page(rotation_deg)) == pytest.approx(lean)


@pytest.mark.parametrize("rotation_deg", [0.05, 359.95, 90.0, 45.0])
def test_level_pages_and_pages_that_no_scanner_makes_stay_as_they_are(rotation_deg: float) -> None:
    original = page(rotation_deg, LEVEL)
    assert leveled(original) is original
    assert leaning(LEVEL, original) == LEVEL


def test_a_line_that_leans_runs_level_again() -> None:
    """A sheet turned clockwise by 1 degree: at its right end a line has come down by sin(1 deg) of its length."""
    ends = [Box(x, 0.4, x + 0.05, 0.412) for x in (0.1, 0.5, 0.85)]
    shown = [leaning(box, page(1.0)) for box in ends]
    assert shown[2].y0 - shown[0].y0 == pytest.approx(0.0175 * 0.75 * 612 / 792, abs=0.001)
    back = leveled(page(1.0, *shown)).words
    assert [word.box.y0 for word in back] == pytest.approx([0.4] * 3)
    assert [word.box.y1 for word in back] == pytest.approx([0.412] * 3)


@given(
    st.floats(-5.0, 5.0).map(lambda lean: lean % 360.0),
    st.floats(0.1, 0.8), st.floats(0.1, 0.8), st.floats(0.01, 0.1), st.floats(0.008, 0.02),
)  # fmt: skip
def test_what_is_set_level_leans_back_to_its_place(
    rotation_deg: float, x: float, y: float, width: float, height: float
) -> None:
    box = Box(x, y, x + width, y + height)
    shown = leaning(box, page(rotation_deg))
    (word,) = leveled(page(rotation_deg, shown)).words
    assert sides(word.box) == pytest.approx(sides(box), abs=1e-6)
