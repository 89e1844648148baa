"""Take the pictures out of a page: drawn as they are seen, with their place; logos and lines are left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from salus.documents.contract import Box, PageImage
from salus.documents.engines import pictures
from salus.documents.engines.pdf_objects import ImageObject
from salus.documents.engines.pdfium import PDFPage, Picture

MIN_SHARE = 0.015  # of the page; smaller ones are logos and signatures
_MIN_SIDE_PT = 36.0  # half an inch
_MIN_SIDE_PX = 64
_MAX_SIDE_PX = 2_000  # of the picture as kept
_MAX_IMAGES = 40  # of one page
_TOUCH = 0.004  # of the page: stripes of one picture, as scanners write them, lie closer than this

Boxes = NDArray[np.float64]


def image_boxes(page: PDFPage, images: Sequence[ImageObject]) -> Boxes:
    """Where pictures worth keeping lie on an open page, as fractions; stripes of one picture are joined."""
    if not images:
        return np.empty((0, 4))
    boxes = np.clip(page.fractions(np.array([image.rect for image in images])), 0.0, 1.0)
    joined: Boxes = np.array(_joined(boxes.tolist())).reshape(-1, 4)
    width, height = joined[:, 2] - joined[:, 0], joined[:, 3] - joined[:, 1]
    is_large = (width * height >= MIN_SHARE) & (
        np.minimum(width * page.width_pt, height * page.height_pt) >= _MIN_SIDE_PT
    )
    return joined[is_large][:_MAX_IMAGES]


def native_scale(page: PDFPage, images: Sequence[ImageObject]) -> float:
    """Pixels per point of the sharpest picture of the page that is large enough to be kept."""
    scales = [
        image.width_px / max(image.rect[2] - image.rect[0], 1e-3)
        for image in images
        if (image.rect[2] - image.rect[0]) * (image.rect[3] - image.rect[1])
        >= MIN_SHARE * page.width_pt * page.height_pt
    ]
    return max(scales, default=0.0)


def page_images(page: PDFPage, boxes: Iterable[Sequence[float]], scale: float) -> tuple[PageImage, ...]:
    """The pictures at these places of an open page, drawn at `scale` pixels per point or smaller."""
    kept = []
    for x0, y0, x1, y1 in boxes:
        box = Box(float(x0), float(y0), float(x1), float(y1))
        longer_pt = max((box.x1 - box.x0) * page.width_pt, (box.y1 - box.y0) * page.height_pt)
        image = page_image(page.draw(min(scale, _MAX_SIDE_PX / max(longer_pt, 1.0)), box), box)
        if min(image.width_px, image.height_px) >= _MIN_SIDE_PX:
            kept.append(image)
    return tuple(kept)


def page_image(picture: Picture, box: Box) -> PageImage:
    """A picture as it is kept, not larger than needed."""
    height, width = picture.shape[:2]
    if max(height, width) > _MAX_SIDE_PX:
        picture = pictures.resized(picture, round(width * _MAX_SIDE_PX / max(height, width)))
    return PageImage(box, picture.shape[1], picture.shape[0], pictures.png(picture))


def _joined(boxes: list[list[float]]) -> list[list[float]]:
    """Boxes of equal width or height that touch along that side become one."""
    boxes = sorted(boxes, key=lambda box: (box[1], box[0]))
    joined: list[list[float]] = []
    for box in boxes:
        partner = next((other for other in joined if _continues(other, box)), None)
        if partner is None:
            joined.append(list(box))
        else:
            partner[:] = [*map(min, partner[:2], box[:2]), *map(max, partner[2:], box[2:])]
    return joined


def _continues(one: list[float], other: list[float]) -> bool:
    same_columns = abs(one[0] - other[0]) < _TOUCH and abs(one[2] - other[2]) < _TOUCH
    same_rows = abs(one[1] - other[1]) < _TOUCH and abs(one[3] - other[3]) < _TOUCH
    below = other[1] - one[3] < _TOUCH
    beside = max(one[0], other[0]) - min(one[2], other[2]) < _TOUCH
    return (same_columns and below) or (same_rows and beside)
