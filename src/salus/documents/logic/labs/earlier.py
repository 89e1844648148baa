"""Earlier results beside the present ones where only they have a title ("Previous result", its day below). Pure.

Without titles for tests and values there is no header; rows are then read by what stands in them, and what stands
under such a title is set apart first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from salus.clinical.dates import DateOrder, find_dates
from salus.clinical.text.fold import fold
from salus.clinical.text.tokens import word_set
from salus.documents.contract import Box, Word
from salus.documents.logic.labs.grid import Row
from salus.documents.logic.labs.readings import Parts, Reading, Structure
from salus.documents.logic.labs.titles import Role, role_of_title
from salus.documents.logic.labs.tokens import Kind, Notation, read_pieces
from salus.documents.logic.lines import Segment, box_of, make_segment

_TELLING = word_set("previous prev prior last anterior previo previa ant ultimo")
_RESULT_COLON = ("result:", "value:", "resultado:", "valor:")
_VALUES = (Kind.NUMBER, Kind.LIMIT, Kind.WORDS)


@dataclass(frozen=True, slots=True)
class EarlierColumn:
    """Where earlier results stand, from which row on, and of which day they are when that is printed."""

    first_row: int
    x0: float
    x1: float
    day: datetime | date | None


def find_earlier_columns(rows: Sequence[Row], order: DateOrder) -> tuple[EarlierColumn, ...]:
    """The columns of a block whose title says that their results are earlier ones."""
    found = []
    for index, row in enumerate(rows):
        for cell in row.titles:
            undated, day = _without_date(cell, order)
            if undated and role_of_title(undated) is Role.PREVIOUS:
                box, first = cell.box, index + 1
                if day is None and index + 1 < len(rows):
                    box, first, day = _day_below(rows[index + 1], cell.box, order, first)
                found.append(EarlierColumn(first, box.x0, box.x1, day))
    return tuple(found)


def _without_date(cell: Segment, order: DateOrder) -> tuple[str, datetime | date | None]:
    """The words of a title before its date, and that date."""
    mentions = find_dates(cell.text, order)
    if not mentions:
        return cell.text, None
    text = cell.text[: mentions[0].start] + cell.text[mentions[0].end :]
    return text, mentions[0].value


def _day_below(row: Row, title: Box, order: DateOrder, first: int) -> tuple[Box, int, datetime | date | None]:
    for cell in row.titles:
        if cell.box.x0 < title.x1 and title.x0 < cell.box.x1:
            mentions = find_dates(cell.text, order)
            if mentions and not _without_date(cell, order)[0].strip(" ()"):
                width = replace(title, x0=min(title.x0, cell.box.x0), x1=max(title.x1, cell.box.x1))
                return width, first + 1, mentions[0].value
    return title, first, None


def split_earlier(
    row: Row, index: int, columns: Sequence[EarlierColumn]
) -> tuple[Row, tuple[tuple[Segment, EarlierColumn], ...]]:
    """A row without its earlier results, and these with their columns; the whole row where none stands."""
    earlier = []
    for cell in row.cells[1:]:
        over = [c for c in columns if c.first_row <= index and cell.box.x0 < c.x1 and c.x0 < cell.box.x1]
        if over:
            earlier.append((cell, over[-1]))
    if not earlier:
        return row, ()
    cells = tuple(cell for cell in row.cells if all(cell is not other for other, _ in earlier))
    words = tuple(word for cell in cells for word in cell.words)
    return replace(row, words=words, cells=cells, box=box_of(words)), tuple(earlier)


def is_only_dates(text: str) -> bool:
    """Whether a line holds dates and nothing else."""
    signs = list(text)
    for mention in find_dates(text, DateOrder.DAY_FIRST) or find_dates(text, DateOrder.MONTH_FIRST):
        signs[mention.start : mention.end] = " " * (mention.end - mention.start)
    return any(sign.isdigit() for sign in text) and not any(sign.isalnum() for sign in signs)


def split_told(row: Row) -> tuple[Row | None, tuple[Word, ...]]:
    """A row up to a word that tells of an earlier result ("Previous: 141 (03/07/2023)"), and what it tells."""
    for index, word in enumerate(row.words[:-1]):
        told = row.words[index + 1 :]
        is_title = fold(word.text).strip("().:") in _TELLING and any(sign.isdigit() for sign in told[0].text)
        if is_title or (fold(word.text).strip("(") in _TELLING and fold(told[0].text) in _RESULT_COLON):
            words = row.words[:index]
            cells = tuple(cell for cell in row.cells if cell.words[0] in words)
            now = replace(row, words=words, cells=cells, box=box_of(words)) if cells else None
            return now, tuple(told[1:] if fold(told[0].text) in _RESULT_COLON else told)
    return row, ()


def told_reading(now: Reading, told: Sequence[Word], notation: Notation) -> Reading | None:
    """The earlier result that words behind or below a result tell, when its day stands with it."""
    words = [Word(word.text.strip("(),;") or word.text, word.box, word.confidence) for word in told]
    return earlier_reading(now, make_segment(words), EarlierColumn(0, 0.0, 1.0, None), notation) if words else None


def earlier_in_brackets(
    now: Reading, words: Sequence[Word], day: datetime | date | None, notation: Notation
) -> list[Reading]:
    """The earlier result in brackets behind the present one ("148 (141, 03/07/2023)"), when its day is known."""
    start = next((n for n, word in enumerate(words) if n and word.text[:1] in "(["), None)
    if start is None or not words[-1].text.rstrip(",;").endswith((")", "]")):
        return []
    inside = [Word(w.text.strip("()[],;") or w.text, w.box, w.confidence) for w in words[start:]]
    found = earlier_reading(now, make_segment(inside), EarlierColumn(0, 0.0, 1.0, day), notation)
    return [found] if found is not None and found.parts.value.numbers else []


def earlier_reading(now: Reading, cell: Segment, column: EarlierColumn, notation: Notation) -> Reading | None:
    """The earlier result of a test, with unit and range of the present one; None without a value or a day."""
    pieces = read_pieces(cell.words, notation)
    value = next((piece for piece in pieces if piece.kind in _VALUES), None)
    dates = [piece for piece in pieces if piece.kind is Kind.DATE]
    day = find_dates(dates[0].text, notation.order)[0].value if dates else column.day
    if value is None or day is None or now.structure is Structure.PROSE:
        return None
    flag = value.flag or next((piece.flag for piece in pieces if piece.flag), None)
    unit = next((piece.text for piece in pieces if piece.kind is Kind.UNIT), now.parts.unit)
    names = tuple(word for word in now.words if word not in now.parts.value.words)
    return replace(now, parts=Parts(value, unit, now.parts.range, flag), words=(*names, *cell.words), day=day)
