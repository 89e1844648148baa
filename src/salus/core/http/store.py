"""SQL of the answers that are kept for retries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What was answered to the first request with a key, to which role; status 0 while its answer was not kept.

    `patients`: whose files were opened for it; None where the release that kept it did not say.
    """

    digest: bytes
    status: int
    body: bytes
    role: str | None
    patients: tuple[UUID, ...] | None


async def insert_claim(db: AsyncConnection[Any], actor_id: UUID, key: str, digest: bytes) -> bool:
    """Claim the key; waits for a running claim of the same key. False when it was claimed before."""
    cursor = await db.execute(
        """
        INSERT INTO core.idempotent_answer (actor_id, key, request_digest, status, body) VALUES (%s, %s, %s, 0, '')
        ON CONFLICT DO NOTHING
        """,
        (actor_id, key, digest),
    )
    return cursor.rowcount == 1


async def select_answer(db: AsyncConnection[Any], actor_id: UUID, key: str) -> KeptAnswer | None:
    """The first answer."""
    cursor = await db.execute(
        """
        SELECT request_digest, status, body, role, patient_ids
        FROM core.idempotent_answer
        WHERE actor_id = %s AND key = %s
        """,
        (actor_id, key),
    )
    row = await cursor.fetchone()
    if row is None:
        return None
    return KeptAnswer(bytes(row[0]), int(row[1]), bytes(row[2]), row[3], None if row[4] is None else tuple(row[4]))


async def update_answer(db: AsyncConnection[Any], actor_id: UUID, key: str, answer: KeptAnswer) -> None:
    """Keep the answer."""
    await db.execute(
        """
        UPDATE core.idempotent_answer
        SET status = %s, body = %s, role = %s, patient_ids = %s
        WHERE actor_id = %s AND key = %s
        """,
        (answer.status, answer.body, answer.role, list(answer.patients or ()), actor_id, key),
    )


async def forget_answers(db: AsyncConnection[Any], before: datetime, most: int) -> int:
    """Remove up to `most` claims and answers of all actors from before then; how many. Service role only."""
    cursor = await db.execute("SELECT core.forget_answers(%s, %s)", (before, most))
    row = await cursor.fetchone()
    return int(row[0]) if row else 0
