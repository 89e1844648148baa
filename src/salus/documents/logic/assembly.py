"""Make a page of words and tables out of what was read, whatever it was read by. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat

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
_new = object.__new__
_BOX_SLOTS = tuple(vars(Box)[name].__set__ for name in ("x0", "y0", "x1", "y1"))
_WORD_SLOTS = tuple(vars(Word)[name].__set__ for name in ("text", "box", "confidence"))


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
    if not len(material.texts):
        return (), ()
    lines = reading_order(material.texts, material.places, material.aspect, material.line_starts)
    order = list(chain.from_iterable(lines))
    words = make_words(
        [material.texts[index] for index in order],
        material.boxes[order],
        [material.confidences[index] for index in order],
    )
    if not len(material.rules) and not _has_columns(material, lines):
        return words, ()
    grids = find_tables(material.texts, material.places, lines, material.rules, material.aspect)
    return words, tuple(_table(grid, material) for grid in grids)


def make_words(texts: Sequence[str], boxes: Boxes, confidences: Sequence[float]) -> tuple[Word, ...]:
    """Words from their columns.

    A dense page has a thousand words and as many boxes. Filling the slots of the frozen classes directly, a
    column at a time, takes a quarter of the time of their constructors, which is as much as pdfium needs for the page.
    """
    sides: list[list[float]] = boxes.T.tolist()
    made = list(map(_new, repeat(Box, len(texts))))
    for fill, side in zip(_BOX_SLOTS, sides, strict=True):
        deque(map(fill, made, side), maxlen=0)
    words = list(map(_new, repeat(Word, len(texts))))
    for fill, values in zip(_WORD_SLOTS, (texts, made, confidences), strict=True):
        deque(map(fill, words, values), maxlen=0)
    return tuple(words)


def _has_columns(material: Material, lines: Sequence[Sequence[int]]) -> bool:
    """Whether enough lines have a wide gap; without any, pages of prose are spared the search for tables."""
    order = np.fromiter(chain.from_iterable(lines), dtype=np.int64, count=len(material.texts))
    is_first = np.zeros(len(order), dtype=bool)
    is_first[np.cumsum([0, *map(len, lines)])[:-1]] = True
    before, after = order[:-1][~is_first[1:]], order[1:][~is_first[1:]]
    gaps = (material.places[after, 0] - material.places[before, 2]) * material.aspect
    heights = material.places[after, 3] - material.places[after, 1]
    return int(np.count_nonzero(gaps > _WIDE_GAP * heights)) >= _MIN_GAPPED_LINES


def _table(grid: Grid, material: Material) -> Table:
    rects = [cell.rect for row in grid.rows for cell in row]
    around_all, *boxes = _displayed([grid.rect, *rects], material)
    following = iter(boxes)
    rows = tuple(
        tuple(Cell(" ".join(material.texts[word] for word in cell.words), next(following)) for cell in row)
        for row in grid.rows
    )
    return Table(around_all, rows)


def _displayed(rects: Sequence[tuple[float, float, float, float]], material: Material) -> list[Box]:
    """Rectangles of the level page as boxes of the page as displayed."""
    x0, y0, x1, y1 = np.array(rects).T
    corners = np.stack([np.stack(pair, axis=-1) for pair in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))], axis=1)
    return [Box(*box) for box in np.clip(around(moved(material.to_displayed, corners)), 0.0, 1.0).tolist()]
