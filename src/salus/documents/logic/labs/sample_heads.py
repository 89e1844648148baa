"""Heads of cumulative reports: the lines of dates, times and numbers above a column for each sample. Pure.

The dates make the columns. Whatever else stands in their line of sight (a time, a weekday, "Day 1", the number of
the request) belongs to them; a column without a date that can be known is kept apart, so that its values get no
other column's date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

from salus.clinical.dates import DateOrder
from salus.documents.contract import Box
from salus.documents.logic.labs.grid import Row
from salus.documents.logic.labs.head_days import day_over, days_of, line_of_days, number_of_days
from salus.documents.logic.labs.head_marks import HeadLine, Mark, Placed, read_head_line
from salus.documents.logic.labs.names import leading_test, name_of
from salus.documents.logic.labs.titles import Label, Role

_MOST_LINES = 8
# A line of a head follows the one above within this many heights of its letters.
_LINE_GAP = 1.7
_FIRST_RESULT_WITHIN = 6
_BESIDE = 0.03
_SAMPLE_MARKS = (Mark.DATE, Mark.DAY_AND_MONTH, Mark.YEAR, Mark.TIME, Mark.NUMBER)
_OWN_COLUMN = (Mark.TIME, Mark.NUMBER, Mark.WORDS, Mark.DAY_AND_MONTH, Mark.DATE)
_TITLES_OF_VALUES = (Role.VALUE, Role.PREVIOUS)
_Day = tuple[Placed, datetime | date | None]


def sample_head_at(
    rows: Sequence[Row], index: int, order: DateOrder, form_dates: frozenset[Box]
) -> tuple[list[Label], int]:
    """The labels of a head of dated columns that begins at a row, and how many rows it takes; else none."""
    lines = _lines(rows, index, order, form_dates)
    days = days_of(lines, order)
    if lines and number_of_days(lines[0]) == 1 < len(days):
        return [], 1  # the form's own date of collection, right above the table
    if not _is_head(lines, days) or not _has_results(rows[index + len(lines) :], days):
        return [], 1
    return sorted(_labels(lines, days), key=lambda label: label.x0), len(lines)


def _lines(rows: Sequence[Row], index: int, order: DateOrder, form_dates: frozenset[Box]) -> list[HeadLine]:
    """The lines of a head from a row downwards; none where the row cannot begin one."""
    lines: list[HeadLine] = []
    for number in range(index, min(len(rows), index + _MOST_LINES)):
        row = rows[number]
        if lines and _gap(rows[number - 1], row) > _LINE_GAP:
            break
        line = read_head_line(row, order, form_dates)
        if line is None or _is_panel_name(line) or (not lines and not _may_begin(line)):
            break
        lines.append(line)
    return lines


def _gap(upper: Row, lower: Row) -> float:
    if upper.page != lower.page:
        return float("inf")
    height = min(word.box.y1 - word.box.y0 for word in (*upper.words, *lower.words)) or 0.01
    return (lower.box.y0 - upper.box.y1) / height


def _is_panel_name(line: HeadLine) -> bool:
    """Whether nothing but one run of words stands in a line."""
    return not line.label and len(line.marks) == 1 and line.marks[0].mark in (Mark.WORDS, Mark.TITLE)


def _may_begin(line: HeadLine) -> bool:
    samples = sum(mark.mark in _SAMPLE_MARKS for mark in line.marks)
    titles = sum(mark.mark is Mark.TITLE for mark in line.marks)
    if any(mark.mark is Mark.YEAR for mark in line.marks):
        return True
    return samples >= 2 or titles >= 2 or (samples == 1 and bool(line.label or titles))


def _is_head(lines: Sequence[HeadLine], days: Sequence[_Day]) -> bool:
    """Whether lines are the head of dated columns: two days, or one that a label and other titles bear out."""
    if not any(day is not None for _, day in days):
        return len(days) >= 2 and any(line.label for line in lines)
    line = line_of_days(lines)
    if line is None or len(days) >= 2:
        return line is not None
    roles = {mark.role for each in lines for mark in each.marks}
    return bool(line.label) and bool(roles & {Role.UNIT, Role.RANGE}) and Role.VALUE not in roles


def _has_results(rows: Sequence[Row], days: Sequence[_Day]) -> bool:
    """Whether a listed test with a number in the dated columns stands soon below."""
    left = min(mark.x0 for mark, _ in days) - _BESIDE
    right = max(mark.x1 for mark, _ in days) + _BESIDE
    for row in rows[:_FIRST_RESULT_WITHIN]:
        values = [word for word in row.words if left < (word.box.x0 + word.box.x1) / 2 < right]
        if not any(sign.isdigit() for word in values for sign in word.text):
            continue
        if leading_test(row.words, "blood") is not None or name_of(row.cells[0].text, "blood") is not None:
            return True
    return False


def _labels(lines: Sequence[HeadLine], days: Sequence[_Day]) -> list[Label]:
    """The columns of a head: tests, samples with their days, units, ranges, and samples without a known day."""
    columns = [Label(Role.VALUE if day else Role.UNDATED, mark.x0, mark.x1, day) for mark, day in days]
    titles: list[Placed] = []
    for line in lines:
        titles += _own_titles(line, columns, [mark for mark, _ in days])
    others = _merged(titles)
    tests = _column_of_tests(lines, [*columns, *others])
    return [*([tests] if tests else []), *(label for label in others if not _stands_over(label, tests)), *columns]


def _own_titles(line: HeadLine, columns: list[Label], days: Sequence[Placed]) -> list[Placed]:
    """The titles of a line that stand over no dated column; those that do, or that come once for each, widen it."""
    counts = Counter(mark.role for mark in line.marks if mark.mark is Mark.TITLE)
    own: list[Placed] = []
    seen: Counter[Role | None] = Counter()
    is_level = any(day_over(mark, days) is not None for mark in line.marks)
    for mark in sorted(line.marks, key=lambda mark: mark.x0):
        if mark.mark is Mark.YEAR or mark in days:
            continue
        above = day_over(mark, days)
        over = days.index(above) if above is not None else None
        if over is None and mark.mark is Mark.TITLE:
            over = _belongs_to(mark, counts, seen[mark.role], days)
            seen[mark.role] += 1
        elif mark.mark is Mark.TITLE:
            seen[mark.role] += 1
        if over is not None:
            columns[over] = _widened(columns[over], mark)
        elif mark.mark is Mark.TITLE or (is_level and mark.mark in _OWN_COLUMN):
            own.append(mark)
    return own


def _belongs_to(mark: Placed, counts: Counter[Role | None], number: int, days: Sequence[Placed]) -> int | None:
    """Which dated column a title beside the dates belongs to; None for a column of its own."""
    once_each = len(days) > 1 and counts[mark.role] == len(days) and number < len(days)
    if once_each and mark.role in (*_TITLES_OF_VALUES, Role.FLAG, Role.UNIT) and _is_near(mark, days[number], days):
        return number
    if mark.role is Role.FLAG:
        left = [n for n, day in enumerate(days) if day.x0 < mark.x0]
        return left[-1] if left else 0
    return None


def _is_near(mark: Placed, day: Placed, days: Sequence[Placed]) -> bool:
    """Whether a title stands nearer to a day than the days stand to one another."""
    step = min(right.x0 - left.x0 for left, right in pairwise(days))
    return max(mark.x0 - day.x1, day.x0 - mark.x1) < step / 2


def _widened(column: Label, mark: Placed) -> Label:
    role = Role.PREVIOUS if mark.role is Role.PREVIOUS and column.day else column.role
    return replace(column, role=role, x0=min(column.x0, mark.x0), x1=max(column.x1, mark.x1))


def _merged(titles: Iterable[Placed]) -> list[Label]:
    """One label for each column that is none of a dated sample, over all lines of the head."""
    labels: list[Label] = []
    for mark in titles:
        role = mark.role if mark.role is not None else Role.UNDATED
        above = next((n for n, label in enumerate(labels) if label.x0 < mark.x1 and mark.x0 < label.x1), None)
        if above is None:
            labels.append(Label(role, mark.x0, mark.x1))
            continue
        known = labels[above]
        role = role if known.role is Role.UNDATED else known.role
        labels[above] = Label(role, min(known.x0, mark.x0), max(known.x1, mark.x1))
    return labels


def _column_of_tests(lines: Sequence[HeadLine], labels: Sequence[Label]) -> Label | None:
    """The column of tests: under its title, or under what the lines say of themselves at their left."""
    titled = [label for label in labels if label.role is Role.TEST]
    left = min(label.x0 for label in labels if label.role is not Role.TEST)
    samples = min(label.x0 for label in labels if label.role in (Role.VALUE, Role.PREVIOUS, Role.UNDATED))
    spans = [line.label_span for line in lines if line.label_span is not None and line.label_span[0] < samples]
    first = min(labels, key=lambda label: label.x0)
    if titled:
        spans = [(titled[0].x0, titled[0].x1)]
    elif first.role in (Role.UNDATED, Role.DATE, Role.OTHER) and first.day is None:
        spans = [(first.x0, first.x1)]  # the name of the panel, "Date"
    elif not spans or min(x0 for x0, _ in spans) > left:
        return None
    return Label(Role.TEST, min(x0 for x0, _ in spans), max(x1 for _, x1 in spans))


def _stands_over(label: Label, tests: Label | None) -> bool:
    return tests is not None and label.x0 < tests.x1 and tests.x0 < label.x1
