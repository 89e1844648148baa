"""SQL of looks, of reasons for attention, and of the worklist that reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from salus.records.chart import Chart
from salus.records.contract.people import Patient
from salus.records.contract.views import Attention, AttentionKind
from salus.records.store.patients import COLUMNS as PATIENT_COLUMNS
from salus.records.store.patients import make_patient
from salus.records.store.rows import Db, columns_of, values_of

PAYLOAD = columns_of(Attention)
CHANGING = [name for name in PAYLOAD if name not in ("kind", "key")]
SAME_VISIT = timedelta(minutes=30)  # reloading a page is not a new visit

PUT = f"""
    INSERT INTO records.attention AS a (patient_id, {", ".join(PAYLOAD)})
    VALUES (%s, {", ".join(["%s"] * len(PAYLOAD))})
    ON CONFLICT (patient_id, kind, key) DO UPDATE
    SET {", ".join(f"{name} = excluded.{name}" for name in CHANGING)}, noted_at = now()
    WHERE ({", ".join(f"a.{name}" for name in CHANGING)}) IS DISTINCT FROM
        ({", ".join(f"excluded.{name}" for name in CHANGING)})
    """
LOOK = """
    INSERT INTO records.look AS l (patient_id, actor_id, at)
    VALUES (%(patient)s, core.actor_id(), %(now)s)
    ON CONFLICT (patient_id, actor_id) DO UPDATE
    SET before = CASE WHEN l.at < %(now)s - %(same_visit)s THEN l.at ELSE l.before END, at = %(now)s
    RETURNING before
    """
SELECT_WORKLIST = f"""
    SELECT {", ".join(f"(w.patient).{name}" for name in PATIENT_COLUMNS)}, w.rank, w.kind, w.reason, w.at,
        w.open_reasons, w.unread_documents, w.pending_proposals, w.last_looked_at, w.last_entry_at
    FROM records.ranked_worklist(%s) AS w
    """


class WorklistRow(NamedTuple):
    """One patient of the panel with the top reason, where there is one."""

    patient: Patient
    rank: int | None
    kind: str | None
    reason: str | None
    at: datetime | None
    open_reasons: int
    unread_documents: int
    pending_proposals: int
    last_looked_at: datetime | None
    last_entry_at: datetime | None


async def put_attention(db: Db, chart: Chart, reasons: Sequence[Attention]) -> None:
    """Write reasons; the same reason written again is not news."""
    async with db.cursor() as cursor:
        await cursor.executemany(PUT, [(chart.patient_id, *values_of(each, PAYLOAD)) for each in reasons])


async def remove_attention(
    db: Db, chart: Chart, kinds: Sequence[AttentionKind], keys: Sequence[str], but: Sequence[Attention] = ()
) -> None:
    """Take reasons of these kinds under these keys away, but for some that hold."""
    await db.execute(
        """
        DELETE FROM records.attention
        WHERE patient_id = %s AND kind = ANY (%s) AND key = ANY (%s)
          AND (kind, key) NOT IN (SELECT * FROM unnest(%s::text[], %s::text[]))
        """,
        (chart.patient_id, list(kinds), list(keys), [each.kind for each in but], [each.key for each in but]),
    )


async def look(db: Db, chart: Chart, now: datetime) -> datetime | None:
    """Note that the acting person looks at the chart now; gives the end of the visit before this one."""
    cursor = await db.execute(LOOK, {"patient": chart.patient_id, "now": now, "same_visit": SAME_VISIT})
    row = await cursor.fetchone()
    return row[0] if row else None


async def select_worklist(db: Db, limit: int) -> list[WorklistRow]:
    """The acting doctor's patients, most urgent first."""
    cursor = await db.execute(SELECT_WORKLIST, (limit,))
    width = len(PATIENT_COLUMNS)
    return [WorklistRow(make_patient(row[:width]), *row[width:]) for row in await cursor.fetchall()]
