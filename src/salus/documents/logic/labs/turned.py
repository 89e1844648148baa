"""Read tables turned on their side: tests across the top, one row of values per date (flow sheets). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from salus.clinical.codes.lab_names import NameMatch
from salus.clinical.dates import find_dates
from salus.clinical.text.fold import fold
from salus.documents.contract import Word
from salus.documents.logic.labs.grid import Row
from salus.documents.logic.labs.in_columns import split_unit
from salus.documents.logic.labs.names import name_of
from salus.documents.logic.labs.ranges import ReferenceRange, read_range
from salus.documents.logic.labs.readings import Parts, Reading, Structure
from salus.documents.logic.labs.tokens import Kind, Notation, read_pieces
from salus.documents.logic.lines import Segment

_MIN_TESTS = 2
_UNIT_ROW = ("unit", "unidad", "uom")
_RANGE_ROW = ("ref", "rang", "normal", "valores")


@dataclass(frozen=True, slots=True)
class _Column:
    """A test over a column: name cell, match, borders, and the unit and range that rows give for all dates."""

    cell: Segment
    name: str
    match: NameMatch
    x0: float
    x1: float
    unit: str | None
    reference: ReferenceRange | None = None


def read_turned(rows: Sequence[Row], first: int, specimen: str, notation: Notation) -> tuple[list[Reading], int]:
    """The results of a turned table whose header is row `first`, and how many rows it takes; none when it is none."""
    columns = _columns(rows[first], specimen)
    if len(columns) < _MIN_TESTS:
        return [], 0
    readings: list[Reading] = []
    taken = 1
    left = columns[0].x0
    for row in rows[first + 1 :]:
        label = " ".join(word.text for word in row.words if _centre(word) < left)
        below = [[word for word in row.words if column.x0 <= _centre(word) < column.x1] for column in columns]
        if fold(label).startswith(_UNIT_ROW):
            columns = [_with_unit(column, words) for column, words in zip(columns, below, strict=True)]
        elif fold(label).startswith(_RANGE_ROW):
            columns = [_with_range(column, words, notation) for column, words in zip(columns, below, strict=True)]
            readings = [_with_column_range(reading, columns) for reading in readings]
        else:
            found = _row_readings(row, label, columns, below, specimen, notation)
            if not found:
                break
            readings += found
        taken += 1
    return (readings, taken) if readings else ([], 0)


def _columns(row: Row, specimen: str) -> list[_Column]:
    """The tests of a header row: every cell after the first is a listed test, and no cell holds a result."""
    named: list[tuple[Segment, str, NameMatch, str | None]] = []
    for number, cell in enumerate(row.cells):
        name, unit = split_unit(cell.text)
        match = name_of(name, specimen) if len(name) < 40 else None
        if match is not None and match.score >= 0.9:
            named.append((cell, name, match, unit))
        elif number > 0:
            return []
    if len(named) < _MIN_TESTS or len({match.key for _, _, match, _ in named}) < _MIN_TESTS:
        return []
    if named[0][0] is row.cells[0] and len(named) < 3:
        return []
    borders = [
        (left[0].box.x1 + right[0].box.x0) / 2 for left, right in zip(named, named[1:], strict=False)
    ]
    width = named[0][0].box.x1 - named[0][0].box.x0
    start = max(row.cells[0].box.x1, named[0][0].box.x0 - width) if named[0][0] is not row.cells[0] else -1.0
    edges = [start, *borders, 1.0]
    return [
        _Column(cell, name, match, edges[n], edges[n + 1], unit) for n, (cell, name, match, unit) in enumerate(named)
    ]


def _centre(word: Word) -> float:
    return (word.box.x0 + word.box.x1) / 2


def _with_unit(column: _Column, words: Sequence[Word]) -> _Column:
    unit = " ".join(word.text for word in words) or column.unit
    return _Column(column.cell, column.name, column.match, column.x0, column.x1, unit, column.reference)


def _with_range(column: _Column, words: Sequence[Word], notation: Notation) -> _Column:
    reference = read_range(" ".join(word.text for word in words), notation.mark, notation.sex)
    return _Column(column.cell, column.name, column.match, column.x0, column.x1, column.unit, reference)


def _with_column_range(reading: Reading, columns: Sequence[_Column]) -> Reading:
    """A reading with the range that stands below the values."""
    column = next((c for c in columns if c.match == reading.match and c.name == reading.name), None)
    if column is None or reading.parts.range is not None:
        return reading
    parts = Parts(reading.parts.value, reading.parts.unit, column.reference, reading.parts.flag)
    return Reading(
        reading.page, reading.name, reading.match, parts, reading.words, reading.structure, reading.is_ocr,
        reading.specimen, reading.day,
    )  # fmt: skip


def _row_readings(
    row: Row,
    label: str,
    columns: Sequence[_Column],
    below: Sequence[Sequence[Word]],
    specimen: str,
    notation: Notation,
) -> list[Reading]:
    """One result per filled column of a row, dated by its first cell; none for a row of something else."""
    day = _date(label, notation)
    readings = []
    for column, words in zip(columns, below, strict=True):
        pieces = read_pieces(words, notation)
        value = next((p for p in pieces if p.kind in (Kind.NUMBER, Kind.LIMIT, Kind.WORDS)), None)
        if value is None:
            continue
        unit = next((p.text for p in pieces if p.kind is Kind.UNIT), column.unit)
        flag = value.flag or next((p.flag for p in pieces if p.flag), None)
        parts = Parts(value, unit, column.reference, flag)
        readings.append(
            Reading(row.page, column.name, column.match, parts, tuple(words),
                    Structure.RULED if row.is_ruled else Structure.ALIGNED, row.is_ocr, specimen, day)
        )  # fmt: skip
    is_data = day is not None or len(readings) >= max(2, len(columns) // 2)
    return readings if is_data and name_of(label, specimen) is None else []


def _date(label: str, notation: Notation) -> datetime | date | None:
    mentions = find_dates(label, notation.order)
    return mentions[0].value if mentions else None
