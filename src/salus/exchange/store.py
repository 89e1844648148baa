"""The SQL of exchange and nothing else: imports and exports of one chart."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg import AsyncConnection

from salus.exchange.contract import Direction, Line, Transfer, TransferReport, TransferStatus
from salus.records.contract import Chart

Db = AsyncConnection[Any]
COLUMNS = (
    "id, direction, status, filename, media_type, size_bytes, sha256, storage_key, is_by_patient, report, reason, "
    "job_id, created_at, finished_at, expires_at"
)


async def insert(
    db: Db,
    chart: Chart,
    direction: Direction,
    filename: str,
    media_type: str,
    *,
    is_by_patient: bool,
    stored: tuple[str, int, str] | None = None,
) -> UUID:
    """A transfer that waits; `stored` are key, size and digest of a file that is there already."""
    key, size, digest = stored or (None, None, None)
    cursor = await db.execute(
        """
        INSERT INTO exchange.transfer
            (patient_id, direction, filename, media_type, is_by_patient, storage_key, size_bytes, sha256)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        RETURNING id
        """,
        (chart.patient_id, direction.value, filename, media_type, is_by_patient, key, size, digest),
    )
    row = await cursor.fetchone()
    assert row is not None, "RETURNING gives the inserted row"
    return UUID(str(row[0]))


async def set_job(db: Db, chart: Chart, transfer_id: UUID, job_id: UUID) -> None:
    """Which job carries it out."""
    await db.execute(
        "UPDATE exchange.transfer SET job_id = %s WHERE patient_id = %s AND id = %s",
        (job_id, chart.patient_id, transfer_id),
    )


async def select(db: Db, chart: Chart, transfer_id: UUID) -> Transfer | None:
    """One transfer of the chart."""
    cursor = await db.execute(
        f"SELECT {COLUMNS} FROM exchange.transfer WHERE patient_id = %s AND id = %s", (chart.patient_id, transfer_id)
    )
    row = await cursor.fetchone()
    return _transfer(row) if row else None


async def select_all(db: Db, chart: Chart, direction: Direction, limit: int) -> tuple[Transfer, ...]:
    """The newest transfers of the chart in one direction."""
    cursor = await db.execute(
        f"""
        SELECT {COLUMNS}
        FROM exchange.transfer
        WHERE patient_id = %s AND direction = %s
        ORDER BY created_at DESC, id DESC
        LIMIT %s
        """,
        (chart.patient_id, direction.value, limit),
    )
    return tuple(_transfer(row) for row in await cursor.fetchall())


async def finish_import(db: Db, chart: Chart, transfer_id: UUID, report: TransferReport) -> None:
    """What became of it."""
    await db.execute(
        """
        UPDATE exchange.transfer SET status = 'done', report = %s::jsonb, finished_at = now()
        WHERE patient_id = %s AND id = %s
        """,
        (orjson.dumps(asdict(report)).decode(), chart.patient_id, transfer_id),
    )


async def finish_export(
    db: Db, chart: Chart, transfer_id: UUID, stored: tuple[str, int, str], expires_at: datetime
) -> None:
    """The copy is ready, until then."""
    await db.execute(
        """
        UPDATE exchange.transfer
        SET status = 'done', storage_key = %s, size_bytes = %s, sha256 = %s, expires_at = %s, finished_at = now()
        WHERE patient_id = %s AND id = %s
        """,
        (*stored, expires_at, chart.patient_id, transfer_id),
    )


async def fail(db: Db, chart: Chart, transfer_id: UUID, reason: str) -> None:
    """Why it came to nothing."""
    await db.execute(
        """
        UPDATE exchange.transfer SET status = 'failed', reason = %s, finished_at = now()
        WHERE patient_id = %s AND id = %s AND status = 'waiting'
        """,
        (reason, chart.patient_id, transfer_id),
    )


async def expire(db: Db, chart: Chart, transfer_id: UUID) -> str | None:
    """Take a copy away; gives the key of its bytes."""
    cursor = await db.execute(
        """
        WITH before AS (
            SELECT id, storage_key
            FROM exchange.transfer
            WHERE patient_id = %s AND id = %s AND status = 'done'
            FOR UPDATE
        )
        UPDATE exchange.transfer AS t SET status = 'expired', storage_key = NULL
        FROM before WHERE t.id = before.id
        RETURNING before.storage_key
        """,
        (chart.patient_id, transfer_id),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def select_ended(db: Db, now: datetime, most: int) -> list[tuple[UUID, UUID]]:
    """Copies whose time is over: patient and transfer. Service role only."""
    cursor = await db.execute("SELECT patient_id, transfer_id FROM exchange.ended(%s, %s)", (now, most))
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def names_object(db: Db, chart: Chart, key: str) -> bool:
    """Whether a transfer of the chart names this object."""
    cursor = await db.execute(
        "SELECT EXISTS (SELECT FROM exchange.transfer WHERE patient_id = %s AND storage_key = %s)",
        (chart.patient_id, key),
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])


def _transfer(row: tuple[Any, ...]) -> Transfer:
    values = dict(zip(COLUMNS.split(", "), row, strict=True))
    report = values["report"]
    values |= {
        "direction": Direction(values["direction"]),
        "status": TransferStatus(values["status"]),
        "report": None if report is None else _report(report),
    }
    return Transfer(**values)


def _report(said: dict[str, Any]) -> TransferReport:
    lines = {name: tuple(Line(**each) for each in said[name]) for name in ("taken", "known", "marked", "left")}
    document = said["document_id"]
    return TransferReport(**lines, document_id=UUID(document) if document else None)
