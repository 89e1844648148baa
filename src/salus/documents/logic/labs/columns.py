"""Find the header of a table of results and the borders of its columns, with or without rulings. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from statistics import median

from salus.clinical.dates import DateOrder, find_dates
from salus.clinical.units import parse_unit
from salus.documents.contract import Box, Word
from salus.documents.logic.labs.aligned import over_their_values
from salus.documents.logic.labs.cuts import cut_between
from salus.documents.logic.labs.grid import Row
from salus.documents.logic.labs.head_marks import tells_dates
from salus.documents.logic.labs.numbers import is_number
from salus.documents.logic.labs.ranges import is_only_range
from salus.documents.logic.labs.sample_heads import sample_head_at
from salus.documents.logic.labs.titles import Label, Role, cell_labels
from salus.documents.logic.lines import Segment, box_of

# How many rows under a header take part in finding the borders of its columns.
_LOOK_AHEAD = 45
# Cells without a title begin within this part of the page's width of one another.
_SAME_COLUMN = 0.05
# Words of one title stand this near to one another.
_ONE_BLANK = 0.015


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its role, its borders as fractions of the page, and the date when its header is one.

    `earlier` is the day of earlier values that stand in brackets behind the present ones.
    """

    role: Role
    x0: float
    x1: float
    day: datetime | date | None = None
    earlier: datetime | date | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of one table, or of one of several tables side by side, and the rows they are good for."""

    columns: tuple[Column, ...]
    title_row: int
    first_row: int
    last_row: int

    @property
    def has_values(self) -> bool:
        """Whether any column is for values; else its rows are read by what stands in them."""
        return any(column.role in (Role.VALUE, Role.UNDATED) for column in self.columns)

    @property
    def is_of_samples(self) -> bool:
        """Whether its columns are samples of their own days, known or not."""
        return any(column.day is not None or column.role is Role.UNDATED for column in self.columns)

    def column_of(self, word: Word) -> Column | None:
        """The column in which a word has its centre; None for a word of a table beside this one."""
        centre = (word.box.x0 + word.box.x1) / 2
        return next((column for column in self.columns if column.x0 <= centre < column.x1), None)


def find_headers(rows: Sequence[Row], order: DateOrder, form_dates: frozenset[Box]) -> tuple[Header, ...]:
    """All headers of a block, each with the rows from below it to the next one.

    `form_dates` are the places of dates that a form has a title for (birth, collection, report): no columns.
    """
    found: list[tuple[int, int, list[Label]]] = []
    index = 0
    while index < len(rows):
        if tells_dates(rows[index], order):
            index += 1
            continue
        labels, height = sample_head_at(rows, index, order, form_dates)
        if not labels:
            labels, height = _header_at(rows, index, order, form_dates)
        if labels:
            found.append((index, index + height, labels))
            index += height
        else:
            index += 1
    headers = []
    for number, (title, below, labels) in enumerate(found):
        end = found[number + 1][0] if number + 1 < len(found) else len(rows)
        columns = _borders(labels, rows[below : min(end, below + _LOOK_AHEAD)])
        headers += [Header(group, title, below, end) for group in _side_by_side(columns)]
    return tuple(headers)


def _side_by_side(columns: tuple[Column, ...]) -> list[tuple[Column, ...]]:
    """The columns of tables set beside one another: each begins with its own column of tests."""
    starts = [number for number, column in enumerate(columns) if column.role is Role.TEST]
    if len(starts) < 2 or any(right - left < 2 for left, right in pairwise([*starts, len(columns)])):
        return [columns]
    return [columns[left:right] for left, right in pairwise([0, *starts[1:], len(columns)])]


def _header_at(
    rows: Sequence[Row], index: int, order: DateOrder, form_dates: frozenset[Box]
) -> tuple[list[Label], int]:
    """The labels of a header that begins at a row, joined over up to three rows, and how many rows it takes."""
    labels = _labels(rows[index], order, form_dates)
    height = 1
    while height < 3 and labels and index + height < len(rows):
        upper, lower = rows[index + height - 1], rows[index + height]
        if lower.box.y0 - upper.box.y1 > 1.2 * (upper.box.y1 - upper.box.y0):
            break
        more = _labels(lower, order, form_dates)
        if not more or (len(labels) == 1 and len(more) == 1):
            break
        if len(more) == 1 and _only_dates(more) and not _overlapping(_of_values(labels), more):
            break
        if _is_header(labels) and _overlapping(labels, more) == 0 and len(more) > 1 and not _only_dates(more):
            break
        labels = _joined(labels, more)
        height += 1
    return (sorted(labels, key=lambda label: label.x0), height) if _is_header(labels) else ([], 1)


def _is_header(labels: Sequence[Label]) -> bool:
    roles = {label.role for label in labels}
    dated = sum(label.day is not None for label in labels)
    core = roles & {Role.TEST, Role.VALUE, Role.UNIT, Role.RANGE}
    if len(core) >= 2 or (Role.TEST in roles and len(roles) >= 2):
        return True
    return dated >= 2 and (bool(core - {Role.VALUE}) or dated >= 3)


def _of_values(labels: Sequence[Label]) -> list[Label]:
    return [label for label in labels if label.role in (Role.VALUE, Role.PREVIOUS)]


def _only_dates(labels: Sequence[Label]) -> bool:
    return all(label.day is not None for label in labels)


def _overlapping(labels: Sequence[Label], more: Sequence[Label]) -> int:
    return sum(any(a.x0 < b.x1 and b.x0 < a.x1 for a in labels) for b in more)


def _joined(labels: Sequence[Label], more: Sequence[Label]) -> list[Label]:
    """Labels of two header rows, those above one another made one: a date counts more, then the upper one."""
    result = list(labels)
    for label in more:
        above = next((n for n, a in enumerate(result) if a.x0 < label.x1 and label.x0 < a.x1), None)
        if above is None:
            result.append(label)
            continue
        upper = result[above]
        role = upper.role if upper.role is not Role.VALUE or label.day else label.role
        role = Role.VALUE if label.day and upper.role in (Role.DATE, Role.OTHER) else role
        earlier = upper.earlier or label.earlier
        result[above] = Label(role, min(upper.x0, label.x0), max(upper.x1, label.x1), upper.day or label.day, earlier)
    return result


def _labels(row: Row, order: DateOrder, form_dates: frozenset[Box]) -> list[Label]:
    """The header labels of a row, or none when it holds anything else than header words and dates."""
    labels: list[Label] = []
    text, starts = _joined_text(row.words)
    dated: set[int] = set()
    days: dict[int, Label] = {}
    for mention in find_dates(text, order):
        inside = [
            n
            for n, start in enumerate(starts)
            if start < mention.end and mention.start < start + len(row.words[n].text)
        ]
        if inside:
            if box_of(row.words[n] for n in inside) in form_dates:
                return []
            edges = (row.words[inside[0]].box.x0, row.words[inside[-1]].box.x1)
            days[inside[0]] = Label(Role.VALUE, *edges, day=mention.value)
            dated |= set(range(inside[0], inside[-1] + 1))
    rest, title = 0, None
    unnamed: list[Label] = []
    position = 0
    for number, cell in enumerate(row.titles):
        words = [word for n, word in enumerate(cell.words, start=position) if n not in dated]
        own = [days[n] for n in range(position, position + len(cell.words)) if n in days]
        position += len(cell.words)
        if _holds_number(words):
            return []
        found, unknown = cell_labels(words)
        labels += _of_their_day(found, own)
        if number == 0 and unknown and not found:
            title = Label(Role.TEST, cell.box.x0, cell.box.x1)  # a panel's name over its tests
        else:
            rest += unknown
            unnamed += [Label(Role.VALUE, cell.box.x0, cell.box.x1)] if unknown and not found else []
    if not _reads_as_header(labels, row):
        return []
    labels += _values_by_elimination(labels, unnamed)
    if title is not None and len({label.role for label in labels}) >= 2 and rest == 0:
        return [title, *labels]
    rest += title is not None
    return labels if rest <= max(1, len(labels) // 2) and (len(labels) > 1 or rest == 0) else []


def _of_their_day(found: list[Label], days: list[Label]) -> list[Label]:
    """The labels of one title with its date, which is that of earlier results where it speaks of them."""
    number = next((n for n, label in enumerate(found) if label.role is Role.PREVIOUS), None)
    if len(days) != 1 or number is None or not 0 <= days[0].x0 - found[number].x1 < _ONE_BLANK:
        return [*found, *days]
    day, title, rest = days[0], found[number], [*found[:number], *found[number + 1 :]]
    if number and found[number - 1].role is Role.VALUE and title.x0 - found[number - 1].x1 < _ONE_BLANK:
        rest[number - 1] = replace(found[number - 1], x1=day.x1, earlier=day.day)
        return rest
    return [*rest, Label(Role.PREVIOUS, title.x0, day.x1, day.day)]


def _holds_number(words: Sequence[Word]) -> bool:
    """Whether a bare number stands among words: titles have none outside of brackets, results have."""
    depth = 0
    for word in words:
        depth += word.text.count("(") + word.text.count("[")
        if depth <= 0 and is_number(word.text):
            return True
        depth -= word.text.count(")") + word.text.count("]")
    return False


def _values_by_elimination(labels: Sequence[Label], unnamed: Sequence[Label]) -> list[Label]:
    """The one unknown title of a table with tests, units or ranges and no other column for values."""
    roles = {label.role for label in labels}
    has_values = Role.VALUE in roles or any(label.day for label in labels)
    is_table = Role.TEST in roles and bool(roles & {Role.UNIT, Role.RANGE})
    return list(unnamed) if is_table and not has_values and len(unnamed) == 1 else []


def _reads_as_header(labels: Sequence[Label], row: Row) -> bool:
    """Not a line of a form ("Collected: 1 Mar  Reported: 2 Mar"), where each date has a title before it.

    Nor a title in one run of words ("Test results from 1 March").
    """
    dated = [label for label in labels if label.day is not None]
    if dated and len(row.titles) == 1:
        return len(labels) == 1 and labels[0].x1 - labels[0].x0 > 0.99 * (row.box.x1 - row.box.x0)
    titles = [label for label in labels if label.day is None and label.role is Role.DATE]
    if dated and titles:
        return len(dated) >= 2 and len(titles) == 1 and titles[0].x0 < min(label.x0 for label in dated)
    return not any(word.text.endswith(":") for word in row.words) or not dated


def _joined_text(words: Sequence[Word]) -> tuple[str, list[int]]:
    starts, position = [], 0
    for word in words:
        starts.append(position)
        position += len(word.text) + 1
    return " ".join(word.text for word in words), starts


def _borders(labels: Sequence[Label], rows: Sequence[Row]) -> tuple[Column, ...]:
    """Columns from labels: between two labels the border runs where the fewest words of the rows are cut."""
    kept = [row for row in rows if not row.is_sentence]
    words = [word for row in kept for word in row.words]
    cells = [(cell, found) for row in kept for cell in row.cells if (found := _typical(cell)) is not None]
    typical = [found for _, found in cells]
    labels = _with_test_column(over_their_values(_with_untitled(labels, cells), words), words)
    cuts = [0.0]
    for left, right in pairwise(labels):
        sides = [(x, left.role in roles) for x, roles in typical if (left.role in roles) != (right.role in roles)]
        cuts.append(cut_between((left.x0, left.x1), (right.x0, right.x1), words, sides))
    cuts.append(1.0)
    return tuple(
        Column(label.role, cuts[number], cuts[number + 1], label.day, label.earlier)
        for number, label in enumerate(labels)
    )


_NUMBERS = frozenset((Role.VALUE, Role.PREVIOUS, Role.UNDATED, Role.LOW, Role.HIGH))


def _typical(cell: Segment) -> tuple[float, frozenset[Role]] | None:
    """The middle of a cell that by its text can only stand in columns of some roles, and these roles."""
    text = cell.text
    middle = (cell.box.x0 + cell.box.x1) / 2
    if is_number(text.lstrip("<>≤≥= ").rstrip("*HL ")):
        return middle, _NUMBERS
    if ("/" in text or not any(sign.isdigit() for sign in text)) and parse_unit(text) is not None:
        return middle, frozenset((Role.UNIT,))
    return (middle, frozenset((Role.RANGE,))) if is_only_range(text) else None


def _with_untitled(
    labels: Sequence[Label], cells: Sequence[tuple[Segment, tuple[float, frozenset[Role]]]]
) -> Sequence[Label]:
    """The labels of dated columns, with those of units and ranges that stand beside them without a title."""
    if not any(label.day is not None or label.role is Role.UNDATED for label in labels):
        return labels
    result = list(labels)
    for role in (Role.UNIT, Role.RANGE):
        boxes = [cell.box for cell, (_, roles) in cells if roles == {role}]
        free = [box for box in boxes if not any(_is_over(label, box) for label in result)]
        if len(free) * 2 > len(boxes) and all(label.role is not role for label in result):
            result.append(_label_over(role, free))
    numbers = [cell.box for cell, (_, roles) in cells if roles == _NUMBERS]
    dated = [label for label in result if label.day is not None]
    free = [box for box in numbers if not any(_is_over(label, box) for label in result)]
    if free and all(any(_is_over(label, box) for box in numbers) for label in dated):
        is_present = all(label.role is Role.PREVIOUS for label in dated)
        result.append(_label_over(Role.VALUE if is_present else Role.UNDATED, free))
    return sorted(result, key=lambda label: label.x0)


def _is_over(label: Label, box: Box) -> bool:
    return box.x0 < label.x1 and label.x0 < box.x1


def _label_over(role: Role, boxes: Sequence[Box]) -> Label:
    """A label as wide as the cells that stand below one another among these."""
    left = median(box.x0 for box in boxes)
    near = [box for box in boxes if abs(box.x0 - left) < _SAME_COLUMN] or [boxes[0]]
    return Label(role, min(box.x0 for box in near), max(box.x1 for box in near))


def _with_test_column(labels: Sequence[Label], words: Sequence[Word]) -> Sequence[Label]:
    """The labels, with one for a column of tests that has no title of its own."""
    if any(label.role is Role.TEST for label in labels) or not words:
        return labels
    left = min(word.box.x0 for word in words)
    if left >= labels[0].x0 - 0.02:
        return labels
    return [Label(Role.TEST, left, left + 0.001), *labels]
