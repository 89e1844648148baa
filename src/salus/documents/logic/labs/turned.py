"""Read tables turned on their side: tests across the top, one row of values per date (flow sheets). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from salus.clinical.codes.lab_names import NameMatch
from salus.clinical.dates import find_dates
from salus.clinical.text.fold import fold
from salus.documents.contract import Word
from salus.documents.logic.labs.cuts import cut_between
from salus.documents.logic.labs.grid import Row
from salus.documents.logic.labs.in_columns import split_unit
from salus.documents.logic.labs.names import name_of
from salus.documents.logic.labs.numbers import is_number
from salus.documents.logic.labs.ranges import ReferenceRange, read_range
from salus.documents.logic.labs.readings import Parts, Reading, Structure
from salus.documents.logic.labs.tokens import Kind, Notation, read_pieces
from salus.documents.logic.lines import Segment

_MIN_TESTS = 2
_LOOK_AHEAD = 8
_UNIT_ROW = ("unit", "unidad", "uom")
_RANGE_ROW = ("ref", "rang", "normal", "valores")


@dataclass(frozen=True, slots=True)
class _Column:
    """A test over a column: name, match, borders, and the unit and range that rows give for all dates."""

    name: str
    match: NameMatch | None
    x0: float
    x1: float
    unit: str | None
    reference: ReferenceRange | None = None


def read_turned(rows: Sequence[Row], first: int, specimen: str, notation: Notation) -> tuple[list[Reading], int]:
    """The results of a turned table whose header is row `first`, and how many rows it takes; else nothing."""
    below = [word for row in rows[first + 1 : first + 1 + _LOOK_AHEAD] for word in row.words]
    columns = _columns(rows[first], below, specimen)
    readings: list[Reading] = []
    taken = 1
    for row in rows[first + 1 :] if columns else ():
        label_words = _label_words(row, columns[0].x0, notation)
        label = " ".join(word.text for word in label_words)
        data = [word for word in row.words if word not in label_words]
        filled = [[word for word in data if column.x0 <= _centre(word) < column.x1] for column in columns]
        if fold(label).startswith(_UNIT_ROW):
            columns = [_with_unit(column, words) for column, words in zip(columns, filled, strict=True)]
        elif fold(label).startswith(_RANGE_ROW):
            columns = [_with_range(column, words, notation) for column, words in zip(columns, filled, strict=True)]
            readings = [_with_column_range(reading, columns) for reading in readings]
        else:
            found = _row_readings(row, label, columns, filled, specimen, notation)
            if not found:
                break
            readings += found
        taken += 1
    return (readings, taken) if readings else ([], 0)


def _label_words(row: Row, left: float, notation: Notation) -> list[Word]:
    """What stands left of the columns, with all words of a date that begins there."""
    label = [word for word in row.words if _centre(word) < left]
    mentions = find_dates(row.text, notation.order)
    if not label or not mentions or mentions[0].start > len(" ".join(word.text for word in label)):
        return label
    position, words = 0, []
    for word in row.words:
        if position < mentions[0].end:
            words.append(word)
        position += len(word.text) + 1
    return words if len(words) > len(label) else label


def _columns(row: Row, words: Sequence[Word], specimen: str) -> list[_Column]:
    """The tests of a header row: most cells after the first are known tests, and none holds a result."""
    cells = row.cells
    if len(cells) < _MIN_TESTS or any(_has_number(cell) for cell in cells[1:]):
        return []
    named = [(cell, *split_unit(cell.text)) for cell in cells]
    matches = [name_of(name, specimen) if len(name) < 40 else None for _, name, _ in named]
    known = [number for number, match in enumerate(matches) if match is not None and match.score >= 0.9]
    first = 0 if 0 in known else 1
    if len({matches[n].key for n in known if matches[n]}) < _MIN_TESTS or len(known) < 0.6 * (len(cells) - first):  # type: ignore[union-attr]  # known ones have a match
        return []
    if first == 0 and len(known) < 3:
        return []
    edges = [(cell.box.x0, cell.box.x1) for cell in cells]
    cuts = [cut_between(left, right, words) for left, right in pairwise(edges)]
    edges_of_tests = [*cuts[first - 1 :], 1.0] if first else [-1.0, *cuts, 1.0]
    return [
        _Column(name, matches[number], edges_of_tests[n], edges_of_tests[n + 1], unit)
        for n, (number, (_, name, unit)) in enumerate(list(enumerate(named))[first:])
    ]


def _has_number(cell: Segment) -> bool:
    """Whether a cell holds a number by itself, not as a part of a name."""
    return any(is_number(word.text) for word in cell.words) and name_of(cell.text, "blood") is None


def _centre(word: Word) -> float:
    return (word.box.x0 + word.box.x1) / 2


def _with_unit(column: _Column, words: Sequence[Word]) -> _Column:
    unit = " ".join(word.text for word in words) or column.unit
    return _Column(column.name, column.match, column.x0, column.x1, unit, column.reference)


def _with_range(column: _Column, words: Sequence[Word], notation: Notation) -> _Column:
    reference = read_range(" ".join(word.text for word in words), notation.mark, notation.sex)
    return _Column(column.name, column.match, column.x0, column.x1, column.unit, reference)


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
