"""Tier 3: pieces, vectors and words, so that the document can be found and cited."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid5

from salus.core.ai.embedding import Embedder
from salus.core.context import Ctx
from salus.documents.contract import (
    ChunkDraft,
    Document,
    DocumentImage,
    DocumentIndexed,
    DocumentPage,
    ImageStatus,
    ProcessingStatus,
    Proposal,
    ProposalFilter,
    ProposalStatus,
)
from salus.documents.logic import status as stages
from salus.documents.logic.chunking import Caption, Marker, chunk
from salus.documents.logic.classify import classify
from salus.documents.logic.search_text import day_tokens, indexed_words
from salus.documents.logic.wording import about, names_of
from salus.documents.service import showing
from salus.documents.store import chunks, documents, pages, proposals
from salus.documents.store.chunks import ChunkRow
from salus.documents.tasks import Gone, Stopwatch, Task, compute, log_done
from salus.records.contract import Chart

EVERY_STATUS = ProposalFilter(tuple(ProposalStatus), limit=10_000)
EMBEDDED_AT_ONCE = 8  # between two words to whoever watches
BLANK = "No words could be read on any page. Look at the pages, and send a clearer copy if there should be words."


@dataclass(frozen=True, slots=True)
class Material:
    """What the pieces of a document are made of."""

    document: Document
    pages: tuple[DocumentPage, ...]
    images: tuple[DocumentImage, ...]
    proposals: tuple[Proposal, ...]
    problems: tuple[str, ...]


async def index(task: Task) -> None:
    """Make the document searchable and end its way: INDEXED, or REVIEW where a page could not be read."""
    watch = Stopwatch()
    async with task.open() as (ctx, chart):
        material = await _gather(ctx, chart, await task.hold(ctx, chart, stages.INDEXING))
    rows = await _rows(task, material, partial(_say, task))
    async with task.open() as (ctx, chart):
        document = await task.hold(ctx, chart, stages.INDEXING)
        await chunks.replace(ctx.db, chart, document, ctx.services.embedder.model_id, rows)
        await _finish(ctx, chart, material, len(rows), watch)
    await task.tell(ProcessingStatus.INDEXED.value)
    log_done("document_indexed", task, watch.ms, {"chunks": len(rows)})


async def index_again(task: Task) -> None:
    """Make new pieces of a document that is indexed already, for another embedding model; nobody is told of it."""
    watch = Stopwatch()
    async with task.open() as (ctx, chart):
        material = await _gather(ctx, chart, await task.hold(ctx, chart, stages.ALL_DONE))
    rows = await _rows(task, material, _stay_silent)
    async with task.open() as (ctx, chart):
        document = await task.hold(ctx, chart, stages.ALL_DONE)
        await chunks.replace(ctx.db, chart, document, ctx.services.embedder.model_id, rows)
    log_done("document_indexed_again", task, watch.ms, {"chunks": len(rows)})


async def _say(task: Task, fraction: float) -> None:
    await task.say(stages.INDEXING, fraction, stages.INDEXING_IT)


async def _stay_silent(_: float) -> None:
    """Its readers see a document that is done; it stays so while it is indexed again."""


async def _gather(ctx: Ctx, chart: Chart, document: Document) -> Material:
    found = await pages.select_pages(ctx.db, chart, document.id)
    wanted = ProposalFilter(EVERY_STATUS.statuses, document.id, limit=EVERY_STATUS.limit)
    return Material(
        document=document,
        pages=found,
        images=await pages.select_images(ctx.db, chart, document.id),
        proposals=await proposals.select(ctx.db, chart, wanted),
        problems=await pages.problems(ctx.db, chart, document.id),
    )


async def _rows(task: Task, material: Material, say: Callable[[float], Awaitable[None]]) -> list[ChunkRow]:
    embedder = task.run.services.embedder
    await say(0.1)
    drafts, words = await compute("chunking", _pieces, material, embedder)
    rows: list[ChunkRow] = []
    for start in range(0, len(drafts), EMBEDDED_AT_ONCE):
        some = drafts[start : start + EMBEDDED_AT_ONCE]
        texts = [f"{draft.context}\n{draft.text}" for draft in some]
        vectors = await compute("embedding", embedder.embed, texts)
        rows += [
            ChunkRow(_chunk_id(material.document.id, draft), draft, *words[draft.ordinal], vectors[place])
            for place, draft in enumerate(some)
        ]
        await say(len(rows) / len(drafts))
    return rows


def _pieces(material: Material, embedder: Embedder) -> tuple[tuple[ChunkDraft, ...], list[tuple[str, str]]]:
    from salus.documents.logic.sections import split_sections

    document = material.document
    bare = [page.page for page in material.pages]
    order = classify(bare).date_order
    what = about(document, bare)
    drafts = chunk(
        bare,
        split_sections(bare),
        about=what,
        markers=[_marker(proposal) for proposal in material.proposals],
        captions=[_caption(image) for image in material.images],
        count_tokens=embedder.count_tokens,
    )
    day = day_tokens(document.document_date) if document.document_date else ""
    names = names_of(document.detected_type, document.document_type).all
    words = [
        (
            indexed_words(*draft.markers, draft.text, order=order),
            f"{indexed_words(draft.context, names, order=order)} {day}",
        )
        for draft in drafts
    ]
    return drafts, words


def _marker(proposal: Proposal) -> Marker:
    draft = proposal.draft
    return Marker(draft.fact.display, draft.page, draft.box)


def _caption(image: DocumentImage) -> Caption:
    described = image.status is ImageStatus.DESCRIBED and image.description
    return Caption(
        image.page, image.box, " ".join(filter(None, (image.caption, image.description if described else None)))
    )


def _chunk_id(document_id: UUID, draft: ChunkDraft) -> UUID:
    return uuid5(document_id, f"chunk {draft.ordinal}")


async def _finish(ctx: Ctx, chart: Chart, material: Material, count: int, watch: Stopwatch) -> None:
    document = material.document
    problems = material.problems or (() if count else (BLANK,))
    await documents.set_state(
        ctx.db,
        chart,
        document.id,
        status=ProcessingStatus.REVIEW if problems else ProcessingStatus.INDEXED,
        tier=stages.ALL_DONE,
        progress=1.0,
        message=stages.IN_REVIEW if problems else stages.DONE,
        reason=" ".join(problems) or None,
    )
    await documents.log_tier(
        ctx.db, chart, document.id, tier=3, outcome="done", took_ms=watch.ms, counts={"chunks": count}
    )
    done = await documents.select(ctx.db, chart, document.id)
    if done is None:
        raise Gone
    await showing.show_document(ctx, chart, done)
    await ctx.services.events.publish(ctx, DocumentIndexed(chart.patient_id, document.id))
