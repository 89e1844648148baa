"""Routes of the operator's page."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from salus.core.http.call import AdminCall, ResourceId
from salus.core.http.envelope import Success, success
from salus.core.http.routing import SliceRouter
from salus.core.operations import service
from salus.core.operations.contract import Alert, AlertKind, Engines, Overview, Severity, SlowStatement, TrafficPoint
from salus.core.operations.judging import PROMISED_SHARE, budget_left, quantile_ms

router = SliceRouter(prefix="/api/v1/admin", tags=["administration"])


class Span(StrEnum):
    """How far the page looks back."""

    HOUR = "1h"
    SIX_HOURS = "6h"
    DAY = "24h"
    WEEK = "7d"


SPANS = {
    Span.HOUR: timedelta(hours=1),
    Span.SIX_HOURS: timedelta(hours=6),
    Span.DAY: timedelta(days=1),
    Span.WEEK: timedelta(days=7),
}


class TrafficOut(BaseModel):
    """Requests of the API from this time on, for one step."""

    at: datetime
    requests: int
    failed: int = Field(description="Answered with a status of 5xx.")
    p50_ms: float | None = Field(description="Upper bound of the class that holds the median [ms].")
    p95_ms: float | None = Field(description="Upper bound of the class that holds the 95th percentile [ms].")


class EnginesOut(BaseModel):
    """Queue, disk and database at one minute."""

    at: datetime
    queued: int
    running: int
    queue_age_s: float
    disk_free_bytes: int
    disk_total_bytes: int
    database_bytes: int
    connections: int


class SlowOut(BaseModel):
    """A statement that took long, with placeholders for its values."""

    statement: str
    calls: int
    mean_ms: float
    worst_ms: float
    last_at: datetime


class AlertOut(BaseModel):
    """What is or was amiss."""

    id: UUID
    kind: AlertKind
    severity: Severity
    note: str
    opened_at: datetime
    closed_at: datetime | None
    acknowledged_at: datetime | None


class BudgetOut(BaseModel):
    """How much of what may fail in 30 days has failed."""

    promised_share: float
    requests: int
    failed: int
    left_share: float = Field(description="1: all of the budget is left; below 0: more failed than was allowed.")


class OperationsOut(BaseModel):
    """The operator's page."""

    step_s: float
    traffic: list[TrafficOut]
    engines: list[EnginesOut]
    budget: BudgetOut
    slow_statements: list[SlowOut]
    alerts: list[AlertOut]


@router.get("/operations")
async def read_operations(call: AdminCall, span: Span = Span.SIX_HOURS) -> Success[OperationsOut]:
    """Traffic, queue, disk, error budget, slow statements and alerts over the span."""
    async with call.reading() as ctx:
        overview = await service.read_overview(ctx, SPANS[span])
    return success(_overview_out(overview), call.request_id)


@router.post("/alerts/{resource_id}/acknowledge")
async def acknowledge(call: AdminCall, resource_id: ResourceId) -> Success[AlertOut]:
    """Say that somebody looks after an open alert."""
    async with call.transaction() as ctx:
        alert = await service.acknowledge(ctx, resource_id)
    return success(_alert_out(alert), call.request_id)


def _overview_out(overview: Overview) -> OperationsOut:
    month = overview.month
    return OperationsOut(
        step_s=overview.step.total_seconds(),
        traffic=[_traffic_out(point) for point in overview.traffic],
        engines=[_engines_out(minute) for minute in overview.engines],
        budget=BudgetOut(
            promised_share=PROMISED_SHARE,
            requests=month.requests,
            failed=month.failed,
            left_share=budget_left(month),
        ),
        slow_statements=[_slow_out(slow) for slow in overview.slow],
        alerts=[_alert_out(alert) for alert in overview.alerts],
    )


def _traffic_out(point: TrafficPoint) -> TrafficOut:
    traffic = point.traffic
    return TrafficOut(
        at=point.at,
        requests=traffic.requests,
        failed=traffic.failed,
        p50_ms=quantile_ms(traffic, 0.50),
        p95_ms=quantile_ms(traffic, 0.95),
    )


def _engines_out(minute: Engines) -> EnginesOut:
    return EnginesOut(
        at=minute.at,
        queued=minute.queued,
        running=minute.running,
        queue_age_s=minute.queue_age_s,
        disk_free_bytes=minute.disk_free_bytes,
        disk_total_bytes=minute.disk_total_bytes,
        database_bytes=minute.database_bytes,
        connections=minute.connections,
    )


def _slow_out(slow: SlowStatement) -> SlowOut:
    return SlowOut(
        statement=slow.statement,
        calls=slow.calls,
        mean_ms=slow.total_ms / slow.calls,
        worst_ms=slow.worst_ms,
        last_at=slow.last_at,
    )


def _alert_out(alert: Alert) -> AlertOut:
    return AlertOut(
        id=alert.id,
        kind=alert.kind,
        severity=alert.severity,
        note=alert.note,
        opened_at=alert.opened_at,
        closed_at=alert.closed_at,
        acknowledged_at=alert.acknowledged_at,
    )
