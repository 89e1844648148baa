"""The clinical facts of a chart with FHIR R4 names and meanings (observations stand in `observations`).

Each fact has two classes: `New...` is what a caller writes, the other adds what the record knows about it.
They have no slots: a fact joins two field-bearing bases, which Python forbids for slotted classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from salus.records.contract.vocabulary import (
    AllergyCategory,
    AllergyType,
    ClinicalStatus,
    ConditionCategory,
    ConsentCategory,
    ConsentDecision,
    ConsentStatus,
    Criticality,
    EncounterStatus,
    FactSource,
    FamilyHistoryStatus,
    FlagCategory,
    FlagSeverity,
    FlagStatus,
    ImmunizationStatus,
    MedicationStatus,
    ProcedureStatus,
    Severity,
    VerificationStatus,
)


@dataclass(frozen=True, kw_only=True)
class NewFact:
    """What every fact can carry: who says it, and a remark."""

    source: FactSource = FactSource.CLINICIAN
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What the record adds to a fact: identity, version and who wrote it when."""

    id: UUID
    version: int
    recorded_at: datetime
    updated_at: datetime
    recorded_by: UUID | None


@dataclass(frozen=True, kw_only=True)
class NewCodedFact(NewFact):
    """A fact named by a code and by words; the words are always there, the code where one is known."""

    display: str
    code: str | None = None
    code_system: str | None = None
    encounter_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class NewCondition(NewCodedFact):
    """A problem or diagnosis (FHIR Condition)."""

    clinical_status: ClinicalStatus = ClinicalStatus.ACTIVE
    verification_status: VerificationStatus = VerificationStatus.CONFIRMED
    category: ConditionCategory = ConditionCategory.PROBLEM_LIST_ITEM
    severity: Severity | None = None
    onset_date: date | None = None
    abatement_date: date | None = None
    body_site: str | None = None


@dataclass(frozen=True, kw_only=True)
class Condition(NewCondition, Recorded):
    """A recorded problem or diagnosis."""


@dataclass(frozen=True, kw_only=True)
class NewMedicationStatement(NewCodedFact):
    """A medicine that the patient takes, took or should take (FHIR MedicationStatement)."""

    status: MedicationStatus = MedicationStatus.ACTIVE
    dosage_text: str | None = None
    dose_value: Decimal | None = None
    dose_unit: str | None = None
    route: str | None = None
    frequency: str | None = None
    is_as_needed: bool | None = None
    start_date: date | None = None
    end_date: date | None = None
    reason: str | None = None
    prescriber: str | None = None


@dataclass(frozen=True, kw_only=True)
class MedicationStatement(NewMedicationStatement, Recorded):
    """A recorded medicine."""


@dataclass(frozen=True, kw_only=True)
class NewAllergyIntolerance(NewCodedFact):
    """An allergy or intolerance (FHIR AllergyIntolerance)."""

    clinical_status: ClinicalStatus = ClinicalStatus.ACTIVE
    verification_status: VerificationStatus = VerificationStatus.CONFIRMED
    allergy_type: AllergyType | None = None
    category: AllergyCategory | None = None
    criticality: Criticality | None = None
    reaction: str | None = None
    severity: Severity | None = None
    onset_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class AllergyIntolerance(NewAllergyIntolerance, Recorded):
    """A recorded allergy or intolerance."""


@dataclass(frozen=True, kw_only=True)
class NewImmunization(NewCodedFact):
    """A vaccination given or refused (FHIR Immunization)."""

    occurrence_date: date
    status: ImmunizationStatus = ImmunizationStatus.COMPLETED
    dose_number: int | None = None
    lot_number: str | None = None
    site: str | None = None


@dataclass(frozen=True, kw_only=True)
class Immunization(NewImmunization, Recorded):
    """A recorded vaccination."""


@dataclass(frozen=True, kw_only=True)
class NewEncounter(NewFact):
    """A visit or stay (FHIR Encounter); `encounter_class` is a v3 ActCode such as AMB, EMER or IMP."""

    display: str
    code: str | None = None
    code_system: str | None = None
    start_at: datetime
    end_at: datetime | None = None
    status: EncounterStatus = EncounterStatus.FINISHED
    encounter_class: str = "AMB"
    reason: str | None = None
    service_provider: str | None = None
    practitioner_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Encounter(NewEncounter, Recorded):
    """A recorded visit or stay."""


@dataclass(frozen=True, kw_only=True)
class NewProcedure(NewCodedFact):
    """Something done to or for the patient (FHIR Procedure)."""

    status: ProcedureStatus = ProcedureStatus.COMPLETED
    performed_at: datetime | None = None
    performed_end_at: datetime | None = None
    body_site: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, kw_only=True)
class Procedure(NewProcedure, Recorded):
    """A recorded procedure."""


@dataclass(frozen=True, kw_only=True)
class NewFamilyMemberHistory(NewFact):
    """A disease of a relative (FHIR FamilyMemberHistory); `relationship` is a plain word such as mother."""

    relationship: str
    display: str
    code: str | None = None
    code_system: str | None = None
    status: FamilyHistoryStatus = FamilyHistoryStatus.COMPLETED
    onset_age: int | None = None
    is_deceased: bool | None = None


@dataclass(frozen=True, kw_only=True)
class FamilyMemberHistory(NewFamilyMemberHistory, Recorded):
    """A recorded disease of a relative."""


@dataclass(frozen=True, kw_only=True)
class NewConsent(NewFact):
    """What the patient permits or denies; with `practitioner_id` it concerns that person alone."""

    category: ConsentCategory
    decision: ConsentDecision
    status: ConsentStatus = ConsentStatus.ACTIVE
    practitioner_id: UUID | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class Consent(NewConsent, Recorded):
    """A recorded consent decision."""


@dataclass(frozen=True, kw_only=True)
class NewFlag(NewFact):
    """A warning that whoever opens the chart must see (FHIR Flag)."""

    display: str
    code: str | None = None
    code_system: str | None = None
    status: FlagStatus = FlagStatus.ACTIVE
    category: FlagCategory = FlagCategory.CLINICAL
    severity: FlagSeverity = FlagSeverity.WARNING
    period_start: datetime | None = None
    period_end: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Flag(NewFlag, Recorded):
    """A recorded warning."""


Fact = (
    Condition
    | MedicationStatement
    | AllergyIntolerance
    | Immunization
    | Encounter
    | Procedure
    | FamilyMemberHistory
    | Consent
    | Flag
)
