"""Make a page of words and tables out of what was read, whatever it was read by. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from salus.documents.contract import Box, Cell, Table, Word
from salus.documents.logic.grids import Grid
from salus.documents.logic.layout import reading_order
from salus.documents.logic.planes import Matrix, around, moved
from salus.documents.logic.tables import find_tables

_WIDE_GAP = 0.9  # of the height of the words beside it
_MIN_GAPPED_LINES = 3  # lines with a wide gap before a table is looked for

Boxes = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Material:
    """Words and ruling lines as read.

    Parameters
    ----------
    texts, confidences : sequences of length n
        The words and how sure their reader was.
    boxes : ndarray of shape (n, 4)
        Their places on the page as displayed, in fractions.
    places : ndarray of shape (n, 4)
        Their places on the page when its lines run exactly level, in fractions; equal to `boxes` on a digital page.
    rules : ndarray of shape (m, 4)
        Ruling lines, on the level page.
    aspect : float
        Width by height of the level page.
    to_displayed : ndarray of shape (3, 3)
        Takes fractions of the level page to fractions of the page as displayed.
    line_starts : ndarray of shape (n,), optional
        Where the file itself begins a line.
    """

    texts: Sequence[str]
    confidences: Sequence[float]
    boxes: Boxes
    places: Boxes
    rules: Boxes
    aspect: float
    to_displayed: Matrix = field(default_factory=lambda: np.eye(3))
    line_starts: NDArray[np.bool_] | None = None


def assemble(material: Material) -> tuple[tuple[Word, ...], tuple[Table, ...]]:
    """The words in reading order and the tables they form."""
    lines = reading_order(material.texts, material.places, material.aspect, material.line_starts)
    boxes = [Box(*corners) for corners in material.boxes.tolist()]
    words = tuple(
        Word(material.texts[index], boxes[index], material.confidences[index]) for line in lines for index in line
    )
    if not len(material.rules) and not _has_columns(material, lines):
        return words, ()
    grids = find_tables(material.texts, material.places, lines, material.rules, material.aspect)
    return words, tuple(_table(grid, material) for grid in grids)


def _has_columns(material: Material, lines: Sequence[Sequence[int]]) -> bool:
    """Whether enough lines have a wide gap; without any, pages of prose are spared the search for tables."""
    pairs = [pair for line in lines for pair in pairwise(line)]
    if not pairs:
        return False
    before, after = np.array(pairs).T
    gaps = (material.places[after, 0] - material.places[before, 2]) * material.aspect
    heights = material.places[after, 3] - material.places[after, 1]
    return int(np.count_nonzero(gaps > _WIDE_GAP * heights)) >= _MIN_GAPPED_LINES


def _table(grid: Grid, material: Material) -> Table:
    rows = tuple(
        tuple(
            Cell(" ".join(material.texts[word] for word in cell.words), _displayed(cell.rect, material)) for cell in row
        )
        for row in grid.rows
    )
    return Table(_displayed(grid.rect, material), rows)


def _displayed(rect: tuple[float, float, float, float], material: Material) -> Box:
    x0, y0, x1, y1 = rect
    corners = moved(material.to_displayed, np.array([[[x0, y0], [x1, y0], [x1, y1], [x0, y1]]]))
    return Box(*np.clip(around(corners)[0], 0.0, 1.0).tolist())
