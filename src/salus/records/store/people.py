"""SQL of practitioners and of their care relationships with a patient."""

from __future__ import annotations

from uuid import UUID

from psycopg import errors
from psycopg.types.json import Jsonb

from salus.core.errors import InvalidInput
from salus.records.chart import Chart
from salus.records.contract.people import (
    CareTeamMember,
    Identifier,
    NewCareTeamMember,
    NewPractitioner,
    Practitioner,
)
from salus.records.store.rows import Db, columns_of, row_maker, values_of

PAYLOAD = columns_of(NewPractitioner)
COLUMNS = columns_of(Practitioner)
make_practitioner = row_maker(Practitioner)
MEMBER_PAYLOAD = columns_of(NewCareTeamMember)
make_member = row_maker(CareTeamMember)

INSERT = f"""
    INSERT INTO records.practitioner ({", ".join(PAYLOAD)})
    VALUES ({", ".join(["%s"] * len(PAYLOAD))})
    RETURNING {", ".join(COLUMNS)}
    """
SELECT_ONE = f"SELECT {', '.join(COLUMNS)} FROM records.practitioner WHERE id = %s"
SELECT_BY_IDENTIFIER = f"""
    SELECT {", ".join(COLUMNS)}
    FROM records.practitioner
    WHERE identifiers @> %s
    ORDER BY sort_name, id
    LIMIT %s
    """
UPDATE = f"""
    UPDATE records.practitioner
    SET ({", ".join(PAYLOAD)}) = ROW ({", ".join(["%s"] * len(PAYLOAD))})
    WHERE id = %s AND version = %s
    RETURNING {", ".join(COLUMNS)}
    """
# The score leads the sort key as in the search of patients; without a name all scores are equal.
FIND = f"""
    SELECT f.score, f.sort_name, {", ".join(f"f.{name}" for name in COLUMNS)}
    FROM (
        SELECT p.*, coalesce(records.name_score(records.trigrams(%(name)s, false), p.name_trigrams), 0) AS score
        FROM records.practitioner AS p
        WHERE p.is_active
          AND (%(name)s::text IS NULL
               OR p.name_trigrams @> records.trigrams(%(name)s, false)
               OR p.name_near && records.near_forms(%(name)s))
    ) AS f
    WHERE %(after_id)s::uuid IS NULL
       OR (-f.score, f.sort_name, f.id) > (-%(after_score)s::integer, %(after_name)s::text, %(after_id)s::uuid)
    ORDER BY -f.score, f.sort_name, f.id
    LIMIT %(limit)s
    """
MEMBER_COLUMNS = ", ".join(
    "btrim(concat_ws(' ', p.prefix, p.given, p.family))" if name == "practitioner_name" else f"m.{name}"
    for name in columns_of(CareTeamMember)
)
SELECT_TEAM = f"""
    SELECT {MEMBER_COLUMNS}
    FROM records.care_team_member AS m
    JOIN records.practitioner AS p ON p.id = m.practitioner_id
    WHERE m.patient_id = %s AND m.status <> 'entered-in-error'
    ORDER BY m.status, m.period_end DESC NULLS FIRST, p.sort_name, m.id
    """
SELECT_MEMBER = f"""
    SELECT {MEMBER_COLUMNS}
    FROM records.care_team_member AS m
    JOIN records.practitioner AS p ON p.id = m.practitioner_id
    WHERE m.patient_id = %s AND m.id = %s
    """
INSERT_MEMBER = f"""
    INSERT INTO records.care_team_member (patient_id, {", ".join(MEMBER_PAYLOAD)})
    VALUES (%s, {", ".join(["%s"] * len(MEMBER_PAYLOAD))})
    RETURNING id
    """
UPDATE_MEMBER = f"""
    UPDATE records.care_team_member
    SET ({", ".join(MEMBER_PAYLOAD)}) = ROW ({", ".join(["%s"] * len(MEMBER_PAYLOAD))})
    WHERE patient_id = %s AND id = %s AND version = %s
    RETURNING id
    """


async def insert(db: Db, new: NewPractitioner) -> Practitioner:
    """Register a practitioner."""
    cursor = await db.execute(INSERT, values_of(new, PAYLOAD))
    row = await cursor.fetchone()
    assert row is not None, "RETURNING gives the inserted row"
    return make_practitioner(row)


async def select_one(db: Db, practitioner_id: UUID) -> Practitioner | None:
    """One practitioner, also one who is not active any more."""
    cursor = await db.execute(SELECT_ONE, (practitioner_id,))
    row = await cursor.fetchone()
    return make_practitioner(row) if row else None


async def select_by_identifier(db: Db, identifier: Identifier, limit: int) -> tuple[Practitioner, ...]:
    """Practitioners under a number; an empty system means any."""
    wanted = {"value": identifier.value, **({"system": identifier.system} if identifier.system else {})}
    cursor = await db.execute(SELECT_BY_IDENTIFIER, (Jsonb([wanted]), limit))
    return tuple(make_practitioner(row) for row in await cursor.fetchall())


async def update(db: Db, practitioner_id: UUID, version: int, new: NewPractitioner) -> Practitioner | None:
    """Replace the content if the stored version is this one."""
    cursor = await db.execute(UPDATE, (*values_of(new, PAYLOAD), practitioner_id, version))
    row = await cursor.fetchone()
    return make_practitioner(row) if row else None


async def find(
    db: Db, name: str | None, after: tuple[int, str, UUID] | None, limit: int
) -> list[tuple[int, str, Practitioner]]:
    """Active practitioners by name, best match first: score, sort name, practitioner."""
    score, sort_name, row_id = after or (None, None, None)
    parameters = {"name": name, "after_score": score, "after_name": sort_name, "after_id": row_id, "limit": limit}
    cursor = await db.execute(FIND, parameters)
    return [(row[0], row[1], make_practitioner(row[2:])) for row in await cursor.fetchall()]


async def select_team(db: Db, chart: Chart) -> tuple[CareTeamMember, ...]:
    """Who treats the patient: active first, then those who did."""
    cursor = await db.execute(SELECT_TEAM, (chart.patient_id,))
    return tuple(make_member(row) for row in await cursor.fetchall())


async def select_member(db: Db, chart: Chart, member_id: UUID) -> CareTeamMember | None:
    """One care relationship of the patient."""
    cursor = await db.execute(SELECT_MEMBER, (chart.patient_id, member_id))
    row = await cursor.fetchone()
    return make_member(row) if row else None


async def insert_member(db: Db, chart: Chart, new: NewCareTeamMember) -> UUID:
    """Record a care relationship."""
    try:
        cursor = await db.execute(INSERT_MEMBER, (chart.patient_id, *values_of(new, MEMBER_PAYLOAD)))
    except errors.ForeignKeyViolation:
        raise InvalidInput(fields={"practitioner_id": "names no practitioner"}) from None
    row = await cursor.fetchone()
    assert row is not None, "RETURNING gives the inserted row"
    return UUID(str(row[0]))


async def update_member(db: Db, chart: Chart, member_id: UUID, version: int, new: NewCareTeamMember) -> bool:
    """Replace the content if the stored version is this one."""
    values = (*values_of(new, MEMBER_PAYLOAD), chart.patient_id, member_id, version)
    try:
        cursor = await db.execute(UPDATE_MEMBER, values)
    except errors.ForeignKeyViolation:
        raise InvalidInput(fields={"practitioner_id": "names no practitioner"}) from None
    return await cursor.fetchone() is not None


async def is_active_member(db: Db, chart: Chart, practitioner_id: UUID) -> bool:
    """Whether the practitioner has an active care relationship with the patient."""
    cursor = await db.execute(
        """
        SELECT EXISTS (
            SELECT FROM records.care_team_member
            WHERE patient_id = %s AND practitioner_id = %s AND status = 'active'
              AND now() < coalesce(period_end, 'infinity')
        )
        """,
        (chart.patient_id, practitioner_id),
    )
    row = await cursor.fetchone()
    return row is not None and bool(row[0])
