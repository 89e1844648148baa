"""Where paper and chart disagree, a person sees both and says which shall stand; nothing is passed over or lost."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from salus.documents.contract import AllergyFact, ConditionFact, MedicationFact, ProposalKind, ProposedFact
from salus.records import service as records
from salus.records.contract import (
    ClinicalStatus,
    MedicationStatus,
    NewAllergyIntolerance,
    NewCondition,
    NewFact,
    NewMedicationStatement,
)
from salus.records.service import kinds
from tests.documents import builders
from tests.documents.conftest import API, Clinic
from tests.documents.proposing import draft, one, propose

ALLERGY, CONDITION, MEDICATION = ProposalKind.ALLERGY, ProposalKind.CONDITION, ProposalKind.MEDICATION
PAPER = MedicationFact("Metformin", dosage_text="1000 mg")
BY_HAND = NewMedicationStatement(display="Metformin", dosage_text="500 mg", reason="Diabetes")


async def disagreement(clinic: Clinic) -> str:
    """A paper with 1000 mg, read before somebody wrote 500 mg by hand; gives the proposal."""
    (proposal_id,) = await propose(clinic, [draft(MEDICATION, PAPER)])
    async with clinic.chart() as (ctx, chart):
        await records.add_medication(ctx, chart, BY_HAND)
    return proposal_id


async def dosages(clinic: Clinic) -> list[str | None]:
    """How much metformin the chart says is taken."""
    async with clinic.chart() as (ctx, chart):
        return [each.dosage_text for each in await records.list_medications(ctx, chart)]


async def accept_over(clinic: Clinic, proposal_id: str, **changes: object) -> dict[str, object]:
    """Compare, then let the paper stand."""
    seen = (await clinic.get(f"/proposals/{proposal_id}/standing")).json()["data"]
    body = {"version": seen["proposal"]["version"], "standing_version": seen["standing"]["version"], **changes}
    answer = await clinic.post(f"/proposals/{proposal_id}/replace", json=body)
    assert answer.status_code == 200, answer.json()
    return dict(answer.json()["data"])


@pytest.mark.parametrize(
    ("kind", "paper", "chart"),
    [
        (MEDICATION, PAPER, BY_HAND),
        (MEDICATION, MedicationFact("Metformin"), replace(BY_HAND, status=MedicationStatus.STOPPED)),
        (ALLERGY, AllergyFact("Latex", reaction="anaphylaxis"), NewAllergyIntolerance(display="Latex")),
        (
            CONDITION,
            ConditionFact("Asthma"),
            NewCondition(display="asthma", clinical_status=ClinicalStatus.RESOLVED),
        ),
    ],
    ids=["dose", "stopped", "no reaction", "resolved"],
)
async def test_accepting_does_not_pass_over_what_the_chart_says_otherwise(
    clinic: Clinic, kind: ProposalKind, paper: ProposedFact, chart: NewFact
) -> None:
    (proposal_id,) = await propose(clinic, [draft(kind, paper)])
    of = {MEDICATION: kinds.MEDICATION, ALLERGY: kinds.ALLERGY, CONDITION: kinds.CONDITION}[kind]
    async with clinic.chart() as (ctx, opened):
        await records.add_fact(ctx, opened, of, chart)
    answer = await clinic.post(f"/proposals/{proposal_id}/accept")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "CHART_SAYS_OTHERWISE")
    assert len(answer.json()["error"]["details"]["fields"]) == 1
    listed = (await clinic.get(f"/patients/{clinic.patient_id}/proposals")).json()["data"]["items"]
    assert [each["id"] for each in listed] == [proposal_id]


async def test_the_same_in_other_letters_is_no_disagreement(clinic: Clinic) -> None:
    (proposal_id,) = await propose(clinic, [draft(MEDICATION, MedicationFact("METFORMIN", dosage_text="500  MG"))])
    async with clinic.chart() as (ctx, chart):
        await records.add_medication(ctx, chart, BY_HAND)
    assert (await clinic.post(f"/proposals/{proposal_id}/accept")).status_code == 200
    assert await dosages(clinic) == ["500 mg"]


async def test_of_all_green_ones_those_that_disagree_go_on_waiting(clinic: Clinic) -> None:
    proposal_id = await disagreement(clinic)
    await propose(clinic, [draft(ALLERGY)], builders.pdf(builders.letter_sheet(1)))
    answer = await clinic.post(f"/patients/{clinic.patient_id}/proposals/accept-green")
    assert [each["kind"] for each in answer.json()["data"]["items"]] == ["allergy"]
    listed = (await clinic.get(f"/patients/{clinic.patient_id}/proposals")).json()["data"]["items"]
    assert [each["id"] for each in listed] == [proposal_id]
    assert await dosages(clinic) == ["500 mg"]


async def test_both_are_shown_with_who_wrote_what_stands(clinic: Clinic) -> None:
    proposal_id = await disagreement(clinic)
    seen = (await clinic.get(f"/proposals/{proposal_id}/standing")).json()["data"]
    assert (seen["proposal"]["id"], seen["proposal"]["fact"]["dosage_text"]) == (proposal_id, "1000 mg")
    assert (seen["standing"]["fact"]["dosage_text"], seen["standing"]["by"]) == ("500 mg", "Test doctor")
    assert (seen["standing"]["version"], seen["standing"]["entry"]["type"]) == (1, "medication")
    assert seen["standing"]["differing"] == ["dosage_text"]


async def test_where_the_chart_says_nothing_nothing_stands(clinic: Clinic) -> None:
    proposal_id = await one(clinic)
    assert (await clinic.get(f"/proposals/{proposal_id}/standing")).json()["data"]["standing"] is None
    body = {"version": 1, "standing_version": 1}
    answer = await clinic.post(f"/proposals/{proposal_id}/replace", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "NOTHING_STANDS")


async def test_taking_the_papers_keeps_what_only_the_chart_knew(clinic: Clinic) -> None:
    decided = await accept_over(clinic, await disagreement(clinic))
    assert (decided["status"], decided["decided_by"]) == ("accepted", "Test doctor")
    async with clinic.chart() as (ctx, chart):
        (medicine,) = await records.list_medications(ctx, chart)
        (origin,) = await records.provenance_of(ctx, chart, "medication", [medicine.id])
    assert (medicine.dosage_text, medicine.reason, medicine.version) == ("1000 mg", "Diabetes", 2)
    assert (str(origin.document_id), origin.accepted_by) == (decided["document_id"], clinic.doctor.actor.user_id)
    assert await clinic.audit_of(clinic.patient_id, "proposal.accept") == 1


async def test_the_chart_keeps_its_closer_name_unless_a_person_writes_another(clinic: Clinic) -> None:
    coded = {"code": "6809", "code_system": "http://www.nlm.nih.gov/research/umls/rxnorm"}
    closer = replace(BY_HAND, display="Metformin 500 mg tablet", **coded)
    (proposal_id,) = await propose(clinic, [draft(MEDICATION, replace(PAPER, **coded))])
    async with clinic.chart() as (ctx, chart):
        await records.add_medication(ctx, chart, closer)
    await accept_over(clinic, proposal_id)
    async with clinic.chart() as (ctx, chart):
        (medicine,) = await records.list_medications(ctx, chart)
    assert (medicine.display, medicine.dosage_text) == ("Metformin 500 mg tablet", "1000 mg")


async def test_a_correction_may_stand_instead_of_both(clinic: Clinic) -> None:
    decided = await accept_over(clinic, await disagreement(clinic), correction={"dosage_text": "750 mg"})
    assert decided["status"] == "corrected"
    assert await dosages(clinic) == ["750 mg"]


async def test_undo_brings_back_what_stood_before(clinic: Clinic) -> None:
    proposal_id = await disagreement(clinic)
    await accept_over(clinic, proposal_id)
    answer = await clinic.post(f"/proposals/{proposal_id}/undo")
    assert (answer.status_code, answer.json()["data"]["status"]) == (200, "proposed")
    async with clinic.chart() as (ctx, chart):
        (medicine,) = await records.list_medications(ctx, chart)
    assert (medicine.dosage_text, medicine.source, medicine.version) == ("500 mg", BY_HAND.source, 3)


async def test_undo_leaves_what_somebody_wrote_since(clinic: Clinic) -> None:
    proposal_id = await disagreement(clinic)
    entry = (await accept_over(clinic, proposal_id))["created_fact"]
    assert isinstance(entry, dict)
    url = f"{API}/patients/{clinic.patient_id}/medications/{entry['id']}"
    body = {"display": "Metformin", "dosage_text": "850 mg", "version": 2}
    assert (await clinic.client.put(url, json=body, headers=clinic.doctor.headers)).status_code == 200
    answer = await clinic.post(f"/proposals/{proposal_id}/undo")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "FACT_CHANGED_SINCE")
    assert await dosages(clinic) == ["850 mg"]


async def test_what_changed_while_somebody_compared_is_not_written_over(clinic: Clinic) -> None:
    proposal_id = await disagreement(clinic)
    seen = (await clinic.get(f"/proposals/{proposal_id}/standing")).json()["data"]["standing"]
    url = f"{API}/patients/{clinic.patient_id}/medications/{seen['entry']['id']}"
    body = {"display": "Metformin", "dosage_text": "850 mg", "version": 1}
    await clinic.client.put(url, json=body, headers=clinic.doctor.headers)
    for versions in ({"version": 1, "standing_version": 1}, {"version": 9, "standing_version": 2}):
        answer = await clinic.post(f"/proposals/{proposal_id}/replace", json=versions)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "VERSION_CONFLICT")
    assert await dosages(clinic) == ["850 mg"]


async def test_a_colleagues_correction_is_shown_and_may_be_replaced(clinic: Clinic) -> None:
    proposal_id = await one(clinic)
    await clinic.post(f"/proposals/{proposal_id}/accept", json={"correction": {"value": "17"}})
    seen = (await clinic.get(f"/proposals/{proposal_id}/standing")).json()["data"]
    assert (seen["proposal"]["status"], seen["standing"]["fact"]["value"]) == ("corrected", "17")
    decided = await accept_over(clinic, proposal_id)
    assert (decided["status"], decided["fact"]) == ("accepted", decided["read_fact"])
    async with clinic.chart() as (ctx, chart):
        (value,) = await records.list_observations(ctx, chart)
    assert (value.value, value.status, value.original_text) == (11, "corrected", "11 ng/mL")


async def test_a_colleagues_entry_is_no_twin_after_its_replacement_was_taken_back(clinic: Clinic) -> None:
    proposal_id = await one(clinic)
    await clinic.post(f"/proposals/{proposal_id}/accept", json={"correction": {"value": "17"}})
    await accept_over(clinic, proposal_id)
    await clinic.post(f"/proposals/{proposal_id}/undo")
    again = await clinic.post(f"/proposals/{proposal_id}/accept")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "CHART_SAYS_OTHERWISE")
    async with clinic.chart() as (ctx, chart):
        (value,) = await records.list_observations(ctx, chart)
    assert value.value == 17


async def test_nobody_else_compares_or_replaces(clinic: Clinic) -> None:
    proposal_id = await disagreement(clinic)
    path, body = f"/proposals/{proposal_id}", {"version": 1, "standing_version": 1}
    nobody = [
        await clinic.client.get(f"{API}{path}/standing"),
        await clinic.client.post(f"{API}{path}/replace", json=body),
    ]
    assert [each.status_code for each in nobody] == [401, 401]
    for who in (clinic.other_doctor, clinic.other_patient, clinic.patient, clinic.admin):
        answers = [await clinic.get(f"{path}/standing", who), await clinic.post(f"{path}/replace", who, body)]
        assert [each.status_code for each in answers] == [403, 403]
    absent = await clinic.get(f"/proposals/{uuid4()}/standing", clinic.other_doctor)
    foreign = await clinic.get(f"{path}/standing", clinic.other_doctor)
    assert foreign.json()["error"] == absent.json()["error"]
    assert await clinic.audit_of(clinic.patient_id, "proposal.compare", "refused") == 2
    assert await dosages(clinic) == ["500 mg"]
