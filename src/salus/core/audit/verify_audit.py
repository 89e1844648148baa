"""Check an exported audit trail without Salus: `python verify_audit.py FOLDER PUBLIC_KEY`.

Needs Python and the package `cryptography`, no database and no network. The public key is what `salus audit key`
prints; note it down elsewhere, for whoever can exchange the export could exchange a key beside it as well.

A segment is a gzip file of lines. The first holds a checkpoint and its Ed25519 signature; the others are the rows'
bodies, byte for byte as they were chained: hash = SHA-256(hash of the row before + body). A checkpoint names the one
before it, the hashes at both ends, and the first four bytes of every row's hash, so that the first row that is not as
it was can be named even where all hashes after it were made anew.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import gzip
import hashlib
import json
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SUFFIX = ".audit.gz"
GENESIS = hashlib.sha256(b"salus audit chain").digest()
MARK_BYTES = 4


@dataclass(frozen=True)
class Verdict:
    """What was found; `segment` and `row` name the first that is not as it was written."""

    ok: bool
    rows: int
    segments: int
    segment: int | None = None
    row: int | None = None
    reason: str = ""
    at: str = ""


class Broken(Exception):
    """The trail is not what was written, from this row on."""

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(reason)
        self.row = row
        self.reason = reason


class Verifier:
    """Takes one segment after the other, and knows what the next must be."""

    def __init__(self, public_key: str) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        self._installation = ""
        self._previous = ""
        self._head = GENESIS
        self.rows = 0
        self.segments = 0
        self.at = ""

    def take(self, segment: bytes) -> None:
        """The next segment; raises `Broken` where it does not follow."""
        checkpoint, said, bodies = opened(segment, self.rows + 1)
        try:
            self._key.verify(bytes.fromhex(said["signature"]), checkpoint.encode())
            told = json.loads(checkpoint)
        except (InvalidSignature, ValueError, KeyError, TypeError):
            raise Broken(self.rows + 1, "the checkpoint was not signed by this key: it is forged or damaged") from None
        self._follows(told)
        self._walk(bodies, told)
        self._installation, self.rows, self.at = told["installation"], told["last"], told["at"]
        self._previous = hashlib.sha256(checkpoint.encode()).hexdigest()
        self.segments += 1

    def _follows(self, told: dict[str, Any]) -> None:
        first = self.rows + 1
        if told["number"] != self.segments + 1 or told["previous"] != self._previous:
            raise Broken(first, f"checkpoint {told['number']} does not follow checkpoint {self.segments}")
        if self._installation and told["installation"] != self._installation:
            raise Broken(first, "the checkpoint is another installation's")
        if told["first"] != first or told["before"] != self._head.hex():
            raise Broken(first, "the checkpoint begins elsewhere than the one before it ended")

    def _walk(self, bodies: Sequence[bytes], told: dict[str, Any]) -> None:
        row, head, sha256 = told["first"], self._head, hashlib.sha256
        marks, place = base64.b64decode(told["marks"]), 0
        for body in bodies:
            head = sha256(head + body).digest()
            if head[:MARK_BYTES] != marks[place : place + MARK_BYTES]:
                what = "there are more rows than were written" if row > told["last"] else "the row is not as written"
                raise Broken(row, f"{what}: changed, removed, inserted or moved")
            row, place = row + 1, place + MARK_BYTES
        if row <= told["last"]:
            raise Broken(row, f"rows {row} to {told['last']} were cut off")
        if head.hex() != told["head"]:
            raise Broken(told["first"], "the rows do not come to the hash that the checkpoint names")
        self._head = head


def opened(segment: bytes, row: int) -> tuple[str, dict[str, Any], list[bytes]]:
    """(checkpoint's text, the first line, bodies)."""
    try:
        first, *bodies = gzip.decompress(segment).split(b"\n")
        said = json.loads(first)
        return str(said["checkpoint"]), said, bodies
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise Broken(row, "the segment cannot be read") from None


def verify(segments: Iterable[tuple[int, bytes]], public_key: str, not_before: datetime | None = None) -> Verdict:
    """Walk (number, bytes) in order. `not_before`: an honest trail has a checkpoint from then or later."""
    verifier = Verifier(public_key)
    for number, data in segments:
        try:
            if number != verifier.segments + 1:
                raise Broken(verifier.rows + 1, f"segment {verifier.segments + 1} is missing")
            verifier.take(data)
        except Broken as broken:
            expected = verifier.segments + 1
            return Verdict(False, verifier.rows, verifier.segments, expected, broken.row, broken.reason, verifier.at)
    if not verifier.segments:
        return Verdict(False, 0, 0, 1, 1, "there is no segment here")
    if not_before is not None and datetime.fromisoformat(verifier.at) < not_before:
        reason = f"the last checkpoint is of {verifier.at}: what came after it was cut off, or nothing is exported"
        return Verdict(
            False, verifier.rows, verifier.segments, verifier.segments + 1, verifier.rows + 1, reason, verifier.at
        )
    return Verdict(True, verifier.rows, verifier.segments, at=verifier.at)


def segments_in(folder: Path) -> Iterator[tuple[int, bytes]]:
    """(number, bytes) of every segment of a folder, in order."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        yield int(path.name.removesuffix(SUFFIX)), path.read_bytes()


def main(arguments: Sequence[str]) -> int:
    """0 where the trail is whole, 1 where it is not."""
    parser = argparse.ArgumentParser(description="Check an exported audit trail.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("public_key", help="64 hexadecimal digits, from `salus audit key`")
    parser.add_argument("--max-age-min", type=float, help="the newest checkpoint must not be older [min]")
    given = parser.parse_args(arguments)
    oldest = None
    if given.max_age_min is not None:
        oldest = datetime.now(UTC) - timedelta(minutes=given.max_age_min)
    found = verify(segments_in(given.folder), given.public_key, oldest)
    if found.ok:
        print(f"whole: {found.rows} rows in {found.segments} segments; last checkpoint {found.at}")
        return 0
    print(f"BROKEN in segment {found.segment} at row {found.row}: {found.reason}.", file=sys.stderr)
    print(f"The {found.rows} rows before that segment are as they were written.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
