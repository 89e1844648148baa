"""FHIR R4 as an integrator meets it: statement, read, versions, search with its links, everything, and who may."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from fhir.resources.R4B import get_fhir_model_class

from salus.records import service as records
from salus.records.contract import (
    AllergyCategory,
    ConsentCategory,
    ConsentDecision,
    NewAllergyIntolerance,
    NewCondition,
    NewConsent,
    NewEncounter,
    NewFamilyMemberHistory,
    NewFlag,
    NewImmunization,
    NewMedicationStatement,
    NewObservation,
    NewProcedure,
    NewProvenance,
    Severity,
)
from tests.support.clinic import Clinic

BASE = "/fhir/R4"
AT = datetime(2026, 5, 12, 8, 30, tzinfo=UTC)
SNOMED = "http://snomed.info/sct"


def validated(resource: dict[str, Any]) -> dict[str, Any]:
    """The resource, after an independent implementation of R4 has found nothing wrong with it."""
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    return resource


def value(code: str, number: str, at: datetime = AT, **more: Any) -> NewObservation:
    return NewObservation(code=code, code_display="Something measured", effective_at=at, value=Decimal(number), **more)


@pytest.fixture
async def filled(clinic: Clinic) -> Clinic:
    """One of everything."""
    async with clinic.chart() as (ctx, chart):
        practitioner = clinic.doctor.actor.practitioner_id
        visit = await records.add_encounter(
            ctx, chart, NewEncounter(display="Check-up", start_at=AT, practitioner_id=practitioner, note="Came late")
        )
        await records.add_condition(
            ctx,
            chart,
            NewCondition(
                display="Hypertension",
                code="38341003",
                code_system=SNOMED,
                severity=Severity.MODERATE,
                onset_date=date(2020, 3, 1),
                encounter_id=visit.id,
            ),
            NewProvenance(quote="problem list", page=2),
        )
        await records.add_medication(
            ctx, chart, NewMedicationStatement(display="Lisinopril", dose_value=Decimal("10.0"), dose_unit="mg")
        )
        await records.add_allergy(
            ctx,
            chart,
            NewAllergyIntolerance(display="Penicillin", category=AllergyCategory.MEDICATION, severity=Severity.MILD),
        )
        await records.add_immunization(ctx, chart, NewImmunization(display="Influenza", occurrence_date=AT.date()))
        await records.add_procedure(
            ctx, chart, NewProcedure(display="Colonoscopy", performed_at=AT, performed_end_at=AT + timedelta(hours=1))
        )
        await records.add_family_history(
            ctx, chart, NewFamilyMemberHistory(relationship="mother", display="Breast cancer", onset_age=48)
        )
        await records.add_flag(ctx, chart, NewFlag(display="Risk of falls"))
        for day in range(5):
            await records.add_observation(
                ctx, chart, value("2276-4", f"{10 + day}.50", AT + timedelta(days=day), unit="ng/mL")
            )
        await records.add_observation(ctx, chart, value("2823-3", "5.1", unit="mmol/L", reference_high=Decimal("5.0")))
    async with clinic.chart(clinic.patient.actor) as (ctx, chart):
        await records.add_consent(
            ctx, chart, NewConsent(category=ConsentCategory.RESEARCH, decision=ConsentDecision.DENY)
        )
    return clinic


async def get(client: httpx.AsyncClient, clinic: Clinic, place: str, **headers: str) -> httpx.Response:
    return await client.get(
        place if place.startswith("http") else BASE + place, headers={**clinic.doctor.headers, **headers}
    )


async def bundle(client: httpx.AsyncClient, clinic: Clinic, place: str) -> dict[str, Any]:
    answer = await get(client, clinic, place)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/fhir+json"
    return validated(answer.json())


def found(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in page.get("entry", []) if entry["search"]["mode"] == "match"]


async def test_the_statement_is_valid_open_to_all_and_names_only_what_is_there(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    answer = await client.get(f"{BASE}/metadata")
    statement = validated(answer.json())
    paths = (await client.get("/api/openapi.json")).json()["paths"]
    served = {each["type"]: each for each in statement["rest"][0]["resource"]}
    assert {"Patient", "Observation", "Condition", "DocumentReference", "Provenance"} <= set(served)
    for name, described in served.items():
        codes = {each["code"] for each in described["interaction"]}
        assert ("read" in codes) == any(path.startswith(f"{BASE}/{name}/{{") for path in paths)
        assert ("search-type" in codes) == (f"{BASE}/{name}" in paths)
        declared = {each["name"] for each in paths.get(f"{BASE}/{name}", {}).get("get", {}).get("parameters", [])}
        assert {each["name"] for each in described.get("searchParam", [])} <= declared


@pytest.mark.parametrize(
    "name",
    [
        "Observation", "Condition", "MedicationStatement", "AllergyIntolerance", "Immunization", "Encounter",
        "Procedure", "FamilyMemberHistory", "Consent", "Flag", "CareTeam", "Provenance",
    ],
)  # fmt: skip
async def test_every_type_is_found_read_and_valid(client: httpx.AsyncClient, filled: Clinic, name: str) -> None:
    page = await bundle(client, filled, f"/{name}?patient=Patient/{filled.patient_id}")
    assert found(page)
    for resource in found(page):
        one = await get(client, filled, f"/{name}/{resource['id']}")
        assert validated(one.json()) == resource


async def test_a_resource_says_what_the_record_says(client: httpx.AsyncClient, filled: Clinic) -> None:
    (condition,) = found(await bundle(client, filled, f"/Condition?patient={filled.patient_id}"))
    assert condition["code"] == {
        "coding": [{"system": SNOMED, "code": "38341003", "display": "Hypertension"}],
        "text": "Hypertension",
    }
    assert condition["onsetDateTime"] == "2020-03-01"
    (visit,) = found(await bundle(client, filled, f"/Encounter?patient={filled.patient_id}"))
    assert condition["encounter"] == {"reference": f"Encounter/{visit['id']}"}
    (origin,) = found(
        await bundle(client, filled, f"/Provenance?patient={filled.patient_id}&target=Condition/{condition['id']}")
    )
    assert origin["target"] == [{"reference": f"Condition/{condition['id']}"}]
    with_origin = await bundle(client, filled, f"/Condition?patient={filled.patient_id}&_revinclude=Provenance:target")
    assert [entry["resource"]["id"] for entry in with_origin["entry"] if entry["search"]["mode"] == "include"] == [
        origin["id"]
    ]


async def test_a_number_keeps_the_digits_that_were_written(client: httpx.AsyncClient, filled: Clinic) -> None:
    answer = await get(client, filled, f"/Observation?patient={filled.patient_id}&code=2276-4&_count=1")
    assert b'"value":14.50' in answer.content


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("code=2276-4", 5),
        ("code=http://loinc.org|2276-4", 5),
        ("code=http://snomed.info/sct|2276-4", 0),
        ("code=2276-4,2823-3", 6),
        ("code=2276-4&code=2823-3", 0),
        ("category=laboratory", 6),
        ("category=vital-signs", 0),
        ("category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory", 6),
        ("category=urn:other|laboratory", 0),
        ("status=final", 6),
        ("date=2026-05-12", 2),
        ("date=ge2026-05-14", 3),
        ("date=gt2026-05-14", 2),
        ("date=lt2026-05-13", 2),
        ("date=le2026-05-13", 3),
        ("date=ge2026-05-13&date=lt2026-05-15", 2),
        ("date=2026", 6),
        ("date=2026-05-12T08:30:00Z", 2),
        ("date=2026-05-12T10:30:00%2B02:00", 2),
        ("date=2026-05-12T10:30:00+02:00", 2),
        ("date=ne2026-05-12", 4),
        ("_lastUpdated=ge2026-01-01", 6),
        ("_lastUpdated=lt2026-01-01", 0),
    ],
)
async def test_searches_find_what_fhir_says(client: httpx.AsyncClient, filled: Clinic, query: str, count: int) -> None:
    page = await bundle(client, filled, f"/Observation?patient={filled.patient_id}&{query}")
    assert len(found(page)) == count
    assert page["total"] == count


async def test_pages_lead_on_by_their_links_and_hold_each_entry_once(client: httpx.AsyncClient, filled: Clinic) -> None:
    place: str | None = f"/Observation?patient={filled.patient_id}&_count=2"
    seen = []
    while place:
        page = await bundle(client, filled, place)
        seen += [resource["id"] for resource in found(page)]
        assert len(found(page)) <= 2
        links = {each["relation"]: each["url"] for each in page["link"]}
        place = links.get("next")
        assert place is None or urlsplit(place).path == f"{BASE}/Observation"
    assert len(seen) == len(set(seen)) == 6


async def test_a_search_can_be_posted_so_that_no_address_holds_a_name(
    client: httpx.AsyncClient, filled: Clinic
) -> None:
    answer = await client.post(f"{BASE}/Patient/_search", data={"name": "Quiroga"}, headers=filled.doctor.headers)
    assert str(filled.patient_id) in {each["id"] for each in found(validated(answer.json()))}
    posted = await client.post(
        f"{BASE}/Observation/_search",
        data={"patient": str(filled.patient_id), "code": "2823-3"},
        headers=filled.doctor.headers,
    )
    assert len(found(posted.json())) == 1


async def test_unknown_parameters_are_told_or_refused(client: httpx.AsyncClient, filled: Clinic) -> None:
    place = f"/Observation?patient={filled.patient_id}&colour=red"
    page = await bundle(client, filled, place)
    (said,) = [each["resource"] for each in page["entry"] if each["search"]["mode"] == "outcome"]
    assert "colour" in said["issue"][0]["details"]["text"]
    assert "colour" not in page["link"][0]["url"]
    strict = await get(client, filled, place, Prefer="handling=strict")
    assert strict.status_code == 400
    assert validated(strict.json())["issue"][0]["code"] == "invalid"


@pytest.mark.parametrize(
    "query", ["code:not=1", "date=yesterday", "date=2026-13-01", "_count=many", "encounter=none", "_id=none"]
)
async def test_what_must_not_be_ignored_is_refused_in_words(
    client: httpx.AsyncClient, filled: Clinic, query: str
) -> None:
    answer = await get(client, filled, f"/Observation?patient={filled.patient_id}&{query}")
    assert answer.status_code == 400
    assert validated(answer.json())["resourceType"] == "OperationOutcome"


async def test_a_search_without_a_patient_is_refused_but_for_one_id(client: httpx.AsyncClient, filled: Clinic) -> None:
    assert (await get(client, filled, "/Observation?code=2276-4")).status_code == 400
    page = await bundle(client, filled, f"/Observation?patient={filled.patient_id}&_count=1")
    (first,) = found(page)
    assert found(await bundle(client, filled, f"/Observation?_id={first['id']}")) == [first]


async def test_versions_are_tagged_kept_and_spared_when_known(client: httpx.AsyncClient, filled: Clinic) -> None:
    (condition,) = found(await bundle(client, filled, f"/Condition?patient={filled.patient_id}"))
    async with filled.chart() as (ctx, chart):
        (fact,) = await records.list_conditions(ctx, chart)
        content = records.kinds.CONDITION.content_of(fact)
        changed = {**{name: getattr(content, name) for name in records.kinds.CONDITION.payload}, "note": "Mended"}
        await records.change_fact(ctx, chart, records.kinds.CONDITION, fact.id, 1, NewCondition(**changed))
    place = f"/Condition/{condition['id']}"
    newest = await get(client, filled, place)
    assert newest.headers["etag"] == 'W/"2"'
    assert (await get(client, filled, place, **{"If-None-Match": 'W/"2"'})).status_code == 304
    assert (await get(client, filled, place, **{"If-None-Match": 'W/"1"'})).status_code == 200
    assert (await get(client, filled, f"{place}/_history/1")).json() == condition
    assert (await get(client, filled, f"{place}/_history/2")).json() == newest.json()
    assert (await get(client, filled, f"{place}/_history/3")).status_code == 404
    assert (await bundle(client, filled, f"{place}/_history"))["total"] == 2
    person = await get(client, filled, f"/Patient/{filled.patient_id}/_history/1")
    assert validated(person.json())["meta"]["versionId"] == "1"


async def test_only_json_is_spoken(client: httpx.AsyncClient, filled: Clinic) -> None:
    place = f"/Patient/{filled.patient_id}"
    for accept in ("application/fhir+xml", "text/html"):
        answer = await get(client, filled, place, Accept=accept)
        assert answer.status_code == 406
        assert validated(answer.json())["resourceType"] == "OperationOutcome"
    for accept in ("application/fhir+json", "application/json;q=0.9, application/xml", "*/*"):
        assert (await get(client, filled, place, Accept=accept)).status_code == 200
    assert (await get(client, filled, f"{place}?_format=xml")).status_code == 406
    assert (await get(client, filled, f"{place}?_format=json", Accept="application/fhir+xml")).status_code == 200


async def test_everything_is_paged_complete_and_without_repetition(client: httpx.AsyncClient, filled: Clinic) -> None:
    place: str | None = f"/Patient/{filled.patient_id}/$everything?_count=4"
    seen: list[tuple[str, str]] = []
    while place:
        page = await bundle(client, filled, place)
        assert len(found(page)) <= 4
        seen += [(each["resourceType"], each["id"]) for each in found(page)]
        place = {each["relation"]: each["url"] for each in page["link"]}.get("next")
    assert len(seen) == len(set(seen))
    assert seen[0] == ("Patient", str(filled.patient_id))
    assert {name for name, _ in seen} == {
        "Patient", "Practitioner", "CareTeam", "Encounter", "Condition", "AllergyIntolerance", "MedicationStatement",
        "Immunization", "Procedure", "FamilyMemberHistory", "Consent", "Flag", "Observation", "Provenance",
    }  # fmt: skip
    some = await bundle(client, filled, f"/Patient/{filled.patient_id}/$everything?_type=Flag,Condition")
    assert [each["resourceType"] for each in found(some)] == ["Condition", "Flag"]
    later = await bundle(client, filled, f"/Patient/{filled.patient_id}/$everything?_since=2999-01-01")
    assert found(later) == []


async def test_people_are_found_as_the_record_allows(client: httpx.AsyncClient, filled: Clinic) -> None:
    page = await bundle(client, filled, "/Patient?family=Quiroga&birthdate=1968-04-12")
    assert str(filled.patient_id) in {each["id"] for each in found(page)}
    strangers = await bundle(client, filled, "/Patient?family=Novak&birthdate=1968-04-12")
    assert str(filled.other_patient_id) not in {each["id"] for each in found(strangers)}
    (person,) = found(await bundle(client, filled, f"/Patient?_id={filled.patient_id}"))
    system, number = person["identifier"][0]["system"], person["identifier"][0]["value"]
    assert found(await bundle(client, filled, f"/Patient?identifier={system}|{number}")) == [person]
    doctors = await bundle(client, filled, "/Practitioner?name=Lindqvist")
    assert found(doctors)[0]["name"][0]["family"] == "Lindqvist"
    one = await get(client, filled, f"/Practitioner/{filled.doctor.actor.practitioner_id}")
    assert validated(one.json())["active"] is True


async def test_nobody_reads_without_a_right_and_every_refusal_is_an_outcome_with_an_audit_row(
    client: httpx.AsyncClient, filled: Clinic
) -> None:
    (condition,) = found(await bundle(client, filled, f"/Condition?patient={filled.patient_id}"))
    places = (
        f"/Condition?patient={filled.patient_id}",
        f"/Condition/{condition['id']}",
        f"/Condition?_id={condition['id']}",
        f"/Condition/{condition['id']}/_history",
        f"/Patient/{filled.patient_id}/$everything",
        f"/Patient/{filled.patient_id}",
        f"/Condition/{uuid4()}",
    )
    refused = set()
    for place in places:
        assert (await client.get(BASE + place)).status_code == 401
        answer = await client.get(BASE + place, headers=filled.other_doctor.headers)
        assert answer.status_code == 403, place
        assert validated(answer.json())["issue"][0]["code"] == "forbidden"
        refused.add(answer.headers["x-request-id"])
    admin = await client.get(f"{BASE}/Condition/{condition['id']}", headers=filled.admin.headers)
    assert admin.status_code == 403
    audit = await client.get("/api/v1/admin/audit?outcome=refused&limit=500", headers=filled.admin.headers)
    assert refused <= {row["request_id"] for row in audit.json()["data"]["items"]}


async def test_reads_leave_audit_rows_and_the_patient_reads_her_own(client: httpx.AsyncClient, filled: Clinic) -> None:
    answer = await client.get(f"{BASE}/Observation?patient={filled.patient_id}", headers=filled.patient.headers)
    assert len(found(answer.json())) == 6
    audit = await client.get("/api/v1/admin/audit?action=observation.search&limit=500", headers=filled.admin.headers)
    rows = [row for row in audit.json()["data"]["items"] if row["request_id"] == answer.headers["x-request-id"]]
    assert [str(row["patient_uuid"] if "patient_uuid" in row else row["patient_id"]) for row in rows] == [
        str(filled.patient_id)
    ]
