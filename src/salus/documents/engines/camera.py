"""Undo what a camera or a copier does to a page: perspective, uneven light, weak contrast; and see its ruling lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from salus.documents.engines.pdfium import Picture
from salus.documents.logic.planes import Matrix

_LOOK_PX = 640  # the longer side at which a sheet on a table is looked for
_MIN_SHEET, _MAX_SHEET = 0.2, 0.97  # of the picture: smaller is a slip of paper, larger needs no help
_MIN_SHEET_CONTRAST = 20  # of 255, between the sheet and what lies around it
_MAX_CORNER_COS = 0.42  # corners between 65 and 115 degrees: a sheet seen from an ordinary angle
_LIGHT_CELLS = 24  # the light is sampled on this grid
_PAPER_PERCENTILE = 85  # of a cell: print covers less than this
_EVEN = 1.2  # brightest to darkest paper: what may stay as it is
_BRIGHT = 190  # of 255: paper darker than this is lifted
_PAPER_LEVEL = 235.0
_MAX_GAIN = 8.0
_DARK_GROUND, _MAX_PRINT = 80, 0.3  # of 255, and share of the page that print may cover
_RULE_WIDTH, _RULE_HEIGHT = 0.04, 0.015  # of the page: shorter dark runs are print

_LONG_RULE_WIDTH, _LONG_RULE_HEIGHT = 0.06, 0.035  # of the page: print is never so long, so these may be painted over
_MAX_RULE_PX = 7  # thickness of what counts as a line and not as a bar


def sheet_corners(picture: Picture) -> NDArray[np.float32] | None:
    """The corners of a bright sheet on a darker ground, clockwise from the top left; None if none is clearly seen."""
    import cv2

    height, width = picture.shape[:2]
    scale = _LOOK_PX / max(height, width)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = np.asarray(cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), (5, 5), 0), np.uint8)
    candidates = [quad for mask in _sheet_masks(grey) if (quad := _quad(mask)) is not None]
    fitting = [quad for quad in candidates if _is_sheet(quad, grey)]
    if not fitting:
        return None
    best = max(fitting, key=lambda quad: float(cv2.contourArea(quad)))
    return np.asarray(best / scale, dtype=np.float32)


def _sheet_masks(grey: Picture) -> list[Picture]:
    """The bright part at three thresholds; with a lamp from one side the lowest finds the whole sheet."""
    import cv2

    otsu, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    masks = [bright, *(cv2.threshold(grey, otsu * factor, 255, cv2.THRESH_BINARY)[1] for factor in (0.85, 0.7))]
    kernel = np.ones((15, 15), np.uint8)  # close over the print
    return [np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel), np.uint8) for mask in masks]


def _quad(mask: Picture) -> NDArray[np.float32] | None:
    import cv2

    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    shape = cv2.approxPolyDP(hull, 0.02 * cv2.arcLength(hull, True), True)
    if len(shape) != 4:
        return None
    corners = shape.reshape(4, 2).astype(np.float32)
    middle = corners.mean(axis=0)
    clockwise = corners[np.argsort(np.arctan2(*(corners - middle).T[::-1]))]
    return np.roll(clockwise, -int(np.argmin(clockwise.sum(axis=1))), axis=0)


def _is_sheet(quad: NDArray[np.float32], grey: Picture) -> bool:
    import cv2

    share = cv2.contourArea(quad) / grey.size
    if not _MIN_SHEET <= share <= _MAX_SHEET:
        return False
    edges = np.roll(quad, -1, axis=0) - quad
    units = edges / np.maximum(np.linalg.norm(edges, axis=1, keepdims=True), 1e-6)
    if np.abs((units * np.roll(units, 1, axis=0)).sum(axis=1)).max() > _MAX_CORNER_COS:
        return False
    inside = np.zeros_like(grey)
    cv2.fillConvexPoly(inside, quad.astype(np.int32), 1)
    ring = cv2.dilate(inside, np.ones((25, 25), np.uint8)) - inside
    if not ring.any():
        return False
    return bool(np.median(grey[inside > 0]) - np.median(grey[ring > 0]) >= _MIN_SHEET_CONTRAST)


def flatten_sheet(picture: Picture, corners: NDArray[np.float32]) -> tuple[Picture, Matrix]:
    """The sheet as seen from straight above, and the matrix that took the picture there."""
    import cv2

    top, right, bottom, left = (float(np.linalg.norm(edge)) for edge in np.roll(corners, -1, axis=0) - corners)
    width, height = round(max(top, bottom)), round(max(left, right))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    flat = cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(flat, np.uint8), np.asarray(matrix, np.float64)


def dark_on_light(picture: Picture) -> Picture:
    """The page with dark print on light ground: pictures of screens in dark mode are inverted."""
    grey = picture[::4, ::4].mean(axis=2)
    ground = float(np.median(grey))
    is_dark = ground < _DARK_GROUND and float((grey > ground + _DARK_GROUND).mean()) < _MAX_PRINT
    return 255 - picture if is_dark else picture


def even_light(picture: Picture) -> Picture:
    """The page as under even, sufficient light; returned as it is where the light was even and the paper bright.

    The light is a smooth surface (second order) through the brightness of the paper, found without the
    cells that are darker than their surroundings, such as pictures and coloured bars.
    """
    import cv2

    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    light = _light_surface(_paper_grid(grey), *grey.shape)
    if light.min() >= _BRIGHT and light.max() <= _EVEN * light.min():
        return picture
    gain = np.clip(_PAPER_LEVEL / np.maximum(light, 1.0), 1.0, _MAX_GAIN)
    evened = np.clip(_stretched((grey * gain).astype(np.float32)), 0, 255).astype(np.uint8)
    return np.asarray(cv2.cvtColor(evened, cv2.COLOR_GRAY2RGB), np.uint8)


def _paper_grid(grey: Picture) -> NDArray[np.float64]:
    rows = np.array_split(grey, min(_LIGHT_CELLS, grey.shape[0]), axis=0)
    return np.array(
        [
            [
                np.percentile(cell[::2, ::2], _PAPER_PERCENTILE)
                for cell in np.array_split(row, min(_LIGHT_CELLS, row.shape[1]), axis=1)
            ]
            for row in rows
        ]
    )


def _terms(y: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=-1)


def _light_surface(grid: NDArray[np.float64], height: int, width: int) -> NDArray[np.float32]:
    y, x = (axis.ravel() for axis in np.meshgrid(*(np.linspace(-1, 1, size) for size in grid.shape), indexing="ij"))
    terms, levels = _terms(y, x), grid.ravel()
    use = np.ones(len(levels), dtype=bool)
    weights: NDArray[np.float64] = np.zeros(terms.shape[1])
    for _ in range(4):
        weights = np.asarray(np.linalg.lstsq(terms[use], levels[use], rcond=None)[0], np.float64)
        off = levels - terms @ weights
        use = off > -max(8.0, 1.5 * float(np.std(off[use])))
        if use.sum() < 3 * terms.shape[1]:
            break
    import cv2

    coarse = (terms @ weights).reshape(grid.shape).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _stretched(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """Spread weak print: the darkest half per cent becomes black if it is not dark already."""
    dark = float(np.percentile(grey[::4, ::4], 0.5))
    return grey if dark < 60 else np.asarray((grey - dark) * (_PAPER_LEVEL / max(_PAPER_LEVEL - dark, 30.0)))


def rules(picture: Picture) -> NDArray[np.float64]:
    """Level and upright ruling lines as x0, y0, x1, y1 [px], shape (n, 4)."""
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 15, 12)
    height, width = grey.shape
    found: list[Sequence[int]] = []
    for kernel in ((max(20, int(width * _RULE_WIDTH)), 1), (1, max(20, int(height * _RULE_HEIGHT)))):
        runs = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(kernel[::-1], np.uint8))
        thick = cv2.dilate(runs, np.ones((3, 3), np.uint8))
        contours, _ = cv2.findContours(thick, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        found += [cv2.boundingRect(contour) for contour in contours]
    return np.array([(x, y, x + w, y + h) for x, y, w, h in found], dtype=np.float64).reshape(-1, 4)


def without_rules(picture: Picture, found: NDArray[np.float64]) -> Picture:
    """The picture with its long ruling lines painted over by what lies beside them."""
    import cv2

    height, width = picture.shape[:2]
    is_long = ((found[:, 2] - found[:, 0]) > _LONG_RULE_WIDTH * width) | (
        (found[:, 3] - found[:, 1]) > _LONG_RULE_HEIGHT * height
    )
    if not is_long.any():
        return picture
    mask = np.zeros((height, width), dtype=np.uint8)
    for x0, y0, x1, y1 in found[is_long].astype(int).tolist():
        if min(x1 - x0, y1 - y0) <= _MAX_RULE_PX:
            mask[y0:y1, x0:x1] = 1
    beside = cv2.dilate(picture, np.ones((2 * _MAX_RULE_PX + 1, 2 * _MAX_RULE_PX + 1), np.uint8))
    return np.where(mask[..., None] > 0, beside, picture).astype(np.uint8)
