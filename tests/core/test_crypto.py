"""Stored objects: what was sealed comes back, what was touched does not."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salus.core.crypto import SEALED_BYTES, SEGMENT_BYTES, KeyWrapper, Undecipherable, new_data_key, seal, unseal

KEY = new_data_key()


async def pieces(data: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def sealed(data: bytes, size: int = 65_536) -> bytes:
    return b"".join([piece async for piece in seal(pieces(data, size), KEY)])


async def opened(data: bytes, size: int = 65_536, key: bytes = KEY) -> bytes:
    return b"".join([piece async for piece in unseal(pieces(data, size), key)])


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from([0, 1, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 2 * SEGMENT_BYTES]),
    st.integers(1000, 300_000),
    st.integers(1000, 300_000),
)
async def test_what_was_sealed_comes_back(length: int, piece_in: int, piece_out: int) -> None:
    data = bytes(length)
    assert await opened(await sealed(data, piece_in), piece_out) == data


@pytest.mark.parametrize("place", [0, 8, 20, -1, SEALED_BYTES + 20])
async def test_a_changed_byte_is_found(place: int) -> None:
    touched = bytearray(await sealed(bytes(2 * SEGMENT_BYTES)))
    touched[place] ^= 1
    with pytest.raises(Undecipherable):
        await opened(bytes(touched))


async def test_dropped_swapped_and_cut_segments_are_found() -> None:
    whole = await sealed(bytes(3 * SEGMENT_BYTES))
    head, body = whole[:13], whole[13:]
    first, second, rest = body[:SEALED_BYTES], body[SEALED_BYTES : 2 * SEALED_BYTES], body[2 * SEALED_BYTES :]
    for forged in (head + second + first + rest, head + first + rest, head + first + second, head, b""):
        with pytest.raises(Undecipherable):
            await opened(forged)


async def test_another_patients_key_does_not_open() -> None:
    with pytest.raises(Undecipherable):
        await opened(await sealed(b"text"), key=new_data_key())


def test_a_wrapped_key_opens_for_its_owner_only() -> None:
    wrapper = KeyWrapper(new_data_key())
    wrapped = wrapper.wrap(KEY, b"patient a")
    assert wrapper.unwrap(wrapped, b"patient a") == KEY
    for other, owner in ((wrapper, b"patient b"), (KeyWrapper(new_data_key()), b"patient a")):
        with pytest.raises(Undecipherable):
            other.unwrap(wrapped, owner)


def test_several_keys_open_and_the_first_wraps() -> None:
    old, new = KeyWrapper(new_data_key()), KeyWrapper(new_data_key())
    both = KeyWrapper.from_base64(f"{b64encode(new.key).decode()}, {b64encode(old.key).decode()}\n")
    assert both.key_ids == (new.key_id, old.key_id)
    assert both.unwrap(old.wrap(KEY, b"a"), b"a") == KEY
    assert new.unwrap(both.wrap(KEY, b"a"), b"a") == KEY
