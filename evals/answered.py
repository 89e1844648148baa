"""Chat without a language model: does the answer to a labelled question hold what answers it, and how long is it?

The same charts and questions as for the search. An answer counts when one of its sentences, with what is shown of its
sources, holds the words of the label. Nothing was mended for a question of the chart `milo`, but its share was printed
while answers to the others were mended, so it flatters a little. No bar: none was set before the figure was known.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import mean
from uuid import UUID

from bench.inside import Practice, in_practice
from bench.report import Row, told
from evals.charts import HELD_BACK, TUNED, Question, ThickChart, load
from evals.charts.clinic import clinic_charts
from evals.retrieval import file_chart, plain
from salus.chat import service as chat
from salus.chat.contract import Answer, Audience
from salus.chat.contract import Question as Asked


def rows() -> list[Row]:
    """The share that is answered, chart by chart, and the sentences that a reader has to go through."""
    return in_practice(_rows)


async def _rows(found: Practice) -> list[Row]:
    held_back = await answers(found, [load(HELD_BACK)])
    tuned = await answers(found, [load(TUNED)])
    clinic = await answers(found, clinic_charts())
    every = [*held_back, *tuned, *clinic]
    return [
        told("chat: labelled questions answered, held-back chart", _share(held_back), "share", len(held_back)),
        told("chat: labelled questions answered, chart tuned on", _share(tuned), "share", len(tuned)),
        told("chat: labelled questions answered, demo clinic, tuned on", _share(clinic), "share", len(clinic)),
        told("chat: sentences an answer", mean(len(a.sentences) for _, a in every), "sentences", len(every)),
    ]


async def answers(found: Practice, charts: Iterable[ThickChart]) -> list[tuple[Question, Answer]]:
    """What a doctor is answered to each question."""
    result = []
    for one in charts:
        patient_id = await file_chart(found, one)
        result += [(question, await _ask(found, patient_id, question)) for question in one.questions]
    return result


async def _ask(found: Practice, patient_id: UUID, question: Question) -> Answer:
    async with found.chart(patient_id) as (ctx, chart):
        reply = await chat.answer_doctor(ctx, chart, Asked(question.ask, Audience.DOCTOR))
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


def _share(pairs: list[tuple[Question, Answer]]) -> float:
    return sum(is_answered(question, answer) for question, answer in pairs) / len(pairs)
