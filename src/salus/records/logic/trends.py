"""Where a series of results is heading: the last step, and trends over months. Deterministic, no model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from salus.records.contract.observations import Observation
from salus.records.contract.views import Direction, Point

STEADY_FRACTION = Decimal("0.05")  # a display convention for the arrow, not a clinical limit
WINDOW = timedelta(days=730)  # "over months": two years back from the newest value
LEAST_SPAN = timedelta(days=60)  # two values of one week are an episode, not a trend
MOST_POINTS = 24
SIGNIFICANT_P = 0.05  # the usual level of the Mann-Kendall test (Mann 1945, Kendall 1975)


@dataclass(frozen=True, slots=True)
class Trend:
    """A rise or fall over months between two values of a series."""

    direction: Direction
    first: Point
    last: Point
    count: int

    @property
    def span(self) -> timedelta:
        """How long it took."""
        return self.last.at - self.first.at


@dataclass(frozen=True, slots=True)
class Course:
    """The newest value of a code, and the plain numbers in its unit that lead there, newest first."""

    newest: Observation
    points: tuple[Point, ...]

    @property
    def oldest_first(self) -> tuple[Point, ...]:
        """The numbers as a line is drawn."""
        return self.points[::-1]

    @property
    def is_number(self) -> bool:
        """Whether the newest value is one of the numbers."""
        return self.newest.value is not None and self.newest.comparator is None


def last_step(points: Sequence[Point]) -> Direction:
    """The newest value against the one before it; `points` stand oldest first.

    Steps within 5 % of the earlier value count as steady: an arrow for every wobble would say nothing.
    """
    if len(points) < 2:
        return Direction.NONE
    before, now = points[-2].value, points[-1].value
    if abs(now - before) <= STEADY_FRACTION * abs(before):
        return Direction.STEADY
    return Direction.UP if now > before else Direction.DOWN


def trend_over_months(points: Iterable[Point], low: Decimal | None = None, high: Decimal | None = None) -> Trend | None:
    """A rise or fall over at least 60 days within two years, or None.

    Two rules: at least five daily values whose Mann-Kendall test is significant (exact distribution, two-sided,
    p <= 0.05), or at least three values in one unbroken direction that carried the series out of its reference
    range (or further out). The second sees what matters when tests are few.

    References
    ----------
    Mann 1945, Econometrica 13(3) 245-259; Kendall 1975, Rank Correlation Methods, 4th edition.
    """
    series = _recent(points)
    run = _last_run(series)
    if len(run) >= 3 and _span(run) >= LEAST_SPAN and _leaves_range(run, low, high):
        return _trend(run)
    if len(series) >= 5 and _span(series) >= LEAST_SPAN and mann_kendall_p([p.value for p in series]) <= SIGNIFICANT_P:
        trend = _trend(series)
        return trend if abs(trend.last.value - trend.first.value) > STEADY_FRACTION * abs(trend.first.value) else None
    return None


def mann_kendall_p(values: Sequence[Decimal]) -> float:
    """The two-sided exact probability of a Mann-Kendall statistic at least this far from zero without any trend.

    Ties only pull the statistic towards zero, so that the probability errs on the careful side.
    """
    score = mann_kendall_s(values)
    pairs = len(values) * (len(values) - 1) // 2
    counts = _inversion_counts(len(values))
    # S = pairs - 2 * inversions, so both tails together are the permutations with few or with many inversions.
    tail = sum(count for inversions, count in enumerate(counts) if abs(pairs - 2 * inversions) >= abs(score))
    return tail / sum(counts)


def mann_kendall_s(values: Sequence[Decimal]) -> int:
    """How many pairs rise minus how many fall."""
    return sum((later > earlier) - (later < earlier) for i, earlier in enumerate(values) for later in values[i + 1 :])


@lru_cache(maxsize=MOST_POINTS + 1)
def _inversion_counts(n: int) -> tuple[int, ...]:
    """How many permutations of n have 0, 1, 2, ... inversions (Mahonian numbers)."""
    counts = [1]
    for size in range(2, n + 1):
        longer = [0] * (len(counts) + size - 1)
        for inversions, count in enumerate(counts):
            for more in range(size):
                longer[inversions + more] += count
        counts = longer
    return tuple(counts)


def _recent(points: Iterable[Point]) -> list[Point]:
    """Oldest first, one value a day (the last), two years back from the newest, at most 24."""
    daily = {point.at.date(): point for point in sorted(points, key=lambda point: point.at)}
    ordered = list(daily.values())
    if not ordered:
        return []
    newest = ordered[-1].at
    return [point for point in ordered if newest - point.at <= WINDOW][-MOST_POINTS:]


def _last_run(series: Sequence[Point]) -> list[Point]:
    """The longest ending of the series that moves strictly in one direction."""
    run = list(series[-1:])
    direction = 0
    for earlier, later in reversed(list(pairwise(series))):
        step = (later.value > earlier.value) - (later.value < earlier.value)
        if step == 0 or step == -direction:
            break
        direction = step
        run.insert(0, earlier)
    return run


def _leaves_range(run: Sequence[Point], low: Decimal | None, high: Decimal | None) -> bool:
    last = run[-1].value
    rises = last > run[0].value
    return (rises and high is not None and last > high) or (not rises and low is not None and last < low)


def _span(series: Sequence[Point]) -> timedelta:
    return series[-1].at - series[0].at


def _trend(series: Sequence[Point]) -> Trend:
    direction = Direction.UP if series[-1].value > series[0].value else Direction.DOWN
    return Trend(direction, series[0], series[-1], len(series))
