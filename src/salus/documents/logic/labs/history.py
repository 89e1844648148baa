"""Read histories of one test: its name as a heading, below it a line for each date. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from salus.clinical.codes.lab_names import NameMatch
from salus.clinical.dates import find_dates
from salus.documents.contract import Word
from salus.documents.logic.labs.grid import Row
from salus.documents.logic.labs.in_columns import split_unit, unit_in_range
from salus.documents.logic.labs.names import name_of
from salus.documents.logic.labs.ranges import ReferenceRange, read_range
from salus.documents.logic.labs.readings import Parts, Reading, Structure
from salus.documents.logic.labs.tokens import Kind, Notation, Piece, read_pieces

_SURE_NAME = 0.95
_VALUES = (Kind.NUMBER, Kind.LIMIT, Kind.WORDS)
_BESIDE = (*_VALUES, Kind.DATE, Kind.UNIT, Kind.FLAG)


@dataclass(frozen=True, slots=True)
class _Heading:
    """The test of a history with what holds for all its lines."""

    name: str
    match: NameMatch
    words: tuple[Word, ...]
    unit: str | None
    reference: ReferenceRange | None


def read_history(rows: Sequence[Row], first: int, specimen: str, notation: Notation) -> tuple[list[Reading], int]:
    """The results of a history whose heading is row `first`, and how many rows it takes; else nothing."""
    heading = _heading(rows[first], specimen, notation)
    readings: list[Reading] = []
    for row in rows[first + 1 :] if heading else ():
        entry = _entry(row, notation)
        if entry is None or heading is None:
            break
        readings.append(_reading(heading, row, *entry, specimen))
    return (readings, 1 + len(readings)) if readings else ([], 0)


def _heading(row: Row, specimen: str, notation: Notation) -> _Heading | None:
    """A listed test alone in its cell, perhaps with a unit and a range beside it, but without a value."""
    name, unit = split_unit(row.cells[0].text.strip(" .:_|"))
    match = name_of(name, specimen)
    if match is None or match.score < _SURE_NAME:
        return None
    pieces = read_pieces([word for cell in row.cells[1:] for word in cell.words], notation)
    if any(piece.kind in (Kind.NUMBER, Kind.DATE, Kind.WORDS) for piece in pieces):
        return None
    texts = [piece.text for piece in pieces if piece.kind in (Kind.RANGE, Kind.LIMIT)]
    reference = read_range(" ".join(texts), notation.mark, notation.sex) if texts else None
    unit = unit or next((piece.text for piece in pieces if piece.kind is Kind.UNIT), None) or unit_in_range(reference)
    return _Heading(name, match, row.words, unit, reference)


def _entry(row: Row, notation: Notation) -> tuple[datetime | date, Piece, tuple[Piece, ...]] | None:
    """The date, the value and all pieces of a line that holds nothing but a dated value."""
    pieces = read_pieces(row.words, notation)
    dates = [piece for piece in pieces if piece.kind is Kind.DATE]
    values = [piece for piece in pieces if piece.kind in _VALUES]
    if len(dates) != 1 or len(values) != 1 or any(piece.kind not in _BESIDE for piece in pieces):
        return None
    return find_dates(dates[0].text, notation.order)[0].value, values[0], pieces


def _reading(
    heading: _Heading, row: Row, day: datetime | date, value: Piece, pieces: Sequence[Piece], specimen: str
) -> Reading:
    unit = next((piece.text for piece in pieces if piece.kind is Kind.UNIT), heading.unit)
    flag = next((piece.flag for piece in pieces if piece.flag), None)
    parts = Parts(value, unit, heading.reference, flag)
    words = (*heading.words, *row.words)
    return Reading(row.page, heading.name, heading.match, parts, words, Structure.ALIGNED, row.is_ocr, specimen, day)
