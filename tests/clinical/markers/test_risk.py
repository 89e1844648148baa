"""Summing markers up, against the specification's vectors (A_breast_risk_aggregation.json) and its table of rules."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salus.clinical.markers.risk import BreastRisk, MarkerFact, sum_up_breast_risk
from salus.clinical.markers.types import Tier, breast_markers
from salus.clinical.text.assertion import Assertion
from tests.clinical.markers.vectors import vectors

VECTORS = vectors("A_breast_risk_aggregation")
FACTS = st.builds(MarkerFact, st.sampled_from(sorted(breast_markers())), st.sampled_from(Assertion), st.booleans())


def present(*markers: str) -> BreastRisk:
    return sum_up_breast_risk(MarkerFact(marker, Assertion.PRESENT) for marker in markers)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_the_sum_is_as_specified(vector: dict[str, Any]) -> None:
    """Reference: tolerance "exact"."""
    risk = sum_up_breast_risk(
        MarkerFact(fact["marker"], Assertion(fact["assertion"]), fact.get("closed_by_workup", False))
        for fact in vector["inputs"]["markers"]
    )
    wanted = vector["expected"]
    assert (risk.overall, risk.urgency, risk.test_stage) == (
        wanted["overall_risk"],
        wanted["urgency"],
        wanted["test_stage"],
    )
    assert risk.is_insufficient == wanted["insufficient_data"]
    assert (sorted(risk.high), sorted(risk.medium), sorted(risk.low)) == (
        sorted(wanted["high_risk"]),
        sorted(wanted["medium_risk"]),
        sorted(wanted["low_risk"]),
    )


def test_two_high_markers_are_high_whatever_the_first_sample_said() -> None:
    """A1: the sample with two HIGH markers and "MEDIUM" "is internally inconsistent; this rule returns HIGH"."""
    assert present("new_hard_lump", "strong_family_history").overall is Tier.HIGH


def test_a_symptom_that_the_workup_explained_leaves_benign_disease() -> None:
    """A1: "an active symptom closed by work-up leaves prior_benign_breast_disease"."""
    risk = sum_up_breast_risk([MarkerFact("new_hard_lump", Assertion.PRESENT, is_closed_by_workup=True)])
    assert (risk.overall, risk.medium) == (Tier.MEDIUM, ("prior_benign_breast_disease",))


def test_a_workup_does_not_close_a_gene() -> None:
    risk = sum_up_breast_risk([MarkerFact("brca_mutation", Assertion.PRESENT, is_closed_by_workup=True)])
    assert risk.high == ("brca_mutation",)


@given(st.lists(FACTS))
def test_only_what_is_present_counts(facts: list[MarkerFact]) -> None:
    """A1: "Only an assertion of present changes a tier"."""
    assert sum_up_breast_risk(facts) == sum_up_breast_risk(f for f in facts if f.assertion is Assertion.PRESENT)


@given(st.lists(FACTS), FACTS)
def test_one_more_marker_never_lowers_risk_or_urgency(facts: list[MarkerFact], more: MarkerFact) -> None:
    rank = {None: 0, Tier.LOW: 1, Tier.MEDIUM: 2, Tier.HIGH: 3}
    before, after = sum_up_breast_risk(facts), sum_up_breast_risk([*facts, more])
    assert rank[before.overall] <= rank[after.overall]
    assert rank[before.urgency] <= rank[after.urgency]


@given(st.lists(FACTS))
def test_the_order_of_markers_does_not_matter(facts: list[MarkerFact]) -> None:
    assert sum_up_breast_risk(facts) == sum_up_breast_risk(reversed(facts))


@pytest.mark.parametrize("marker", sorted(breast_markers()))
def test_a_marker_alone_has_the_urgency_of_its_row(marker: str) -> None:
    """Table A1, column "urgency if present"."""
    assert present(marker).urgency is breast_markers()[marker].urgency
