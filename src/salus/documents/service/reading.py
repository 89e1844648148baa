"""Tier 1: the words of every page with their boxes, page by page, each kept as soon as it is read."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from salus.core.context import Ctx
from salus.documents.contract import Document, Page, PageImage, PageSource, ProcessingStatus
from salus.documents.errors import PageUnreadable
from salus.documents.logic import status as stages
from salus.documents.logic.language import language_of
from salus.documents.logic.lines import reading_lines
from salus.documents.store import documents, pages
from salus.documents.store.pages import ImageRow
from salus.documents.tasks import Stopwatch, Task, compute, log_done
from salus.records.contract import Chart

KEEP_EVERY_S = 0.5  # a page of a scan takes seconds and is kept at once; fast pages are kept together
LEAST_PICTURE_PX = 48  # smaller ones are bullets, lines and logos' crumbs
MOST_PICTURES = 60  # of one page; more is a mosaic of tiles


@dataclass(slots=True)
class PageRead:
    """A page as read, or why it was not."""

    page: Page
    problem: str | None = None


@dataclass(slots=True)
class _Kept:
    """Pages that are read and not yet kept."""

    waiting: list[PageRead] = field(default_factory=list)
    since: float = field(default_factory=time.monotonic)

    @property
    def is_due(self) -> bool:
        return time.monotonic() - self.since >= KEEP_EVERY_S


async def read_pages(task: Task) -> None:
    """Read what is not read yet, and let the second tier go on; pages kept by an earlier attempt stay."""
    watch = Stopwatch()
    async with task.open() as (ctx, chart):
        document = await task.hold(ctx, chart, stages.READING)
        done = await pages.numbers_read(ctx.db, chart, task.document_id)
        data, password = await file_of(ctx, chart, document)
    missing = [number for number in range(1, document.page_count + 1) if number not in done]
    kept = _Kept()
    for place, number in enumerate(missing):
        await task.say(stages.READING, place / len(missing), stages.reading_page(number, document.page_count))
        kept.waiting.append(await _read(data, password, number))
        if kept.is_due or number == missing[-1]:
            await _keep(task, kept.waiting)
            kept = _Kept()
    async with task.open() as (ctx, chart):
        await task.hold(ctx, chart, stages.READING)
        await _finish(ctx, chart, task, len(missing), watch)
    await task.tell(ProcessingStatus.ANALYZING.value)
    log_done("document_read", task, watch.ms, {"pages": len(missing)})


async def file_of(ctx: Ctx, chart: Chart, document: Document) -> tuple[bytes, str | None]:
    """The bytes that are read and drawn, and the password that opens them, where an earlier release kept one."""
    stored = await documents.select_file(ctx.db, chart, document.id)
    storage = ctx.services.storage
    if stored.readable_key is not None:
        return await storage.get(ctx, chart.patient_id, stored.readable_key), None
    data = await storage.get(ctx, chart.patient_id, stored.storage_key)
    if stored.password_key is None:
        return data, None
    return data, (await storage.get(ctx, chart.patient_id, stored.password_key)).decode()


async def _read(data: bytes, password: str | None, number: int) -> PageRead:
    try:
        return PageRead(await compute("reading", _read_page, data, password, number))
    except PageUnreadable:
        blank = Page(number, 595.0, 842.0, PageSource.BLANK, ())
        return PageRead(blank, f"Page {number} could not be read.")


def _read_page(data: bytes, password: str | None, number: int) -> Page:
    from salus.documents.engines.read import read_page

    return read_page(data, number, password)


async def _keep(task: Task, read: Sequence[PageRead]) -> None:
    async with task.open() as (ctx, chart):
        await task.hold(ctx, chart, stages.READING)
        for each in read:
            plain = "\n".join(line.text for line in reading_lines(each.page))
            is_new = await pages.insert_page(
                ctx.db, chart, task.document_id, each.page, plain, language_of(plain), each.problem
            )
            if is_new:
                await _keep_pictures(ctx, chart, task, each.page)


async def _keep_pictures(ctx: Ctx, chart: Chart, task: Task, page: Page) -> None:
    for ordinal, picture in enumerate(_worth_keeping(page)):
        stored = await ctx.services.storage.put(ctx, chart.patient_id, picture.png)
        row = ImageRow(page.number, ordinal, picture.box, picture.width_px, picture.height_px, stored.key)
        await pages.insert_image(ctx.db, chart, task.document_id, row)


def _worth_keeping(page: Page) -> Iterator[PageImage]:
    large = (each for each in page.images if min(each.width_px, each.height_px) >= LEAST_PICTURE_PX)
    yield from islice(large, MOST_PICTURES)


async def _finish(ctx: Ctx, chart: Chart, task: Task, count: int, watch: Stopwatch) -> None:
    await documents.set_state(
        ctx.db,
        chart,
        task.document_id,
        status=ProcessingStatus.ANALYZING,
        tier=stages.UNDERSTANDING,
        progress=stages.progress(stages.UNDERSTANDING, 0.0),
        message=stages.UNDERSTANDING_IT,
    )
    await documents.log_tier(
        ctx.db, chart, task.document_id, tier=1, outcome="done", took_ms=watch.ms, counts={"pages": count}
    )
