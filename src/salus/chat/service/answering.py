"""Answer a question: the red-flag gate first, then a kept answer, else the record's own words or a model's of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from salus.chat import store
from salus.chat.contract import Answer, EmptyQuestion, Language, PatientStats, Question, Reply
from salus.chat.logic.answering import compose, lead
from salus.chat.logic.understanding import language_of, understand
from salus.chat.service import emergencies
from salus.chat.service.conversations import continue_or_begin
from salus.chat.service.gathering import Lists, compared, gather, read_lists, tests_of
from salus.chat.service.writing import ANSWER_VERSION, ToWord, Writing, begin_writing, note_answer, own_papers
from salus.clinical.redflags import Urgency, assess
from salus.clinical.text.fold import fold
from salus.core.context import Ctx
from salus.records import service as records
from salus.records.contract import Chart, ClinicalStatus, ConsentCategory, MedicationStatus

TURNS_FOR_THE_GATE = 3  # clinical reference D4, rule 1: the current message plus the last three turns
LONGEST_MESSAGE = 4000


async def ask_patient(ctx: Ctx, chart: Chart, question: Question) -> Reply | Writing:
    """A patient's answer. Emergencies get fixed text before anything is searched, and the care team is told."""
    message = _cleaned(question)
    earlier = await _earlier(ctx, chart, question.conversation_id)
    urgency = assess(message, earlier)
    conversation = await continue_or_begin(ctx, chart, question.conversation_id, question.audience, message)
    await store.insert_message(ctx.db, chart, conversation, message)
    if not urgency.stops_the_chat:
        return await _answer(ctx, chart, question, _Asked(message, earlier, conversation, urgency))
    answer = emergencies.fixed_reply(urgency, language_of(message, _fallback(earlier)))
    await emergencies.tell_care_team(ctx, chart, urgency)
    return await _replied(ctx, chart, _Asked(message, earlier, conversation, urgency), answer)


async def ask_doctor(ctx: Ctx, chart: Chart, question: Question) -> Reply | Writing:
    """A doctor's answer, denser, with figures about the patient beside it."""
    message = _cleaned(question)
    earlier = await _earlier(ctx, chart, question.conversation_id)
    conversation = await continue_or_begin(ctx, chart, question.conversation_id, question.audience, message)
    await store.insert_message(ctx.db, chart, conversation, message)
    lists = await read_lists(ctx, chart)
    answered = await _answer(ctx, chart, question, _Asked(message, earlier, conversation, None), lists)
    return replace(answered, stats=_stats(lists, ctx.now))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question that was taken down, with what the gate said of it (patients only)."""

    message: str
    earlier: tuple[str, ...]
    conversation: UUID
    urgency: Urgency | None


async def _replied(ctx: Ctx, chart: Chart, taken: _Asked, answer: Answer, *, was_cached: bool = False) -> Reply:
    """Keep a whole answer and note it."""
    message_id = await store.insert_message(ctx.db, chart, taken.conversation, answer.response, answer)
    reply = Reply(taken.conversation, message_id, answer, was_cached=was_cached)
    await note_answer(ctx, chart, reply, taken.urgency)
    return reply


def _cleaned(question: Question) -> str:
    message = " ".join(question.message.split())[:LONGEST_MESSAGE]
    if not message:
        raise EmptyQuestion
    return message


async def _earlier(ctx: Ctx, chart: Chart, conversation_id: UUID | None) -> tuple[str, ...]:
    if conversation_id is None:
        return ()
    return tuple(await store.select_last_questions(ctx.db, chart, conversation_id, TURNS_FOR_THE_GATE))


def _fallback(earlier: tuple[str, ...]) -> Language:
    return language_of(earlier[-1]) if earlier else Language.ENGLISH


async def _answer(
    ctx: Ctx, chart: Chart, question: Question, taken: _Asked, lists: Lists | None = None
) -> Reply | Writing:
    """Words of the record: kept from the same revision of the chart, or new; or what a language model is to word."""
    asked_with = f"{taken.message} {question.additional_context or ''}".strip()
    fallback = _fallback(taken.earlier)
    declined = emergencies.declined(taken.urgency)
    may_model = await _may_ask_a_model(ctx, chart)
    digest = _digest(asked_with, fallback, ctx.now.date())
    revision = 0 if may_model else await records.chart_revision(ctx, chart)
    if not may_model:
        kept = await store.select_cached(ctx.db, chart, question.audience, digest, revision)
        if kept is not None:
            return await _replied(ctx, chart, taken, kept, was_cached=True)
    lists = lists or await read_lists(ctx, chart)
    asked = understand(taken.message, tests_of(lists.latest, lists.proposals), fallback)
    record = await gather(ctx, chart, asked, asked_with, lists)
    if may_model:
        opening = lead(record, asked, question.audience, declined)
        if opening is not None:
            draft = ToWord(record, asked, asked_with, question.audience, declined, opening, taken.earlier)
            return await begin_writing(ctx, chart, taken.conversation, draft, taken.urgency)
    answer = compose(await compared(ctx.services.embedder, record, asked_with), asked, question.audience, declined)
    answer = replace(answer, papers=own_papers(asked_with, answer))
    if not may_model:
        await store.upsert_cached(ctx.db, chart, question.audience, digest, revision, answer)
    return await _replied(ctx, chart, taken, answer)


async def _may_ask_a_model(ctx: Ctx, chart: Chart) -> bool:
    """Whether there is a model and the patient has not denied that machines work on the record."""
    if ctx.services.language_model is None:
        return False
    return await records.is_permitted(ctx, chart, ConsentCategory.AI_PROCESSING)


def _digest(message: str, fallback: Language, today: date) -> bytes:
    return hashlib.sha256(
        b"|".join(
            (ANSWER_VERSION.encode(), today.isoformat().encode(), fallback.value.encode(), fold(message).encode())
        )
    ).digest()


def _stats(lists: Lists, now: datetime) -> PatientStats:
    return PatientStats(
        active_problems=sum(c.clinical_status is ClinicalStatus.ACTIVE for c in lists.conditions),
        active_medications=sum(m.status is MedicationStatus.ACTIVE for m in lists.medications),
        allergies=len(lists.allergies),
        documents=len(lists.papers),
        open_proposals=len(lists.proposals),
        results_out_of_range=sum(o.interpretation is not None and o.interpretation.value != "N" for o in lists.latest),
        last_visit=_last([encounter.start_at for encounter in lists.encounters], now),
    )


def _last(visits: list[datetime], now: datetime) -> date | None:
    past = [visit for visit in visits if visit <= now + timedelta(minutes=1)]
    return max(past).date() if past else None
