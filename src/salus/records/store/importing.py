"""SQL of imports: whole sets in one statement each. COPY is not possible behind row-level security, JSON sets are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from salus.records.chart import Chart
from salus.records.contract.people import Identifier, NewPractitioner
from salus.records.contract.views import NewProvenance
from salus.records.kinds import FactT, Kind, NewT
from salus.records.store.facts import statements
from salus.records.store.people import PAYLOAD as PRACTITIONER_PAYLOAD
from salus.records.store.rows import Db, json_of

ROWS_PER_STATEMENT = 5000  # a few megabytes of JSON, far below the statement timeout
INSERT_PRACTITIONERS = f"""
    INSERT INTO records.practitioner (origin, {", ".join(PRACTITIONER_PAYLOAD)})
    SELECT r.origin, {", ".join(f"r.{name}" for name in PRACTITIONER_PAYLOAD)}
    FROM jsonb_populate_recordset(NULL::records.practitioner, %s::jsonb) AS r
    ON CONFLICT (origin) DO NOTHING
    RETURNING origin
    """


@dataclass(frozen=True, slots=True)
class Row:
    """One fact to be inserted under its origin."""

    origin: str
    new: Any
    extra: dict[str, Any]


async def lock_source(db: Db, identifiers: Sequence[Identifier]) -> None:
    """Let one import of the same person run at a time, until the end of the transaction."""
    for name in sorted(f"{each.system}|{each.value}" for each in identifiers):
        await db.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (name,))


async def insert_practitioners(db: Db, news: dict[str, NewPractitioner]) -> tuple[dict[str, UUID], int]:
    """Register those who are not known yet; gives the id of every origin, and how many were new."""
    rows = [{"origin": origin, **_payload(new, PRACTITIONER_PAYLOAD)} for origin, new in news.items()]
    inserted = await (await db.execute(INSERT_PRACTITIONERS, (json_of(rows),))).fetchall()
    cursor = await db.execute("SELECT origin, id FROM records.practitioner WHERE origin = ANY (%s)", (list(news),))
    return dict(await cursor.fetchall()), len(inserted)


async def select_practitioners(db: Db, names: Sequence[str]) -> dict[str, UUID]:
    """Practitioners by the source's name, or by `Practitioner/id` with an id of ours."""
    if not names:
        return {}
    cursor = await db.execute(
        """
        SELECT named.name, p.id
        FROM unnest(%s::text[]) AS named (name)
        JOIN records.practitioner AS p ON p.origin = named.name OR 'Practitioner/' || p.id::text = named.name
        """,
        (list(names),),
    )
    return dict(await cursor.fetchall())


async def select_known(
    db: Db, chart: Chart, kind: Kind[NewT, FactT], origins: Sequence[str]
) -> dict[str, tuple[UUID, int]]:
    """Which of these origins the chart has already, under which id and in which version."""
    cursor = await db.execute(
        f"SELECT origin, id, version FROM records.{kind.table} WHERE patient_id = %s AND origin = ANY (%s)",
        (chart.patient_id, list(origins)),
    )
    return {origin: (row_id, version) for origin, row_id, version in await cursor.fetchall()}


async def select_visits(db: Db, chart: Chart, names: Sequence[str]) -> dict[str, UUID]:
    """Visits of the chart by the source's name, or by `Encounter/id` with an id of ours."""
    cursor = await db.execute(
        """
        SELECT named.name, e.id
        FROM unnest(%s::text[]) AS named (name)
        JOIN records.encounter AS e
          ON e.patient_id = %s AND (e.origin = named.name OR 'Encounter/' || e.id::text = named.name)
        """,
        (list(names), chart.patient_id),
    )
    return dict(await cursor.fetchall())


async def insert_provenance(
    db: Db, chart: Chart, target_type: str, places: Sequence[tuple[UUID, str]], source: NewProvenance
) -> None:
    """Where each of these facts stands in its source, in one statement."""
    if not places:
        return
    await db.execute(
        """
        INSERT INTO records.provenance (patient_id, target_type, target_id, activity, document_id, quote, inputs_digest)
        SELECT %s, %s, p.target, %s, %s, p.place, %s
        FROM unnest(%s::uuid[], %s::text[]) AS p (target, place)
        """,
        (
            chart.patient_id,
            target_type,
            source.activity.value,
            source.document_id,
            source.inputs_digest,
            [target for target, _ in places],
            [place for _, place in places],
        ),
    )


async def insert_rows(db: Db, chart: Chart, kind: Kind[NewT, FactT], rows: Sequence[Row]) -> list[tuple[str, FactT]]:
    """Write facts of one kind, thousands a statement; gives them back with their origins."""
    make = statements(kind).make
    written: list[tuple[str, FactT]] = []
    for start in range(0, len(rows), ROWS_PER_STATEMENT):
        part = rows[start : start + ROWS_PER_STATEMENT]
        payload = [{"origin": row.origin, "extra": row.extra, **_payload(row.new, kind.payload)} for row in part]
        cursor = await db.execute(_insert_set(kind), (chart.patient_id, json_of(payload)))
        written += [(row[0], make(row[1:])) for row in await cursor.fetchall()]
    return written


async def set_patient_extra(db: Db, chart: Chart, extra: dict[str, Any]) -> None:
    """Keep what the source says of a person beyond the columns."""
    await db.execute("UPDATE records.patient SET extra = %s::jsonb WHERE id = %s", (json_of(extra), chart.patient_id))


@cache
def _insert_set(kind: Kind[Any, Any]) -> str:
    columns = ("origin", "extra", *kind.payload)
    return f"""
        INSERT INTO records.{kind.table} (patient_id, {", ".join(columns)})
        SELECT %s, {", ".join(f"r.{name}" for name in columns)}
        FROM jsonb_populate_recordset(NULL::records.{kind.table}, %s::jsonb) AS r
        RETURNING origin, {", ".join(kind.columns)}
        """


def _payload(new: object, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(new, name) for name in names}
