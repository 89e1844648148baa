"""How urgently proposals of one patient wait: a result far outside its range is named first. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from salus.clinical.printed_units import print_unit
from salus.documents.contract import ObservationFact, Proposal

# Of the worklist's nine ranks: an unread result outside its range comes just before one that is in the chart already
# (5), for nobody has seen it; plain paperwork comes after all results (7).
RANK_OUT_OF_RANGE, RANK_PAPERWORK = 4, 7


def why_now(waiting: Sequence[Proposal], count: int) -> tuple[int, str]:
    """Rank and one line for the worklist; `count` is how many wait in all."""
    words = "1 proposed chart edit waits" if count == 1 else f"{count} proposed chart edits wait"
    facts = [proposal.fact for proposal in waiting if isinstance(proposal.fact, ObservationFact)]
    outside = sorted((fact for fact in facts if excess(fact) > 0), key=excess, reverse=True)
    if not outside:
        return RANK_PAPERWORK, words
    return RANK_OUT_OF_RANGE, f"{_told(outside[0])}, read from a document; {words}"


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
