"""Each kind of fact as its FHIR R4 resource. What R4 has no element for stands in an extension of ours."""

from __future__ import annotations

from functools import singledispatch
from uuid import UUID

from salus.records.contract.facts import (
    AllergyIntolerance,
    Condition,
    Consent,
    Encounter,
    FamilyMemberHistory,
    Flag,
    Immunization,
    MedicationStatement,
    NewFact,
    Procedure,
    Recorded,
)
from salus.records.contract.observations import Observation
from salus.records.contract.vocabulary import (
    ConditionCategory,
    ConsentCategory,
    ConsentDecision,
    Severity,
    VerificationStatus,
)
from salus.records.logic.fhir import naming
from salus.records.logic.fhir.writing.elements import (
    Element,
    coding,
    concept,
    day,
    extension,
    filled,
    moment,
    notes,
    period,
    reference,
    resource,
    words,
)
from salus.records.logic.fhir.writing.observations import observation

# SNOMED CT concepts of condition-severity, the value set that FHIR R4 prefers for Condition.severity.
SEVERITIES = {Severity.MILD: "255604002", Severity.MODERATE: "6736007", Severity.SEVERE: "24484000"}
SNOMED = "http://snomed.info/sct"
# FHIR R4 constraint ppc-1: a consent names its policy. OPTIN and OPTOUT are those of v3-ActCode.
POLICY = {ConsentDecision.PERMIT: "OPTIN", ConsentDecision.DENY: "OPTOUT"}
SCOPES = {ConsentCategory.TREATMENT: "treatment", ConsentCategory.RESEARCH: "research"}


@singledispatch
def resource_of(fact: Recorded, patient_id: UUID) -> Element:
    """The FHIR resource of a fact of this patient."""
    raise TypeError(f"no FHIR resource is known for {type(fact).__name__}")


@resource_of.register
def _observation(fact: Observation, patient_id: UUID) -> Element:
    return observation(fact, patient_id)


@resource_of.register
def _condition(fact: Condition, patient_id: UUID) -> Element:
    # FHIR R4 constraint con-5: what was entered in error has no clinical status.
    is_error = fact.verification_status is VerificationStatus.ENTERED_IN_ERROR
    is_concern = fact.category is ConditionCategory.HEALTH_CONCERN
    severity = fact.severity
    return resource(
        "Condition",
        fact,
        extension=_said_by(fact),
        clinicalStatus=None if is_error else coding(naming.CONDITION_CLINICAL, fact.clinical_status),
        verificationStatus=coding(naming.CONDITION_VERIFICATION, fact.verification_status),
        category=[coding(naming.HEALTH_CONCERN if is_concern else naming.CONDITION_CATEGORY, fact.category)],
        severity=coding(SNOMED, SEVERITIES[severity], severity.value) if severity else None,
        code=concept(fact.display, fact.code, fact.code_system),
        bodySite=_one(words(fact.body_site)),
        subject=reference("Patient", patient_id),
        encounter=reference("Encounter", fact.encounter_id),
        onsetDateTime=day(fact.onset_date),
        abatementDateTime=day(fact.abatement_date),
        recordedDate=moment(fact.recorded_at),
        note=notes(fact.note),
    )


@resource_of.register
def _medication(fact: MedicationStatement, patient_id: UUID) -> Element:
    dose = filled(value=fact.dose_value, unit=fact.dose_unit) if fact.dose_value is not None else None
    dosage = filled(
        text=fact.dosage_text,
        timing={"code": {"text": fact.frequency}} if fact.frequency else None,
        asNeededBoolean=fact.is_as_needed,
        route=words(fact.route),
        doseAndRate=[{"doseQuantity": dose}] if dose else None,
    )
    return resource(
        "MedicationStatement",
        fact,
        extension=[*_said_by(fact), *extension(naming.PRESCRIBER, "String", fact.prescriber)],
        status=fact.status.value,
        medicationCodeableConcept=concept(fact.display, fact.code, fact.code_system),
        subject=reference("Patient", patient_id),
        context=reference("Encounter", fact.encounter_id),
        effectivePeriod=period(day(fact.start_date), day(fact.end_date)),
        dateAsserted=moment(fact.recorded_at),
        reasonCode=_one(words(fact.reason)),
        dosage=_one(dosage),
        note=notes(fact.note),
    )


@resource_of.register
def _allergy(fact: AllergyIntolerance, patient_id: UUID) -> Element:
    # FHIR R4 constraint ait-2, as con-5 above.
    is_error = fact.verification_status is VerificationStatus.ENTERED_IN_ERROR
    # A reaction needs a manifestation; a severity alone says so of one that is not known.
    unknown = {"extension": extension(naming.DATA_ABSENT, "Code", "unknown")}
    reaction = filled(severity=fact.severity.value if fact.severity else None)
    if reaction or fact.reaction:
        reaction["manifestation"] = [words(fact.reaction) or unknown]
    return resource(
        "AllergyIntolerance",
        fact,
        extension=_said_by(fact),
        clinicalStatus=None if is_error else coding(naming.ALLERGY_CLINICAL, fact.clinical_status),
        verificationStatus=coding(naming.ALLERGY_VERIFICATION, fact.verification_status),
        type=fact.allergy_type.value if fact.allergy_type else None,
        category=[fact.category.value] if fact.category else None,
        criticality=fact.criticality.value if fact.criticality else None,
        code=concept(fact.display, fact.code, fact.code_system),
        patient=reference("Patient", patient_id),
        encounter=reference("Encounter", fact.encounter_id),
        onsetDateTime=day(fact.onset_date),
        note=notes(fact.note),
        reaction=_one(reaction),
    )


@resource_of.register
def _immunization(fact: Immunization, patient_id: UUID) -> Element:
    return resource(
        "Immunization",
        fact,
        extension=_said_by(fact),
        status=fact.status.value,
        vaccineCode=concept(fact.display, fact.code, fact.code_system),
        patient=reference("Patient", patient_id),
        encounter=reference("Encounter", fact.encounter_id),
        occurrenceDateTime=day(fact.occurrence_date),
        recorded=moment(fact.recorded_at),
        lotNumber=fact.lot_number,
        site=words(fact.site),
        note=notes(fact.note),
        protocolApplied=[{"doseNumberPositiveInt": fact.dose_number}] if fact.dose_number else None,
    )


@resource_of.register
def _encounter(fact: Encounter, patient_id: UUID) -> Element:
    individual = reference("Practitioner", fact.practitioner_id)
    return resource(
        "Encounter",
        fact,
        extension=[*_said_by(fact), *extension(naming.NOTE, "String", fact.note)],
        status=fact.status.value,
        class_={"system": naming.ACT_CODE, "code": fact.encounter_class},
        type=_one(concept(fact.display, fact.code, fact.code_system)),
        subject=reference("Patient", patient_id),
        participant=[{"individual": individual}] if individual else None,
        period=period(moment(fact.start_at), moment(fact.end_at)),
        reasonCode=_one(words(fact.reason)),
        serviceProvider={"display": fact.service_provider} if fact.service_provider else None,
    )


@resource_of.register
def _procedure(fact: Procedure, patient_id: UUID) -> Element:
    when: Element = {"performedDateTime": moment(fact.performed_at)}
    if fact.performed_end_at is not None:
        when = {"performedPeriod": period(moment(fact.performed_at), moment(fact.performed_end_at))}
    return resource(
        "Procedure",
        fact,
        extension=_said_by(fact),
        status=fact.status.value,
        code=concept(fact.display, fact.code, fact.code_system),
        subject=reference("Patient", patient_id),
        encounter=reference("Encounter", fact.encounter_id),
        **when,
        bodySite=_one(words(fact.body_site)),
        outcome=words(fact.outcome),
        note=notes(fact.note),
    )


@resource_of.register
def _family_history(fact: FamilyMemberHistory, patient_id: UUID) -> Element:
    age = filled(value=fact.onset_age, unit="a", system=naming.UCUM, code="a")
    disease = filled(
        code=concept(fact.display, fact.code, fact.code_system), onsetAge=age if fact.onset_age is not None else None
    )
    return resource(
        "FamilyMemberHistory",
        fact,
        extension=_said_by(fact),
        status=fact.status.value,
        patient=reference("Patient", patient_id),
        date=moment(fact.recorded_at),
        relationship=words(fact.relationship),
        deceasedBoolean=fact.is_deceased,
        note=notes(fact.note),
        condition=[disease],
    )


@resource_of.register
def _consent(fact: Consent, patient_id: UUID) -> Element:
    practitioner = reference("Practitioner", fact.practitioner_id)
    actor = {"role": coding(naming.PARTICIPATION, "PRCP"), "reference": practitioner} if practitioner else None
    return resource(
        "Consent",
        fact,
        extension=[*_said_by(fact), *extension(naming.NOTE, "String", fact.note)],
        status=fact.status.value,
        scope=coding(naming.CONSENT_SCOPE, SCOPES.get(fact.category, "patient-privacy")),
        category=[coding(naming.CONSENT_CATEGORY, fact.category)],
        patient=reference("Patient", patient_id),
        dateTime=moment(fact.recorded_at),
        policyRule=coding(naming.ACT_CODE, POLICY[fact.decision]),
        provision=filled(
            type=fact.decision.value, period=period(day(fact.valid_from), day(fact.valid_to)), actor=_one(actor)
        ),
    )


@resource_of.register
def _flag(fact: Flag, patient_id: UUID) -> Element:
    return resource(
        "Flag",
        fact,
        extension=[
            *_said_by(fact),
            *extension(naming.SEVERITY, "Code", fact.severity.value),
            *extension(naming.NOTE, "String", fact.note),
        ],
        status=fact.status.value,
        category=[coding(naming.FLAG_CATEGORY, fact.category)],
        code=concept(fact.display, fact.code, fact.code_system),
        subject=reference("Patient", patient_id),
        period=period(moment(fact.period_start), moment(fact.period_end)),
    )


def _said_by(fact: NewFact) -> list[Element]:
    return extension(naming.SOURCE, "Code", fact.source.value)


def _one(element: Element | None) -> list[Element]:
    return [element] if element else []
