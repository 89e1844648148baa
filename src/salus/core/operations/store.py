"""SQL of the minutes, the slow statements and the alerts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from salus.core.operations.contract import (
    CLASSES,
    Alert,
    AlertKind,
    Engines,
    Finding,
    Severity,
    SlowStatement,
    Traffic,
    TrafficPoint,
)
from salus.core.operations.counting import SlowCount
from salus.core.operations.judging import Windows

Db = AsyncConnection[Any]
ENGINES = (
    "minute, queued, running, given_up_last_hour, queue_age_s, disk_free_bytes, disk_total_bytes, database_bytes, "
    "connections"
)
ALERT = "id, kind, severity, value, note, opened_at, closed_at, acknowledged_at"
MOST_SLOW, MOST_ALERTS = 20, 50


async def add_traffic(db: Db, minute: datetime, process: str, traffic: Traffic) -> None:
    """A minute of one process."""
    await db.execute(
        """
        INSERT INTO core.traffic_minute (minute, process, failed, classes)
        VALUES (%s, %s, %s, %s)
        ON CONFLICT (minute, process) DO UPDATE
        SET failed = traffic_minute.failed + excluded.failed,
            classes = ARRAY(
                SELECT old + new
                FROM unnest(traffic_minute.classes, excluded.classes) WITH ORDINALITY AS both_(old, new, i)
                ORDER BY i
            )
        """,
        (minute, process, traffic.failed, list(traffic.classes)),
    )


async def add_slow(db: Db, at: datetime, slow: dict[str, SlowCount]) -> None:
    """What was slow, added to what was so before on the same day."""
    await db.execute(
        """
        INSERT INTO core.slow_statement (day, statement, calls, total_ms, worst_ms, last_at)
        SELECT %(at)s::date, statement, calls, total_ms, worst_ms, %(at)s
        FROM unnest(%(statements)s::text[], %(calls)s::integer[], %(total)s::float8[], %(worst)s::float8[])
            AS given (statement, calls, total_ms, worst_ms)
        ORDER BY statement
        ON CONFLICT (day, statement) DO UPDATE
        SET calls = slow_statement.calls + excluded.calls,
            total_ms = slow_statement.total_ms + excluded.total_ms,
            worst_ms = greatest(slow_statement.worst_ms, excluded.worst_ms),
            last_at = excluded.last_at
        """,
        {
            "at": at,
            "statements": list(slow),
            "calls": [count.calls for count in slow.values()],
            "total": [count.total_ms for count in slow.values()],
            "worst": [count.worst_ms for count in slow.values()],
        },
    )


async def add_engines(db: Db, minute: datetime, disk_free_bytes: int, disk_total_bytes: int) -> Engines | None:
    """Look at queue and database and note the minute; None when another process has noted it already."""
    cursor = await db.execute(
        f"""
        INSERT INTO core.engine_minute ({ENGINES})
        SELECT %(minute)s,
            (SELECT count(*) FROM core.job WHERE status = 'queued'),
            (SELECT count(*) FROM core.job WHERE status = 'running'),
            (SELECT count(*) FROM core.job WHERE status = 'dead' AND finished_at > now() - interval '1 hour'),
            (SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)
             FROM core.job
             WHERE status = 'queued' AND priority >= 0), -- idle jobs are meant to wait
            %(free)s,
            %(total)s,
            pg_database_size(current_database()),
            (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())
        ON CONFLICT (minute) DO NOTHING
        RETURNING {ENGINES}
        """,
        {"minute": minute, "free": disk_free_bytes, "total": disk_total_bytes},
    )
    row = await cursor.fetchone()
    return Engines(*row) if row else None


async def select_windows(db: Db, now: datetime) -> Windows:
    """Traffic of the windows that alerts look at."""
    windows = [
        await select_traffic(db, now - span)
        for span in (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=6))
    ]
    return Windows(*windows)


async def select_traffic(db: Db, since: datetime) -> Traffic:
    """All traffic since then as one."""
    points = await select_series(db, since, timedelta(days=366))
    classes = [sum(numbers) for numbers in zip(*(point.traffic.classes for point in points), strict=True)]
    failed = sum(point.traffic.failed for point in points)
    return Traffic(sum(classes), failed, tuple(classes) or (0,) * CLASSES)


async def select_series(db: Db, since: datetime, step: timedelta) -> list[TrafficPoint]:
    """Traffic since then, of all processes, in steps; steps without any are left out."""
    cursor = await db.execute(
        """
        WITH cells AS (
            SELECT date_bin(%(step)s, minute, 'epoch') AS at, i, sum(number)::integer AS number
            FROM core.traffic_minute, unnest(classes) WITH ORDINALITY AS cell (number, i)
            WHERE minute >= %(since)s
            GROUP BY 1, 2
        ), failures AS (
            SELECT date_bin(%(step)s, minute, 'epoch') AS at, sum(failed)::integer AS failed
            FROM core.traffic_minute
            WHERE minute >= %(since)s
            GROUP BY 1
        )
        SELECT at, failed, array_agg(number ORDER BY i)
        FROM cells JOIN failures USING (at)
        GROUP BY at, failed
        ORDER BY at
        """,
        {"since": since, "step": step},
    )
    return [
        TrafficPoint(at, Traffic(sum(classes), failed, tuple(classes)))
        for at, failed, classes in await cursor.fetchall()
    ]


async def select_engines(db: Db, since: datetime, step: timedelta) -> list[Engines]:
    """Queue, disk and database since then: of each step the minute with the longest queue."""
    cursor = await db.execute(
        f"""
        SELECT DISTINCT ON (date_bin(%(step)s, minute, 'epoch')) {ENGINES}
        FROM core.engine_minute
        WHERE minute >= %(since)s
        ORDER BY date_bin(%(step)s, minute, 'epoch'), queue_age_s DESC, minute DESC
        """,
        {"since": since, "step": step},
    )
    return [Engines(*row) for row in await cursor.fetchall()]


async def select_slow(db: Db, since: datetime) -> list[SlowStatement]:
    """The statements that took most time in all since that day."""
    cursor = await db.execute(
        """
        SELECT statement, sum(calls)::integer, sum(total_ms), max(worst_ms), max(last_at)
        FROM core.slow_statement
        WHERE day >= %s::date
        GROUP BY statement
        ORDER BY sum(total_ms) DESC
        LIMIT %s
        """,
        (since, MOST_SLOW),
    )
    return [SlowStatement(*row) for row in await cursor.fetchall()]


async def open_alert(db: Db, finding: Finding, at: datetime) -> bool:
    """Open an alert, or bring the open one of its kind up to date; whether it was opened now."""
    cursor = await db.execute(
        """
        INSERT INTO core.alert (kind, severity, value, note, opened_at)
        VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (kind) WHERE closed_at IS NULL DO UPDATE
        SET severity = excluded.severity, value = excluded.value, note = excluded.note
        RETURNING opened_at = %s
        """,
        (finding.kind, finding.severity, finding.value, finding.note, at, at),
    )
    row = await cursor.fetchone()
    return bool(row and row[0])


async def close_alerts(db: Db, still: Sequence[AlertKind], at: datetime) -> list[AlertKind]:
    """Close the open alerts of all other kinds; which they were."""
    cursor = await db.execute(
        "UPDATE core.alert SET closed_at = %s WHERE closed_at IS NULL AND kind <> ALL (%s) RETURNING kind",
        (at, [kind.value for kind in still]),
    )
    return [AlertKind(kind) for (kind,) in await cursor.fetchall()]


async def select_alerts(db: Db, since: datetime) -> list[Alert]:
    """Those that are open, then those that ended since then, newest first."""
    cursor = await db.execute(
        f"""
        SELECT {ALERT}
        FROM core.alert
        WHERE closed_at IS NULL OR closed_at >= %s
        ORDER BY closed_at IS NOT NULL, opened_at DESC
        LIMIT %s
        """,
        (since, MOST_ALERTS),
    )
    return [_alert(row) for row in await cursor.fetchall()]


async def acknowledge(db: Db, alert_id: UUID, by: UUID, at: datetime) -> Alert | None:
    """Note that somebody looks after it; the first to say so stays noted."""
    cursor = await db.execute(
        f"""
        UPDATE core.alert
        SET acknowledged_at = coalesce(acknowledged_at, %s), acknowledged_by = coalesce(acknowledged_by, %s)
        WHERE id = %s AND closed_at IS NULL
        RETURNING {ALERT}
        """,
        (at, by, alert_id),
    )
    row = await cursor.fetchone()
    return _alert(row) if row else None


async def select_untold(db: Db) -> list[Alert]:
    """Open alerts that nobody outside was told of, or whose severity rose since."""
    cursor = await db.execute(
        f"""
        SELECT {ALERT}
        FROM core.alert
        WHERE closed_at IS NULL AND (told_severity IS NULL OR (told_severity = 'warning' AND severity = 'critical'))
        ORDER BY opened_at
        """
    )
    return [_alert(row) for row in await cursor.fetchall()]


async def mark_told(db: Db, alert: Alert) -> None:
    """The outside knows of it at this severity."""
    await db.execute("UPDATE core.alert SET told_severity = %s WHERE id = %s", (alert.severity, alert.id))


async def forget_before(db: Db, minutes: datetime, alerts: datetime) -> None:
    """Drop what is older."""
    await db.execute("DELETE FROM core.traffic_minute WHERE minute < %s", (minutes,))
    await db.execute("DELETE FROM core.engine_minute WHERE minute < %s", (minutes,))
    await db.execute("DELETE FROM core.slow_statement WHERE day < %s::date", (minutes,))
    await db.execute("DELETE FROM core.alert WHERE closed_at < %s", (alerts,))


def _alert(row: tuple[Any, ...]) -> Alert:
    identity, kind, severity, *rest = row
    return Alert(identity, AlertKind(kind), Severity(severity), *rest)
