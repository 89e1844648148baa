"""Which facts still concern whoever opens the chart today: open problems, current medicines, standing warnings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from salus.records.contract.facts import AllergyIntolerance, Condition, Consent, Flag, MedicationStatement
from salus.records.contract.vocabulary import (
    ClinicalStatus,
    ConsentStatus,
    FlagStatus,
    MedicationStatus,
    VerificationStatus,
)

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


def in_force(consents: Sequence[Consent], practitioner_id: UUID | None, today: date) -> tuple[Consent, ...]:
    """The decision that holds for a reader in each category, in the order of the SQL function `consent_decision`:
    one about this very person before a general one, then the newest."""
    mine = [each for each in consents if each.practitioner_id in (None, practitioner_id) and _is_valid(each, today)]
    mine.sort(key=lambda each: (each.practitioner_id is not None, each.updated_at, each.id))
    return tuple({each.category: each for each in mine}.values())


def _is_valid(consent: Consent, today: date) -> bool:
    begins, ends = consent.valid_from or date.min, consent.valid_to or date.max
    return consent.status is ConsentStatus.ACTIVE and begins <= today <= ends
