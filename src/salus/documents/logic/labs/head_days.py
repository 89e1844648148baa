"""The day of each column of a cumulative report, put together from the lines of its head. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import pairwise

from salus.clinical.dates import DateOrder, find_dates
from salus.documents.logic.labs.head_marks import HeadLine, Mark, Placed

# Dates of these lines are not when the samples were taken.
_OTHER_DAYS = ("report", "print", "receiv", "recep", "inform", "order", "orden", "request", "solicit", "petic", "admis")
_TAKEN = ("coll", "taken", "draw", "toma", "extrac", "recog", "recol", "sampl", "specimen", "muestra")
_DAYS = (Mark.DATE, Mark.DAY_AND_MONTH)
# Print under a narrow date may begin a little beside it.
_SLACK = 0.008


def line_of_days(lines: Sequence[HeadLine]) -> HeadLine | None:
    """The line whose dates are those of the samples: of collection where several lines have dates."""
    dated = [line for line in lines if any(mark.mark in _DAYS for mark in line.marks) and not _is_of_other_days(line)]
    if not dated:
        return None
    most = max(number_of_days(line) for line in dated)
    whole = [line for line in dated if number_of_days(line) == most]
    return next((line for line in whole if any(stem in line.label for stem in _TAKEN)), whole[0])


def number_of_days(line: HeadLine) -> int:
    """How many dates stand in a line, with or without their years."""
    return sum(mark.mark in _DAYS for mark in line.marks)


def _is_of_other_days(line: HeadLine) -> bool:
    return any(stem in line.label for stem in _OTHER_DAYS) and not any(stem in line.label for stem in _TAKEN)


def days_of(lines: Sequence[HeadLine], order: DateOrder) -> list[tuple[Placed, datetime | date | None]]:
    """Each date of the line of days, from left to right, with the day it means; None where its year is not printed."""
    line = line_of_days(lines)
    if line is None:
        return _unknown_days(lines)
    marks = sorted((mark for mark in line.marks if mark.mark in _DAYS), key=lambda mark: mark.x0)
    order = _order_of(marks, order)
    years = _years_of([mark for mark in marks if mark.mark is Mark.DAY_AND_MONTH], lines, order)
    times = {
        day: mark.at
        for near in lines
        if near is line or not _is_of_other_days(near)
        for mark in near.marks
        if mark.mark is Mark.TIME and (day := day_over(mark, marks)) is not None
    }
    return [(mark, _with_time(_day(mark, years, order), times.get(mark))) for mark in marks]


def _unknown_days(lines: Sequence[HeadLine]) -> list[tuple[Placed, datetime | date | None]]:
    """The columns of a head that tells only when its samples were asked for, received or reported."""
    for line in lines:
        marks = sorted((mark for mark in line.marks if mark.mark in _DAYS), key=lambda mark: mark.x0)
        if len(marks) > 1:
            return [(mark, None) for mark in marks]
    return []


def _order_of(marks: Sequence[Placed], order: DateOrder) -> DateOrder:
    """How days and months in digits are written, where one of a head can be read in one way only ("20/11")."""
    for mark in marks:
        first, *rest = (int(number) for number in re.findall(r"\d+", mark.text)[:2])
        if mark.mark is Mark.DAY_AND_MONTH and rest and max(first, rest[0]) > 12:
            return DateOrder.DAY_FIRST if first > 12 else DateOrder.MONTH_FIRST
    return order


def _day(mark: Placed, years: dict[Placed, Placed], order: DateOrder) -> datetime | date | None:
    if mark.mark is Mark.DATE:
        return mark.value
    year = years.get(mark)
    return _joined(mark.text, year.text, order) if year is not None else None


def _joined(day: str, year: str, order: DateOrder) -> date | None:
    """A day with its month and its year ("14/03" and "2024", "Mar 14" and "2024")."""
    bare = day.rstrip(" ,/.-")
    glue = next((sign for sign in "/-." if sign in bare and bare.replace(sign, "").isdigit()), " ")
    mentions = find_dates(f"{bare}{glue}{year}", order)
    return mentions[0].day if mentions else None


def _years_of(days: Sequence[Placed], lines: Sequence[HeadLine], order: DateOrder) -> dict[Placed, Placed]:
    """The year of each day: the one over or under it, else as years and days follow one another in the head."""
    years = sorted((mark for line in lines for mark in line.marks if mark.mark is Mark.YEAR), key=lambda mark: mark.x0)
    own = {day: year for year in years if (day := day_over(year, days)) is not None}
    if len(own) == len(days) and len(years) >= len(days):
        return own
    return _spread(days, years, order) or _spread(days, years[::-1], order, step=-1)


def _spread(days: Sequence[Placed], years: Sequence[Placed], order: DateOrder, step: int = 1) -> dict[Placed, Placed]:
    """Days, told from early to late, with the years over groups of them; empty where both do not fit one another."""
    distinct = [int(year.text) for year in years]
    if not years or any(later - earlier != 1 for earlier, later in pairwise(distinct)):
        return {}
    given: dict[Placed, Placed] = {}
    number, last = 0, None
    for day in days[::step]:
        known = _joined(day.text, "2024", order)  # a leap year, as only month and day are compared
        if known is None:
            return {}
        if last is not None and (known.month, known.day) < (last.month, last.day):
            number += 1
        if number >= len(years):
            return {}
        given[day], last = years[number], known
    return given if number == len(years) - 1 else {}


def _with_time(day: datetime | date | None, at: time | None) -> datetime | date | None:
    """The day with the time that stands in its column."""
    return datetime.combine(day, at) if day is not None and at is not None and not isinstance(day, datetime) else day


def day_over(mark: Placed, days: Sequence[Placed]) -> Placed | None:
    """The day in whose column a mark stands: the one it shares most width with; None where it stands beside all."""
    shared = {day: min(mark.x1, day.x1) - max(mark.x0, day.x0) for day in days}
    best = max(days, key=lambda day: shared[day], default=None)
    return best if best is not None and shared[best] > -_SLACK else None
