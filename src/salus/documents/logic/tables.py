"""Find the tables of a page: those with ruling lines, and those whose columns show by alignment alone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import sub
from statistics import mean, median

import numpy as np
from numpy.typing import NDArray

from salus.documents.logic.grids import Grid, GridCell, Rects, ruled_grids

_CELL_GAP = 1.9  # average character widths: more than the widest blank of justified print, less than two of them
_MIN_ROWS = 3  # without ruling lines: a heading and two rows, or three rows
_MAX_ASIDE = 2  # lines of a single run within a table: a group's heading, a wrapped name
_MAX_STEP = 2.2  # times the usual distance of rows: more ends the table
_RIVER = 0.12  # share of rows that may reach into the blank between two columns
_MIN_FILLED = 0.45  # share of cells with text
_MAX_CELL_WORDS = 6.0  # mean; more is prose
_MIN_NUMBERS = 0.5  # share of rows of a two-column table with a number in the second


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of one line without a wide gap between them."""

    words: tuple[int, ...]
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class _Line:
    runs: tuple[_Run, ...]
    top: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def is_tabular(self) -> bool:
        return len(self.runs) > 1


def find_tables(
    texts: Sequence[str], boxes: NDArray[np.float64], lines: Sequence[Sequence[int]], rules: Rects, aspect: float
) -> list[Grid]:
    """The tables of a page, ruled ones first.

    Parameters
    ----------
    texts : sequence of str
        The words.
    boxes, rules : ndarray of shape (n, 4) and (m, 4)
        Words and ruling lines as fractions of the upright page.
    lines : sequence of sequences of int
        The words of each printed line in reading order, as `layout.reading_order` gives them.
    aspect : float
        Width of the page divided by its height.

    Returns
    -------
    list of Grid
        Their rectangles are fractions of the upright page again.
    """
    if not len(texts):
        return []
    scale = np.array([aspect, 1.0, aspect, 1.0])
    places = boxes * scale
    grids = ruled_grids(rules * scale, places) if len(rules) else []
    taken = {word for grid in grids for row in grid.rows for cell in row for word in cell.words}
    free = [[word for word in line if word not in taken] for line in lines]
    grids += _aligned_tables(texts, places, [line for line in free if line])
    return [_scaled(grid, aspect) for grid in grids]


def _scaled(grid: Grid, aspect: float) -> Grid:
    def back(rect: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        return rect[0] / aspect, rect[1], rect[2] / aspect, rect[3]

    return Grid(tuple(tuple(GridCell(cell.words, back(cell.rect)) for cell in row) for row in grid.rows))


def _aligned_tables(texts: Sequence[str], places: Rects, lines: Iterable[Sequence[int]]) -> list[Grid]:
    corners = places.tolist()
    measured = [_measured(texts, corners, line) for line in lines]
    grids = []
    for block in _blocks(texts, measured):
        grid = _grid(texts, block)
        if grid is not None:
            grids.append(grid)
    return grids


def _measured(texts: Sequence[str], places: Sequence[Sequence[float]], line: Sequence[int]) -> _Line:
    """A line cut at its wide gaps."""
    lefts, tops, rights, bottoms = zip(*(places[word] for word in line), strict=True)
    widths = [(places[word][2] - places[word][0]) / len(texts[word]) for word in line if len(texts[word]) > 1]
    gap = _CELL_GAP * (median(widths) if widths else 0.45 * median(map(sub, bottoms, tops)))
    starts = [at for at in range(1, len(line)) if lefts[at] - rights[at - 1] > gap]
    runs = tuple(
        _Run(tuple(line[first:end]), lefts[first], max(rights[first:end]))
        for first, end in pairwise([0, *starts, len(line)])
    )
    return _Line(runs, min(tops), max(bottoms))


def _blocks(texts: Sequence[str], lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Stretches of lines that may be a table: lines of several runs, close to one another, few others between."""
    block: list[_Line] = []
    for line in lines:
        if block and not _may_follow(block, line):
            yield from _trimmed(block)
            block = []
        if _is_labelled(texts, line):
            yield from _trimmed(block)
            block = []
        elif block or line.is_tabular:
            block.append(line)
    yield from _trimmed(block)


def _may_follow(block: list[_Line], line: _Line) -> bool:
    steps = [below.middle - above.middle for above, below in pairwise(block)]
    step, height = line.middle - block[-1].middle, line.bottom - line.top
    if step <= 0 or step > _MAX_STEP * (median(steps) if steps else 2 * height):
        return False
    aside = next((count for count, earlier in enumerate(reversed(block)) if earlier.is_tabular), len(block))
    return line.is_tabular or aside < _MAX_ASIDE


def _trimmed(block: list[_Line]) -> Iterator[list[_Line]]:
    """The block without single runs at its end, if enough rows remain."""
    while block and not block[-1].is_tabular:
        block = block[:-1]
    if sum(line.is_tabular for line in block) >= _MIN_ROWS:
        yield block


def _is_labelled(texts: Sequence[str], line: _Line) -> bool:
    """Lines such as "Patient: X   Born: Y" belong to a form, not to a table."""
    labelled = sum(any(texts[word].endswith(":") for word in run.words[:4]) for run in line.runs)
    return labelled * 2 >= len(line.runs) and labelled > 0


def _grid(texts: Sequence[str], block: list[_Line]) -> Grid | None:
    borders = _borders(block)
    if len(borders) < 3:
        return None
    rows = tuple(_row(line, borders) for line in block)
    return Grid(rows) if _is_table(texts, rows) else None


def _borders(block: list[_Line]) -> list[float]:
    """Where columns begin and end: the middles of the blanks that hardly any row reaches into."""
    tabular = [line for line in block if line.is_tabular]
    spans = [(run.left, run.right) for line in tabular for run in line.runs]
    edges = sorted([(left, 1) for left, _ in spans] + [(right, -1) for _, right in spans])
    allowed = int(_RIVER * len(tabular))
    borders, depth, start = [edges[0][0]], 0, None
    for place, change in edges[:-1]:
        was_river = depth <= allowed
        depth += change
        if depth <= allowed and not was_river:
            start = place
        elif depth > allowed and was_river and start is not None:
            borders.append((start + place) / 2)
            start = None
    return [*borders, edges[-1][0]]


def _row(line: _Line, borders: list[float]) -> tuple[GridCell, ...]:
    """Each run goes to the column that holds most of it."""
    cells: list[list[int]] = [[] for _ in borders[1:]]
    for run in line.runs:
        overlaps = [min(run.right, right) - max(run.left, left) for left, right in pairwise(borders)]
        cells[max(range(len(cells)), key=lambda column: overlaps[column])] += run.words
    return tuple(
        GridCell(tuple(words), (left, line.top, right, line.bottom))
        for words, (left, right) in zip(cells, pairwise(borders), strict=True)
    )


def _is_table(texts: Sequence[str], rows: Sequence[Sequence[GridCell]]) -> bool:
    """Short cells, mostly filled; a table of two columns has numbers in the second."""
    full = [row for row in rows if sum(bool(cell.words) for cell in row) > 1]
    if len(full) < _MIN_ROWS:
        return False
    cells = [cell for row in full for cell in row]
    filled = [cell for cell in cells if cell.words]
    if len(filled) < _MIN_FILLED * len(cells) or mean(len(cell.words) for cell in filled) > _MAX_CELL_WORDS:
        return False
    if len(full[0]) > 2:
        return True
    numbers = sum(any(letter.isdigit() for word in row[1].words for letter in texts[word]) for row in full)
    return numbers >= _MIN_NUMBERS * len(full)
