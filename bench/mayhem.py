"""Kill -9 the processes of a running Salus at random moments, and learn from its journal when each was back."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

import psycopg

from salus.app.embedded import addresses
from salus.app.embedded.datadir import DataDir
from salus.app.embedded.processid import identify

GAP_S = (1.0, 6.0)  # shorter and longer than a restart takes, so that some kills hit a system that is still recovering
ANSWER_TIMEOUT_S = 2


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: who, when (epoch seconds), and the documents whose jobs ran or waited at that moment."""

    name: str
    at: float
    running: frozenset[UUID]
    open: frozenset[UUID]


@dataclass(slots=True)
class Mayhem:
    """Goes through the plan in random order; `is_over` tells when nothing more will be killed."""

    data_dir: DataDir
    dice: random.Random
    plan: Mapping[str, int]
    kills: list[Kill] = field(default_factory=list)
    is_over: threading.Event = field(default_factory=threading.Event)
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Kill by and by; ends when the plan is done or `stop` was called."""
        left = [name for name, times in self.plan.items() for _ in range(times)]
        self.dice.shuffle(left)
        try:
            while left and not self._stop.wait(self.dice.uniform(*GAP_S)):
                if self._kill(left[-1]):
                    left.pop()
        finally:
            self.is_over.set()

    def stop(self) -> None:
        """Whatever is still planned is left undone."""
        self._stop.set()

    def _kill(self, name: str) -> bool:
        process = self.data_dir.read_state().processes.get(name)
        running, waiting = open_documents(self.data_dir)
        if process is None or identify(process.pid) != process:
            return False  # it is on its way back from the last kill
        os.kill(process.pid, signal.SIGKILL)
        self.kills.append(Kill(name, time.time(), running, running | waiting))
        return True


def owner_url(data_dir: DataDir) -> str:
    """The database as its owner, whom row-level security does not bind."""
    return addresses.of_running(data_dir)[addresses.OWNER_DATABASE_URL]


def open_documents(data_dir: DataDir) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Documents in a worker's hands, and those that wait for one; none while the database is away."""
    found: dict[str, set[UUID]] = {"running": set(), "queued": set(), "failed": set()}
    try:
        with psycopg.connect(owner_url(data_dir), connect_timeout=ANSWER_TIMEOUT_S, autocommit=True) as db:
            for status, document in db.execute(
                """
                SELECT status, (payload ->> 'document_id')::uuid
                FROM core.job
                WHERE status = ANY(%s) AND kind = 'documents.process'
                """,
                (list(found),),
            ):
                found[status].add(document)
    except psycopg.OperationalError:
        pass
    return frozenset(found["running"]), frozenset(found["queued"] | found["failed"])


def restarts(journal: Path, kills: list[Kill]) -> list[float]:
    """For each kill the moment at which its victim was ready again (epoch seconds)."""
    ready: list[tuple[str, float]] = []
    for line in journal.read_text().splitlines():
        event = json.loads(line)
        if event["event"] == "process_ready":
            ready.append((event["process"], datetime.fromisoformat(event["timestamp"]).timestamp()))
    return [
        min((at for name, at in ready if name == kill.name and at > kill.at), default=float("inf")) for kill in kills
    ]
