"""Draw a page, or a part of one, as PNG for the viewer and the review; the caller keeps what it may need again."""

from __future__ import annotations

import numpy as np

from salus.documents.contract import Box
from salus.documents.engines import pictures
from salus.documents.engines.pdfium import PDFFile, Picture
from salus.documents.engines.picture_pages import picture_page
from salus.documents.engines.sandbox import sandbox
from salus.documents.engines.signatures import FileKind, recognise
from salus.documents.logic.quarters import quarters_back, turned_box, turned_size

_WHOLE = Box(0.0, 0.0, 1.0, 1.0)
_WIDTHS_PX = (16, 4_000)
DRAW_TIMEOUT_S = 30.0  # an ordinary page takes 0.05 s


def draw_page(
    data: bytes, number: int, width_px: int, *, rotation_deg: float, password: str | None = None, part: Box = _WHOLE
) -> bytes:
    """A page, or the part of it inside a box, as PNG of this width; drawn in the sandbox.

    `rotation_deg` is that of the page as read (`Page.rotation_deg`; 0 before it is read): the page is drawn turned
    back by the nearest quarter turn, and `part` is a box of the page so displayed, as all boxes of a `Page` are.
    """
    corners = (part.x0, part.y0, part.x1, part.y1)
    return sandbox().ask(
        "draw",
        data,
        number,
        DRAW_TIMEOUT_S,
        lambda said, parts: parts[0],
        width_px=width_px,
        rotation_deg=rotation_deg,
        password=password,
        part=corners,
    )


def draw_thumbnail(
    data: bytes, number: int, width_px: int, *, rotation_deg: float, password: str | None = None
) -> bytes:
    """A page as small WebP, drawn in the sandbox."""
    return sandbox().ask(
        "thumbnail",
        data,
        number,
        DRAW_TIMEOUT_S,
        lambda said, parts: parts[0],
        width_px=width_px,
        rotation_deg=rotation_deg,
        password=password,
    )


def draw_page_here(
    data: bytes, number: int, width_px: int, *, rotation_deg: float, password: str | None = None, part: Box = _WHOLE
) -> bytes:
    """The same in this very process."""
    return pictures.png(_drawn(data, number, width_px, rotation_deg=rotation_deg, password=password, part=part))


def draw_thumbnail_here(
    data: bytes, number: int, width_px: int, *, rotation_deg: float, password: str | None = None
) -> bytes:
    """A small WebP in this very process."""
    return pictures.webp(_drawn(data, number, width_px, rotation_deg=rotation_deg, password=password, part=_WHOLE))


def _drawn(data: bytes, number: int, width_px: int, *, rotation_deg: float, password: str | None, part: Box) -> Picture:
    width_px = min(max(width_px, _WIDTHS_PX[0]), _WIDTHS_PX[1])
    quarters = quarters_back(rotation_deg)
    in_file = turned_box(part, -quarters)
    kind = recognise(data)
    if kind is FileKind.PDF:
        picture = _from_pdf(data, number, password, in_file, quarters, width_px)
    else:
        picture = _from_picture(data, kind, number, in_file)
    upright = np.ascontiguousarray(np.rot90(picture, -quarters))
    return pictures.resized(upright, width_px)


def _from_pdf(data: bytes, number: int, password: str | None, part: Box, quarters: int, width_px: int) -> Picture:
    with PDFFile(data, password) as file, file.page(number) as page:
        across_pt, _ = turned_size(page.width_pt * (part.x1 - part.x0), page.height_pt * (part.y1 - part.y0), quarters)
        return page.draw(width_px / max(across_pt, 1.0), part)


def _from_picture(data: bytes, kind: FileKind, number: int, part: Box) -> Picture:
    picture = picture_page(data, kind, number).picture
    height, width = picture.shape[:2]
    left, top = min(width - 1, int(part.x0 * width)), min(height - 1, int(part.y0 * height))
    right, bottom = max(left + 1, round(part.x1 * width)), max(top + 1, round(part.y1 * height))
    return picture[top:bottom, left:right]
