"""Join the lines of a result whose cells run over several lines where no ruling tells so. Pure.

A line belongs to the result beside it when it stands at half its height (a cell of two lines centred beside a
cell of one), or when their texts need one another: an open range, a unit cut in two, half of a test's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from salus.clinical.codes.lab_names import NameMatch, could_continue_name, find_listed_test, tells_of_test
from salus.clinical.units import parse_unit
from salus.documents.contract import Box, Word
from salus.documents.logic.labs.grid import Row
from salus.documents.logic.labs.names import leading_test
from salus.documents.logic.labs.numbers import is_number
from salus.documents.logic.labs.ranges import is_only_range
from salus.documents.logic.labs.tokens import Kind, Notation, read_pieces
from salus.documents.logic.lines import Segment, box_of, make_segment, stacked

# Distances between the middles of lines, in heights of their letters. Print is set at 1.2 or more, so lines nearer
# than this stand beside one another; lines further apart than the second number are of different rows.
_LEVEL = 0.75
_NEXT_LINE = 1.75
_TALLEST = 2.6
_MOST_FRAGMENTS = 3
# A name is joined against a known one only when its other half is clearly the nearer line.
_CLEARLY_NEARER = 0.92
_OPEN = re.compile(r"(?:[-–—/(,]|\b(?:a|to|al|hasta|de|than|from|desde|menor|mayor|less|greater|up))$", re.IGNORECASE)
_VALUES = (Kind.NUMBER, Kind.LIMIT, Kind.WORDS)


def join_wrapped(rows: Sequence[Row], notation: Notation) -> tuple[Row, ...]:
    """The rows of one column block with wrapped rows made one; all others as they were."""
    level = _join_level(rows, notation)
    holds = [_holds_value(level, number, notation) for number in range(len(level))]
    if all(holds):
        return tuple(level)
    return tuple(_join_fragments(level, holds))


def _middle(row: Row) -> float:
    return median((word.box.y0 + word.box.y1) / 2 for word in row.words)


def _height(row: Row) -> float:
    return median(word.box.y1 - word.box.y0 for word in row.words) or 0.01


def _distance(upper: Row, lower: Row) -> float:
    """From line to line in heights of the letters; infinite across pages and columns' ends."""
    if upper.page != lower.page:
        return float("inf")
    return (_middle(lower) - _middle(upper)) / max(_height(upper), _height(lower))


def _join_level(rows: Sequence[Row], notation: Notation) -> list[Row]:
    """Rows with those at half their height; at most one of them may hold a value."""
    groups: list[list[int]] = []
    for number, row in enumerate(rows):
        last = groups[-1] if groups else []
        if last and 0 <= _distance(rows[last[-1]], row) < _LEVEL and _distance(rows[last[0]], row) < _TALLEST:
            values = sum(_holds_value(rows, other, notation) for other in (*last, number))
            if values <= 1 and len(last) <= _MOST_FRAGMENTS:
                last.append(number)
                continue
        groups.append([number])
    return [_merged([rows[number] for number in group]) for group in groups]


def _holds_value(rows: Sequence[Row], number: int, notation: Notation) -> bool:
    """Whether a row has a value of its own: a number or word of result that no line beside it leaves open."""
    row = rows[number]
    above = rows[number - 1] if number and _distance(rows[number - 1], row) < _NEXT_LINE else None
    for index, cell in enumerate(row.cells):
        if (
            _closes(cell.text)
            or _is_open(cell, row)
            or (above is not None and any(_is_open(c, above) for c in _aligned(above, cell)))
        ):
            continue
        words = cell.words
        if index == 0 and any(sign.isalpha() for sign in words[0].text):
            named = leading_test(words, "blood")
            words = words[named[0] :] if named else words[1:]
        if any(piece.kind in _VALUES for piece in read_pieces(words, notation)):
            return True
    return False


def _is_open(cell: Segment, row: Row) -> bool:
    """Whether the text of a cell needs another line; a dash for a gap, or behind a low value, does not.

    A row that prints its range whole leaves no other open: "11.4 -" is then a low value.
    """
    if not _OPEN.search(cell.text) or not any(sign.isalnum() for sign in cell.text):
        return False
    is_number_with_dash = is_number(cell.words[0].text) and cell.text.rstrip()[-1] in "-–—"
    return not (is_number_with_dash and any(is_only_range(other.text) for other in row.cells if other is not cell))


def _closes(text: str) -> bool:
    """Whether a text shuts a bracket that it has not opened ("14.5)")."""
    return text.count(")") > text.count("(") or text.count("]") > text.count("[")


def _aligned(row: Row, cell: Segment) -> list[Segment]:
    """The cells of another row that stand above or below a cell."""
    return [other for other in row.cells if _overlap(other.box, cell.box) > 0]


def _overlap(left: Box, right: Box) -> float:
    return min(left.x1, right.x1) - max(left.x0, right.x0)


def _join_fragments(rows: Sequence[Row], holds: Sequence[bool]) -> list[Row]:
    """Rows with values, each with the lines above and below that belong to it."""
    owner: dict[int, int] = {}
    anchors = [number for number, is_anchor in enumerate(holds) if is_anchor]
    for anchor in anchors:
        for direction in (-1, 1):
            for number in _fragments(rows, holds, anchor, direction):
                owner.setdefault(number, anchor)
    joined = []
    for number, row in enumerate(rows):
        if number in owner:
            continue
        parts = sorted([number, *(n for n, o in owner.items() if o == number)])
        joined.append(_merged([rows[n] for n in parts]) if len(parts) > 1 else row)
    return joined


def _fragments(rows: Sequence[Row], holds: Sequence[bool], anchor: int, direction: int) -> list[int]:
    """The lines next to a row, on one side, that belong to it."""
    found: list[int] = []
    pending: list[int] = []
    number = anchor + direction
    while 0 <= number < len(rows) and not holds[number] and len(pending) < _MOST_FRAGMENTS:
        distance = _between(rows, number, number - direction)
        if distance > _NEXT_LINE:
            break
        pending.append(number)
        beyond = number + direction
        other = _between(rows, number, beyond) if 0 <= beyond < len(rows) else float("inf")
        lines = sorted([*pending, anchor])
        if _belong_together([rows[n] for n in lines], lines.index(anchor), nearness=distance / other):
            found = list(pending)
        number += direction
    return found


def _between(rows: Sequence[Row], one: int, other: int) -> float:
    return _distance(rows[min(one, other)], rows[max(one, other)])


def _belong_together(lines: Sequence[Row], anchor: int, *, nearness: float) -> bool:
    """Whether lines need one another; `nearness` is how far the outermost is from its row against the next row."""
    outer, inner = (lines[0], lines[1]) if anchor else (lines[-1], lines[-2])
    is_above = bool(anchor)
    for cell in outer.cells:
        for other in _aligned(inner, cell):
            upper, lower = (cell.text, other.text) if is_above else (other.text, cell.text)
            needs_more = _is_open(cell, outer) if is_above else _is_open(other, inner)
            if needs_more and any(sign.isdigit() for sign in lower) and any(sign.isdigit() for sign in upper):
                return True
            if _closes(lower) and not _closes(upper) and upper.count("(") > upper.count(")"):
                return True
            if _makes_unit(upper, lower):
                return True
    return _makes_name(lines, anchor, nearness)


def _makes_unit(upper: str, lower: str) -> bool:
    """Whether two texts are one unit cut in two ("x10^3/" and "uL", "mg/d" and "L")."""
    if parse_unit(upper + lower) is None or (upper[:1].isdigit() and not upper.startswith("1")):
        return False
    return parse_unit(upper) is None or upper.endswith("/") or lower in ("L", "l")


def _makes_name(lines: Sequence[Row], anchor: int, nearness: float) -> bool:
    """Whether the first cells of the lines are together the name of a test, and a better one than its own."""
    first = lines[anchor].cells[0]
    names = [line.cells[0] for line in lines]
    if any(_overlap(name.box, first.box) <= 0 or not tells_of_test(name.text) for name in names):
        return False
    own = _name(first.words)
    joined = find_listed_test(_name_text(_glued(make_segment([word for name in names for word in name.words])).words))
    if joined is None:
        return False
    return nearness <= 1.05 if own is None else nearness < _CLEARLY_NEARER


def _name_text(words: Sequence[Word]) -> str:
    """The words of a first cell up to its value; numbers that are part of a known name stay ("CA 15-3")."""
    known = leading_test(words, "blood")
    end = known[0] if known else 1
    while end < len(words) and any(sign.isalpha() for sign in words[end].text):
        end += 1
    return " ".join(word.text for word in words[:end])


def _name(words: Sequence[Word]) -> NameMatch | None:
    text = _name_text(words)
    return find_listed_test(text) if any(sign.isalpha() for sign in text) else None


def _merged(lines: Sequence[Row]) -> Row:
    """One row of several lines: what stands in one column becomes one cell, read from top to bottom."""
    if len(lines) == 1:
        return lines[0]
    cells = tuple(_glued(cell) for cell in stacked(line.cells for line in lines))
    widest = max(lines, key=lambda line: len(line.cells))
    return replace(
        widest,
        words=tuple(word for cell in cells for word in cell.words),
        cells=cells,
        titles=stacked(line.titles for line in lines),
        box=box_of(word for cell in cells for word in cell.words),
        is_ruled=any(line.is_ruled for line in lines),
    )


def _glued(cell: Segment) -> Segment:
    """A cell with the halves of a word put together that a narrow column broke ("Creatin" above "ina")."""
    words: list[Word] = []
    for word in cell.words:
        if words and word.box.y0 > words[-1].box.y0 and _is_one_word(words[-1].text, word.text):
            text = words[-1].text.removesuffix("-") + word.text
            confidence = min(words[-1].confidence, word.confidence)
            words[-1] = Word(text, box_of((words[-1], word)), confidence)
        else:
            words.append(word)
    return make_segment(words) if len(words) < len(cell.words) else cell


def _is_one_word(upper: str, lower: str) -> bool:
    """Whether only together two texts are words of a test's name."""
    if not (upper[-1:].isalpha() or upper.endswith("-")) or not lower[:1].islower():
        return False
    if could_continue_name(upper) and could_continue_name(lower):
        return False
    return could_continue_name(upper.removesuffix("-") + lower)
