"""The text of a token: a prefix that secret scanners know, 238 random bits, and a checksum that tells typing errors."""

from __future__ import annotations

import hashlib
import secrets
import string
import zlib

PREFIX = "salus_pat_"
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM_LENGTH, CHECK_LENGTH, HINT_LENGTH = 40, 6, 4


def new_secret() -> str:
    """A secret that was never made before."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
    return f"{PREFIX}{body}{_checksum(body)}"


def is_well_formed(secret: str) -> bool:
    """Whether it may be one of ours: what is not, costs no question to the database."""
    body = secret[len(PREFIX) : -CHECK_LENGTH]
    return secret.startswith(PREFIX) and len(body) == RANDOM_LENGTH and secret[-CHECK_LENGTH:] == _checksum(body)


def secret_hash(secret: str) -> bytes:
    """What is kept. Nothing slower is needed: nobody guesses 238 bits, and the index is over hashes, so that the time
    of a look-up tells nothing of any secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()


def hint_of(secret: str) -> str:
    """Enough to tell two secrets apart in a list."""
    return secret[-HINT_LENGTH:]


def _checksum(body: str) -> str:
    number, digits = zlib.crc32(body.encode("utf-8", "surrogateescape")), ""
    for _ in range(CHECK_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits += ALPHABET[digit]
    return digits
