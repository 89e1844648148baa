"""Unpack and pack pictures: JPEG, PNG, HEIC and pages of TIFF to pixels as a person sees them, pixels to PNG."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from salus.documents.engines.pdfium import Picture
from salus.documents.engines.picture_headers import PictureSize
from salus.documents.errors import CorruptHEIC, PageUnreadable

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 100_000_000  # never unpacked beyond this, whatever was accepted
_MAX_SIDE_PX = 4_000  # larger photos are unpacked smaller, where the format allows it for free
_DPI_RANGE = (50.0, 1_200.0)
_PAGE_RANGE_PT = (200.0, 1_800.0)  # longer side: from a receipt to A2; a stated resolution outside is no statement
_A4_LONG_PT = 841.89
_FAX_RATIO = (1.3, 3.0)


@lru_cache(maxsize=1)
def _pillow() -> Any:
    import PIL.Image

    PIL.Image.MAX_IMAGE_PIXELS = None  # our own limit stands before every unpacking
    return PIL.Image


def unpack(data: bytes, frame: int = 1, max_side_px: int = _MAX_SIDE_PX) -> Picture:
    """The picture upright as its EXIF says, on white where it is transparent; raises `PageUnreadable` if damaged.

    `frame` is the page of a TIFF, counted from 1; other pictures have one.
    """
    from PIL import ImageOps, UnidentifiedImageError

    try:
        with _open(data) as image:
            image.seek(frame - 1)
            if image.width * image.height > MAX_PIXELS:
                raise PageUnreadable(page=1)
            image.draft("RGB", (max_side_px, max_side_px))
            upright = _square(image, ImageOps.exif_transpose(image))
            return np.asarray(_on_white(_reduced(upright, max_side_px)), dtype=np.uint8)
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError, UnidentifiedImageError) as broken:
        raise PageUnreadable(page=1) from broken


def heic_size(data: bytes) -> PictureSize:
    """Width and height of a HEIC photo, without unpacking it; `CorruptHEIC` where it has none."""
    try:
        with _open(data) as image:
            return PictureSize(image.width, image.height)
    except (OSError, SyntaxError, ValueError, EOFError, RuntimeError) as broken:
        raise CorruptHEIC from broken


def _open(data: bytes) -> Any:
    """The picture, still packed, opened by its own reader and no other."""
    if data[4:8] == b"ftyp":
        import pi_heif

        pi_heif.register_heif_opener(decode_threads=1, thumbnails=False)
        return _pillow().open(io.BytesIO(data), formats=("HEIF",))
    is_tiff = data.startswith((b"II", b"MM"))
    return _pillow().open(io.BytesIO(data), formats=("TIFF",) if is_tiff else ("JPEG", "PNG"))


def _square(image: Any, upright: Image) -> Image:
    """Faxes have twice as many dots across as down (ITU-T T.4: 204 by 98 an inch); they are set back to their shape."""
    dpi = image.info.get("dpi") if image.format == "TIFF" else None
    if not dpi or min(dpi) <= 0 or not _FAX_RATIO[0] < float(dpi[0]) / float(dpi[1]) < _FAX_RATIO[1]:
        return upright
    ratio = float(dpi[0]) / float(dpi[1])
    return upright.convert("L").resize((upright.width, round(upright.height * ratio)))


def _reduced(image: Image, max_side_px: int) -> Image:
    """A whole fraction of a picture that is larger than it is ever read or shown."""
    factor = -(-max(image.size) // max_side_px)
    if factor < 2:
        return image
    return (image.convert("L") if image.mode == "1" else image).reduce(factor) if image.mode != "P" else image


def _on_white(image: Image) -> Image:
    if image.mode.startswith("I;16") or image.mode == "I":
        return image.point(lambda level: level / 256).convert("L").convert("RGB")
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    ground: Image = _pillow().new("RGBA", seen.size, "white")
    ground.alpha_composite(seen)
    return ground.convert("RGB")


def size_pt(data: bytes, picture: Picture, frame: int = 1) -> tuple[float, float]:
    """Width and height of the page in points: by the resolution the file states if it is sensible, as A4 otherwise."""
    height, width = picture.shape[:2]
    stated = _stated_dpi(data, frame)
    scale = _A4_LONG_PT / max(width, height)
    if stated is not None and _DPI_RANGE[0] <= stated[1] <= _DPI_RANGE[1]:
        longer_pt = max(stated[0]) * 72 / stated[1]
        if _PAGE_RANGE_PT[0] <= longer_pt <= _PAGE_RANGE_PT[1]:
            scale = longer_pt / max(width, height)
    return width * scale, height * scale


def _stated_dpi(data: bytes, frame: int) -> tuple[tuple[int, int], float] | None:
    """The stored size in pixels and the resolution the file states."""
    try:
        with _open(data) as image:
            image.seek(frame - 1)
            dpi = image.info.get("dpi")
            return (image.size, float(dpi[0])) if dpi else None
    except (OSError, SyntaxError, ValueError, TypeError, EOFError, KeyError, ZeroDivisionError):
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


def webp(picture: Picture) -> bytes:
    """The picture as WebP, small rather than true: for lists."""
    import cv2

    swapped = np.ascontiguousarray(picture[:, :, ::-1])
    is_packed, packed = cv2.imencode(".webp", swapped, [cv2.IMWRITE_WEBP_QUALITY, 60])
    if not is_packed:
        raise PageUnreadable
    return packed.tobytes()
