"""Threads of questions and answers: a patient's own, and a doctor's about a patient. Nobody else reads them."""

from __future__ import annotations

from uuid import UUID

from salus.chat import store
from salus.chat.contract import Audience, Conversation, ConversationNotFound, Message, MessageNotFound
from salus.core.context import Ctx
from salus.records import service as records
from salus.records.contract import Chart

LONGEST_TITLE = 80
SHOWN = 50


async def open_conversation(ctx: Ctx, conversation_id: UUID) -> tuple[Chart, Conversation]:
    """The actor's own conversation with its chart opened; `ConversationNotFound` for everybody else's."""
    patient_id = await store.select_patient_of(ctx.db, conversation_id)
    if patient_id is None:
        raise ConversationNotFound
    chart = await records.open_chart(
        ctx, patient_id, action="conversation.read", resource=f"conversation/{conversation_id}"
    )
    return chart, await _existing(ctx, chart, conversation_id)


async def list_conversations(ctx: Ctx, chart: Chart) -> tuple[Conversation, ...]:
    """The actor's conversations about this patient, latest first."""
    return tuple(await store.select_conversations(ctx.db, chart, SHOWN))


async def read_messages(ctx: Ctx, chart: Chart, conversation_id: UUID) -> tuple[Message, ...]:
    """All turns, oldest first."""
    return tuple(await store.select_messages(ctx.db, chart, conversation_id))


async def read_message(ctx: Ctx, chart: Chart, conversation_id: UUID, message_id: UUID) -> Message:
    """One answer, whole or as far as it has come; `MessageNotFound` for what is none of this conversation."""
    message = await store.select_message(ctx.db, chart, conversation_id, message_id)
    if message is None or not message.is_assistant:
        raise MessageNotFound
    return message


async def continue_or_begin(
    ctx: Ctx, chart: Chart, conversation_id: UUID | None, audience: Audience, message: str
) -> UUID:
    """The conversation to write to: the named one, or a new one titled by its first question."""
    if conversation_id is not None:
        return (await _existing(ctx, chart, conversation_id)).id
    return await store.insert_conversation(ctx.db, chart, audience, ctx.actor.user_id, message[:LONGEST_TITLE])


async def _existing(ctx: Ctx, chart: Chart, conversation_id: UUID) -> Conversation:
    conversation = await store.select_conversation(ctx.db, chart, conversation_id)
    if conversation is None:
        raise ConversationNotFound
    return conversation
