"""SQL of opening a chart: one function decides and sets row-level security, so that both cannot come apart."""

from __future__ import annotations

from uuid import UUID

from salus.records.chart import Chart
from salus.records.store.rows import Db


async def open_chart(db: Db, patient_id: UUID) -> str:
    """'clinical' or 'demographic' where it was opened, else why not (for the audit trail only)."""
    cursor = await db.execute("SELECT records.open_chart(%s)", (patient_id,))
    row = await cursor.fetchone()
    assert row is not None, "a function call gives one row"
    return str(row[0])


async def open_chart_and_decision(
    db: Db, patient_id: UUID, category: str | None, practitioner_id: UUID | None
) -> tuple[str, str | None]:
    """The same, and what the patient decided on this use, in one statement."""
    # The decision can only be read once the chart is open, so the subquery must be carried out first: OFFSET keeps it.
    cursor = await db.execute(
        """
        SELECT door.scope, CASE WHEN door.scope IN ('clinical', 'emergency')
            THEN records.consent_decision(%(patient)s, %(category)s, %(practitioner)s) END
        FROM (SELECT records.open_chart(%(patient)s) AS scope OFFSET 0) AS door
        """,
        {"patient": patient_id, "category": category, "practitioner": practitioner_id},
    )
    row = await cursor.fetchone()
    assert row is not None, "a function call gives one row"
    return str(row[0]), row[1]


async def open_new_person(db: Db) -> UUID:
    """An id for somebody about to be registered, and row-level security open for that person alone."""
    cursor = await db.execute(
        """
        SELECT n.id, set_config('salus.chart', '', true), set_config('salus.person', n.id::text, true)
        FROM (SELECT uuidv7() AS id) AS n
        """
    )
    row = await cursor.fetchone()
    assert row is not None, "a function call gives one row"
    return UUID(str(row[0]))


async def consent_decision(db: Db, chart: Chart, category: str, practitioner_id: UUID | None) -> str | None:
    """'permit', 'deny' or None when the patient has decided nothing."""
    cursor = await db.execute(
        "SELECT records.consent_decision(%s, %s, %s)", (chart.patient_id, category, practitioner_id)
    )
    row = await cursor.fetchone()
    return None if row is None or row[0] is None else str(row[0])


async def select_revision(db: Db, chart: Chart) -> int:
    """How often the chart has changed."""
    cursor = await db.execute("SELECT revision FROM records.chart_revision WHERE patient_id = %s", (chart.patient_id,))
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
