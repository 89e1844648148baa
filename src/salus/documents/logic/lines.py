"""See the words of a page as lines, and the cells of a line as segments, by where they stand. Pure.

Two views: `reading_lines` follows the order in which the page is read (prose), `visual_rows` joins what stands
at one height across the whole page (tables and forms).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from salus.documents.contract import Box, Page, Word

# A gap is a cell border from this many average character widths on: more than the widest space between words of
# a justified line, or than one space of a monospaced line (which is as wide as a character).
_CELL_GAP_CHARACTERS = 1.35
_CELL_GAP_CHARACTERS_MONO = 1.8
_MONO_SPREAD = 0.04
_SAME_LINE_OVERLAP = 0.5
_NEW_LINE_BACKSTEP_PT = 4.0


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: `number` counts from 0 on its page."""

    page: int
    number: int
    words: tuple[Word, ...]
    box: Box
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbouring words of a row without a wide gap between them: a cell, or a run of text."""

    words: tuple[Word, ...]
    box: Box
    text: str


def box_of(words: Iterable[Word]) -> Box:
    """The smallest box around some words, at least one."""
    boxes = [word.box for word in words]
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )


def text_of(words: Iterable[Word]) -> str:
    """The words joined by single blanks."""
    return " ".join(word.text for word in words)


def make_segment(words: Sequence[Word]) -> Segment:
    """A segment from its words, at least one."""
    return Segment(tuple(words), box_of(words), text_of(words))


def reading_lines(page: Page) -> tuple[Line, ...]:
    """Lines in reading order: a new one begins where a word steps down, up or back."""
    groups: list[list[Word]] = []
    for word in page.words:
        if not word.text.strip():
            continue
        if groups and _continues(groups[-1][-1], word, page):
            groups[-1].append(word)
        else:
            groups.append([word])
    return _numbered(page, groups)


def visual_rows(page: Page) -> tuple[Line, ...]:
    """Rows from top to bottom, each from left to right; a slight slope of a scan is followed word by word."""
    words = sorted((word for word in page.words if word.text.strip()), key=lambda word: word.box.x0)
    if not words:
        return ()
    usual = median(word.box.y1 - word.box.y0 for word in words)
    builder = _RowBuilder(usual or 0.01)
    for word in words:
        builder.add(word)
    return _numbered(page, sorted(builder.rows, key=_height_of_row))


def _height_of_row(row: Sequence[Word]) -> tuple[float, float]:
    """Where a row stands: at its middle word, so that neither a slope nor a raised digit counts."""
    middle = row[len(row) // 2].box
    return middle.y0 + middle.y1, row[0].box.x0


class _RowBuilder:
    """Puts words, given from left to right, into the row whose right end they stand level with."""

    def __init__(self, usual_height: float) -> None:
        self.rows: list[list[Word]] = []
        self._usual = usual_height
        self._ends: list[Box] = []
        self._buckets: dict[int, set[int]] = {}

    def add(self, word: Word) -> None:
        """Append the word to the row that it continues, or begin a new one."""
        bucket = self._bucket(word.box)
        best, best_overlap = -1, 0.0
        for near in (bucket, bucket - 1, bucket + 1):
            for row in self._buckets.get(near, ()):
                overlap = _overlap(self._ends[row], word.box)
                if overlap > best_overlap:
                    best, best_overlap = row, overlap
        if best_overlap < _SAME_LINE_OVERLAP:
            self.rows.append([word])
            self._ends.append(word.box)
            self._buckets.setdefault(bucket, set()).add(len(self.rows) - 1)
            return
        self.rows[best].append(word)
        if word.box.y1 - word.box.y0 > 0.6 * self._usual:  # not a dash, a comma or a raised digit
            old = self._bucket(self._ends[best])
            self._ends[best] = word.box
            if old != bucket:
                self._buckets[old].discard(best)
                self._buckets.setdefault(bucket, set()).add(best)

    def _bucket(self, box: Box) -> int:
        return int((box.y0 + box.y1) / 2 / self._usual)


def segments_of(words: Sequence[Word], page: Page) -> tuple[Segment, ...]:
    """A row cut at its wide gaps."""
    return split_at_gaps(words, page, 1.0)


def split_at_gaps(words: Sequence[Word], page: Page, factor: float) -> tuple[Segment, ...]:
    """A row cut at gaps that are wide for its font; `factor` below 1 also cuts at narrower ones."""
    if not words:
        return ()
    gap_pt = factor * _cell_gap_pt(words, page)
    groups: list[list[Word]] = [[words[0]]]
    for previous, word in pairwise(words):
        if (word.box.x0 - previous.box.x1) * page.width_pt > gap_pt:
            groups.append([])
        groups[-1].append(word)
    return tuple(make_segment(group) for group in groups)


def stacked(lines: Iterable[Sequence[Segment]]) -> tuple[Segment, ...]:
    """The cells of one row from its lines, given from top to bottom: what stands in one column becomes one cell."""
    columns: list[list[Word]] = []
    boxes: list[Box] = []
    for line in lines:
        for cell in line:
            shared = [min(box.x1, cell.box.x1) - max(box.x0, cell.box.x0) for box in boxes]
            best = max(range(len(shared)), key=shared.__getitem__, default=-1)
            if best < 0 or shared[best] <= 0:
                columns.append(list(cell.words))
                boxes.append(cell.box)
            else:
                columns[best].extend(cell.words)
                boxes[best] = box_of(columns[best])
    return tuple(sorted((make_segment(column) for column in columns), key=lambda cell: cell.box.x0))


def _cell_gap_pt(words: Sequence[Word], page: Page) -> float:
    """The least gap that is a cell border in a row, by the width of its characters."""
    widths = [(word.box.x1 - word.box.x0) * page.width_pt / len(word.text) for word in words if len(word.text) > 2]
    if not widths:
        return (words[0].box.y1 - words[0].box.y0) * page.height_pt * 0.8
    middle = median(widths)
    is_mono = len(widths) > 2 and max(widths) - min(widths) < _MONO_SPREAD * middle
    return middle * (_CELL_GAP_CHARACTERS_MONO if is_mono else _CELL_GAP_CHARACTERS)


def _overlap(left: Box, right: Box) -> float:
    """Shared height as a part of the smaller one, 0 without overlap."""
    bottom = min(right.y1, left.y1)
    top = max(right.y0, left.y0)
    if bottom <= top:
        return 0.0
    smaller = min(left.y1 - left.y0, right.y1 - right.y0)
    return (bottom - top) / smaller if smaller > 0 else 0.0


def _continues(previous: Word, word: Word, page: Page) -> bool:
    is_level = _overlap(previous.box, word.box) >= _SAME_LINE_OVERLAP
    steps_back = (previous.box.x0 - word.box.x0) * page.width_pt > _NEW_LINE_BACKSTEP_PT
    return is_level and not steps_back


def _numbered(page: Page, groups: Iterable[Sequence[Word]]) -> tuple[Line, ...]:
    return tuple(
        Line(page.number, number, tuple(words), box_of(words), text_of(words)) for number, words in enumerate(groups)
    )
