"""Take documents in, show them, replace them, delete them."""

from __future__ import annotations

import asyncio
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from salus.core.context import Ctx, Role
from salus.documents.contract import (
    AlreadyReplaced,
    Document,
    DocumentDeleted,
    DocumentImage,
    DocumentPage,
    DocumentReplaced,
    DownloadedFile,
    ImageNotFound,
    NewDocument,
    NotRetryable,
    PageNotRead,
    ProcessingStatus,
    UploadReceipt,
)
from salus.documents.logic import status as stages
from salus.documents.service import showing
from salus.documents.service.doors import lock_document, require_may_change, require_uploader
from salus.documents.store import chunks, documents, pages, proposals
from salus.documents.store.documents import DocumentRow
from salus.records import service as records
from salus.records.contract import AttentionKind, Chart

if TYPE_CHECKING:
    from salus.documents.engines.inspect import InspectedFile

PROCESS, PURGE = "documents.process", "documents.purge"
_SEPARATORS = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True)
class _Inspected:
    data: bytes
    file: InspectedFile
    sha256: str


async def upload(ctx: Ctx, chart: Chart, new: NewDocument) -> UploadReceipt:
    """Keep a file for good and queue its reading; the same file again only names the document that is there.

    When this transaction commits, the bytes are encrypted on the disk, the document stands on the timeline, and the
    job `documents.process` will read, structure and index it; a locked PDF waits for its password instead. Every
    reason not to take a file is its own error.
    """
    require_uploader(ctx)
    return await _take_in(ctx, chart, new, replaces=None)


async def replace_document(ctx: Ctx, chart: Chart, document_id: UUID, new: NewDocument) -> UploadReceipt:
    """Let a newer file stand in a document's place: the old one is kept but no longer found, proposed from or cited.

    Facts that a person accepted from the old one stay. Publishes `DocumentReplaced`.
    """
    old = await lock_document(ctx, chart, document_id)
    require_may_change(ctx, old)
    if old.replaced_by is not None:
        raise AlreadyReplaced(replaced_by=str(old.replaced_by))
    receipt = await _take_in(ctx, chart, new, replaces=document_id)
    if receipt.is_duplicate:
        return receipt
    await documents.mark_replaced(ctx.db, chart, document_id, receipt.document_id)
    await chunks.delete(ctx.db, chart, document_id)
    await proposals.supersede_open(ctx.db, chart, document_id, ctx.actor.user_id)
    await ctx.services.events.publish(ctx, DocumentReplaced(chart.patient_id, document_id, receipt.document_id))
    await _take_off(ctx, chart, document_id)
    return receipt


async def delete_document(ctx: Ctx, chart: Chart, document_id: UUID) -> None:
    """Remove a document: its file, pages, pictures, chunks and open proposals.

    What a person accepted from it stays in the chart; its origin then says that the source was deleted. The stored
    bytes go by the job `documents.purge` after the commit. Publishes `DocumentDeleted`.
    """
    document = await lock_document(ctx, chart, document_id)
    require_may_change(ctx, document)
    await documents.discard_objects(ctx.db, chart, document_id)
    await chunks.delete(ctx.db, chart, document_id)
    await proposals.delete_not_in_chart(ctx.db, chart, document_id)
    await pages.delete_pages(ctx.db, chart, document_id)
    await documents.mark_deleted(ctx.db, chart, document_id, ctx.actor.user_id)
    await ctx.services.events.publish(ctx, DocumentDeleted(chart.patient_id, document_id))
    await ctx.services.jobs.enqueue(
        ctx, PURGE, {"document_id": str(document_id)}, patient_id=chart.patient_id, lock=f"purge {chart.patient_id}"
    )
    await ctx.audit("document.delete", patient_id=chart.patient_id, resource=f"document/{document_id}")
    await _take_off(ctx, chart, document_id)


async def retry_document(ctx: Ctx, chart: Chart, document_id: UUID) -> UploadReceipt:
    """Read a document again that came to a stop; what was read well before is not read twice."""
    document = await lock_document(ctx, chart, document_id)
    require_may_change(ctx, document)
    if not stages.is_retryable(document.status) or document.replaced_by is not None or document.needs_password:
        raise NotRetryable(status=document.status.value)
    tier = document.tier
    if tier == stages.ALL_DONE:  # it is indexed but for pages without words: those are read again
        await pages.delete_unread(ctx.db, chart, document_id)
        tier = stages.READING
    job_id = await queue(ctx, chart, document_id)
    await documents.set_state(
        ctx.db,
        chart,
        document_id,
        status=ProcessingStatus.ANALYZING if tier > stages.READING else ProcessingStatus.INGESTED,
        tier=tier,
        progress=stages.progress(tier, 0.0),
        message=stages.RECEIVED,
    )
    await ctx.audit("document.retry", patient_id=chart.patient_id, resource=f"document/{document_id}")
    return UploadReceipt(document_id, job_id)


async def find_same(ctx: Ctx, chart: Chart, new: NewDocument) -> UUID | None:
    """The document of this chart that holds the very same file, if there is one."""
    data = await asyncio.to_thread(_bytes_of, new)
    return await documents.find_same(ctx.db, chart, hashlib.sha256(data).hexdigest())


async def list_documents(ctx: Ctx, chart: Chart) -> tuple[Document, ...]:
    """All documents of a chart that stand, newest first."""
    return await documents.select_live(ctx.db, chart)


async def read_page(ctx: Ctx, chart: Chart, document: Document, number: int) -> DocumentPage:
    """One page as read; `PageNotRead` while it is not."""
    page = await pages.select_page(ctx.db, chart, document.id, number)
    if page is None:
        raise PageNotRead(page=number, of_pages=document.page_count)
    return page


async def read_text(ctx: Ctx, chart: Chart, document: Document) -> str:
    """The text of all pages that are read, in reading order, each under its number."""
    read = await pages.select_pages(ctx.db, chart, document.id)
    if not read:
        raise PageNotRead(page=1, of_pages=document.page_count)
    return "\n\n".join(f"--- Page {each.page.number} of {document.page_count} ---\n{each.text}" for each in read)


async def list_images(ctx: Ctx, chart: Chart, document: Document) -> tuple[DocumentImage, ...]:
    """The pictures found in a document."""
    return await pages.select_images(ctx.db, chart, document.id)


async def read_image(ctx: Ctx, chart: Chart, document: Document, image_id: UUID) -> bytes:
    """The bytes of one picture, PNG or JPEG."""
    key = await pages.image_key(ctx.db, chart, document.id, image_id)
    if key is None:
        raise ImageNotFound
    return await ctx.services.storage.get(ctx, chart.patient_id, key)


async def read_file(ctx: Ctx, chart: Chart, document: Document) -> DownloadedFile:
    """The file exactly as it was sent."""
    stored = await documents.select_file(ctx.db, chart, document.id)
    data = await ctx.services.storage.get(ctx, chart.patient_id, stored.storage_key)
    return DownloadedFile(document.filename, document.media_type, data)


async def _take_in(ctx: Ctx, chart: Chart, new: NewDocument, replaces: UUID | None) -> UploadReceipt:
    limit_mb, most_pages = ctx.services.settings.upload_limit_mb, ctx.services.settings.page_limit
    inspected = await asyncio.to_thread(_inspect, new, limit_mb, most_pages)
    same = await documents.find_same(ctx.db, chart, inspected.sha256)
    if same is not None:
        return UploadReceipt(same, None)
    keys: list[str] = []
    try:
        document_id = await _keep(ctx, chart, new, inspected, replaces, keys)
    except BaseException:
        await _drop(ctx, keys)
        raise
    if document_id is None:  # the same file arrived on another connection a moment ago
        await _drop(ctx, keys)
        same = await documents.find_same(ctx.db, chart, inspected.sha256)
        assert same is not None, "the row that was in the way is there"
        return UploadReceipt(same, None)
    job_id = None if inspected.file.needs_password else await queue(ctx, chart, document_id)
    document = await documents.select(ctx.db, chart, document_id)
    assert document is not None, "it was just written"
    if document.needs_password:
        await showing.show_document(ctx, chart, document)
    else:
        await records.write_timeline(ctx, chart, showing.timeline_entry(document))
    await ctx.audit(
        "document.upload",
        patient_id=chart.patient_id,
        resource=f"document/{document_id}",
        sha256=inspected.sha256,
        size=inspected.file.size_bytes,
    )
    return UploadReceipt(document_id, job_id, document.needs_password)


def _inspect(new: NewDocument, limit_mb: int, most_pages: int) -> _Inspected:
    from salus.documents.engines.inspect import Limits, inspect_upload

    limits = Limits(max_bytes=limit_mb << 20, max_pages=most_pages)
    data = _bytes_of(new)
    file = inspect_upload(data, new.filename, new.password, limits)
    return _Inspected(data, file, hashlib.sha256(data).hexdigest())


def _bytes_of(new: NewDocument) -> bytes:
    """What is kept: the file as it was sent, or all photos of the upload in one."""
    if not new.further_pages:
        return new.data
    from salus.documents.engines.inspect import bind_photos

    return bind_photos((new.data, *new.further_pages))


async def _keep(
    ctx: Ctx, chart: Chart, new: NewDocument, inspected: _Inspected, replaces: UUID | None, keys: list[str]
) -> UUID | None:
    """Bytes first, then the row; `keys` names what must be dropped if the row does not come about."""
    storage = ctx.services.storage
    stored = await storage.put(ctx, chart.patient_id, inspected.data)
    keys.append(stored.key)
    file, readable_key = inspected.file, None
    if file.readable is not None:
        readable_key = (await storage.put(ctx, chart.patient_id, file.readable)).key
        keys.append(readable_key)
    row = DocumentRow(
        title=_title(file.filename),
        filename=file.filename,
        media_type=file.mime,
        size=file.size_bytes,
        sha256=inspected.sha256,
        storage_key=stored.key,
        document_type=new.document_type,
        page_count=file.page_count,
        readable_key=readable_key,
        rendition=file.rendition,
        needs_password=file.needs_password,
        status=ProcessingStatus.REVIEW if file.needs_password else ProcessingStatus.INGESTED,
        reason=stages.LOCKED_REASON if file.needs_password else None,
        is_patient_upload=ctx.actor.role is Role.PATIENT,
        message=stages.LOCKED if file.needs_password else stages.RECEIVED,
        replaces=replaces,
    )
    return await documents.insert(ctx.db, chart, row, ctx.actor.user_id)


async def queue(ctx: Ctx, chart: Chart, document_id: UUID) -> UUID:
    """Queue the reading of a document, as far as it is not done."""
    ticket = await ctx.services.jobs.enqueue(
        ctx, PROCESS, {"document_id": str(document_id)}, patient_id=chart.patient_id, lock=f"document {document_id}"
    )
    await documents.set_job(ctx.db, chart, document_id, ticket.job_id)
    return ticket.job_id


async def _drop(ctx: Ctx, keys: list[str]) -> None:
    for key in keys:
        await ctx.services.storage.delete(key)


async def _take_off(ctx: Ctx, chart: Chart, document_id: UUID) -> None:
    """Off the timeline and the worklist."""
    await records.remove_timeline(ctx, chart, showing.REF_TYPE, document_id)
    await records.clear_attention(ctx, chart, AttentionKind.DOCUMENT, str(document_id))
    await showing.show_open_proposals(ctx, chart)


def _title(filename: str) -> str:
    stem = filename.rpartition(".")[0] or filename
    return _SEPARATORS.sub(" ", stem).strip() or "Document"
