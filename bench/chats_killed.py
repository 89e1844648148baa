"""F3: kill -9 of the web server while answers stream. Each stored answer is whole or marked, and each reader goes on.

Every reader comes back as a browser does: with the id of the last event that arrived, until the answer ends. Then what
arrived before and after is compared with what is kept.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
import uvloop

from bench.chats import QUESTIONS, TOKEN_S
from bench.models import LocalModel, code_of, local_model, salus_with
from bench.pipeline import wait_until_quiet
from bench.reading import server_pid
from bench.report import Row, at_least, at_most, told
from bench.system import System

CHATS, SMALL = 200, 20
SPEAKING = 0.9  # of the readers, the first ones, have heard a sentence when the server is killed
BACK_S = 60.0  # a server is started again, and a lease runs out, in less
ENDS = frozenset(("done", "interrupted", "error"))


@dataclass(slots=True)
class Reader:
    """What one reader has got, over both connections."""

    code: str
    conversation_id: str = ""
    message_id: str = ""
    last_id: str = ""
    heard: list[tuple[int, str]] = field(default_factory=list)
    heard_before: int = 0
    end: str = ""
    speaking: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, name: str, data: Mapping[str, Any], event_id: str) -> None:
        """One event."""
        self.last_id = event_id or self.last_id
        if name == "conversation":
            self.conversation_id, self.message_id = data["conversation_id"], data["message_id"]
        elif name == "sentence":
            self.heard.append((data["index"], data["text"]))
            self.speaking.set()
        elif name in ENDS:
            self.end = name
            self.speaking.set()


def rows(chats: int = CHATS) -> list[Row]:
    """So many chats, one kill."""
    with local_model(TOKEN_S) as model, salus_with(model) as system, system.sign_in("admin") as admin:
        wait_until_quiet(admin)
        return uvloop.run(_measure(model, system, chats))


async def _measure(model: LocalModel, system: System, chats: int) -> list[Row]:
    with system.sign_in("doctor") as doctor:
        me = doctor.get("/api/v1/me").json()["data"]["doctor_uuid"]
        patients = [p["uuid"] for p in doctor.get("/api/v1/patients", params={"limit": 50}).json()["data"]["items"]]
        headers = {"Authorization": doctor.headers["Authorization"], "Accept": "text/event-stream"}
    readers = [Reader(code_of(number)) for number in range(chats)]
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=system.url, headers=headers, timeout=BACK_S, limits=limits) as client:
        asking = []
        for number, reader in enumerate(readers):
            body = {
                "patient_uuid": patients[number % len(patients)],
                "message": QUESTIONS[number % len(QUESTIONS)],
                "additional_context": reader.code,
            }
            asking.append(asyncio.create_task(_hear(client, "POST", f"/api/v1/doctors/{me}/chat", reader, body)))
        await asyncio.gather(*(reader.speaking.wait() for reader in readers[: round(SPEAKING * chats)]))
        os.kill(await asyncio.to_thread(server_pid, system), signal.SIGKILL)
        await asyncio.gather(*asking)
        ended_before = sum(bool(reader.end) for reader in readers)
        for reader in readers:
            reader.heard_before = len(reader.heard)
        begun = [reader for reader in readers if reader.message_id]
        await asyncio.to_thread(system.wait_until_ready)
        await asyncio.gather(*(_come_back(client, reader) for reader in begun))
        kept = await asyncio.gather(*(_kept(client, reader) for reader in begun))
    return _rows(readers, begun, kept, ended_before)


async def _hear(
    client: httpx.AsyncClient, method: str, path: str, reader: Reader, body: Mapping[str, Any] | None = None
) -> None:
    """Read events until the answer ends or the connection breaks."""
    headers = {"Last-Event-ID": reader.last_id} if reader.last_id else {}
    try:
        async with client.stream(method, path, json=body, headers=headers) as answer:
            name = event_id = ""
            async for line in answer.aiter_lines():
                kind, _, value = line.partition(": ")
                if kind == "event":
                    name = value
                elif kind == "id":
                    event_id = value
                elif kind == "data" and answer.status_code == 200:
                    reader.take(name, orjson.loads(value), event_id)
                    name = event_id = ""
    except httpx.HTTPError:
        pass


async def _come_back(client: httpx.AsyncClient, reader: Reader) -> None:
    """Again and again, as a browser does, until the answer ends."""
    path = f"/api/v1/conversations/{reader.conversation_id}/answers/{reader.message_id}/events"
    async with asyncio.timeout(BACK_S):
        while not reader.end:
            await _hear(client, "GET", path, reader)


async def _kept(client: httpx.AsyncClient, reader: Reader) -> Mapping[str, Any]:
    """The answer as it is kept."""
    path = f"/api/v1/conversations/{reader.conversation_id}"
    thread = (await client.get(path, headers={"Accept": "application/json"})).json()["data"]
    kept: Mapping[str, Any] = next(each for each in thread["messages"] if each["id"] == reader.message_id)
    return kept


def _rows(readers: list[Reader], begun: list[Reader], kept: list[Mapping[str, Any]], ended_before: int) -> list[Row]:
    states = [each["state"] for each in kept]
    unmarked = sum(state not in ("complete", "interrupted") for state in states)
    untold = sum(
        (reader.end == "done") is not (state == "complete") for reader, state in zip(begun, states, strict=True)
    )
    differing = sum(
        reader.heard != [(place, each["text"]) for place, each in enumerate(message["answer"]["sentences"])]
        for reader, message in zip(begun, kept, strict=True)
    )
    caught = sum(reader.heard_before > 0 for reader in begun) - ended_before
    return [
        at_least("F3 web server killed: answers caught amid their sentences", caught, 1, "answers", len(readers)),
        at_most("F3 web server killed: kept answers neither whole nor marked", unmarked, 0, "answers", len(begun)),
        at_most("F3 web server killed: readers told another end than is kept", untold, 0, "readers", len(begun)),
        at_most("F3 web server killed: readers with a gap, a repeat or other words", differing, 0, "readers",
                len(begun)),
        told("F3 web server killed: answers that were whole nevertheless", states.count("complete"), "answers",
             len(begun)),
    ]  # fmt: skip
