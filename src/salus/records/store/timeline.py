"""SQL of the timeline: one line per (ref_type, ref_id), newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from salus.records.chart import Chart
from salus.records.contract.views import RecordedTimelineEntry, TimelineEntry
from salus.records.store.rows import Db, columns_of, json_of, row_maker

PAYLOAD = columns_of(TimelineEntry)
COLUMNS = ", ".join(f"t.{name}" for name in columns_of(RecordedTimelineEntry))
make_entry = row_maker(RecordedTimelineEntry)

# Writing a line again that says the same changes nothing, so that a repeated job makes no chart look changed.
PUT = f"""
    INSERT INTO records.timeline_entry AS t (patient_id, {", ".join(PAYLOAD)})
    SELECT %s, {", ".join(f"r.{name}" for name in PAYLOAD)}
    FROM jsonb_populate_recordset(NULL::records.timeline_entry, %s::jsonb) AS r
    ON CONFLICT (patient_id, ref_type, ref_id) DO UPDATE
    SET kind = excluded.kind, at = excluded.at, title = excluded.title, summary = excluded.summary,
        tone = excluded.tone, changed_at = now()
    WHERE (t.kind, t.at, t.title, t.summary, t.tone)
        IS DISTINCT FROM (excluded.kind, excluded.at, excluded.title, excluded.summary, excluded.tone)
    """
SELECT_PAGE = f"""
    SELECT {COLUMNS}
    FROM records.timeline_entry AS t
    WHERE t.patient_id = %(patient)s
      AND (%(kinds)s::text[] IS NULL OR t.kind = ANY (%(kinds)s))
      AND (%(after_id)s::uuid IS NULL OR (t.at, t.id) < (%(after_at)s, %(after_id)s))
    ORDER BY t.at DESC, t.id DESC
    LIMIT %(limit)s
    """
SELECT_CHANGED = f"""
    SELECT {COLUMNS}, count(*) OVER ()
    FROM records.timeline_entry AS t
    WHERE t.patient_id = %s AND t.changed_at > %s
    ORDER BY t.changed_at DESC, t.at DESC, t.id DESC
    LIMIT %s
    """


async def put(db: Db, chart: Chart, entries: Sequence[TimelineEntry]) -> None:
    """Write lines in one statement; a line about the same thing is replaced. Each may stand there once."""
    rows = [{name: getattr(entry, name) for name in PAYLOAD} for entry in entries]
    await db.execute(PUT, (chart.patient_id, json_of(rows)))


async def remove(db: Db, chart: Chart, ref_type: str, ref_id: UUID) -> None:
    """Take away the line about something that is not there any more."""
    await db.execute(
        """
        DELETE FROM records.timeline_entry
        WHERE patient_id = %s AND ref_type = %s AND ref_id = %s
        """,
        (chart.patient_id, ref_type, ref_id),
    )


async def select_page(
    db: Db, chart: Chart, kinds: Sequence[str] | None, after: tuple[datetime, UUID] | None, limit: int
) -> tuple[RecordedTimelineEntry, ...]:
    """Lines of some kinds, newest first."""
    after_at, after_id = after or (None, None)
    parameters = {
        "patient": chart.patient_id,
        "kinds": list(kinds) if kinds is not None else None,
        "after_at": after_at,
        "after_id": after_id,
        "limit": limit,
    }
    cursor = await db.execute(SELECT_PAGE, parameters)
    return tuple(make_entry(row) for row in await cursor.fetchall())


async def select_changed(
    db: Db, chart: Chart, since: datetime, limit: int
) -> tuple[int, tuple[RecordedTimelineEntry, ...]]:
    """How many lines changed since then, and the newest of them."""
    cursor = await db.execute(SELECT_CHANGED, (chart.patient_id, since, limit))
    rows = await cursor.fetchall()
    return (rows[0][-1] if rows else 0), tuple(make_entry(row[:-1]) for row in rows)
