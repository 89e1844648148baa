"""People are found by name in spite of typos, by birth date and by identifier; only by those who may know of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from salus.core.context import WORKER
from salus.core.errors import InvalidInput, VersionConflict
from salus.core.services import Services
from salus.records import service as records
from salus.records.contract import (
    Identifier,
    IdentifierInUse,
    NewCareTeamMember,
    NewPatient,
    NewPractitioner,
    Sex,
    WriteNotAllowed,
)
from tests.support.app import People, Person
from tests.support.clinic import Clinic, a_patient, make_clinic

PANEL = (
    ("John", "Smith"),
    ("Jane", "Smithers"),
    ("María José", "García López"),
    ("Søren", "Ødegård"),
    ("Anna", "Schmitt"),
    ("Björn", "Müller-Groß"),
    ("Li", "Wong"),
    ("Abdul", "Koepp"),
    ("Katarzyna", "Wiśniewska"),
    ("Robert", "Johnson"),
    ("Иван", "Петров"),
)


@pytest.fixture(scope="session")
async def panel(services: Services, people: People, admin: Person) -> Clinic:
    """A doctor's patients with names of many kinds."""
    clinic = await make_clinic(services, people, admin)
    practitioner = clinic.doctor.actor.practitioner_id
    assert practitioner is not None
    async with services.transaction(WORKER, "set-up") as ctx:
        for number, (given, family) in enumerate(PANEL):
            born = date(1950 + number, 1, 2)
            chart, _ = await records.create_patient(ctx, a_patient(given, family, birth_date=born))
            await records.add_to_care_team(ctx, chart, NewCareTeamMember(practitioner_id=practitioner))
    return clinic


async def found_by(clinic: Clinic, name: str, **more: object) -> list[str]:
    async with clinic.as_actor(clinic.doctor.actor) as ctx:
        page = await records.find_patients(ctx, name=name, **more)  # type: ignore[arg-type]  # tests pass what it takes
    return [patient.display_name for patient in page.items]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("John Smith", "John Smith"),
        ("smith john", "John Smith"),
        ("Jhon Smith", "John Smith"),
        ("Jon Smyth", "John Smith"),
        ("Smtih", "John Smith"),
        ("garcia lopez", "María José García López"),
        ("Gracia", "María José García López"),
        ("maria jose", "María José García López"),
        ("odegard", "Søren Ødegård"),
        ("Schmidt", "Anna Schmitt"),
        ("muller gross", "Björn Müller-Groß"),
        ("Mueller-Gross", "Björn Müller-Groß"),
        ("Wnog", "Li Wong"),
        ("Kopep", "Abdul Koepp"),
        ("wisniewska", "Katarzyna Wiśniewska"),
        ("Wisnewska", "Katarzyna Wiśniewska"),
        ("wisn", "Katarzyna Wiśniewska"),
        ("Jonson", "Robert Johnson"),
        ("петров", "Иван Петров"),
    ],
)
async def test_a_name_is_found_first_in_spite_of_typos(panel: Clinic, typed: str, expected: str) -> None:
    assert (await found_by(panel, typed))[0] == expected


async def test_an_exact_name_comes_before_a_longer_one(panel: Clinic) -> None:
    assert (await found_by(panel, "smith"))[:2] == ["John Smith", "Jane Smithers"]


@pytest.mark.parametrize("typed", ["Xavier Quetzal", "zzz", "%", "'; DROP TABLE records.patient; --", "12345"])
async def test_what_resembles_nobody_finds_nobody(panel: Clinic, typed: str) -> None:
    assert await found_by(panel, typed) == []


async def test_birth_date_and_name_narrow_together(panel: Clinic) -> None:
    assert await found_by(panel, "smith", birth_date=date(1951, 1, 2)) == ["Jane Smithers"]


async def test_an_identifier_is_found_with_and_without_its_system(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        (identifier,) = (await records.read_patient(ctx, chart)).identifiers
        for text in (identifier.value, f"{identifier.system}|{identifier.value}", f"|{identifier.value}"):
            page = await records.find_patients(ctx, identifier=text)
            assert [patient.id for patient in page.items] == [clinic.patient_id]
        assert (await records.find_patients(ctx, identifier=f"urn:other|{identifier.value}")).items == ()


async def test_nobody_finds_whom_they_may_not_know_of(clinic: Clinic) -> None:
    async with clinic.as_actor(clinic.other_doctor.actor) as ctx:
        assert [p.id for p in (await records.find_patients(ctx)).items] == [clinic.other_patient_id]
        assert (await records.find_patients(ctx, name="Quiroga", birth_date=date(1968, 4, 12))).items == ()
    async with clinic.as_actor(clinic.patient.actor) as ctx:
        assert [p.id for p in (await records.find_patients(ctx)).items] == [clinic.patient_id]
        assert [p.id for p in (await records.find_patients(ctx, name="Novak")).items] == []
    async with clinic.as_actor(WORKER) as ctx:
        assert (await records.find_patients(ctx, name="Quiroga")).items == ()
    async with clinic.as_actor(clinic.admin.actor) as ctx:
        (identifier,) = (await records.open_person(ctx, clinic.patient_id))[1].identifiers
        found = (await records.find_patients(ctx, name="Qiroga", identifier=identifier.value)).items
        assert [patient.id for patient in found] == [clinic.patient_id]


@pytest.mark.parametrize("name", [None, "o", "smith john maria"])
async def test_pages_hold_everybody_once_in_one_order(panel: Clinic, name: str | None) -> None:
    async with panel.as_actor(panel.doctor.actor) as ctx:
        whole = [p.id for p in (await records.find_patients(ctx, name=name, limit=100)).items]
        seen, cursor = [], None
        while True:
            page = await records.find_patients(ctx, name=name, cursor=cursor, limit=2)
            seen += [patient.id for patient in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
    assert seen == whole


async def test_registering_twice_under_one_identifier_is_refused(clinic: Clinic) -> None:
    new = a_patient()
    async with clinic.as_actor(clinic.doctor.actor) as ctx:
        await records.create_patient(ctx, new)
    with pytest.raises(IdentifierInUse):
        async with clinic.as_actor(clinic.doctor.actor) as ctx:
            await records.create_patient(ctx, new)


async def test_a_doctor_treats_whom_they_register(clinic: Clinic) -> None:
    async with clinic.as_actor(clinic.doctor.actor) as ctx:
        chart, patient = await records.create_patient(ctx, a_patient("Ida", "Holm"))
        assert await records.list_conditions(ctx, chart) == ()
    async with clinic.chart(patient_id=patient.id):
        pass


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"birth_date": datetime.now(UTC).date() + timedelta(days=3)}, "birth_date"),
        ({"birth_date": date(1850, 1, 1)}, "birth_date"),
        ({"family": "  "}, "family"),
        ({"family": "x" * 501}, "family"),
        ({"family": "a\0b"}, "family"),
        ({"language": "not a language"}, "language"),
        ({"sex": Sex.MALE, "is_pregnant": True}, "is_pregnant"),
        ({"identifiers": (Identifier("urn:x", " "),)}, "identifiers"),
        ({"identifiers": (Identifier("urn:x", "1"), Identifier("urn:x", "1"))}, "identifiers"),
    ],
)
async def test_a_person_who_cannot_be_is_not_registered(clinic: Clinic, changes: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        async with clinic.as_actor(clinic.doctor.actor) as ctx:
            await records.create_patient(ctx, a_patient(**changes))  # type: ignore[arg-type]  # tests pass what it takes
    fields = refused.value.details["fields"]
    assert isinstance(fields, dict)
    assert set(fields) == {field}


async def test_a_person_changes_under_a_version_and_every_version_is_kept(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        patient = await records.read_patient(ctx, chart)
        new = replace(content(patient), family="Quiroga-Holm")
        changed = await records.change_patient(ctx, patient.id, patient.version, new)
        assert (changed.family, changed.version) == ("Quiroga-Holm", patient.version + 1)
    async with clinic.as_actor(clinic.doctor.actor) as ctx:
        versions = await records.patient_history(ctx, patient.id)
        assert [v.content.family for v in versions] == ["Quiroga-Holm", "Quiroga"]
        with pytest.raises(VersionConflict):
            await records.change_patient(ctx, patient.id, patient.version, new)
    assert await found_by(clinic, "Quiroga Holm") == ["Ana Quiroga-Holm"]


async def test_a_patient_changes_contact_data_only(clinic: Clinic) -> None:
    async with clinic.as_actor(clinic.patient.actor) as ctx:
        _, patient = await records.open_person(ctx, clinic.patient_id)
        changed = await records.change_patient(ctx, patient.id, 1, replace(content(patient), language="es"))
        assert changed.language == "es"
    with pytest.raises(WriteNotAllowed):
        async with clinic.as_actor(clinic.patient.actor) as ctx:
            await records.change_patient(ctx, patient.id, 2, replace(content(patient), birth_date=date(2000, 1, 1)))


def content(patient: NewPatient) -> NewPatient:
    """The part of a person that is written."""
    return NewPatient(**{name: getattr(patient, name) for name in NewPatient.__dataclass_fields__})


async def test_practitioners_are_found_in_spite_of_typos(clinic: Clinic) -> None:
    family = "Vantongeren" + uuid4().hex[:6]
    async with clinic.as_actor(clinic.admin.actor) as ctx:
        made = await records.create_practitioner(ctx, NewPractitioner(given="Wim", family=family))
    async with clinic.as_actor(clinic.patient.actor) as ctx:
        page = await records.find_practitioners(ctx, name="Vantnogeren" + family[11:])
        assert [each.id for each in page.items][:1] == [made.id]


async def test_people_over_http(client: httpx.AsyncClient, panel: Clinic) -> None:
    signed_in = {"headers": panel.doctor.headers}
    body = {"given": "Ida", "family": "Holm", "birth_date": "1990-02-28", "sex": "female", "address": {"city": "Oslo"}}
    made = await client.post("/api/v1/patients", json=body, **signed_in)
    assert made.status_code == 201
    person = made.json()["data"]
    assert (person["display_name"], person["address"]["city"], person["version"]) == ("Ida Holm", "Oslo", 1)
    read = await client.get(f"/api/v1/patients/{person['uuid']}", **signed_in)
    assert read.json()["data"] == person
    found = await client.get("/api/v1/patients", params={"search": "Ida Hlom"}, **signed_in)
    assert found.json()["data"]["items"][0]["uuid"] == person["uuid"]
    changed = await client.put(
        f"/api/v1/patients/{person['uuid']}", json={**body, "version": 1, "family": "Berg"}, **signed_in
    )
    assert changed.json()["data"]["version"] == 2
    stale = await client.put(f"/api/v1/patients/{person['uuid']}", json={**body, "version": 1}, **signed_in)
    assert stale.status_code == 409
    assert stale.json()["error"]["details"]["current"]["family"] == "Berg"
    unknown = await client.post("/api/v1/patients", json={**body, "nickname": "x"}, **signed_in)
    assert unknown.json()["error"]["details"]["fields"].keys() == {"nickname"}
    bad = await client.get("/api/v1/patients", params={"cursor": "nonsense"}, **signed_in)
    assert (bad.status_code, bad.json()["error"]["code"]) == (400, "INVALID_CURSOR")
