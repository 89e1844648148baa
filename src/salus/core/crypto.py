"""Envelope encryption: AES-256-GCM in a stream of segments, a data key per patient wrapped by another key.

Layout of a stored object: magic, 7-byte nonce prefix, then segments of ciphertext, each 1 MiB of plain text plus a
16-byte tag. The nonce of a segment is prefix + counter + last-flag (the STREAM construction, Hoang et al. 2015,
doi:10.1007/978-3-662-47989-6_24), so segments cannot be dropped, swapped or cut off unnoticed.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from salus.core.errors import AppError

MAGIC = b"SALUS1"
PREFIX_BYTES = 7
SEGMENT_BYTES = 1 << 20
TAG_BYTES = 16
SEALED_BYTES = SEGMENT_BYTES + TAG_BYTES
HEADER_BYTES = len(MAGIC) + PREFIX_BYTES


class Undecipherable(AppError):
    """A stored object could not be decrypted: its key or its bytes are not what was written."""

    code = "UNDECIPHERABLE"


@dataclass(frozen=True, slots=True)
class KeyWrapper:
    """Wraps data keys with the key of this installation. The patient's id is bound in, so keys cannot be swapped.

    Between two rotations there is one key. During one, what `former` keys have wrapped is still opened.
    """

    key: bytes
    former: tuple[bytes, ...] = ()

    @property
    def key_id(self) -> str:
        """Names the wrapping key without telling it."""
        return _key_id(self.key)

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Names of all keys that open something here, the one that wraps first."""
        return (self.key_id, *map(_key_id, self.former))

    @classmethod
    def from_base64(cls, text: str) -> KeyWrapper:
        """The wrapper of base64 keys of 32 bytes each, apart by commas or spaces; the first one wraps."""
        keys = [base64.b64decode(each, validate=True) for each in text.replace(",", " ").split()]
        if not keys or any(len(key) != 32 for key in keys):
            raise ValueError("an encryption key must be 32 bytes in base64")
        return cls(keys[0], tuple(keys[1:]))

    def wrap(self, data_key: bytes, owner: bytes) -> bytes:
        """The data key as it may be stored."""
        nonce = os.urandom(12)
        return nonce + AESGCM(self.key).encrypt(nonce, data_key, owner)

    def unwrap(self, wrapped: bytes, owner: bytes) -> bytes:
        """The data key back; `Undecipherable` when the wrapping key is another one."""
        for key in (self.key, *self.former):
            with contextlib.suppress(InvalidTag):
                return AESGCM(key).decrypt(wrapped[:12], wrapped[12:], owner)
        raise Undecipherable("The data key was wrapped by another installation's key.")


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"salus key id" + key).hexdigest()[:16]


def new_data_key() -> bytes:
    """A fresh 256-bit key."""
    return AESGCM.generate_key(bit_length=256)


def _nonce(prefix: bytes, counter: int, *, is_last: bool) -> bytes:
    return prefix + counter.to_bytes(4, "big") + (b"\x01" if is_last else b"\x00")


async def seal(plain: AsyncIterator[bytes], data_key: bytes) -> AsyncIterator[bytes]:
    """Encrypt a stream as it passes; memory stays at two segments whatever the size."""
    prefix, cipher = os.urandom(PREFIX_BYTES), AESGCM(data_key)
    yield MAGIC + prefix
    held, counter = bytearray(), 0
    async for piece in plain:
        held += piece
        while len(held) > SEGMENT_BYTES:
            yield cipher.encrypt(_nonce(prefix, counter, is_last=False), bytes(held[:SEGMENT_BYTES]), None)
            del held[:SEGMENT_BYTES]
            counter += 1
    yield cipher.encrypt(_nonce(prefix, counter, is_last=True), bytes(held), None)


async def unseal(sealed: AsyncIterator[bytes], data_key: bytes) -> AsyncIterator[bytes]:
    """Decrypt a stream as it passes; raises `Undecipherable` before handing out a segment that was touched."""
    cipher, held, prefix, counter = AESGCM(data_key), bytearray(), None, 0
    async for piece in sealed:
        held += piece
        if prefix is None and len(held) >= HEADER_BYTES:
            if not held.startswith(MAGIC):
                raise Undecipherable
            prefix = bytes(held[len(MAGIC) : HEADER_BYTES])
            del held[:HEADER_BYTES]
        while prefix is not None and len(held) > SEALED_BYTES:
            yield _open(cipher, _nonce(prefix, counter, is_last=False), bytes(held[:SEALED_BYTES]))
            del held[:SEALED_BYTES]
            counter += 1
    if prefix is None:
        raise Undecipherable
    yield _open(cipher, _nonce(prefix, counter, is_last=True), bytes(held))


def _open(cipher: AESGCM, nonce: bytes, sealed: bytes) -> bytes:
    try:
        return cipher.decrypt(nonce, sealed, None)
    except InvalidTag as error:
        raise Undecipherable from error
