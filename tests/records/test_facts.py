"""Facts of every kind: written, read, changed under a version, every version kept, taken back, on the timeline."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from salus.core.context import WORKER
from salus.core.errors import InvalidInput, VersionConflict
from salus.records import kinds
from salus.records import service as records
from salus.records.contract import (
    Activity,
    ClinicalStatus,
    ConsentCategory,
    ConsentDecision,
    FactNotFound,
    FactSource,
    MedicationStatement,
    NewAllergyIntolerance,
    NewCondition,
    NewConsent,
    NewEncounter,
    NewFact,
    NewFamilyMemberHistory,
    NewFlag,
    NewImmunization,
    NewMedicationStatement,
    NewObservation,
    NewProcedure,
    NewProvenance,
    VerificationStatus,
    WriteNotAllowed,
)
from salus.records.kinds import Kind
from tests.support.clinic import Clinic

VISIT = datetime(2024, 10, 1, 8, 0, tzinfo=UTC)
ONE_OF_EACH: list[tuple[Kind[Any, Any], NewFact]] = [
    (kinds.CONDITION, NewCondition(display="Asthma", code="195967001", code_system="http://snomed.info/sct")),
    (kinds.MEDICATION, NewMedicationStatement(display="Salbutamol", dosage_text="2 puffs as needed")),
    (kinds.ALLERGY, NewAllergyIntolerance(display="Penicillin", reaction="rash")),
    (kinds.IMMUNIZATION, NewImmunization(display="Influenza", occurrence_date=date(2024, 10, 1))),
    (kinds.ENCOUNTER, NewEncounter(display="Check-up", start_at=VISIT)),
    (kinds.PROCEDURE, NewProcedure(display="Colonoscopy", performed_at=VISIT)),
    (kinds.FAMILY_HISTORY, NewFamilyMemberHistory(relationship="mother", display="Breast cancer", onset_age=48)),
    (kinds.CONSENT, NewConsent(category=ConsentCategory.SHARING, decision=ConsentDecision.PERMIT)),
    (kinds.FLAG, NewFlag(display="Falls")),
    (kinds.OBSERVATION, NewObservation(code="718-7", code_display="Haemoglobin", effective_at=VISIT, value_text="ok")),
]
each_kind = pytest.mark.parametrize(("kind", "new"), ONE_OF_EACH, ids=[kind.name for kind, _ in ONE_OF_EACH])


@each_kind
async def test_what_is_written_is_read_back(clinic: Clinic, kind: Kind[Any, Any], new: NewFact) -> None:
    async with clinic.chart() as (ctx, chart):
        fact = await records.add_fact(ctx, chart, kind, new)
    async with clinic.chart() as (ctx, chart):
        assert kind.content_of(await records.read_fact(ctx, chart, kind, fact.id)) == new
        assert await records.list_facts(ctx, chart, kind) == (fact,)
        assert (fact.version, fact.recorded_by) == (1, clinic.doctor.actor.user_id)


@each_kind
async def test_each_change_keeps_the_version_before_it(clinic: Clinic, kind: Kind[Any, Any], new: NewFact) -> None:
    async with clinic.chart() as (ctx, chart):
        fact = await records.add_fact(ctx, chart, kind, new)
        before = await records.chart_revision(ctx, chart)
    async with clinic.chart() as (ctx, chart):
        changed = await records.change_fact(ctx, chart, kind, fact.id, 1, replace(new, note="seen again"))
        assert await records.chart_revision(ctx, chart) > before
        versions = await records.fact_history(ctx, chart, kind, fact.id)
    assert [(v.version, v.is_current, v.by_name) for v in versions] == [
        (2, True, "Test doctor"),
        (1, False, "Test doctor"),
    ]
    assert versions[0].content == changed
    assert versions[1].content == fact


@each_kind
async def test_a_stale_change_is_refused_with_both_versions(clinic: Clinic, kind: Kind[Any, Any], new: NewFact) -> None:
    async with clinic.chart() as (ctx, chart):
        fact = await records.add_fact(ctx, chart, kind, new)
        await records.change_fact(ctx, chart, kind, fact.id, 1, replace(new, note="theirs"))
    async with clinic.chart() as (ctx, chart):
        with pytest.raises(VersionConflict) as lost:
            await records.change_fact(ctx, chart, kind, fact.id, 1, replace(new, note="mine"))
    yours, current = lost.value.details["yours"], lost.value.details["current"]
    assert isinstance(yours, dict)
    assert isinstance(current, dict)
    assert (yours["note"], yours["version"]) == ("mine", 1)
    assert (current["note"], current["version"], current["id"]) == ("theirs", 2, str(fact.id))


@each_kind
async def test_an_entry_in_error_leaves_lists_and_timeline_but_not_the_record(
    clinic: Clinic, kind: Kind[Any, Any], new: NewFact
) -> None:
    async with clinic.chart() as (ctx, chart):
        fact = await records.add_fact(ctx, chart, kind, new)
        assert len((await records.timeline(ctx, chart)).items) == 1
        wrong = await records.mark_fact_as_error(ctx, chart, kind, fact.id, 1)
        assert await records.list_facts(ctx, chart, kind) == ()
        assert (await records.timeline(ctx, chart)).items == ()
        assert await records.read_fact(ctx, chart, kind, fact.id) == wrong
        assert len(await records.fact_history(ctx, chart, kind, fact.id)) == 2


@each_kind
async def test_a_fact_of_another_chart_is_not_found(clinic: Clinic, kind: Kind[Any, Any], new: NewFact) -> None:
    async with clinic.chart(clinic.other_doctor.actor, clinic.other_patient_id) as (ctx, chart):
        fact = await records.add_fact(ctx, chart, kind, new)
    async with clinic.chart() as (ctx, chart):
        with pytest.raises(FactNotFound):
            await records.read_fact(ctx, chart, kind, fact.id)
        with pytest.raises(FactNotFound):
            await records.change_fact(ctx, chart, kind, fact.id, 1, new)
        with pytest.raises(FactNotFound):
            await records.fact_history(ctx, chart, kind, fact.id)


async def test_of_two_editors_one_wins_every_race(clinic: Clinic) -> None:
    new = NewMedicationStatement(display="Metformin")
    async with clinic.chart() as (ctx, chart):
        fact = await records.add_medication(ctx, chart, new)

    async def edit(version: int, note: str) -> MedicationStatement | VersionConflict:
        try:
            async with clinic.chart() as (ctx, chart):
                return await records.change_fact(
                    ctx, chart, kinds.MEDICATION, fact.id, version, replace(new, note=note)
                )
        except VersionConflict as lost:
            return lost

    for version in range(1, 21):
        ends = await asyncio.gather(edit(version, "a"), edit(version, "b"))
        assert sorted(type(end).__name__ for end in ends) == ["MedicationStatement", "VersionConflict"]
    async with clinic.chart() as (ctx, chart):
        assert (await records.read_fact(ctx, chart, kinds.MEDICATION, fact.id)).version == 21
        assert len(await records.fact_history(ctx, chart, kinds.MEDICATION, fact.id)) == 21


async def test_the_origin_of_a_fact_is_kept(clinic: Clinic) -> None:
    origin = NewProvenance(
        activity=Activity.EXTRACTION,
        document_id=uuid4(),
        page=2,
        box=(0.1, 0.25, 0.5, 0.3),
        quote="Asthma since childhood",
        model="rules",
        model_version="1",
        confidence=0.5,
        accepted_by=clinic.doctor.actor.user_id,
    )
    async with clinic.chart() as (ctx, chart):
        fact = await records.add_condition(ctx, chart, NewCondition(display="Asthma"), origin)
        (found,) = await records.provenance_of(ctx, chart, "condition", [fact.id])
    assert found.box == pytest.approx(origin.box)
    assert replace(origin, box=None) == NewProvenance(
        **{name: getattr(found, name) for name in origin.__dict__ if name != "box"}
    )


async def test_what_a_patient_writes_is_marked_as_theirs_and_unconfirmed(clinic: Clinic) -> None:
    async with clinic.chart(clinic.patient.actor) as (ctx, chart):
        fact = await records.add_condition(ctx, chart, NewCondition(display="Migraine"))
    assert (fact.source, fact.verification_status) == (FactSource.PATIENT, VerificationStatus.UNCONFIRMED)


async def test_a_patient_changes_only_what_they_wrote(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        fact = await records.add_condition(ctx, chart, NewCondition(display="Asthma"))
    async with clinic.chart(clinic.patient.actor) as (ctx, chart):
        with pytest.raises(WriteNotAllowed):
            await records.change_fact(ctx, chart, kinds.CONDITION, fact.id, 1, NewCondition(display="Nothing"))
        with pytest.raises(WriteNotAllowed):
            await records.mark_fact_as_error(ctx, chart, kinds.CONDITION, fact.id, 1)
        with pytest.raises(WriteNotAllowed):
            await records.add_flag(ctx, chart, NewFlag(display="Falls"))


async def test_a_clinician_does_not_undo_a_patients_denial(clinic: Clinic) -> None:
    deny = NewConsent(category=ConsentCategory.AI_PROCESSING, decision=ConsentDecision.DENY)
    async with clinic.chart(clinic.patient.actor) as (ctx, chart):
        await records.add_consent(ctx, chart, deny)
    async with clinic.chart() as (ctx, chart):
        with pytest.raises(WriteNotAllowed):
            await records.add_consent(ctx, chart, replace(deny, decision=ConsentDecision.PERMIT))


async def test_a_visit_of_another_patient_is_no_visit_of_this_one(clinic: Clinic) -> None:
    async with clinic.chart(clinic.other_doctor.actor, clinic.other_patient_id) as (ctx, chart):
        visit = await records.add_encounter(ctx, chart, NewEncounter(display="Check-up", start_at=VISIT))
    with pytest.raises(InvalidInput) as refused:
        async with clinic.chart() as (ctx, chart):
            await records.add_condition(ctx, chart, NewCondition(display="Asthma", encounter_id=visit.id))
    assert refused.value.details == {"fields": {"encounter_id": "names nothing in this chart"}}


async def test_the_service_role_writes_in_jobs(clinic: Clinic) -> None:
    async with clinic.as_actor(WORKER) as ctx:
        chart = await records.open_chart_for_job(ctx, clinic.patient_id)
        await records.add_condition(ctx, chart, NewCondition(display="Asthma", source=FactSource.DOCUMENT))


async def test_the_timeline_is_newest_first_filtered_and_stable_while_paging(clinic: Clinic) -> None:
    start = date(2020, 1, 1)
    async with clinic.chart() as (ctx, chart):
        for number in range(25):
            new = NewCondition(display=f"Cold {number}", onset_date=start + timedelta(days=number))
            await records.add_condition(ctx, chart, new)
        await records.add_flag(ctx, chart, NewFlag(display="Falls"))
    seen: list[str] = []
    cursor = None
    async with clinic.chart() as (ctx, chart):
        while True:
            page = await records.timeline(ctx, chart, ["condition"], cursor, 10)
            seen += [entry.title for entry in page.items]
            if page.next_cursor is None:
                break
            cursor = page.next_cursor
            # Something new at the top while paging moves nothing below it.
            await records.add_condition(ctx, chart, NewCondition(display="New", onset_date=date(2024, 1, 1)))
    assert seen == [f"Cold {number}" for number in reversed(range(25))]


async def test_writing_the_same_timeline_line_again_changes_nothing(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        fact = await records.add_condition(ctx, chart, NewCondition(display="Asthma"))
        (line,) = (await records.timeline(ctx, chart)).items
        before = await records.chart_revision(ctx, chart)
        await records.write_timeline(ctx, chart, line)
        assert (await records.timeline(ctx, chart)).items == (line,)
        assert await records.chart_revision(ctx, chart) == before
        await records.remove_timeline(ctx, chart, "condition", fact.id)
        assert (await records.timeline(ctx, chart)).items == ()


async def test_fields_that_cannot_be_right_are_named(client: httpx.AsyncClient, clinic: Clinic) -> None:
    body = {
        "display": " ",
        "code": "195967002",
        "code_system": "http://snomed.info/sct",
        "onset_date": "2999-01-01",
        "abatement_date": "2990-01-01",
    }
    url = f"/api/v1/patients/{clinic.patient_id}/conditions"
    answer = await client.post(url, json=body, headers=clinic.doctor.headers)
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "INVALID_INPUT"
    assert answer.json()["error"]["details"]["fields"] == {
        "display": "must not be empty",
        "code": "the check digit does not fit: this is no SNOMED CT code",
        "onset_date": "lies in the future",
        "abatement_date": "lies in the future",
        "clinical_status": "must be inactive, remission or resolved where there is an abatement_date",
    }


async def test_the_whole_life_of_a_fact_over_http(client: httpx.AsyncClient, clinic: Clinic) -> None:
    url, signed_in = f"/api/v1/patients/{clinic.patient_id}/conditions", {"headers": clinic.doctor.headers}
    made = await client.post(url, json={"display": "Asthma"}, **signed_in)
    assert made.status_code == 201
    fact = made.json()["data"]
    assert (fact["display"], fact["clinical_status"], fact["version"]) == ("Asthma", "active", 1)
    change = {"display": "Asthma", "clinical_status": "resolved", "version": 1}
    changed = await client.put(f"{url}/{fact['id']}", json=change, **signed_in)
    assert changed.json()["data"]["version"] == 2
    stale = await client.put(f"{url}/{fact['id']}", json=change, **signed_in)
    assert (stale.status_code, stale.json()["error"]["code"]) == (409, "VERSION_CONFLICT")
    assert stale.json()["error"]["details"]["yours"]["clinical_status"] == "resolved"
    assert stale.json()["error"]["details"]["current"]["version"] == 2
    versions = (await client.get(f"{url}/{fact['id']}/history", **signed_in)).json()["data"]["items"]
    assert [v["content"]["clinical_status"] for v in versions] == ["resolved", "active"]
    origins = (await client.get(f"{url}/{fact['id']}/provenance", **signed_in)).json()["data"]["items"]
    assert [origin["activity"] for origin in origins] == ["entry"]
    wrong = await client.post(f"{url}/{fact['id']}/entered-in-error", json={"version": 2}, **signed_in)
    assert wrong.json()["data"]["verification_status"] == "entered-in-error"
    assert (await client.get(url, **signed_in)).json()["data"]["items"] == []
    assert changed.json()["data"]["clinical_status"] == ClinicalStatus.RESOLVED
