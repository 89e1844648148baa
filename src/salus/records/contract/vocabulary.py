"""The closed word lists of the record: FHIR R4 (4.0.1) required value sets, spelled as on the wire."""

from __future__ import annotations

from enum import StrEnum


class FactSource(StrEnum):
    """Who or what says so."""

    CLINICIAN = "clinician"
    PATIENT = "patient"
    DOCUMENT = "document"
    IMPORT = "import"
    DEVICE = "device"
    MODEL = "model"


class ClinicalStatus(StrEnum):
    """http://terminology.hl7.org/CodeSystem/condition-clinical (allergies use active, inactive, resolved)."""

    ACTIVE = "active"
    RECURRENCE = "recurrence"
    RELAPSE = "relapse"
    INACTIVE = "inactive"
    REMISSION = "remission"
    RESOLVED = "resolved"


class VerificationStatus(StrEnum):
    """http://terminology.hl7.org/CodeSystem/condition-ver-status."""

    UNCONFIRMED = "unconfirmed"
    PROVISIONAL = "provisional"
    DIFFERENTIAL = "differential"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    ENTERED_IN_ERROR = "entered-in-error"


class ConditionCategory(StrEnum):
    """http://terminology.hl7.org/CodeSystem/condition-category with US Core's health-concern."""

    PROBLEM_LIST_ITEM = "problem-list-item"
    ENCOUNTER_DIAGNOSIS = "encounter-diagnosis"
    HEALTH_CONCERN = "health-concern"


class Severity(StrEnum):
    """Mild, moderate or severe (reaction-event-severity; the same words for conditions)."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class MedicationStatus(StrEnum):
    """http://hl7.org/fhir/CodeSystem/medication-statement-status."""

    ACTIVE = "active"
    COMPLETED = "completed"
    ENTERED_IN_ERROR = "entered-in-error"
    INTENDED = "intended"
    STOPPED = "stopped"
    ON_HOLD = "on-hold"
    UNKNOWN = "unknown"
    NOT_TAKEN = "not-taken"


class AllergyType(StrEnum):
    """Allergy (immune) or intolerance."""

    ALLERGY = "allergy"
    INTOLERANCE = "intolerance"


class AllergyCategory(StrEnum):
    """http://hl7.org/fhir/allergy-intolerance-category."""

    FOOD = "food"
    MEDICATION = "medication"
    ENVIRONMENT = "environment"
    BIOLOGIC = "biologic"


class Criticality(StrEnum):
    """http://hl7.org/fhir/allergy-intolerance-criticality."""

    LOW = "low"
    HIGH = "high"
    UNABLE_TO_ASSESS = "unable-to-assess"


class ImmunizationStatus(StrEnum):
    """http://hl7.org/fhir/event-status, the subset that Immunization allows."""

    COMPLETED = "completed"
    ENTERED_IN_ERROR = "entered-in-error"
    NOT_DONE = "not-done"


class EncounterStatus(StrEnum):
    """http://hl7.org/fhir/encounter-status."""

    PLANNED = "planned"
    ARRIVED = "arrived"
    TRIAGED = "triaged"
    IN_PROGRESS = "in-progress"
    ON_LEAVE = "onleave"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered-in-error"
    UNKNOWN = "unknown"


class ProcedureStatus(StrEnum):
    """http://hl7.org/fhir/event-status."""

    PREPARATION = "preparation"
    IN_PROGRESS = "in-progress"
    NOT_DONE = "not-done"
    ON_HOLD = "on-hold"
    STOPPED = "stopped"
    COMPLETED = "completed"
    ENTERED_IN_ERROR = "entered-in-error"
    UNKNOWN = "unknown"


class FamilyHistoryStatus(StrEnum):
    """http://hl7.org/fhir/history-status."""

    PARTIAL = "partial"
    COMPLETED = "completed"
    ENTERED_IN_ERROR = "entered-in-error"
    HEALTH_UNKNOWN = "health-unknown"


class ConsentCategory(StrEnum):
    """What a consent is about."""

    TREATMENT = "treatment"
    AI_PROCESSING = "ai-processing"
    RESEARCH = "research"
    SHARING = "sharing"


class ConsentDecision(StrEnum):
    """FHIR consent provision type."""

    PERMIT = "permit"
    DENY = "deny"


class ConsentStatus(StrEnum):
    """http://hl7.org/fhir/consent-state-codes."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ACTIVE = "active"
    REJECTED = "rejected"
    INACTIVE = "inactive"
    ENTERED_IN_ERROR = "entered-in-error"


class FlagStatus(StrEnum):
    """http://hl7.org/fhir/flag-status."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    ENTERED_IN_ERROR = "entered-in-error"


class FlagCategory(StrEnum):
    """http://terminology.hl7.org/CodeSystem/flag-category."""

    DIET = "diet"
    DRUG = "drug"
    LAB = "lab"
    ADMINISTRATIVE = "admin"
    CONTACT = "contact"
    CLINICAL = "clinical"
    BEHAVIORAL = "behavioral"
    RESEARCH = "research"
    ADVANCE_DIRECTIVE = "advance-directive"
    SAFETY = "safety"


class FlagSeverity(StrEnum):
    """How loudly a flag is shown and how high its patient stands in the worklist."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class ObservationStatus(StrEnum):
    """http://hl7.org/fhir/observation-status."""

    REGISTERED = "registered"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    AMENDED = "amended"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered-in-error"
    UNKNOWN = "unknown"


class ObservationCategory(StrEnum):
    """http://terminology.hl7.org/CodeSystem/observation-category."""

    LABORATORY = "laboratory"
    VITAL_SIGNS = "vital-signs"
    SURVEY = "survey"
    SOCIAL_HISTORY = "social-history"
    IMAGING = "imaging"
    PROCEDURE = "procedure"
    EXAM = "exam"
    THERAPY = "therapy"
    ACTIVITY = "activity"


class Interpretation(StrEnum):
    """http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation, the codes in use here."""

    NORMAL = "N"
    LOW = "L"
    HIGH = "H"
    CRITICAL_LOW = "LL"
    CRITICAL_HIGH = "HH"
    ABNORMAL = "A"
    CRITICAL_ABNORMAL = "AA"

    @property
    def is_critical(self) -> bool:
        """Whether someone should act on it now."""
        return self in (self.CRITICAL_LOW, self.CRITICAL_HIGH, self.CRITICAL_ABNORMAL)

    @property
    def is_abnormal(self) -> bool:
        """Whether it lies outside what is expected."""
        return self is not self.NORMAL
