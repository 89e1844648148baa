"""SQL of the bulk load, as the schema's owner: COPY, which row-level security does not allow the runtime role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields, is_dataclass
from enum import Enum
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection, sql

from salus.app.demo.synthetic import SYSTEM
from salus.core.audit.contract import AuditEvent
from salus.core.context import Actor
from salus.records.contract import Attention

Db = Connection[Any]
Row = Sequence[object]


def act_as(db: Db, actor: Actor) -> None:
    """Let what the session writes carry this actor."""
    db.execute(
        "SELECT set_config('salus.actor', %s, false), set_config('salus.role', %s, false)",
        (str(actor.user_id), actor.role.value),
    )


def audit(db: Db, event: AuditEvent) -> None:
    """Chain what this transaction does."""
    db.execute("SELECT core.audit_append(%s::jsonb)", (f"[{event.as_text()}]",))


def count_others(db: Db, systems: Sequence[str]) -> int:
    """How many people have none of these identifiers: real ones, for all that we know."""
    return _number(
        db,
        """
        SELECT count(*)
        FROM records.patient AS p
        WHERE NOT EXISTS (
            SELECT FROM records.patient_identifier AS i WHERE i.patient_id = p.id AND i.system = ANY (%s))
        """,
        (list(systems),),
    )


def count_people(db: Db) -> int:
    """How many synthetic people there are; they are made in the order of their numbers."""
    return _number(db, "SELECT count(*) FROM records.patient_identifier WHERE system = %s", (SYSTEM,))


def patient_named(db: Db, text: str) -> UUID | None:
    """The person of an id or of an identifier's value."""
    row = db.execute(
        """
        SELECT id FROM records.patient WHERE id::text = %(text)s
        UNION
        SELECT patient_id FROM records.patient_identifier WHERE value = %(text)s
        """,
        {"text": text},
    ).fetchone()
    return row[0] if row else None


def count_values(db: Db, patient_id: UUID) -> int:
    """How many measured values a chart has that a fill wrote."""
    return _number(
        db,
        "SELECT count(*) FROM records.observation WHERE patient_id = %s AND origin LIKE 'synthetic/filled/%%'",
        (patient_id,),
    )


def count_documents(db: Db, patient_id: UUID) -> int:
    """How many synthetic documents a chart has."""
    return _number(
        db,
        "SELECT count(*) FROM documents.document WHERE patient_id = %s AND filename LIKE 'synthetic-%%'",
        (patient_id,),
    )


def count_pieces(db: Db) -> int:
    """How many pieces for search there are in all charts."""
    return _number(db, "SELECT count(*) FROM documents.chunk", ())


def days_with_lines(db: Db, patient_id: UUID) -> set[UUID]:
    """Which days of results stand on a timeline already."""
    cursor = db.execute(
        "SELECT ref_id FROM records.timeline_entry WHERE patient_id = %s AND ref_type = 'observation-group'",
        (patient_id,),
    )
    return {row[0] for row in cursor.fetchall()}


def replace_reason(db: Db, patient_id: UUID, reason: Attention) -> None:
    """Add to the reason of the same kind, or give it."""
    db.execute(
        """
        INSERT INTO records.attention AS a (patient_id, kind, key, rank, reason, at, amount, is_until_looked)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (patient_id, kind, key) DO UPDATE SET amount = a.amount + excluded.amount
        """,
        (patient_id, reason.kind.value, reason.key, reason.rank, reason.reason, reason.at, reason.amount,
         reason.is_until_looked),
    )  # fmt: skip


def practitioner_of(db: Db, username: str) -> UUID | None:
    """The practitioner of a doctor's account."""
    row = db.execute(
        "SELECT practitioner_id FROM core.app_user WHERE lower(username) = lower(%s) AND role = 'doctor'", (username,)
    ).fetchone()
    return row[0] if row else None


def add_practitioner(db: Db, origin: str, given: str, family: str) -> UUID:
    """A synthetic practitioner, the same one for the same origin."""
    row = db.execute(
        """
        INSERT INTO records.practitioner (origin, given, family, specialty)
        VALUES (%s, %s, %s, 'Synthetic practice')
        ON CONFLICT (origin) DO UPDATE SET origin = excluded.origin
        RETURNING id
        """,
        (origin, given, family),
    ).fetchone()
    assert row is not None, "RETURNING gives the row"
    return UUID(str(row[0]))


def copy(db: Db, table: str, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Write rows in one stream; gives how many."""
    schema, name = table.split(".")
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(schema, name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    written = 0
    with db.cursor() as cursor, cursor.copy(statement) as stream:
        for row in rows:
            stream.write_row([_plain(value) for value in row])
            written += 1
    return written


def copy_facts(db: Db, table: str, kind: type, rows: Iterable[tuple[UUID, object, str]]) -> int:
    """Write contract objects of one kind as (patient, fact, origin); their fields are the columns."""
    names = [field.name for field in fields(kind)]
    values = ((patient, origin, *(getattr(fact, name) for name in names)) for patient, fact, origin in rows)
    return copy(db, table, ("patient_id", "origin", *names), values)


def copy_binary(db: Db, table: str, columns: Sequence[str], rows: Iterable[bytes]) -> int:
    """Write rows that are encoded already, in PostgreSQL's binary COPY form."""
    schema, name = table.split(".")
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(
        sql.Identifier(schema, name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    written = 0
    with db.cursor() as cursor, cursor.copy(statement) as stream:
        stream.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
        for row in rows:
            stream.write(row)
            written += 1
        stream.write(b"\xff\xff")
    return written


def lexemes(db: Db, texts: Sequence[str]) -> list[bytes]:
    """The texts as the index of words keeps them, encoded for a binary COPY."""
    cursor = db.execute(
        """
        SELECT tsvectorsend(strip(to_tsvector('english', said.text)))
        FROM unnest(%s::text[]) WITH ORDINALITY AS said (text, place)
        ORDER BY said.place
        """,
        (list(texts),),
    )
    return [bytes(row[0]) for row in cursor.fetchall()]


def dimension(db: Db) -> int:
    """How many numbers a vector of this schema has."""
    return _number(
        db,
        """
        SELECT atttypmod
        FROM pg_attribute
        WHERE attrelid = 'documents.chunk'::regclass AND attname = 'embedding'
        """,
        (),
    )


def refresh_statistics(db: Db) -> None:
    """Tell the planner how large everything has become, which it would find out within minutes by itself."""
    for table in (
        "records.patient", "records.patient_identifier", "records.care_team_member", "records.observation",
        "records.condition", "records.medication_statement", "records.encounter", "records.timeline_entry",
        "records.attention", "records.chart_revision", "documents.document", "documents.page", "documents.proposal",
        "documents.chunk", "core.audit_event",
    ):  # fmt: skip
        db.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(*table.split("."))))


def _number(db: Db, query: str, parameters: Sequence[object]) -> int:
    row = db.execute(query, parameters).fetchone()
    return int(row[0]) if row else 0


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (dict, list)) or is_dataclass(value):
        return _json(value)
    if isinstance(value, tuple):
        return _json([asdict(each) for each in value])
    return value


def _json(value: object) -> str:
    return orjson.dumps(value, default=str).decode()
