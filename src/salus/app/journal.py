"""What a supervisor notes: JSON lines for machines, a few plain lines for the person at the terminal."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

ROTATE_BYTES = 20 << 20
KEEP = 3


class Journal:
    """Appends events to a file and speaks to a terminal. Never fails: a full disk must not stop the supervisor."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._begun = time.monotonic()

    def event(self, name: str, **fields: str | int | float) -> None:
        """One JSON line."""
        line = json.dumps({"timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": name, **fields})
        with contextlib.suppress(OSError):
            descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(descriptor, line.encode() + b"\n")
            finally:
                os.close(descriptor)

    def say(self, text: str = "") -> None:
        """A line for people. A closed terminal is no reason to stop."""
        with contextlib.suppress(OSError):
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    def step(self, text: str) -> None:
        """A line for people with the time since the start."""
        self.say(f"  {text:<58}{time.monotonic() - self._begun:5.1f} s")


def rotate(folder: Path) -> None:
    """Start large logs anew and keep three old ones. Writers append, so their next line lands in the emptied file."""
    for log in folder.glob("*.log"):
        with contextlib.suppress(OSError):
            if log.stat().st_size > ROTATE_BYTES:
                _shift(log)


def _shift(log: Path) -> None:
    for number in range(KEEP - 1, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{number + 1}"))
    # Copied, not renamed: the writing processes hold the file open.
    target = os.open(log.with_name(f"{log.name}.1"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(target, "wb") as copy:
        copy.write(log.read_bytes())
    os.truncate(log, 0)
