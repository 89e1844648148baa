"""SQL of the audit chain. Appending goes through one function that the runtime role may call but not bypass."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg import AsyncClientCursor, AsyncConnection

from salus.core.audit.contract import AuditEvent, AuditFilter, AuditRow, Outcome

GENESIS = hashlib.sha256(b"salus audit chain").digest()


async def append(db: AsyncConnection[Any], events: Sequence[AuditEvent]) -> None:
    """Chain the events in order, within the caller's transaction."""
    await db.execute("SELECT core.audit_append(%s::jsonb)", (_payload(events),))


async def append_last(db: AsyncConnection[Any], events: Sequence[AuditEvent]) -> None:
    """Chain the events and end the caller's transaction: the chain's head is locked for no way to and fro between."""
    async with AsyncClientCursor(db) as cursor:
        await cursor.execute("SELECT core.audit_append(%s::jsonb); COMMIT", (_payload(events),))


def _payload(events: Sequence[AuditEvent]) -> str:
    return orjson.dumps([event.as_json() for event in events]).decode()


async def select_rows(db: AsyncConnection[Any], wanted: AuditFilter) -> list[AuditRow]:
    """Newest first; row-level security limits what is seen to the actor's right."""
    cursor = await db.execute(
        """
        SELECT e.seq, e.body, u.display_name
        FROM core.audit_event AS e
        LEFT JOIN core.user_name AS u ON u.id = e.actor_id
        WHERE (%(actor)s::uuid IS NULL OR e.actor_id = %(actor)s)
          AND (%(patient)s::uuid IS NULL OR e.patient_id = %(patient)s)
          AND (%(action)s::text IS NULL OR e.action LIKE %(action)s || '%%')
          AND (%(outcome)s::text IS NULL OR e.outcome = %(outcome)s)
          AND (%(before)s::bigint IS NULL OR e.seq < %(before)s)
          AND (
            %(people_but)s::uuid IS NULL
            OR (e.actor_id IS DISTINCT FROM %(people_but)s AND (e.body::jsonb) ->> 'role' <> 'service')
          )
        ORDER BY e.seq DESC
        LIMIT %(limit)s
        """,
        {
            "actor": wanted.actor_id,
            "patient": wanted.patient_id,
            "action": wanted.action,
            "outcome": wanted.outcome.value if wanted.outcome else None,
            "before": wanted.before_seq,
            "limit": wanted.limit,
            "people_but": wanted.people_but,
        },
    )
    return [_row(seq, body, name) for seq, body, name in await cursor.fetchall()]


def _row(seq: int, body: str, name: str | None) -> AuditRow:
    said = orjson.loads(body)
    return AuditRow(
        seq=seq,
        at=datetime.fromtimestamp(said["at_us"] / 1_000_000, tz=UTC),
        actor_id=UUID(said["actor"]) if "actor" in said else None,
        actor_role=said["role"],
        actor_name=name,
        action=said["action"],
        outcome=Outcome(said["outcome"]),
        request_id=said["request"],
        patient_id=UUID(said["patient"]) if "patient" in said else None,
        resource=said.get("resource"),
        detail=said.get("detail", {}),
    )


async def select_head(db: AsyncConnection[Any]) -> tuple[int, bytes]:
    """Number and hash of the newest row, as the head keeps them."""
    cursor = await db.execute("SELECT seq, hash FROM core.audit_head")
    row = await cursor.fetchone()
    assert row is not None, "the head row is written by the migration"
    return int(row[0]), bytes(row[1])


async def select_hash(db: AsyncConnection[Any], seq: int) -> bytes | None:
    """The hash of one row."""
    cursor = await db.execute("SELECT hash FROM core.audit_event WHERE seq = %s", (seq,))
    row = await cursor.fetchone()
    return bytes(row[0]) if row else None


async def hold_export(db: AsyncConnection[Any]) -> bool:
    """Be the only one who exports until this transaction ends; False where another is at it."""
    cursor = await db.execute("SELECT pg_try_advisory_xact_lock(hashtext('salus audit export'))")
    row = await cursor.fetchone()
    return bool(row and row[0])


async def select_after(db: AsyncConnection[Any], after: int, most: int) -> list[tuple[int, str, bytes]]:
    """The next rows in order of their number: (seq, body, hash)."""
    cursor = await db.execute(
        "SELECT seq, body, hash FROM core.audit_event WHERE seq > %s ORDER BY seq LIMIT %s", (after, most)
    )
    return [(int(seq), str(body), bytes(digest)) for seq, body, digest in await cursor.fetchall()]


async def select_identity(db: AsyncConnection[Any]) -> str:
    """Names this very database of this very cluster; a dump that is loaded elsewhere is another one."""
    cursor = await db.execute(
        """
        SELECT c.system_identifier, d.oid
        FROM pg_control_system() AS c, pg_database AS d
        WHERE d.datname = current_database()
        """
    )
    row = await cursor.fetchone()
    assert row is not None, "a session is in a database"
    return f"{row[0]}/{row[1]}"


async def walk(db: AsyncConnection[Any], after: int = 0, batch: int = 5000) -> AsyncIterator[tuple[int, str, bytes]]:
    """Every row after this one in order of its number: (seq, body, hash)."""
    while True:
        cursor = await db.execute(
            "SELECT seq, body, hash FROM core.audit_event WHERE seq > %s ORDER BY seq LIMIT %s",
            (after, batch),
        )
        rows = await cursor.fetchall()
        for seq, body, digest in rows:
            yield int(seq), str(body), bytes(digest)
        if len(rows) < batch:
            return
        after = int(rows[-1][0])
