"""SQL of provenance: where facts came from."""

from __future__ import annotations

from collections.abc import Sequence
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


async def insert(db: Db, chart: Chart, target_type: str, target_ids: Sequence[UUID], new: NewProvenance) -> None:
    """Write the same origin for some facts of one type."""
    values = values_of(new, PAYLOAD)
    async with db.cursor() as cursor:
        await cursor.executemany(INSERT, [(chart.patient_id, target_type, target, *values) for target in target_ids])


async def select(db: Db, chart: Chart, target_type: str, target_ids: Sequence[UUID]) -> tuple[Provenance, ...]:
    """The origins of some facts of one type, oldest first."""
    cursor = await db.execute(SELECT, (chart.patient_id, target_type, list(target_ids)))
    return tuple(make_provenance(row) for row in await cursor.fetchall())
