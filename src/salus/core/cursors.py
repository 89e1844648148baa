"""Opaque keyset cursors: where the last page ended, as base64url of JSON that names its list."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from salus.core.errors import InvalidCursor

Key = str | int


def encode(listing: str, keys: Sequence[Key]) -> str:
    """The cursor after an item with these sort keys; `listing` keeps cursors of different lists apart."""
    return base64.urlsafe_b64encode(json.dumps([listing, *keys], separators=(",", ":")).encode()).decode().rstrip("=")


def decode(listing: str, cursor: str, kinds: Sequence[type[Key]]) -> tuple[Key, ...]:
    """The sort keys inside a cursor; `InvalidCursor` when it is not one of this list."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        said = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, UnicodeError, ValueError, RecursionError):
        raise InvalidCursor from None
    if not isinstance(said, list) or len(said) != len(kinds) + 1 or said[0] != listing:
        raise InvalidCursor
    keys = said[1:]
    if any(type(key) is not kind for key, kind in zip(keys, kinds, strict=True)):
        raise InvalidCursor
    return tuple(keys)


def encode_time(listing: str, at: datetime, row_id: UUID) -> str:
    """The cursor of a list that is sorted by time and id."""
    return encode(listing, (at.astimezone(UTC).isoformat(), str(row_id)))


def decode_time(listing: str, cursor: str) -> tuple[datetime, UUID]:
    """Time and id inside such a cursor."""
    at, row_id = decode(listing, cursor, (str, str))
    try:
        moment = datetime.fromisoformat(str(at))
        identity = UUID(str(row_id))
    except ValueError:
        raise InvalidCursor from None
    if moment.tzinfo is None:
        raise InvalidCursor
    return moment, identity


def decode_score(listing: str, cursor: str) -> tuple[int, str, UUID]:
    """Score, name and id inside the cursor of a search."""
    score, name, row_id = decode(listing, cursor, (int, str, str))
    if not isinstance(score, int) or not -(2**31) < score < 2**31 or "\0" in str(name):
        raise InvalidCursor
    try:
        return score, str(name), UUID(str(row_id))
    except ValueError:
        raise InvalidCursor from None


def decode_id(listing: str, cursor: str) -> UUID:
    """The row id inside the cursor of a list by id."""
    (row_id,) = decode(listing, cursor, (str,))
    try:
        return UUID(str(row_id))
    except ValueError:
        raise InvalidCursor from None


def decode_number(listing: str, cursor: str) -> int:
    """The row number inside the cursor of a numbered list."""
    (number,) = decode(listing, cursor, (int,))
    if not isinstance(number, int) or not 0 < number < 2**63:
        raise InvalidCursor
    return number
