"""What stands beside facts that come in bulk: timeline lines and worklist reasons, as if each were written by hand.

Pure: whoever loads in bulk writes these in the transaction of the facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from salus.records.contract.facts import Recorded
from salus.records.contract.observations import Observation
from salus.records.contract.views import Attention, Point, TimelineEntry
from salus.records.contract.vocabulary import ObservationCategory
from salus.records.logic.attention import of_course
from salus.records.logic.timeline import DayOfResults, line_of, line_of_results
from salus.records.logic.trends import MOST_POINTS, Course


def line_of_fact(fact: Recorded) -> TimelineEntry:
    """The line of one fact that is no measured value."""
    return line_of(fact)


def lines_of_values(patient_id: UUID, values: Iterable[Observation]) -> list[TimelineEntry]:
    """The lines of measured values: one a day and category."""
    days: dict[tuple[date, ObservationCategory], list[Observation]] = defaultdict(list)
    for value in values:
        days[value.effective_at.astimezone(UTC).date(), value.category].append(value)
    return [line_of_results(patient_id, _day(day, category, found)) for (day, category), found in days.items()]


def reasons_of_values(values: Iterable[Observation], now: datetime) -> list[Attention]:
    """The reasons that the newest value of each code and the numbers before it give."""
    courses: dict[str, list[Observation]] = defaultdict(list)
    for value in values:
        courses[value.code].append(value)
    return [reason for found in courses.values() for reason in of_course(_course(found), now)]


def _course(values: list[Observation]) -> Course:
    values.sort(key=lambda value: value.effective_at, reverse=True)
    newest = values[0]
    numbers = (each for each in values if each.value is not None and each.unit == newest.unit)
    points = [Point(each.effective_at, each.value) for each in numbers if each.value is not None]
    return Course(newest, tuple(points[:MOST_POINTS]))


def _day(day: date, category: ObservationCategory, values: Sequence[Observation]) -> DayOfResults:
    abnormal = [each for each in values if each.interpretation and each.interpretation.is_abnormal]
    names = dict.fromkeys([*sorted(_names(abnormal)), *sorted(_names(values))])
    return DayOfResults(
        day,
        category,
        max(each.effective_at for each in values),
        tuple(names),
        len(abnormal),
        sum(1 for each in abnormal if each.interpretation and each.interpretation.is_critical),
    )


def _names(values: Iterable[Observation]) -> set[str]:
    return {each.code_display for each in values}
