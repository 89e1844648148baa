"""Read the embedded text of a PDF page: its words as printed, each with its place, by pdfium alone."""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from salus.documents.engines.pdfium import PDFPage, quick, quick_pointer, raw_api

# pdfium marks a hyphen at the end of a line by U+FFFE and gives no line break after it.
_LINE_HYPHEN = "\ufffe"
_CONTROL = frozenset(map(chr, range(0x20))) - frozenset("\t\n\r")
_BLANK = np.array([chr(code).isspace() or code < 0x20 for code in range(0x3001)] + [False])
_SPELLED_OUT = {"ff": "\ufb00", "fi": "\ufb01", "fl": "\ufb02", "ffi": "\ufb03", "ffl": "\ufb04", "st": "\ufb06"}
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # soft hyphens, joiners and other marks without ink
_AS_READ = str.maketrans(
    {**{sign: letters for letters, sign in _SPELLED_OUT.items()}, **dict.fromkeys(_UNSEEN, ""), _LINE_HYPHEN: "-"}
)
_MAX_CHARACTERS = 120_000  # of one page; a page of small print has 15,000
_ANGLE_SAMPLES = 24
_LEVEL_RAD = 0.02  # 1.1 degrees: what a level line may lean


@dataclass(frozen=True, slots=True)
class EmbeddedText:
    """The words of a page in the order of the file.

    Parameters
    ----------
    texts : sequence of str
        The words.
    boxes : ndarray of shape (n, 4)
        Their places as fractions of the page as displayed, within 0 to 1.
    line_starts : ndarray of shape (n,)
        Whether pdfium saw a line break before the word.
    text_objects : ndarray of shape (n,), uint64
        The address of the text object that drew the word, filled only on demand.
    angle_deg : float
        Clockwise turn of the text on the page as displayed: 0, 90, 180 or 270.
    """

    texts: Sequence[str]
    boxes: NDArray[np.float64]
    line_starts: NDArray[np.bool_]
    text_objects: NDArray[np.uint64]
    angle_deg: float

    def kept(self, keep: NDArray[np.bool_]) -> EmbeddedText:
        """The same text with only some of its words."""
        if keep.all():
            return self
        texts = [text for text, is_kept in zip(self.texts, keep.tolist(), strict=True) if is_kept]
        objects = self.text_objects[keep] if len(self.text_objects) else self.text_objects
        return EmbeddedText(texts, self.boxes[keep], self.line_starts[keep], objects, self.angle_deg)


def read_text(page: PDFPage, with_objects: bool = False) -> EmbeddedText:
    """All words of an open page that lie on what is displayed of it."""
    raw_page = page.handle.get_textpage()
    try:
        return _read(page, raw_page, with_objects)
    finally:
        raw_page.close()


def _read(page: PDFPage, raw_page: Any, with_objects: bool) -> EmbeddedText:
    pointer = ctypes.cast(raw_page.raw, ctypes.c_void_p)
    text = _characters(pointer)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    spans = _spans(codes)
    firsts: list[int] = spans[:, 0].tolist()
    if text.isascii() and not _CONTROL.intersection(text):
        texts = text.split()
    else:
        texts = [text[first:end].translate(_AS_READ) for first, end in spans.tolist()]
    boxes = page.fractions(_rects(pointer, spans))
    objects = _objects(pointer, firsts) if with_objects else np.empty(0, np.uint64)
    angle = (_dominant_angle(raw_page, firsts) + page.rotation) % 360
    words = EmbeddedText(texts, np.clip(boxes, 0.0, 1.0), _line_starts(codes, spans[:, 0]), objects, angle)
    return words.kept(_on_page(boxes) & np.array(list(map(bool, texts)), dtype=bool))


def _characters(pointer: ctypes.c_void_p) -> str:
    """The page's characters so that the n-th one is pdfium's n-th character."""
    count = min(quick("FPDFText_CountChars")(pointer), _MAX_CHARACTERS)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = quick("FPDFText_GetText")(pointer, 0, count, ctypes.byref(buffer))
    text = bytes(buffer)[: 2 * max(written - 1, 0)].decode("utf-16-le", errors="surrogatepass")
    if len(text) == count and written == count + 1:
        return text
    # pdfium left characters out or the text has pairs: ask for each one, so that places stay right.
    of_character = quick("FPDFText_GetUnicode")
    return "".join(_character(of_character(pointer, index)) for index in range(count))


def _character(code: int) -> str:
    if code == 2:  # the line-end hyphen in pdfium's list of characters
        return _LINE_HYPHEN
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


def _rects(pointer: ctypes.c_void_p, spans: NDArray[np.int64]) -> NDArray[np.float64]:
    """Left, bottom, right, top around the first and last character of each word: two calls a word, not one a letter."""
    loose = quick("FPDFText_GetLooseCharBox")
    parts = [_PLACES.filled(loose, pointer, spans[at : at + _Places.SIZE]) for at in range(0, len(spans), _Places.SIZE)]
    ends = np.concatenate([np.empty((0, 2, 4)), *parts])
    left, top, right, bottom = (ends[..., side] for side in range(4))  # FS_RECTF's order
    low, high = np.minimum(bottom, top), np.maximum(bottom, top)
    return np.stack([left.min(1), low.min(1), right.max(1), high.max(1)], axis=1)


class _Places:
    """Memory for pdfium to write places of characters into, with the references to it made once.

    Used under pdfium's lock only, so one is enough.
    """

    SIZE = 2_048

    def __init__(self) -> None:
        self._sides = (ctypes.c_float * (8 * self.SIZE))()
        self._firsts = [ctypes.byref(self._sides, 32 * at) for at in range(self.SIZE)]
        self._lasts = [ctypes.byref(self._sides, 32 * at + 16) for at in range(self.SIZE)]

    def filled(
        self, loose: Callable[..., int], pointer: ctypes.c_void_p, spans: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """The places of first and last characters, shape (n, 2, 4)."""
        deque(map(loose, repeat(pointer), spans[:, 0].tolist(), self._firsts), maxlen=0)
        deque(map(loose, repeat(pointer), (spans[:, 1] - 1).tolist(), self._lasts), maxlen=0)
        sides = np.frombuffer(memoryview(self._sides).cast("B"), dtype=np.float32)
        return sides[: 8 * len(spans)].reshape(-1, 2, 4).astype(np.float64)


_PLACES = _Places()


def _spans(codes: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Where words begin and end: at blanks, and behind a hyphen at the end of a line."""
    is_blank = _BLANK[np.minimum(codes, _BLANK.size - 1)]
    behind_hyphen = np.concatenate([[False], codes[:-1] == ord(_LINE_HYPHEN)])
    before_blank = np.concatenate([[True], is_blank[:-1]])
    firsts = np.flatnonzero(~is_blank & (before_blank | behind_hyphen))
    ends = np.flatnonzero(np.concatenate([is_blank[1:] | behind_hyphen[1:], [True]]) & ~is_blank) + 1
    return np.stack([firsts, ends], axis=1)


def _line_starts(codes: NDArray[np.uint32], firsts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which words are the first after a line break, or after a hyphen at the end of a line."""
    breaks = np.flatnonzero((codes == ord("\n")) | (codes == ord("\r")) | (codes == ord(_LINE_HYPHEN)))
    return np.diff(np.searchsorted(breaks, firsts), prepend=-1) > 0


def _objects(pointer: ctypes.c_void_p, starts: Sequence[int]) -> NDArray[np.uint64]:
    of_character = quick_pointer("FPDFText_GetTextObject")
    return np.array([of_character(pointer, start) or 0 for start in starts], dtype=np.uint64)


def _dominant_angle(raw_page: Any, starts: Sequence[int]) -> int:
    """How far the text is turned clockwise in page space, by quarter turns, judged on a sample of words."""
    angle_of = raw_api().FPDFText_GetCharAngle
    step = max(1, len(starts) // _ANGLE_SAMPLES)
    turns: dict[int, int] = {}
    for start in starts[::step]:
        radians = angle_of(raw_page, start)
        quarter = round(radians / (np.pi / 2)) % 4
        if abs(radians - round(radians / (np.pi / 2)) * np.pi / 2) < _LEVEL_RAD:
            turns[quarter] = turns.get(quarter, 0) + 1
    if not turns:
        return 0
    return 90 * max(turns, key=lambda quarter: turns[quarter])  # pdfium counts clockwise


def _on_page(boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Words whose middle is on the page and that are large enough to be seen at all."""
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    is_sized = (boxes[:, 2] > boxes[:, 0]) & (boxes[:, 3] > boxes[:, 1])
    return (x >= 0) & (x <= 1) & (y >= 0) & (y <= 1) & is_sized
