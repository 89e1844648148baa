"""One row per kind of fact: its table, its classes, how it is sorted and who may write it. All facts share the rest."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, Generic, TypeVar, get_type_hints

from salus.core.context import Role
from salus.records.contract.facts import (
    AllergyIntolerance,
    Condition,
    Consent,
    Encounter,
    FamilyMemberHistory,
    Flag,
    Immunization,
    MedicationStatement,
    NewAllergyIntolerance,
    NewCondition,
    NewConsent,
    NewEncounter,
    NewFact,
    NewFamilyMemberHistory,
    NewFlag,
    NewImmunization,
    NewMedicationStatement,
    NewProcedure,
    Procedure,
    Recorded,
)
from salus.records.contract.observations import NewObservation, Observation
from salus.records.contract.vocabulary import FactSource, VerificationStatus

NewT = TypeVar("NewT", bound=NewFact)
FactT = TypeVar("FactT", bound=Recorded)

ENTERED_IN_ERROR = "entered-in-error"
CLINICIANS = frozenset({Role.DOCTOR, Role.SERVICE})
CLINICIANS_AND_PATIENT = CLINICIANS | {Role.PATIENT}
PATIENTS_SOURCES = frozenset({FactSource.PATIENT, FactSource.DOCUMENT, FactSource.DEVICE})


@dataclass(frozen=True, slots=True)
class Kind(Generic[NewT, FactT]):
    """A kind of fact. `name` is its word in timeline, provenance, history and audit; `newest_by` sorts its list."""

    name: str
    table: str
    new: type[NewT]
    fact: type[FactT]
    newest_by: str
    status_field: str
    writers: frozenset[Role] = CLINICIANS_AND_PATIENT

    @property
    def payload(self) -> tuple[str, ...]:
        """The columns that a writer fills."""
        return tuple(field.name for field in fields(self.new))

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that a reader gets."""
        return tuple(field.name for field in fields(self.fact))

    def content_of(self, fact: FactT) -> NewT:
        """The part of a recorded fact that its writer filled."""
        return self.new(**{name: getattr(fact, name) for name in self.payload})

    def as_error(self, content: NewT) -> NewT:
        """The same content, marked as entered in error."""
        status: type[StrEnum] = get_type_hints(self.new)[self.status_field]
        changes: dict[str, Any] = {self.status_field: status(ENTERED_IN_ERROR)}
        return replace(content, **changes)

    def as_patient_says(self, content: NewT) -> NewT:
        """The same content as a patient's word: never a clinician's, and to be confirmed where that is recorded."""
        source = content.source if content.source in PATIENTS_SOURCES else FactSource.PATIENT
        changes: dict[str, Any] = {"source": source}
        if getattr(content, "verification_status", None) is VerificationStatus.CONFIRMED:
            changes["verification_status"] = VerificationStatus.UNCONFIRMED
        return replace(content, **changes)


CONDITION = Kind("condition", "condition", NewCondition, Condition, "onset_date", "verification_status")
MEDICATION = Kind(
    "medication", "medication_statement", NewMedicationStatement, MedicationStatement, "start_date", "status"
)
ALLERGY = Kind(
    "allergy", "allergy_intolerance", NewAllergyIntolerance, AllergyIntolerance, "onset_date", "verification_status"
)
IMMUNIZATION = Kind("immunization", "immunization", NewImmunization, Immunization, "occurrence_date", "status")
ENCOUNTER = Kind("encounter", "encounter", NewEncounter, Encounter, "start_at", "status", CLINICIANS)
PROCEDURE = Kind("procedure", "procedure", NewProcedure, Procedure, "performed_at", "status", CLINICIANS)
FAMILY_HISTORY = Kind(
    "family-history", "family_member_history", NewFamilyMemberHistory, FamilyMemberHistory, "recorded_at", "status"
)
CONSENT = Kind("consent", "consent", NewConsent, Consent, "recorded_at", "status")
FLAG = Kind("flag", "flag", NewFlag, Flag, "recorded_at", "status", CLINICIANS)
OBSERVATION = Kind("observation", "observation", NewObservation, Observation, "effective_at", "status")
