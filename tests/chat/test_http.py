"""Chat over HTTP: who may ask, what is answered, what is kept, and that an emergency comes first."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest

from salus.chat import service as chat
from salus.chat.logic.grounding import numbers_in
from salus.core.context import WORKER
from salus.documents.contract import DocumentDeleted
from salus.records import service as records
from salus.records.contract import NewMedicationStatement
from tests.chat.asking import ask, path_of, streamed
from tests.support.app import Person
from tests.support.clinic import Clinic

FIXED_REPLY = "This requires immediate medical evaluation. Please consult your doctor or visit emergency services."


async def test_a_patient_learns_what_a_test_means(client: httpx.AsyncClient, told: Clinic) -> None:
    data = await ask(client, told, "What does my ferritin mean?")
    assert "11 ng/mL" in data["response"]
    assert "below the range" in data["response"]
    assert data["requires_doctor_consultation"] is True
    assert all(sentence["citations"] for sentence in data["sentences"])
    assert {source["type"] for source in data["sources"]} == {"observation", "definition"}
    assert all(source["observation_id"] for source in data["sources"] if source["type"] == "observation")


@pytest.mark.parametrize("question", ["summary", "which medicines", "family history", "what changed", "ferritin trend"])
async def test_every_number_stands_in_what_is_shown_of_its_sources(
    client: httpx.AsyncClient, told: Clinic, question: str
) -> None:
    data = await ask(client, told, question)
    assert data["sentences"]
    for sentence in data["sentences"]:
        cited = [data["sources"][number] for number in sentence["citations"]]
        shown = numbers_in(" ".join(f"{source['label']} {source['quote']} {source['at']}" for source in cited))
        assert numbers_in(sentence["text"]) <= shown, sentence["text"]


async def test_what_is_not_there_is_said_not_to_be_there(client: httpx.AsyncClient, told: Clinic) -> None:
    assert "There is no result for" in (await ask(client, told, "what is my hba1c"))["response"]
    assert "I found nothing" in (await ask(client, told, "what does the letter say about my spleen"))["response"]


async def test_an_emergency_gets_the_fixed_reply_and_the_care_team_is_told(
    client: httpx.AsyncClient, told: Clinic
) -> None:
    data = await ask(client, told, "I have crushing chest pain and my left arm feels heavy")
    assert data["response"].startswith(FIXED_REPLY)
    assert data["urgency"] == "emergency"
    assert data["requires_doctor_consultation"] is True
    assert {source["type"] for source in data["sources"]} == {"rule"}
    worklist = await client.get("/api/v1/worklist", headers=told.doctor.headers)
    assert worklist.json()["data"]["items"][0]["reason"].startswith("Emergency reply in chat")


async def test_a_dosing_question_is_declined_but_the_record_is_told(client: httpx.AsyncClient, told: Clinic) -> None:
    data = await ask(client, told, "Should I stop taking my medicine lisinopril?")
    assert data["urgency"] is None
    assert "please ask your doctor" in data["sentences"][0]["text"]
    assert "Lisinopril 10 mg" in data["response"]


async def test_spanish_is_answered_in_spanish(client: httpx.AsyncClient, told: Clinic) -> None:
    data = await ask(client, told, "¿Qué significa mi ferritina?")
    assert data["language"] == "es"
    assert "por debajo del rango" in data["response"]


async def test_a_stream_carries_the_same_answer_in_pieces(client: httpx.AsyncClient, told: Clinic) -> None:
    events = await streamed(client, told, "ferritin")
    names = [name for name, _, _ in events]
    assert (names[0], names[-1]) == ("conversation", "done")
    done = events[-1][2]
    sentences = [data["text"] for name, _, data in events if name == "sentence"]
    assert " ".join(sentences) == done["response"]


async def test_the_answer_changes_with_the_chart(client: httpx.AsyncClient, told: Clinic) -> None:
    first = await ask(client, told, "which medicines am I on")
    async with told.chart() as (ctx, chart):
        await records.add_medication(ctx, chart, NewMedicationStatement(display="Levothyroxine 75 mcg"))
    second = await ask(client, told, "which medicines am I on")
    assert "Levothyroxine" not in first["response"]
    assert "Levothyroxine" in second["response"]


async def test_a_deleted_document_takes_kept_answers_with_it(client: httpx.AsyncClient, told: Clinic) -> None:
    await ask(client, told, "which medicines am I on")
    async with told.services.transaction(WORKER, "r") as ctx:
        chart = await records.open_chart_for_job(ctx, told.patient_id)
        await chat.forget_answers(ctx, DocumentDeleted(chart.patient_id, uuid4()))
        cursor = await ctx.db.execute(
            "SELECT count(*) FROM chat.cached_answer WHERE patient_id = %s", (told.patient_id,)
        )
        assert await cursor.fetchone() == (0,)


async def test_conversations_go_on_and_belong_to_one_person(client: httpx.AsyncClient, told: Clinic) -> None:
    first = await ask(client, told, "ferritin")
    again = await ask(client, told, "and my medicines?", conversation_id=first["conversation_id"])
    assert again["conversation_id"] == first["conversation_id"]
    path = f"/api/v1/conversations/{first['conversation_id']}"
    own = await client.get(path, headers=told.patient.headers)
    assert [m["role"] for m in own.json()["data"]["messages"]] == ["user", "assistant", "user", "assistant"]
    listed = await client.get(f"/api/v1/patients/{told.patient_id}/conversations", headers=told.patient.headers)
    assert [c["id"] for c in listed.json()["data"]] == [first["conversation_id"]]
    for stranger in (told.doctor, told.other_doctor):
        refused = await client.get(path, headers=stranger.headers)
        assert refused.json()["error"]["code"] == "CONVERSATION_NOT_FOUND"
    theirs = await client.get(f"/api/v1/patients/{told.patient_id}/conversations", headers=told.doctor.headers)
    assert theirs.json()["data"] == []


async def test_a_doctor_asks_about_a_patient_and_sees_figures(client: httpx.AsyncClient, told: Clinic) -> None:
    path = f"/api/v1/doctors/{told.doctor.actor.practitioner_id}/chat"
    body = {"patient_uuid": str(told.patient_id), "message": "summary", "additional_context": "before the visit"}
    data = (await client.post(path, headers=told.doctor.headers, json=body)).json()["data"]
    assert data["patient_summary_stats"]["active_medications"] == 1
    assert data["patient_summary_stats"]["results_out_of_range"] == 1
    assert data["requires_doctor_consultation"] is False


async def test_nobody_asks_in_the_place_of_another(client: httpx.AsyncClient, told: Clinic, admin: Person) -> None:
    question = {"message": "ferritin"}
    assert (await client.post(path_of(told), json=question)).status_code == 401
    for person in (told.doctor, admin):
        refused = await client.post(path_of(told), headers=person.headers, json=question)
        assert refused.json()["error"]["code"] == "ROLE_NOT_ALLOWED"
    foreign = f"/api/v1/patients/{told.other_patient_id}/chat"
    denied = await client.post(foreign, headers=told.patient.headers, json=question)
    assert denied.json()["error"]["code"] == "CHART_ACCESS_DENIED"
    path = f"/api/v1/doctors/{told.other_doctor.actor.practitioner_id}/chat"
    body = {"patient_uuid": str(told.patient_id), "message": "summary"}
    as_another = await client.post(path, headers=told.doctor.headers, json=body)
    assert as_another.json()["error"]["code"] == "ROLE_NOT_ALLOWED"
    untreated = await client.post(path, headers=told.other_doctor.headers, json=body)
    assert untreated.json()["error"]["code"] == "CHART_ACCESS_DENIED"


async def test_every_answer_leaves_an_audit_row(client: httpx.AsyncClient, told: Clinic) -> None:
    await ask(client, told, "ferritin")
    query = {"patient": str(told.patient_id), "action": "chat.answer"}
    rows = await client.get("/api/v1/admin/audit", params=query, headers=told.admin.headers)
    assert rows.json()["data"]["items"]


@pytest.mark.parametrize("body", [{}, {"message": ""}, {"message": "x" * 5000}, {"message": "   "}])
async def test_an_unusable_question_is_refused_clearly(client: httpx.AsyncClient, told: Clinic, body: dict) -> None:
    answer = await client.post(path_of(told), headers=told.patient.headers, json=body)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"]
