"""SQL of the facts, the same for every kind: insert, read, list, change under a version, all versions of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from psycopg import errors

from salus.records.chart import Chart
from salus.records.contract.views import Version
from salus.records.kinds import ENTERED_IN_ERROR, FactT, Kind, NewT
from salus.records.store.rows import Db, broken_reference, row_maker, values_of


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of one kind. Table and column names come from `kinds`, never from a request."""

    insert: str
    select_one: str
    select_many: str
    update: str
    versions: str
    make: Callable[[Sequence[Any]], Any]


@cache
def statements(kind: Kind[Any, Any]) -> Statements:
    """Written once per kind."""
    table, columns, payload = f"records.{kind.table}", ", ".join(kind.columns), kind.payload
    marks = ", ".join(["%s"] * len(payload))
    version_columns = ", ".join(f"r.{name}" for name in kind.columns)
    return Statements(
        insert=f"INSERT INTO {table} (patient_id, {', '.join(payload)}) VALUES (%s, {marks}) RETURNING {columns}",
        select_one=f"SELECT {columns} FROM {table} WHERE patient_id = %s AND id = %s",
        select_many=f"""
            SELECT {columns}
            FROM {table}
            WHERE patient_id = %s AND {kind.status_field} <> '{ENTERED_IN_ERROR}'
            ORDER BY {kind.newest_by} DESC NULLS LAST, id DESC
            LIMIT %s
            """,
        update=f"""
            UPDATE {table}
            SET ({", ".join(payload)}) = ROW ({marks})
            WHERE patient_id = %s AND id = %s AND version = %s
            RETURNING {columns}
            """,
        versions=f"""
            SELECT {", ".join(f"v.{name}" for name in kind.columns)}, u.display_name, v.is_current
            FROM (
                SELECT {version_columns}, false AS is_current
                FROM records.history AS h
                CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, h.body) AS r
                WHERE h.resource_type = '{kind.table}' AND h.patient_id = %(patient)s AND h.resource_id = %(id)s
                UNION ALL
                SELECT {version_columns}, true
                FROM {table} AS r
                WHERE r.patient_id = %(patient)s AND r.id = %(id)s
            ) AS v
            LEFT JOIN core.user_name AS u ON u.id = v.recorded_by
            ORDER BY v.version DESC
            """,
        make=row_maker(kind.fact),
    )


async def insert(db: Db, chart: Chart, kind: Kind[NewT, FactT], new: NewT) -> FactT:
    """Write a fact; version 1."""
    said = statements(kind)
    try:
        cursor = await db.execute(said.insert, (chart.patient_id, *values_of(new, kind.payload)))
    except errors.ForeignKeyViolation as error:
        raise broken_reference(error) from None
    row = await cursor.fetchone()
    assert row is not None, "RETURNING gives the inserted row"
    fact: FactT = said.make(row)
    return fact


async def select_one(db: Db, chart: Chart, kind: Kind[NewT, FactT], fact_id: UUID) -> FactT | None:
    """One fact of the chart, also one that was entered in error."""
    said = statements(kind)
    cursor = await db.execute(said.select_one, (chart.patient_id, fact_id))
    row = await cursor.fetchone()
    return said.make(row) if row else None


async def select_many(db: Db, chart: Chart, kind: Kind[NewT, FactT], limit: int) -> tuple[FactT, ...]:
    """The facts of the chart, newest first, without those entered in error."""
    said = statements(kind)
    cursor = await db.execute(said.select_many, (chart.patient_id, limit))
    return tuple(said.make(row) for row in await cursor.fetchall())


async def update(db: Db, chart: Chart, kind: Kind[NewT, FactT], fact_id: UUID, version: int, new: NewT) -> FactT | None:
    """Replace the content if the stored version is this one; None when it is another, or when there is no such fact."""
    said = statements(kind)
    values = (*values_of(new, kind.payload), chart.patient_id, fact_id, version)
    try:
        cursor = await db.execute(said.update, values)
    except errors.ForeignKeyViolation as error:
        raise broken_reference(error) from None
    row = await cursor.fetchone()
    return said.make(row) if row else None


async def select_versions(db: Db, chart: Chart, kind: Kind[NewT, FactT], fact_id: UUID) -> tuple[Version[FactT], ...]:
    """Every version of a fact, newest first, with the name of who wrote it."""
    said = statements(kind)
    cursor = await db.execute(said.versions, {"patient": chart.patient_id, "id": fact_id})
    return tuple(_version(said.make(row[:-2]), row[-2], row[-1]) for row in await cursor.fetchall())


def _version(fact: FactT, by_name: str | None, is_current: bool) -> Version[FactT]:
    return Version(fact.version, fact.updated_at, fact.recorded_by, by_name, is_current, fact)
