"""Tokens that must open nothing: too old, touched, signed by somebody else, of another kind."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator

Part = dict[str, object]


def _read(part: str) -> Part:
    found: Part = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def _write(part: Part | bytes) -> str:
    data = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _signed(head: Part, claims: Part, key: str) -> str:
    said = f"{_write(head)}.{_write(claims)}"
    return f"{said}.{_write(hmac.digest(key.encode(), said.encode(), hashlib.sha256))}"


def spoilt(token: str, key: str) -> Iterator[tuple[str, str]]:
    """(what is wrong, token): all made from a good one; `key` is what this installation signs with."""
    head, claims, signature = token.split(".")
    opened, said = _read(head), _read(claims)
    yield "expired", _signed(opened, {**said, "iat": 1_600_000_000, "exp": int(time.time()) - 1}, key)
    yield "without an end", _signed(opened, {name: value for name, value in said.items() if name != "exp"}, key)
    yield "another issuer's", _signed(opened, {**said, "iss": "somebody"}, key)
    yield "raised to service", f"{head}.{_write({**said, 'role': 'service'})}.{signature}"
    yield "another key's", _signed(opened, said, "0" * 44)
    yield "unsigned", f"{_write({**opened, 'alg': 'none'})}.{claims}."
    yield "without signature", f"{head}.{claims}."
    yield "empty", ""
    yield "not a token", "%00%ff"
