"""Which facts deserve a doctor's eye, how urgently, and why in one line. Deterministic rules, no model."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal

from salus.clinical.critical import Breach, beyond_critical, beyond_range
from salus.records.contract.facts import Flag
from salus.records.contract.observations import Observation
from salus.records.contract.views import (
    CRITICAL_IS_URGENT_FOR,
    RESULT_IS_NEWS_FOR,
    Attention,
    AttentionKind,
    Direction,
)
from salus.records.contract.vocabulary import FlagSeverity, FlagStatus, Interpretation
from salus.records.logic.numbers import readable, span_in_words, with_unit
from salus.records.logic.trends import Course, Trend, trend_over_months

# The order of a worklist: what can kill today, what a colleague flagged, what is heading out, what is waiting.
RANK_CRITICAL_RESULT = 1
RANK_FLAG = {FlagSeverity.CRITICAL: 2, FlagSeverity.WARNING: 3, FlagSeverity.INFO: 9}
RANK_TREND_OUTSIDE = 4
RANK_ABNORMAL_RESULT = 5
RANK_TREND_INSIDE = 6
RANK_PROPOSALS = 7
RANK_DOCUMENT = 8
RANK_NOTHING = 10

WORDS = {
    Interpretation.LOW: "low",
    Interpretation.HIGH: "high",
    Interpretation.CRITICAL_LOW: "critically low",
    Interpretation.CRITICAL_HIGH: "critically high",
    Interpretation.ABNORMAL: "abnormal",
    Interpretation.CRITICAL_ABNORMAL: "critically abnormal",
}


def of_course(course: Course, now: datetime) -> tuple[Attention, ...]:
    """The reasons that one code gives."""
    newest = course.newest
    trend = trend_over_months(course.points, newest.reference_low, newest.reference_high)
    found = (of_result(newest, now), of_trend(newest, trend, now))
    return tuple(reason for reason in found if reason is not None)


def of_result(newest: Observation, now: datetime) -> Attention | None:
    """The reason that the newest result of a code gives; None when it is normal or old news."""
    critical = beyond_critical(newest)
    found = _as_critical(critical) if critical else newest.interpretation
    if found is None or not found.is_abnormal or now - newest.effective_at > RESULT_IS_NEWS_FOR:
        return None
    breach = critical or beyond_range(newest)
    value = with_unit(newest.value, newest.unit) if newest.value is not None else (newest.value_text or "")
    return Attention(
        kind=AttentionKind.CRITICAL_RESULT if found.is_critical else AttentionKind.ABNORMAL_RESULT,
        key=newest.code,
        rank=RANK_CRITICAL_RESULT if found.is_critical else RANK_ABNORMAL_RESULT,
        reason=f"{newest.code_display} {newest.comparator or ''}{value}, {WORDS[found]}{_limit_broken(breach)}",
        at=newest.effective_at,
        deviation=_deviation(breach),
        rank_until=newest.effective_at + CRITICAL_IS_URGENT_FOR if found.is_critical else None,
        rank_after=RANK_ABNORMAL_RESULT if found.is_critical else None,
        expires_at=newest.effective_at + RESULT_IS_NEWS_FOR,
    )


def of_trend(newest: Observation, trend: Trend | None, now: datetime) -> Attention | None:
    """The reason that months of results give; a trend towards the middle of the range is good news and gives none."""
    if trend is None or newest.value is None or now - newest.effective_at > RESULT_IS_NEWS_FOR:
        return None
    limit = newest.reference_high if trend.direction is Direction.UP else newest.reference_low
    if limit is None:
        return None
    is_outside = _is_beyond(newest.value, limit, trend.direction)
    expected = trend.last.value + (trend.last.value - trend.first.value)  # if it went on as long again
    if not is_outside and not _is_beyond(expected, limit, trend.direction):
        return None
    verb = "rose" if trend.direction is Direction.UP else "fell"
    where = "above" if trend.direction is Direction.UP else "below"
    first, last = readable(trend.first.value), with_unit(trend.last.value, newest.unit)
    ending = f", now {where} {readable(limit)}" if is_outside else ""
    return Attention(
        kind=AttentionKind.TREND,
        key=newest.code,
        rank=RANK_TREND_OUTSIDE if is_outside else RANK_TREND_INSIDE,
        reason=f"{newest.code_display} {verb} from {first} to {last} in {span_in_words(trend.span)}{ending}",
        at=newest.effective_at,
        deviation=_deviation(beyond_range(newest)),
        expires_at=newest.effective_at + RESULT_IS_NEWS_FOR,
    )


def of_flag(flag: Flag, now: datetime) -> Attention | None:
    """The reason that an open flag gives; it stays until the flag is closed."""
    if flag.status is not FlagStatus.ACTIVE or (flag.period_end is not None and flag.period_end <= now):
        return None
    return Attention(
        kind=AttentionKind.FLAG,
        key=str(flag.id),
        rank=RANK_FLAG[flag.severity],
        reason=flag.display,
        at=flag.period_start or flag.recorded_at,
        is_until_looked=False,
        expires_at=flag.period_end,
    )


def nothing_new(last_entry_at: datetime | None, last_looked_at: datetime | None) -> str:
    """The line of a patient who needs nothing."""
    if last_entry_at is None:
        return "The chart is still empty"
    if last_looked_at is None:
        return f"Not looked at yet; last entry {_day(last_entry_at)}"
    return f"Nothing new since you looked; last entry {_day(last_entry_at)}"


def _is_beyond(value: Decimal, limit: Decimal, direction: Direction) -> bool:
    return value > limit if direction is Direction.UP else value < limit


def _as_critical(breach: Breach) -> Interpretation:
    return Interpretation.CRITICAL_HIGH if breach.is_high else Interpretation.CRITICAL_LOW


def _limit_broken(breach: Breach | None) -> str:
    if breach is None:
        return ""
    return f" ({'above' if breach.is_high else 'below'} {readable(breach.limit)})"


def _deviation(breach: Breach | None) -> float:
    return float(breach.share) if breach else 0.0


def _day(at: datetime) -> str:
    return datetime.combine(at.astimezone(UTC).date(), time()).strftime("%-d %b %Y")
