"""Run programs for the workshop: show what they print, stop at the first failure. Stdlib only."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent


class StepFailed(Exception):
    """A set-up step cannot go on; the message says what to do."""


def say(text: str) -> None:
    """Print one line about what is happening, at once, also through a pipe."""
    print(text, flush=True)


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    advice: str = "",
) -> None:
    """Run one program with its output shown; raise `StepFailed` with the advice when it fails."""
    words = [str(word) for word in command]
    try:
        code = subprocess.run(words, cwd=cwd, env={**os.environ, **(env or {})}, check=False).returncode
    except FileNotFoundError:
        code = 127
    if code != 0:
        raise StepFailed(f"`{' '.join(words)}` ended with status {code}. {advice}".rstrip())


def succeeds(command: Sequence[str | Path], *, cwd: Path = ROOT) -> bool:
    """Whether a program can be started and ends well; its output is not shown."""
    words = [str(word) for word in command]
    try:
        return subprocess.run(words, cwd=cwd, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


class Stopwatch:
    """Wall time since it was made, in seconds."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def seconds(self) -> float:
        return time.monotonic() - self._started


def finish(main: Callable[[], int | None]) -> NoReturn:
    """Run a tool's `main` and leave; a `StepFailed` becomes one clear line and status 1."""
    try:
        sys.exit(main())
    except StepFailed as failure:
        sys.exit(f"\nstopped: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
