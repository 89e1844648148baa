"""Ask in chat over HTTP, in one piece or as a stream."""

from __future__ import annotations

import json

import httpx

from tests.support.clinic import Clinic

Event = tuple[str, str | None, dict]


def path_of(clinic: Clinic) -> str:
    return f"/api/v1/patients/{clinic.patient_id}/chat"


async def ask(client: httpx.AsyncClient, clinic: Clinic, message: str, **more: object) -> dict:
    answer = await client.post(path_of(clinic), headers=clinic.patient.headers, json={"message": message, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]


def events_of(text: str) -> list[Event]:
    """(event, id, data) of a stream."""
    found = []
    for block in text.strip().split("\r\n\r\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\r\n") if ": " in line and not line.startswith(":"))
        if "event" in fields:
            found.append((fields["event"], fields.get("id"), json.loads(fields["data"])))
    return found


async def streamed(client: httpx.AsyncClient, clinic: Clinic, message: str) -> list[Event]:
    """The events of an answer."""
    headers = {**clinic.patient.headers, "Accept": "text/event-stream"}
    answer = await client.post(path_of(clinic), headers=headers, json={"message": message})
    assert answer.headers["content-type"].startswith("text/event-stream")
    return events_of(answer.text)
