"""Uploads while worker, broker and database are killed with -9 at random: nothing lost, nothing twice, all in time."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter

import httpx
import psutil

from bench.papers import digital_pdf
from bench.pipeline import patient_of, wait_until_quiet
from bench.report import Row, at_least, at_most, told
from bench.system import System, running

UPLOADS = 200
KILLS = 15
RETRIES = 60
SETTLE_S = 60.0
VICTIMS = {"worker": "work", "broker": "valkey-server", "database": "postgres"}


def victim(system: System, what: str, dice: random.Random) -> psutil.Process | None:
    """One living process of this kind below our supervisor."""
    if system.process is None:
        return None
    found = []
    for process in psutil.Process(system.process.pid).children(recursive=True):
        try:
            command = " ".join(process.cmdline())
        except psutil.Error:
            continue
        if VICTIMS[what] in command.split()[:4] or VICTIMS[what] in command.split(" ")[0].rpartition("/")[2]:
            found.append(process)
    return dice.choice(found) if found else None


def kill_now_and_then(system: System, stop: threading.Event, done: Counter[str]) -> None:
    """Kill -9 something every few seconds until told to stop."""
    dice = random.Random(20261121)
    while not stop.wait(dice.uniform(1.0, 4.0)) and sum(done.values()) < KILLS:
        what = dice.choice(list(VICTIMS))
        process = victim(system, what, dice)
        if process is not None:
            process.kill()
            done[what] += 1


def upload_until_acknowledged(client: httpx.Client, patient: str, serial: int) -> str:
    """Send one file as a careful client does: the same Idempotency-Key until somebody answers."""
    data = digital_pdf(1, 10_000 + serial)
    for _ in range(RETRIES):
        try:
            answer = client.post(
                "/api/v1/documents/upload",
                data={"patient_uuid": patient, "document_type": "consultation_note"},
                files={"file": (f"chaos-{serial}.pdf", data, "application/pdf")},
                headers={"Idempotency-Key": f"chaos-{serial}"},
            )
        except httpx.HTTPError:
            time.sleep(0.5)
            continue
        if answer.status_code in (200, 202):
            body = answer.json()
            return str(body.get("document_id") or body["data"]["document_id"])
        if answer.status_code < 500:
            raise RuntimeError(f"upload answered {answer.status_code}: {answer.text[:300]}")
        time.sleep(0.5)
    raise TimeoutError(f"upload {serial} was never acknowledged")


def rows() -> list[Row]:
    """Upload under fire, then wait for quiet and count."""
    with running() as system, system.sign_in("patient") as client, system.sign_in("admin") as admin:
        wait_until_quiet(admin)
        patient = patient_of(client)
        stop, kills = threading.Event(), Counter[str]()
        killer = threading.Thread(target=kill_now_and_then, args=(system, stop, kills))
        killer.start()
        documents = [upload_until_acknowledged(client, patient, serial) for serial in range(UPLOADS)]
        stop.set()
        killer.join()
        system.wait_until_ready()
        quiet_after = _seconds_until_indexed(client, patient, set(documents))
        listed = _chaos_documents(client, patient)
        verdict = admin.post("/api/v1/admin/audit/verify").json()["data"]
    indexed = [d for d in listed if d["processing_status"] == "INDEXED"]
    lost = len(set(documents) - {d["id"] for d in indexed})
    names = Counter(d["filename"] for d in listed)
    return [
        told("kills of worker, broker and database", sum(kills.values()), "kills", UPLOADS, str(dict(kills))),
        at_most("acknowledged uploads lost", lost, 0, "documents", UPLOADS),
        at_most("uploads indexed twice", sum(n - 1 for n in names.values()), 0, "documents", UPLOADS),
        at_most("last document INDEXED after the last kill", quiet_after, SETTLE_S, "s", UPLOADS),
        at_least("audit chain holds", float(bool(verdict["ok"])), 1, "yes", int(verdict["rows"])),
    ]


def _chaos_documents(client: httpx.Client, patient: str) -> list[dict[str, str]]:
    answer = client.get("/api/v1/documents", params={"patient_uuid": patient, "limit": 1000}).json()["data"]
    items = answer["items"] if isinstance(answer, dict) else answer
    return [item for item in items if item["filename"].startswith("chaos-")]


def _seconds_until_indexed(client: httpx.Client, patient: str, wanted: set[str]) -> float:
    began = time.monotonic()
    while time.monotonic() - began < 5 * SETTLE_S:
        done = {d["id"] for d in _chaos_documents(client, patient) if d["processing_status"] == "INDEXED"}
        if wanted <= done:
            break
        time.sleep(0.5)
    return time.monotonic() - began
