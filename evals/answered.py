"""Chat without a language model: does it answer what the record answers, does it say so where nothing does, how long?

The same charts and questions as for the search. An answer counts when one of its sentences, with what is shown of its
sources, holds the words of the label; a question that no paper answers counts when the answer says so.
Nothing was mended for a question of the chart `milo`, but its share was printed while answers to the others were
mended, so it flatters a little; answers to `vera` and `noor` were looked at late, and little was mended for them;
`tarek` is only measured. No bar: none was set before the figures were known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import mean
from uuid import UUID

from bench.inside import Practice, in_practice
from bench.report import Row, told
from evals.charts import HELD_BACK, READ_SINCE, STANDING, TUNED, Question, ThickChart, load
from evals.charts.clinic import clinic_charts
from evals.retrieval import file_chart, plain
from salus.chat import service as chat
from salus.chat.contract import Answer, Audience, SourceType
from salus.chat.contract import Question as Asked


def rows() -> list[Row]:
    """The share that is answered, chart by chart, and the sentences that a reader has to go through."""
    return in_practice(_rows)


async def _rows(found: Practice) -> list[Row]:
    standing = await ask_all(found, [load(STANDING)])
    read_since = await ask_all(found, [load(name) for name in READ_SINCE])
    held_back = await ask_all(found, [load(HELD_BACK)])
    tuned = await ask_all(found, [load(TUNED)])
    clinic = await ask_all(found, clinic_charts())
    every = [pair for replies in (standing, held_back, read_since, tuned, clinic) for pair in replies.answered]
    return [
        _answered(standing, "standing chart"),
        _answered(held_back, "held-back chart"),
        _answered(read_since, "two charts seen since"),
        _answered(tuned, "chart tuned on"),
        _answered(clinic, "demo clinic, tuned on"),
        told("chat: sentences an answer", mean(len(a.sentences) for _, a in every), "sentences", len(every)),
        _told_absent(standing, "standing chart"),
        _told_absent(read_since, "two charts seen since"),
        _told_absent(tuned, "chart tuned on"),
        _denied(standing, "standing chart"),
        _denied(read_since, "two charts seen since"),
        _denied(tuned, "chart tuned on"),
    ]


@dataclass(frozen=True, slots=True)
class Replies:
    """What a doctor is told about each question, and about each that nothing answers."""

    answered: list[tuple[Question, Answer]] = field(default_factory=list)
    absent: list[tuple[str, Answer]] = field(default_factory=list)


async def ask_all(found: Practice, charts: Iterable[ThickChart]) -> Replies:
    """All questions of these charts."""
    replies = Replies()
    for one in charts:
        patient_id = await file_chart(found, one)
        for question in one.questions:
            replies.answered.append((question, await _ask(found, patient_id, question.ask)))
        for words in one.absent:
            replies.absent.append((words, await _ask(found, patient_id, words)))
    return replies


async def _ask(found: Practice, patient_id: UUID, words: str) -> Answer:
    async with found.chart(patient_id) as (ctx, chart):
        reply = await chat.answer_doctor(ctx, chart, Asked(words, Audience.DOCTOR))
    return reply.answer


def is_answered(question: Question, answer: Answer) -> bool:
    """Whether the label's words stand in one sentence or in what it cites."""
    wanted = set(plain(question.answer).split())
    for sentence in answer.sentences:
        cited = [answer.sources[number] for number in sentence.citations]
        shown = " ".join((sentence.text, *(f"{source.label} {source.quote or ''}" for source in cited)))
        if wanted <= set(plain(shown).split()):
            return True
    return False


def says_absent(answer: Answer) -> bool:
    """Whether a sentence tells that something is not in the record: it cites the search alone."""
    return any(answer.sources[number].type is SourceType.SEARCH for s in answer.sentences for number in s.citations)


def _answered(replies: Replies, which: str) -> Row:
    right = sum(is_answered(question, answer) for question, answer in replies.answered)
    number = len(replies.answered)
    return told(f"chat: labelled questions answered, {which}", right / number, "share", number)


def _denied(replies: Replies, which: str) -> Row:
    wrong = sum(says_absent(answer) for _, answer in replies.answered)
    number = len(replies.answered)
    return told(f"chat: answerable questions told to be absent, {which}", wrong / number, "share", number)


def _told_absent(replies: Replies, which: str) -> Row:
    right = sum(says_absent(answer) for _, answer in replies.absent)
    number = len(replies.absent)
    return told(f"chat: unanswerable questions told so, {which}", right / number, "share", number)
