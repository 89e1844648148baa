"""A result as found on the page, before it is judged, and the choice of its parts among typed pieces. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum

from salus.clinical.codes.lab_names import NameMatch
from salus.documents.contract import Word
from salus.documents.logic.labs.ranges import ReferenceRange, read_range
from salus.documents.logic.labs.tokens import Kind, Notation, Piece


class Structure(IntEnum):
    """How a result is set on the page; the higher, the surer its parts belong together."""

    PROSE = 1
    LINE = 2
    STACKED = 3
    ALIGNED = 4
    RULED = 5


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands beside a name: the value and whatever goes with it."""

    value: Piece
    unit: str | None = None
    range: ReferenceRange | None = None
    flag: str | None = None
    stray_words: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One result: its name as printed and as recognised, its parts and every word it was read from."""

    page: int
    name: str
    match: NameMatch | None
    parts: Parts
    words: tuple[Word, ...]
    structure: Structure
    is_ocr: bool
    specimen: str
    day: datetime | date | None = None


_NO_RESULT = "no_result"
_VALUES = (Kind.NUMBER, Kind.LIMIT, Kind.WORDS)


def choose_parts(pieces: Sequence[Piece], notation: Notation) -> Parts | None:
    """Which piece is the value, which the range, the unit and the flag; None when there is no result.

    Order is free as long as kinds tell: a number beside a range is the value wherever it stands, three bare
    numbers are value, low and high, and a lone limit is a result only with a unit or a range.
    """
    ranges = [piece for piece in pieces if piece.kind is Kind.RANGE]
    numbers = [piece for piece in pieces if piece.kind is Kind.NUMBER]
    limits = [piece for piece in pieces if piece.kind is Kind.LIMIT]
    words = [piece for piece in pieces if piece.kind is Kind.WORDS]
    units = [piece.text for piece in pieces if piece.kind is Kind.UNIT]
    flags = [piece.flag for piece in pieces if piece.flag]
    if any(piece.meaning == _NO_RESULT for piece in words) and not numbers:
        return None
    value = _value(numbers, limits, words, ranges, has_unit=bool(units))
    if value is None:
        return None
    if value in words and numbers:
        return None
    reference = _reference(value, numbers, limits, words, ranges, notation)
    stray = sum(len(piece.words) for piece in pieces if piece.kind is Kind.TEXT)
    return Parts(value, units[0] if units else None, reference, flags[0] if flags else None, stray)


def _value(
    numbers: Sequence[Piece],
    limits: Sequence[Piece],
    words: Sequence[Piece],
    ranges: Sequence[Piece],
    *,
    has_unit: bool,
) -> Piece | None:
    if numbers:
        return numbers[0]
    if words:
        return words[0]
    if limits and (len(limits) > 1 or ranges or has_unit):
        return limits[0]
    return ranges[0] if len(ranges) >= 2 else None


def _reference(
    value: Piece,
    numbers: Sequence[Piece],
    limits: Sequence[Piece],
    words: Sequence[Piece],
    ranges: Sequence[Piece],
    notation: Notation,
) -> ReferenceRange | None:
    others = [piece for piece in (*ranges, *limits) if piece is not value]
    if others:
        text = " ".join(piece.text for piece in others[:2])
        return read_range(text, notation.mark, notation.sex)
    if value.kind is Kind.NUMBER and len(numbers) == 3 and numbers[1].numbers[0] < numbers[2].numbers[0]:
        return ReferenceRange(numbers[1].numbers[0], numbers[2].numbers[0], f"{numbers[1].text}-{numbers[2].text}")
    if value.kind is not Kind.NUMBER and len(words) > 1:
        return ReferenceRange(None, None, words[1].text)
    return None


def value_in_cell(pieces: Sequence[Piece], text: str, *, is_of_sample: bool = False) -> Piece | None:
    """The value of a cell that stands in a column of results: there a lone limit, range or word is a result.

    In the column of one sample among several, words that are no listed result tell of none.
    """
    if any(piece.meaning == _NO_RESULT for piece in pieces):
        return None
    found = next((piece for piece in pieces if piece.kind in _VALUES), None)
    if found is None:
        found = next((piece for piece in pieces if piece.kind is Kind.RANGE), None)
    if found is not None:
        return found
    if is_of_sample:
        return None  # "n/t", "NA": a gap among the values of several days
    words = tuple(word for piece in pieces if piece.kind is Kind.TEXT for word in piece.words)
    is_short = 0 < len(words) <= 4 and len(text) <= 40
    if is_short and any(sign.isalpha() for sign in text):
        return Piece(Kind.TEXT, words, " ".join(word.text for word in words))
    return None


def number_of(piece: Piece) -> Decimal | None:
    """The likelier numeric reading of a value; None for results in words."""
    return piece.numbers[0] if piece.numbers else None
