"""Proposed facts survive JSON, and corrections are checked field by field."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from salus.documents.contract import (
    AllergyFact,
    ConditionFact,
    FamilyHistoryFact,
    InvalidCorrection,
    MedicationFact,
    ObservationFact,
    ProposalKind,
    ProposedFact,
    RiskMarkerFact,
)
from salus.documents.logic.facts import Scalar, corrected, decode, encode

FERRITIN = ObservationFact(
    code="x-1",
    display="Ferritin",
    value=Decimal("11.0"),
    value_text="11.0",
    effective_at=datetime(2025, 3, 14, 8, 20, tzinfo=UTC),
    unit="ug/L",
    reference_low=Decimal(30),
    interpretation="L",
    is_time_known=True,
)


@pytest.mark.parametrize(
    ("kind", "fact"),
    [
        (ProposalKind.OBSERVATION, FERRITIN),
        (ProposalKind.CONDITION, ConditionFact("Asthma", "1", "urn:x", clinical_status="inactive")),
        (ProposalKind.MEDICATION, MedicationFact("Metformin", dosage_text="500 mg twice daily")),
        (ProposalKind.ALLERGY, AllergyFact("Penicillin", reaction="rash", severity="severe")),
        (ProposalKind.FAMILY_HISTORY, FamilyHistoryFact("Breast cancer", "mother", onset_age=52)),
        (ProposalKind.RISK_MARKER, RiskMarkerFact("Smoker")),
    ],
)
def test_a_fact_survives_json(kind: ProposalKind, fact: ProposedFact) -> None:
    assert decode(kind, encode(fact)) == fact


def test_digits_as_printed_are_kept() -> None:
    assert encode(FERRITIN)["value"] == "11.0"


def test_a_correction_changes_its_field_only() -> None:
    fact = corrected(ProposalKind.OBSERVATION, FERRITIN, {"value": "12,5"})
    assert isinstance(fact, ObservationFact)
    assert (fact.value, fact.unit, fact.effective_at) == (Decimal("12.5"), "ug/L", FERRITIN.effective_at)


@pytest.mark.parametrize(
    ("kind", "fact", "change", "field"),
    [
        (ProposalKind.OBSERVATION, FERRITIN, {"value": "eleven"}, "value"),
        (ProposalKind.OBSERVATION, FERRITIN, {"value": "NaN"}, "value"),
        (ProposalKind.OBSERVATION, FERRITIN, {"value": "1" * 60}, "value"),
        (ProposalKind.OBSERVATION, FERRITIN, {"value": True}, "value"),
        (ProposalKind.OBSERVATION, FERRITIN, {"effective_at": "yesterday"}, "effective_at"),
        (ProposalKind.OBSERVATION, FERRITIN, {"effective_at": None}, "effective_at"),
        (ProposalKind.OBSERVATION, FERRITIN, {"interpretation": "huge"}, "interpretation"),
        (ProposalKind.OBSERVATION, FERRITIN, {"colour": "red"}, "colour"),
        (ProposalKind.OBSERVATION, FERRITIN, {"display": " "}, "display"),
        (ProposalKind.OBSERVATION, FERRITIN, {"display": "x" * 501}, "display"),
        (ProposalKind.CONDITION, ConditionFact("Asthma"), {"onset_date": "14.3.2025"}, "onset_date"),
        (
            ProposalKind.CONDITION,
            ConditionFact("Asthma"),
            {"verification_status": "entered-in-error"},
            "verification_status",
        ),
        (ProposalKind.ALLERGY, AllergyFact("Nuts"), {"severity": "terrible"}, "severity"),
        (ProposalKind.FAMILY_HISTORY, FamilyHistoryFact("Asthma", "mother"), {"onset_age": 5.5}, "onset_age"),
    ],
)
def test_a_field_that_cannot_be_right_is_named(
    kind: ProposalKind, fact: ProposedFact, change: dict[str, Scalar], field: str
) -> None:
    with pytest.raises(InvalidCorrection) as refused:
        corrected(kind, fact, change)
    assert list(refused.value.details["fields"]) == [field]


def test_an_optional_field_can_be_emptied() -> None:
    fact = corrected(ProposalKind.OBSERVATION, FERRITIN, {"reference_low": "", "interpretation": None})
    assert isinstance(fact, ObservationFact)
    assert (fact.reference_low, fact.interpretation) == (None, None)


def test_a_time_without_a_zone_is_read_as_utc() -> None:
    fact = corrected(ProposalKind.OBSERVATION, FERRITIN, {"effective_at": "2025-03-15T09:00"})
    assert isinstance(fact, ObservationFact)
    assert fact.effective_at == datetime(2025, 3, 15, 9, tzinfo=UTC)
