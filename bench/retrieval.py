"""Search in one patient's pieces among many: exact against brute force, and what our code adds to the bare SQL."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median
from uuid import UUID, uuid4

import numpy as np

from bench.inside import Practice, in_practice
from bench.report import Row, at_least, at_most, told
from salus.core.ai.embedding import FloatArray
from salus.core.context import Ctx
from salus.documents import service
from salus.documents.contract import (
    Box,
    ChunkDraft,
    ChunkLine,
    Document,
    DocumentType,
    ProcessingStatus,
    Rendition,
    SearchFilters,
)
from salus.documents.logic.search_text import ask, indexed_words
from salus.documents.store import chunks, documents
from salus.documents.store.chunks import FIND, READ, ChunkRow, find_parameters
from salus.documents.store.documents import DocumentRow
from salus.records.contract import Chart, Sex

PATIENTS, EACH = 60, 300
QUERIES = 150
WORDS = [
    "ferritin", "glucose", "creatinine", "potassium", "haemoglobin", "chest", "radiograph", "biopsy", "mass",
    "nodule", "knee", "fracture", "pain", "cough", "metformin", "lisinopril", "warfarin", "tablet", "daily",
    "review", "month", "normal", "high", "low", "stable", "increase", "left", "right", "lobe", "breast",
]  # fmt: skip
BARE_DENSE = """
    SELECT id FROM documents.chunk WHERE patient_id = %(patient)s ORDER BY embedding <=> %(vector)s::vector LIMIT 8
"""


@dataclass(frozen=True, slots=True)
class FixedEmbedder:
    """Gives a vector that was made before, so that the model's own time is not measured."""

    vector: FloatArray
    model_id: str

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """The vector, whatever the text."""
        return np.repeat(self.vector[None, :], len(texts), axis=0)


def rows() -> list[Row]:
    """Recall against numpy, and medians of interleaved runs."""
    return in_practice(_rows)


async def _rows(found: Practice) -> list[Row]:
    dice = np.random.default_rng(20261121)
    patients = [await _fill(found, dice) for _ in range(PATIENTS)]
    patient_id, ids, vectors = patients[0]
    async with found.chart(patient_id) as (ctx, chart):
        await ctx.db.execute("ANALYZE documents.chunk")
        return await measured(ctx, chart, ids, vectors, f"{PATIENTS * EACH:,} pieces")


async def measured(ctx: Ctx, chart: Chart, ids: Sequence[UUID], vectors: FloatArray, among: str) -> list[Row]:
    """Searches in one chart whose pieces and vectors are these, among so many."""
    dice = np.random.default_rng(20261125)
    hits, ours, bare, dense = 0, [], [], []
    for vector in _unit(dice.normal(size=(QUERIES, 384))):
        words = " ".join(dice.choice(WORDS, 5))
        hits += await _is_exact(ctx, chart, vector, ids, vectors)
        ours.append(await _ours_ms(ctx, chart, vector, words))
        bare.append(await _bare_ms(ctx, chart, vector, words))
        dense.append(await _dense_ms(ctx, chart, vector))
    name = f"search among {among}"
    return [
        at_least(f"{name}: recall against exact, by brute force", hits / QUERIES, 1.0, "share", QUERIES),
        at_most(
            f"{name}: p50 to its two bare SQL statements",
            median(ours) / median(bare),
            2.0,
            "ratio",
            QUERIES,
            f"bare: {median(bare):.2f} ms, {len(ids)} pieces of the patient",
        ),
        told(f"{name}: p50 without the model", median(ours), "ms", QUERIES, f"bare dense SQL: {median(dense):.2f} ms"),
    ]


def _unit(vectors: np.ndarray) -> FloatArray:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


async def _fill(found: Practice, dice: np.random.Generator) -> tuple[UUID, list[UUID], FloatArray]:
    patient_id = await found.register("Bench", f"Patient {uuid4().hex[:6]}", date(1970, 1, 1), Sex.UNKNOWN)
    vectors = _unit(dice.normal(size=(EACH, 384)))
    async with found.chart(patient_id) as (ctx, chart):
        document = await _document(ctx, chart)
        model = ctx.services.embedder.model_id
        written = [_chunk(number, vectors[number], dice) for number in range(EACH)]
        await chunks.replace(ctx.db, chart, document, model, written)
    return patient_id, [row.id for row in written], vectors


def row_without_bytes(title: str, kind: DocumentType = DocumentType.OTHER) -> DocumentRow:
    """A document of one page that was never sent."""
    digest = uuid4().hex * 2
    return DocumentRow(
        title=title,
        filename="paper.pdf",
        media_type="application/pdf",
        size=1,
        sha256=digest,
        storage_key=digest,
        document_type=kind,
        page_count=1,
        readable_key=None,
        rendition=Rendition.AS_SENT,
        needs_password=False,
        status=ProcessingStatus.INGESTED,
        reason=None,
        is_patient_upload=False,
        message="",
        replaces=None,
    )


async def _document(ctx: Ctx, chart: Chart) -> Document:
    identity = await documents.insert(ctx.db, chart, row_without_bytes("Bench"), ctx.actor.user_id)
    assert identity is not None
    document = await documents.select(ctx.db, chart, identity)
    assert document is not None
    return document


def _chunk(number: int, vector: FloatArray, dice: np.random.Generator) -> ChunkRow:
    lines = [" ".join(dice.choice(WORDS, 12)) for _ in range(10)]
    text, placed, position = "\n".join(lines), [], 0
    for place, line in enumerate(lines):
        placed.append(ChunkLine(1, Box(0.1, place / 20, 0.9, place / 20 + 0.03), position, position + len(line)))
        position += len(line) + 1
    draft = ChunkDraft(number, "Results", "results", text, "Laboratory report", 1, 1, tuple(placed), ())
    return ChunkRow(uuid4(), draft, indexed_words(text), "laboratory report y2025", vector)


async def _is_exact(ctx: Ctx, chart: Chart, vector: FloatArray, ids: Sequence[UUID], vectors: FloatArray) -> bool:
    model = ctx.services.embedder.model_id
    finds = await chunks.find(ctx.db, chart, vector=vector, asked=ask(""), model=model, filters=SearchFilters())
    nearest = [find.id for find in sorted(finds, key=lambda find: find.dense_rank or 0)[:10]]
    return nearest == [ids[place] for place in np.argsort(-(vectors @ vector))[:10]]


async def _ours_ms(ctx: Ctx, chart: Chart, vector: FloatArray, words: str) -> float:
    fixed = FixedEmbedder(vector, ctx.services.embedder.model_id)
    quick = replace(ctx, services=replace(ctx.services, embedder=fixed))  # type: ignore[arg-type]  # same two members
    began = time.perf_counter()
    found = await service.retrieve(quick, chart, words)
    took = time.perf_counter() - began
    assert len(found) == 8
    return took * 1000


async def _bare_ms(ctx: Ctx, chart: Chart, vector: FloatArray, words: str) -> float:
    asked = find_parameters(chart, vector, ask(words), ctx.services.embedder.model_id, SearchFilters())
    began = time.perf_counter()
    found = await (await ctx.db.execute(FIND, asked)).fetchall()
    await (await ctx.db.execute(READ, (chart.patient_id, [row[0] for row in found[:8]]))).fetchall()
    return (time.perf_counter() - began) * 1000


async def _dense_ms(ctx: Ctx, chart: Chart, vector: FloatArray) -> float:
    asked = {"patient": chart.patient_id, "vector": chunks.vector_text(vector)}
    began = time.perf_counter()
    await (await ctx.db.execute(BARE_DENSE, asked)).fetchall()
    return (time.perf_counter() - began) * 1000
