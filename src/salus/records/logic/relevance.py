"""Which facts still concern whoever opens the chart today: open problems, current medicines, standing warnings."""

from __future__ import annotations

from datetime import datetime

from salus.records.contract.facts import AllergyIntolerance, Condition, Flag, MedicationStatement
from salus.records.contract.vocabulary import ClinicalStatus, FlagStatus, MedicationStatus, VerificationStatus

OPEN_CONDITION = frozenset({ClinicalStatus.ACTIVE, ClinicalStatus.RECURRENCE, ClinicalStatus.RELAPSE})
TAKEN = frozenset(
    {MedicationStatus.ACTIVE, MedicationStatus.INTENDED, MedicationStatus.ON_HOLD, MedicationStatus.UNKNOWN}
)


def is_open(fact: AllergyIntolerance | Condition | MedicationStatement | Flag, now: datetime) -> bool:
    """Whether a fact belongs on the first paint of a chart."""
    if isinstance(fact, Flag):
        return fact.status is FlagStatus.ACTIVE and (fact.period_end is None or fact.period_end > now)
    if isinstance(fact, MedicationStatement):
        return fact.status in TAKEN and (fact.end_date is None or fact.end_date >= now.date())
    return fact.clinical_status in OPEN_CONDITION and fact.verification_status is not VerificationStatus.REFUTED
