"""Build tables from ruling lines: the grid that crossing lines form, and the words that stand in its cells. Pure.

All rectangles are x0, y0, x1, y1 in units of the page's height, so that distances mean the same both ways.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

Rects = NDArray[np.float64]

_SAME_RULE = 0.0035  # 3 points on A4: lines this close are one line drawn twice or thickly
_TOUCH = 0.007  # 6 points: how far a line may end before the one it meets
_MIN_RULE = 0.012  # 10 points: shorter lines are decoration
_MAX_RULES = 600
_TALL_ROW = 2.5  # times the usual height of rows: a row of a grid that holds several rows of text
_LEVEL = 0.5


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: indexes of its words in reading order, and its rectangle."""

    words: tuple[int, ...]
    rect: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; every row has the same number of cells."""

    rows: tuple[tuple[GridCell, ...], ...]

    @property
    def rect(self) -> tuple[float, float, float, float]:
        """The rectangle around all cells."""
        corners = np.array([cell.rect for row in self.rows for cell in row])
        low, high = corners[:, :2].min(axis=0), corners[:, 2:].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


@dataclass(frozen=True, slots=True)
class _Rule:
    """A line at `at` that runs from `start` to `end` along the other axis."""

    at: float
    start: float
    end: float


def ruled_grids(rules: Rects, boxes: Rects) -> list[Grid]:
    """The tables that ruling lines form around words, from top to bottom.

    Where cells are joined the text stands in the first of them; a row of the grid that holds several rows of
    text, as where only the heading is underlined, is divided between them.
    """
    level, upright = _rules(rules)
    grids = []
    for across, down in _groups(level, upright):
        ys = _positions([rule.at for rule in across] + [end for rule in down for end in (rule.start, rule.end)])
        xs = _positions([rule.at for rule in down] + [end for rule in across for end in (rule.start, rule.end)])
        if len(xs) >= 3 and len(ys) >= 2:
            grid = _filled(xs, ys, down, boxes)
            if grid is not None:
                grids.append(grid)
    return sorted(grids, key=lambda grid: grid.rect[1])


def _rules(rects: Rects) -> tuple[list[_Rule], list[_Rule]]:
    """Level and upright lines, pieces of the same line joined."""
    width, height = rects[:, 2] - rects[:, 0], rects[:, 3] - rects[:, 1]
    is_level, long_enough = width >= height, np.maximum(width, height) >= _MIN_RULE
    level = [_Rule((y0 + y1) / 2, x0, x1) for x0, y0, x1, y1 in rects[is_level & long_enough].tolist()]
    upright = [_Rule((x0 + x1) / 2, y0, y1) for x0, y0, x1, y1 in rects[~is_level & long_enough].tolist()]
    return _joined(level)[:_MAX_RULES], _joined(upright)[:_MAX_RULES]


def _joined(rules: list[_Rule]) -> list[_Rule]:
    """Pieces at the same place that touch become one line."""
    lanes: list[list[_Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if lanes and rule.at - lanes[-1][0].at <= _SAME_RULE:
            lanes[-1].append(rule)
        else:
            lanes.append([rule])
    joined: list[_Rule] = []
    for lane in lanes:
        at = sum(rule.at for rule in lane) / len(lane)
        start = end = None
        for rule in sorted(lane, key=lambda rule: rule.start):
            if start is None or end is None:
                start, end = rule.start, rule.end
            elif rule.start <= end + _TOUCH:
                end = max(end, rule.end)
            else:
                joined.append(_Rule(at, start, end))
                start, end = rule.start, rule.end
        if start is not None and end is not None:
            joined.append(_Rule(at, start, end))
    return joined


def _groups(level: list[_Rule], upright: list[_Rule]) -> Iterable[tuple[list[_Rule], list[_Rule]]]:
    """Lines that hang together by meeting one another, where there are lines of both directions."""
    parents = list(range(len(level) + len(upright)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    for i, across in enumerate(level):
        for j, down in enumerate(upright):
            meets_x = across.start - _TOUCH <= down.at <= across.end + _TOUCH
            if meets_x and down.start - _TOUCH <= across.at <= down.end + _TOUCH:
                parents[root(i)] = root(len(level) + j)
    for leader in sorted({root(index) for index in range(len(parents))}):
        own_level = [rule for i, rule in enumerate(level) if root(i) == leader]
        own_upright = [rule for j, rule in enumerate(upright) if root(len(level) + j) == leader]
        if own_level and own_upright:
            yield own_level, own_upright


def _positions(values: Iterable[float]) -> list[float]:
    """Sorted places, those within a touch of one another taken as one."""
    places: list[list[float]] = []
    for value in sorted(values):
        if places and value - places[-1][-1] <= _TOUCH:
            places[-1].append(value)
        else:
            places.append([value])
    return [sum(group) / len(group) for group in places]


def _filled(xs: list[float], ys: list[float], down: list[_Rule], boxes: Rects) -> Grid | None:
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    inside = np.flatnonzero((x > xs[0]) & (x < xs[-1]) & (y > ys[0]) & (y < ys[-1]))
    columns = np.searchsorted(xs, x[inside]) - 1
    bands = np.searchsorted(ys, y[inside]) - 1
    usual = median(bottom - top for top, bottom in itertools.pairwise(ys))
    rows: list[tuple[GridCell, ...]] = []
    for band, (top, bottom) in enumerate(itertools.pairwise(ys)):
        in_band = bands == band
        starts = _first_of_joined(xs, down, (top + bottom) / 2)
        words = [(int(word), starts[column]) for word, column in zip(inside[in_band], columns[in_band], strict=True)]
        is_tall = len(ys) <= 3 or bottom - top > _TALL_ROW * usual
        for low, high, own in _text_rows(words, boxes, top, bottom) if is_tall else [(top, bottom, words)]:
            rows.append(_row(own, boxes, xs, low, high))
    return _worth_keeping(rows)


def _first_of_joined(xs: list[float], down: list[_Rule], y: float) -> list[int]:
    """For each column the one whose cell holds its text: cells without a line between them are joined."""
    starts = [0]
    for column, x in enumerate(xs[1:-1], start=1):
        has_line = any(abs(rule.at - x) <= _TOUCH and rule.start <= y <= rule.end for rule in down)
        starts.append(column if has_line else starts[-1])
    return starts


def _text_rows(
    words: list[tuple[int, int]], boxes: Rects, top: float, bottom: float
) -> Iterable[tuple[float, float, list[tuple[int, int]]]]:
    """Rows of text within one row of the grid; a line in a single column continues the row above it."""
    lines: list[list[tuple[int, int]]] = []
    for line in level_lines([word for word, _ in words], boxes):
        own = [(word, column) for word, column in words if word in line]
        if lines and len({column for _, column in own}) < 2:
            lines[-1] += own
        else:
            lines.append(own)
    if not lines:
        return [(top, bottom, [])]
    tops = [min(float(boxes[word, 1]) for word, _ in line) for line in lines]
    cuts = [top, *tops[1:], bottom]
    return zip(cuts, cuts[1:], lines, strict=False)


def level_lines(words: Sequence[int], boxes: Rects) -> list[list[int]]:
    """Words grouped into lines from top to bottom, each from left to right."""
    own = {word: boxes[word].tolist() for word in words}
    lines: list[list[int]] = []
    middle = height = 0.0
    for word in sorted(words, key=lambda word: own[word][1] + own[word][3]):
        own_middle, own_height = (own[word][1] + own[word][3]) / 2, own[word][3] - own[word][1]
        if lines and own_middle - middle < _LEVEL * min(height, own_height):
            lines[-1].append(word)
        else:
            lines.append([word])
            middle, height = own_middle, own_height
    return [sorted(line, key=lambda word: own[word][0]) for line in lines]


def _row(
    words: list[tuple[int, int]], boxes: Rects, xs: list[float], top: float, bottom: float
) -> tuple[GridCell, ...]:
    cells = []
    for column, (left, right) in enumerate(itertools.pairwise(xs)):
        own = [word for word, at in words if at == column]
        ordered = tuple(word for line in level_lines(own, boxes) for word in line)
        cells.append(GridCell(ordered, (left, top, right, bottom)))
    return tuple(cells)


def _worth_keeping(rows: list[tuple[GridCell, ...]]) -> Grid | None:
    """A table has words in at least two rows and two columns; rows and columns without any are left out."""
    rows = [row for row in rows if any(cell.words for cell in row)]
    if len(rows) < 2:
        return None
    used = [column for column in range(len(rows[0])) if any(row[column].words for row in rows)]
    if len(used) < 2:
        return None
    return Grid(tuple(tuple(row[column] for column in used) for row in rows))
