"""Pictures of pages and of the places that proposals were read from, drawn in a thread and kept in memory for a while.

They stay in this process: a shared cache would hold patients' pages outside the encrypted storage. Whoever asks has
opened the chart before, so a deleted document is refused whatever is still kept here.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from uuid import UUID

from salus.core.context import Ctx
from salus.documents.contract import Box, Document, PageNotRead, Proposal
from salus.documents.service.doors import read_document
from salus.documents.service.reading import file_of
from salus.documents.store import pages
from salus.records.contract import Chart

MARGIN_X, MARGIN_Y = 0.02, 0.025  # of the page around a crop, so that its row can be recognised
KEPT_BYTES = 64 << 20
WHOLE = Box(0.0, 0.0, 1.0, 1.0)
_Key = tuple[UUID, int, int, Box]


class PictureShelf:
    """Drawn pictures, the least recently wanted dropped first once they are too many bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._held_bytes = 0
        self._pictures: OrderedDict[_Key, bytes] = OrderedDict()

    def find(self, key: _Key) -> bytes | None:
        """The picture, if it is still there."""
        picture = self._pictures.get(key)
        if picture is not None:
            self._pictures.move_to_end(key)
        return picture

    def keep(self, key: _Key, picture: bytes) -> None:
        """Put it in front."""
        self._held_bytes += len(picture) - len(self._pictures.pop(key, b""))
        self._pictures[key] = picture
        while self._held_bytes > self._most_bytes:
            _, dropped = self._pictures.popitem(last=False)
            self._held_bytes -= len(dropped)


_shelf = PictureShelf(KEPT_BYTES)


async def draw_page(ctx: Ctx, chart: Chart, document: Document, number: int, width_px: int) -> bytes:
    """A page as PNG of this width, turned as it was read."""
    return await _draw(ctx, chart, document, number, width_px, WHOLE)


async def draw_crop(ctx: Ctx, chart: Chart, proposal: Proposal, width_px: int) -> bytes:
    """The place that a proposal was read from, with a little of what stands around it."""
    document = await read_document(ctx, chart, proposal.document_id)
    return await _draw(ctx, chart, document, proposal.draft.page, width_px, _with_margin(proposal.draft.box))


async def _draw(ctx: Ctx, chart: Chart, document: Document, number: int, width_px: int, part: Box) -> bytes:
    from salus.documents.engines import render

    if number > document.page_count:
        raise PageNotRead(page=number, of_pages=document.page_count)
    read = await pages.select_page(ctx.db, chart, document.id, number)
    key = (document.id, number, width_px, part)
    drawn = _shelf.find(key) if read else None
    if drawn is None:
        data, password = await file_of(ctx, chart, document)
        turned = read.page.rotation_deg if read else 0.0
        drawn = await asyncio.to_thread(
            render.draw_page, data, number, width_px, rotation_deg=turned, password=password, part=part
        )
        if read:  # before a page is read nobody knows which way is up
            _shelf.keep(key, drawn)
    return drawn


def _with_margin(box: Box) -> Box:
    return Box(
        max(box.x0 - MARGIN_X, 0.0),
        max(box.y0 - MARGIN_Y, 0.0),
        min(box.x1 + MARGIN_X, 1.0),
        min(box.y1 + MARGIN_Y, 1.0),
    )
