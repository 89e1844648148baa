"""Put the words of a page into lines and lines into reading order, columns included. Pure: boxes in, order out.

Boxes are fractions of an upright page (text running left to right); `aspect` is its width divided by its height.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import mean, median

import numpy as np
from numpy.typing import NDArray

_SAME_LINE = 0.5  # of the smaller height: how far the middles of two words of one line may lie apart
_WIDE_GAP = 1.0  # of the height: a blank between words is a quarter, a justified one rarely above a half
_MIN_COLUMN_LINES = 4  # lines on both sides before a gap counts as the gutter between two columns of prose
_MIN_PROSE_WORDS = 3.0  # a line of a column of prose has more words than a cell of a table
_FULL_LINE = 0.72  # of the column's width: ragged prose still fills this on most lines
_MIN_FULL_SHARE = 0.5
_MIN_RUNNING_ON = 0.25  # share of lines that begin with a small letter, in the middle of a sentence
_MAX_WIDE_GAPS = 2  # more in the lines of the file's own order call for the full analysis

Boxes = NDArray[np.float64]


def reading_order(
    texts: Sequence[str], boxes: Boxes, aspect: float, line_starts: NDArray[np.bool_] | None = None
) -> list[list[int]]:
    """The lines of a page in reading order, each as indexes of words from left to right.

    Parameters
    ----------
    texts : sequence of str
        The words, in any order.
    boxes : ndarray of shape (n, 4)
        x0, y0, x1, y1 of each word as fractions of the upright page.
    aspect : float
        Width of the page divided by its height.
    line_starts : ndarray of shape (n,), optional
        Where the file itself begins a line. Its order is kept if it is plainly one column from top to
        bottom, which is quick; otherwise, and without it, the order is found from the boxes.

    Returns
    -------
    list of list of int
        Every index exactly once.
    """
    if len(texts) == 0:
        return []
    places = boxes * np.array([aspect, 1.0, aspect, 1.0])
    if line_starts is not None and (given := _given_lines(places, line_starts)) is not None:
        return given
    return _Analysis(texts, places).order(list(range(len(texts))))


def _given_lines(places: Boxes, line_starts: NDArray[np.bool_]) -> list[list[int]] | None:
    """The file's own lines, or None where they do not simply run down the page without wide gaps."""
    firsts = np.flatnonzero(line_starts)
    tops = np.minimum.reduceat(places[:, 1], firsts)
    bottoms = np.maximum.reduceat(places[:, 3], firsts)
    middles, heights = (tops + bottoms) / 2, bottoms - tops
    if np.any(np.diff(middles) < _SAME_LINE * np.minimum(heights[1:], heights[:-1])):
        return None
    gaps = (places[1:, 0] - places[:-1, 2])[~line_starts[1:]]
    sizes = (places[1:, 3] - places[1:, 1])[~line_starts[1:]]
    if np.count_nonzero(gaps > _WIDE_GAP * sizes) > _MAX_WIDE_GAPS or np.any(gaps < -sizes):
        return None
    ends = [*firsts[1:].tolist(), len(places)]
    return [list(range(first, end)) for first, end in zip(firsts.tolist(), ends, strict=True)]


@dataclass(frozen=True, slots=True)
class _Row:
    """Words that stand level, from left to right, in runs without a wide gap."""

    runs: tuple[tuple[int, ...], ...]
    spans: tuple[tuple[float, float], ...]

    @property
    def words(self) -> list[int]:
        return [word for run in self.runs for word in run]


@dataclass(frozen=True, slots=True)
class _Gutter:
    """A stretch of rows, from `first` up to but not including `last`, that a vertical gap at `x` divides."""

    x: float
    first: int
    last: int


class _Analysis:
    """Order words by their boxes: rows first, then the columns that rows of prose form."""

    def __init__(self, texts: Sequence[str], places: Boxes) -> None:
        self._texts = texts
        self._x0, self._y0, self._x1, self._y1 = (column.tolist() for column in places.T)
        self._middles: list[float] = ((places[:, 0] + places[:, 2]) / 2).tolist()

    def order(self, words: list[int]) -> list[list[int]]:
        """Lines of these words: what stands above a pair of columns, the left one, the right one, what follows."""
        rows = self.rows(words)
        gutter = self._best_gutter(rows)
        if gutter is None:
            return [row.words for row in rows]
        inside = [word for row in rows[gutter.first : gutter.last] for word in row.words]
        left = [word for word in inside if self._middles[word] < gutter.x]
        right = [word for word in inside if self._middles[word] >= gutter.x]
        above = [word for row in rows[: gutter.first] for word in row.words]
        below = [word for row in rows[gutter.last :] for word in row.words]
        return [line for part in (above, left, right, below) if part for line in self.order(part)]

    def rows(self, words: list[int]) -> list[_Row]:
        """Words grouped by height on the page, top to bottom."""
        rows: list[list[int]] = []
        middle = height = 0.0
        for word in sorted(words, key=lambda index: self._y0[index] + self._y1[index]):
            own_middle, own_height = (self._y0[word] + self._y1[word]) / 2, self._y1[word] - self._y0[word]
            if rows and own_middle - middle < _SAME_LINE * min(height, own_height):
                count = len(rows[-1])
                middle = (middle * count + own_middle) / (count + 1)
                height = max(height, own_height)
                rows[-1].append(word)
            else:
                rows.append([word])
                middle, height = own_middle, own_height
        return [self._row(row) for row in rows]

    def _row(self, words: list[int]) -> _Row:
        words = sorted(words, key=lambda word: self._x0[word])
        runs: list[list[int]] = [words[:1]]
        right = self._x1[words[0]]
        for word in words[1:]:
            if self._x0[word] - right > _WIDE_GAP * (self._y1[word] - self._y0[word]):
                runs.append([])
            runs[-1].append(word)
            right = max(right, self._x1[word])
        spans = tuple((self._x0[run[0]], max(self._x1[word] for word in run)) for run in runs)
        return _Row(tuple(tuple(run) for run in runs), spans)

    def _best_gutter(self, rows: list[_Row]) -> _Gutter | None:
        if len(rows) < _MIN_COLUMN_LINES:
            return None
        places = {round((right + left) / 2, 2) for row in rows for (_, right), (left, _) in pairwise(row.spans)}
        stretches = [_Gutter(x, first, last) for x in places for first, last in _uncrossed(rows, x)]
        stretches.sort(key=lambda gutter: (gutter.first - gutter.last, gutter.x))
        return next((gutter for gutter in stretches if self._divides_prose(rows, gutter)), None)

    def _divides_prose(self, rows: list[_Row], gutter: _Gutter) -> bool:
        stretch = rows[gutter.first : gutter.last]
        if mean(len(row.words) for row in stretch) < _MIN_PROSE_WORDS:
            return False
        left = [[word for word in row.words if self._middles[word] < gutter.x] for row in stretch]
        right = [[word for word in row.words if self._middles[word] >= gutter.x] for row in stretch]
        return self._is_prose([line for line in left if line]) and self._is_prose([line for line in right if line])

    def _is_prose(self, column: list[list[int]]) -> bool:
        """Whether lines look like running text: many words, mostly full lines, sentences running on."""
        if len(column) < _MIN_COLUMN_LINES or median(map(len, column)) < _MIN_PROSE_WORDS:
            return False
        left = min(self._x0[line[0]] for line in column)
        right = max(self._x1[line[-1]] for line in column)
        full = sum(self._x1[line[-1]] - left > _FULL_LINE * (right - left) for line in column)
        running = sum(self._texts[line[0]][:1].islower() for line in column)
        return full >= _MIN_FULL_SHARE * len(column) and running >= _MIN_RUNNING_ON * len(column)


def _uncrossed(rows: list[_Row], x: float) -> Iterable[tuple[int, int]]:
    """The longest stretches of rows in which no run of words lies across `x`."""

    def is_crossed_by(row: _Row) -> bool:
        return any(left < x < right for left, right in row.spans)

    at = 0
    for is_crossed, group in groupby(rows, key=is_crossed_by):
        length = sum(1 for _ in group)
        if not is_crossed and length >= _MIN_COLUMN_LINES:
            yield at, at + length
        at += length
