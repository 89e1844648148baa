"""The last step and trends over months: exact Mann-Kendall probabilities, runs out of the range, no false alarms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salus.records.contract import Direction, Point
from salus.records.logic.trends import last_step, mann_kendall_p, mann_kendall_s, trend_over_months

START = datetime(2024, 1, 1, tzinfo=UTC)
decimals = st.decimals(min_value=1, max_value=1000, places=1)


def series(*values: str, days_apart: int = 30) -> list[Point]:
    return [Point(START + timedelta(days=days_apart * i), Decimal(value)) for i, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((), Direction.NONE),
        (("5",), Direction.NONE),
        (("100", "105"), Direction.STEADY),
        (("100", "106"), Direction.UP),
        (("100", "94"), Direction.DOWN),
        (("0", "0"), Direction.STEADY),
        (("0", "1"), Direction.UP),
    ],
)
def test_the_last_step(values: Sequence[str], expected: Direction) -> None:
    assert last_step(series(*values)) is expected


@pytest.mark.parametrize(
    ("n", "score", "expected"),
    [
        # Hollander and Wolfe, Nonparametric Statistical Methods (1999), table A.30: P(K >= k), doubled for both tails.
        (4, 6, 2 * 0.042),
        (5, 10, 2 * 0.008),
        (5, 8, 2 * 0.042),
        (6, 11, 2 * 0.028),
        (7, 15, 2 * 0.015),
        (8, 18, 2 * 0.016),
        (10, 23, 2 * 0.023),
    ],
)
def test_exact_probabilities_are_those_of_the_published_table(n: int, score: int, expected: float) -> None:
    values = values_with_score(n, score)
    assert mann_kendall_s(values) == score
    assert mann_kendall_p(values) == pytest.approx(expected, abs=0.0011)


def values_with_score(n: int, score: int) -> list[Decimal]:
    """Numbers 1 to n put out of order by single swaps until the statistic is reached."""
    order = list(range(n))
    swaps = (n * (n - 1) // 2 - score) // 2
    for end in range(n - 1, 0, -1):
        for i in range(end):
            if swaps and order[i] < order[i + 1]:
                order[i], order[i + 1] = order[i + 1], order[i]
                swaps -= 1
    return [Decimal(value) for value in order]


def test_the_probability_counts_all_orders() -> None:
    """For five values, by brute force over all 120 orders."""
    scores = [abs(mann_kendall_s([Decimal(v) for v in order])) for order in permutations(range(5))]
    for order in permutations(range(5)):
        values = [Decimal(v) for v in order]
        extreme = sum(score >= abs(mann_kendall_s(values)) for score in scores)
        assert mann_kendall_p(values) == pytest.approx(extreme / 120)


@given(st.lists(decimals, min_size=2, max_size=12))
def test_turning_a_series_round_keeps_its_probability(values: list[Decimal]) -> None:
    assert mann_kendall_p(values) == mann_kendall_p(values[::-1])
    assert 0 < mann_kendall_p(values) <= 1


def test_a_steady_fall_of_five_is_a_trend_without_any_range() -> None:
    trend = trend_over_months(series("13.4", "13.0", "12.6", "12.1", "11.8"))
    assert trend is not None
    assert (trend.direction, trend.count, trend.span) == (Direction.DOWN, 5, timedelta(days=120))
    assert (trend.first.value, trend.last.value) == (Decimal("13.4"), Decimal("11.8"))


def test_three_in_a_row_that_leave_the_range_are_one() -> None:
    found = trend_over_months(series("13.4", "12.6", "10.9"), low=Decimal(12), high=Decimal("15.5"))
    assert found is not None
    assert found.direction is Direction.DOWN


@pytest.mark.parametrize(
    ("values", "days_apart", "why"),
    [
        (("13.4", "12.9", "12.4"), 60, "it stays in the range"),
        (("13.4", "10.9"), 200, "two values are no trend"),
        (("13.4", "12.6", "10.9"), 7, "two weeks are an episode"),
        (("13.4", "12.6", "13.1", "10.9"), 60, "the direction broke"),
        (("13", "14", "13", "14", "13", "14"), 60, "it wobbles"),
        (("140.1", "140.2", "140.3", "140.4", "140.5"), 60, "the change is below what is shown as steady"),
        (("13.0", "13.0", "13.0", "13.0", "13.0"), 60, "nothing moves"),
        ((), 60, "there is nothing"),
    ],
)
def test_what_is_no_trend(values: Sequence[str], days_apart: int, why: str) -> None:
    points = series(*values, days_apart=days_apart)
    assert trend_over_months(points, Decimal(12), Decimal(145)) is None, why


def test_values_older_than_two_years_do_not_count() -> None:
    points = series("20", "18", "16", "14", "12", days_apart=400)
    assert trend_over_months(points) is None


def test_several_values_of_one_day_count_once_by_the_last() -> None:
    day = [Point(START + timedelta(hours=hour), Decimal(value)) for hour, value in ((1, "9"), (2, "13.4"))]
    later = [Point(START + timedelta(days=100 * i), Decimal(value)) for i, value in ((1, "12.6"), (2, "10.9"))]
    trend = trend_over_months([*day, *later], low=Decimal(12))
    assert trend is not None
    assert trend.first.value == Decimal("13.4")


@given(st.lists(decimals, max_size=30), st.randoms())
@settings(max_examples=50)
def test_the_order_of_arrival_does_not_matter(values: list[Decimal], random: object) -> None:
    points = series(*map(str, values))
    shuffled = list(points)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert trend_over_months(shuffled) == trend_over_months(points)
