"""Read the results of a row by the columns of the header above it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

from salus.clinical.dates import find_dates
from salus.clinical.units import parse_unit
from salus.documents.contract import Word
from salus.documents.logic.labs.columns import Column, Header
from salus.documents.logic.labs.earlier import earlier_in_brackets
from salus.documents.logic.labs.grid import Row
from salus.documents.logic.labs.names import could_be_test_name, is_plain_word, name_of, without_footnote
from salus.documents.logic.labs.ranges import ReferenceRange, read_range
from salus.documents.logic.labs.readings import Parts, Reading, Structure, value_in_cell
from salus.documents.logic.labs.titles import Role
from salus.documents.logic.labs.tokens import Kind, Notation, Piece, read_pieces

_Cells = dict[Role, list[Word]]
_RESULT_ROLES = (Role.UNIT, Role.RANGE, Role.FLAG, Role.LOW, Role.HIGH)


def cells_of(row: Row, header: Header) -> _Cells:
    """The words of a row by the role of their column."""
    cells: _Cells = {}
    for word in row.words:
        column = header.column_of(word)
        if column is not None:
            cells.setdefault(column.role, []).append(word)
    if not row.is_ruled:
        _return_overflow(row, header, cells)
    return cells


def _return_overflow(row: Row, header: Header, cells: _Cells) -> None:
    """Give words of a long name back that reach into the column right of the names."""
    test = next((n for n, column in enumerate(header.columns) if column.role is Role.TEST), None)
    if test is None or test + 1 >= len(header.columns) or not cells.get(Role.TEST):
        return
    neighbour = cells.get(header.columns[test + 1].role, [])
    while neighbour:
        word, last = neighbour[0], cells[Role.TEST][-1]
        together = any(last in cell.words and word in cell.words for cell in row.cells)
        if not together or any(sign.isdigit() for sign in word.text) or parse_unit(word.text) is not None:
            return
        if not (is_plain_word(word.text) or word.text.startswith("(")):
            return
        cells[Role.TEST].append(neighbour.pop(0))


def read_in_columns(
    row: Row, header: Header, name_words: Sequence[Word], specimen: str, notation: Notation
) -> list[Reading]:
    """The results of a row, one per filled column of values; `name_words` may come from a wrapped name."""
    cells = {
        role: [word for word in words if role is Role.TEST or word not in name_words]
        for role, words in cells_of(row, header).items()
    }
    name, unit_in_name = split_unit(without_footnote(_text(name_words)).strip(" .:_|•·-–*"))
    match = name_of(name, specimen)
    if match is None and not could_be_test_name(name):
        return []
    reference = _range_of(cells, notation)
    unit, reference = _unit_of(cells, notation, reference)
    flag = next((p.flag for p in read_pieces(cells.get(Role.FLAG, []), notation) if p.flag), None)
    others = [word for role in _RESULT_ROLES for word in cells.get(role, [])]
    structure = Structure.RULED if row.is_ruled else Structure.ALIGNED
    readings = []
    for column, words in _filled_values(row, header, name_words):
        pieces = read_pieces(words, notation)
        value = value_in_cell(pieces, _text(words), is_of_sample=column.day is not None)
        if value is None:
            continue
        parts = _complete(value, pieces, Parts(value, unit, reference, flag), unit_in_name, notation)
        used = tuple(dict.fromkeys((*name_words, *words, *others)))
        day = column.day or _day_beside(row, header, column, pieces, notation)
        if day is None and column.role is Role.PREVIOUS:
            continue  # nobody knows of when it is
        readings.append(Reading(row.page, name, match, parts, used, structure, row.is_ocr, specimen, day))
        readings += earlier_in_brackets(readings[-1], words, column.earlier, notation)
    readings = _sharing_unit(readings)
    undated = [reading for reading in readings if reading.day is None]
    return [reading for reading in readings if reading.day is not None or reading is undated[0]]


def _sharing_unit(readings: Sequence[Reading]) -> list[Reading]:
    """The results of one row, where a unit is printed with one value only it is that of all of them."""
    units = {reading.parts.unit for reading in readings if reading.parts.unit}
    if len(units) != 1:
        return list(readings)
    (unit,) = units
    return [replace(reading, parts=replace(reading.parts, unit=unit)) for reading in readings]


def _day_beside(
    row: Row, header: Header, column: Column, pieces: Sequence[Piece], notation: Notation
) -> datetime | date | None:
    """The day of a value by its row: an earlier one's stands with it or right behind it."""
    columns = header.columns
    behind_earlier = [
        right for left, right in pairwise(columns) if left.role is Role.PREVIOUS and right.role is Role.DATE
    ]
    titled = [other for other in columns if other.role is Role.PREVIOUS_DATE]
    if column.role is Role.PREVIOUS:
        own = next((piece.text for piece in pieces if piece.kind is Kind.DATE), "")
        following = [date for left, date in pairwise(columns) if left is column and date in behind_earlier]
        near = following or titled[_number_of_earlier(columns, column) :][:1]
        mentions = find_dates(own or _text(_words_in(row, header, near)), notation.order)
    else:
        dated = [other for other in columns if other.role is Role.DATE and other not in behind_earlier]
        mentions = find_dates(_text(_words_in(row, header, dated)), notation.order)
    return mentions[0].value if mentions else None


def _number_of_earlier(columns: Sequence[Column], column: Column) -> int:
    """Which of the columns of earlier results a column is, from the left."""
    return sum(other.role is Role.PREVIOUS for other in columns[: list(columns).index(column)])


def _words_in(row: Row, header: Header, columns: Sequence[Column]) -> list[Word]:
    return [word for word in row.words if header.column_of(word) in columns]


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _filled_values(row: Row, header: Header, name_words: Sequence[Word]) -> list[tuple[Column, list[Word]]]:
    """Filled columns of values and of earlier values."""
    filled = []
    for column in header.columns:
        if column.role in (Role.VALUE, Role.PREVIOUS):
            words = [word for word in row.words if header.column_of(word) is column and word not in name_words]
            if words:
                filled.append((column, words))
    return filled


def split_unit(text: str) -> tuple[str, str | None]:
    """A name without the unit printed behind it in brackets or after a comma ("Glucose (mg/dL)"), and that unit."""
    for opening, closing in (("(", ")"), ("[", "]"), (", ", "")):
        start = text.rfind(opening)
        if start <= 0 or not text.endswith(closing):
            continue
        unit = text[start + len(opening) : len(text) - len(closing)].strip()
        if parse_unit(unit) is not None and ("/" in unit or unit in ("%", "fL", "pg", "seg", "sec", "s", "mm")):
            name = text[:start].strip()
            return (f"{name} %" if unit == "%" else name), unit
    return text, None


def _unit_of(
    cells: _Cells, notation: Notation, reference: ReferenceRange | None
) -> tuple[str | None, ReferenceRange | None]:
    """The unit of a row as printed, and a range that stands with it where ranges have no column."""
    words = cells.get(Role.UNIT, [])
    pieces = read_pieces(words, notation)
    unit = next((piece.text for piece in pieces if piece.kind is Kind.UNIT), None)
    if reference is None:
        texts = [piece.text for piece in pieces if piece.kind in (Kind.RANGE, Kind.LIMIT)]
        reference = read_range(" ".join(texts), notation.mark, notation.sex) if texts else None
    has_digits = any(sign.isdigit() for word in words for sign in word.text)
    return unit or (None if has_digits else _text(words)) or None, reference


def _range_of(cells: _Cells, notation: Notation) -> ReferenceRange | None:
    low, high = (_single_number(cells.get(role, []), notation) for role in (Role.LOW, Role.HIGH))
    if low or high:
        text = "-".join(piece.text for piece in (low, high) if piece)
        return ReferenceRange(low.numbers[0] if low else None, high.numbers[0] if high else None, text)
    text = _text(cells.get(Role.RANGE, []))
    if not text:
        return None
    return read_range(text, notation.mark, notation.sex) or ReferenceRange(None, None, text)


def _single_number(words: Sequence[Word], notation: Notation) -> Piece | None:
    pieces = read_pieces(words, notation)
    return next((piece for piece in pieces if piece.kind in (Kind.NUMBER, Kind.LIMIT)), None)


def _complete(
    value: Piece, pieces: Sequence[Piece], shared: Parts, unit_in_name: str | None, notation: Notation
) -> Parts:
    """The parts of one value: what its own cell says first, then the columns of the row, then the name."""
    own = [piece for piece in pieces if piece is not value]
    unit = next((piece.text for piece in own if piece.kind is Kind.UNIT), None)
    flag = value.flag or next((piece.flag for piece in own if piece.flag), None)
    reference = shared.range
    if reference is None:
        texts = [piece.text for piece in own if piece.kind in (Kind.RANGE, Kind.LIMIT)]
        reference = read_range(" ".join(texts), notation.mark, notation.sex) if texts else None
    unit = unit or shared.unit or unit_in_name or unit_in_range(reference)
    return Parts(value, unit, reference, flag or shared.flag)


def unit_in_range(reference: ReferenceRange | None) -> str | None:
    """A unit printed behind the limits of a range ("70 - 99 mg/dL")."""
    words = reference.text.strip("()[]").split() if reference else []
    for start in range(max(0, len(words) - 4), len(words)):
        text = " ".join(words[start:])
        if any(sign.isalpha() or sign == "%" for sign in text) and parse_unit(text) is not None:
            return text
    return None
