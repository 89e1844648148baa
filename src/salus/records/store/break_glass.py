"""SQL of emergency accesses: begun and ended by functions that decide, reviewed by administrators."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from salus.records.contract.break_glass import (
    BreakGlass,
    EmergencyReason,
    EmergencyToReview,
    ReviewOutcome,
)
from salus.records.store.rows import Db, columns_of, row_maker

COLUMNS = columns_of(BreakGlass)
make_break_glass = row_maker(BreakGlass)
PARTS = ", ".join(f"(e.emergency).{name}" for name in COLUMNS)


async def begin(
    db: Db, patient_id: UUID, reason: EmergencyReason, text: str, life: timedelta, *, may_override_denial: bool
) -> str:
    """'begun', or the scope that makes it needless or impossible; the chart is open after 'begun'."""
    cursor = await db.execute(
        "SELECT records.break_glass(%s, %s, %s, %s, %s)", (patient_id, reason.value, text, life, may_override_denial)
    )
    row = await cursor.fetchone()
    assert row is not None, "a function call gives one row"
    return str(row[0])


async def select_running(db: Db, patient_id: UUID) -> BreakGlass | None:
    """The acting doctor's emergency with this patient, if one runs."""
    cursor = await db.execute(
        f"SELECT {PARTS} FROM (SELECT records.running_emergency(%s)) AS e (emergency)", (patient_id,)
    )
    row = await cursor.fetchone()
    return make_break_glass(row) if row and row[0] is not None else None


async def end(db: Db, patient_id: UUID) -> UUID | None:
    """End the acting doctor's own; which one it was."""
    cursor = await db.execute("SELECT records.end_emergency(%s)", (patient_id,))
    row = await cursor.fetchone()
    return row[0] if row else None


async def select_page(db: Db, *, only_open: bool, before: UUID | None, limit: int) -> list[EmergencyToReview]:
    """Newest first; administrators only, everybody else sees nothing."""
    cursor = await db.execute(
        f"SELECT {PARTS}, e.patient_name, e.doctor_name, e.accesses FROM records.emergencies(%s, %s, %s) AS e",
        (only_open, before, limit),
    )
    return [EmergencyToReview(make_break_glass(row[:-3]), *row[-3:]) for row in await cursor.fetchall()]


async def select_one(db: Db, emergency_id: UUID) -> BreakGlass | None:
    """One that the actor may see."""
    cursor = await db.execute(f"SELECT {', '.join(COLUMNS)} FROM records.break_glass WHERE id = %s", (emergency_id,))
    row = await cursor.fetchone()
    return make_break_glass(row) if row else None


async def review(
    db: Db, emergency_id: UUID, version: int, outcome: ReviewOutcome, note: str | None, reviewer: UUID
) -> BreakGlass | None:
    """Write what was found; one that was not justified ends at once. None when the version is another."""
    cursor = await db.execute(
        f"""
        UPDATE records.break_glass
        SET outcome = %(outcome)s, review_note = %(note)s, reviewed_by = %(by)s, reviewed_at = now(),
            ended_at = CASE WHEN %(outcome)s = 'not-justified' AND now() < expires_at
                       THEN coalesce(ended_at, now()) ELSE ended_at END,
            version = version + 1
        WHERE id = %(id)s AND version = %(version)s
        RETURNING {", ".join(COLUMNS)}
        """,
        {"id": emergency_id, "version": version, "outcome": outcome.value, "note": note, "by": reviewer},
    )
    row = await cursor.fetchone()
    return make_break_glass(row) if row else None
