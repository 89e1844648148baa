"""The record in the words of FHIR R4, for whoever speaks it to the outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salus.records import kinds
from salus.records.chart import Chart
from salus.records.contract.facts import Recorded
from salus.records.contract.people import CareTeamMember, Patient, Practitioner
from salus.records.contract.views import Provenance
from salus.records.kinds import Kind
from salus.records.logic.fhir import writing

FHIR_KINDS: Mapping[str, Kind[Any, Any]] = {
    "Observation": kinds.OBSERVATION,
    "Condition": kinds.CONDITION,
    "MedicationStatement": kinds.MEDICATION,
    "AllergyIntolerance": kinds.ALLERGY,
    "Immunization": kinds.IMMUNIZATION,
    "Encounter": kinds.ENCOUNTER,
    "Procedure": kinds.PROCEDURE,
    "FamilyMemberHistory": kinds.FAMILY_HISTORY,
    "Consent": kinds.CONSENT,
    "Flag": kinds.FLAG,
}
FHIR_NAMES: Mapping[str, str] = {kind.name: name for name, kind in FHIR_KINDS.items()}


def fact_as_fhir(chart: Chart, fact: Recorded) -> dict[str, Any]:
    """A fact of this chart."""
    return writing.resource_of(fact, chart.patient_id)


def patient_as_fhir(patient: Patient) -> dict[str, Any]:
    """A person."""
    return writing.patient(patient)


def practitioner_as_fhir(practitioner: Practitioner) -> dict[str, Any]:
    """Somebody who treats."""
    return writing.practitioner(practitioner)


def care_team_as_fhir(member: CareTeamMember) -> dict[str, Any]:
    """A care relationship."""
    return writing.care_team(member)


def provenance_as_fhir(origin: Provenance) -> dict[str, Any]:
    """Where a fact came from."""
    name = FHIR_NAMES.get(origin.target_type, "Basic")
    return writing.provenance(origin, f"{name}/{origin.target_id}")
