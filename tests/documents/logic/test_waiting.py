"""What is furthest outside its range is named first; paperwork without such a result comes after results."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import cast

import pytest

from salus.documents.contract import Assertion, MedicationFact, ObservationFact, Proposal, RiskMarkerFact
from salus.documents.logic.waiting import (
    RANK_OUT_OF_RANGE,
    RANK_PAPERWORK,
    RANK_URGENT_MARKER,
    excess,
    why_now,
)

AT = datetime(2026, 11, 18, tzinfo=UTC)


def result(display: str, value: str | None, low: str | None, high: str | None) -> ObservationFact:
    numbers = [Decimal(n) if n else None for n in (value, low, high)]
    return ObservationFact("x", display, numbers[0], "", AT, unit="mmol/L", reference_low=numbers[1],
                           reference_high=numbers[2])  # fmt: skip


def waiting(*facts: object, assertion: Assertion = Assertion.PRESENT) -> list[Proposal]:
    draft = SimpleNamespace(assertion=assertion)
    return [cast(Proposal, SimpleNamespace(fact=fact, draft=draft)) for fact in facts]


SUSPICIOUS = RiskMarkerFact("BI-RADS 4, suspicious")


def test_an_urgent_marker_comes_before_every_result() -> None:
    """Reference A, safety rule 2: critical values and HIGH breast symptoms have priority over any score."""
    found = why_now(waiting(result("Potassium", "5.8", "3.5", "5.0"), SUSPICIOUS), 7)
    words = "BI-RADS 4, suspicious, read from a document; 7 proposed chart edits wait"
    assert found == (RANK_URGENT_MARKER, words)


def test_a_marker_that_is_denied_or_harmless_is_paperwork() -> None:
    assert why_now(waiting(SUSPICIOUS, assertion=Assertion.ABSENT), 1)[0] == RANK_PAPERWORK
    assert why_now(waiting(RiskMarkerFact("BI-RADS 1 or 2, negative or benign")), 1)[0] == RANK_PAPERWORK


def test_the_furthest_result_is_named_first() -> None:
    found = why_now(waiting(result("Sodium", "134", "135", "145"), result("Potassium", "5.8", "3.5", "5.0")), 6)
    words = "Potassium 5.8 mmol/L, above 5.0, read from a document; 6 proposed chart edits wait"
    assert found == (RANK_OUT_OF_RANGE, words)


def test_paperwork_comes_after_results() -> None:
    facts = waiting(result("Sodium", "140", "135", "145"), MedicationFact("Lisinopril"))
    assert why_now(facts, 2) == (RANK_PAPERWORK, "2 proposed chart edits wait")
    assert why_now(waiting(MedicationFact("Lisinopril")), 1) == (RANK_PAPERWORK, "1 proposed chart edit waits")


@pytest.mark.parametrize(
    ("value", "low", "high", "share"),
    [
        ("6", "3", "5", "0.2"),
        ("2.4", "3", "5", "0.2"),
        ("4", "3", "5", "0"),
        (None, "3", "5", "0"),
        ("4", None, None, "0"),
    ],
)
def test_the_distance_is_a_share_of_the_crossed_limit(
    value: str | None, low: str | None, high: str | None, share: str
) -> None:
    assert excess(result("x", value, low, high)) == Decimal(share)
