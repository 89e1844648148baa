"""What a PDF page is made of besides characters: images, ruling lines, and text drawn so that nobody sees it."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from salus.documents.engines.pdfium import PDFPage, quick, quick_pointer

_MAX_OBJECTS = 20_000  # of one page; a drawing of more is a picture and no text
_MAX_SEGMENTS = 6_000  # of all paths of one page
_MAX_DEPTH = 6  # of forms within forms
_THIN_PT = 2.5  # a filled rectangle no thicker than this is a line
_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5  # FPDF_PAGEOBJ_*
_INVISIBLE_MODES = frozenset({3, 7})  # ISO 32000-1 table 106: neither filled nor stroked
_FAINT = 235  # of 255: a fill this light shows only on a dark ground
_SEGMENT_LINE, _SEGMENT_MOVE = 0, 2

Rect = tuple[float, float, float, float]  # left, bottom, right, top in PDF units


@dataclass(frozen=True, slots=True)
class ImageObject:
    """One image: its place in page space and its own size in pixels."""

    rect: Rect
    width_px: int
    height_px: int


@dataclass(slots=True)
class PageObjects:
    """What was found; `hidden` and `faint` are the text objects nobody sees or may not see."""

    images: list[ImageObject] = field(default_factory=list)
    rules: list[Rect] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    faint: set[int] = field(default_factory=set)
    paths: int = 0
    texts: int = 0
    is_complete: bool = True


@dataclass(frozen=True, slots=True)
class _Calls:
    """pdfium's functions, looked up once per page; `colour` is where one of them writes red, green, blue and alpha."""

    kind: Callable[..., int]
    bounds: Callable[..., int]
    render_mode: Callable[..., int]
    fill: Callable[..., int]
    matrix: Callable[..., int]
    colour: tuple[ctypes.Array[ctypes.c_uint], tuple[object, ...]]


def scan(page: PDFPage) -> PageObjects:
    """Walk once over the objects of an open page."""
    found = PageObjects()
    colour = (ctypes.c_uint * 4)()
    calls = _Calls(
        quick("FPDFPageObj_GetType"),
        quick("FPDFPageObj_GetBounds"),
        quick("FPDFTextObj_GetTextRenderMode"),
        quick("FPDFPageObj_GetFillColor"),
        quick("FPDFPageObj_GetMatrix"),
        (colour, tuple(ctypes.byref(colour, 4 * part) for part in range(4))),
    )
    identity = np.array([1.0, 0.0, 0.0, 1.0, 0.0, 0.0])
    budget = [_MAX_OBJECTS, _MAX_SEGMENTS]
    _walk(_children(page.pointer, "FPDFPage_CountObjects", "FPDFPage_GetObject"), identity, 0, found, calls, budget)
    found.is_complete = min(budget) > 0
    return found


def _children(parent: ctypes.c_void_p, count_name: str, get_name: str) -> Iterator[ctypes.c_void_p]:
    count = quick(count_name)(parent)
    get = quick_pointer(get_name)
    for index in range(count):
        child = get(parent, index)
        if child:
            yield ctypes.c_void_p(child)


def _walk(
    objects: Iterator[ctypes.c_void_p],
    matrix: NDArray[np.float64],
    depth: int,
    found: PageObjects,
    calls: _Calls,
    budget: list[int],
) -> None:
    for pointer in objects:
        budget[0] -= 1
        if budget[0] <= 0:
            return
        kind = calls.kind(pointer)
        if kind == _TEXT:
            _note_text(pointer, found, calls)
        elif kind == _PATH:
            found.paths += 1
            if budget[1] > 0:
                found.rules += _rules(pointer, matrix, calls, budget)
        elif kind == _IMAGE:
            _note_image(pointer, matrix, found, calls)
        elif kind == _FORM and depth < _MAX_DEPTH:
            inner = _combined(_own_matrix(pointer, calls), matrix)
            forms = _children(pointer, "FPDFFormObj_CountObjects", "FPDFFormObj_GetObject")
            _walk(forms, inner, depth + 1, found, calls, budget)


def _note_text(pointer: ctypes.c_void_p, found: PageObjects, calls: _Calls) -> None:
    found.texts += 1
    address = pointer.value or 0
    if calls.render_mode(pointer) in _INVISIBLE_MODES:
        found.hidden.add(address)
        return
    colour, refs = calls.colour
    if calls.fill(pointer, *refs) and (colour[3] < 255 - _FAINT or min(colour[:3]) >= _FAINT):
        found.faint.add(address)


def _note_image(pointer: ctypes.c_void_p, matrix: NDArray[np.float64], found: PageObjects, calls: _Calls) -> None:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    quick("FPDFImageObj_GetImagePixelSize")(pointer, ctypes.byref(width), ctypes.byref(height))
    rect = _bounds(pointer, matrix, calls)
    if rect is not None:
        found.images.append(ImageObject(rect, width.value, height.value))


def _bounds(pointer: ctypes.c_void_p, matrix: NDArray[np.float64], calls: _Calls) -> Rect | None:
    sides = (ctypes.c_float * 4)()
    refs = [ctypes.byref(sides, 4 * k) for k in range(4)]
    if not calls.bounds(pointer, *refs):
        return None
    left, bottom, right, top = sides
    return _mapped(matrix, left, bottom, right, top)


def _mapped(matrix: NDArray[np.float64], x0: float, y0: float, x1: float, y1: float) -> Rect:
    """The upright rectangle around a rectangle seen through a matrix (a, b, c, d, e, f)."""
    a, b, c, d, e, f = (float(part) for part in matrix)
    xs = [a * x + c * y + e for x in (x0, x1) for y in (y0, y1)]
    ys = [b * x + d * y + f for x in (x0, x1) for y in (y0, y1)]
    return min(xs), min(ys), max(xs), max(ys)


def _own_matrix(pointer: ctypes.c_void_p, calls: _Calls) -> NDArray[np.float64]:
    values = (ctypes.c_float * 6)()
    if not calls.matrix(pointer, ctypes.byref(values)):
        return np.array([1.0, 0.0, 0.0, 1.0, 0.0, 0.0])
    return np.array(values, dtype=np.float64)


def _combined(inner: NDArray[np.float64], outer: NDArray[np.float64]) -> NDArray[np.float64]:
    """First `inner`, then `outer` (ISO 32000-1 8.3.4)."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return np.array([a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m])


def _rules(pointer: ctypes.c_void_p, matrix: NDArray[np.float64], calls: _Calls, budget: list[int]) -> Iterator[Rect]:
    """The straight level and upright lines of a path: thin filled rectangles and stroked segments."""
    rect = _bounds(pointer, matrix, calls)
    if rect is None:
        return
    left, bottom, right, top = rect
    if min(right - left, top - bottom) <= _THIN_PT:
        budget[1] -= 1
        yield rect
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    quick("FPDFPath_GetDrawMode")(pointer, ctypes.byref(fill), ctypes.byref(stroke))
    if stroke.value:
        yield from _stroked(pointer, _combined(_own_matrix(pointer, calls), matrix), budget)


def _stroked(pointer: ctypes.c_void_p, matrix: NDArray[np.float64], budget: list[int]) -> Iterator[Rect]:
    count = min(quick("FPDFPath_CountSegments")(pointer), budget[1])
    budget[1] -= count
    get = quick_pointer("FPDFPath_GetPathSegment")
    kind_of, point_of = quick("FPDFPathSegment_GetType"), quick("FPDFPathSegment_GetPoint")
    is_closed = quick("FPDFPathSegment_GetClose")
    x, y = ctypes.c_float(), ctypes.c_float()
    start = previous = (0.0, 0.0)
    for index in range(count):
        segment = ctypes.c_void_p(get(pointer, index))
        kind = kind_of(segment)
        point_of(segment, ctypes.byref(x), ctypes.byref(y))
        here = (x.value, y.value)
        if kind == _SEGMENT_MOVE:
            start = here
        elif kind == _SEGMENT_LINE:
            yield from _if_straight(matrix, previous, here)
        if is_closed(segment):
            yield from _if_straight(matrix, here, start)
        previous = here


def _if_straight(matrix: NDArray[np.float64], one: tuple[float, float], other: tuple[float, float]) -> Iterator[Rect]:
    rect = _mapped(matrix, *one, *other)
    if min(rect[2] - rect[0], rect[3] - rect[1]) <= _THIN_PT < max(rect[2] - rect[0], rect[3] - rect[1]):
        yield rect
