"""How urgently proposals of one patient wait: critical results, urgent markers, then what is out of range. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from salus.clinical.critical import Breach, beyond_critical, beyond_range
from salus.clinical.markers.types import Tier, breast_markers
from salus.clinical.printed_units import print_unit
from salus.documents.contract import Assertion, ObservationFact, Proposal, RiskMarkerFact
from salus.records.contract import (
    CRITICAL_IS_URGENT_FOR,
    RESULT_IS_NEWS_FOR,
    Attention,
    AttentionKind,
    Interpretation,
)

PROPOSALS_KEY = "proposals"
# Of the worklist's nine ranks: an unread critical result stands beside one that is in the chart already; an unread
# marker that calls for action (reference A1, urgency HIGH) beside a critical flag; an unread result outside its range
# just before one that is in the chart (5), for nobody has seen it; plain paperwork after all results (7).
RANK_CRITICAL_RESULT, RANK_URGENT_MARKER, RANK_OUT_OF_RANGE, RANK_PAPERWORK = 1, 2, 4, 7


@dataclass(frozen=True, slots=True)
class _Danger:
    """A result that waits and is not as it should be; `breach` is None where only the laboratory's mark says so."""

    fact: ObservationFact
    breach: Breach | None
    is_critical: bool

    @property
    def deviation(self) -> float:
        return float(self.breach.share) if self.breach else 0.0

    @property
    def rank_until(self) -> datetime:
        lasts = CRITICAL_IS_URGENT_FOR if self.is_critical else RESULT_IS_NEWS_FOR
        return self.fact.effective_at + lasts

    def is_urgent(self, now: datetime) -> bool:
        return self.is_critical and now < self.rank_until


def why_now(waiting: Sequence[Proposal], count: int, now: datetime) -> Attention:
    """The reason that what waits gives, by the most dangerous of it; `count` is how many wait in all."""
    words = "1 proposed chart edit waits" if count == 1 else f"{count} proposed chart edits wait"
    paperwork = Attention(
        kind=AttentionKind.PROPOSALS,
        key=PROPOSALS_KEY,
        rank=RANK_PAPERWORK,
        reason=words,
        at=now,
        amount=count,
        is_until_looked=False,
    )
    worst, markers = _most_dangerous(waiting, now), _urgent_markers(waiting)
    if markers and not (worst and worst.is_urgent(now)):
        words = f"{markers[0]}, read from a document; {words}"
        return replace(paperwork, rank=RANK_URGENT_MARKER, reason=words)
    if worst is None:
        return paperwork
    return replace(
        paperwork,
        rank=RANK_CRITICAL_RESULT if worst.is_critical else RANK_OUT_OF_RANGE,
        reason=f"{_told(worst)}, read from a document; {words}",
        at=worst.fact.effective_at,
        deviation=worst.deviation,
        rank_until=worst.rank_until,
        rank_after=RANK_OUT_OF_RANGE if worst.is_critical else RANK_PAPERWORK,
    )


def _urgent_markers(waiting: Sequence[Proposal]) -> list[str]:
    """Names of the markers that are said to be present and that call for action, in the order of the reference."""
    urgent = [marker.name for marker in breast_markers().values() if marker.urgency is Tier.HIGH]
    present = {
        proposal.fact.display
        for proposal in waiting
        if isinstance(proposal.fact, RiskMarkerFact) and proposal.draft.assertion is Assertion.PRESENT
    }
    return [name for name in urgent if name in present]


def _most_dangerous(waiting: Sequence[Proposal], now: datetime) -> _Danger | None:
    """Critical ones first while they are urgent; among equals the more recent, then the more deviating."""
    facts = [proposal.fact for proposal in waiting if isinstance(proposal.fact, ObservationFact)]
    newest = {fact.code: fact for fact in sorted(facts, key=lambda fact: fact.effective_at)}
    dangers = [danger for fact in newest.values() if (danger := _danger(fact)) and _is_news(fact, now)]
    return max(dangers, key=lambda danger: _urgency(danger, now), default=None)


def _urgency(danger: _Danger, now: datetime) -> tuple[bool, datetime, float]:
    return danger.is_urgent(now), danger.fact.effective_at, danger.deviation


def _is_news(fact: ObservationFact, now: datetime) -> bool:
    return now - fact.effective_at <= RESULT_IS_NEWS_FOR


def _danger(fact: ObservationFact) -> _Danger | None:
    critical, outside = beyond_critical(fact), beyond_range(fact)
    marked = Interpretation(fact.interpretation) if fact.interpretation else Interpretation.NORMAL
    if critical or marked.is_critical:
        return _Danger(fact, critical or outside, is_critical=True)
    return _Danger(fact, outside, is_critical=False) if outside else None


def _told(danger: _Danger) -> str:
    fact, breach = danger.fact, danger.breach
    said = fact.value_text if fact.value is None else f"{fact.comparator or ''}{fact.value}"
    value = f"{said} {print_unit(fact.unit)}".strip()
    if danger.is_critical:
        return f"{fact.display} {value}, critically {_side(danger)}"
    assert breach is not None, "what is not critical is told for its range alone"
    return f"{fact.display} {value}, {'above' if breach.is_high else 'below'} {breach.limit}"


def _side(danger: _Danger) -> str:
    if danger.breach:
        return "high" if danger.breach.is_high else "low"
    return {"HH": "high", "LL": "low"}.get(danger.fact.interpretation or "", "abnormal")
