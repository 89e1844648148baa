"""Small pictures of pages for lists and strips: made once a document is ready, encrypted like the file itself."""

from __future__ import annotations

import asyncio

import structlog

from salus.core.context import Ctx
from salus.documents.contract import Document, PageNotRead, ProcessingStatus
from salus.documents.errors import NoSuchPage, UnreadableFile
from salus.documents.service.reading import file_of
from salus.documents.store import documents, pages
from salus.documents.tasks import Gone, Poison, Task, compute
from salus.records.contract import Chart

WIDTH_PX = 240  # 120 CSS pixels on a fine screen; a page of print has 6 to 7 kB as WebP
log = structlog.get_logger()


async def make_thumbnails(task: Task) -> None:
    """Draw and keep what is missing; a page that cannot be drawn has none, and nothing else waits for it."""
    async with task.open() as (ctx, chart):
        document = await _ready(ctx, chart, task)
        missing = await pages.without_thumbnail(ctx.db, chart, task.document_id)
        if not missing:
            return
        data, password = await file_of(ctx, chart, document)
    for number, rotation_deg in missing:
        try:
            picture = await compute("drawing", _draw, data, number, rotation_deg, password)
        except (UnreadableFile, NoSuchPage, Poison):
            continue
        async with task.open() as (ctx, chart):
            await _ready(ctx, chart, task)
            stored = await ctx.services.storage.put(ctx, chart.patient_id, picture)
            if not await pages.set_thumbnail(ctx.db, chart, task.document_id, number, stored.key):
                await ctx.services.storage.delete(stored.key)
    log.info("document_thumbnails", document_id=str(task.document_id), pages=len(missing))


async def read_thumbnail(ctx: Ctx, chart: Chart, document: Document, number: int) -> bytes:
    """A page as small WebP: as it was kept, or drawn now where it was not."""
    if number > document.page_count:
        raise PageNotRead(page=number, of_pages=document.page_count)
    key = await pages.thumbnail_key(ctx.db, chart, document.id, number)
    if key is not None:
        return await ctx.services.storage.get(ctx, chart.patient_id, key)
    read = await pages.select_page(ctx.db, chart, document.id, number)
    data, password = await file_of(ctx, chart, document)
    return await asyncio.to_thread(_draw, data, number, read.page.rotation_deg if read else 0.0, password)


async def _ready(ctx: Ctx, chart: Chart, task: Task) -> Document:
    """The document, held; `Gone` where it went away or is not read."""
    document = await documents.lock(ctx.db, chart, task.document_id)
    if document is None or document.deleted_at or document.replaced_by:
        raise Gone
    if document.status is not ProcessingStatus.INDEXED and document.status is not ProcessingStatus.REVIEW:
        raise Gone
    return document


def _draw(data: bytes, number: int, rotation_deg: float, password: str | None) -> bytes:
    from salus.documents.engines.render import draw_thumbnail

    return draw_thumbnail(data, number, WIDTH_PX, rotation_deg=rotation_deg, password=password)
