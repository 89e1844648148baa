"""Open a locked PDF by its password: tried in the sandbox, counted, never kept.

Three steps, so that a wrong password is counted although its request fails, and nothing is held while it is tried.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

from salus.core.context import Ctx
from salus.documents.contract import LockedFile, NotLocked, OpenedFile, TooManyPasswords, UploadReceipt
from salus.documents.errors import WrongPassword
from salus.documents.logic import status as stages
from salus.documents.service import showing
from salus.documents.service.archive import queue
from salus.documents.service.doors import lock_document, require_may_change
from salus.documents.store import documents
from salus.records import service as records
from salus.records.contract import AttentionKind, Chart

MOST_TRIES, TRIES_FORGOTTEN_AFTER = 5, timedelta(hours=1)


async def begin_unlocking(ctx: Ctx, chart: Chart, document_id: UUID) -> LockedFile:
    """Count a try and give the bytes to try it on; `TooManyPasswords` when the tries of this hour are used up.

    The count stands when this transaction commits, before the password is looked at: many requests at once have no
    more tries together than one after the other.
    """
    document = await lock_document(ctx, chart, document_id)
    require_may_change(ctx, document)
    if not document.needs_password or document.replaced_by is not None:
        raise NotLocked
    tries = await documents.count_password_try(ctx.db, chart, document_id, ctx.now, TRIES_FORGOTTEN_AFTER)
    if tries > MOST_TRIES:
        raise TooManyPasswords
    stored = await documents.select_file(ctx.db, chart, document_id)
    data = await ctx.services.storage.get(ctx, chart.patient_id, stored.storage_key)
    await ctx.audit(
        "document.try-password", patient_id=chart.patient_id, resource=f"document/{document_id}", tries=tries
    )
    return LockedFile(document, data, MOST_TRIES - tries)


async def try_password(locked: LockedFile, password: str, most_pages: int) -> OpenedFile:
    """The file without its lock; `WrongPassword` says how many tries are left."""
    try:
        return await asyncio.to_thread(_opened, locked.data, password, most_pages)
    except WrongPassword:
        raise WrongPassword(tries_left=locked.tries_left) from None


async def finish_unlocking(ctx: Ctx, chart: Chart, document_id: UUID, opened: OpenedFile) -> UploadReceipt:
    """Keep the opened copy, encrypted like the file, and queue the reading; the file stays as it was sent."""
    document = await lock_document(ctx, chart, document_id)
    if not document.needs_password or document.replaced_by is not None:
        raise NotLocked
    stored = await ctx.services.storage.put(ctx, chart.patient_id, opened.data)
    try:
        await documents.set_opened(ctx.db, chart, document_id, stored.key, opened.page_count, stages.RECEIVED)
        job_id = await queue(ctx, chart, document_id)
        unlocked = await documents.select(ctx.db, chart, document_id)
        assert unlocked is not None, "it is held by this transaction"
        await records.write_timeline(ctx, chart, showing.timeline_entry(unlocked))
        await records.clear_attention(ctx, chart, AttentionKind.DOCUMENT, str(document_id))
        await ctx.audit("document.unlock", patient_id=chart.patient_id, resource=f"document/{document_id}")
    except BaseException:
        await ctx.services.storage.delete(stored.key)
        raise
    return UploadReceipt(document_id, job_id)


def _opened(data: bytes, password: str, most_pages: int) -> OpenedFile:
    from salus.documents.engines.inspect import Limits, unlocked_pdf

    limits = Limits(max_pages=most_pages)
    opened = unlocked_pdf(data, password, limits)
    return OpenedFile(opened.data, opened.page_count)
