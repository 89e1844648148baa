"""Sum markers up into an overall risk, an urgency and a test stage (reference A1, "Overall risk and urgency").

Two HIGH markers make the overall risk HIGH; the sample answer of the original description says MEDIUM and
contradicts its own tiers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from salus.clinical.markers.types import Tier, breast_markers
from salus.clinical.text.assertion import Assertion

_SYMPTOMS = frozenset(
    (
        "new_hard_lump",
        "bloody_nipple_discharge",
        "skin_dimpling_peau_dorange",
        "rapidly_growing_mass",
        "new_nipple_retraction",
    )
)
_BOOK_WITHIN_TWO_WEEKS = _SYMPTOMS | {"birads_4", "birads_5", "birads_6", "current_breast_cancer"}
_SOON = frozenset(("birads_0", "birads_3", "localized_breast_pain"))
_CANCER = frozenset(("current_breast_cancer", "prior_breast_cancer"))
_EXPLAINED = "prior_benign_breast_disease"


@dataclass(frozen=True, slots=True)
class MarkerFact:
    """A marker as a chart knows it; `is_closed_by_workup`: a later diagnostic work-up explained the symptom."""

    marker: str
    assertion: Assertion
    is_closed_by_workup: bool = False


@dataclass(frozen=True, slots=True)
class BreastRisk:
    """The sum of the markers; all None when none is present (`is_insufficient`)."""

    overall: Tier | None
    urgency: Tier | None
    test_stage: int | None
    high: tuple[str, ...]
    medium: tuple[str, ...]
    low: tuple[str, ...]
    is_insufficient: bool


def sum_up_breast_risk(facts: Iterable[MarkerFact]) -> BreastRisk:
    """Overall risk, urgency and test stage from markers; only those asserted as present count."""
    present = _present(facts)
    high, medium, low = (_of_tier(present, tier) for tier in Tier)
    if not present:
        return BreastRisk(None, None, None, high, medium, low, is_insufficient=True)
    overall = Tier.HIGH if high else Tier.MEDIUM if medium else Tier.LOW
    return BreastRisk(overall, _urgency(present, high), _stage(present, overall), high, medium, low, False)


def _present(facts: Iterable[MarkerFact]) -> set[str]:
    present = set()
    for fact in facts:
        if fact.assertion is Assertion.PRESENT:
            closed = fact.is_closed_by_workup and fact.marker in _SYMPTOMS
            present.add(_EXPLAINED if closed else fact.marker)
    return present


def _of_tier(present: set[str], tier: Tier) -> tuple[str, ...]:
    markers = breast_markers()
    return tuple(sorted(marker for marker in present if markers[marker].tier is tier))


def _urgency(present: set[str], high: Sequence[str]) -> Tier:
    if present & _BOOK_WITHIN_TWO_WEEKS:
        return Tier.HIGH
    return Tier.MEDIUM if high or present & _SOON else Tier.LOW


def _stage(present: set[str], overall: Tier) -> int:
    if present & _CANCER:
        return 3
    return 1 if overall is Tier.LOW else 2
