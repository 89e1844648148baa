"""Put dates together that a narrow cell breaks over two lines ("18 de junio de" above "2021 12:05"). Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from salus.clinical.dates import breaks_off_in_date
from salus.documents.contract import Page
from salus.documents.logic.lines import Line, Segment, box_of, segments_of, stacked, text_of

_YEAR = re.compile(r"^(?:19|20)\d\d\b")
# From line to line within a cell, in heights of the letters.
_NEXT_LINE = 1.75
_LOOK_AHEAD = 2


def with_whole_dates(rows: Sequence[Line], page: Page) -> tuple[Line, ...]:
    """The rows of a page, with rows made one where a date breaks off in the one and its year is in the next."""
    result: list[Line] = []
    index = 0
    while index < len(rows):
        end = _row_of_year(rows, index, page)
        result.append(_joined(rows[index : end + 1], page) if end > index else rows[index])
        index = end + 1
    return tuple(result)


def _row_of_year(rows: Sequence[Line], index: int, page: Page) -> int:
    """The row with the year of a date that breaks off in a row; the row itself when none does."""
    row = rows[index]
    if not any(sign.isdigit() for sign in row.text):
        return index
    broken = [cell for cell in segments_of(row.words, page) if breaks_off_in_date(cell.text)]
    if not broken:
        return index
    for below in range(index + 1, min(index + 1 + _LOOK_AHEAD, len(rows))):
        if _step(row, rows[below]) > _NEXT_LINE:
            break
        cells = segments_of(rows[below].words, page)
        if any(_YEAR.match(cell.text) and _is_under(cell, date) for cell in cells for date in broken):
            return below
    return index


def _is_under(cell: Segment, date: Segment) -> bool:
    return cell.box.x0 < date.box.x1 and cell.box.x1 > date.box.x0


def _step(upper: Line, lower: Line) -> float:
    height = max(word.box.y1 - word.box.y0 for word in upper.words) or 0.01
    return (lower.words[0].box.y0 - upper.words[0].box.y0) / height


def _joined(rows: Sequence[Line], page: Page) -> Line:
    cells = stacked([segments_of(row.words, page) for row in rows])
    words = tuple(word for cell in cells for word in cell.words)
    return Line(rows[0].page, rows[0].number, words, box_of(words), text_of(words))
