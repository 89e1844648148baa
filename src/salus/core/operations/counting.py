"""Counts requests and slow statements within one process, until a minute of them is written down."""

from __future__ import annotations

import re
import time
from bisect import bisect_left
from dataclasses import dataclass, field
from threading import Lock

import structlog

from salus.core.operations.contract import BOUNDS_MS, CLASSES, Traffic
from salus.core.tracing import is_tracing, note

log = structlog.get_logger("salus.db")
WHITESPACE = re.compile(r"\s+")
LONGEST_STATEMENT = 280  # characters; enough to find it in a store
MOST_STATEMENTS = 200  # different ones a minute; statements are written in stores, so there are not many more


class TrafficCounter:
    """Requests since the last look. Counted on the event loop alone."""

    def __init__(self) -> None:
        self._requests = self._failed = 0
        self._classes = [0] * CLASSES

    def note(self, status: int, seconds: float) -> None:
        """One request and how long its answer took to begin."""
        self._requests += 1
        self._failed += status >= 500
        self._classes[bisect_left(BOUNDS_MS, seconds * 1000)] += 1

    def take(self) -> Traffic:
        """What was counted, which begins anew."""
        taken = Traffic(self._requests, self._failed, tuple(self._classes))
        self._requests = self._failed = 0
        self._classes = [0] * CLASSES
        return taken


@dataclass(slots=True)
class SlowCount:
    """How often a statement was slow, and how slow."""

    calls: int = 0
    total_ms: float = 0.0
    worst_ms: float = 0.0


@dataclass(slots=True)
class StatementWatch:
    """Notes statements that took longer than `slow_ms`: their text has placeholders where values go."""

    slow_ms: float
    _slow: dict[str, SlowCount] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def note(self, statement: str, began: float) -> None:
        """A statement has ended that began at this reading of the performance counter."""
        seconds = time.perf_counter() - began
        if is_tracing():
            note("statement", seconds, **{"db.system.name": "postgresql", "db.query.text": short(statement)})
        if seconds * 1000 >= self.slow_ms:
            self._keep(short(statement), seconds * 1000)

    def take(self) -> dict[str, SlowCount]:
        """The slow ones since the last look."""
        with self._lock:
            taken, self._slow = self._slow, {}
        return taken

    def _keep(self, statement: str, ms: float) -> None:
        log.warning("slow_statement", statement=statement, ms=round(ms, 1))
        with self._lock:
            if statement in self._slow or len(self._slow) < MOST_STATEMENTS:
                count = self._slow.setdefault(statement, SlowCount())
                count.calls += 1
                count.total_ms += ms
                count.worst_ms = max(count.worst_ms, ms)


def short(statement: str) -> str:
    """The statement on one line, cut where it is long."""
    return WHITESPACE.sub(" ", statement).strip()[:LONGEST_STATEMENT]


TRAFFIC = TrafficCounter()
