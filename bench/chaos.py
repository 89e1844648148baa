"""Uploads at a steady pace while worker, broker, database and web server are killed with -9: nothing lost or twice."""

from __future__ import annotations

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import UUID

import httpx

from bench.aftermath import Aftermath, look
from bench.mayhem import Kill, Mayhem, open_documents, restarts
from bench.papers import digital_pdf, scan
from bench.pipeline import patient_of, wait_until_quiet
from bench.report import Row, at_least, at_most, told
from bench.system import System, running
from salus.core.jobs.contract import EngineName

CLIENTS = 4
PACE_S = 0.4  # between uploads
BACKLOG = 12  # open documents at which clients wait: the worker is never without work, and never drowned in it
SCAN_EVERY = 32  # a scan keeps a worker busy for seconds, a digital page for a fraction of one
PAGES = (1, 1, 1, 2)
GRACE_S = 60.0  # each document is INDEXED this long after the restart of what was killed under it
HEALTHY_S = 10.0
ACKNOWLEDGED_S = 90.0
PATIENCE_S = 240.0
SEED = 20261121


@dataclass(frozen=True, slots=True)
class Size:
    """How many uploads at least (they go on until the last kill), who is killed how often, and kills amid a job."""

    uploads: int
    plan: Mapping[str, int]
    amid: int


FULL = Size(200, {"Worker": 6, "Valkey": 5, "PostgreSQL": 5, "Web server": 3}, 8)
SMALL = Size(12, {"Worker": 2, "Valkey": 1, "PostgreSQL": 1, "Web server": 1}, 0)


@dataclass(slots=True)
class Uploads:
    """What was acknowledged, by serial number."""

    documents: dict[int, UUID] = field(default_factory=dict)
    acknowledged_at: dict[UUID, float] = field(default_factory=dict)
    retried: int = 0


def paper(serial: int) -> bytes:
    """The file of an upload: mostly digital pages, now and then a scan."""
    if serial % SCAN_EVERY == SCAN_EVERY // 2:
        return scan(50_000 + serial)[0]
    return digital_pdf(PAGES[serial % len(PAGES)], 10_000 + serial)


def upload_until_acknowledged(client: httpx.Client, patient: str, serial: int, done: Uploads) -> None:
    """Send one file as a careful client does: the same Idempotency-Key until somebody answers."""
    data, deadline = paper(serial), time.monotonic() + ACKNOWLEDGED_S
    while time.monotonic() < deadline:
        try:
            answer = client.post(
                "/api/v1/documents/upload",
                data={"patient_uuid": patient, "document_type": "consultation_note"},
                files={"file": (f"chaos-{serial}.pdf", data, "application/pdf")},  # a new boundary every time
                headers={"Idempotency-Key": f"chaos-{serial}"},
            )
        except httpx.HTTPError:
            answer = None
        if answer is not None and answer.status_code in (200, 202):
            body = answer.json()
            document = done.documents[serial] = UUID(body.get("document_id") or body["data"]["document_id"])
            done.acknowledged_at[document] = time.time()
            return
        if answer is not None and answer.status_code < 500:
            raise RuntimeError(f"upload answered {answer.status_code}: {answer.text[:300]}")
        done.retried += 1
        time.sleep(0.5)
    raise TimeoutError(f"upload {serial} was never acknowledged")


def upload_steadily(
    system: System, clients: list[httpx.Client], patient: str, is_enough: Callable[[int], bool]
) -> Uploads:
    """Several clients take turns, each upload at its time, until there is enough."""
    done, serials, lock, began = Uploads(), itertools.count(), threading.Lock(), time.monotonic()

    def go_on(client: httpx.Client) -> None:
        while True:
            with lock:
                serial = next(serials)
            if is_enough(serial):
                return
            time.sleep(max(0.0, began + serial * PACE_S - time.monotonic()))
            while sum(map(len, open_documents(system.directory))) > BACKLOG:
                time.sleep(PACE_S)
            upload_until_acknowledged(client, patient, serial, done)

    with ThreadPoolExecutor(len(clients)) as pool:
        for each in [pool.submit(go_on, client) for client in clients]:
            each.result()
    return done


def rows(engine: EngineName = "procrastinate", size: Size = FULL) -> list[Row]:
    """Upload under fire, wait for quiet, then look into the database and the store."""
    with (
        running(settings={"SALUS_JOBS_ENGINE": engine}) as system,
        system.sign_in("patient") as client,
        system.sign_in("admin") as admin,
    ):
        wait_until_quiet(admin)
        # Signing in would itself meet the kills, so all sign in before the first.
        clients = [system.sign_in("patient") for _ in range(CLIENTS)]
        mayhem = Mayhem(system.directory, random.Random(SEED), size.plan)
        killer = threading.Thread(target=mayhem.run)
        killer.start()
        try:
            done = upload_steadily(
                system, clients, patient_of(client), lambda serial: serial >= size.uploads and mayhem.is_over.is_set()
            )
        finally:
            mayhem.stop()
            killer.join()
        system.wait_until_ready()
        wait_until_over(admin)
        found = look(system.directory, done.documents)
        back = restarts(system.directory.logs / "salus.log", mayhem.kills)
        verdict = admin.post("/api/v1/admin/audit/verify").json()["data"]
    return [
        *_kill_rows(mayhem.kills, back, done, size),
        *document_rows(found, len(done.documents)),
        *time_rows(mayhem.kills, back, found, done),
        at_least("audit chain holds", float(bool(verdict["ok"])), 1, "yes", int(verdict["rows"])),
    ]


def _kill_rows(kills: list[Kill], back: list[float], done: Uploads, size: Size) -> list[Row]:
    count = Counter(kill.name for kill in kills)
    # One that was killed again on its way back is timed from the later kill.
    took = {
        at: (at - kill.at, kill.name) for kill, at in sorted(zip(kills, back, strict=True), key=lambda each: each[0].at)
    }
    amid = sum(bool(kill.running) for kill in kills)
    longest_s, slowest = max(took.values())
    return [
        at_least("kills -9", len(kills), sum(size.plan.values()), "kills", len(kills), str(dict(count))),
        at_least("of these while a job was running", amid, size.amid, "kills", len(kills)),
        at_most("longest from a kill to ready again", longest_s, HEALTHY_S, "s", len(took), slowest),
        at_least("uploads acknowledged", len(done.documents), size.uploads, "documents", len(done.documents)),
        told("attempts that had to be repeated", done.retried, "requests", len(done.documents)),
    ]


def document_rows(found: Aftermath, uploads: int) -> list[Row]:
    return [
        at_most("acknowledged uploads lost", len(found.lost), 0, "documents", uploads, found.states),
        at_most("documents beyond one for each key", found.extra_documents, 0, "documents", uploads),
        at_most("documents indexed twice", found.indexed_twice, 0, "documents", uploads),
        at_most("duplicate chunks", found.duplicate_chunks, 0, "chunks", found.chunks),
        at_most("pages missing or read twice", found.wrong_pages, 0, "documents", uploads),
        at_most("stored objects missing", found.missing_objects, 0, "objects", found.objects),
        told("unreferenced objects, left by killed uploads", found.orphans, "objects", found.objects),
        at_most("of these left after the sweeper", found.orphans_after_sweep, 0, "objects", found.orphans),
    ]


def time_rows(kills: list[Kill], back: list[float], found: Aftermath, done: Uploads) -> list[Row]:
    """How long after a restart the documents that were in a worker's hands, or that waited, were INDEXED."""
    # One that was killed again is timed from the later restart.
    last = {document: at for kill, at in zip(kills, back, strict=True) for document in kill.running}
    in_hand = [found.indexed_at[document] - at for document, at in last.items() if document in found.indexed_at]
    waiting = [
        found.indexed_at[document] - at
        for kill, at in zip(kills, back, strict=True)
        for document in kill.open & found.indexed_at.keys()
    ]
    at_last = [
        at - max(*back, done.acknowledged_at[document])
        for document, at in found.indexed_at.items()
        if document in done.acknowledged_at
    ]
    return [
        at_most(
            "documents in hand at a kill: last restart to INDEXED", max(in_hand, default=0), GRACE_S, "s", len(in_hand)
        ),
        told("documents queued at a kill: restart to INDEXED", max(waiting, default=0), "s", len(waiting)),
        at_most(
            "every document: last restart or upload to INDEXED", max(at_last, default=0), GRACE_S, "s", len(at_last)
        ),
    ]


def wait_until_over(admin: httpx.Client) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        answer = admin.get("/api/v1/admin/system")
        # Just after a kill an answer may be 503, which says: try again.
        jobs = answer.json()["data"]["jobs"] if answer.status_code == 200 else {"queued": 1}
        if not any(jobs.get(status) for status in ("queued", "running", "failed")):
            return
        time.sleep(0.5)
