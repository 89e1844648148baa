"""S3: a thousand rows of an exported audit trail changed, removed, inserted, exchanged or cut off; each is found.

The intruder makes all hashes anew that are not signed, as far as that is possible, and verifying reads the export
alone. Also how long a million rows take.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import random
import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from attacks.clinic import engines
from bench.report import Row, at_least, at_most
from salus.core.audit.contract import AuditEvent
from salus.core.audit.export import ROWS, Signer, export, public_key_of
from salus.core.audit.store import GENESIS
from salus.core.audit.verify_audit import segments_in, verify
from salus.core.config import Settings
from salus.core.context import WORKER
from salus.core.keys import audit_key
from salus.core.services import open_services

TRAIL = 25_000
TRIES = 1_000
MILLION = 1_000_000
MOST_SECONDS = 10.0
BODY = (
    '{"seq": %d, "role": "doctor", "at_us": 1764000000000000, "actor": "%032x", "action": "observation.list", '
    '"outcome": "allowed", "patient": "%032x", "request": "%016x"}'
)
Segments = Sequence[tuple[int, bytes]]


class Tampering(StrEnum):
    """What is done to one row of an export."""

    CHANGE = "change"
    DELETE = "delete"
    INSERT = "insert"
    SWAP = "swap"
    TRUNCATE = "truncate"


def tampered(segments: Segments, row: int, how: Tampering) -> tuple[list[tuple[int, bytes]], int]:
    """The segments with that row tampered with, and the number of the first row that is not as it was."""
    first = 1
    for place, (number, data) in enumerate(segments):
        head, *bodies = gzip.decompress(data).split(b"\n")
        if row < first + len(bodies):
            where = row - first
            bad = _change(bodies, where, how)
            packed = gzip.compress(b"\n".join((head, *bodies)), 1)
            return [*segments[:place], (number, packed), *segments[place + 1 :]], first + bad
        first += len(bodies)
    raise IndexError(row)


def _change(bodies: list[bytes], where: int, how: Tampering) -> int:
    """Do it; which row of the segment is the first that is not as it was."""
    if how is Tampering.CHANGE:
        bodies[where] = bodies[where].replace(b'"allowed"', b'"refused"').replace(b'"at_us": 1', b'"at_us": 2')
    elif how is Tampering.DELETE:
        del bodies[where]
    elif how is Tampering.INSERT:
        bodies.insert(where, bodies[where].replace(b'"at_us": 1', b'"at_us": 3'))
    elif how is Tampering.SWAP:
        other = where + 1 if where + 1 < len(bodies) else where - 1
        if other < 0:
            return _change(bodies, where, Tampering.CHANGE)
        bodies[where], bodies[other] = bodies[other], bodies[where]
        return min(where, other)
    else:
        del bodies[where:]
    return where


def rows() -> list[Row]:
    """An export of 25,000 rows, tampered with a thousand times; a million rows verified."""
    with engines() as settings:
        folder, key = asyncio.run(_exported(settings))
        segments = list(segments_in(folder))
    found, missed = _attack(segments, key)
    seconds = _verify_a_million()
    for each in missed[:5]:
        print(f"MISSED: {each}")
    return [
        at_least("S3 tampered rows found and located from the export alone", found, TRIES, "rows", TRIES),
        at_most("S3 verifying a million exported rows", seconds, MOST_SECONDS, "s", MILLION),
    ]


def _attack(segments: Segments, key: str) -> tuple[int, list[str]]:
    chance, found, missed = random.Random(11), 0, []
    for turn in range(TRIES):
        row, how = chance.randint(1, TRAIL), list(Tampering)[turn % len(Tampering)]
        changed, first_bad = tampered(segments, row, how)
        verdict = verify(changed, key)
        if not verdict.ok and verdict.row == first_bad:
            found += 1
        else:
            missed.append(f"{how} of row {row}: {verdict}")
    return found, missed


async def _exported(settings: Settings) -> tuple[Path, str]:
    async with open_services(settings) as services:
        for start in range(0, TRAIL, 1000):
            deeds = (AuditEvent.of(WORKER, f"r{start + n}", "attack.deed") for n in range(1000))
            await services.audit.record_now(*deeds)
        await export(services)
    (folder,) = (settings.data_dir / "audit" / "export").iterdir()
    return folder, public_key_of(audit_key(settings))


def _verify_a_million() -> float:
    key = Ed25519PrivateKey.generate()
    signer, segments, head = Signer(key, "bench", None), [], GENESIS
    for start in range(1, MILLION + 1, ROWS):
        chunk = []
        for seq in range(start, start + ROWS):
            body = BODY % (seq, seq, seq, seq)
            head = hashlib.sha256(head + body.encode()).digest()
            chunk.append((seq, body, head))
        segments.append(signer.sign(chunk))
    began = time.monotonic()
    assert verify(segments, public_key_of(key)).rows == MILLION
    return time.monotonic() - began
