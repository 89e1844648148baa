"""Answer a question: the red-flag gate first, then a kept answer, then one composed from the record."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from uuid import UUID

from salus.chat import store
from salus.chat.contract import Answer, EmptyQuestion, Language, PatientStats, Question, Reply
from salus.chat.logic.answering import compose
from salus.chat.logic.understanding import language_of, understand
from salus.chat.service import emergencies
from salus.chat.service.conversations import continue_or_begin
from salus.chat.service.gathering import gather, tests_of
from salus.clinical.redflags import Urgency, assess
from salus.clinical.text.fold import fold
from salus.core.context import Ctx
from salus.documents import service as documents
from salus.records import service as records
from salus.records.contract import Chart, ClinicalStatus, MedicationStatus

TURNS_FOR_THE_GATE = 3  # clinical reference D4, rule 1: the current message plus the last three turns
LONGEST_MESSAGE = 4000
# An answer depends on the chart, the question and the day (dates are told as of today).
ANSWER_VERSION = b"2"


async def answer_patient(ctx: Ctx, chart: Chart, question: Question) -> Reply:
    """A patient's answer. Emergencies get fixed text before anything is searched, and the care team is told."""
    message = _cleaned(question)
    earlier = await _earlier(ctx, chart, question.conversation_id)
    urgency = assess(message, earlier)
    conversation = await continue_or_begin(ctx, chart, question.conversation_id, question.audience, message)
    await store.insert_message(ctx.db, chart, conversation, message)
    if urgency.stops_the_chat:
        answer = emergencies.fixed_reply(urgency, language_of(message, _fallback(earlier)))
        await emergencies.tell_care_team(ctx, chart, urgency)
        was_cached = False
    else:
        answer, was_cached = await _answer(ctx, chart, question, message, earlier, urgency)
    message_id = await store.insert_message(ctx.db, chart, conversation, answer.response, answer)
    await ctx.audit(
        "chat.answer",
        patient_id=chart.patient_id,
        resource=f"conversation/{conversation}",
        urgency=urgency.urgency.value,
        sources=len(answer.sources),
    )
    return Reply(conversation, message_id, answer, was_cached=was_cached)


async def answer_doctor(ctx: Ctx, chart: Chart, question: Question) -> Reply:
    """A doctor's answer, denser, with figures about the patient beside it."""
    message = _cleaned(question)
    earlier = await _earlier(ctx, chart, question.conversation_id)
    conversation = await continue_or_begin(ctx, chart, question.conversation_id, question.audience, message)
    await store.insert_message(ctx.db, chart, conversation, message)
    answer, was_cached = await _answer(ctx, chart, question, message, earlier, None)
    message_id = await store.insert_message(ctx.db, chart, conversation, answer.response, answer)
    await ctx.audit(
        "chat.answer",
        patient_id=chart.patient_id,
        resource=f"conversation/{conversation}",
        sources=len(answer.sources),
    )
    return Reply(conversation, message_id, answer, await _stats(ctx, chart), was_cached)


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
    ctx: Ctx, chart: Chart, question: Question, message: str, earlier: tuple[str, ...], urgency: Urgency | None
) -> tuple[Answer, bool]:
    """A kept answer to the same question at the same revision of the chart, else a new one."""
    revision = await records.chart_revision(ctx, chart)
    asked_with = f"{message} {question.additional_context or ''}".strip()
    digest = _digest(asked_with, _fallback(earlier), ctx.now.date())
    kept = await store.select_cached(ctx.db, chart, question.audience, digest, revision)
    if kept is not None:
        return kept, True
    asked = understand(message, await tests_of(ctx, chart), _fallback(earlier))
    record = await gather(ctx, chart, asked, asked_with)
    answer = compose(record, asked, question.audience, emergencies.declined(urgency))
    await store.upsert_cached(ctx.db, chart, question.audience, digest, revision, answer)
    return answer, False


def _digest(message: str, fallback: Language, today: date) -> bytes:
    return hashlib.sha256(
        b"|".join((ANSWER_VERSION, today.isoformat().encode(), fallback.value.encode(), fold(message).encode()))
    ).digest()


async def _stats(ctx: Ctx, chart: Chart) -> PatientStats:
    conditions = await records.list_conditions(ctx, chart)
    medications = await records.list_medications(ctx, chart)
    latest = await records.latest_observations(ctx, chart)
    visits = [encounter.start_at for encounter in await records.list_encounters(ctx, chart)]
    return PatientStats(
        active_problems=sum(c.clinical_status is ClinicalStatus.ACTIVE for c in conditions),
        active_medications=sum(m.status is MedicationStatus.ACTIVE for m in medications),
        allergies=len(await records.list_allergies(ctx, chart)),
        documents=len(await documents.list_documents(ctx, chart)),
        open_proposals=len(await documents.list_proposals(ctx, chart)),
        results_out_of_range=sum(o.interpretation is not None and o.interpretation.value != "N" for o in latest),
        last_visit=_last(visits, ctx.now),
    )


def _last(visits: list[datetime], now: datetime) -> date | None:
    past = [visit for visit in visits if visit <= now + timedelta(minutes=1)]
    return max(past).date() if past else None
