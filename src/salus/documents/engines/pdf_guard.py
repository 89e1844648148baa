"""Find in the raw bytes of a PDF what would unpack to an unreasonable size, before any of it is unpacked."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from salus.documents.errors import CorruptPDF, DecompressionBomb

_MAX_DICTIONARY = 8_192  # bytes looked at before a stream; longer dictionaries only hide their start
_MAX_DEFLATE_RATIO = 1_032  # zlib's technical notes: 1032 to 1 is the limit of the format
_BUDGET_FACTOR = 2  # trial unpacking of one file stops at so many times the limit of one stream
_WIDTH = re.compile(rb"/Width\s+(\d+)")
_HEIGHT = re.compile(rb"/Height\s+(\d+)")
_FLATE = re.compile(rb"/Fl(?:ateDecode)?\b")
_FILTERS = re.compile(rb"/F(?:ilter)?\s*\[([^\]]*)\]")
_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")


@dataclass(frozen=True, slots=True)
class _Stream:
    dictionary: bytes
    start: int
    end: int


def refuse_cut_off(data: bytes) -> None:
    """Raise `CorruptPDF` where the file lacks its end mark, or a last change to it was cut off."""
    end = data.rfind(b"%%EOF")
    if end < 0 or _OBJECT.search(data, end):
        raise CorruptPDF


def refuse_bombs(data: bytes, max_pixels: int, max_unpacked: int) -> None:
    """Raise `DecompressionBomb` for an image of too many pixels or a stream that unpacks to too much.

    Only streams long enough to reach the limit at deflate's best ratio are tried, largest first, and
    trying stops after a fixed amount of work: reading itself has its own limits.
    """
    suspects: list[_Stream] = []
    for stream in _streams(data):
        if b"/Image" in stream.dictionary:
            _refuse_large_image(stream.dictionary, max_pixels)
        elif (stream.end - stream.start) * _MAX_DEFLATE_RATIO > max_unpacked:
            suspects.append(stream)
        if any(len(_FLATE.findall(filters)) > 1 for filters in _FILTERS.findall(stream.dictionary)):
            raise DecompressionBomb  # packed twice: a million to one, and no honest writer does it
    budget = max_unpacked * _BUDGET_FACTOR
    for stream in sorted(suspects, key=lambda suspect: suspect.start - suspect.end):
        if budget <= 0:
            return
        budget -= _unpacked_size(data, stream, max_unpacked)


def _streams(data: bytes) -> Iterator[_Stream]:
    at = 0
    while (at := data.find(b"stream", at)) >= 0:
        if data[at - 3 : at] == b"end":
            at += 6
            continue
        end = data.find(b"endstream", at)
        end = len(data) if end < 0 else end
        opening = data.rfind(b"obj", max(0, at - _MAX_DICTIONARY), at)
        yield _Stream(data[opening:at] if opening >= 0 else b"", at + 6, end)
        at = end


def _refuse_large_image(dictionary: bytes, max_pixels: int) -> None:
    width, height = _WIDTH.search(dictionary), _HEIGHT.search(dictionary)
    if width and height and int(width[1][:12]) * int(height[1][:12]) > max_pixels:
        raise DecompressionBomb


def _unpacked_size(data: bytes, stream: _Stream, max_unpacked: int) -> int:
    """Unpack piece by piece without keeping anything; encrypted or damaged streams count as nothing."""
    if not _FLATE.search(stream.dictionary):
        return 0
    packed = data[stream.start : stream.end].lstrip(b"\r\n")
    if b"/ASCII85Decode" in stream.dictionary:
        try:
            packed = base64.a85decode(packed.strip().removesuffix(b"~>"))
        except ValueError:
            return 0
    size, inflater = 0, zlib.decompressobj()
    try:
        while packed and not inflater.eof:
            size += len(inflater.decompress(packed, 1 << 20))
            packed = inflater.unconsumed_tail
            if size > max_unpacked:
                raise DecompressionBomb
    except zlib.error:
        return size
    return size
