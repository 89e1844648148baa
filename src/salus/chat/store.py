"""SQL of conversations, messages and kept answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from salus.chat.contract import Answer, Audience, Conversation, Language, Message, MessageState
from salus.chat.logic.serial import answer_from_json, answer_to_json, interrupted_from_json
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


async def insert_writing(db: Db, chart: Chart, conversation_id: UUID, language: Language, lease_s: int) -> UUID:
    """A turn whose answer is about to be written; it is its writer's as long as the lease is kept up."""
    cursor = await db.execute(
        """
        INSERT INTO chat.message (conversation_id, patient_id, is_assistant, text, state, writing_until, answer)
        VALUES (%s, %s, true, '', 'writing', now() + make_interval(secs => %s), %s)
        RETURNING id
        """,
        (conversation_id, chart.patient_id, lease_s, Jsonb(answer_to_json(Answer((), (), language)))),
    )
    row = await cursor.fetchone()
    assert row is not None
    return UUID(str(row[0]))


async def note_said(db: Db, said: Sequence[tuple[UUID, int, dict[str, Any]]]) -> None:
    """Sentences of answers that are being written, of any number of conversations."""
    ids, numbers, sentences = zip(*said, strict=True)
    await db.execute(
        "SELECT chat.note_said(%s, %s, %s)", (list(ids), list(numbers), [Jsonb(sentence) for sentence in sentences])
    )


async def keep_writing(db: Db, message_ids: Sequence[UUID], lease_s: int) -> None:
    """Keep up the leases of answers that are being written."""
    await db.execute("SELECT chat.keep_writing(%s, %s)", (list(message_ids), lease_s))


async def finish_writing(db: Db, chart: Chart, message_id: UUID, answer: Answer) -> bool:
    """Put the whole answer in the place of its sentences; False when the lease had run out."""
    cursor = await db.execute(
        """
        UPDATE chat.message SET state = 'complete', writing_until = NULL, text = %s, answer = %s
        WHERE id = %s AND patient_id = %s AND state = 'writing' AND writing_until > now()
        """,
        (answer.response, Jsonb(answer_to_json(answer)), message_id, chart.patient_id),
    )
    if cursor.rowcount == 0:
        return False
    await db.execute("DELETE FROM chat.said_sentence WHERE message_id = %s", (message_id,))
    return True


async def interrupt_writing(db: Db, chart: Chart, message_id: UUID) -> None:
    """Mark an answer as broken off; its sentences stay."""
    await db.execute(
        """
        UPDATE chat.message SET state = 'interrupted', writing_until = NULL
        WHERE id = %s AND patient_id = %s AND state = 'writing'
        """,
        (message_id, chart.patient_id),
    )


MESSAGE = """
    m.id, m.is_assistant, m.text, m.created_at, m.answer,
    CASE WHEN m.state = 'writing' AND m.writing_until < now() THEN 'interrupted' ELSE m.state END,
    CASE WHEN m.state <> 'complete' THEN (
        SELECT coalesce(jsonb_agg(s.sentence ORDER BY s.number), '[]')
        FROM chat.said_sentence AS s
        WHERE s.message_id = m.id
    ) END
"""


def _message(row: tuple[Any, ...]) -> Message:
    state = MessageState(row[5])
    if state is MessageState.COMPLETE:
        return Message(row[0], row[1], row[2], row[3], answer_from_json(row[4]) if row[4] else None)
    answer = interrupted_from_json(row[6], Language(row[4]["language"]))
    return Message(row[0], row[1], answer.response, row[3], answer, state)


async def select_message(db: Db, chart: Chart, conversation_id: UUID, message_id: UUID) -> Message | None:
    """One turn of a conversation."""
    cursor = await db.execute(
        f"SELECT {MESSAGE} FROM chat.message AS m WHERE m.id = %s AND m.conversation_id = %s AND m.patient_id = %s",
        (message_id, conversation_id, chart.patient_id),
    )
    row = await cursor.fetchone()
    return _message(row) if row else None


async def select_messages(db: Db, chart: Chart, conversation_id: UUID) -> list[Message]:
    """All turns, oldest first."""
    cursor = await db.execute(
        f"""
        SELECT {MESSAGE}
        FROM chat.message AS m
        WHERE m.conversation_id = %s AND m.patient_id = %s
        ORDER BY m.created_at, m.id
        """,
        (conversation_id, chart.patient_id),
    )
    return [_message(row) for row in await cursor.fetchall()]


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
