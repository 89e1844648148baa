"""The search parameters of each type: those of FHIR R4 and US Core that the record can answer, and no others."""

from __future__ import annotations

from salus.exchange.contract import Parameter

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
CODE = Parameter("code", "token", ("code", "code_system"))
STATUS = Parameter("status", "token", ("status",))
ENCOUNTER = Parameter("encounter", "reference", ("encounter_id",))
LAST_UPDATED = Parameter("_lastUpdated", "date", ("updated_at",))
CLINICAL = ("clinical_status",)
VERIFICATION = ("verification_status",)

FACTS: dict[str, tuple[Parameter, ...]] = {
    "Observation": (
        CODE,
        Parameter("category", "token", ("category",), f"{TERMINOLOGY}/observation-category"),
        Parameter("date", "date", ("effective_at",)),
        STATUS,
        ENCOUNTER,
    ),
    "Condition": (
        CODE,
        Parameter("category", "token", ("category",)),
        Parameter("clinical-status", "token", CLINICAL, f"{TERMINOLOGY}/condition-clinical"),
        Parameter("verification-status", "token", VERIFICATION, f"{TERMINOLOGY}/condition-ver-status"),
        Parameter("onset-date", "date", ("onset_date",)),
        Parameter("abatement-date", "date", ("abatement_date",)),
        Parameter("recorded-date", "date", ("recorded_at",)),
        ENCOUNTER,
    ),
    "MedicationStatement": (
        CODE,
        STATUS,
        Parameter("effective", "date", ("start_date", "end_date")),
        Parameter("context", "reference", ("encounter_id",)),
    ),
    "AllergyIntolerance": (
        CODE,
        Parameter("category", "token", ("category",)),
        Parameter("clinical-status", "token", CLINICAL, f"{TERMINOLOGY}/allergyintolerance-clinical"),
        Parameter("verification-status", "token", VERIFICATION, f"{TERMINOLOGY}/allergyintolerance-verification"),
        Parameter("criticality", "token", ("criticality",)),
    ),
    "Immunization": (
        Parameter("vaccine-code", "token", ("code", "code_system")),
        STATUS,
        Parameter("date", "date", ("occurrence_date",)),
    ),
    "Encounter": (
        Parameter("type", "token", ("code", "code_system")),
        Parameter("class", "token", ("encounter_class",), f"{TERMINOLOGY}/v3-ActCode"),
        STATUS,
        Parameter("date", "date", ("start_at", "end_at")),
        Parameter("participant", "reference", ("practitioner_id",)),
    ),
    "Procedure": (CODE, STATUS, Parameter("date", "date", ("performed_at",)), ENCOUNTER),
    "FamilyMemberHistory": (CODE, STATUS),
    "Consent": (
        Parameter("category", "token", ("category",), "urn:salus:consent-category"),
        STATUS,
        Parameter("date", "date", ("recorded_at",)),
    ),
    "Flag": (Parameter("date", "date", ("period_start", "period_end")),),
}
CARE_TEAM = (Parameter("status", "token"),)
PROVENANCE = (Parameter("target", "string", documentation="Type/id of an entry; several with commas."),)
DOCUMENTS = (
    Parameter("category", "token", documentation="clinical-note, or the type that the sender gave."),
    Parameter("type", "token", documentation="The type that the sender gave, such as lab_report."),
    Parameter("status", "token"),
    Parameter("date", "date", documentation="When the file was taken in."),
)
PATIENTS = (
    Parameter("name", "string", documentation="Any part of the name; slips of the finger are forgiven."),
    Parameter("family", "string"),
    Parameter("given", "string"),
    Parameter("birthdate", "date", documentation="A whole date, without a prefix."),
    Parameter("identifier", "token"),
)
PRACTITIONERS = (
    Parameter("name", "string", documentation="Any part of the name; slips of the finger are forgiven."),
    Parameter("identifier", "token"),
)
