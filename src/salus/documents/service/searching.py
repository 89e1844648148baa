"""Find what answers a question in one patient's documents: by meaning and by words, fused, nothing approximate."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from uuid import UUID

from salus.core.context import Ctx
from salus.documents.contract import RetrievedChunk, SearchFilters
from salus.documents.logic.chunking import LETTERHEAD
from salus.documents.logic.fusion import Ranking, best, reciprocal_rank_fusion
from salus.documents.logic.search_text import ask
from salus.documents.store import chunks
from salus.documents.store.chunks import Find, StoredChunk
from salus.records.contract import Chart

MOST_RESULTS = 40
LONGEST_QUESTION = 2_000  # characters; the model sees the first 256 word pieces anyway
WORDS_WEIGHT = 1.5  # of a piece that holds every word of the question; less by the share of words that it lacks
DATE_WEIGHT = 2.0  # "in March 2024" is meant: what is from then goes before what only sounds alike
RECENCY_WEIGHT = 2.0  # "my last ferritin": among what fits as well, the newest goes first whatever the nuance
LETTERHEAD_SHARE = 0.6  # of its score that a piece keeps which says only who wrote to whom
SIBLING_WEIGHT = 0.5  # of its document's place
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
    scores = _fused(finds, asked.wants_latest)
    chosen = best(scores, {find.id: find.distance for find in finds}, min(max(k, 1), MOST_RESULTS))
    stored = await chunks.select(ctx.db, chart, chosen)
    found = {find.id: find for find in finds}
    return tuple(_retrieved(stored[key], found[key], scores[key]) for key in chosen if key in stored)


def _fused(finds: Sequence[Find], wants_latest: bool) -> dict[UUID, float]:
    """One score a find from meaning, words and dates; siblings of a good find gain, letterheads lose."""
    rankings = [
        Ranking({find.id: find.dense_rank for find in finds}),
        Ranking(
            {find.id: find.lexical_rank for find in finds if find.lexical_rank is not None},
            WORDS_WEIGHT,
            {find.id: find.coverage for find in finds},
        ),
        Ranking({find.id: 1 for find in finds if find.is_dated}, DATE_WEIGHT),
    ]
    if wants_latest:
        rankings.append(Ranking(_newest_first(finds), RECENCY_WEIGHT))
    own = reciprocal_rank_fusion(rankings)
    own = {find.id: own[find.id] * (LETTERHEAD_SHARE if find.role == LETTERHEAD else 1.0) for find in finds}
    siblings = Ranking(_places_of_documents(finds, own), SIBLING_WEIGHT)
    together = reciprocal_rank_fusion([siblings])
    return {key: score + together.get(key, 0.0) for key, score in own.items()}


def _places_of_documents(finds: Sequence[Find], scores: Mapping[UUID, float]) -> dict[UUID, int]:
    """Each find's document's place by its best find: a short section is helped by what stands around it."""
    best_of: dict[UUID, float] = {}
    for find in finds:
        best_of[find.document_id] = max(best_of.get(find.document_id, 0.0), scores[find.id])
    ordered = sorted(best_of, key=lambda document: -best_of[document])
    places = {document: place for place, document in enumerate(ordered, start=1)}
    return {find.id: places[find.document_id] for find in finds}


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
