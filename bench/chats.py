"""A thousand answers at once from a local model at ten tokens a second, beside reads and uploads.

Lag is the time from the moment when the model has sent the last token of a sentence to the arrival of that sentence at
the reader: everything that Salus adds (reading the token, cutting, checking, writing it down, sending it), and nothing
of what the sentence itself takes. Time to the first sentence is counted the same way: from the question to the arrival
of the first sentence, less the time from the model's receiving its request to its last token of that sentence. So it
holds sign-in, gate, retrieval, saving, and the way to the model.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import httpx
import uvloop

from bench.load import cpu_seconds
from bench.models import Heard, LocalModel, chat, code_of, local_model, salus_with
from bench.papers import digital_pdf
from bench.pipeline import wait_until_quiet
from bench.reading import server_pid
from bench.report import Row, at_least, at_most, told
from bench.system import System

CHATS = int(os.environ.get("SALUS_BENCH_CHATS", "1000"))
ALONE = 30  # chats one after the other, for the time to the first sentence
TOKEN_S = 0.1
ARRIVE_S = 20.0  # over which they come; each answer takes longer, so that all of them run at once
READ_EVERY_S, UPLOAD_EVERY_S = 0.1, 5.0
QUESTIONS = ("Which medicines?", "Which results are out of range?", "summary", "What changed?", "any allergies")


@dataclass(slots=True)
class Beside:
    """What else goes on: reads and uploads of other people."""

    reads_s: list[float] = field(default_factory=list)
    errors: int = 0
    uploads: int = 0


def rows() -> list[Row]:
    """Chats alone, then all together."""
    with local_model(0.0) as model, salus_with(model) as system, system.sign_in("admin") as admin:
        wait_until_quiet(admin)
        return uvloop.run(_measure(model, system))


async def _measure(model: LocalModel, system: System) -> list[Row]:
    with system.sign_in("doctor") as doctor:
        me = doctor.get("/api/v1/me").json()["data"]["doctor_uuid"]
        patients = [p["uuid"] for p in doctor.get("/api/v1/patients", params={"limit": 50}).json()["data"]["items"]]
        token = doctor.headers["Authorization"].removeprefix("Bearer ")

    def ask(number: int) -> Any:
        code = code_of(number)
        body = {
            "patient_uuid": patients[number % len(patients)],
            "message": QUESTIONS[number % len(QUESTIONS)],
            "additional_context": code,
        }
        return chat(system.port, f"/api/v1/doctors/{me}/chat", token, body, code)

    await asyncio.to_thread(model.behave, pace="0.02")
    alone = [await ask(90_000 + number) for number in range(ALONE)]
    alone_log = await asyncio.to_thread(model.log)
    await asyncio.to_thread(model.behave, pace=str(TOKEN_S))
    beside, stop = Beside(), asyncio.Event()
    others = [
        asyncio.create_task(each) for each in (_read(system, patients, beside, stop), _upload(system, beside, stop))
    ]
    pid = server_pid(system)
    cpu, began = cpu_seconds(pid), time.monotonic()
    heard = await _all_at_once(ask)
    cpu_s, took_s = cpu_seconds(pid) - cpu, time.monotonic() - began
    stop.set()
    await asyncio.gather(*others)
    log = await asyncio.to_thread(model.log)
    return [
        *_alone_rows(alone, alone_log),
        *_rows(heard, log, beside),
        told("chats: CPU of the web server a chat", 1000 * cpu_s / CHATS, "ms", CHATS, f"{cpu_s / took_s:.2f} cores"),
    ]


async def _all_at_once(ask: Any) -> list[Heard]:
    async def later(number: int) -> Heard:
        await asyncio.sleep(ARRIVE_S * number / CHATS)
        return await ask(number)

    return list(await asyncio.gather(*(later(number) for number in range(CHATS))))


async def _read(system: System, patients: Sequence[str], beside: Beside, stop: asyncio.Event) -> None:
    """A doctor who reads charts."""
    signed_in = await asyncio.to_thread(system.sign_in, "doctor")
    async with httpx.AsyncClient(base_url=system.url, headers=signed_in.headers, timeout=30) as client:
        number = 0
        while not stop.is_set():
            began = time.monotonic()
            answer = await client.get(f"/api/v1/patients/{patients[number % len(patients)]}")
            beside.reads_s.append(time.monotonic() - began)
            beside.errors += answer.status_code != 200
            number += 1
            await asyncio.sleep(READ_EVERY_S)


async def _upload(system: System, beside: Beside, stop: asyncio.Event) -> None:
    """A patient who sends a page now and then."""
    signed_in = await asyncio.to_thread(system.sign_in, "patient")
    async with httpx.AsyncClient(base_url=system.url, headers=signed_in.headers, timeout=60) as client:
        mine = (await client.get("/api/v1/me")).json()["data"]["patient_uuid"]
        while not stop.is_set():
            paper = await asyncio.to_thread(digital_pdf, 1, 70_000 + beside.uploads)
            answer = await client.post(
                "/api/v1/documents/upload",
                data={"patient_uuid": mine, "document_type": "consultation_note"},
                files={"file": (f"{beside.uploads}.pdf", paper, "application/pdf")},
            )
            beside.errors += answer.status_code not in (200, 202)
            beside.uploads += 1
            await asyncio.sleep(UPLOAD_EVERY_S)


def _alone_rows(heard: Sequence[Heard], log: dict[str, Any]) -> list[Row]:
    added = _first_added(heard, log)
    name = "chats: time to the first sentence beyond the model's, one at a time, p50"
    return [at_most(name, 1000 * median(added), 50, "ms", len(added))]


def _rows(heard: Sequence[Heard], log: dict[str, Any], beside: Beside) -> list[Row]:
    whole = [one for one in heard if one.done is not None and not (one.done["papers"] or {}).get("trouble")]
    failed = [one.error or "not worded by the model" for one in heard if one not in whole]
    lags = sorted(lag for one in whole for lag in _lags(one, log))
    added = sorted(_first_added(whole, log))
    reads = sorted(beside.reads_s)
    return [
        at_least("chats: complete, worded by the model", len(whole), CHATS, "chats", len(heard), _listed(failed)),
        at_least("chats: most at once", _most_at_once(heard), 0.95 * CHATS, "chats", len(heard)),
        at_most("chats: lag of a sentence, p99", 1000 * _at(lags, 0.99), 100, "ms", len(lags)),
        told("chats: lag of a sentence, p50", 1000 * _at(lags, 0.5), "ms", len(lags)),
        told("chats: time to the first sentence beyond the model's, together, p50", 1000 * _at(added, 0.5), "ms",
             len(added)),
        at_most("chats: failed reads and uploads beside", beside.errors, 0, "requests", len(reads) + beside.uploads),
        told("chats: reads of a patient beside, p99", 1000 * _at(reads, 0.99), "ms", len(reads)),
    ]  # fmt: skip


def _lags(one: Heard, log: dict[str, Any]) -> list[float]:
    """Of each sentence that the model made and that was released."""
    made = log[one.code]["line_at"]
    return [arrived - made[text] for text, arrived in one.sentence_at.items() if text in made]


def _first_added(heard: Sequence[Heard], log: dict[str, Any]) -> list[float]:
    added = []
    for one in heard:
        call = log.get(one.code, {"line_at": {}})
        first = next(((text, at) for text, at in one.sentence_at.items() if text in call["line_at"]), None)
        if first is not None:
            text, arrived = first
            added.append((arrived - one.asked_at) - (call["line_at"][text] - call["came_at"]))
    return added


def _most_at_once(heard: Sequence[Heard]) -> int:
    steps = sorted([(one.asked_at, 1) for one in heard] + [(one.ended_at, -1) for one in heard])
    most = now = 0
    for _, step in steps:
        now += step
        most = max(most, now)
    return most


def _listed(failed: Sequence[str]) -> str | None:
    return ", ".join(f"{number} {why}" for why, number in Counter(failed).most_common(4)) or None


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else float("inf")
