"""Chat as JSON: questions in, answers with their sources out."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from salus.chat.contract import (
    Answer,
    Audience,
    Conversation,
    Message,
    MessageState,
    Papers,
    PatientStats,
    Reply,
    Sentence,
    Source,
    SourceType,
)


class PatientQuestion(BaseModel):
    """A patient's message; without a conversation a new one begins."""

    message: str = Field(min_length=1, max_length=4000)
    conversation_id: UUID | None = None


class DoctorQuestion(BaseModel):
    """A doctor's message about a patient; the additional context is searched with, never obeyed."""

    patient_uuid: UUID
    message: str = Field(min_length=1, max_length=4000)
    conversation_id: UUID | None = None
    additional_context: str | None = Field(default=None, max_length=4000)


class SourceOut(BaseModel):
    """What a sentence stands on: a place on a page, or a fact of the chart by its id."""

    type: SourceType
    label: str
    at: date | None
    document_id: UUID | None
    page: int | None
    box: tuple[float, float, float, float] | None = Field(description="x0, y0, x1, y1 in fractions of the page.")
    quote: str | None
    observation_id: UUID | None
    ref_id: UUID | None
    is_confirmed: bool


class SentenceOut(BaseModel):
    """A sentence and the positions of its sources; a doubt marks, for doctors, what its sources do not bear."""

    text: str
    citations: list[int]
    doubt: str | None = None


class PapersOut(BaseModel):
    """Who worded the answer; trouble says why a model that was asked did not word all of it."""

    model: str
    version: str
    inputs_digest: str
    is_outside: bool
    removed: int
    trouble: str | None


class StatsOut(BaseModel):
    """How much there is about the patient, and what stands out."""

    active_problems: int
    active_medications: int
    allergies: int
    documents: int
    open_proposals: int
    results_out_of_range: int
    last_visit: date | None


class AnswerOut(BaseModel):
    """A checked answer."""

    response: str
    sentences: list[SentenceOut]
    sources: list[SourceOut]
    requires_doctor_consultation: bool
    urgency: str | None
    notice: str | None
    language: str
    papers: PapersOut | None


class PatientReplyOut(AnswerOut):
    """An answer with its place in the conversation."""

    conversation_id: UUID
    message_id: UUID


class DoctorReplyOut(PatientReplyOut):
    """The same for a doctor, with figures about the patient."""

    patient_summary_stats: StatsOut


class ConversationOut(BaseModel):
    """A conversation in a list."""

    id: UUID
    patient_uuid: UUID
    audience: Audience
    title: str
    created_at: datetime
    updated_at: datetime


class MessageOut(BaseModel):
    """One turn."""

    id: UUID
    role: str
    text: str
    created_at: datetime
    answer: AnswerOut | None
    state: MessageState


class ThreadOut(BaseModel):
    """A conversation with all its turns."""

    conversation: ConversationOut
    messages: list[MessageOut]


def source_out(source: Source) -> SourceOut:
    """A source without its inner evidence."""
    return SourceOut(
        type=source.type,
        label=source.label,
        at=source.at,
        document_id=source.document_id,
        page=source.page,
        box=source.box,
        quote=source.quote,
        observation_id=source.ref_id if source.type is SourceType.OBSERVATION else None,
        ref_id=source.ref_id,
        is_confirmed=source.is_confirmed,
    )


def answer_out(answer: Answer) -> AnswerOut:
    """An answer as JSON."""
    return AnswerOut(
        response=answer.response,
        sentences=[sentence_out(sentence) for sentence in answer.sentences],
        sources=[source_out(source) for source in answer.sources],
        requires_doctor_consultation=answer.requires_doctor_consultation,
        urgency=answer.urgency,
        notice=answer.notice,
        language=answer.language.value,
        papers=_papers_out(answer.papers) if answer.papers else None,
    )


def sentence_out(sentence: Sentence) -> SentenceOut:
    """A sentence as JSON."""
    return SentenceOut(text=sentence.text, citations=list(sentence.citations), doubt=sentence.doubt)


def _papers_out(papers: Papers) -> PapersOut:
    return PapersOut(
        model=papers.model,
        version=papers.version,
        inputs_digest=papers.inputs_digest,
        is_outside=papers.is_outside,
        removed=papers.removed,
        trouble=papers.trouble,
    )


def patient_reply_out(reply: Reply) -> PatientReplyOut:
    """A patient's reply."""
    return PatientReplyOut(
        **answer_out(reply.answer).model_dump(), conversation_id=reply.conversation_id, message_id=reply.message_id
    )


def doctor_reply_out(reply: Reply) -> DoctorReplyOut:
    """A doctor's reply."""
    assert reply.stats is not None
    return DoctorReplyOut(**patient_reply_out(reply).model_dump(), patient_summary_stats=_stats_out(reply.stats))


def _stats_out(stats: PatientStats) -> StatsOut:
    return StatsOut(
        active_problems=stats.active_problems,
        active_medications=stats.active_medications,
        allergies=stats.allergies,
        documents=stats.documents,
        open_proposals=stats.open_proposals,
        results_out_of_range=stats.results_out_of_range,
        last_visit=stats.last_visit,
    )


def conversation_out(conversation: Conversation) -> ConversationOut:
    """A conversation in a list."""
    return ConversationOut(
        id=conversation.id,
        patient_uuid=conversation.patient_id,
        audience=conversation.audience,
        title=conversation.title,
        created_at=conversation.created_at,
        updated_at=conversation.updated_at,
    )


def message_out(message: Message) -> MessageOut:
    """One turn."""
    return MessageOut(
        id=message.id,
        role="assistant" if message.is_assistant else "user",
        text=message.text,
        created_at=message.created_at,
        answer=answer_out(message.answer) if message.answer else None,
        state=message.state,
    )
