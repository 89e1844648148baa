"""Read the results of a row that no header explains, by what its pieces are. Pure.

A result begins with the name of a listed test, or with the first cell of a row that looks like one, and takes
what follows up to the next name.
"""

from __future__ import annotations

from collections.abc import Sequence

from salus.clinical.codes.lab_names import NameMatch
from salus.clinical.dates import find_dates
from salus.documents.contract import Word
from salus.documents.logic.labs.grid import Row
from salus.documents.logic.labs.in_columns import split_unit, unit_in_range
from salus.documents.logic.labs.names import could_be_test_name, is_footnote, leading_test, name_of
from salus.documents.logic.labs.numbers import is_number
from salus.documents.logic.labs.readings import Parts, Reading, Structure, choose_parts
from salus.documents.logic.labs.tokens import Kind, Notation, Piece, read_pieces

# More words than this beside a result that are none of its parts make the row a sentence.
_MAX_STRAY_WORDS = 3
_LONGEST_GUESS = 6
_Start = tuple[int, int, NameMatch | None]  # first word, number of words, the test


def read_by_content(row: Row, specimen: str, notation: Notation) -> list[Reading]:
    """The results of a row from left to right; empty when it holds none."""
    if not any(sign.isdigit() for sign in row.text) and len(row.cells) < 2:
        return []
    starts = _starts(row, specimen)
    readings = []
    for number, (first, length, match) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(row.words)
        reading = _read_one(row, row.words[first:end], length, match, specimen, notation)
        if reading is not None:
            readings.append(reading)
    return readings


def _starts(row: Row, specimen: str) -> list[_Start]:
    """Where results begin in a row; an unknown name only in its first cell."""
    starts: list[_Start] = []
    index = 0
    while index < len(row.words):
        found = _listed_at(row, index, specimen)
        if found is not None and (not starts or _has_value_since(row.words, starts[-1], index)):
            starts.append((index, *found))
            index += found[0]
        else:
            index += 1
    if starts and starts[0][0] > 0 and not _skippable(row, starts[0][0]):
        return []
    return starts or _unlisted(row, specimen)


def _listed_at(row: Row, index: int, specimen: str) -> tuple[int, NameMatch] | None:
    """A listed test that begins at a word: the first of the row, of a cell, or one right before a value."""
    word = row.words[index]
    begins_with_number = word.text[:1].isdigit() and index + 1 < len(row.words)  # "25-OH", "17 OH ..."
    if not any(sign.isalpha() for sign in word.text) and not begins_with_number:
        return None
    found = leading_test(row.words[index : index + 10], specimen)
    if found is None:
        return None
    begins_cell = index == 0 or any(cell.words[0] is word for cell in row.cells)
    follows = row.words[index + found[0] : index + found[0] + 1]
    before_value = bool(follows) and any(sign.isdigit() for sign in follows[0].text)
    is_short = len(word.text) <= 2 and found[0] == 1
    if index == 0 or (begins_cell and not is_short) or (before_value and not is_short):
        return found
    return None


def _has_value_since(words: Sequence[Word], start: _Start, index: int) -> bool:
    """Whether digits or a cell stand between the last name and this one, else both are one name."""
    between = words[start[0] + start[1] : index]
    return any(sign.isdigit() for word in between for sign in word.text) or len(between) >= 1


def _skippable(row: Row, first: int) -> bool:
    """Whether what stands before the first name may be left out: a number, a code, a bullet, a panel's name."""
    before = row.words[:first]
    if len(before) > 3:
        return False
    starts_cell = any(cell.words[0] is row.words[first] for cell in row.cells)
    is_marker = len(before) == 1 and not before[0].text.isalpha()
    return starts_cell or is_marker


def _unlisted(row: Row, specimen: str) -> list[_Start]:
    """The first cell of a row as an unknown or misspelt name, when cells follow it."""
    if len(row.cells) < 2:
        return _misread(row, specimen)
    name = row.cells[0]
    text, _ = split_unit(name.text)
    if not could_be_test_name(text):
        return []
    return [(0, len(name.words), name_of(text, specimen))]


def _misread(row: Row, specimen: str) -> list[_Start]:
    """The words before the first value of a line without gaps, when they are nearly the name of a test."""
    for length in range(1, min(_LONGEST_GUESS, len(row.words) - 1) + 1):
        follows = row.words[length].text
        if is_number(follows.strip("<>=≤≥[]()*;:")) or follows[:1] in "<>≤≥":
            match = name_of(" ".join(word.text for word in row.words[:length]), specimen)
            if match is not None:
                return [(0, length, match)]
    return []


def _read_one(
    row: Row,
    words: Sequence[Word],
    name_length: int,
    match: NameMatch | None,
    specimen: str,
    notation: Notation,
) -> Reading | None:
    if is_footnote(words[min(name_length, len(words) - 1)].text):
        words = [*words[:name_length], *words[name_length + 1 :]]
    name, unit_in_name = split_unit(" ".join(word.text for word in words[:name_length]).strip(" .:_|-–*•"))
    pieces, bracketed = _without_bracketed_name(read_pieces(words[name_length:], notation))
    parts = choose_parts(pieces, notation)
    if parts is None:
        return None
    is_sentence = parts.stray_words > _MAX_STRAY_WORDS or _text_before_value(pieces, parts.value)
    unit = parts.unit or unit_in_name or bracketed or unit_in_range(parts.range)
    parts = Parts(parts.value, unit, parts.range, parts.flag, parts.stray_words)
    if match is None and (is_sentence or not (unit and parts.range)):
        return None
    dates = [piece for piece in pieces if piece.kind is Kind.DATE]
    mentions = find_dates(dates[0].text, notation.order) if dates else ()
    return Reading(
        page=row.page,
        name=name,
        match=match,
        parts=parts,
        words=tuple(words),
        structure=Structure.PROSE if is_sentence else Structure.LINE,
        is_ocr=row.is_ocr,
        specimen=specimen,
        day=mentions[0].value if mentions else None,
    )


def _without_bracketed_name(pieces: Sequence[Piece]) -> tuple[list[Piece], str | None]:
    """Pieces without a unit or a second name in brackets that belongs to the name ("(Hb)", "(mg/dL)")."""
    rest = list(pieces)
    unit = None
    while rest and rest[0].kind in (Kind.TEXT, Kind.UNIT) and rest[0].words[0].text.startswith(("(", "[")):
        if rest[0].kind is Kind.UNIT:
            unit = unit or rest[0].text
        rest.pop(0)
    return rest, unit


def _text_before_value(pieces: Sequence[Piece], value: Piece) -> bool:
    """Whether words that are no part of a result stand between name and value."""
    before = pieces[: list(pieces).index(value)]
    return sum(len(piece.words) for piece in before if piece.kind is Kind.TEXT) > 1
