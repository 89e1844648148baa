"""The record as FHIR R4 resources. Pure: contract types in, JSON elements out; nothing is guessed, nothing is empty."""

from salus.records.logic.fhir.writing.facts import resource_of
from salus.records.logic.fhir.writing.people import care_team, patient, practitioner
from salus.records.logic.fhir.writing.provenance import provenance

__all__ = ["care_team", "patient", "practitioner", "provenance", "resource_of"]
