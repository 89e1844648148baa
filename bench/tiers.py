"""Kill -9 the worker amid each of its tiers, again and again, while documents come in: nothing lost, nothing twice."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from bench.aftermath import look
from bench.chaos import CLIENTS, document_rows, time_rows, upload_steadily, wait_until_over
from bench.inject import Executioner, running_on_orders
from bench.mayhem import Kill, open_documents, restarts
from bench.pipeline import patient_of, wait_until_quiet
from bench.report import Row, at_least
from bench.system import System
from salus.core.jobs.contract import EngineName

TIERS = ("read_pages", "understand", "look_at_pictures", "index")
AMID_S = (0.0, 0.05)  # a tier of a digital page takes about so long
PAUSE_S = 0.5
PATIENCE_S = 60.0
SEED = 20261125


@dataclass(frozen=True, slots=True)
class Size:
    """How many uploads at least, and how often each tier is broken off."""

    uploads: int
    kills_each: int


FULL = Size(500, 20)
SMALL = Size(12, 2)


class Killer:
    """Orders one death after the other, tier by tier in random order."""

    def __init__(self, system: System, executioner: Executioner, size: Size) -> None:
        self._system, self._executioner = system, executioner
        self._dice = random.Random(SEED)
        self._left = [tier for tier in TIERS for _ in range(size.kills_each)]
        self._dice.shuffle(self._left)
        self._waiting: list[frozenset[UUID]] = []
        self.is_over = threading.Event()
        self._stop = threading.Event()

    def run(self) -> None:
        """Until the plan is done or `stop` was called."""
        try:
            while self._left and not self._stop.is_set():
                self._executioner.order("Worker", at=self._left.pop(), after_s=self._dice.uniform(*AMID_S))
                deadline = time.monotonic() + PATIENCE_S
                while self._executioner.is_pending("Worker") and not self._stop.wait(0.005):
                    if time.monotonic() > deadline:
                        raise TimeoutError("no document came to this tier")
                self._waiting.append(frozenset().union(*open_documents(self._system.directory)))
                self._stop.wait(PAUSE_S)
        finally:
            self.is_over.set()

    def stop(self) -> None:
        """Kill nobody any more."""
        self._stop.set()
        self._executioner.withdraw("Worker")

    def kills(self) -> list[Kill]:
        """What was done, with the document that was in hand."""
        deaths = self._executioner.deaths()
        return [
            Kill("Worker", death["at_s"], frozenset({UUID(death["document"])}), waiting)
            for death, waiting in zip(deaths, self._waiting, strict=True)
        ]


def rows(engine: EngineName = "procrastinate", size: Size = FULL) -> list[Row]:
    """Upload while the tiers are broken off, wait for quiet, then look into the database and the store."""
    with (
        running_on_orders({"SALUS_JOBS_ENGINE": engine}) as (system, executioner),
        system.sign_in("patient") as client,
        system.sign_in("admin") as admin,
    ):
        wait_until_quiet(admin)
        clients = [system.sign_in("patient") for _ in range(CLIENTS)]
        killer = Killer(system, executioner, size)
        thread = threading.Thread(target=killer.run)
        thread.start()
        try:
            done = upload_steadily(
                system, clients, patient_of(client), lambda serial: serial >= size.uploads and killer.is_over.is_set()
            )
        finally:
            killer.stop()
            thread.join()
        wait_until_over(admin)
        found = look(system.directory, done.documents)
        kills = killer.kills()
        back = restarts(system.directory.logs / "salus.log", kills)
        count = Counter(death["at"] for death in executioner.deaths())
    return [
        *(
            at_least(f"kills -9 of the worker amid {tier}", count[tier], size.kills_each, "kills", count[tier])
            for tier in TIERS
        ),
        at_least("uploads acknowledged", len(done.documents), size.uploads, "documents", len(done.documents)),
        *document_rows(found, len(done.documents)),
        *time_rows(kills, back, found, done),
    ]
