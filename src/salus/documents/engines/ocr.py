"""Read the print in a picture of a page however it lies: turned, skewed, in perspective, badly lit.

Every word is returned twice: where it stands in the picture as given, and where it would stand on an upright page.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from salus.documents.engines import camera, ocr_models
from salus.documents.engines.pdfium import Picture
from salus.documents.errors import PageUnreadable
from salus.documents.logic.ctc import ReadWord
from salus.documents.logic.planes import (
    Matrix,
    Quads,
    around,
    direction_deg,
    is_upended,
    lies_sideways,
    moved,
    quarter_turns,
    scaling,
    share_covered,
    sides,
    skew_deg,
    turn,
)

TIMEOUT_S = 120.0  # one page; an ordinary one takes 2 s on two cores
_MAX_SIDE_PX = 2600  # larger pictures are read at this size: A4 at 220 dpi
_LEVEL_DEG = 0.15  # what a level page may lean: 3 pixels over its width
_STEEP_DEG = 6.0  # a page that leaned more is looked at again when it is level
_SAMPLE = 6  # lines read to tell which way is up
_PLAINLY_UP = 0.9  # mean confidence of a page that is the right way up; upside down it is below 0.75
_KNOWN_SHARE = 0.5  # of a line's area: lines so far under known words are not read again
_SHORT = 8.0  # width by height up to which a line is a cell: a number, a unit, a flag
# What is added to the picture of a line at its ends and taken from above and below it, in parts of its height. Of 900
# cells in four fonts and three sizes 28 were misread so, 51 without; for long lines it only costs time.
_SHORT_MARGIN, _LONG_MARGIN = (0.08, -0.1), (0.12, 0.0)
_AT_ONCE = 32  # lines read between two looks at the clock
_NOTHING: NDArray[np.float64] = np.empty((0, 4))


@dataclass(frozen=True, slots=True)
class PictureText:
    """What stands in a picture.

    Parameters
    ----------
    texts, confidences : sequences of length n
        The words as read and how sure the reader was, 0 to 1.
    shown : ndarray of shape (n, 4)
        Boxes as fractions of the picture as given.
    upright : ndarray of shape (n, 4)
        Boxes as fractions of the page set upright.
    rules : ndarray of shape (m, 4)
        Ruling lines as fractions of the page set upright.
    aspect : float
        Width by height of the page set upright.
    rotation_deg : float
        How far clockwise the text is turned in the picture as given, 0 to 360.
    to_shown : ndarray of shape (3, 3)
        Takes fractions of the upright page to fractions of the picture as given.
    """

    texts: Sequence[str]
    confidences: Sequence[float]
    shown: NDArray[np.float64]
    upright: NDArray[np.float64]
    rules: NDArray[np.float64]
    aspect: float
    rotation_deg: float
    to_shown: Matrix


@dataclass(frozen=True, slots=True)
class _View:
    """A straightened picture, the lines found in it, and the matrix that brought the given picture there."""

    picture: Picture
    quads: Quads
    matrix: Matrix
    rules: NDArray[np.float64] = field(default_factory=lambda: _NOTHING)

    @property
    def size(self) -> tuple[int, int]:
        return self.picture.shape[1], self.picture.shape[0]


def read_picture(picture: Picture, known: NDArray[np.float64] = _NOTHING, timeout_s: float = TIMEOUT_S) -> PictureText:
    """All print in a picture, except what lies under `known` boxes (fractions of the picture).

    Raises `PageUnreadable` when the time is up.
    """
    deadline = time.monotonic() + timeout_s
    view = _the_right_way_up(_without_rules(_level(_on_its_feet(_sheet(picture)))), deadline)
    unknown = share_covered(_shown(view, view.quads, picture), known) < _KNOWN_SHARE
    quads = _in_reading_direction(view.quads[unknown])
    return _assembled(picture, view, quads, _read(view.picture, quads, deadline))


def read_strips(picture: Picture, boxes: NDArray[np.float64]) -> list[str]:
    """What stands in some boxes (fractions of an upright picture), each a single line."""
    height, width = picture.shape[:2]
    strips = []
    for x0, y0, x1, y1 in boxes * [width, height, width, height]:
        quad = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
        strips.append(_cutting(picture, quad))
    return [" ".join(word.text for word in line) for line in ocr_models.read_lines(strips)]


def _sheet(picture: Picture) -> _View:
    """The page cut out of the picture, flat, evenly lit, of a size fit for reading."""
    import cv2

    matrix: Matrix = np.eye(3)
    corners = camera.sheet_corners(picture)
    if corners is not None:
        picture, matrix = camera.flatten_sheet(picture, corners)
    scale = _MAX_SIDE_PX / max(picture.shape)
    if scale < 1:
        picture = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
        matrix = scaling(scale, scale) @ matrix
    picture = camera.even_light(camera.dark_on_light(picture))
    return _View(picture, ocr_models.find_lines(picture), matrix)


def _on_its_feet(view: _View) -> _View:
    """Turn a page that lies on its side, and look again: lines are found less well lengthwise."""
    if not len(view.quads) or not lies_sideways(view.quads):
        return view
    turned = _turned(view, 1)
    return replace(turned, quads=ocr_models.find_lines(turned.picture))


def _level(view: _View) -> _View:
    """Turn the picture so that lines run level; after a steep turn it is looked at again."""
    import cv2

    slope = skew_deg(view.quads)
    if abs(slope) < _LEVEL_DEG:
        return view
    matrix = turn(-slope, *view.size)
    leveled = cv2.warpAffine(
        view.picture, matrix[:2], view.size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    picture = np.asarray(leveled, np.uint8)
    if abs(slope) > _STEEP_DEG:
        return _View(picture, ocr_models.find_lines(picture), matrix @ view.matrix)
    quads = moved(matrix, view.quads.astype(np.float64)).astype(np.float32)
    return _View(picture, quads, matrix @ view.matrix)


def _without_rules(view: _View) -> _View:
    """Take ruling lines out of the picture: beside a border of a cell an L is read as an F."""
    found = camera.rules(view.picture)
    return replace(view, picture=camera.without_rules(view.picture, found), rules=found)


def _turned(view: _View, quarters: int) -> _View:
    """The view turned clockwise by quarter turns, its lines with it."""
    matrix = quarter_turns(quarters, *view.size)
    quads = moved(matrix, view.quads.astype(np.float64)).astype(np.float32)
    # The reading direction turns too: the corner that is now top left comes first.
    quads = np.roll(quads, quarters, axis=1)
    rules = around(moved(matrix, view.rules.reshape(-1, 2, 2)))
    return _View(np.ascontiguousarray(np.rot90(view.picture, -quarters)), quads, matrix @ view.matrix, rules)


def _the_right_way_up(view: _View, deadline: float) -> _View:
    """Turn a page that lies upside down: a few lines are read, and read the other way round if they make no sense."""
    sample = _sample(view.quads)
    if not len(sample):
        return view
    upright = _sureness(_read(view.picture, sample, deadline))
    if upright >= _PLAINLY_UP:
        return view
    around_turned = _turned(_View(view.picture, sample, view.matrix), 2)
    if _sureness(_read(around_turned.picture, around_turned.quads, deadline)) <= upright:
        return view
    return _turned(view, 2)


def _sample(quads: Quads) -> Quads:
    """A few lines of middling length, spread over the page."""
    lengths, heights = sides(quads)
    fitting = np.flatnonzero((lengths > 2.5 * heights) & (lengths < 20 * heights))
    if not len(fitting):
        fitting = np.flatnonzero(lengths > heights)
    step = max(1, len(fitting) // _SAMPLE)
    return quads[fitting[::step][:_SAMPLE]]


def _sureness(lines: Sequence[tuple[ReadWord, ...]]) -> float:
    """Mean confidence per character; nothing read is no confidence."""
    weights = [(len(word.text), word.confidence) for line in lines for word in line]
    total = sum(weight for weight, _ in weights)
    return sum(weight * confidence for weight, confidence in weights) / total if total else 0.0


def _read(picture: Picture, quads: Quads, deadline: float) -> list[tuple[ReadWord, ...]]:
    lines: list[tuple[ReadWord, ...]] = []
    for start in range(0, len(quads), _AT_ONCE):
        if time.monotonic() > deadline:
            raise PageUnreadable
        cuttings = [_cutting(picture, quad) for quad in quads[start : start + _AT_ONCE]]
        lines += ocr_models.read_lines(cuttings)
    return lines


def _cutting(picture: Picture, quad: NDArray[np.float32]) -> Picture:
    """The picture of one line, level, with a small margin on both ends."""
    import cv2

    corners = _with_margin(quad)
    width = max(1, round(float(np.linalg.norm(corners[1] - corners[0]))))
    height = max(1, round(float(np.linalg.norm(corners[3] - corners[0]))))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    cut = cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8)


def _in_reading_direction(quads: Quads) -> Quads:
    """Upended lines are taken to be read from the bottom to the top, as print in a margin is."""
    upended = is_upended(quads)
    return np.where(upended[:, None, None], np.roll(quads, 1, axis=1), quads)


def _with_margin(quad: NDArray[np.float32]) -> NDArray[np.float32]:
    along, down = quad[1] - quad[0], quad[3] - quad[0]
    length, height = max(float(np.linalg.norm(along)), 1e-6), max(float(np.linalg.norm(down)), 1e-6)
    wider, higher = _SHORT_MARGIN if length < _SHORT * height else _LONG_MARGIN
    aside, below = along / length * (wider * height), down * higher
    margins = np.array([-aside - below, aside - below, aside + below, -aside + below])
    return np.asarray(quad + margins, np.float32)


def _word_corners(quad: NDArray[np.float32], word: ReadWord) -> NDArray[np.float64]:
    corners = _with_margin(quad).astype(np.float64)
    top, bottom = corners[1] - corners[0], corners[2] - corners[3]
    return np.stack(
        [
            corners[0] + top * word.start,
            corners[0] + top * word.end,
            corners[3] + bottom * word.end,
            corners[3] + bottom * word.start,
        ]
    )


def _shown(view: _View, quads: NDArray[np.float32] | NDArray[np.float64], picture: Picture) -> NDArray[np.float64]:
    """Quads of the view as boxes in fractions of the picture as given."""
    points = moved(np.asarray(np.linalg.inv(view.matrix), np.float64), quads.astype(np.float64))
    return np.clip(around(points / [picture.shape[1], picture.shape[0]]), 0.0, 1.0)


def _assembled(picture: Picture, view: _View, quads: Quads, lines: Sequence[tuple[ReadWord, ...]]) -> PictureText:
    pairs = [(quad, word) for quad, line in zip(quads, lines, strict=True) for word in line if word.is_print]
    corners = np.array([_word_corners(quad, word) for quad, word in pairs]).reshape(-1, 4, 2)
    width, height = view.size
    to_picture = np.asarray(np.linalg.inv(view.matrix), np.float64)
    middle = np.array([width / 2, height / 2])
    return PictureText(
        texts=[word.text for _, word in pairs],
        confidences=[word.confidence for _, word in pairs],
        shown=_shown(view, corners, picture),
        upright=np.clip(around(corners / [width, height]), 0.0, 1.0),
        rules=view.rules / [width, height, width, height],
        aspect=width / height,
        rotation_deg=round(direction_deg(to_picture, middle), 2) % 360 if pairs else 0.0,
        to_shown=scaling(1 / picture.shape[1], 1 / picture.shape[0]) @ to_picture @ scaling(width, height),
    )
