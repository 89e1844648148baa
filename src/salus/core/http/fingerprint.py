"""What a request says, as a digest: equal for a retry, different for any other request. Streams; keeps no body.

A multipart body is separated by a boundary that clients draw anew for every attempt, so each occurrence of the
boundary counts as the same mark. Fields, file names and file contents count byte for byte.
"""

from __future__ import annotations

import hashlib

from python_multipart.multipart import parse_options_header
from starlette.types import Scope

MARK = b"\0--boundary\0"


class Fingerprint:
    """Takes a body piece by piece; how it is cut into pieces makes no difference."""

    def __init__(self, scope: Scope) -> None:
        kind, options = parse_options_header(_header(scope, b"content-type"))
        head = f"{scope['method']} {scope['path']}?".encode() + scope["query_string"] + b"\0" + kind.lower() + b"\0"
        self._hash = hashlib.sha256(head)
        boundary = options.get(b"boundary", b"") if kind.startswith(b"multipart/") else b""
        self._separator = b"--" + boundary if boundary else b""
        self._held = b""

    def update(self, piece: bytes) -> None:
        """The next piece of the body."""
        if not self._separator:
            self._hash.update(piece)
            return
        parts = (self._held + piece).split(self._separator)
        for part in parts[:-1]:
            self._hash.update(part + MARK)
        # A separator may begin at the end of this piece and go on in the next.
        keep = min(len(parts[-1]), len(self._separator) - 1)
        ready = len(parts[-1]) - keep
        self._hash.update(parts[-1][:ready])
        self._held = parts[-1][ready:]

    def digest(self) -> bytes:
        """Of everything taken so far."""
        whole = self._hash.copy()
        whole.update(self._held)
        return whole.digest()


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")
