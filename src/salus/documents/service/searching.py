"""Find what answers a question in one patient's documents: by meaning and by words, fused, nothing approximate."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from uuid import UUID

from salus.core.context import Ctx
from salus.documents.contract import RetrievedChunk, SearchFilters
from salus.documents.logic.fusion import Ranking, best, reciprocal_rank_fusion
from salus.documents.logic.search_text import ask
from salus.documents.store import chunks
from salus.documents.store.chunks import Find, StoredChunk
from salus.records.contract import Chart

MOST_RESULTS = 40
LONGEST_QUESTION = 2_000  # characters; the model sees the first 256 word pieces anyway
DATE_WEIGHT = 2.0  # "in March 2024" is meant: what is from then goes before what only sounds alike
RECENCY_WEIGHT = 2.0  # "my last ferritin": among what fits as well, the newest goes first whatever the nuance
FITTING = 12  # places of the word search that fit well enough for their date to count
EVERYTHING = SearchFilters()


async def retrieve(
    ctx: Ctx, chart: Chart, question: str, k: int = 8, filters: SearchFilters = EVERYTHING
) -> tuple[RetrievedChunk, ...]:
    """The `k` chunks of this chart that answer a question best, best first; empty when nothing is indexed."""
    question = question[:LONGEST_QUESTION]
    asked = ask(question)
    embedder = ctx.services.embedder
    vector = (await asyncio.to_thread(embedder.embed, [question]))[0]
    finds = await chunks.find(ctx.db, chart, vector=vector, asked=asked, model=embedder.model_id, filters=filters)
    scores = reciprocal_rank_fusion(_rankings(finds, asked.wants_latest))
    chosen = best(scores, {find.id: find.distance for find in finds}, min(max(k, 1), MOST_RESULTS))
    stored = await chunks.select(ctx.db, chart, chosen)
    found = {find.id: find for find in finds}
    return tuple(_retrieved(stored[key], found[key], scores[key]) for key in chosen if key in stored)


def _rankings(finds: Sequence[Find], wants_latest: bool) -> list[Ranking[UUID]]:
    rankings = [
        Ranking({find.id: find.dense_rank for find in finds}),
        Ranking({find.id: find.lexical_rank for find in finds if find.lexical_rank is not None}),
        Ranking({find.id: 1 for find in finds if find.is_dated}, DATE_WEIGHT),
    ]
    if wants_latest:
        rankings.append(Ranking(_newest_first(finds), RECENCY_WEIGHT))
    return rankings


def _newest_first(finds: Sequence[Find]) -> dict[UUID, int]:
    """The finds that share most words with the question, by the date of their document; a day is one place."""
    fitting = [find for find in finds if find.lexical_rank is not None and find.lexical_rank <= FITTING]
    days = sorted({find.document_date or date.min for find in fitting}, reverse=True)
    places = {day: place for place, day in enumerate(days, start=1)}
    return {find.id: places[find.document_date or date.min] for find in fitting}


def _retrieved(stored: StoredChunk, find: Find, score: float) -> RetrievedChunk:
    shared = {field.name: getattr(stored, field.name) for field in fields(stored) if field.name != "is_patient_upload"}
    return RetrievedChunk(
        **shared,
        is_unconfirmed=stored.is_patient_upload,
        score=score,
        dense_rank=find.dense_rank,
        lexical_rank=find.lexical_rank,
        similarity=1.0 - find.distance,
    )
