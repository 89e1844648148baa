"""What others send as FHIR: bundles as a whole or entry by entry, creates, and changes under a version."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest
from fhir.resources.R4B import get_fhir_model_class

from salus.records import service as records
from salus.records.contract import Activity, FactSource
from tests.support.app import Person
from tests.support.clinic import Clinic

BASE = "/fhir/R4"
LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
Resource = dict[str, Any]


def coded(system: str, code: str, display: str) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": display}]}


def weight(subject: str, kg: float = 71.5, **more: Any) -> Resource:
    return {
        "resourceType": "Observation",
        "id": str(uuid4()),
        "status": "final",
        "category": [{"coding": [{"code": "vital-signs"}]}],
        "code": coded(LOINC, "29463-7", "Body weight"),
        "subject": {"reference": subject},
        "effectiveDateTime": "2026-05-12T08:30:00Z",
        "valueQuantity": {"value": kg, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
        **more,
    }


def condition(subject: str, **more: Any) -> Resource:
    return {
        "resourceType": "Condition",
        "id": str(uuid4()),
        "code": coded(SNOMED, "38341003", "Hypertension"),
        "subject": {"reference": subject},
        **more,
    }


def person(number: str | None = None) -> Resource:
    return {
        "resourceType": "Patient",
        "id": str(uuid4()),
        "identifier": [{"system": "urn:test", "value": number or uuid4().hex}],
        "name": [{"family": "Koepp", "given": ["Abdul"]}],
        "birthDate": "1958-03-09",
        "gender": "male",
    }


def bundle(*resources: Resource, kind: str = "transaction") -> Resource:
    entries = [
        {
            "fullUrl": f"urn:uuid:{each['id']}" if "id" in each else f"urn:uuid:{uuid4()}",
            "resource": each,
            "request": {"method": "POST", "url": each["resourceType"]},
        }
        for each in resources
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


async def post(client: httpx.AsyncClient, who: Person, content: Any, place: str = "", **headers: str) -> httpx.Response:
    return await client.post(BASE + place, json=content, headers={**who.headers, **headers})


def outcome(answer: httpx.Response) -> list[tuple[str, str]]:
    body = answer.json()
    get_fhir_model_class("OperationOutcome").model_validate(body)
    return [(each.get("expression", [""])[0], each["details"]["text"]) for each in body["issue"]]


async def test_a_transaction_writes_a_whole_new_chart_and_says_where_each_entry_is(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    patient = person()
    subject = f"urn:uuid:{patient['id']}"
    visit = {
        "resourceType": "Encounter",
        "id": str(uuid4()),
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": {"reference": subject},
        "period": {"start": "2026-05-12T08:00:00Z"},
    }
    at_visit = {"encounter": {"reference": f"urn:uuid:{visit['id']}"}}
    answer = await post(client, clinic.doctor, bundle(patient, visit, condition(subject, **at_visit), weight(subject)))
    assert answer.status_code == 200, answer.text
    get_fhir_model_class("Bundle").model_validate(answer.json())
    responses = [each["response"] for each in answer.json()["entry"]]
    assert [each["status"] for each in responses] == ["201 Created"] * 4
    read = [
        await client.get(each["location"], headers=clinic.doctor.headers)
        for each in responses
        if "Patient" not in each["location"]
    ]
    assert [each.json()["resourceType"] for each in read] == ["Encounter", "Condition", "Observation"]
    assert read[1].json()["encounter"]["reference"] == f"Encounter/{read[0].json()['id']}"
    origins = await client.get(
        f"{BASE}/Provenance?patient={responses[0]['location'].split('/')[-3]}", headers=clinic.doctor.headers
    )
    texts = {each["resource"]["activity"]["text"] for each in origins.json()["entry"]}
    assert texts == {Activity.IMPORT.value}


async def test_the_same_transaction_twice_writes_nothing_twice(client: httpx.AsyncClient, clinic: Clinic) -> None:
    subject = f"Patient/{clinic.patient_id}"
    sent = bundle(condition(subject), weight(subject))
    first = await post(client, clinic.doctor, sent)
    again = await post(client, clinic.doctor, sent)
    assert [each["response"]["status"] for each in again.json()["entry"]] == ["200 OK", "200 OK"]
    assert [each["response"]["location"] for each in again.json()["entry"]] == [
        each["response"]["location"] for each in first.json()["entry"]
    ]
    async with clinic.chart() as (ctx, chart):
        assert len(await records.list_conditions(ctx, chart)) == 1
        (value,) = await records.list_observations(ctx, chart)
        assert value.source is FactSource.IMPORT


async def test_entries_without_ids_are_known_by_their_full_url(client: httpx.AsyncClient, clinic: Clinic) -> None:
    first, second = condition(f"Patient/{clinic.patient_id}"), condition(f"Patient/{clinic.patient_id}")
    del first["id"], second["id"]
    answer = await post(client, clinic.doctor, bundle(first, second))
    assert len({each["response"]["location"] for each in answer.json()["entry"]}) == 2


async def test_one_bad_entry_leaves_nothing_written_and_is_named_with_its_reason(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    subject = f"Patient/{clinic.patient_id}"
    bad = [
        weight(subject, kg=7150),
        weight(subject, status="final", code={"text": "no code"}),
        condition(subject, code={}),
        condition(subject, onsetDateTime="2999-01-01"),
        {"resourceType": "Claim", "id": "k1"},
    ]
    answer = await post(client, clinic.doctor, bundle(condition(subject), *bad))
    assert answer.status_code == 422
    told = dict(outcome(answer))
    assert set(told) == {f"Bundle.entry[{place}]" for place in range(1, 6)}
    assert "living people" in told["Bundle.entry[1]"]
    assert "lies in the future" in told["Bundle.entry[4]"]
    assert "billing" in told["Bundle.entry[5]"]
    async with clinic.chart() as (ctx, chart):
        assert await records.list_conditions(ctx, chart) == ()


async def test_a_batch_takes_each_entry_by_itself(client: httpx.AsyncClient, clinic: Clinic) -> None:
    subject = f"Patient/{clinic.patient_id}"
    sent = bundle(
        condition(subject), weight(subject, kg=7150), weight(f"Patient/{clinic.other_patient_id}"), kind="batch"
    )
    sent["entry"].append({"request": {"method": "DELETE", "url": "Condition/1"}})
    answer = await post(client, clinic.doctor, sent)
    assert answer.status_code == 200
    get_fhir_model_class("Bundle").model_validate(answer.json())
    assert [each["response"]["status"][:3] for each in answer.json()["entry"]] == ["201", "422", "403", "400"]
    async with clinic.chart() as (ctx, chart):
        assert len(await records.list_conditions(ctx, chart)) == 1


async def test_nothing_of_somebody_else_gets_into_a_chart(client: httpx.AsyncClient, clinic: Clinic) -> None:
    own, other = f"Patient/{clinic.patient_id}", f"Patient/{clinic.other_patient_id}"
    two = await post(client, clinic.doctor, bundle(condition(own), condition(other)))
    assert two.status_code == 422
    theirs = await post(client, clinic.doctor, bundle(condition(other)))
    assert theirs.status_code == 403
    patient = person()
    mixed = await post(client, clinic.doctor, bundle(patient, condition(other)))
    assert [place for place, _ in outcome(mixed)] == ["Bundle.entry[1]"]


async def test_references_by_number_find_the_one_whom_they_mean(client: httpx.AsyncClient, clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        number = (await records.read_patient(ctx, chart)).identifiers[0]
    reference = f"Patient?identifier={number.system}|{number.value}"
    answer = await post(client, clinic.doctor, bundle(condition(reference)))
    assert answer.status_code == 200, answer.text
    async with clinic.chart() as (ctx, chart):
        assert len(await records.list_conditions(ctx, chart)) == 1
    nobody = await post(client, clinic.doctor, bundle(condition("Patient?identifier=urn:test|nobody")))
    assert nobody.status_code == 422
    stranger = await post(client, clinic.other_doctor, bundle(condition(reference)))
    assert stranger.status_code == 422


async def test_a_known_person_is_found_by_number_and_a_hidden_one_is_not_given_away(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    patient = person()
    first = await post(client, clinic.doctor, bundle(patient))
    again = await post(client, clinic.doctor, bundle({**patient, "id": str(uuid4())}))
    assert again.json()["entry"][0]["response"]["status"] == "200 OK"
    assert again.json()["entry"][0]["response"]["location"] == first.json()["entry"][0]["response"]["location"]
    hidden = await post(client, clinic.other_doctor, bundle({**patient, "id": str(uuid4())}))
    assert hidden.status_code == 409


async def test_patients_write_what_they_may_as_their_own_word(client: httpx.AsyncClient, clinic: Clinic) -> None:
    subject = f"Patient/{clinic.patient_id}"
    answer = await post(client, clinic.patient, bundle(weight(subject)))
    assert answer.status_code == 200
    async with clinic.chart() as (ctx, chart):
        (value,) = await records.list_observations(ctx, chart)
        assert value.source is FactSource.PATIENT
    procedure = {**condition(subject), "resourceType": "Procedure", "status": "completed"}
    assert (await post(client, clinic.patient, bundle(procedure))).status_code == 422
    assert (await post(client, clinic.patient, bundle(person()))).status_code == 403
    assert (await client.post(BASE, json=bundle(weight(subject)))).status_code == 401
    assert (await post(client, clinic.admin, bundle(weight(subject)))).status_code == 403


async def test_a_file_grants_nobody_access_and_permits_nothing(client: httpx.AsyncClient, clinic: Clinic) -> None:
    subject = {"reference": f"Patient/{clinic.patient_id}"}
    doctor = {"resourceType": "Practitioner", "id": str(uuid4()), "name": [{"family": "Boone"}]}
    team = {"resourceType": "CareTeam", "status": "active", "subject": subject, "participant": []}
    consent = {
        "resourceType": "Consent",
        "status": "active",
        "patient": subject,
        "category": [{"coding": [{"code": "research"}]}],
        "provision": {"type": "permit"},
    }
    for each in (doctor, team, consent):
        answer = await post(client, clinic.doctor, bundle(each, condition(subject["reference"])))
        assert answer.status_code == 422, each["resourceType"]
    consent["provision"] = {"type": "deny"}
    assert (await post(client, clinic.doctor, bundle(consent))).status_code == 200


async def test_a_resource_is_created_read_changed_and_its_lost_races_are_told(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    sent = condition(f"Patient/{clinic.patient_id}")
    made = await post(client, clinic.doctor, sent, "/Condition")
    assert (made.status_code, made.headers["etag"]) == (201, 'W/"1"')
    place = made.headers["location"].partition("/_history")[0]
    assert (await post(client, clinic.doctor, sent, "/Condition")).status_code == 200
    current = (await client.get(place, headers=clinic.doctor.headers)).json()
    changed = {**current, "note": [{"text": "Since the winter"}]}
    headers = clinic.doctor.headers
    assert (await client.put(place, json=changed, headers=headers)).status_code == 428
    done = await client.put(place, json=changed, headers={**headers, "If-Match": 'W/"1"'})
    assert (done.status_code, done.headers["etag"]) == (200, 'W/"2"')
    assert done.json()["note"] == [{"text": "Since the winter"}]
    assert done.json()["code"] == current["code"]
    stale = await client.put(place, json=changed, headers={**headers, "If-Match": 'W/"1"'})
    assert stale.status_code == 412
    other = {**clinic.other_doctor.headers, "If-Match": 'W/"2"'}
    assert (await client.put(place, json=changed, headers=other)).status_code == 403


async def test_the_caller_says_what_comes_back(client: httpx.AsyncClient, clinic: Clinic) -> None:
    for preference, content in (("minimal", b""), ("OperationOutcome", b"It is written")):
        answer = await post(
            client, clinic.doctor, weight(f"Patient/{clinic.patient_id}"), "/Observation", Prefer=f"return={preference}"
        )
        assert answer.status_code == 201
        assert content in answer.content
        assert (answer.content == b"") == (preference == "minimal")


async def test_a_retried_transaction_gets_its_first_answer(client: httpx.AsyncClient, clinic: Clinic) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    sent = bundle(weight(f"Patient/{clinic.patient_id}"))
    first = await post(client, clinic.doctor, sent, **key)
    again = await post(client, clinic.doctor, sent, **key)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == first.json()


async def test_a_person_is_registered_and_their_doctor_may_open_the_chart(
    client: httpx.AsyncClient, clinic: Clinic
) -> None:
    made = await post(client, clinic.doctor, person(), "/Patient")
    assert made.status_code == 201
    assert (await client.get(made.headers["location"], headers=clinic.doctor.headers)).json() == made.json()
    assert (await post(client, clinic.patient, person(), "/Patient")).status_code == 403


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{}", "application/fhir+json", 400),
        (b"[" * 50_000, "application/fhir+json", 400),
        (b'{"resourceType": "Bundle"}', "application/fhir+json", 400),
        (b'{"resourceType": "Bundle", "type": "transaction", "entry": [1]}', "application/fhir+json", 400),
        (b'{"resourceType": "Bundle", "type": "transaction", "entry": [{}]}', "application/fhir+json", 422),
        (b'{"resourceType": "Bundle", "type": "transaction"}', "application/json", 200),
        (b'{"resourceType": "Bundle", "type": {"a": {}}}', "application/json", 400),
        (b"<Bundle/>", "application/fhir+xml", 415),
    ],
)
async def test_what_is_no_bundle_is_refused_in_words(
    client: httpx.AsyncClient, clinic: Clinic, content: bytes, kind: str, status: int
) -> None:
    answer = await client.post(BASE, content=content, headers={**clinic.doctor.headers, "Content-Type": kind})
    assert answer.status_code == status
    if status >= 400:
        assert outcome(answer)
