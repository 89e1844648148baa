"""Several photos of one upload as one file: a ZIP of the pictures as they were sent, unpressed, in their order.

It opens anywhere, and the same photos in the same order give the same bytes, so that they are recognised when they
are sent again.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from salus.documents.engines.zipped import Zipped
from salus.documents.errors import CorruptArchive, TooManyPages

MOST_PHOTOS = 50
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can name
_NAME = re.compile(r"page-(\d{3})\.(?:jpg|png|heic)")


def bound(photos: Sequence[tuple[str, bytes]]) -> bytes:
    """Pictures, each with its ending, as one file."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as file:
        for number, (ending, data) in enumerate(photos, start=1):
            entry = ZipInfo(f"page-{number:03d}.{ending}", _LONG_AGO)
            entry.external_attr = 0o600 << 16
            file.writestr(entry, data)
    return buffer.getvalue()


def is_bound(file: Zipped) -> bool:
    """Whether a ZIP is one of these."""
    return bool(file.entries) and all(_NAME.fullmatch(name) for name in file.entries)


def names_in_order(file: Zipped) -> list[str]:
    """The pictures, first page first; raises where one is missing, pressed, or there are too many."""
    names = sorted(file.entries)
    if len(names) > MOST_PHOTOS:
        raise TooManyPages(pages=len(names), limit=MOST_PHOTOS)
    numbers = [int(name[5:8]) for name in names]
    if numbers != list(range(1, len(names) + 1)):
        raise CorruptArchive
    if any(entry.compress_type != ZIP_STORED for entry in file.entries.values()):
        raise CorruptArchive
    return names


def photo(data: bytes, number: int) -> bytes:
    """The picture of one page, counted from 1."""
    file = Zipped(data)
    return file.read(names_in_order(file)[number - 1], len(data))
