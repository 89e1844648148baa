"""A denial counts while an answer is written: no more of the chart is told, and no more of it goes to a model."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI

from salus.chat import live as live_answers
from salus.chat import service, streaming
from salus.chat.contract import Message
from salus.core.audit.contract import AuditFilter, Outcome
from salus.core.audit.service import read_rows
from salus.core.auth import service as auth
from salus.records import service as records
from salus.records.contract import ConsentCategory, ConsentDecision, NewConsent
from tests.chat.asking import events_of
from tests.chat.language import about_ferritin
from tests.support.app import SETUP, Person
from tests.support.clinic import Clinic
from tests.support.language import answered_by
from tests.support.model_server import ModelServer

QUESTION = "What does the ferritin mean?"
LAST, BEFORE = "was 11 ng/mL", "was 19 ng/mL"


@pytest.fixture(autouse=True)
def look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The promise is a second; here each piece asks, so that the claim does not hang on the clock."""
    monkeypatch.setattr(live_answers, "LOOK_EVERY_S", 0.0)


@pytest.fixture
async def model(app: FastAPI) -> AsyncIterator[ModelServer]:
    async with answered_by(app, lambda asked: replace(about_ferritin(asked), between_s=0.05)) as server:
        yield server


def asking(client: httpx.AsyncClient, told: Clinic, who: Person) -> asyncio.Task[httpx.Response]:
    """A streamed question of the doctor or of the patient."""
    path = f"doctors/{who.actor.practitioner_id}" if who is told.doctor else f"patients/{told.patient_id}"
    body = {"message": QUESTION, **({"patient_uuid": str(told.patient_id)} if who is told.doctor else {})}
    headers = {**who.headers, "Accept": "text/event-stream"}
    return asyncio.create_task(client.post(f"/api/v1/{path}/chat", headers=headers, json=body))


async def first_sentence() -> live_answers.LiveAnswer:
    """The answer that is being written, once something of it was shown."""
    async with asyncio.timeout(10):
        while not (live := next(iter(live_answers._LIVE.values()), None)) or live._released < 1:
            await asyncio.sleep(0.01)
    return live


async def deny(told: Clinic, category: ConsentCategory) -> None:
    async with told.chart(told.patient.actor) as (ctx, chart):
        await records.add_consent(ctx, chart, NewConsent(category=category, decision=ConsentDecision.DENY))


async def refused_rows(told: Clinic, action: str) -> int:
    async with told.as_actor(told.admin.actor) as ctx:
        wanted = AuditFilter(patient_id=told.patient_id, action=action, outcome=Outcome.REFUSED)
        return len(await read_rows(ctx, wanted))


async def test_a_doctor_who_is_denied_hears_no_further_sentence(
    client: httpx.AsyncClient, told: Clinic, model: ModelServer
) -> None:
    task = asking(client, told, told.doctor)
    live = await first_sentence()
    await deny(told, ConsentCategory.TREATMENT)
    events = events_of((await task).text)
    assert LAST in json.dumps(events)
    assert BEFORE not in json.dumps(events)
    assert (events[-1][0], events[-1][2]["code"]) == ("error", "CHART_ACCESS_DENIED")
    assert await refused_rows(told, "chat.go-on") == 1
    path = f"/api/v1/conversations/{live.writing.conversation_id}"
    for kept in (path, f"{path}/answers/{live.writing.message_id}/events"):
        assert (await client.get(kept, headers=told.doctor.headers)).status_code == 403


async def test_a_patient_who_denies_machines_hears_the_record_itself_from_there_on(
    client: httpx.AsyncClient, told: Clinic, model: ModelServer
) -> None:
    task = asking(client, told, told.patient)
    await first_sentence()
    await deny(told, ConsentCategory.AI_PROCESSING)
    events = events_of((await task).text)
    done = events[-1]
    assert done[0] == "done"
    assert done[2]["papers"]["trouble"] == "consent-withdrawn"
    assert "stopped in the middle" in done[2]["notice"]
    await model.until(lambda calls: calls[0].is_over and calls[0].was_left)


async def test_who_is_locked_out_hears_no_further_sentence(
    client: httpx.AsyncClient, told: Clinic, model: ModelServer
) -> None:
    task = asking(client, told, told.doctor)
    await first_sentence()
    async with told.as_actor(SETUP) as ctx:
        account = await auth.find_account(ctx, told.doctor.username)
        assert account is not None
        await auth.change_account(ctx, account.id, account.version, account.display_name, is_active=False)
    await told.services.sessions.tell()
    events = events_of((await task).text)
    assert BEFORE not in json.dumps(events)
    assert (events[-1][0], events[-1][2]["code"]) == ("error", "NOT_SIGNED_IN")


async def test_who_follows_an_answer_of_another_process_is_told_that_the_chart_was_closed(
    client: httpx.AsyncClient, told: Clinic, model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "LOOK_AGAIN_S", 0.0)
    model.mind = lambda asked: replace(about_ferritin(asked, "And"), ending="hang")
    task = asking(client, told, told.doctor)
    live = await first_sentence()
    monkeypatch.setattr(streaming, "live_answer", lambda _: None)
    path = f"/api/v1/conversations/{live.writing.conversation_id}/answers/{live.writing.message_id}/events"
    async with told.chart() as (ctx, chart):
        half = await service.read_message(ctx, chart, live.writing.conversation_id, live.writing.message_id)

    async def read() -> Message:
        async with told.as_actor(told.doctor.actor) as ctx:
            chart, _ = await service.open_conversation(ctx, live.writing.conversation_id)
            return await service.read_message(ctx, chart, live.writing.conversation_id, half.id)

    heard = []
    async for each in streaming.followed(half, live.writing.conversation_id, 0, read):
        heard.append(each)
        if b"event: sentence" in each:
            await deny(told, ConsentCategory.TREATMENT)
    assert heard[-1].startswith(b"event: error")
    assert b"CHART_ACCESS_DENIED" in heard[-1]
    assert (await client.get(path, headers=told.doctor.headers)).status_code == 403
    live._task.cancel()
    await task
