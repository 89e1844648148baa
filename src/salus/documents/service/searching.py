"""Find what answers a question in one patient's documents: by meaning and by words, fused, nothing approximate."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from uuid import UUID

from salus.core.context import Ctx
from salus.documents.contract import RetrievedChunk, SearchFilters
from salus.documents.logic.chunking import LETTERHEAD
from salus.documents.logic.fusion import Ranking, best, reciprocal_rank_fusion
from salus.documents.logic.search_text import ask, in_english, known_words, mention
from salus.documents.logic.wording import names_of
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
FARTHEST = 2.0  # of cosine distances
EVERYTHING = SearchFilters()
Phrases = Iterable[Sequence[str]]
NOT_SHOWN = frozenset(("is_patient_upload", "detected_type"))


def warm_up() -> None:
    """Read the tables of spellings now, in whatever thread this is: the first question would wait a second for them."""
    known_words()


async def retrieve(
    ctx: Ctx, chart: Chart, question: str, k: int = 8, filters: SearchFilters = EVERYTHING
) -> tuple[RetrievedChunk, ...]:
    """The `k` chunks of this chart that answer a question best, best first; empty when nothing is indexed."""
    question = question[:LONGEST_QUESTION]
    asked = ask(question)
    embedder = ctx.services.embedder
    vector = (await asyncio.to_thread(embedder.embed, [_for_the_model(question)]))[0]
    finds = await chunks.find(ctx.db, chart, vector=vector, asked=asked, model=embedder.model_id, filters=filters)
    scores = _fused(finds, asked.wants_latest)
    distances = [FARTHEST if find.distance is None else find.distance for find in finds]
    chosen = best(scores, distances, min(max(k, 1), MOST_RESULTS))
    stored = await chunks.select(ctx.db, chart, [finds[place].id for place in chosen])
    return tuple(
        _retrieved(stored[finds[place].id], finds[place], scores[place])
        for place in chosen
        if finds[place].id in stored
    )


def _for_the_model(question: str) -> str:
    """The question as the model knows it best: a Spanish one in English words, since the model knows English."""
    english = in_english(question)
    return english if len(english.split()) > 1 else question


async def mentions(ctx: Ctx, chart: Chart, pairs: Sequence[tuple[Phrases, Phrases]]) -> list[bool]:
    """For each pair of subjects, given as phrases, whether one document of this chart speaks of both.

    A subject may stand with itself. It is spoken of where all words of one of its phrases stand in a piece, which is
    generous on purpose: whoever tells that nothing speaks of something must not be wrong.
    """
    if not pairs:
        return []
    return await chunks.mentioned(ctx.db, chart, [(mention(one), mention(other)) for one, other in pairs])


def _fused(finds: Sequence[Find], wants_latest: bool) -> dict[int, float]:
    """One score a find, by its index, from meaning, words and dates; siblings of a good find gain, letterheads lose."""
    rankings = [
        Ranking({index: find.dense_rank for index, find in enumerate(finds) if find.dense_rank is not None}),
        Ranking(
            {index: find.lexical_rank for index, find in enumerate(finds) if find.lexical_rank is not None},
            WORDS_WEIGHT,
            {index: find.coverage for index, find in enumerate(finds)},
        ),
        Ranking({index: 1 for index, find in enumerate(finds) if find.is_dated}, DATE_WEIGHT),
    ]
    if wants_latest:
        rankings.append(Ranking(_newest_first(finds), RECENCY_WEIGHT))
    own = reciprocal_rank_fusion(rankings)
    for index, find in enumerate(finds):
        own[index] *= LETTERHEAD_SHARE if find.role == LETTERHEAD else 1.0
    siblings = reciprocal_rank_fusion([Ranking(_places_of_documents(finds, own), SIBLING_WEIGHT)])
    return {index: score + siblings[index] for index, score in own.items()}


def _places_of_documents(finds: Sequence[Find], scores: Mapping[int, float]) -> dict[int, int]:
    """Each find's document's place by its best find: a short section is helped by what stands around it."""
    best_of: dict[UUID, float] = {}
    for index, find in enumerate(finds):
        best_of[find.document_id] = max(best_of.get(find.document_id, 0.0), scores[index])
    ordered = sorted(best_of, key=lambda document: -best_of[document])
    places = {document: place for place, document in enumerate(ordered, start=1)}
    return {index: places[find.document_id] for index, find in enumerate(finds)}


def _newest_first(finds: Sequence[Find]) -> dict[int, int]:
    """The finds that share most words with the question, by the date of their document; a day is one place."""
    fitting = {
        index: find.document_date or date.min
        for index, find in enumerate(finds)
        if find.lexical_rank is not None and find.lexical_rank <= FITTING
    }
    places = {day: place for place, day in enumerate(sorted(set(fitting.values()), reverse=True), start=1)}
    return {index: places[day] for index, day in fitting.items()}


def _retrieved(stored: StoredChunk, find: Find, score: float) -> RetrievedChunk:
    shared = {field.name: getattr(stored, field.name) for field in fields(stored) if field.name not in NOT_SHOWN}
    names = names_of(stored.detected_type, stored.document_type)
    return RetrievedChunk(
        **shared,
        also_called=names.kind,
        usual_subject=names.subject,
        is_unconfirmed=stored.is_patient_upload,
        score=score,
        dense_rank=find.dense_rank,
        lexical_rank=find.lexical_rank,
        similarity=None if find.distance is None else 1.0 - find.distance,
    )
