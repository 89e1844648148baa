"""Search in one patient's pieces: exact against brute force, never through an approximate index, never a stranger's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import numpy as np
import psycopg
import pytest

from bench.retrieval import row_without_bytes
from salus.core.context import Ctx
from salus.documents import service
from salus.documents.contract import (
    Box,
    ChunkDraft,
    ChunkLine,
    Document,
    DocumentType,
    SearchFilters,
)
from salus.documents.logic.search_text import Question, day_tokens, indexed_words
from salus.documents.store import chunks, documents
from salus.documents.store.chunks import FIND, ChunkRow, find_parameters
from salus.records.contract import Chart
from tests.documents.conftest import Clinic

MODEL = "test-model"
EVERYTHING = SearchFilters()


async def a_document(ctx: Ctx, chart: Chart, kind: DocumentType = DocumentType.OTHER, title: str = "Paper") -> Document:
    """A document row without bytes."""
    identity = await documents.insert(ctx.db, chart, row_without_bytes(title, kind), ctx.actor.user_id)
    assert identity is not None
    document = await documents.select(ctx.db, chart, identity)
    assert document is not None
    return document


def piece(text: str, ordinal: int = 0) -> ChunkDraft:
    line = ChunkLine(1, Box(0.1, 0.1, 0.9, 0.12), 0, len(text))
    return ChunkDraft(ordinal, "", "", text, "Paper", 1, 1, (line,), ())


async def keep(
    ctx: Ctx, chart: Chart, document: Document, texts: Sequence[str], vectors: np.ndarray, model: str = MODEL
) -> list[UUID]:
    """Write pieces with given vectors."""
    day = day_tokens(document.document_date) if document.document_date else ""
    rows = [
        ChunkRow(uuid4(), piece(text, place), indexed_words(text), day, vectors[place])
        for place, text in enumerate(texts)
    ]
    await chunks.replace(ctx.db, chart, document, model, rows)
    return [row.id for row in rows]


async def keep_embedded(ctx: Ctx, chart: Chart, document: Document, *texts: str) -> list[UUID]:
    """Write pieces with their own vectors."""
    embedder = ctx.services.embedder
    vectors = embedder.embed([f"Paper\n{text}" for text in texts])
    return await keep(ctx, chart, document, texts, vectors, embedder.model_id)


def unit_vectors(count: int, seed: int) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(count, 384)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


async def test_the_nearest_pieces_are_those_of_a_brute_force_search(clinic: Clinic) -> None:
    """Recall 1.000 against numpy over the patient's 300 pieces, with 300 of a stranger beside them."""
    vectors, questions = unit_vectors(300, 1), unit_vectors(25, 2)
    async with clinic.chart(clinic.other_doctor.actor, clinic.other_patient_id) as (ctx, chart):
        # The stranger's pieces are nearer to every question than any of ours.
        await keep(ctx, chart, await a_document(ctx, chart), ["x"] * 300, np.repeat(questions, 12, axis=0))
    async with clinic.chart() as (ctx, chart):
        ids = await keep(ctx, chart, await a_document(ctx, chart), ["word"] * 300, vectors)
        for question in questions:
            finds = await chunks.find(
                ctx.db, chart, vector=question, asked=Question((), (), False), model=MODEL, filters=EVERYTHING
            )
            by_place = [find.id for find in sorted(finds, key=lambda find: find.dense_rank)]
            expected = [ids[place] for place in np.argsort(-(vectors @ question))[:40]]
            assert by_place == expected


async def test_the_plan_never_filters_after_a_vector_index(clinic: Clinic, owner_database_url: str) -> None:
    """HNSW and then a filter finds 2 % of a patient's pieces. The patient must be an index condition of a B-tree."""
    async with clinic.chart() as (ctx, chart):
        await keep(ctx, chart, await a_document(ctx, chart), ["word"] * 200, unit_vectors(200, 3))
        asked = find_parameters(chart, unit_vectors(1, 4)[0], Question(("'word'",), (), False), MODEL, EVERYTHING)
        cursor = await ctx.db.execute(f"EXPLAIN (FORMAT JSON) {FIND}", asked)
        row = await cursor.fetchone()
    assert row is not None
    scans = [node for node in nodes(row[0][0]["Plan"]) if node.get("Relation Name") == "chunk"]
    assert scans
    for scan in scans:
        assert "patient_id" in scan.get("Index Cond", scan.get("Recheck Cond", ""))
    with psycopg.connect(owner_database_url) as db:
        kinds = db.execute(
            """
            SELECT DISTINCT am.amname
            FROM pg_index AS i
            JOIN pg_class AS c ON c.oid = i.indexrelid
            JOIN pg_am AS am ON am.oid = c.relam
            WHERE i.indrelid = 'documents.chunk'::regclass
            """
        ).fetchall()
    assert kinds == [("btree",)]


def nodes(plan: dict[str, object]) -> list[dict[str, object]]:
    """A plan's nodes, whatever their depth."""
    below = plan.get("Plans", [])
    assert isinstance(below, list)
    return [plan, *(node for child in below for node in nodes(child))]


async def test_without_the_filter_of_ours_row_level_security_still_hides_strangers(clinic: Clinic) -> None:
    async with clinic.chart(clinic.other_doctor.actor, clinic.other_patient_id) as (ctx, chart):
        await keep(ctx, chart, await a_document(ctx, chart), ["secret"], unit_vectors(1, 5))
    async with clinic.chart() as (ctx, _):
        for table in ("chunk", "document"):
            cursor = await ctx.db.execute(f"SELECT count(*) FROM documents.{table}")
            assert await cursor.fetchone() == (0,)


async def test_a_word_finds_what_the_meaning_ranks_low(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        texts = [f"The weather on day {number} was mild and nobody complained." for number in range(60)]
        await keep_embedded(ctx, chart, await a_document(ctx, chart), *texts, "Lot number ZX81 was discarded.")
        found = await service.retrieve(ctx, chart, "What happened to ZX81?", k=3)
    assert found[0].text == "Lot number ZX81 was discarded."
    assert found[0].lexical_rank == 1


async def test_a_meaning_finds_what_no_word_shares(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        texts = (
            "Acute myocardial infarction in 2019, one stent placed.",
            "Vaccinated against influenza.",
            "Wears glasses.",
        )
        await keep_embedded(ctx, chart, await a_document(ctx, chart), *texts)
        found = await service.retrieve(ctx, chart, "cardiac trouble", k=1)
    assert found[0].text == texts[0]


async def test_a_rare_word_counts_more_than_a_common_one(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        texts = [f"Result {number} of the laboratory was normal." for number in range(30)]
        ids = await keep(
            ctx, chart, await a_document(ctx, chart), [*texts, "ferritin eleven"], np.repeat(unit_vectors(1, 6), 31, 0)
        )
        finds = await chunks.find(
            ctx.db,
            chart,
            vector=unit_vectors(1, 7)[0],
            asked=Question(("'result'", "'ferritin'"), (), False),
            model=MODEL,
            filters=EVERYTHING,
        )
    assert {find.lexical_rank: find.id for find in finds}[1] == ids[-1]


async def test_a_word_of_the_text_counts_more_than_one_of_the_title(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        document, vectors = await a_document(ctx, chart), np.repeat(unit_vectors(1, 9), 3, axis=0)
        rows = [
            ChunkRow(uuid4(), piece("Reported by telephone.", 0), "reported by telephone", "ferritin", vectors[0]),
            ChunkRow(uuid4(), piece("Ferritin 11 ug/L", 1), "ferritin 11 ug l", "ferritin", vectors[1]),
            ChunkRow(uuid4(), piece("Nothing else.", 2), "nothing else", "ferritin", vectors[2]),
        ]
        await chunks.replace(ctx.db, chart, document, MODEL, rows)
        asked = Question(("'ferritin'",), (), False)
        finds = await chunks.find(
            ctx.db, chart, vector=unit_vectors(1, 7)[0], asked=asked, model=MODEL, filters=EVERYTHING
        )
    assert {find.id: find.lexical_rank for find in finds}[rows[1].id] == 1
    assert sorted(find.lexical_rank or 0 for find in finds) == [1, 2, 2]


async def test_a_letterhead_gives_way_to_what_the_letter_says(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        embedder = ctx.services.embedder
        texts = ("Harbour Eye Clinic, eye pressure department", "Intraocular pressure 24 mmHg.")
        vectors = embedder.embed(texts)
        rows = [
            ChunkRow(uuid4(), replace(piece(text, place), role=role), indexed_words(text), "", vectors[place])
            for place, (text, role) in enumerate(zip(texts, ("letterhead", "findings"), strict=True))
        ]
        await chunks.replace(ctx.db, chart, await a_document(ctx, chart), embedder.model_id, rows)
        found = await service.retrieve(ctx, chart, "eye pressure")
    assert [each.role for each in found] == ["findings", "letterhead"]


async def test_the_newest_goes_first_where_the_newest_is_asked_for(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        for year in (2021, 2024, 2022):
            document = replace(await a_document(ctx, chart), document_date=date(year, 3, 14))
            await keep_embedded(ctx, chart, document, f"Ferritin {year - 2000} ug/L")
        latest = await service.retrieve(ctx, chart, "my latest ferritin", k=3)
        dated = await service.retrieve(ctx, chart, "my ferritin in 2022", k=3)
    assert latest[0].document_date == date(2024, 3, 14)
    assert dated[0].document_date == date(2022, 3, 14)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (SearchFilters(), {"lab", "scan"}),
        (SearchFilters(document_types=(DocumentType.IMAGING,)), {"scan"}),
        (SearchFilters(date_from=date(2024, 1, 1)), {"lab"}),
        (SearchFilters(date_to=date(2023, 12, 31)), {"scan"}),
        (SearchFilters(date_from=date(2025, 1, 1)), set()),
    ],
)
async def test_filters_narrow_by_type_and_date(clinic: Clinic, filters: SearchFilters, expected: set[str]) -> None:
    async with clinic.chart() as (ctx, chart):
        lab = replace(await a_document(ctx, chart, DocumentType.LAB_REPORT), document_date=date(2024, 5, 1))
        scan = replace(await a_document(ctx, chart, DocumentType.IMAGING), document_date=date(2023, 5, 1))
        await keep_embedded(ctx, chart, lab, "lab")
        await keep_embedded(ctx, chart, scan, "scan")
        found = await service.retrieve(ctx, chart, "anything", filters=filters)
        assert {each.text for each in found} == expected
        only_lab = await service.retrieve(ctx, chart, "anything", filters=SearchFilters(document_ids=(lab.id,)))
        assert {each.document_id for each in only_lab} == {lab.id}


async def test_vectors_of_another_model_are_not_compared(clinic: Clinic) -> None:
    """Their pieces are found by words alone, and never by a meaning that two models would have to share."""
    async with clinic.chart() as (ctx, chart):
        same = ctx.services.embedder.embed(["Myocardial infarction in 2019."])
        await keep(ctx, chart, await a_document(ctx, chart), ["Myocardial infarction in 2019."], same, model="older")
        (found,) = await service.retrieve(ctx, chart, "when was the infarction?")
        assert (found.dense_rank, found.similarity, found.lexical_rank) == (None, None, 1)
        assert await service.retrieve(ctx, chart, "cardiac trouble") == ()


async def test_pieces_of_two_models_stand_in_one_answer(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        await keep_embedded(ctx, chart, await a_document(ctx, chart), "Ferritin 11 ug/L", "Wears glasses.")
        await keep(ctx, chart, await a_document(ctx, chart), ["Ferritin 80 ug/L"], unit_vectors(1, 8), model="older")
        found = await service.retrieve(ctx, chart, "ferritin")
    assert [each.text for each in found] == ["Ferritin 11 ug/L", "Ferritin 80 ug/L", "Wears glasses."]
    assert [each.dense_rank for each in found] == [1, None, 2]


@pytest.mark.parametrize(
    "question", ["", "   ", "?!", "'; DROP TABLE documents.chunk; --", "a & | ! <-> b", "x" * 9000, "\x00"]
)
async def test_any_text_is_a_question(clinic: Clinic, question: str) -> None:
    async with clinic.chart() as (ctx, chart):
        await keep_embedded(ctx, chart, await a_document(ctx, chart), "Ferritin 11 ug/L")
        assert len(await service.retrieve(ctx, chart, question)) == 1


async def test_an_empty_chart_has_no_answer(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        assert await service.retrieve(ctx, chart, "my ferritin") == ()


async def test_a_found_piece_says_where_its_words_stand(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        document = await a_document(ctx, chart, title="Laboratory report (14 Mar 2025)")
        text = "Hemoglobin 13.2\nFerritin 11"
        lines = (ChunkLine(1, Box(0.1, 0.1, 0.5, 0.12), 0, 15), ChunkLine(2, Box(0.1, 0.2, 0.5, 0.22), 16, 27))
        draft = replace(piece(text), lines=lines, page_to=2, markers=("Ferritin",))
        vector = ctx.services.embedder.embed([text])[0]
        row = ChunkRow(uuid4(), draft, indexed_words(text), "", vector)
        await chunks.replace(ctx.db, chart, document, ctx.services.embedder.model_id, [row])
        (found,) = await service.retrieve(ctx, chart, "ferritin")
    start = found.text.index("Ferritin 11")
    assert found.boxes_of(start, start + 11) == (lines[1],)
    assert (found.document_title, found.markers, found.page_to) == (document.title, ("Ferritin",), 2)
    assert 0.0 < found.similarity <= 1.0001


async def test_what_documents_speak_of_is_known_whatever_the_rank_or_the_model(clinic: Clinic) -> None:
    async with clinic.chart() as (ctx, chart):
        letters = ("MRI of the knee: meniscal tear.", "Lunar en el hombro izquierdo; histología pendiente.")
        for text in letters:
            await keep(ctx, chart, await a_document(ctx, chart), [text], unit_vectors(1, 3), "another-model")
        mri, knee, shoulder = [("mri",)], [("rodilla",), ("knee",)], [("hombro",)]
        pairs = [(mri, mri), (mri, knee), (mri, shoulder), ([("histología",)],) * 2, ([("left", "hip")],) * 2]
        assert await service.mentions(ctx, chart, pairs) == [True, True, False, True, False]


async def test_a_strangers_document_speaks_of_nothing(clinic: Clinic) -> None:
    async with clinic.chart(clinic.other_doctor.actor, clinic.other_patient_id) as (ctx, chart):
        await keep(ctx, chart, await a_document(ctx, chart), ["secret"], unit_vectors(1, 5))
    async with clinic.chart() as (ctx, chart):
        assert await service.mentions(ctx, chart, [([("secret",)], [("secret",)])]) == [False]


@pytest.mark.parametrize("word", ["it's", "a & b", "| !", "\x00", "💊", "x" * 5000, ""])
async def test_any_word_may_be_looked_for(clinic: Clinic, word: str) -> None:
    async with clinic.chart() as (ctx, chart):
        await keep(ctx, chart, await a_document(ctx, chart), ["Knee pain."], unit_vectors(1, 3))
        pairs = [([(word,)], [(word,)]), ([(word,), ("knee",)], [("pain",)])]
        assert await service.mentions(ctx, chart, pairs) == [False, True]
