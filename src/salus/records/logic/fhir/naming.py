"""Names that reading and writing of FHIR share: systems of codes, and extensions for what R4 has no element for.

Systems are those that FHIR R4 (4.0.1) binds the elements to; extensions are URNs of this project, so that no address
is claimed that nobody answers.
"""

from __future__ import annotations

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
UCUM = "http://unitsofmeasure.org"
CONDITION_CLINICAL = f"{TERMINOLOGY}/condition-clinical"
CONDITION_VERIFICATION = f"{TERMINOLOGY}/condition-ver-status"
CONDITION_CATEGORY = f"{TERMINOLOGY}/condition-category"
HEALTH_CONCERN = "http://hl7.org/fhir/us/core/CodeSystem/condition-category"
ALLERGY_CLINICAL = f"{TERMINOLOGY}/allergyintolerance-clinical"
ALLERGY_VERIFICATION = f"{TERMINOLOGY}/allergyintolerance-verification"
OBSERVATION_CATEGORY = f"{TERMINOLOGY}/observation-category"
INTERPRETATION = f"{TERMINOLOGY}/v3-ObservationInterpretation"
ACT_CODE = f"{TERMINOLOGY}/v3-ActCode"
PARTICIPATION = f"{TERMINOLOGY}/v3-ParticipationType"
CONSENT_SCOPE = f"{TERMINOLOGY}/consentscope"
FLAG_CATEGORY = f"{TERMINOLOGY}/flag-category"
PROVENANCE_AGENT = f"{TERMINOLOGY}/provenance-participant-type"
LANGUAGE = "urn:ietf:bcp:47"
DATA_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
CONSENT_CATEGORY = "urn:salus:consent-category"
USER = "urn:salus:user"

NOTE = "urn:salus:fhir:note"  # where the R4 resource has no note
PREGNANT = "urn:salus:fhir:is-pregnant"
PRESCRIBER = "urn:salus:fhir:prescriber"
SEVERITY = "urn:salus:fhir:flag-severity"
QUALITY = "urn:salus:fhir:quality"
ORIGINAL_TEXT = "urn:salus:fhir:original-text"
VALUE_TEXT = "urn:salus:fhir:value-text"
ABOUT = "urn:salus:fhir:about"  # the value is "about" so much (~), which R4's comparators cannot say
PANEL_ID = "urn:salus:fhir:panel-id"
PANEL_CODE = "urn:salus:fhir:panel-code"
SOURCE = "urn:salus:fhir:source"
PAGE = "urn:salus:fhir:page"
QUOTE = "urn:salus:fhir:quote"
CONFIDENCE = "urn:salus:fhir:confidence"
DIGEST = "urn:salus:fhir:inputs-digest"
UNIT_ALONE = "urn:salus:fhir:unit"  # of a value that is words
