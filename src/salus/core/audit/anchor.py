"""Where the audit chain stood and when, signed and kept outside the database.

Inside the database the chain proves its own order. Whoever owns the database could still cut its tail, or write it all
anew, and set the head to match: only a note kept elsewhere tells. The worker adds one every hour; verifying compares
them all. A copy of the file on another machine protects against an intruder who has this one too.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import structlog

from salus.core.audit import store
from salus.core.context import WORKER
from salus.core.crypto import KeyWrapper
from salus.core.keys import key_wrapper

if TYPE_CHECKING:
    from salus.core.services import Services

log = structlog.get_logger()
FILE = Path("audit") / "anchors.jsonl"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The chain of one database had so many rows, and this was the hash of the last."""

    database: str
    seq: int
    hash: str
    at: str

    def signed(self, key: bytes) -> bytes:
        """As a line of the file."""
        said = {"database": self.database, "seq": self.seq, "hash": self.hash, "at": self.at}
        return orjson.dumps({**said, "mac": _mac(key, said)}) + b"\n"


class Anchors:
    """The file of one data directory."""

    def __init__(self, data_dir: Path, wrapper: KeyWrapper) -> None:
        self._file = data_dir / FILE
        keys = (wrapper.key, *wrapper.former)  # during a rotation, what the former one signed still stands
        self._keys = tuple(hashlib.sha256(b"salus audit anchor" + key).digest() for key in keys)

    def of(self, database: str) -> list[Anchor]:
        """Those of this database in order; lines that were not signed by this installation's key are passed over."""
        return sorted((each for each in self._read() if each.database == database), key=lambda each: each.seq)

    def add(self, anchor: Anchor) -> None:
        """Durable when it returns."""
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, anchor.signed(self._keys[0]))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def sign_anew(self) -> None:
        """Have the newest key sign what a former one signed, before that one goes. Replaces the file in one step."""
        kept = b"".join(anchor.signed(self._keys[0]) for anchor in self._read())
        if not kept:
            return
        draft = self._file.with_name(self._file.name + ".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            os.write(descriptor, kept)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        draft.replace(self._file)

    def _read(self) -> Iterator[Anchor]:
        try:
            lines = self._file.read_bytes().splitlines()
        except FileNotFoundError:
            return
        for line in lines:
            try:
                said = orjson.loads(line)
                mac = said.pop("mac")
                if any(hmac.compare_digest(mac, _mac(key, said)) for key in self._keys):
                    yield Anchor(**said)
            except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError):
                continue  # half a line, written when the disk was full


def _mac(key: bytes, said: dict[str, object]) -> str:
    return hmac.new(key, orjson.dumps(said, option=orjson.OPT_SORT_KEYS), hashlib.sha256).hexdigest()


async def keep_anchor(services: Services) -> None:
    """Note where the chain stands, unless it does not go on from where it stood: then only say so."""
    anchors = Anchors(services.settings.data_dir, key_wrapper(services.settings))
    async with services.database.transaction(WORKER, read_only=True) as db:
        database = await store.select_identity(db)
        seq, digest = await store.select_head(db)
        known = anchors.of(database)
        if known and await store.select_hash(db, known[-1].seq) != bytes.fromhex(known[-1].hash):
            log.error("audit_chain_left_its_anchor", seq=known[-1].seq)
            return
    if seq and (not known or known[-1].seq < seq):
        anchors.add(Anchor(database, seq, digest.hex(), datetime.now(UTC).isoformat(timespec="seconds")))
