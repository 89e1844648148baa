"""Geometry of a page in a picture: how lines of print lie, and where points go when the picture is straightened. Pure.

Points are pixels, x to the right, y down; matrices are 3 by 3 and map (x, y, 1). Quads are corners of a line of
print: top left, top right, bottom right, bottom left in the direction of reading.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Quads = NDArray[np.float32]
Matrix = NDArray[np.float64]

_TALL = 1.5  # height to width from which a quad is taken for an upended line
_UPENDED, _UPENDED_TO_USUAL = 2.2, 2.5
_LONG = 4.0  # width to height from which a line tells the slope reliably
_MIN_LONG_LINES = 3


def sides(quads: Quads) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Lengths of the lines and their heights [px]."""
    corners = quads.astype(np.float64)
    lengths = np.linalg.norm(corners[:, 1] - corners[:, 0], axis=1)
    heights = np.linalg.norm(corners[:, 3] - corners[:, 0], axis=1)
    return lengths, heights


def is_tall(quads: Quads) -> NDArray[np.bool_]:
    """Which quads stand upright, as lines of a page that lies on its side do."""
    lengths, heights = sides(quads)
    return heights > _TALL * lengths


def is_upended(quads: Quads) -> NDArray[np.bool_]:
    """Which lines of a page that is not on its side are printed upwards, as in a margin.

    A single letter is taller than wide as well, so an upended line must be longer than any line is high.
    """
    lengths, heights = sides(quads)
    if not len(quads):
        return np.zeros(0, dtype=bool)
    usual = float(np.median(np.minimum(lengths, heights)))
    return (heights > _UPENDED * lengths) & (heights > _UPENDED_TO_USUAL * usual)


def lies_sideways(quads: Quads) -> bool:
    """Whether most print, by area, stands upright."""
    lengths, heights = sides(quads)
    areas, tall = lengths * heights, is_tall(quads)
    is_wide = lengths > _TALL * heights
    return float(areas[tall].sum()) > float(areas[is_wide].sum())


def skew_deg(quads: Quads) -> float:
    """How far lines run down to the right [degrees]: the median over long lines, the longer counting more.

    Zero where fewer than three lines are long enough to tell.
    """
    lengths, heights = sides(quads)
    is_long = lengths > _LONG * heights
    if np.count_nonzero(is_long) < _MIN_LONG_LINES:
        return 0.0
    corners = quads[is_long].astype(np.float64)
    along = (corners[:, 1] - corners[:, 0] + corners[:, 2] - corners[:, 3]) / 2
    slopes = np.degrees(np.arctan2(along[:, 1], along[:, 0]))
    order = np.argsort(slopes)
    weights = np.cumsum(lengths[is_long][order])
    return float(slopes[order][np.searchsorted(weights, weights[-1] / 2)])


def moved(matrix: Matrix, points: Points) -> Points:
    """Where points of shape (..., 2) go under a matrix."""
    flat = points.reshape(-1, 2)
    mapped = np.hstack([flat, np.ones((len(flat), 1))]) @ matrix.T
    return np.asarray((mapped[:, :2] / mapped[:, 2:]).reshape(points.shape))


def turn(degrees: float, width: float, height: float) -> Matrix:
    """Rotate clockwise about the middle of a picture, which keeps its size."""
    radians, x, y = np.radians(degrees), width / 2, height / 2
    cos, sin = np.cos(radians), np.sin(radians)
    return np.array([[cos, -sin, x - cos * x + sin * y], [sin, cos, y - sin * x - cos * y], [0.0, 0.0, 1.0]])


def quarter_turns(count: int, width: float, height: float) -> Matrix:
    """Rotate clockwise by quarter turns; the picture is moved so that it starts at (0, 0) again."""
    return np.array(
        {
            0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            1: [[0, -1, height], [1, 0, 0], [0, 0, 1]],
            2: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
            3: [[0, 1, 0], [-1, 0, width], [0, 0, 1]],
        }[count % 4],
        dtype=np.float64,
    )


def scaling(x: float, y: float) -> Matrix:
    """Stretch by two factors."""
    return np.diag([x, y, 1.0])


def direction_deg(matrix: Matrix, at: Points) -> float:
    """The clockwise angle, 0 to 360, to which a matrix turns a line that runs to the right at a point."""
    ends = moved(matrix, np.stack([at - [1.0, 0.0], at + [1.0, 0.0]]))
    along = ends[1] - ends[0]
    return float(np.degrees(np.arctan2(along[1], along[0])) % 360)


def around(points: Points) -> NDArray[np.float64]:
    """The upright rectangles x0, y0, x1, y1 around groups of points of shape (n, k, 2)."""
    return np.concatenate([points.min(axis=1), points.max(axis=1)], axis=1)


def share_covered(boxes: NDArray[np.float64], known: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of each box's area lies under known boxes, which are taken not to overlap one another."""
    if not len(boxes) or not len(known):
        return np.zeros(len(boxes))
    width = np.minimum(boxes[:, None, 2], known[None, :, 2]) - np.maximum(boxes[:, None, 0], known[None, :, 0])
    height = np.minimum(boxes[:, None, 3], known[None, :, 3]) - np.maximum(boxes[:, None, 1], known[None, :, 1])
    shared = (np.clip(width, 0, None) * np.clip(height, 0, None)).sum(axis=1)
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    return np.asarray(shared / np.maximum(areas, 1e-12))
