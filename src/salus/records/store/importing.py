"""SQL of imports: whole sets in one statement each. COPY is not possible behind row-level security, JSON sets are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from salus.records.chart import Chart
from salus.records.contract.facts import Recorded
from salus.records.contract.people import Identifier, NewPractitioner
from salus.records.contract.views import NewProvenance
from salus.records.kinds import Kind
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
    db: Db, chart: Chart, asked: Mapping[Kind[Any, Any], Sequence[str]]
) -> dict[str, tuple[str, UUID, int]]:
    """Which of these origins the chart has already: of which kind, under which id and in which version."""
    if not asked:
        return {}
    parts = [
        f"SELECT origin, %s::text, id, version FROM records.{kind.table} WHERE patient_id = %s AND origin = ANY (%s)"
        for kind in asked
    ]
    values = [each for kind, origins in asked.items() for each in (kind.name, chart.patient_id, list(origins))]
    cursor = await db.execute(" UNION ALL ".join(parts), values)
    return {origin: (name, row_id, version) for origin, name, row_id, version in await cursor.fetchall()}


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
    db: Db, chart: Chart, places: Sequence[tuple[str, UUID, str]], source: NewProvenance
) -> None:
    """Where each of these facts (kind, id, place) stands in its source, in one statement."""
    if not places:
        return
    await db.execute(
        """
        INSERT INTO records.provenance (patient_id, target_type, target_id, activity, document_id, quote, inputs_digest)
        SELECT %s, p.kind, p.target, %s, %s, p.place, %s
        FROM unnest(%s::text[], %s::uuid[], %s::text[]) AS p (kind, target, place)
        """,
        (
            chart.patient_id,
            source.activity.value,
            source.document_id,
            source.inputs_digest,
            [kind for kind, _, _ in places],
            [target for _, target, _ in places],
            [place for _, _, place in places],
        ),
    )


async def insert_sets(
    db: Db, chart: Chart, sets: Sequence[tuple[Kind[Any, Any], Sequence[Row]]]
) -> list[list[tuple[str, Recorded]]]:
    """Write facts, thousands a statement and all kinds in one round trip; gives back each set with its origins."""
    sent = []
    async with db.pipeline():
        for kind, rows in sets:
            parts = [rows[at : at + ROWS_PER_STATEMENT] for at in range(0, len(rows), ROWS_PER_STATEMENT)]
            asked = [await db.execute(_insert_set(kind), (chart.patient_id, _json_of(kind, part))) for part in parts]
            sent.append((statements(kind).make, asked))
    return [[(row[0], make(row[1:])) for each in asked for row in await each.fetchall()] for make, asked in sent]


def _json_of(kind: Kind[Any, Any], rows: Sequence[Row]) -> str:
    return json_of([{"origin": row.origin, "extra": row.extra, **_payload(row.new, kind.payload)} for row in rows])


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
