"""SQL of provenance: where facts came from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from salus.records.chart import Chart
from salus.records.contract.views import NewProvenance, Provenance
from salus.records.store.rows import Db, columns_of, row_maker, values_of

PAYLOAD = columns_of(NewProvenance)
COLUMNS = ", ".join(columns_of(Provenance))
make_provenance = row_maker(Provenance)
INSERT = f"""
    INSERT INTO records.provenance (patient_id, target_type, target_id, {", ".join(PAYLOAD)})
    VALUES (%s, %s, %s, {", ".join(["%s"] * len(PAYLOAD))})
    """
SELECT = f"""
    SELECT {COLUMNS}
    FROM records.provenance
    WHERE patient_id = %s AND target_type = %s AND target_id = ANY (%s)
    ORDER BY recorded_at, id
    """
SELECT_ONE = f"SELECT {COLUMNS} FROM records.provenance WHERE patient_id = %s AND id = %s"
SELECT_PAGE = f"""
    SELECT {COLUMNS}
    FROM records.provenance
    WHERE patient_id = %(patient)s
      AND (%(types)s::text[] IS NULL
           OR (target_type, target_id) IN (SELECT * FROM unnest(%(types)s::text[], %(ids)s::uuid[])))
      AND (%(after_id)s::uuid IS NULL OR (recorded_at, id) < (%(after_at)s, %(after_id)s))
    ORDER BY recorded_at DESC, id DESC
    LIMIT %(limit)s
    """


async def insert(db: Db, chart: Chart, target_type: str, target_ids: Sequence[UUID], new: NewProvenance) -> None:
    """Write the same origin for some facts of one type."""
    values = values_of(new, PAYLOAD)
    rows = [(chart.patient_id, target_type, target, *values) for target in target_ids]
    if len(rows) == 1:  # by far the most usual, and half the trips
        await db.execute(INSERT, rows[0])
        return
    async with db.cursor() as cursor:
        await cursor.executemany(INSERT, rows)


async def select(db: Db, chart: Chart, target_type: str, target_ids: Sequence[UUID]) -> tuple[Provenance, ...]:
    """The origins of some facts of one type, oldest first."""
    cursor = await db.execute(SELECT, (chart.patient_id, target_type, list(target_ids)))
    return tuple(make_provenance(row) for row in await cursor.fetchall())


async def select_one(db: Db, chart: Chart, provenance_id: UUID) -> Provenance | None:
    """One origin."""
    cursor = await db.execute(SELECT_ONE, (chart.patient_id, provenance_id))
    row = await cursor.fetchone()
    return make_provenance(row) if row else None


async def select_page(
    db: Db,
    chart: Chart,
    targets: Sequence[tuple[str, UUID]] | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> tuple[Provenance, ...]:
    """Origins of these entries, or of all of the chart, newest first."""
    after_at, after_id = after or (None, None)
    parameters = {
        "patient": chart.patient_id,
        "types": None if targets is None else [kind for kind, _ in targets],
        "ids": None if targets is None else [row_id for _, row_id in targets],
        "after_at": after_at,
        "after_id": after_id,
        "limit": limit,
    }
    cursor = await db.execute(SELECT_PAGE, parameters)
    return tuple(make_provenance(row) for row in await cursor.fetchall())
