"""Export the audit trail in signed segments to where the owner of the database has no say.

Each segment is signed by a key that the database does not hold, and names the one before it. A chain that does not go
on from where the last checkpoint stood is not signed: that it was changed stays visible, and the export grows old.
What leaves: ids of actors, patients and things, actions, times and counts, as the trail keeps them; no text about a
person. `verify_audit.py` checks an export alone.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from salus.core.audit import store
from salus.core.audit.place import place_of
from salus.core.audit.verify_audit import MARK_BYTES, Broken, opened
from salus.core.context import WORKER
from salus.core.keys import audit_key

if TYPE_CHECKING:
    from salus.core.services import Services

log = structlog.get_logger()
ROWS = 10_000  # of one segment: about 3 MB, 300 kB packed
FORMAT = 1


class ExportRefused(Exception):
    """The trail does not go on from its last checkpoint, or that checkpoint is not ours. Nothing was signed."""


def public_key_of(key: Ed25519PrivateKey) -> str:
    """The public half in hexadecimal digits, for whoever verifies."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


@dataclass(frozen=True, slots=True)
class Exported:
    """How many rows were exported now, and which is the last that is."""

    rows: int
    last: int


async def export(services: Services) -> Exported:
    """Export what is new and sign it, a checkpoint also where nothing is. One process at a time."""
    async with services.database.transaction(WORKER) as db:
        if not await store.hold_export(db):
            return Exported(0, (await store.select_head(db))[0])  # another process is at it
        installation = await store.select_identity(db)
        place = place_of(services.settings, installation)
        signer = Signer(audit_key(services.settings), installation, await asyncio.to_thread(place.last))
        if signer.last and await store.select_hash(db, signer.last) != signer.head:
            log.error("audit_chain_left_its_checkpoint", row=signer.last)
            raise ExportRefused
        exported = 0
        while True:
            rows = await store.select_after(db, signer.last, ROWS)
            number, segment = await asyncio.to_thread(signer.sign, rows)
            await asyncio.to_thread(place.add, number, segment)
            exported += len(rows)
            if len(rows) < ROWS:
                return Exported(exported, signer.last)


async def rows_waiting(services: Services, last: int) -> int:
    """How many rows there are behind this one."""
    async with services.database.transaction(WORKER, read_only=True) as db:
        return (await store.select_head(db))[0] - last


class Signer:
    """Makes segments, each from where the last one ended."""

    def __init__(self, key: Ed25519PrivateKey, installation: str, newest: tuple[int, bytes] | None) -> None:
        self._key, self._installation = key, installation
        self._number, self._previous, self.last, self.head = 0, "", 0, store.GENESIS
        if newest is not None:
            self._go_on_from(*newest)

    def _go_on_from(self, number: int, segment: bytes) -> None:
        from cryptography.exceptions import InvalidSignature

        try:
            checkpoint, said, _ = opened(segment, 0)
            self._key.public_key().verify(bytes.fromhex(said["signature"]), checkpoint.encode())
        except (Broken, InvalidSignature, ValueError, KeyError) as error:
            log.error("audit_checkpoint_is_not_ours", number=number)
            raise ExportRefused from error
        told = orjson.loads(checkpoint)
        self._number, self.last, self.head = told["number"], told["last"], bytes.fromhex(told["head"])
        self._previous = hashlib.sha256(checkpoint.encode()).hexdigest()

    def sign(self, rows: Sequence[tuple[int, str, bytes]]) -> tuple[int, bytes]:
        """The number and bytes of the next segment; `ExportRefused` where the rows do not follow."""
        before, head, marks = self.head, self.head, bytearray()
        for expected, (seq, body, digest) in enumerate(rows, self.last + 1):
            head = hashlib.sha256(head + body.encode()).digest()
            if seq != expected or head != digest:
                log.error("audit_chain_is_broken", row=expected)
                raise ExportRefused
            marks += head[:MARK_BYTES]
        self._number += 1
        checkpoint = orjson.dumps({
            "format": FORMAT, "installation": self._installation, "number": self._number, "previous": self._previous,
            "first": self.last + 1, "last": self.last + len(rows), "before": before.hex(), "head": head.hex(),
            "at": datetime.now(UTC).isoformat(timespec="seconds"), "marks": base64.b64encode(marks).decode(),
        })  # fmt: skip
        said = {"checkpoint": checkpoint.decode(), "signature": self._key.sign(checkpoint).hex()}
        self.last, self.head, self._previous = self.last + len(rows), head, hashlib.sha256(checkpoint).hexdigest()
        lines = (orjson.dumps(said), *(body.encode() for _, body, _ in rows))
        return self._number, gzip.compress(b"\n".join(lines), 6, mtime=0)
