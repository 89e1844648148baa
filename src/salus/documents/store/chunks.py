"""SQL of chunks: keeping them, and the exact search in one patient's chunks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from salus.core.ai.embedding import FloatArray
from salus.documents.contract import Box, ChunkDraft, ChunkLine, Document, DocumentType, SearchFilters
from salus.documents.logic.search_text import Question
from salus.documents.store.rows import PLACES, Db, json, text
from salus.records.contract import Chart

CANDIDATES = 40  # of each half, before they are fused; five times what an answer needs

CONTEXT_WEIGHT = 0.3  # a word of the title stands over every piece of the document, so it tells them apart less

MOST_TERMS = 10  # of one question; further words change little and each is looked up in every chunk


def _for_each_term(pattern: str, joined_by: str = ", ") -> str:
    return joined_by.join(pattern.format(n=number) for number in range(MOST_TERMS))


QUERIES = _for_each_term("to_tsquery('english', %(term_{n})s) AS term_{n}")
SHARES = _for_each_term(
    "CASE WHEN lexemes @@ term_{n} THEN 1 "
    f"WHEN context_lexemes @@ term_{{n}} THEN {CONTEXT_WEIGHT} ELSE 0 END::float8 AS share_{{n}}"
)
WEIGHTS = _for_each_term(
    "CASE WHEN %(terms)s > {n} THEN ln(1 + (count(*) FILTER (WHERE share_{n} = 0) + 0.5) "
    "/ (count(*) FILTER (WHERE share_{n} > 0) + 0.5))::float8 ELSE 0 END AS weight_{n}"
)
HELD, ASKED = _for_each_term("share_{n} * weight_{n}", " + "), _for_each_term("weight_{n}", " + ")
# Vectors of two models are never compared: a chunk of another one has no distance, and is found by its words alone
# until it is indexed again.
DISTANCE = "CASE WHEN embedding_model = %(model)s THEN embedding <=> %(vector)s::vector END"

# Every chunk of the patient is looked at: nothing is approximate, nothing is filtered afterwards. A word counts by its
# rarity among these chunks (the inverse document frequency of Robertson and Sparck Jones as in BM25), once a chunk:
# chunks are of one size, so how often it stands there says little. A column per term instead of a joined table of hits:
# the planner cannot know how many chunks hold a word, and its wrong guess took ten times as long.
FIND = f"""
WITH asked AS MATERIALIZED (
    SELECT {QUERIES}, to_tsquery('english', %(any_date)s) AS day
), mine AS MATERIALIZED (
    SELECT id, document_id, document_date, role, {DISTANCE} AS distance, {SHARES},
           context_lexemes @@ day OR lexemes @@ day AS is_dated
    FROM asked
    CROSS JOIN documents.chunk
    WHERE patient_id = %(patient)s
      AND (%(documents)s::uuid[] IS NULL OR document_id = ANY (%(documents)s))
      AND (%(types)s::text[] IS NULL OR document_type = ANY (%(types)s))
      AND (%(date_from)s::date IS NULL OR document_date >= %(date_from)s)
      AND (%(date_to)s::date IS NULL OR document_date <= %(date_to)s)
), rarity AS MATERIALIZED (
    SELECT {WEIGHTS}
    FROM mine
), scored AS MATERIALIZED (
    SELECT id, document_id, document_date, role, distance, is_dated, ({HELD}) / nullif({ASKED}, 0) AS coverage
    FROM rarity
    CROSS JOIN mine
), ranked AS (
    SELECT id, document_id, document_date, role, distance, is_dated, coalesce(coverage, 0) AS coverage,
           CASE WHEN distance IS NOT NULL THEN rank() OVER (ORDER BY distance) END AS dense_rank,
           CASE WHEN coverage > 0 THEN rank() OVER (ORDER BY coverage DESC NULLS LAST) END AS lexical_rank,
           row_number() OVER (ORDER BY coverage DESC NULLS LAST, distance) AS lexical_row
    FROM scored
)
SELECT id, document_id, document_date, role, distance, dense_rank, lexical_rank, coverage, is_dated
FROM ranked
WHERE dense_rank <= {CANDIDATES} OR (lexical_row <= {CANDIDATES} AND coalesce(dense_rank, lexical_rank) IS NOT NULL)
"""
READ = """
SELECT c.id, c.document_id, d.title, c.document_type, d.detected_type, c.document_date, d.is_patient_upload, c.ordinal,
       c.heading, c.role, c.text, c.page_from, c.page_to, c.lines, c.markers
FROM documents.chunk AS c
JOIN documents.document AS d ON d.id = c.document_id
WHERE c.patient_id = %s AND d.patient_id = c.patient_id AND c.id = ANY (%s)
"""
MENTIONED = """
SELECT EXISTS (
    SELECT document_id
    FROM documents.chunk
    WHERE patient_id = %(patient)s
    GROUP BY document_id
    HAVING bool_or(lexemes @@ one OR context_lexemes @@ one) AND bool_or(lexemes @@ other OR context_lexemes @@ other)
)
FROM unnest(%(ones)s::text[], %(others)s::text[]) WITH ORDINALITY AS asked (one_text, other_text, place)
CROSS JOIN to_tsquery('english', one_text) AS one
CROSS JOIN to_tsquery('english', other_text) AS other
ORDER BY place
"""


@dataclass(frozen=True, slots=True)
class Find:
    """A chunk that a search found: its cosine distance to the question, and its place in either half, where it has one.

    `coverage` is the share of the question's words that it holds, each counted by its rarity; `is_dated`: it is from,
    or speaks of, a date that was asked for.
    """

    id: UUID
    document_id: UUID
    document_date: date | None
    role: str
    distance: float | None
    dense_rank: int | None
    lexical_rank: int | None
    coverage: float
    is_dated: bool


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk as kept, with what a reader must know of its document."""

    id: UUID
    document_id: UUID
    document_title: str
    document_type: DocumentType
    detected_type: str | None
    document_date: date | None
    is_patient_upload: bool
    ordinal: int
    heading: str
    role: str
    text: str
    page_from: int
    page_to: int
    lines: tuple[ChunkLine, ...]
    markers: tuple[str, ...]


def vector_text(vector: FloatArray) -> str:
    """A vector as PostgreSQL reads it; nine digits give back every float32 exactly."""
    return f"[{','.join(f'{value:.9g}' for value in vector.tolist())}]"


async def find(
    db: Db,
    chart: Chart,
    *,
    vector: FloatArray,
    asked: Question,
    model: str,
    filters: SearchFilters,
) -> list[Find]:
    """The best chunks by meaning and by words, each with both its places."""
    cursor = await db.execute(FIND, find_parameters(chart, vector, asked, model, filters))
    return [Find(*row) for row in await cursor.fetchall()]


async def mentioned(db: Db, chart: Chart, pairs: Sequence[tuple[str, str]]) -> list[bool]:
    """For each pair of text-search queries whether one document of the patient meets both, whatever its model."""
    ones, others = [one for one, _ in pairs], [other for _, other in pairs]
    cursor = await db.execute(MENTIONED, {"patient": chart.patient_id, "ones": ones, "others": others})
    return [bool(row[0]) for row in await cursor.fetchall()]


def find_parameters(
    chart: Chart, vector: FloatArray, asked: Question, model: str, filters: SearchFilters
) -> dict[str, object]:
    """What the search statement is asked with; of too many words the first count, and all dates."""
    words = [term for term in asked.terms if term not in asked.dates][: MOST_TERMS - len(asked.dates)]
    terms = [*words, *asked.dates][:MOST_TERMS]
    return {
        **{f"term_{number}": term for number, term in enumerate(terms + [""] * (MOST_TERMS - len(terms)))},
        "patient": chart.patient_id,
        "vector": vector_text(vector),
        "terms": len(terms),
        "any_date": " | ".join(asked.dates),
        "model": model,
        "documents": list(filters.document_ids) or None,
        "types": [str(kind) for kind in filters.document_types] or None,
        "date_from": filters.date_from,
        "date_to": filters.date_to,
    }


async def select(db: Db, chart: Chart, ids: Sequence[UUID]) -> dict[UUID, StoredChunk]:
    """These chunks, by id."""
    cursor = await db.execute(READ, (chart.patient_id, list(ids)))
    return {row[0]: _chunk(row) for row in await cursor.fetchall()}


def _chunk(row: Sequence[Any]) -> StoredChunk:
    values = list(row)
    values[3] = DocumentType(values[3])
    values[13] = tuple(ChunkLine(line[0], Box(*line[1:5]), *line[5:]) for line in values[13])
    values[14] = tuple(values[14])
    return StoredChunk(*values)


@dataclass(frozen=True, slots=True)
class ChunkRow:
    """A chunk with its vector and the words under which it is found: its own, and those of its context."""

    id: UUID
    draft: ChunkDraft
    words: str
    context_words: str
    vector: FloatArray


async def replace(db: Db, chart: Chart, document: Document, model: str, rows: Sequence[ChunkRow]) -> None:
    """Let these be the chunks of a document; those of an earlier attempt go in the same moment."""
    await delete(db, chart, document.id)
    async with db.cursor() as cursor:
        await cursor.executemany(
            """
            INSERT INTO documents.chunk (
                id, patient_id, document_id, ordinal, document_type, document_date, page_from, page_to, heading, role,
                text, context, lines, markers, lexemes, context_lexemes, embedding, embedding_model)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,
                    strip(to_tsvector('english', %s)), strip(to_tsvector('english', %s)), %s, %s)
            """,
            [
                (
                    row.id,
                    chart.patient_id,
                    document.id,
                    row.draft.ordinal,
                    document.document_type,
                    document.document_date,
                    row.draft.page_from,
                    row.draft.page_to,
                    text(row.draft.heading),
                    row.draft.role,
                    text(row.draft.text),
                    text(row.draft.context),
                    json([_line(line) for line in row.draft.lines]),
                    [text(marker) for marker in row.draft.markers],
                    text(row.words),
                    text(row.context_words),
                    vector_text(row.vector),
                    model,
                )
                for row in rows
            ],
        )


async def delete(db: Db, chart: Chart, document_id: UUID) -> None:
    """Remove the chunks of a document."""
    await db.execute(
        "DELETE FROM documents.chunk WHERE patient_id = %s AND document_id = %s", (chart.patient_id, document_id)
    )


async def hold_queueing(db: Db) -> None:
    """Be the only one who queues outdated documents until the transaction ends."""
    await db.execute("SELECT pg_advisory_xact_lock(hashtextextended('documents.outdated', 0))")


async def outdated(db: Db, model: str) -> list[tuple[UUID, UUID]]:
    """Documents indexed by another model, as (patient, document); for the background worker alone."""
    cursor = await db.execute("SELECT patient_id, document_id FROM documents.outdated(%s)", (model,))
    return [(row[0], row[1]) for row in await cursor.fetchall()]


def _line(line: ChunkLine) -> list[float | int]:
    box = line.box
    corners = (round(value, PLACES) for value in (box.x0, box.y0, box.x1, box.y1))
    return [line.page, *corners, line.start, line.end, line.is_foot]
