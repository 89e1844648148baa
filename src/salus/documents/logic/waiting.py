"""How urgently proposals of one patient wait: an urgent marker first, then what is furthest out of range. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from salus.clinical.markers.types import Tier, breast_markers
from salus.clinical.printed_units import print_unit
from salus.documents.contract import Assertion, ObservationFact, Proposal, RiskMarkerFact

# Of the worklist's nine ranks: an unread marker that calls for action (reference A1, urgency HIGH) stands beside a
# critical flag; an unread result outside its range comes just before one that is in the chart already
# (5), for nobody has seen it; plain paperwork comes after all results (7).
RANK_URGENT_MARKER, RANK_OUT_OF_RANGE, RANK_PAPERWORK = 2, 4, 7


def why_now(waiting: Sequence[Proposal], count: int) -> tuple[int, str]:
    """Rank and one line for the worklist; `count` is how many wait in all."""
    words = "1 proposed chart edit waits" if count == 1 else f"{count} proposed chart edits wait"
    if markers := _urgent_markers(waiting):
        return RANK_URGENT_MARKER, f"{markers[0]}, read from a document; {words}"
    facts = [proposal.fact for proposal in waiting if isinstance(proposal.fact, ObservationFact)]
    outside = sorted((fact for fact in facts if excess(fact) > 0), key=excess, reverse=True)
    if not outside:
        return RANK_PAPERWORK, words
    return RANK_OUT_OF_RANGE, f"{_told(outside[0])}, read from a document; {words}"


def _urgent_markers(waiting: Sequence[Proposal]) -> list[str]:
    """Names of the markers that are said to be present and that call for action, in the order of the reference."""
    urgent = [marker.name for marker in breast_markers().values() if marker.urgency is Tier.HIGH]
    present = {
        proposal.fact.display
        for proposal in waiting
        if isinstance(proposal.fact, RiskMarkerFact) and proposal.draft.assertion is Assertion.PRESENT
    }
    return [name for name in urgent if name in present]


def excess(fact: ObservationFact) -> Decimal:
    """How far a value lies outside its printed range, in shares of the crossed limit; 0 inside or without a range."""
    if fact.value is None:
        return Decimal(0)
    if fact.reference_high is not None and fact.value > fact.reference_high:
        return (fact.value - fact.reference_high) / (fact.reference_high or Decimal(1))
    if fact.reference_low is not None and fact.value < fact.reference_low:
        return (fact.reference_low - fact.value) / (fact.reference_low or Decimal(1))
    return Decimal(0)


def _told(fact: ObservationFact) -> str:
    is_high = fact.reference_high is not None and fact.value is not None and fact.value > fact.reference_high
    limit = fact.reference_high if is_high else fact.reference_low
    value = f"{fact.value} {print_unit(fact.unit)}".strip()
    return f"{fact.display} {value}, {'above' if is_high else 'below'} {limit}"
