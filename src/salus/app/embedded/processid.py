"""Tell a process from another that got the same number later. Asks the system, signals nobody by name."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

POLL_S = 0.02
_STAT_STATE, _STAT_START = 0, 19  # proc_pid_stat(5), counted after the parenthesised name
_GONE = "ZX"
_IS_LINUX = platform.system() == "Linux"


@dataclass(frozen=True, slots=True)
class ProcessId:
    """A process number together with when that process started."""

    pid: int
    started: str


def identify(pid: int) -> ProcessId | None:
    """The living process with this number; None when there is none or only a zombie, which runs no code."""
    if pid <= 0:
        return None
    seen = _linux_state(pid) if _IS_LINUX else _other_state(pid)
    if seen is None or seen[0] in _GONE:
        return None
    return ProcessId(pid, seen[1])


def is_alive(process: ProcessId) -> bool:
    """Whether this very process still runs."""
    return identify(process.pid) == process


def is_program_in(pid: int, name: str, directory: Path) -> bool:
    """Whether a living process runs the program `name` with `directory` as its working directory."""
    if identify(pid) is None:
        return False
    if _IS_LINUX:
        folder = Path("/proc") / str(pid)
        try:
            return (folder / "comm").read_text().strip() == name and (folder / "cwd").samefile(directory)
        except OSError:
            return False
    command = _ask("ps", "-o", "comm=", "-p", str(pid))
    return Path(command).name == name and str(directory) in _ask("lsof", "-a", "-p", str(pid), "-d", "cwd", "-Fn")


def wait_until(condition: Callable[[], bool], timeout_s: float) -> bool:
    """Poll until the condition holds; whether it did in time."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_S)
    return True


def end(process: ProcessId, stop_signal: int, kill_signal: int, grace_s: float) -> None:
    """Ask a process that is not our child to stop, insist after the grace period, wait until it is gone."""
    for signal_number in (stop_signal, kill_signal):
        if not is_alive(process):
            return
        try:
            os.kill(process.pid, signal_number)
        except ProcessLookupError:
            return
        if wait_until(lambda: not is_alive(process), grace_s):
            return


def _linux_state(pid: int) -> tuple[str, str] | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return fields[_STAT_STATE], fields[_STAT_START]


def _other_state(pid: int) -> tuple[str, str] | None:
    state, _, started = _ask("ps", "-o", "stat=,lstart=", "-p", str(pid)).partition(" ")
    return (state[:1], started.strip()) if state else None


def _ask(*command: str) -> str:
    # S603: fixed commands of the system, with a process number as their only variable.
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
