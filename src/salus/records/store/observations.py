"""SQL of observations beyond the common: filtered lists, the newest of every code, days of results for the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from psycopg import errors

from salus.records.chart import Chart
from salus.records.contract.observations import NewObservation, Observation
from salus.records.contract.vocabulary import ObservationCategory
from salus.records.kinds import OBSERVATION
from salus.records.logic.timeline import DayOfResults
from salus.records.store.rows import Db, broken_reference, row_maker, values_of

make_observation = row_maker(Observation)
COLUMNS = ", ".join(f"o.{name}" for name in OBSERVATION.columns)
INSERT = f"""
    INSERT INTO records.observation AS o (patient_id, {", ".join(OBSERVATION.payload)})
    VALUES (%s, {", ".join(["%s"] * len(OBSERVATION.payload))})
    RETURNING {COLUMNS}
    """
SELECT_MANY = f"""
    SELECT {COLUMNS}
    FROM records.observation AS o
    WHERE o.patient_id = %(patient)s
      AND o.status <> 'entered-in-error'
      AND (%(codes)s::text[] IS NULL OR o.code = ANY (%(codes)s))
      AND (%(category)s::text IS NULL OR o.category = %(category)s)
      AND o.effective_at >= %(since)s
      AND o.effective_at < %(until)s
      AND (%(after_id)s::uuid IS NULL OR (o.effective_at, o.id) < (%(after_at)s, %(after_id)s))
    ORDER BY o.effective_at DESC, o.id DESC
    LIMIT %(limit)s
    """
# A loose index scan: from one code to the next along (patient_id, code, effective_at), then the newest few of each.
# DISTINCT ON would read all 100,000 values of a patient with a wearable to show forty.
SELECT_LATEST = f"""
    WITH RECURSIVE known (code) AS (
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
    SELECT newest.*
    FROM known
    CROSS JOIN LATERAL (
        SELECT {COLUMNS}
        FROM records.observation AS o
        WHERE o.patient_id = %(patient)s AND o.code = known.code AND o.status <> 'entered-in-error'
        ORDER BY o.effective_at DESC, o.id DESC
        LIMIT %(each)s
    ) AS newest
    WHERE known.code IS NOT NULL
    """
SELECT_NEWEST_OF = f"""
    SELECT newest.*
    FROM unnest(%(codes)s::text[]) AS known (code)
    CROSS JOIN LATERAL (
        SELECT {COLUMNS}
        FROM records.observation AS o
        WHERE o.patient_id = %(patient)s AND o.code = known.code AND o.status NOT IN ('entered-in-error', 'cancelled')
        ORDER BY o.effective_at DESC, o.id DESC
        LIMIT %(each)s
    ) AS newest
    """
SELECT_DAYS = """
    SELECT
        d.day,
        d.category,
        max(o.effective_at),
        array_agg(DISTINCT o.code_display) FILTER (WHERE o.interpretation <> 'N'),
        array_agg(DISTINCT o.code_display),
        count(*) FILTER (WHERE o.interpretation <> 'N'),
        count(*) FILTER (WHERE o.interpretation IN ('LL', 'HH', 'AA'))
    FROM unnest(%(days)s::date[], %(categories)s::text[]) AS d (day, category)
    JOIN records.observation AS o
        ON o.patient_id = %(patient)s
        AND o.category = d.category
        AND o.effective_at >= d.day::timestamp AT TIME ZONE 'UTC'
        AND o.effective_at < (d.day + 1)::timestamp AT TIME ZONE 'UTC'
    WHERE o.status <> 'entered-in-error'
    GROUP BY d.day, d.category
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
    parameters = {
        "patient": chart.patient_id,
        "codes": list(wanted.codes) if wanted.codes is not None else None,
        "category": wanted.category,
        "since": wanted.since or datetime.min.replace(tzinfo=UTC),
        "until": wanted.until or datetime.max.replace(tzinfo=UTC),
        "after_at": after_at,
        "after_id": after_id,
        "limit": wanted.limit,
    }
    cursor = await db.execute(SELECT_MANY, parameters)
    return tuple(make_observation(row) for row in await cursor.fetchall())


async def select_latest(db: Db, chart: Chart, each: int) -> tuple[Observation, ...]:
    """The newest few values of every code, code by code, newest first."""
    cursor = await db.execute(SELECT_LATEST, {"patient": chart.patient_id, "each": each})
    return tuple(make_observation(row) for row in await cursor.fetchall())


async def select_newest_of(db: Db, chart: Chart, codes: Sequence[str], each: int) -> tuple[Observation, ...]:
    """The newest few valid values of some codes, code by code, newest first."""
    cursor = await db.execute(SELECT_NEWEST_OF, {"patient": chart.patient_id, "codes": list(codes), "each": each})
    return tuple(make_observation(row) for row in await cursor.fetchall())


async def select_days(
    db: Db, chart: Chart, days: Sequence[tuple[date, ObservationCategory]]
) -> tuple[DayOfResults, ...]:
    """What was measured on some days (UTC), each in a category; days of which nothing is left are missing."""
    parameters = {
        "patient": chart.patient_id,
        "days": [day for day, _ in days],
        "categories": [category.value for _, category in days],
    }
    cursor = await db.execute(SELECT_DAYS, parameters)
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
