"""When something is amiss. Pure: figures in, findings out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from salus.core.operations.contract import BOUNDS_MS, AlertKind, Engines, Finding, Severity, Traffic

# Our promise to callers: of a thousand requests one may fail on our side; what is left of it is the error budget.
PROMISED_SHARE = 0.999
ALLOWED_SHARE = 1 - PROMISED_SHARE
# Multiwindow, multi-burn-rate alerts: Google, The Site Reliability Workbook (2018), chapter 5, table 5-8. An alert
# needs the long window, so that it matters, and the short one, so that it ends when the trouble does.
FAST_BURN = 14.4  # 2 % of a month's budget within the hour
SLOW_BURN = 6.0  # 5 % of it within six hours
FEWEST_REQUESTS = 100  # below, a single failure would be an alarm
# A promise of the platform: calls that are not streams answer under 100 ms at the 95th percentile on two cores.
QUICK_MS = 100
QUICK_SHARE = 0.95
QUEUE_AGE_WARNING_S, QUEUE_AGE_CRITICAL_S = 300.0, 1_800.0
DISK_WARNING_SHARE, DISK_CRITICAL_SHARE = 0.10, 0.03
DISK_WARNING_BYTES, DISK_CRITICAL_BYTES = 5 << 30, 1 << 30


@dataclass(frozen=True, slots=True)
class Windows:
    """Traffic of the last five minutes, half hour, hour and six hours."""

    five_minutes: Traffic
    half_hour: Traffic
    hour: Traffic
    six_hours: Traffic


def failed_share(traffic: Traffic) -> float:
    """Share of requests that failed on our side; 0 where there were none."""
    return traffic.failed / traffic.requests if traffic.requests else 0.0


def quick_share(traffic: Traffic) -> float:
    """Share of requests answered within 100 ms; 1 where there were none."""
    quick = sum(traffic.classes[: BOUNDS_MS.index(QUICK_MS) + 1])
    return quick / traffic.requests if traffic.requests else 1.0


def quantile_ms(traffic: Traffic, share: float) -> float | None:
    """The latency that this share stays under [ms], as the upper bound of its class; None where there were none.

    Beyond the last bound it is that bound: the figure then means "at least".
    """
    wanted, seen = share * sum(traffic.classes), 0
    if not wanted:
        return None
    for bound, number in zip(BOUNDS_MS, traffic.classes, strict=False):
        seen += number
        if seen >= wanted:
            return float(bound)
    return float(BOUNDS_MS[-1])


def budget_left(month: Traffic) -> float:
    """Share of the month's error budget that is left: 1 is all of it, below 0 the promise was broken."""
    return 1 - failed_share(month) / ALLOWED_SHARE


def findings(now: Engines, windows: Windows) -> tuple[Finding, ...]:
    """Everything that is amiss now, at most one of a kind."""
    return (*_queue(now), *_given_up(now), *_burn(windows), *_slow(windows), *_disk(now))


def _queue(now: Engines) -> Iterator[Finding]:
    if now.queue_age_s > QUEUE_AGE_WARNING_S:
        is_critical = now.queue_age_s > QUEUE_AGE_CRITICAL_S
        minutes = now.queue_age_s / 60
        yield Finding(
            AlertKind.QUEUE_AGE,
            Severity.CRITICAL if is_critical else Severity.WARNING,
            now.queue_age_s,
            f"A job has been waiting for {minutes:.0f} minutes. Is a worker running, and is it keeping up?",
        )


def _given_up(now: Engines) -> Iterator[Finding]:
    if now.given_up_last_hour:
        number = now.given_up_last_hour
        yield Finding(
            AlertKind.JOBS_GIVEN_UP,
            Severity.WARNING,
            float(number),
            f"{number} {'job was' if number == 1 else 'jobs were'} given up within the last hour. "
            "The page of jobs says why, and can try again.",
        )


def _burn(windows: Windows) -> Iterator[Finding]:
    for long, short, rate, severity, words in (
        (windows.hour, windows.five_minutes, FAST_BURN, Severity.CRITICAL, "the last hour"),
        (windows.six_hours, windows.half_hour, SLOW_BURN, Severity.WARNING, "the last six hours"),
    ):
        limit = rate * ALLOWED_SHARE
        if long.requests >= FEWEST_REQUESTS and failed_share(long) > limit and failed_share(short) > limit:
            yield Finding(
                AlertKind.ERROR_BUDGET,
                severity,
                failed_share(long),
                f"{failed_share(long):.1%} of the requests of {words} failed; {ALLOWED_SHARE:.1%} are allowed. "
                "The log names their errors.",
            )
            return


def _slow(windows: Windows) -> Iterator[Finding]:
    share = quick_share(windows.hour)
    if (
        windows.hour.requests >= FEWEST_REQUESTS
        and share < QUICK_SHARE
        and quick_share(windows.half_hour) < QUICK_SHARE
    ):
        yield Finding(
            AlertKind.SLOW_ANSWERS,
            Severity.WARNING,
            share,
            f"Only {share:.0%} of the requests of the last hour were answered within {QUICK_MS} ms. "
            "The slow statements below may say why.",
        )


def _disk(now: Engines) -> Iterator[Finding]:
    share = now.disk_free_bytes / now.disk_total_bytes if now.disk_total_bytes else 0.0
    is_critical = share < DISK_CRITICAL_SHARE or now.disk_free_bytes < DISK_CRITICAL_BYTES
    if is_critical or share < DISK_WARNING_SHARE or now.disk_free_bytes < DISK_WARNING_BYTES:
        yield Finding(
            AlertKind.DISK,
            Severity.CRITICAL if is_critical else Severity.WARNING,
            float(now.disk_free_bytes),
            f"{now.disk_free_bytes / 2**30:.1f} GiB of the disk are free ({share:.0%}). "
            "When it is full, uploads are refused until there is room.",
        )
