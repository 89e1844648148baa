"""Unpack and pack pictures: JPEG and PNG to pixels as a person sees them, pixels to PNG."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from salus.documents.engines.pdfium import Picture
from salus.documents.errors import PageUnreadable

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 100_000_000  # never unpacked beyond this, whatever was accepted
_MAX_SIDE_PX = 4_000  # larger photos are unpacked smaller, where the format allows it for free
_DPI_RANGE = (50.0, 1_200.0)
_PAGE_RANGE_PT = (200.0, 1_800.0)  # longer side: from a receipt to A2; a stated resolution outside is no statement
_A4_LONG_PT = 841.89


@lru_cache(maxsize=1)
def _pillow() -> Any:
    import PIL.Image

    PIL.Image.MAX_IMAGE_PIXELS = None  # our own limit stands before every unpacking
    return PIL.Image


def unpack(data: bytes, max_side_px: int = _MAX_SIDE_PX) -> Picture:
    """The picture upright as its EXIF says, on white where it is transparent; raises `PageUnreadable` if damaged."""
    from PIL import ImageOps, UnidentifiedImageError

    try:
        with _pillow().open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise PageUnreadable(page=1)
            image.draft("RGB", (max_side_px, max_side_px))
            return np.asarray(_on_white(ImageOps.exif_transpose(image)), dtype=np.uint8)
    except (OSError, SyntaxError, ValueError, EOFError, UnidentifiedImageError) as broken:
        raise PageUnreadable(page=1) from broken


def _on_white(image: Image) -> Image:
    if image.mode.startswith("I;16") or image.mode == "I":
        return image.point(lambda level: level / 256).convert("L").convert("RGB")
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    ground: Image = _pillow().new("RGBA", seen.size, "white")
    ground.alpha_composite(seen)
    return ground.convert("RGB")


def size_pt(data: bytes, picture: Picture) -> tuple[float, float]:
    """Width and height of the page in points: by the resolution the file states if it is sensible, as A4 otherwise."""
    height, width = picture.shape[:2]
    stated = _stated_dpi(data)
    scale = _A4_LONG_PT / max(width, height)
    if stated is not None and _DPI_RANGE[0] <= stated[1] <= _DPI_RANGE[1]:
        longer_pt = max(stated[0]) * 72 / stated[1]
        if _PAGE_RANGE_PT[0] <= longer_pt <= _PAGE_RANGE_PT[1]:
            scale = longer_pt / max(width, height)
    return width * scale, height * scale


def _stated_dpi(data: bytes) -> tuple[tuple[int, int], float] | None:
    """The stored size in pixels and the resolution the file states."""
    try:
        with _pillow().open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
            dpi = image.info.get("dpi")
            return (image.size, float(dpi[0])) if dpi else None
    except (OSError, SyntaxError, ValueError, TypeError, ZeroDivisionError):
        return None


def resized(picture: Picture, width_px: int) -> Picture:
    """The picture at another width, same shape; never enlarged beyond twice its size."""
    import cv2

    height, width = picture.shape[:2]
    target = max(1, min(width_px, 2 * width))
    if target == width:
        return picture
    way = cv2.INTER_AREA if target < width else cv2.INTER_CUBIC
    size = (target, max(1, round(height * target / width)))
    return np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)


def png(picture: Picture) -> bytes:
    """The picture as PNG, packed quickly rather than tightly."""
    import cv2

    swapped = np.ascontiguousarray(picture[:, :, ::-1])
    is_packed, packed = cv2.imencode(".png", swapped, [cv2.IMWRITE_PNG_COMPRESSION, 3])
    if not is_packed:
        raise PageUnreadable
    return packed.tobytes()
