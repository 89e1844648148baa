"""Tier 2: what kind of document it is, from when, and what it says that belongs in the chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from salus.core.context import Ctx
from salus.documents.contract import (
    Document,
    DocumentImage,
    DocumentPage,
    FactRef,
    ProcessingStatus,
    ProposalDraft,
)
from salus.documents.logic import status as stages
from salus.documents.logic.captions import caption_of
from salus.documents.logic.classify import DocumentKind, DocumentProfile, classify
from salus.documents.logic.language import language_of
from salus.documents.logic.proposals import Occasion, headline, propose
from salus.documents.service import showing, writing
from salus.documents.store import documents, pages, proposals
from salus.documents.store.documents import Findings
from salus.documents.tasks import Stopwatch, Task, compute, log_done
from salus.records.contract import Chart

EXTRACTOR = "salus-extraction"
EXTRACTOR_VERSION = "4"  # raise it when rules or tables of the extraction change
MOST_MARKERS = 40


@dataclass(frozen=True, slots=True)
class Understood:
    """What a document says, before it is written down."""

    profile: DocumentProfile
    drafts: tuple[ProposalDraft, ...]
    captions: Mapping[UUID, str]
    uncoded: int
    language: str | None


async def understand(task: Task) -> None:
    """Write type, date, captions and proposals, and let the third tier go on; nothing is written twice."""
    watch = Stopwatch()
    async with task.open() as (ctx, chart):
        document = await task.hold(ctx, chart, stages.UNDERSTANDING)
        read = await pages.select_pages(ctx.db, chart, task.document_id)
        images = await pages.select_images(ctx.db, chart, task.document_id)
    await task.say(stages.UNDERSTANDING, 0.1, stages.UNDERSTANDING_IT)
    found = await compute("understanding", _understand, read, images, document.uploaded_at)
    async with task.open() as (ctx, chart):
        document = await task.hold(ctx, chart, stages.UNDERSTANDING)
        await _write(ctx, chart, document, found)
        await _finish(ctx, chart, task, found, watch)
    await task.tell(ProcessingStatus.ANALYZING.value)


def _understand(read: Sequence[DocumentPage], images: Sequence[DocumentImage], uploaded_at: datetime) -> Understood:
    from salus.documents.logic.findings import extract_findings
    from salus.documents.logic.labs import extract_labs
    from salus.documents.logic.sections import split_sections

    bare = [page.page for page in read]
    profile = classify(bare)
    labs = extract_labs(bare, profile)
    findings = extract_findings(bare, split_sections(bare), profile)
    by_number = {page.number: page for page in bare}
    return Understood(
        profile=profile,
        drafts=propose(labs, findings, Occasion(profile.document_date, uploaded_at)),
        captions={image.id: caption_of(by_number[image.page], image.box) for image in images},
        uncoded=sum(lab.loinc is None for lab in labs),
        language=language_of("\n".join(page.text for page in read)),
    )


async def _write(ctx: Ctx, chart: Chart, document: Document, found: Understood) -> None:
    # The same fact of the same document has the same id in every attempt, so a decision is never asked for twice.
    drafts = {uuid5(document.id, draft.key): draft for draft in found.drafts}
    known = await writing.in_chart(ctx, chart, [(draft.kind, draft.fact) for draft in found.drafts])
    in_chart: dict[UUID, FactRef] = {}
    for identity, draft in drafts.items():
        same = writing.same_in_chart(known, draft.kind, draft.fact)
        if same is not None:
            in_chart[identity] = same
    await proposals.replace_open(
        ctx.db,
        chart,
        document.id,
        drafts,
        extractor=EXTRACTOR,
        extractor_version=EXTRACTOR_VERSION,
        in_chart=in_chart,
    )
    await pages.set_captions(ctx.db, chart, document.id, found.captions)
    markers = dict.fromkeys(headline(draft) for draft in found.drafts)
    await documents.set_findings(
        ctx.db,
        chart,
        document.id,
        Findings(
            title=document.title if found.profile.kind is DocumentKind.OTHER else found.profile.title,
            detected_type=found.profile.kind.value,
            document_date=found.profile.document_date,
            markers=tuple(markers)[:MOST_MARKERS],
            language=found.language,
        ),
    )


async def _finish(ctx: Ctx, chart: Chart, task: Task, found: Understood, watch: Stopwatch) -> None:
    counts = {"proposals": len(found.drafts), "uncoded_tests": found.uncoded}
    await documents.set_state(
        ctx.db,
        chart,
        task.document_id,
        status=ProcessingStatus.ANALYZING,
        tier=stages.INDEXING,
        progress=stages.progress(stages.INDEXING, 0.0),
        message=stages.INDEXING_IT,
    )
    await documents.log_tier(ctx.db, chart, task.document_id, tier=2, outcome="done", took_ms=watch.ms, counts=counts)
    await showing.show_open_proposals(ctx, chart)
    log_done("document_understood", task, watch.ms, counts)
