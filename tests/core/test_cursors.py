"""Cursors come back as they went; whatever else comes is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salus.core import cursors
from salus.core.errors import InvalidCursor

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@given(st.text(max_size=80))
def test_whatever_comes_as_a_cursor_is_refused_or_understood(text: str) -> None:
    for decode in (cursors.decode_time, cursors.decode_score, cursors.decode_number):
        try:
            decode("listing", text)
        except InvalidCursor:
            continue
        raise AssertionError(f"understood {text!r}")


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_cursor_comes_back_as_it_went(at: datetime, row_id: UUID) -> None:
    assert cursors.decode_time("listing", cursors.encode_time("listing", at, row_id)) == (at, row_id)


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(InvalidCursor):
        cursors.decode_time("timeline", cursors.encode_time("observations", NOW, uuid4()))
