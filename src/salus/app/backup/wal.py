"""The write-ahead log as it is written: received beside the server, then packed, sealed and carried to the backups.

`pg_receivewal` keeps the log synced in the data directory, the segment in work included. Every round carries what is
new. A receiver that was away for longer than the server keeps its log begins another run; a restore sees the gap.
"""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from salus.app.backup import cluster
from salus.app.backup.contract import RestoreFailed
from salus.app.backup.places import WAL, read_all
from salus.app.backup.sealing import file_key, once, packed, unpacked
from salus.app.embedded.datadir import DataDir
from salus.app.embedded.engine import spawn
from salus.core.crypto import seal, unseal
from salus.core.storage.ports import ObjectEngine

SEGMENT = re.compile(r"^[0-9A-F]{24}$")
PARTIAL = ".partial"
PER_LOG = 0x100  # segments of 16 MiB in a log file number, as PostgreSQL counts them


@dataclass(slots=True)
class Receiver:
    """`pg_receivewal` under the supervisor."""

    data_dir: DataDir
    name: str = "WAL receiver"
    stop_signal: signal.Signals = signal.SIGINT
    kill_signal: signal.Signals = signal.SIGKILL
    stop_grace_s: float = 5.0

    def spawn(self) -> subprocess.Popen[bytes]:
        """Go on where the last run stopped, or anew where the server has that no more."""
        folder = self.data_dir.wal
        folder.mkdir(exist_ok=True, mode=0o700)
        wanted = next_segment(folder)
        if wanted and not (self.data_dir.postgres / "pg_wal" / wanted).exists():
            for path in folder.iterdir():
                if path.name.endswith(PARTIAL):
                    path.rename(path.with_suffix(".broken"))
                elif SEGMENT.match(path.name):
                    path.rename(path.with_name(f"{path.name}.old"))
        words, environment = cluster.connection(self.data_dir)
        return spawn(
            [cluster.program("pg_receivewal"), *words, "--directory", str(folder), "--no-loop", "--synchronous"],
            log=self.data_dir.logs / "wal.log",
            death_signal=self.stop_signal,
            environment=environment,
        )

    def is_ready(self, pid: int) -> bool:
        """It needs no time."""
        return pid > 0


def next_segment(folder: Path) -> str | None:
    """The segment that a receiver asks for next; None for an empty folder."""
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    partial = sorted(name for name in names if name.endswith(PARTIAL))
    if partial:
        return partial[-1].removesuffix(PARTIAL)
    whole = sorted(name for name in names if SEGMENT.match(name))
    return after(whole[-1]) if whole else None


def after(segment: str) -> str:
    """The name of the segment that follows: timeline, log and segment, eight hexadecimal digits each."""
    timeline, number = segment[:8], int(segment[8:16], 16) * PER_LOG + int(segment[16:], 16) + 1
    return f"{timeline}{number // PER_LOG:08X}{number % PER_LOG:08X}"


@dataclass(slots=True)
class Carrier:
    """Takes what was received to the place of backups; remembers the size of what it took of the segment in work."""

    folder: Path
    place: ObjectEngine
    backup_key: bytes
    _taken: dict[str, int] = field(default_factory=dict)

    def look(self) -> list[tuple[str, bytes]]:
        """What is new since the last round, as it stands now."""
        found = []
        for path in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            stamp = path.stat().st_mtime_ns
            if self._taken.get(path.name) != stamp:
                found.append((path.name, path.read_bytes()))
                self._taken[path.name] = stamp
        return found

    async def carry(self, found: list[tuple[str, bytes]]) -> int:
        """Keep it, then let go of whole segments here; how many files were carried."""
        newest = max((name for name, _ in found if SEGMENT.match(name)), default="")
        for name, data in found:
            try:
                await self._put(f"{WAL}/{name}", data)
            except BaseException:
                self._taken.pop(name, None)
                raise
            # The newest whole segment stays: the receiver sees by it where to go on.
            if (SEGMENT.match(name) and name != newest) or name.endswith((".old", ".broken", ".history")):
                await asyncio.to_thread((self.folder / name).unlink, missing_ok=True)
        for path in await asyncio.to_thread(lambda: sorted(self.folder.glob("?" * 24))[:-1]):
            if self._taken.get(path.name):
                await asyncio.to_thread(path.unlink, missing_ok=True)
        return len(found)

    async def _put(self, name: str, data: bytes) -> None:
        sealed = [piece async for piece in seal(packed(once(data)), file_key(self.backup_key, name))]
        await self.place.put_small(name, b"".join(sealed))


async def archived(place: ObjectEngine) -> dict[str, str]:
    """Segments and history files at the place: the name that PostgreSQL asks for, and the file that has it."""
    found: dict[str, str] = {}
    for name in sorted([each.key.removeprefix(f"{WAL}/") async for each in place.listed(f"{WAL}/")], reverse=True):
        # In this order the whole segment comes last and wins over what was received of it before.
        found[name.partition(".")[0] if not name.endswith(".history") else name] = name
    return found


async def fetch(place: ObjectEngine, backup_key: bytes, first: str, folder: Path) -> list[str]:
    """Bring every segment from this one on into a folder, opened; their names in order."""
    await asyncio.to_thread(folder.mkdir, 0o700)
    names = []
    for segment, name in sorted((await archived(place)).items()):
        if SEGMENT.match(segment) and segment[8:] < first[8:]:
            continue
        data = await read_all(place, f"{WAL}/{name}")
        key = file_key(backup_key, f"{WAL}/{name}")
        plain = b"".join([piece async for piece in unpacked(unseal(once(data), key))])
        await asyncio.to_thread((folder / segment).write_bytes, plain)
        names.append(segment)
    return names


def require_no_gap(names: set[str], first: str) -> None:
    """Refuse a log with a segment missing in its middle: what comes after it cannot be replayed."""
    present = {name[8:] for name in names if SEGMENT.match(name)}
    last, wanted = max(present, default=first[8:]), first
    while wanted[8:] < last:
        wanted = after(wanted)
        if wanted[8:] not in present:
            raise RestoreFailed(
                f"The write-ahead log has a gap: segment {wanted} is missing.",
                "Restore without it (--backup-only), or take a later backup (--backup ID).",
            )


def stale(names: list[str], first: str) -> list[str]:
    """What no kept backup needs any more."""
    return [name for name in names if SEGMENT.match(name[:24]) and name[8:24] < first[8:]]
