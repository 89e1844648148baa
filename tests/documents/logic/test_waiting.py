"""The most dangerous result that waits is named first; paperwork without such a result comes after results."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import cast

from salus.documents.contract import Assertion, MedicationFact, ObservationFact, Proposal, RiskMarkerFact
from salus.documents.logic.waiting import (
    RANK_CRITICAL_RESULT,
    RANK_OUT_OF_RANGE,
    RANK_PAPERWORK,
    RANK_URGENT_MARKER,
    why_now,
)

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
CODES = {"Potassium": "2823-3", "Sodium": "2951-2", "HbA1c": "4548-4"}


def result(
    display: str, value: str, low: str, high: str, *, unit: str = "mmol/L", days_ago: int = 0, mark: str | None = None
) -> ObservationFact:
    return ObservationFact(
        code=CODES[display],
        display=display,
        value=Decimal(value),
        value_text=value,
        effective_at=NOW - timedelta(days=days_ago),
        unit=unit,
        reference_low=Decimal(low),
        reference_high=Decimal(high),
        interpretation=mark,
    )


def potassium(value: str, days_ago: int = 0) -> ObservationFact:
    return result("Potassium", value, "3.5", "5.0", days_ago=days_ago)


def hba1c(value: str, days_ago: int = 0) -> ObservationFact:
    return result("HbA1c", value, "4.0", "5.6", unit="%", days_ago=days_ago)


def told(*facts: object, at: datetime = NOW) -> tuple[int, str]:
    """Rank and the named result."""
    reason = why_now(waiting(*facts), 2, at)
    return reason.rank, reason.reason.removesuffix(", read from a document; 2 proposed chart edits wait")


def waiting(*facts: object, assertion: Assertion = Assertion.PRESENT) -> list[Proposal]:
    draft = SimpleNamespace(assertion=assertion)
    return [cast(Proposal, SimpleNamespace(fact=fact, draft=draft)) for fact in facts]


SUSPICIOUS = RiskMarkerFact("BI-RADS 4, suspicious")


def test_an_urgent_marker_comes_before_what_is_merely_outside_its_range() -> None:
    """Reference A, safety rule 2: critical values and HIGH breast symptoms have priority over any score."""
    assert told(potassium("5.8"), SUSPICIOUS) == (RANK_URGENT_MARKER, "BI-RADS 4, suspicious")


def test_a_critical_result_comes_before_an_urgent_marker_while_it_is_urgent() -> None:
    """A potassium of 6.4 can stop a heart within hours; a suspicious picture is seen within two weeks (NICE NG12)."""
    assert told(potassium("6.4"), SUSPICIOUS) == (RANK_CRITICAL_RESULT, "Potassium 6.4 mmol/L, critically high")
    assert told(potassium("6.4", days_ago=31), SUSPICIOUS)[0] == RANK_URGENT_MARKER


def test_a_marker_that_is_denied_or_harmless_is_paperwork() -> None:
    assert why_now(waiting(SUSPICIOUS, assertion=Assertion.ABSENT), 1, NOW).rank == RANK_PAPERWORK
    assert told(RiskMarkerFact("BI-RADS 1 or 2, negative or benign"))[0] == RANK_PAPERWORK


def test_a_critical_potassium_is_named_before_an_hba1c_that_deviates_more() -> None:
    """6.4 is 28 % above its range and beyond a critical limit of 6.0 (Main Line Health); 9.1 % is 63 % above."""
    assert told(hba1c("9.1"), potassium("6.4")) == (RANK_CRITICAL_RESULT, "Potassium 6.4 mmol/L, critically high")


def test_what_the_laboratory_marks_as_critical_is_critical_without_a_published_limit() -> None:
    marked = result("HbA1c", "14", "4.0", "5.6", unit="%", mark="HH")
    assert told(marked, potassium("5.8")) == (RANK_CRITICAL_RESULT, "HbA1c 14 %, critically high")


def test_among_equals_the_more_recent_is_named_first_and_then_the_more_deviating() -> None:
    assert told(hba1c("9.1", days_ago=9), potassium("5.8"))[1] == "Potassium 5.8 mmol/L, above 5.0"
    assert told(potassium("5.8"), hba1c("9.1"))[1] == "HbA1c 9.1 %, above 5.6"
    low = result("Sodium", "118", "135", "145", days_ago=1)
    assert told(low, potassium("6.4")) == (RANK_CRITICAL_RESULT, "Potassium 6.4 mmol/L, critically high")


def test_a_newer_value_of_the_same_test_stands_for_it() -> None:
    assert told(potassium("6.4", days_ago=2), potassium("4.4"), hba1c("6"))[1] == "HbA1c 6 %, above 5.6"


def test_an_old_critical_result_gives_way_to_what_is_out_of_range_now() -> None:
    reason = why_now(waiting(potassium("6.4", days_ago=29)), 1, NOW)
    assert (reason.rank, reason.rank_after, reason.rank_until) == (
        RANK_CRITICAL_RESULT,
        RANK_OUT_OF_RANGE,
        NOW + timedelta(days=1),
    )
    assert told(potassium("6.4", days_ago=31), hba1c("6"))[1] == "HbA1c 6 %, above 5.6"


def test_a_result_of_years_ago_is_paperwork() -> None:
    assert told(potassium("6.4", days_ago=400))[0] == RANK_PAPERWORK
    reason = why_now(waiting(potassium("5.8")), 1, NOW)
    assert (reason.rank_after, reason.rank_until) == (RANK_PAPERWORK, NOW + timedelta(days=365))


def test_a_result_is_dated_by_its_sample_and_paperwork_by_its_arrival() -> None:
    assert why_now(waiting(potassium("5.8", days_ago=3)), 1, NOW).at == NOW - timedelta(days=3)
    assert why_now(waiting(MedicationFact("Lisinopril")), 1, NOW).at == NOW


def test_paperwork_comes_after_results() -> None:
    facts = waiting(result("Sodium", "140", "135", "145"), MedicationFact("Lisinopril"))
    both, one = why_now(facts, 2, NOW), why_now(waiting(MedicationFact("Lisinopril")), 1, NOW)
    assert (both.rank, both.reason, both.amount) == (RANK_PAPERWORK, "2 proposed chart edits wait", 2)
    assert (one.rank, one.reason, one.amount) == (RANK_PAPERWORK, "1 proposed chart edit waits", 1)
