"""What is noted about the running installation, and what is raised about it. Nothing here is about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from salus.core.errors import NotFound

# Upper bounds of the latency classes [ms]; the last class has none.
BOUNDS_MS = (5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000)
CLASSES = len(BOUNDS_MS) + 1


class Severity(StrEnum):
    """Whether somebody should look today, or now."""

    WARNING = "warning"
    CRITICAL = "critical"


class AlertKind(StrEnum):
    """What is amiss; one alert of a kind is open at a time."""

    QUEUE_AGE = "queue-age"
    JOBS_GIVEN_UP = "jobs-given-up"
    ERROR_BUDGET = "error-budget"
    SLOW_ANSWERS = "slow-answers"
    DISK = "disk"


@dataclass(frozen=True, slots=True)
class Traffic:
    """Requests of the API within a time: how many, how many failed (5xx), and how many per latency class."""

    requests: int = 0
    failed: int = 0
    classes: tuple[int, ...] = (0,) * CLASSES


@dataclass(frozen=True, slots=True)
class TrafficPoint:
    """Traffic from this time on, for as long as the series' step."""

    at: datetime
    traffic: Traffic


@dataclass(frozen=True, slots=True)
class Engines:
    """Queue, disk and database at one minute; ages in seconds, sizes in bytes."""

    at: datetime
    queued: int
    running: int
    given_up_last_hour: int
    queue_age_s: float
    disk_free_bytes: int
    disk_total_bytes: int
    database_bytes: int
    connections: int


@dataclass(frozen=True, slots=True)
class SlowStatement:
    """A statement, with placeholders for its values, that took long."""

    statement: str
    calls: int
    total_ms: float
    worst_ms: float
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says now."""

    kind: AlertKind
    severity: Severity
    value: float
    note: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A finding from when it was first true to when it was not any more."""

    id: UUID
    kind: AlertKind
    severity: Severity
    value: float
    note: str
    opened_at: datetime
    closed_at: datetime | None
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the operator's page shows."""

    step: timedelta
    traffic: tuple[TrafficPoint, ...]
    engines: tuple[Engines, ...]
    month: Traffic
    slow: tuple[SlowStatement, ...]
    alerts: tuple[Alert, ...]


class AlertNotFound(NotFound):
    """There is no open alert with this id."""

    code = "ALERT_NOT_FOUND"
