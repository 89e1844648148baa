"""Open a ZIP of a stranger strictly: every entry where the directory says, none over another, nothing before or behind.

Nothing is unpacked here but what is asked for, and never beyond the size that was stated and allowed.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from salus.documents.errors import CorruptArchive, DecompressionBomb

MOST_ENTRIES = 2_000  # more than a part for each of 500 pages and their pictures
_END, _END_SIZE = b"PK\x05\x06", 22  # APPNOTE 6.3.10, 4.3.16
_LOCAL_SIZE = 30
_ENCRYPTED = 0x1
_BROKEN = (BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError)


class Zipped:
    """The entries of a ZIP by name."""

    def __init__(self, data: bytes) -> None:
        _refuse_many(data)
        try:
            self._file = ZipFile(io.BytesIO(data))
        except _BROKEN as broken:
            raise CorruptArchive from broken
        self.entries: Mapping[str, ZipInfo] = {each.filename: each for each in self._file.infolist()}
        if len(self.entries) != len(self._file.infolist()):
            raise CorruptArchive  # two entries of one name: readers differ in which of them they show
        self._refuse_overlaps(data)

    def read(self, name: str, most_bytes: int) -> bytes:
        """One entry unpacked; `DecompressionBomb` where it states more than that, `CorruptArchive` where it lies."""
        entry = self.entries[name]
        if entry.file_size > most_bytes:
            raise DecompressionBomb(limit_mb=most_bytes >> 20)
        try:
            return self._file.read(entry)
        except _BROKEN as broken:
            raise CorruptArchive from broken

    def _refuse_overlaps(self, data: bytes) -> None:
        """One pressed block that many entries share would unpack to a thousand times the file (Fifield 2019)."""
        at = 0
        for entry in sorted(self._file.infolist(), key=lambda each: each.header_offset):
            is_plain = entry.compress_type in (ZIP_STORED, ZIP_DEFLATED) and not entry.flag_bits & _ENCRYPTED
            if entry.header_offset < at or not is_plain:
                raise CorruptArchive
            if at == 0 and entry.header_offset != 0:
                raise CorruptArchive  # something else stands before the first entry
            at = entry.header_offset + _LOCAL_SIZE + entry.compress_size
        if at > len(data):
            raise CorruptArchive


def _refuse_many(data: bytes) -> None:
    """Look at the end of the directory first: listing a million entries takes seconds."""
    at = data.rfind(_END)
    if at < 0 or at + _END_SIZE + int.from_bytes(data[at + 20 : at + 22], "little") != len(data):
        raise CorruptArchive
    if int.from_bytes(data[at + 10 : at + 12], "little") > MOST_ENTRIES:
        raise DecompressionBomb
    # The stated count may lie; the size of the directory bounds what is really listed (46 bytes an entry at least).
    if int.from_bytes(data[at + 12 : at + 16], "little") > MOST_ENTRIES * 512:
        raise DecompressionBomb
