"""What is amiss is said, and what is not is not: figures in, findings out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from salus.core.operations.contract import CLASSES, AlertKind, Engines, Finding, Severity, Traffic
from salus.core.operations.judging import Windows, budget_left, findings, quantile_ms

GIB = 1 << 30
QUIET = Engines(datetime(2026, 11, 1, tzinfo=UTC), 0, 0, 0, 0.0, 100 * GIB, 200 * GIB, GIB, 5)
NOBODY = Windows(Traffic(), Traffic(), Traffic(), Traffic())


def traffic(requests: int, *, failed: int = 0, slow: int = 0) -> Traffic:
    """So many requests, of which so many failed and so many took 100 to 250 ms; the others took under 5 ms."""
    classes = [requests - slow, 0, 0, 0, 0, slow] + [0] * (CLASSES - 6)
    return Traffic(requests, failed, tuple(classes))


def everywhere(seen: Traffic) -> Windows:
    return Windows(seen, seen, seen, seen)


def kinds(found: tuple[Finding, ...]) -> dict[AlertKind, Severity]:
    return {finding.kind: finding.severity for finding in found}


def test_a_quiet_night_raises_nothing() -> None:
    assert findings(QUIET, NOBODY) == ()


@pytest.mark.parametrize(("age_s", "severity"), [(299, None), (301, Severity.WARNING), (1_801, Severity.CRITICAL)])
def test_a_job_that_waits_long_is_an_alert(age_s: float, severity: Severity | None) -> None:
    assert kinds(findings(replace(QUIET, queue_age_s=age_s), NOBODY)).get(AlertKind.QUEUE_AGE) == severity


def test_a_job_that_was_given_up_is_an_alert() -> None:
    assert kinds(findings(replace(QUIET, given_up_last_hour=2), NOBODY)) == {AlertKind.JOBS_GIVEN_UP: Severity.WARNING}


@pytest.mark.parametrize(
    ("failed_per_thousand", "severity"),
    [(1, None), (5, None), (7, Severity.WARNING), (14, Severity.WARNING), (15, Severity.CRITICAL)],
)
def test_burn_rates_are_those_of_the_workbook(failed_per_thousand: int, severity: Severity | None) -> None:
    """Site Reliability Workbook, table 5-8: at 99.9 %, 14.4 times is 1.44 % failing and 6 times is 0.6 %."""
    seen = everywhere(traffic(10_000, failed=failed_per_thousand * 10))
    assert kinds(findings(QUIET, seen)).get(AlertKind.ERROR_BUDGET) == severity


def test_trouble_that_is_over_is_no_alert_any_more() -> None:
    """The long windows still hold the failures; the short ones do not."""
    bad, good = traffic(10_000, failed=500), traffic(500)
    assert findings(QUIET, Windows(five_minutes=good, half_hour=good, hour=bad, six_hours=bad)) == ()


def test_one_failure_of_a_few_requests_is_no_alert() -> None:
    assert findings(QUIET, everywhere(traffic(20, failed=1))) == ()


def test_answers_that_are_slow_for_many_are_an_alert() -> None:
    assert kinds(findings(QUIET, everywhere(traffic(1_000, slow=60)))) == {AlertKind.SLOW_ANSWERS: Severity.WARNING}
    assert findings(QUIET, everywhere(traffic(1_000, slow=40))) == ()


@pytest.mark.parametrize(
    ("free", "total", "severity"),
    [
        (30 * GIB, 200 * GIB, None),
        (15 * GIB, 200 * GIB, Severity.WARNING),
        (4 * GIB, 20 * GIB, Severity.WARNING),
        (4 * GIB, 200 * GIB, Severity.CRITICAL),
        (GIB // 2, 2 * GIB, Severity.CRITICAL),
    ],
)
def test_a_disk_that_fills_up_is_an_alert(free: int, total: int, severity: Severity | None) -> None:
    now = replace(QUIET, disk_free_bytes=free, disk_total_bytes=total)
    assert kinds(findings(now, NOBODY)).get(AlertKind.DISK) == severity


def test_quantiles_are_upper_bounds_of_their_classes() -> None:
    seen = traffic(100, slow=10)
    assert quantile_ms(seen, 0.5) == 5
    assert quantile_ms(seen, 0.95) == 250
    assert quantile_ms(Traffic(), 0.5) is None


def test_the_budget_is_spent_by_one_failure_in_a_thousand() -> None:
    assert budget_left(Traffic()) == 1
    assert budget_left(traffic(2_000, failed=1)) == pytest.approx(0.5)
    assert budget_left(traffic(1_000, failed=2)) == pytest.approx(-1)
