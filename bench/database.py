"""Kill -9 PostgreSQL while people read, write under Idempotency-Keys and upload: nothing acknowledged is lost."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg

from bench.aftermath import look
from bench.chaos import HEALTHY_S, PACE_S, document_rows, upload_steadily, wait_until_over
from bench.crashes import ALREADY_DONE
from bench.mayhem import Mayhem, owner_url, restarts
from bench.pipeline import patient_of, wait_until_quiet
from bench.report import Row, at_least, at_most, told
from bench.system import System, running

KILLS, SMALL_KILLS = 15, 2
WRITERS = 4
UPLOADERS = 2
WRITTEN_S = 90.0
PROBE_S = 0.1
SEED = 20261126


class Writers:
    """Write allergies, each under a key of its own and with words of its own, until told to stop."""

    def __init__(self, system: System, patient: str) -> None:
        self._clients = [system.sign_in("doctor") for _ in range(WRITERS)]
        self._place = f"/api/v1/patients/{patient}/allergies"
        self.acknowledged: list[str] = []
        self.repeated = 0
        self.over = threading.Event()

    def write(self, who: int) -> None:
        """One after the other; each again under the same key until it is answered."""
        serial = 0
        while not self.over.is_set():
            serial += 1
            words = f"Substance {who}-{serial}"
            deadline = time.monotonic() + WRITTEN_S
            while not self._is_written(self._clients[who], words):
                self.repeated += 1
                if time.monotonic() > deadline:
                    raise TimeoutError("a write was never answered")
                time.sleep(PROBE_S)
            self.acknowledged.append(words)

    def _is_written(self, client: httpx.Client, words: str) -> bool:
        try:
            answer = client.post(self._place, json={"display": words}, headers={"Idempotency-Key": words})
        except httpx.HTTPError:
            return False
        if answer.status_code == httpx.codes.CREATED or ALREADY_DONE in answer.text:
            return True
        if answer.status_code < 500:
            raise RuntimeError(f"a write was answered {answer.status_code}")
        return False


class Reader:
    """Reads the chart again and again: how it was answered, and the longest time without a success."""

    def __init__(self, system: System, patient: str) -> None:
        self._client, self._place = system.sign_in("patient"), f"/api/v1/patients/{patient}/chart"
        self.answers: Counter[int] = Counter()
        self.longest_gap_s = 0.0

    def read(self, over: threading.Event) -> None:
        """Until it is over."""
        last = time.monotonic()
        while not over.wait(PROBE_S):
            try:
                status = self._client.get(self._place).status_code
            except httpx.HTTPError:
                status = 0
            self.answers[status] += 1
            if status == httpx.codes.OK:
                now = time.monotonic()
                self.longest_gap_s, last = max(self.longest_gap_s, now - last), now


def rows(kills: int = KILLS) -> list[Row]:
    """Everybody works until the last kill; then the rows are counted as their owner sees them."""
    with running() as system, system.sign_in("patient") as client, system.sign_in("admin") as admin:
        wait_until_quiet(admin)
        patient = patient_of(client)
        writers, reader = Writers(system, patient), Reader(system, patient)
        uploaders = [system.sign_in("patient") for _ in range(UPLOADERS)]
        mayhem = Mayhem(system.directory, random.Random(SEED), {"PostgreSQL": kills})
        with ThreadPoolExecutor(WRITERS + 2) as pool:
            work = [pool.submit(mayhem.run), pool.submit(reader.read, writers.over)]
            work += [pool.submit(writers.write, who) for who in range(WRITERS)]
            try:
                done = upload_steadily(system, uploaders, patient, lambda _: mayhem.is_over.is_set())
                time.sleep(HEALTHY_S * PACE_S)  # the last kill is recovered from under load too
            finally:
                mayhem.stop()
                writers.over.set()
            for each in work:
                each.result()
        wait_until_over(admin)
        with psycopg.connect(owner_url(system.directory), autocommit=True) as db:
            found = Counter(
                row[0]
                for row in db.execute(
                    "SELECT display FROM records.allergy_intolerance WHERE display LIKE 'Substance %'"
                )
            )
        found_documents = look(system.directory, done.documents)
        back = restarts(system.directory.logs / "salus.log", mayhem.kills)
        verdict = admin.post("/api/v1/admin/audit/verify").json()["data"]
    written = writers.acknowledged
    took = [at - kill.at for kill, at in zip(mayhem.kills, back, strict=True)]
    reads = reader.answers.total()
    return [
        at_least("kills -9 of PostgreSQL", len(mayhem.kills), kills, "kills", len(mayhem.kills)),
        at_most("acknowledged writes lost", sum(not found[words] for words in written), 0, "rows", len(written)),
        at_most("second rows for a key", sum(found.values()) - len(found), 0, "rows", len(found)),
        at_least("writes acknowledged", len(written), 1, "writes", len(written), f"{writers.repeated} repeated"),
        at_most("longest from a kill to ready again", max(took, default=0), HEALTHY_S, "s", len(took)),
        at_most("longest time in which no read succeeded", reader.longest_gap_s, HEALTHY_S, "s", reads),
        told(
            "reads that were told to come back", reads - reader.answers[200], "reads", reads, str(dict(reader.answers))
        ),
        *document_rows(found_documents, len(done.documents)),
        at_least("audit chain holds", float(bool(verdict["ok"])), 1, "yes", int(verdict["rows"])),
    ]
