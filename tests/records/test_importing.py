"""Synthea bundles become charts: everything is taken or accounted for, and a second import changes nothing."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from salus.core.context import WORKER
from salus.core.errors import RoleNotAllowed
from salus.core.services import Services
from salus.records import service as records
from salus.records.contract import (
    CareTeamStatus,
    ClinicalStatus,
    EncounterStatus,
    FactSource,
    ImportReport,
    Interpretation,
    MedicationStatus,
    NotABundle,
    PatientNotUsable,
    Severity,
)
from tests.support.clinic import Clinic

SYNTHEA = Path(__file__).parents[3] / "shared" / "data" / "interop" / "synthea_r4"
SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"
needs_samples = pytest.mark.skipif(not SYNTHEA.is_dir(), reason="the sample bundles are not here")


def coded(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def bundle(*resources: dict[str, Any], **patient: Any) -> bytes:
    """A bundle with one patient, new each time unless an identifier is given, and some resources about them."""
    person = {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [{"system": "urn:test", "value": uuid4().hex}],
        "name": [{"use": "official", "family": "Koepp", "given": ["Abdul", "M."]}],
        "gender": "male",
        "birthDate": "1958-03-09",
        **patient,
    }
    entries = [{"fullUrl": f"urn:uuid:{each['id']}", "resource": each} for each in (person, *resources)]
    return json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}).encode()


async def load(services: Services, data: bytes, clinic: Clinic | None = None) -> ImportReport:
    treated_by = clinic.doctor.actor.practitioner_id if clinic else None
    async with services.transaction(WORKER, "test-import") as ctx:
        return await records.import_bundle(ctx, data, treated_by)


async def everything(clinic: Clinic, data: bytes) -> dict[str, Any]:
    """Import into the doctor's panel and read the chart back."""
    report = await load(clinic.services, data, clinic)
    async with clinic.as_actor(clinic.doctor.actor) as ctx:
        (hit,) = (await records.find_patients(ctx, name="Abdul Koepp")).items
        chart = await records.open_chart(ctx, hit.id)
        return {
            "report": report,
            "patient": hit,
            "conditions": await records.list_conditions(ctx, chart),
            "medications": await records.list_medications(ctx, chart),
            "allergies": await records.list_allergies(ctx, chart),
            "immunizations": await records.list_immunizations(ctx, chart),
            "encounters": await records.list_encounters(ctx, chart),
            "procedures": await records.list_procedures(ctx, chart),
            "family": await records.list_family_history(ctx, chart),
            "observations": await records.list_observations(ctx, chart),
            "team": await records.list_care_team(ctx, chart),
            "timeline": (await records.timeline(ctx, chart)).items,
        }


@needs_samples
async def test_every_resource_of_every_sample_is_taken_known_or_left_with_a_reason(services: Services) -> None:
    files = sorted(SYNTHEA.glob("*.json.gz"))[:12]
    first, second = ImportReport(), ImportReport()
    for path in files:
        first.add(await load(services, gzip.decompress(path.read_bytes())))
    for path in files:
        second.add(await load(services, gzip.decompress(path.read_bytes())))
    assert (first.patients_new, first.patients_known) == (len(files), 0)
    for line in (*first.lines(), *second.lines()):
        assert line.taken + line.known + line.left == line.seen, line
    assert second.taken["Practitioner"] == 0
    assert {name for name, _, _ in first.reasons()} <= {
        "Claim",
        "ExplanationOfBenefit",
        "CarePlan",
        "Goal",
        "ImagingStudy",
    }
    assert first.rows_written > 1000
    assert (second.patients_new, second.patients_known, second.rows_written) == (0, len(files), 0)
    for name in ("Condition", "Encounter", "Observation", "MedicationRequest", "Immunization", "Procedure"):
        assert (second.taken[name], second.known[name]) == (0, first.taken[name])


async def test_a_second_import_changes_neither_chart_nor_edits(clinic: Clinic) -> None:
    condition = {"resourceType": "Condition", "id": "c1", "code": coded(SNOMED, "195967001", "Asthma")}
    data = bundle(condition)
    before = await everything(clinic, data)
    (fact,) = before["conditions"]
    async with clinic.as_actor(clinic.doctor.actor) as ctx:
        chart = await records.open_chart(ctx, before["patient"].id)
        await records.mark_fact_as_error(ctx, chart, records_kind(), fact.id, 1)
        revision = await records.chart_revision(ctx, chart)
    again = await everything(clinic, data)
    assert again["conditions"] == ()
    assert again["report"].rows_written == 0
    async with clinic.as_actor(clinic.doctor.actor) as ctx:
        chart = await records.open_chart(ctx, before["patient"].id)
        assert await records.chart_revision(ctx, chart) == revision


def records_kind() -> Any:
    from salus.records.kinds import CONDITION

    return CONDITION


async def test_a_second_import_adds_what_is_new(clinic: Clinic) -> None:
    identifier = [{"system": "urn:test", "value": uuid4().hex}]
    one = {"resourceType": "Condition", "id": "c1", "code": coded(SNOMED, "195967001", "Asthma")}
    two = {"resourceType": "Condition", "id": "c2", "code": coded(SNOMED, "38341003", "Hypertension")}
    await load(clinic.services, bundle(one, identifier=identifier))
    read = await everything(clinic, bundle(one, two, identifier=identifier))
    assert {each.display for each in read["conditions"]} == {"Asthma", "Hypertension"}
    assert (read["report"].known["Condition"], read["report"].taken["Condition"]) == (1, 1)


async def test_short_ids_of_two_sources_are_two_entries(clinic: Clinic) -> None:
    """Both hospitals know the patient by the national number, and both call their first condition 1."""
    number = {"system": "urn:national", "value": uuid4().hex}
    for hospital, display in (("a", "Asthma"), ("b", "Hypertension")):
        own = {"system": f"urn:hospital:{hospital}", "value": uuid4().hex}
        condition = {"resourceType": "Condition", "id": "1", "code": {"text": display}}
        read = await everything(clinic, bundle(condition, identifier=[own, number]))
    assert {each.display for each in read["conditions"]} == {"Asthma", "Hypertension"}


async def test_entries_without_any_id_are_told_apart_by_their_content(clinic: Clinic) -> None:
    data = json.loads(bundle())
    for display in ("Asthma", "Hypertension"):
        data["entry"].append({"resource": {"resourceType": "Condition", "code": {"text": display}}})
    for _ in range(2):
        read = await everything(clinic, json.dumps(data).encode())
        assert {each.display for each in read["conditions"]} == {"Asthma", "Hypertension"}


async def test_each_type_becomes_its_fact_and_points_to_its_visit(clinic: Clinic) -> None:
    subject = {"subject": {"reference": "urn:uuid:p1"}, "encounter": {"reference": "urn:uuid:e1"}}
    resources: list[dict[str, Any]] = [
        {
            "resourceType": "Practitioner",
            "id": "d1",
            "name": [{"family": "Hilpert", "given": ["Sharyl"], "prefix": ["Dr."]}],
            "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "160"}],
        },
        {"resourceType": "Organization", "id": "o1", "name": "North Shore Medical Center"},
        {
            "resourceType": "Encounter",
            "id": "e1",
            "status": "finished",
            "class": {"code": "EMER"},
            "type": [coded(SNOMED, "50849002", "Emergency room admission")],
            "period": {"start": "2016-02-01T10:00:00-05:00", "end": "2016-02-01T11:30:00-05:00"},
            "participant": [{"individual": {"reference": "urn:uuid:d1"}}],
            "serviceProvider": {"reference": "urn:uuid:o1"},
            "reasonCode": [coded(SNOMED, "22298006", "Myocardial infarction")],
        },
        {
            "resourceType": "Condition",
            "id": "c1",
            **subject,
            "code": coded(SNOMED, "22298006", "Myocardial infarction"),
            "clinicalStatus": {"coding": [{"code": "resolved"}]},
            "severity": {"text": "Severe"},
            "onsetDateTime": "2016-02-01T10:00:00-05:00",
            "abatementDateTime": "2016-03-01",
        },
        {
            "resourceType": "MedicationRequest",
            "id": "m1",
            **subject,
            "status": "stopped",
            "medicationReference": {"reference": "urn:uuid:x1"},
            "authoredOn": "2016-02-01",
            "requester": {"reference": "urn:uuid:d1"},
            "reasonReference": [{"reference": "urn:uuid:c1"}],
            "dosageInstruction": [
                {
                    "timing": {"repeat": {"frequency": 2, "period": 1.0, "periodUnit": "d"}},
                    "asNeededBoolean": False,
                    "doseAndRate": [{"doseQuantity": {"value": 1.50, "unit": "tablet"}}],
                }
            ],
        },
        {
            "resourceType": "Medication",
            "id": "x1",
            "code": coded("http://www.nlm.nih.gov/research/umls/rxnorm", "310965", "Ibuprofen 200 MG Oral Tablet"),
        },
        {
            "resourceType": "AllergyIntolerance",
            "id": "a1",
            "patient": {"reference": "urn:uuid:p1"},
            "code": coded(SNOMED, "300913006", "Shellfish allergy"),
            "category": ["food"],
            "criticality": "high",
            "reaction": [{"manifestation": [{"text": "Hives"}, {"text": "Wheeze"}], "severity": "moderate"}],
        },
        {
            "resourceType": "Immunization",
            "id": "i1",
            "status": "completed",
            "vaccineCode": coded("http://hl7.org/fhir/sid/cvx", "140", "Influenza"),
            "occurrenceDateTime": "2015-10-14T23:37:54+00:00",
        },
        {
            "resourceType": "Procedure",
            "id": "r1",
            **subject,
            "status": "completed",
            "code": coded(SNOMED, "73761001", "Colonoscopy"),
            "performedPeriod": {"start": "2016-02-02T08:00:00Z", "end": "2016-02-02T08:40:00Z"},
        },
        {
            "resourceType": "FamilyMemberHistory",
            "id": "f1",
            "status": "completed",
            "relationship": {"text": "mother"},
            "condition": [
                {"code": coded(SNOMED, "254837009", "Breast cancer"), "onsetAge": {"value": 48, "unit": "a"}},
                {"code": coded(SNOMED, "44054006", "Diabetes")},
            ],
        },
        {
            "resourceType": "Observation",
            "id": "b1",
            **subject,
            "status": "final",
            "category": [{"coding": [{"code": "vital-signs"}]}],
            "code": coded(LOINC, "55284-4", "Blood pressure"),
            "effectiveDateTime": "2016-02-01T10:05:00-05:00",
            "component": [
                {
                    "code": coded(LOINC, "8480-6", "Systolic"),
                    "valueQuantity": {"value": 152.50, "unit": "mmHg", "code": "mm[Hg]"},
                },
                {
                    "code": coded(LOINC, "8462-4", "Diastolic"),
                    "valueQuantity": {"value": 91, "unit": "mmHg", "code": "mm[Hg]"},
                },
            ],
        },
        {
            "resourceType": "Observation",
            "id": "b2",
            **subject,
            "status": "final",
            "category": [{"coding": [{"code": "laboratory"}]}],
            "code": coded(LOINC, "2823-3", "Potassium"),
            "effectiveDateTime": "2016-02-01T10:05:00-05:00",
            "valueQuantity": {"value": 5.10, "unit": "mmol/L", "code": "mmol/L", "comparator": ">="},
            "referenceRange": [{"low": {"value": 3.5}, "high": {"value": 5.0}}],
        },
        {
            "resourceType": "DiagnosticReport",
            "id": "g1",
            "code": coded(LOINC, "51990-0", "Basic metabolic panel"),
            "result": [{"reference": "urn:uuid:b2"}],
        },
        {"resourceType": "Claim", "id": "k1"},
    ]
    read = await everything(clinic, bundle(*resources, deceasedDateTime="2020-01-02T03:04:05Z"))

    person = read["patient"]
    assert (person.given, person.family, person.birth_date) == ("Abdul M.", "Koepp", date(1958, 3, 9))
    assert person.deceased_at == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert person.age_on(date(2026, 1, 1)) == 61

    (visit,) = read["encounters"]
    assert (visit.encounter_class, visit.status) == ("EMER", EncounterStatus.FINISHED)
    assert visit.start_at == datetime(2016, 2, 1, 15, 0, tzinfo=UTC)
    assert (visit.service_provider, visit.reason) == ("North Shore Medical Center", "Myocardial infarction")

    (condition,) = read["conditions"]
    assert (condition.clinical_status, condition.severity) == (ClinicalStatus.RESOLVED, Severity.SEVERE)
    assert (condition.onset_date, condition.abatement_date) == (date(2016, 2, 1), date(2016, 3, 1))
    assert (condition.source, condition.encounter_id) == (FactSource.IMPORT, visit.id)

    (medicine,) = read["medications"]
    assert (medicine.display, medicine.status) == ("Ibuprofen 200 MG Oral Tablet", MedicationStatus.STOPPED)
    assert (medicine.dose_value, medicine.dose_unit) == (Decimal("1.5"), "tablet")
    assert (medicine.frequency, medicine.is_as_needed) == ("2 times every 1 d", False)
    assert (medicine.prescriber, medicine.reason) == ("Sharyl Hilpert", "Myocardial infarction")

    (allergy,) = read["allergies"]
    assert (allergy.reaction, allergy.severity) == ("Hives, Wheeze", Severity.MODERATE)
    assert [each.occurrence_date for each in read["immunizations"]] == [date(2015, 10, 14)]
    assert [each.performed_at for each in read["procedures"]] == [datetime(2016, 2, 2, 8, 0, tzinfo=UTC)]
    assert {(each.display, each.onset_age) for each in read["family"]} == {("Breast cancer", 48), ("Diabetes", None)}

    values = {each.code: each for each in read["observations"]}
    systolic, diastolic, potassium = values["8480-6"], values["8462-4"], values["2823-3"]
    assert len(read["observations"]) == 3
    assert str(systolic.value) == "152.5"
    assert systolic.panel_id == diastolic.panel_id is not None
    assert systolic.panel_code == "55284-4"
    assert potassium.panel_code == "51990-0"
    assert (potassium.comparator, potassium.interpretation) == (">=", Interpretation.HIGH)
    assert potassium.encounter_id == visit.id

    team = {member.practitioner_name: member for member in read["team"]}
    assert team["Dr. Sharyl Hilpert"].status is CareTeamStatus.ACTIVE
    assert {entry.kind for entry in read["timeline"]} == {
        "encounter",
        "condition",
        "medication",
        "allergy",
        "immunization",
        "procedure",
        "family-history",
        "laboratory",
        "vital-signs",
    }
    assert read["report"].left == {("Claim", "billing is not part of a chart here"): 1}


async def test_a_care_team_says_who_treats_and_a_statement_what_is_taken(clinic: Clinic) -> None:
    doctor = {"resourceType": "Practitioner", "id": "d1", "name": [{"family": "Hilpert", "given": ["Sharyl"]}]}
    nurse = {"resourceType": "Practitioner", "id": "d2", "name": [{"family": "Boone"}]}
    team = {
        "resourceType": "CareTeam",
        "id": "t1",
        "status": "active",
        "participant": [
            {"member": {"reference": "Practitioner/d1"}, "role": [{"text": "cardiologist"}]},
            {"member": {"reference": "urn:uuid:d2"}, "period": {"start": "2015-01-01", "end": "2016-01-01"}},
            {"member": {"reference": "Patient/p1"}},
        ],
    }
    statement = {
        "resourceType": "MedicationStatement",
        "id": "s1",
        "status": "active",
        "medicationCodeableConcept": {"text": "Metformin"},
        "effectivePeriod": {"start": "2020-05-01"},
        "dosage": [{"text": "500 mg twice a day"}],
    }
    read = await everything(clinic, bundle(doctor, nurse, team, statement))
    members = {each.practitioner_name: each for each in read["team"]}
    assert members["Sharyl Hilpert"].role == "cardiologist"
    assert members["Boone"].period_end == datetime(2016, 1, 1, tzinfo=UTC)
    (medicine,) = read["medications"]
    assert (medicine.display, medicine.dosage_text) == ("Metformin", "500 mg twice a day")
    assert (medicine.start_date, medicine.status) == (date(2020, 5, 1), MedicationStatus.ACTIVE)


async def test_more_rows_than_one_statement_takes(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salus.records.store.importing.ROWS_PER_STATEMENT", 2)
    conditions = [
        {"resourceType": "Condition", "id": f"c{number}", "code": {"text": f"Problem {number}"}} for number in range(5)
    ]
    read = await everything(clinic, bundle(*conditions))
    assert {each.display for each in read["conditions"]} == {f"Problem {number}" for number in range(5)}


async def test_a_value_that_nobody_can_have_is_kept_as_sent_and_marked(clinic: Clinic) -> None:
    """Synthea writes total protein with the number of g/L and the unit g/dL."""
    observation = {
        "resourceType": "Observation",
        "id": "b1",
        "status": "final",
        "code": coded(LOINC, "2885-2", "Total protein"),
        "effectiveDateTime": "2016-02-01T10:05:00Z",
        "valueQuantity": {"value": 71.3, "code": "g/dL"},
    }
    read = await everything(clinic, bundle(observation))
    (value,) = read["observations"]
    assert (value.value, value.quality) == (Decimal("71.3"), 0)
    assert "living people" in value.note
    assert read["report"].remarks() == (("Observation", "value that nobody can have, kept as sent with quality 0", 1),)


async def test_a_code_that_cannot_be_one_is_kept_beside_its_words(clinic: Clinic) -> None:
    read = await everything(
        clinic, bundle({"resourceType": "Procedure", "id": "r1", "code": coded(SNOMED, "12", "Something done")})
    )
    assert [(each.display, each.code) for each in read["procedures"]] == [("Something done", None)]


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        ({"resourceType": "Immunization", "id": "1", "vaccineCode": {"text": "x"}}, "has no full date"),
        ({"resourceType": "Encounter", "id": "1"}, "has no start"),
        ({"resourceType": "Condition", "id": "1"}, "has neither code nor words"),
        ({"resourceType": "Observation", "id": "1", "effectiveDateTime": "2016"}, "has no full date"),
        ({"resourceType": "Observation", "id": "1", "effectiveDateTime": "2016-02-01"}, "has no value"),
        ({"resourceType": "FamilyMemberHistory", "id": "1"}, "names no relationship"),
        (
            {"resourceType": "Condition", "id": "1", "code": {"text": "x"}, "onsetDateTime": "2999-01-01"},
            "cannot be right: onset_date",
        ),
        ({"resourceType": "Basic", "id": "1"}, "has no place yet"),
    ],
)
async def test_what_cannot_be_taken_is_left_with_its_reason(
    services: Services, resource: dict[str, Any], reason: str
) -> None:
    report = await load(services, bundle(resource))
    assert report.left == {(resource["resourceType"], reason): 1}
    assert report.rows_written == 0


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", NotABundle),
        (b"\xff\xfe", NotABundle),
        (b"[" * 100_000, NotABundle),
        (b"{}", NotABundle),
        (b'{"resourceType": "Patient"}', NotABundle),
        (b'{"resourceType": "Bundle"}', NotABundle),
        (b'{"resourceType": "Bundle", "entry": [1, null, {"resource": []}]}', NotABundle),
        (bundle(birthDate="1958"), PatientNotUsable),
        (bundle(name=[]), PatientNotUsable),
    ],
)
async def test_what_is_no_chart_is_refused_as_a_whole(services: Services, data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        await load(services, data)


async def test_only_the_service_role_imports(clinic: Clinic) -> None:
    with pytest.raises(RoleNotAllowed):
        async with clinic.as_actor(clinic.doctor.actor) as ctx:
            await records.import_bundle(ctx, bundle())
