"""Keep timeline and worklist in step with documents and their proposals."""

from __future__ import annotations

from datetime import UTC, datetime, time

from salus.core.context import Ctx
from salus.documents.contract import Document, ProcessingStatus, ProposalFilter
from salus.documents.logic.waiting import PROPOSALS_KEY, why_now
from salus.documents.store import proposals
from salus.records import service as records
from salus.records.contract import Attention, AttentionKind, Chart, TimelineEntry, Tone

REF_TYPE = "document"
RANK_DOCUMENT, RANK_REVIEW = 8, 7  # of 9: results and flags of patients go before papers


def timeline_entry(document: Document) -> TimelineEntry:
    """The document's line on the timeline, at the day that it is from."""
    is_stuck = document.status in (ProcessingStatus.FAILED, ProcessingStatus.REVIEW)
    return TimelineEntry(
        kind="document",
        at=_moment(document),
        title=document.title,
        summary=document.message if document.status is not ProcessingStatus.INDEXED else _pages(document),
        ref_type=REF_TYPE,
        ref_id=document.id,
        tone=Tone.WARNING if is_stuck else Tone.NEUTRAL,
    )


async def show_document(ctx: Ctx, chart: Chart, document: Document) -> None:
    """Bring timeline and worklist in step with a document that has come to its end, good or bad."""
    await records.write_timeline(ctx, chart, timeline_entry(document))
    is_stuck = document.status in (ProcessingStatus.FAILED, ProcessingStatus.REVIEW)
    reason = f"{document.title}: {document.message}" if is_stuck else f"New document: {document.title}"
    await records.set_attention(
        ctx,
        chart,
        Attention(
            kind=AttentionKind.DOCUMENT,
            key=str(document.id),
            rank=RANK_REVIEW if is_stuck else RANK_DOCUMENT,
            reason=reason,
            at=ctx.now,
        ),
    )


async def show_open_proposals(ctx: Ctx, chart: Chart) -> None:
    """Say in the worklist how many proposals of this chart wait; the last thing that a transaction does.

    Documents of one patient are read side by side. Whoever counts holds the chart's count until the commit, so that
    no two of them count past each other; and because nothing else is locked afterwards, no two wait for each other.
    """
    await proposals.hold_count(ctx.db, chart)
    waiting = await proposals.count(ctx.db, chart, ProposalFilter())
    if waiting == 0:
        await records.clear_attention(ctx, chart, AttentionKind.PROPOSALS, PROPOSALS_KEY)
        return
    reason = why_now(await proposals.select(ctx.db, chart, ProposalFilter()), waiting, ctx.now)
    await records.set_attention(ctx, chart, reason)


def _moment(document: Document) -> datetime:
    if document.document_date is None:
        return document.uploaded_at
    return datetime.combine(document.document_date, time(), UTC)


def _pages(document: Document) -> str:
    return "1 page" if document.page_count == 1 else f"{document.page_count} pages"
