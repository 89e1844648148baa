"""Turn boxes by quarter turns: between a page as its file holds it and the page as it is displayed, upright. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from salus.documents.contract import Box

Boxes = NDArray[np.float64]


def quarters_back(rotation_deg: float) -> int:
    """How many clockwise quarter turns set text upright that is turned clockwise by so much."""
    return round(-rotation_deg / 90) % 4


def turned(boxes: Boxes, quarters: int) -> Boxes:
    """Boxes of shape (n, 4) in fractions of a page, after the page was turned clockwise by quarter turns."""
    x0, y0, x1, y1 = boxes.T
    after = {
        0: (x0, y0, x1, y1),
        1: (1 - y1, x0, 1 - y0, x1),
        2: (1 - x1, 1 - y1, 1 - x0, 1 - y0),
        3: (y0, 1 - x1, y1, 1 - x0),
    }[quarters % 4]
    return np.stack(after, axis=1)


def turned_box(box: Box, quarters: int) -> Box:
    """One box after such a turn."""
    return Box(*turned(np.array([[box.x0, box.y0, box.x1, box.y1]]), quarters)[0].tolist())


def turned_size(width: float, height: float, quarters: int) -> tuple[float, float]:
    """Width and height after such a turn."""
    return (height, width) if quarters % 2 else (width, height)
