"""What the two engines have in common: how their processes are born, and where their last words are found."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from salus.app.embedded import launch
from salus.app.embedded.account import Account

LOG_TAIL_LINES = 12
_TAIL_BYTES = 16_384


def launcher(account: Account | None, death_signal: signal.Signals) -> list[str]:
    """The words before a command that make it run as the account and die with this process."""
    uid, gid = (str(account.uid), str(account.gid)) if account else (launch.KEEP, launch.KEEP)
    return [sys.executable, "-I", "-S", launch.__file__, str(os.getpid()), str(int(death_signal)), uid, gid]


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    death_signal: signal.Signals,
    account: Account | None = None,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    keep_open: Sequence[int] = (),
    stdin: int | None = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start a process that writes to the log. Call it from the main thread: Linux means the thread by "parent".

    The folder is entered before rights are dropped, so it may lie below folders that the account cannot pass.
    """
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        return subprocess.Popen(  # noqa: S603 - programs of our own wheels, no shell
            [*launcher(account, death_signal), *map(str, command)],
            stdin=stdin,
            stdout=descriptor,
            stderr=descriptor,
            cwd=folder,
            env=None if environment is None else dict(environment),
            pass_fds=tuple(keep_open),
        )
    finally:
        os.close(descriptor)


def plain_environment() -> dict[str, str]:
    """What an engine may know of our environment: no secrets, no PG* variables that would change its mind."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def last_words(log: Path) -> str:
    """The end of a log, to be shown when its process does not come up."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL_BYTES))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(lines[-LOG_TAIL_LINES:])
