"""Check a TIFF (revision 6.0) by its directories alone: pages, sizes, packing and completeness, no pixel unpacked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from salus.documents.engines.picture_headers import PictureSize
from salus.documents.errors import CorruptTIFF, DecompressionBomb, TooManyPages

_MAX_TAGS = 512  # of one directory; scanners write 20
_MAX_STRIPS = 100_000
_WIDTH, _HEIGHT, _PACKING = 0x100, 0x101, 0x103
_STRIPS, _STRIP_SIZES, _TILES, _TILE_SIZES = 0x111, 0x117, 0x144, 0x145
_TYPE_BYTES = {1: 1, 3: 2, 4: 4}  # byte, short, long: what sizes and places are written in
_KNOWN = frozenset({1, 2, 3, 4, 5, 7, 8, 32773, 32946})  # none, CCITT, LZW, JPEG, deflate, PackBits: what is read


@dataclass(frozen=True, slots=True)
class _Directory:
    tags: dict[int, tuple[int, ...]]
    next_at: int

    def one(self, tag: int, default: int = 0) -> int:
        values = self.tags.get(tag, ())
        return values[0] if values else default


def tiff_pages(data: bytes, max_pages: int, max_pixels: int) -> tuple[PictureSize, ...]:
    """The sizes of all pages; `CorruptTIFF`, `TooManyPages` or `DecompressionBomb` with the reason."""
    sizes = []
    for directory in _directories(data, max_pages):
        size = PictureSize(directory.one(_WIDTH), directory.one(_HEIGHT))
        if not size.pixels or directory.one(_PACKING, 1) not in _KNOWN:
            raise CorruptTIFF
        if size.pixels > max_pixels:
            raise DecompressionBomb(megapixels=size.pixels // 10**6, limit_megapixels=max_pixels // 10**6)
        _refuse_missing(directory, len(data))
        sizes.append(size)
    return tuple(sizes)


def _directories(data: bytes, max_pages: int) -> Iterator[_Directory]:
    order = "little" if data[:2] == b"II" else "big"
    at, seen = _number(data, 4, 4, order), set[int]()
    if not at:
        raise CorruptTIFF
    while at:
        if at in seen:
            raise CorruptTIFF  # the chain of pages bites its own tail
        seen.add(at)
        if len(seen) > max_pages:
            raise TooManyPages(limit=max_pages)
        directory = _directory(data, at, order)
        yield directory
        at = directory.next_at


def _directory(data: bytes, at: int, order: str) -> _Directory:
    count = _number(data, at, 2, order)
    if not 0 < count <= _MAX_TAGS:
        raise CorruptTIFF
    tags = {}
    for place in range(at + 2, at + 2 + 12 * count, 12):
        kind, length = _number(data, place + 2, 2, order), _number(data, place + 4, 4, order)
        size = _TYPE_BYTES.get(kind)
        if size is None:
            continue
        if length > _MAX_STRIPS:
            raise CorruptTIFF
        start = place + 8 if size * length <= 4 else _number(data, place + 8, 4, order)
        tags[_number(data, place, 2, order)] = tuple(
            _number(data, start + size * index, size, order) for index in range(length)
        )
    return _Directory(tags, _number(data, at + 2 + 12 * count, 4, order))


def _refuse_missing(directory: _Directory, size: int) -> None:
    """Every strip or tile must lie within the file."""
    for starts, sizes in ((_STRIPS, _STRIP_SIZES), (_TILES, _TILE_SIZES)):
        places, lengths = directory.tags.get(starts, ()), directory.tags.get(sizes, ())
        if places and (not lengths or len(lengths) == len(places)):
            if any(start + length > size for start, length in zip(places, lengths or (1,) * len(places), strict=True)):
                raise CorruptTIFF
            return
    raise CorruptTIFF


def _number(data: bytes, at: int, size: int, order: str) -> int:
    if at + size > len(data):
        raise CorruptTIFF
    return int.from_bytes(data[at : at + size], "little" if order == "little" else "big")
