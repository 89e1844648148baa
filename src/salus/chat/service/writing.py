"""Answers that a language model words: what it is given, how its words are kept, and what is said when it fails."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from salus.chat import store
from salus.chat.contract import (
    Answer,
    AnswerInterrupted,
    Audience,
    Draft,
    Papers,
    PatientStats,
    Reply,
)
from salus.chat.logic.answering import compose, needs_doctor
from salus.chat.logic.assembling import Assembly
from salus.chat.logic.passages import holds_orders
from salus.chat.logic.phrases import phrase
from salus.chat.logic.prompting import PROMPT_VERSION, Wording, wording
from salus.chat.logic.record import Record
from salus.chat.logic.understanding import Understood
from salus.chat.service.gathering import compared
from salus.clinical.redflags import Urgency
from salus.core.ai.embedding import Embedder
from salus.core.ai.language import ModelName
from salus.core.context import Ctx
from salus.records.contract import Chart

LEASE_S = 10  # after so long without its writer's sign of life an answer counts as interrupted
# An answer depends on the chart, the question and the day (dates are told as of today).
ANSWER_VERSION = "2"
OWN_WORDS = "record, word for word"


@dataclass(frozen=True, slots=True)
class ToWord:
    """A question with everything that may answer it, read in one transaction; `opening` is said by rule before."""

    record: Record
    asked: Understood
    question: str
    audience: Audience
    declined: str | None
    opening: tuple[Draft, ...]
    earlier: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Writing:
    """An answer that is about to be written, in its place in the conversation."""

    conversation_id: UUID
    message_id: UUID
    patient_id: UUID
    to_word: ToWord
    wording: Wording
    urgency: Urgency | None
    stats: PatientStats | None = None


async def begin_writing(
    ctx: Ctx, chart: Chart, conversation_id: UUID, to_word: ToWord, urgency: Urgency | None
) -> Writing:
    """Make the place for the answer; it is `writing` until somebody finishes or interrupts it."""
    prompt = wording(to_word.record, to_word.asked, to_word.question, to_word.earlier, to_word.audience)
    message_id = await store.insert_writing(ctx.db, chart, conversation_id, to_word.asked.language, LEASE_S)
    return Writing(conversation_id, message_id, chart.patient_id, to_word, prompt, urgency)


async def finish_writing(ctx: Ctx, chart: Chart, writing: Writing, answer: Answer) -> Reply:
    """Keep the whole answer; `AnswerInterrupted` when its lease ran out and a reader was told so already."""
    if not await store.finish_writing(ctx.db, chart, writing.message_id, answer):
        raise AnswerInterrupted
    reply = Reply(writing.conversation_id, writing.message_id, answer, writing.stats)
    await note_answer(ctx, chart, reply, writing.urgency)
    return reply


async def interrupt_writing(ctx: Ctx, chart: Chart, writing: Writing) -> None:
    """Mark that the answer broke off."""
    await store.interrupt_writing(ctx.db, chart, writing.message_id)
    await ctx.audit("chat.interrupted", patient_id=chart.patient_id, resource=f"conversation/{writing.conversation_id}")


async def note_answer(ctx: Ctx, chart: Chart, reply: Reply, urgency: Urgency | None) -> None:
    """The audit row of an answer: who worded it, on how many sources, and the gate's verdict."""
    papers = reply.answer.papers
    detail: dict[str, str | int] = {"sources": len(reply.answer.sources)}
    if urgency is not None:
        detail["urgency"] = urgency.urgency.value
    if papers is not None:
        detail |= {"model": papers.model, "removed": papers.removed, "trouble": papers.trouble or "none"}
    await ctx.audit(
        "chat.answer", patient_id=chart.patient_id, resource=f"conversation/{reply.conversation_id}", **detail
    )


async def words_of_the_record(embedder: Embedder, to_word: ToWord) -> Iterator[Draft]:
    """The answer without a model, as drafts."""
    record = await compared(embedder, to_word.record, to_word.question)
    answer = compose(record, to_word.asked, to_word.audience, to_word.declined)
    return (
        Draft(sentence.text, tuple(answer.sources[number] for number in sentence.citations))
        for sentence in answer.sentences
    )


def whole(writing: Writing, said: Assembly, model: ModelName, trouble: str | None) -> Answer:
    """The finished answer with its papers and what its reader must know."""
    to_word = writing.to_word
    return Answer(
        tuple(said.sentences),
        tuple(said.sources),
        to_word.asked.language,
        requires_doctor_consultation=needs_doctor(to_word.record, to_word.asked, to_word.audience, to_word.declined),
        notice=_notice(to_word, said, trouble),
        papers=Papers(
            model=str(model),
            version=f"prompt {PROMPT_VERSION}",
            inputs_digest=writing.wording.inputs_digest,
            is_outside=model.is_outside,
            removed=said.removed,
            trouble=trouble,
        ),
    )


def own_papers(question: str, answer: Answer) -> Papers:
    """The papers of an answer in the record's own words."""
    evidence = "\n".join(text for source in answer.sources for text in source.evidence)
    digest = hashlib.sha256(f"{ANSWER_VERSION}\n{question}\n{evidence}".encode()).hexdigest()
    return Papers(OWN_WORDS, ANSWER_VERSION, digest)


def _notice(to_word: ToWord, said: Assembly, trouble: str | None) -> str | None:
    keys = []
    if trouble:
        keys.append("model_stopped" if said.borne else "model_silent")
    elif said.removed:
        keys.append("model_unsupported")
    if holds_orders(to_word.record):
        keys.append("left_out")
    return " ".join(phrase(key, to_word.asked.language) for key in keys) or None
