"""Check a JPEG or PNG by its structure alone: size, completeness and check sums, without unpacking a pixel."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from salus.documents.engines.signatures import refuse_foreign_trailer
from salus.documents.errors import CorruptJPEG, CorruptPNG, UnsupportedFileType

_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended and progressive Huffman: what libjpeg reads
_OTHER_FRAMES = frozenset({0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_MAX_PNG_SIDE = 2**31 - 1  # PNG (third edition) 11.2.1


@dataclass(frozen=True, slots=True)
class PictureSize:
    """Stored width and height in pixels, before any EXIF turn."""

    width_px: int
    height_px: int

    @property
    def pixels(self) -> int:
        """How many pixels the picture unpacks to."""
        return self.width_px * self.height_px


def jpeg_size(data: bytes) -> PictureSize:
    """The size of a whole JPEG; raises `CorruptJPEG` where a segment or the end is missing."""
    at, size = 2, None
    while True:
        marker, at = _next_marker(data, at)
        if marker in _STANDALONE:
            continue
        length = int.from_bytes(data[at : at + 2], "big")
        if length < 2 or at + length > len(data):
            raise CorruptJPEG
        if marker in _OTHER_FRAMES:
            raise UnsupportedFileType(detected="lossless or arithmetic JPEG")
        if marker in _FRAMES:
            size = _frame_size(data[at + 2 : at + length])
        at += length
        if marker == 0xDA:
            break
    end = data.rfind(b"\xff\xd9", at)
    if size is None or end < 0:
        raise CorruptJPEG
    refuse_foreign_trailer(data[end:])
    return size


def _next_marker(data: bytes, at: int) -> tuple[int, int]:
    """The marker at `at` and the place behind it; fill bytes before a marker are allowed (T.81 B.1.1.2)."""
    if data[at : at + 1] != b"\xff":
        raise CorruptJPEG
    while data[at : at + 1] == b"\xff":
        at += 1
    if at >= len(data) or data[at] in (0x00, 0xD8, 0xD9):
        raise CorruptJPEG
    return data[at], at + 1


def _frame_size(body: bytes) -> PictureSize:
    if len(body) < 6:
        raise CorruptJPEG
    if body[0] != 8:
        raise UnsupportedFileType(detected="JPEG of more than 8 bits")
    height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    if not height or not width:
        raise CorruptJPEG
    return PictureSize(width, height)


def png_size(data: bytes) -> PictureSize:
    """The size of a whole PNG; raises `CorruptPNG` on a bad check sum, a missing part or a cut end."""
    view, at, size, has_pixels = memoryview(data), 8, None, False
    while True:
        kind, body, at = _chunk(view, at)
        if size is None:
            size = _header_size(kind, body)
        has_pixels = has_pixels or kind == b"IDAT"
        if kind == b"IEND":
            break
    if not has_pixels:
        raise CorruptPNG
    refuse_foreign_trailer(data[at:])
    return size


def _chunk(view: memoryview, at: int) -> tuple[bytes, memoryview, int]:
    length, kind = int.from_bytes(view[at : at + 4], "big"), bytes(view[at + 4 : at + 8])
    end = at + 12 + length
    if len(kind) < 4 or end > len(view):
        raise CorruptPNG
    is_critical = kind[:1].isupper()
    if is_critical and zlib.crc32(view[at + 4 : end - 4]) != int.from_bytes(view[end - 4 : end], "big"):
        raise CorruptPNG
    return kind, view[at + 8 : end - 4], end


def _header_size(kind: bytes, body: memoryview) -> PictureSize:
    if kind != b"IHDR" or len(body) != 13:
        raise CorruptPNG
    width, height = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
    if not 0 < width <= _MAX_PNG_SIDE or not 0 < height <= _MAX_PNG_SIDE:
        raise CorruptPNG
    return PictureSize(width, height)
