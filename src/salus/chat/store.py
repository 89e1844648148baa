"""SQL of conversations, messages and kept answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from salus.chat.contract import Answer, Audience, Conversation, Message
from salus.chat.logic.serial import answer_from_json, answer_to_json
from salus.records.contract import Chart

Db = AsyncConnection[Any]
CONVERSATION = "id, patient_id, audience, title, created_at, updated_at"


def _conversation(row: tuple[Any, ...]) -> Conversation:
    return Conversation(row[0], row[1], Audience(row[2]), row[3], row[4], row[5])


async def select_patient_of(db: Db, conversation_id: UUID) -> UUID | None:
    """Whom the conversation is about, if it is the actor's own."""
    cursor = await db.execute("SELECT chat.patient_of_conversation(%s)", (conversation_id,))
    row = await cursor.fetchone()
    return row[0] if row else None


async def insert_conversation(db: Db, chart: Chart, audience: Audience, owner_id: UUID, title: str) -> UUID:
    """A new thread."""
    cursor = await db.execute(
        """
        INSERT INTO chat.conversation (patient_id, audience, owner_id, title) VALUES (%s, %s, %s, %s)
        RETURNING id
        """,
        (chart.patient_id, audience.value, owner_id, title),
    )
    row = await cursor.fetchone()
    assert row is not None
    return UUID(str(row[0]))


async def select_conversation(db: Db, chart: Chart, conversation_id: UUID) -> Conversation | None:
    """One thread of this chart."""
    cursor = await db.execute(
        f"SELECT {CONVERSATION} FROM chat.conversation WHERE id = %s AND patient_id = %s",
        (conversation_id, chart.patient_id),
    )
    row = await cursor.fetchone()
    return _conversation(row) if row else None


async def select_conversations(db: Db, chart: Chart, limit: int) -> list[Conversation]:
    """The actor's threads about this patient, latest first."""
    cursor = await db.execute(
        f"SELECT {CONVERSATION} FROM chat.conversation WHERE patient_id = %s ORDER BY updated_at DESC LIMIT %s",
        (chart.patient_id, limit),
    )
    return [_conversation(row) for row in await cursor.fetchall()]


async def insert_message(db: Db, chart: Chart, conversation_id: UUID, text: str, answer: Answer | None = None) -> UUID:
    """One turn; it moves its conversation to the top."""
    cursor = await db.execute(
        """
        WITH moved AS (UPDATE chat.conversation SET updated_at = now() WHERE id = %(conversation)s)
        INSERT INTO chat.message (conversation_id, patient_id, is_assistant, text, answer)
        VALUES (%(conversation)s, %(patient)s, %(is_assistant)s, %(text)s, %(answer)s)
        RETURNING id
        """,
        {
            "conversation": conversation_id,
            "patient": chart.patient_id,
            "is_assistant": answer is not None,
            "text": text,
            "answer": Jsonb(answer_to_json(answer)) if answer else None,
        },
    )
    row = await cursor.fetchone()
    assert row is not None
    return UUID(str(row[0]))


async def select_messages(db: Db, chart: Chart, conversation_id: UUID) -> list[Message]:
    """All turns, oldest first."""
    cursor = await db.execute(
        """
        SELECT id, is_assistant, text, created_at, answer
        FROM chat.message
        WHERE conversation_id = %s AND patient_id = %s
        ORDER BY created_at, id
        """,
        (conversation_id, chart.patient_id),
    )
    return [
        Message(row[0], row[1], row[2], row[3], answer_from_json(row[4]) if row[4] else None)
        for row in await cursor.fetchall()
    ]


async def select_last_questions(db: Db, chart: Chart, conversation_id: UUID, limit: int) -> list[str]:
    """What was asked last, oldest first."""
    cursor = await db.execute(
        """
        SELECT text
        FROM chat.message
        WHERE conversation_id = %s AND patient_id = %s AND NOT is_assistant
        ORDER BY created_at DESC
        LIMIT %s
        """,
        (conversation_id, chart.patient_id, limit),
    )
    return [str(row[0]) for row in reversed(await cursor.fetchall())]


async def select_cached(db: Db, chart: Chart, audience: Audience, digest: bytes, revision: int) -> Answer | None:
    """The answer to the same question at the same revision of the chart."""
    cursor = await db.execute(
        """
        SELECT answer
        FROM chat.cached_answer
        WHERE patient_id = %s AND audience = %s AND question_digest = %s AND revision = %s
        """,
        (chart.patient_id, audience.value, digest, revision),
    )
    row = await cursor.fetchone()
    return answer_from_json(row[0]) if row else None


async def upsert_cached(db: Db, chart: Chart, audience: Audience, digest: bytes, revision: int, answer: Answer) -> None:
    """Keep the answer in the place of an older one."""
    await db.execute(
        """
        INSERT INTO chat.cached_answer (patient_id, audience, question_digest, revision, answer)
        VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (patient_id, audience, question_digest)
        DO UPDATE SET revision = excluded.revision, answer = excluded.answer, created_at = now()
        """,
        (chart.patient_id, audience.value, digest, revision, Jsonb(answer_to_json(answer))),
    )


async def delete_cached(db: Db) -> None:
    """Drop every kept answer about the open chart."""
    await db.execute("DELETE FROM chat.cached_answer WHERE patient_id = core.chart_id()")
