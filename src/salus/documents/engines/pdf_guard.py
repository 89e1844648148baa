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
_MAX_OBJECTS, _MAX_STREAMS = 300_000, 60_000  # of one file; 500 ordinary pages have a tenth
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
    if data.count(b" obj") > _MAX_OBJECTS or data.count(b"endstream") > _MAX_STREAMS:
        raise DecompressionBomb
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
        budget -= _unpacked_size(data, stream, max_unpacked) or 0


def parsing_weight(data: bytes, enough: int) -> int:
    """How many bytes a parser may have to go through as objects: what is outside streams, and objects packed in them.

    Counting stops at `enough`. What cannot be unpacked here, as in a locked file, counts as heavy.
    """
    weight, after = 0, 0
    for stream in _streams(data):
        weight += stream.start - after
        after = stream.end
        if b"/ObjStm" in stream.dictionary or b"/XRef" in stream.dictionary:
            weight += _objects_size(data, stream, enough)
        if weight >= enough:
            return weight
    return weight + len(data) - after


def _objects_size(data: bytes, stream: _Stream, enough: int) -> int:
    try:
        size = _unpacked_size(data, stream, enough)
    except DecompressionBomb:
        return enough
    return enough if size is None else size


def _streams(data: bytes) -> Iterator[_Stream]:
    at = 0
    while (at := data.find(b"stream", at)) >= 0:
        if data[at - 3 : at] == b"end":
            at += 6
            continue
        end = data.find(b"endstream", at)
        if end < 0:
            return
        opening = data.rfind(b"obj", max(0, at - _MAX_DICTIONARY), at)
        yield _Stream(data[opening:at] if opening >= 0 else b"", at + 6, end)
        at = end


def _refuse_large_image(dictionary: bytes, max_pixels: int) -> None:
    width, height = _WIDTH.search(dictionary), _HEIGHT.search(dictionary)
    if width and height and int(width[1][:12]) * int(height[1][:12]) > max_pixels:
        raise DecompressionBomb


def _unpacked_size(data: bytes, stream: _Stream, max_unpacked: int) -> int | None:
    """Unpack piece by piece without keeping anything; None where that fails, as in locked or damaged files."""
    if not _FLATE.search(stream.dictionary):
        return stream.end - stream.start
    packed = data[stream.start : stream.end].lstrip(b"\r\n")
    size, inflater = 0, zlib.decompressobj()
    try:
        if b"/ASCII85Decode" in stream.dictionary:
            packed = base64.a85decode(packed.strip().removesuffix(b"~>"))
        while packed and not inflater.eof:
            size += len(inflater.decompress(packed, 1 << 20))
            packed = inflater.unconsumed_tail
            if size > max_unpacked:
                raise DecompressionBomb
    except (zlib.error, ValueError):
        return None
    return size
