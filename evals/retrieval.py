"""Search in a patient's own documents: is a passage that answers among the first five?

Five thick charts of invented people and the demo clinic's own papers, carried through the real pipeline. A question
counts when one of the five passages holds the words that answer it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from uuid import UUID

from bench.inside import Practice, in_practice
from bench.report import Row, at_least, told
from evals.charts import HELD_BACK, READ_SINCE, STANDING, TUNED, Question, ThickChart, load
from evals.charts.clinic import clinic_charts
from salus.documents import service
from salus.documents.contract import DocumentType, NewDocument, RetrievedChunk
from salus.records.contract import Sex

K = 5
BAR = 0.95
_BETWEEN = re.compile(r"[^\w.%+<>-]+")


def rows() -> list[Row]:
    """Recall at 5 and mean reciprocal rank, chart by chart and over all."""
    return in_practice(_rows)


async def _rows(found: Practice) -> list[Row]:
    standing = await ranks(found, [load(STANDING)])
    held_back = await ranks(found, [load(HELD_BACK)])
    read_since = {name: await ranks(found, [load(name)]) for name in READ_SINCE}
    tuned = await ranks(found, [load(TUNED)])
    clinic = await ranks(found, clinic_charts())
    every = [*standing, *held_back, *chain(*read_since.values()), *tuned, *clinic]
    return [
        at_least(f"search: recall@{K}, all charts", recall(every), BAR, "share", len(every)),
        at_least(f"search: recall@{K}, standing chart", recall(standing), BAR, "share", len(standing)),
        at_least(f"search: recall@{K}, held-back chart", recall(held_back), BAR, "share", len(held_back)),
        *(row for name, places in read_since.items() for row in _since(name, places)),
        told(f"search: recall@{K}, chart tuned on", recall(tuned), "share", len(tuned)),
        told(f"search: recall@{K}, demo clinic", recall(clinic), "share", len(clinic)),
        told("search: mean reciprocal rank, all charts", mean_reciprocal_rank(every), "1/rank", len(every)),
    ]


def _since(name: str, places: Sequence[int]) -> tuple[Row, Row]:
    """A chart that was mended for, as it is now and at first sight."""
    return (
        told(f"search: recall@{K}, chart {name}, mended for since", recall(places), "share", len(places)),
        told(f"search: recall@{K}, chart {name}, at first sight", READ_SINCE[name], "share, recorded", len(places)),
    )


async def ranks(found: Practice, charts: Iterable[ThickChart]) -> list[int]:
    """For each question the place of the first passage that answers it; 0 where none of them does."""
    places: list[int] = []
    for chart in charts:
        patient_id = await file_chart(found, chart)
        places += [await rank_of(found, patient_id, question) for question in chart.questions]
    return places


async def file_chart(found: Practice, chart: ThickChart) -> UUID:
    """Register the person and read all papers."""
    subject = chart.subject
    patient_id = await found.register(chart.given, chart.family, subject.birth_date, Sex(subject.sex))
    for paper in chart.papers:
        kind = DocumentType(paper.document_type)
        await found.file(patient_id, NewDocument(paper.filename, paper.data, kind))
    return patient_id


async def rank_of(found: Practice, patient_id: UUID, question: Question) -> int:
    """The place of the first passage that holds the answer's words."""
    async with found.chart(patient_id) as (ctx, chart):
        passages = await service.retrieve(ctx, chart, question.ask, k=K)
    return next((place for place, passage in enumerate(passages, start=1) if holds(passage, question)), 0)


def holds(passage: RetrievedChunk, question: Question) -> bool:
    """Whether the words stand in the passage, table borders apart."""
    return f" {plain(question.answer)} " in f" {plain(passage.text)} "


def plain(text: str) -> str:
    """The words alone, in lower case, without stops behind them."""
    return " ".join(word.strip(".") for word in _BETWEEN.sub(" ", text.lower()).split())


def recall(places: Sequence[int]) -> float:
    """The share of questions that were answered."""
    return sum(place > 0 for place in places) / len(places)


def mean_reciprocal_rank(places: Sequence[int]) -> float:
    """The mean of 1 / place."""
    return sum(1 / place for place in places if place) / len(places)
