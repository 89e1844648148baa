"""The one door to pdfium: its lock, opening a PDF, the geometry of a page as displayed, and drawing it.

pdfium is not thread-safe, and its Python binding lets other threads run during each call. Whoever opens a
page therefore holds the one lock of this module until the page is closed again, and nothing is left to
the garbage collector, which might close it on another thread.
"""

from __future__ import annotations

import ctypes
import io
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from salus.documents.errors import (
    CorruptPDF,
    NoSuchPage,
    PageUnreadable,
    PasswordRequired,
    UnsupportedEncryption,
    WrongPassword,
)

if TYPE_CHECKING:
    from salus.documents.contract import Box

Picture = NDArray[np.uint8]  # height x width x 3, RGB

MAX_DRAWN_PIXELS = 40_000_000  # what one drawn page may take; 120 MB of memory
DRAW_TIMEOUT_S = 20.0  # drawing one page; an ordinary page takes 0.02 s
_LOCK = threading.RLock()


@lru_cache(maxsize=1)
def _pdfium() -> Any:
    import pypdfium2

    return pypdfium2


@lru_cache(maxsize=1)
def raw_api() -> Any:
    """The binding's own functions, with argument conversion."""
    import pypdfium2.raw

    return pypdfium2.raw


@lru_cache(maxsize=64)
def quick(name: str) -> Callable[..., int]:
    """A pdfium function that returns an int, without argument conversion: a third of the price of the typed one.

    The caller passes handles as `c_void_p`, numbers as ints and results by `ctypes.byref`. Other threads do not
    run meanwhile, so this is for functions that take well under a microsecond.
    """
    function: Callable[..., int] = _library()[name]  # a fresh, untyped pointer at each look-up
    return function


@lru_cache(maxsize=1)
def _library() -> ctypes.PyDLL:
    raw_api()
    from pypdfium2_raw import bindings

    return ctypes.PyDLL(bindings._libs["pdfium"]._name)  # the library that is loaded already


@lru_cache(maxsize=16)
def quick_pointer(name: str) -> Callable[..., int | None]:
    """The same for a pdfium function that returns a handle: its address, None where there is none."""
    function: Any = quick(name)
    function.restype = ctypes.c_void_p
    return cast("Callable[..., int | None]", function)


class PDFFile:
    """An open PDF. Pages are read one at a time, each under the lock."""

    def __init__(self, source: bytes | Path, password: str | None = None) -> None:
        with _LOCK:
            self._document = _load(source, password)

    def __enter__(self) -> PDFFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the document."""
        with _LOCK:
            self._document.close()

    @cached_property
    def page_count(self) -> int:
        """How many pages the document says it has."""
        with _LOCK:
            return len(self._document)

    def page_size(self, number: int) -> tuple[float, float] | None:
        """Width and height [pt] of a page as displayed, None where the page is broken; does not parse the page."""
        raw = raw_api()
        with _LOCK:
            size = raw.FS_SIZEF()
            is_there = raw.FPDF_GetPageSizeByIndexF(self._document, number - 1, size)
            return (size.width, size.height) if is_there else None

    def without_lock(self) -> bytes:
        """The document written anew, not encrypted any more; raises `CorruptPDF` where that is not possible."""
        buffer = io.BytesIO()
        with _LOCK:
            try:
                self._document.save(buffer, flags=raw_api().FPDF_REMOVE_SECURITY)
            except _pdfium().PdfiumError as broken:
                raise CorruptPDF from broken
        return buffer.getvalue()

    @contextmanager
    def page(self, number: int) -> Iterator[PDFPage]:
        """One page, counted from 1, with notes and form fields drawn into it; the lock is held meanwhile."""
        if not 1 <= number <= self.page_count:
            raise NoSuchPage(page=number)
        with _LOCK:
            self._document.init_forms()  # once; fields are drawn only with it
            handle = self._loaded(number)
            try:
                yield PDFPage(handle, number)
            finally:
                handle.close()

    def _loaded(self, number: int) -> Any:
        raw, pdfium = raw_api(), _pdfium()
        try:
            handle = self._document.get_page(number - 1)
            if not _has_visible_notes(handle):
                return handle
            # Form fields and notes are no page text until they are flattened into the page (in memory only).
            raw.FPDFPage_Flatten(handle, raw.FLAT_NORMALDISPLAY)
            handle.close()
            return self._document.get_page(number - 1)
        except pdfium.PdfiumError as broken:
            raise PageUnreadable(page=number) from broken


def _load(source: bytes | Path, password: str | None) -> Any:
    pdfium, raw = _pdfium(), raw_api()
    try:
        return pdfium.PdfDocument(source, password=password)
    except pdfium.PdfiumError as refused:
        if refused.err_code == raw.FPDF_ERR_PASSWORD:
            raise (WrongPassword if password else PasswordRequired) from None
        if refused.err_code == raw.FPDF_ERR_SECURITY:
            raise UnsupportedEncryption from None
        raise CorruptPDF from None


def _has_visible_notes(handle: Any) -> bool:
    raw = raw_api()
    unseen = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)
    for index in range(min(raw.FPDFPage_GetAnnotCount(handle), 2_000)):
        note = raw.FPDFPage_GetAnnot(handle, index)
        kind = raw.FPDFAnnot_GetSubtype(note)
        raw.FPDFPage_CloseAnnot(note)
        if kind not in unseen:
            return True
    return False


class PDFPage:
    """One open page, valid inside `PDFFile.page`. Its places are fractions of the page as displayed."""

    def __init__(self, handle: Any, number: int) -> None:
        self.handle = handle
        self.number = number
        self.width_pt = float(handle.get_width())
        self.height_pt = float(handle.get_height())
        self.rotation = int(handle.get_rotation())
        self.bounds: tuple[float, float, float, float] = handle.get_bbox()

    @property
    def pointer(self) -> ctypes.c_void_p:
        """The page handle for functions got by `quick`."""
        return ctypes.cast(self.handle.raw, ctypes.c_void_p)

    def fractions(self, rects: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map rectangles from page space to the page as displayed.

        Parameters
        ----------
        rects : ndarray of shape (n, 4)
            Left, bottom, right, top in PDF units, origin bottom left, before /Rotate.

        Returns
        -------
        ndarray of shape (n, 4)
            x0, y0, x1, y1 as fractions, origin top left, after /Rotate; may lie outside 0 to 1.
        """
        left, bottom, right, top = self.bounds
        width, height = max(right - left, 1e-6), max(top - bottom, 1e-6)
        x0, x1 = (rects[:, 0] - left) / width, (rects[:, 2] - left) / width
        y0, y1 = (top - rects[:, 3]) / height, (top - rects[:, 1]) / height
        shown = {
            0: (x0, y0, x1, y1),
            90: (1 - y1, x0, 1 - y0, x1),
            180: (1 - x1, 1 - y1, 1 - x0, 1 - y0),
            270: (y0, 1 - x1, y1, 1 - x0),
        }[self.rotation]
        return np.stack(shown, axis=1)

    def draw(self, scale: float, part: Box | None = None, timeout_s: float = DRAW_TIMEOUT_S) -> Picture:
        """Draw the page, or one part of it, at `scale` pixels per point; fewer where the limit of pixels demands it."""
        raw = raw_api()
        scale = _within_limit(scale, self.width_pt, self.height_pt, part)
        width, height = max(1, math.ceil(self.width_pt * scale)), max(1, math.ceil(self.height_pt * scale))
        left, top, right, bottom = _pixels(part, width, height)
        bitmap = _pdfium().PdfBitmap.new_native(right - left, bottom - top, raw.FPDFBitmap_BGR, rev_byteorder=True)
        try:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, right - left, bottom - top)
            flags = raw.FPDF_ANNOT | raw.FPDF_REVERSE_BYTE_ORDER | raw.FPDF_RENDER_LIMITEDIMAGECACHE
            self._draw_until(bitmap, (-left, -top, width, height, 0, flags), time.monotonic() + timeout_s)
            return np.array(bitmap.to_numpy(), dtype=np.uint8)
        finally:
            bitmap.close()

    def _draw_until(self, bitmap: Any, placing: tuple[int, ...], deadline: float) -> None:
        """Draw in steps, so that a page which never ends is given up instead of holding the lock."""
        raw = raw_api()
        pause = raw.IFSDK_PAUSE(version=1)
        is_late = type(pause.NeedToPauseNow)(lambda _: time.monotonic() > deadline)
        pause.NeedToPauseNow = is_late
        state = raw.FPDF_RenderPageBitmap_Start(bitmap, self.handle, *placing, pause)
        raw.FPDF_RenderPage_Close(self.handle)
        if state != raw.FPDF_RENDER_DONE:
            raise PageUnreadable(page=self.number)


def _within_limit(scale: float, width_pt: float, height_pt: float, part: Box | None) -> float:
    share = 1.0 if part is None else max((part.x1 - part.x0) * (part.y1 - part.y0), 1e-9)
    pixels = width_pt * height_pt * scale * scale * share
    return scale if pixels <= MAX_DRAWN_PIXELS else scale * math.sqrt(MAX_DRAWN_PIXELS / pixels)


def _pixels(part: Box | None, width: int, height: int) -> tuple[int, int, int, int]:
    """The part in whole pixels of a drawing of this size, at least one pixel wide and high."""
    if part is None:
        return 0, 0, width, height
    left = min(width - 1, max(0, math.floor(part.x0 * width)))
    top = min(height - 1, max(0, math.floor(part.y0 * height)))
    right = min(width, max(left + 1, math.ceil(part.x1 * width)))
    bottom = min(height, max(top + 1, math.ceil(part.y1 * height)))
    return left, top, right, bottom
