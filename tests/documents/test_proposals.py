"""A machine proposes, a doctor decides: accept, correct, reject, undo, all green at once."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from salus.documents.contract import ProposalKind, Tone
from salus.records import service as records
from tests.documents import builders
from tests.documents.conftest import API, Clinic
from tests.documents.proposing import TAKEN_AT, draft, observation, one, propose


async def status_of(clinic: Clinic, proposal_id: str) -> str:
    listed = (await clinic.get(f"/patients/{clinic.patient_id}/proposals")).json()["data"]["items"]
    return "proposed" if proposal_id in {each["id"] for each in listed} else "decided"


@pytest.mark.parametrize("kind", list(ProposalKind))
async def test_accepting_writes_the_fact_with_its_whole_origin(clinic: Clinic, kind: ProposalKind) -> None:
    proposal_id = await one(clinic, kind)
    answer = await clinic.post(f"/proposals/{proposal_id}/accept")
    decided = answer.json()["data"]
    assert answer.status_code == 200, answer.json()
    assert (decided["status"], decided["decided_by"]) == ("accepted", "Test doctor")
    created = decided["created_fact"]
    async with clinic.chart() as (ctx, chart):
        (origin,) = await records.provenance_of(ctx, chart, created["type"], [UUID(created["id"])])
    assert origin.document_id == UUID(decided["document_id"])
    assert (origin.page, origin.quote) == (1, "Ferritin 11 ng/mL 30 - 300 L")
    assert origin.box == pytest.approx((0.1, 0.3, 0.9, 0.32), abs=1e-6)
    assert (origin.model, origin.model_version) == ("test", "1")
    assert origin.accepted_by == clinic.doctor.actor.user_id
    assert await clinic.audit_of(clinic.patient_id, "proposal.accept") == 1


async def test_an_accepted_value_stands_in_the_chart_as_printed_and_as_coded(clinic: Clinic) -> None:
    await clinic.post(f"/proposals/{await one(clinic)}/accept")
    async with clinic.chart() as (ctx, chart):
        (value,) = await records.list_observations(ctx, chart)
    assert (value.code, value.value, value.unit, value.effective_at) == ("2276-4", Decimal(11), "ug/L", TAKEN_AT)
    assert (value.original_text, value.source) == ("11 ng/mL", "document")


async def test_accepting_twice_is_told(clinic: Clinic) -> None:
    proposal_id = await one(clinic)
    await clinic.post(f"/proposals/{proposal_id}/accept")
    again = await clinic.post(f"/proposals/{proposal_id}/accept")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "PROPOSAL_ALREADY_DECIDED")
    assert again.json()["error"]["details"]["decided_by"] == "Test doctor"


async def test_of_many_who_accept_at_once_one_wins_and_one_fact_is_written(clinic: Clinic) -> None:
    proposal_id = await one(clinic)
    answers = await asyncio.gather(*(clinic.post(f"/proposals/{proposal_id}/accept") for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409, 409]
    async with clinic.chart() as (ctx, chart):
        assert len(await records.list_observations(ctx, chart)) == 1


async def test_a_correction_is_written_and_what_was_read_is_kept_beside_it(clinic: Clinic) -> None:
    proposal_id = await one(clinic)
    answer = await clinic.post(f"/proposals/{proposal_id}/accept", json={"correction": {"value": "17"}, "version": 1})
    decided = answer.json()["data"]
    assert decided["status"] == "corrected"
    assert (decided["fact"]["value"], decided["read_fact"]["value"]) == ("17", "11")
    async with clinic.chart() as (ctx, chart):
        (value,) = await records.list_observations(ctx, chart)
    assert value.value == Decimal(17)


@pytest.mark.parametrize(
    "correction", [{"value": "many"}, {"colour": "red"}, {"interpretation": "odd"}, {"effective_at": None}]
)
async def test_a_correction_that_cannot_be_right_changes_nothing(clinic: Clinic, correction: dict[str, object]) -> None:
    proposal_id = await one(clinic)
    answer = await clinic.post(f"/proposals/{proposal_id}/accept", json={"correction": correction})
    assert answer.status_code == 422
    assert list(answer.json()["error"]["details"]["fields"]) == list(correction)
    assert await status_of(clinic, proposal_id) == "proposed"


async def test_a_stale_version_shows_both(clinic: Clinic) -> None:
    proposal_id = await one(clinic)
    answer = await clinic.post(f"/proposals/{proposal_id}/accept", json={"version": 7})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (409, "VERSION_CONFLICT")
    assert (error["details"]["yours"]["version"], error["details"]["current"]["version"]) == (7, 1)


async def test_a_fact_that_the_chart_has_gets_a_second_origin_and_no_twin(clinic: Clinic) -> None:
    first = await one(clinic)
    second = (await propose(clinic, [draft(ProposalKind.OBSERVATION)], builders.pdf(builders.letter_sheet(1))))[0]
    created = (await clinic.post(f"/proposals/{first}/accept")).json()["data"]["created_fact"]
    waiting = (await clinic.get(f"/patients/{clinic.patient_id}/proposals")).json()["data"]["items"]
    assert [each["in_chart"] for each in waiting] == [created]
    assert (await clinic.post(f"/proposals/{second}/accept")).json()["data"]["created_fact"] == created
    async with clinic.chart() as (ctx, chart):
        assert len(await records.list_observations(ctx, chart)) == 1
        assert len(await records.provenance_of(ctx, chart, created["type"], [UUID(created["id"])])) == 2


async def test_undo_takes_the_fact_out_and_lets_the_proposal_wait_again(clinic: Clinic) -> None:
    proposal_id = await one(clinic)
    await clinic.post(f"/proposals/{proposal_id}/accept")
    answer = await clinic.post(f"/proposals/{proposal_id}/undo")
    assert (answer.status_code, answer.json()["data"]["status"]) == (200, "proposed")
    async with clinic.chart() as (ctx, chart):
        assert await records.list_observations(ctx, chart) == ()
    assert (await clinic.post(f"/proposals/{proposal_id}/accept")).status_code == 200


async def test_undo_leaves_a_fact_that_another_document_also_supports(clinic: Clinic) -> None:
    first = await one(clinic)
    second = (await propose(clinic, [draft(ProposalKind.OBSERVATION)], builders.pdf(builders.letter_sheet(2))))[0]
    for each in (first, second):
        await clinic.post(f"/proposals/{each}/accept")
    assert (await clinic.post(f"/proposals/{first}/undo")).status_code == 200
    async with clinic.chart() as (ctx, chart):
        assert len(await records.list_observations(ctx, chart)) == 1
    assert (await clinic.post(f"/proposals/{second}/undo")).status_code == 200
    async with clinic.chart() as (ctx, chart):
        assert await records.list_observations(ctx, chart) == ()


async def test_undo_does_not_touch_what_somebody_changed_since(clinic: Clinic) -> None:
    proposal_id = await one(clinic, ProposalKind.CONDITION)
    created = (await clinic.post(f"/proposals/{proposal_id}/accept")).json()["data"]["created_fact"]
    url = f"{API}/patients/{clinic.patient_id}/conditions/{created['id']}"
    changed = await clinic.client.put(url, json={"display": "Mild asthma", "version": 1}, headers=clinic.doctor.headers)
    assert changed.status_code == 200, changed.json()
    answer = await clinic.post(f"/proposals/{proposal_id}/undo")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "FACT_CHANGED_SINCE")


async def test_what_was_not_decided_cannot_be_undone(clinic: Clinic) -> None:
    answer = await clinic.post(f"/proposals/{await one(clinic)}/undo")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "PROPOSAL_NOT_DECIDED")


async def test_a_rejection_keeps_its_reason_and_writes_nothing(clinic: Clinic) -> None:
    proposal_id = await one(clinic)
    answer = await clinic.post(f"/proposals/{proposal_id}/reject", json={"reason": "Another patient's sample"})
    assert answer.json()["data"]["status"] == "rejected"
    assert answer.json()["data"]["decision_reason"] == "Another patient's sample"
    async with clinic.chart() as (ctx, chart):
        assert await records.list_observations(ctx, chart) == ()
    assert (await clinic.post(f"/proposals/{proposal_id}/undo")).json()["data"]["status"] == "proposed"


async def test_all_green_ones_go_in_one_go_and_amber_ones_wait(clinic: Clinic) -> None:
    green = [draft(ProposalKind.OBSERVATION, observation(value=str(number))) for number in (10, 11, 12)]
    amber = draft(ProposalKind.CONDITION, tone=Tone.AMBER)
    await propose(clinic, [*green, amber])
    answer = await clinic.post(f"/patients/{clinic.patient_id}/proposals/accept-green")
    assert answer.status_code == 200, answer.json()
    assert {each["status"] for each in answer.json()["data"]["items"]} == {"accepted"}
    assert len(answer.json()["data"]["items"]) == 3
    waiting = (await clinic.get(f"/patients/{clinic.patient_id}/proposals")).json()["data"]["items"]
    assert [each["tone"] for each in waiting] == ["amber"]


async def test_a_value_that_nobody_can_have_waits_and_holds_nobody_up(clinic: Clinic) -> None:
    possible = draft(ProposalKind.OBSERVATION)
    impossible = draft(ProposalKind.OBSERVATION, observation(value="0"))
    await propose(clinic, [possible, impossible])
    answer = await clinic.post(f"/patients/{clinic.patient_id}/proposals/accept-green")
    assert [each["fact"]["value"] for each in answer.json()["data"]["items"]] == ["11"]
    waiting = (await clinic.get(f"/patients/{clinic.patient_id}/proposals")).json()["data"]["items"]
    assert [each["fact"]["value"] for each in waiting] == ["0"]


async def test_patients_see_their_proposals_and_reject_what_was_read_wrong_in_their_own_papers(clinic: Clinic) -> None:
    proposal_id = await one(clinic, who=clinic.patient)
    listed = await clinic.get(f"/patients/{clinic.patient_id}/proposals", clinic.patient)
    assert [each["id"] for each in listed.json()["data"]["items"]] == [proposal_id]
    accept = await clinic.post(f"/proposals/{proposal_id}/accept", clinic.patient)
    assert (accept.status_code, accept.json()["error"]["code"]) == (403, "ROLE_NOT_ALLOWED")
    reject = await clinic.post(f"/proposals/{proposal_id}/reject", clinic.patient, {"reason": "Not mine"})
    assert (reject.status_code, reject.json()["data"]["status"]) == (200, "rejected")


async def test_patients_do_not_reject_what_their_doctors_sent(clinic: Clinic) -> None:
    proposal_id = await one(clinic, who=clinic.doctor)
    answer = await clinic.post(f"/proposals/{proposal_id}/reject", clinic.patient)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "DECISION_NOT_ALLOWED")


@pytest.mark.parametrize("verb", ["accept", "reject", "undo"])
async def test_strangers_get_the_answer_of_an_absent_proposal(clinic: Clinic, verb: str) -> None:
    proposal_id = await one(clinic)
    before = await clinic.audit_of(clinic.patient_id, "proposal.open-for-decision", "refused")
    foreign = await clinic.post(f"/proposals/{proposal_id}/{verb}", clinic.other_doctor)
    absent = await clinic.post(f"/proposals/{uuid4()}/{verb}", clinic.other_doctor)
    nobody = await clinic.client.post(f"{API}/proposals/{proposal_id}/{verb}")
    admin = await clinic.post(f"/proposals/{proposal_id}/{verb}", clinic.admin)
    malformed = await clinic.post(f"/proposals/nonsense/{verb}")
    assert (foreign.status_code, absent.status_code) == (403, 403)
    assert foreign.json()["error"] == absent.json()["error"]
    assert (nobody.status_code, admin.status_code, malformed.status_code) == (401, 403, 400)
    assert await clinic.audit_of(clinic.patient_id, "proposal.open-for-decision", "refused") == before + 1
    assert await status_of(clinic, proposal_id) == "proposed"


async def test_the_review_queue_holds_the_own_panel_and_nobody_else(clinic: Clinic) -> None:
    ours = await one(clinic)
    queue = (await clinic.get("/proposals")).json()["data"]["items"]
    foreign = (await clinic.get("/proposals", clinic.other_doctor)).json()["data"]["items"]
    patient = await clinic.get("/proposals", clinic.patient)
    assert ours in {each["id"] for each in queue}
    assert {each["patient_uuid"] for each in queue} == {str(clinic.patient_id)}
    assert ours not in {each["id"] for each in foreign}
    assert patient.status_code == 403
    assert await clinic.audit_of(clinic.patient_id, "proposal.queue") == 1


async def test_the_worklist_counts_what_waits(clinic: Clinic) -> None:
    first, *_ = await propose(clinic, [draft(ProposalKind.OBSERVATION), draft(ProposalKind.ALLERGY)])
    await clinic.post(f"/proposals/{first}/accept")
    async with clinic.services.transaction(clinic.doctor.actor, "look") as ctx:
        items = {item.patient.id: item for item in await records.read_worklist(ctx)}
    assert items[clinic.patient_id].pending_proposals == 1
