"""SQL of patients: register, read, find, change under a version, versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import errors

from salus.core.db import NotedRead
from salus.records.chart import Chart
from salus.records.contract.errors import IdentifierInUse
from salus.records.contract.people import Identifier, NewPatient, Patient
from salus.records.contract.views import Version
from salus.records.store.rows import Db, columns_of, row_maker, values_of

PAYLOAD = columns_of(NewPatient)
COLUMNS = columns_of(Patient)
make_patient = row_maker(Patient)

INSERT = f"""
    INSERT INTO records.patient (id, {", ".join(PAYLOAD)})
    VALUES (%s, {", ".join(["%s"] * len(PAYLOAD))})
    RETURNING {", ".join(COLUMNS)}
    """
SELECT_ONE = f"SELECT {', '.join(COLUMNS)} FROM records.patient WHERE id = %s"
OPENED = f"SELECT scope, {', '.join(f'(patient).{name}' for name in COLUMNS)} FROM"
OPEN_AND_READ = f"{OPENED} records.read_patient(%s)"
OPEN_NOTE_AND_READ = f"{OPENED} records.read_patient_noted_late(%s, %s::jsonb)"
UPDATE = f"""
    UPDATE records.patient
    SET ({", ".join(PAYLOAD)}) = ROW ({", ".join(["%s"] * len(PAYLOAD))})
    WHERE id = %s AND version = %s
    RETURNING {", ".join(COLUMNS)}
    """
FOUND = (
    "records.find_patients(%(name)s, %(birth_date)s, %(system)s, %(value)s, "
    "%(after_score)s, %(after_name)s, %(after_id)s, %(limit)s)"
)
# Notes its own audit row with how many were found, of which one may be the next page's first; also when nobody was.
FIND_NOTED = f"""
    WITH found AS MATERIALIZED (
        SELECT f.score, f.sort_name, f.patient, f.place
        FROM {FOUND} WITH ORDINALITY AS f (score, sort_name, patient, place)
    ), noted AS MATERIALIZED (
        SELECT core.audit_note(jsonb_set(%(event)s::jsonb, '{{detail}}', jsonb_build_object(
            'count', least((SELECT count(*) FROM found), %(limit)s - 1))))
    )
    SELECT f.score, f.sort_name, {", ".join(f"(f.patient).{name}" for name in COLUMNS)}
    FROM noted
    LEFT JOIN found AS f ON true
    ORDER BY f.place
    """
FIND = f"SELECT f.score, f.sort_name, {', '.join(f'(f.patient).{name}' for name in COLUMNS)} FROM {FOUND} AS f"
VERSIONS = f"""
    SELECT {", ".join(f"v.{name}" for name in COLUMNS)}, v.recorded_by, u.display_name, v.is_current
    FROM (
        SELECT {", ".join(f"r.{name}" for name in COLUMNS)}, r.recorded_by, false AS is_current
        FROM records.history AS h
        CROSS JOIN LATERAL jsonb_populate_record(NULL::records.patient, h.body) AS r
        WHERE h.resource_type = 'patient' AND h.resource_id = %(id)s AND h.patient_id = %(id)s
        UNION ALL
        SELECT {", ".join(f"r.{name}" for name in COLUMNS)}, r.recorded_by, true
        FROM records.patient AS r
        WHERE r.id = %(id)s
    ) AS v
    LEFT JOIN core.user_name AS u ON u.id = v.recorded_by
    ORDER BY v.version DESC
    """


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search asks for; `after` is where the last page ended: score, name and id."""

    name: str | None = None
    birth_date: date | None = None
    identifier_system: str | None = None
    identifier_value: str | None = None
    after: tuple[int, str, UUID] | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """A person found, with what sorts the list."""

    score: int
    sort_name: str
    patient: Patient


async def insert(db: Db, patient_id: UUID, new: NewPatient) -> Patient:
    """Register a person under an id for which row-level security was opened."""
    try:
        cursor = await db.execute(INSERT, (patient_id, *values_of(new, PAYLOAD)))
    except errors.UniqueViolation:
        raise IdentifierInUse from None
    row = await cursor.fetchone()
    assert row is not None, "RETURNING gives the inserted row"
    return make_patient(row)


async def select_one(db: Db, chart: Chart) -> Patient | None:
    """The person of an open file."""
    cursor = await db.execute(SELECT_ONE, (chart.patient_id,))
    row = await cursor.fetchone()
    return make_patient(row) if row else None


async def open_and_select(db: Db, patient_id: UUID) -> tuple[str, Patient | None]:
    """Decide on access and read the person in one round trip; the words are those of `access.open_chart`."""
    cursor = await db.execute(OPEN_AND_READ, (patient_id,))
    return _opened(await cursor.fetchone())


async def open_note_and_select(db: NotedRead, patient_id: UUID, event: str) -> tuple[str, Patient | None]:
    """Like `open_and_select`; the event, as JSON, is chained when access is granted."""
    cursor = await db.execute(OPEN_NOTE_AND_READ, (patient_id, event))
    return _opened(await cursor.fetchone())


def _opened(row: tuple[Any, ...] | None) -> tuple[str, Patient | None]:
    assert row is not None, "the function gives one row"
    return str(row[0]), make_patient(row[1:]) if row[1] is not None else None


async def update(db: Db, chart: Chart, version: int, new: NewPatient) -> Patient | None:
    """Replace the content if the stored version is this one; None when it is another."""
    try:
        cursor = await db.execute(UPDATE, (*values_of(new, PAYLOAD), chart.patient_id, version))
    except errors.UniqueViolation:
        raise IdentifierInUse from None
    row = await cursor.fetchone()
    return make_patient(row) if row else None


async def find(db: Db, wanted: Wanted) -> list[Hit]:
    """People whom the acting person may know of, best match first."""
    cursor = await db.execute(FIND, _parameters(wanted))
    return [_hit(row) for row in await cursor.fetchall()]


async def find_noted(db: NotedRead, wanted: Wanted, event: str) -> list[Hit]:
    """Like `find`; the event, as JSON, is chained with the number of hits, the one beyond the page not counted."""
    cursor = await db.execute(FIND_NOTED, {**_parameters(wanted), "event": event})
    return [_hit(row) for row in await cursor.fetchall() if row[0] is not None]


def _hit(row: tuple[Any, ...]) -> Hit:
    return Hit(row[0], row[1], make_patient(row[2:]))


def _parameters(wanted: Wanted) -> dict[str, object]:
    score, name, row_id = wanted.after or (None, None, None)
    return {
        "name": wanted.name,
        "birth_date": wanted.birth_date,
        "system": wanted.identifier_system,
        "value": wanted.identifier_value,
        "after_score": score,
        "after_name": name,
        "after_id": row_id,
        "limit": wanted.limit,
    }


async def select_versions(db: Db, chart: Chart) -> tuple[Version[Patient], ...]:
    """Every version of the person's own data, newest first."""
    cursor = await db.execute(VERSIONS, {"id": chart.patient_id})
    return tuple(_version(make_patient(row[:-3]), *row[-3:]) for row in await cursor.fetchall())


def _version(patient: Patient, by: UUID | None, by_name: str | None, is_current: bool) -> Version[Patient]:
    return Version(patient.version, patient.updated_at, by, by_name, is_current, patient)


async def select_by_identifier(db: Db, identifier: Identifier) -> UUID | None:
    """The person registered under an identifier, for imports by the service role."""
    cursor = await db.execute("SELECT records.patient_of(%s, %s)", (identifier.system, identifier.value))
    row = await cursor.fetchone()
    return None if row is None else row[0]
