"""SQL of observations beyond the common: filtered lists, the newest of every code, days of results for the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from psycopg import errors

from salus.records.chart import Chart
from salus.records.contract.observations import NewObservation, Observation
from salus.records.contract.views import Point
from salus.records.contract.vocabulary import ObservationCategory
from salus.records.kinds import OBSERVATION
from salus.records.logic.timeline import DayOfResults
from salus.records.logic.trends import Course
from salus.records.store.rows import Db, broken_reference, row_maker, values_of

make_observation = row_maker(Observation)
COLUMNS = ", ".join(f"o.{name}" for name in OBSERVATION.columns)
INSERT = f"""
    INSERT INTO records.observation AS o (patient_id, {", ".join(OBSERVATION.payload)})
    VALUES (%s, {", ".join(["%s"] * len(OBSERVATION.payload))})
    RETURNING {COLUMNS}
    """
# Conditions by what is asked for: a statement of its own for each combination lets PostgreSQL keep one plan for it;
# one statement for all of them would be planned anew each time, over every partition.
CONDITIONS = {
    "codes": "o.code = ANY (%(codes)s)",
    "category": "o.category = %(category)s",
    "since": "o.effective_at >= %(since)s",
    "until": "o.effective_at < %(until)s",
    "after_id": "(o.effective_at, o.id) < (%(after_at)s, %(after_id)s)",
}
# A loose index scan: from one code to the next along (patient_id, code, effective_at). DISTINCT would read all 100,000
# values of a patient with a wearable to find forty codes.
KNOWN_CODES = """
    RECURSIVE known (code) AS (
        (SELECT o.code FROM records.observation AS o WHERE o.patient_id = %(patient)s ORDER BY o.code LIMIT 1)
        UNION ALL
        SELECT (
            SELECT o.code FROM records.observation AS o
            WHERE o.patient_id = %(patient)s AND o.code > known.code
            ORDER BY o.code LIMIT 1
        )
        FROM known
        WHERE known.code IS NOT NULL
    )
    """
GIVEN_CODES = "known (code) AS (SELECT unnest(%(codes)s::text[]))"
# The newest value of each code, and the plain numbers in its unit that lead there, newest first.
COURSES = f"""
    SELECT {COLUMNS}, points.at, points.value
    FROM known
    CROSS JOIN LATERAL (
        SELECT o.*
        FROM records.observation AS o
        WHERE o.patient_id = %(patient)s AND o.code = known.code AND o.status NOT IN ('entered-in-error', 'cancelled')
        ORDER BY o.effective_at DESC, o.id DESC
        LIMIT 1
    ) AS o
    CROSS JOIN LATERAL (
        SELECT array_agg(n.effective_at), array_agg(n.value)
        FROM (
            SELECT p.effective_at, p.value
            FROM records.observation AS p
            WHERE p.patient_id = %(patient)s AND p.code = known.code AND p.unit IS NOT DISTINCT FROM o.unit
              AND p.value IS NOT NULL AND p.comparator IS NULL AND p.status NOT IN ('entered-in-error', 'cancelled')
            ORDER BY p.effective_at DESC, p.id DESC
            LIMIT %(each)s
        ) AS n
    ) AS points (at, value)
    """
# Laterally, day by day: a plain join is planned as a scan of everything that the patient ever had measured.
SELECT_DAYS = """
    SELECT d.day, d.category, found.*
    FROM unnest(%(days)s::date[], %(categories)s::text[]) AS d (day, category)
    CROSS JOIN LATERAL (
        SELECT
            max(o.effective_at),
            array_agg(DISTINCT o.code_display) FILTER (WHERE o.interpretation <> 'N'),
            array_agg(DISTINCT o.code_display),
            count(*) FILTER (WHERE o.interpretation <> 'N'),
            count(*) FILTER (WHERE o.interpretation IN ('LL', 'HH', 'AA'))
        FROM records.observation AS o
        WHERE o.patient_id = %(patient)s
          AND o.category = d.category
          AND o.effective_at >= d.day::timestamp AT TIME ZONE 'UTC'
          AND o.effective_at < (d.day + 1)::timestamp AT TIME ZONE 'UTC'
          AND o.status <> 'entered-in-error'
        HAVING count(*) > 0
    ) AS found
    """


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which observations; `after` is where the last page ended."""

    codes: Sequence[str] | None = None
    category: ObservationCategory | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: tuple[datetime, UUID] | None = None
    limit: int = 100


async def insert_many(db: Db, chart: Chart, news: Sequence[NewObservation]) -> list[Observation]:
    """Write observations in one round trip and give them back in order."""
    if not news:
        return []
    rows = [(chart.patient_id, *values_of(new, OBSERVATION.payload)) for new in news]
    written = []
    async with db.cursor() as cursor:
        try:
            await cursor.executemany(INSERT, rows, returning=True)
        except errors.ForeignKeyViolation as error:
            raise broken_reference(error) from None
        async for result in cursor.results():
            written += [make_observation(row) for row in await result.fetchall()]
    return written


async def select_many(db: Db, chart: Chart, wanted: Wanted) -> tuple[Observation, ...]:
    """Newest first, without those entered in error."""
    after_at, after_id = wanted.after or (None, None)
    asked = {
        "codes": list(wanted.codes) if wanted.codes is not None else None,
        "category": wanted.category,
        "since": wanted.since,
        "until": wanted.until,
        "after_id": after_id,
    }
    names = tuple(name for name, value in asked.items() if value is not None)
    parameters = {**asked, "after_at": after_at, "patient": chart.patient_id, "limit": wanted.limit}
    cursor = await db.execute(_select_many(names), parameters, prepare=True)
    return tuple(make_observation(row) for row in await cursor.fetchall())


@cache
def _select_many(conditions: tuple[str, ...]) -> str:
    narrowed = "".join(f" AND {CONDITIONS[name]}" for name in conditions)
    return f"""
        SELECT {COLUMNS}
        FROM records.observation AS o
        WHERE o.patient_id = %(patient)s AND o.status <> 'entered-in-error'{narrowed}
        ORDER BY o.effective_at DESC, o.id DESC
        LIMIT %(limit)s
        """


async def select_courses(db: Db, chart: Chart, each: int) -> tuple[Course, ...]:
    """Every code's newest value, and up to so many numbers that lead there."""
    return await _courses(db, f"WITH {KNOWN_CODES}{COURSES}", {"patient": chart.patient_id, "each": each})


async def select_courses_of(db: Db, chart: Chart, codes: Sequence[str], each: int) -> tuple[Course, ...]:
    """The same for some codes."""
    parameters = {"patient": chart.patient_id, "codes": list(codes), "each": each}
    return await _courses(db, f"WITH {GIVEN_CODES}{COURSES}", parameters)


async def _courses(db: Db, statement: str, parameters: dict[str, object]) -> tuple[Course, ...]:
    cursor = await db.execute(statement, parameters, prepare=True)  # planning over all partitions costs most
    return tuple(
        Course(
            make_observation(row[:-2]), tuple(Point(*pair) for pair in zip(row[-2] or (), row[-1] or (), strict=True))
        )
        for row in await cursor.fetchall()
    )


async def select_days(
    db: Db, chart: Chart, days: Sequence[tuple[date, ObservationCategory]]
) -> tuple[DayOfResults, ...]:
    """What was measured on some days (UTC), each in a category; days of which nothing is left are missing."""
    parameters = {
        "patient": chart.patient_id,
        "days": [day for day, _ in days],
        "categories": [category.value for _, category in days],
    }
    cursor = await db.execute(SELECT_DAYS, parameters, prepare=True)
    return tuple(_day_of_results(*row) for row in await cursor.fetchall())


def _day_of_results(
    day: date,
    category: str,
    latest_at: datetime,
    abnormal: list[str] | None,
    names: list[str],
    abnormal_count: int,
    critical_count: int,
) -> DayOfResults:
    first = abnormal or []
    ordered = [*first, *(name for name in names if name not in first)]
    return DayOfResults(day, ObservationCategory(category), latest_at, ordered, abnormal_count, critical_count)


async def ensure_partitions(db: Db, years_ahead: int) -> int:
    """Make the yearly partitions up to some years ahead that are missing; gives how many were made."""
    cursor = await db.execute("SELECT records.ensure_observation_partitions(%s)", (years_ahead,))
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
