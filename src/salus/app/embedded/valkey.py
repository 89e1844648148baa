"""Valkey as a supervised program: cache, rate limits, live fan-out and streams, kept on disk by an append-only file."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from salus.app.embedded.account import Account, give
from salus.app.embedded.binaries import Binaries
from salus.app.embedded.datadir import Secrets
from salus.app.embedded.engine import plain_environment, spawn
from salus.app.embedded.ports import LOOPBACK

ANSWER_TIMEOUT_S = 0.5
DATABASES = 64  # one each for tests that run side by side

CONFIGURATION = """\
port {port}
bind {address}
requirepass {password}
databases {databases}
dir ./
# Kept on disk, at most a second behind; a tail that a crash tore off is cut, not refused.
appendonly yes
appendfsync everysec
aof-load-truncated yes
# Snapshots would fork and double the memory; the append-only file is enough.
save ""
# Only what was given a lifetime is a cache and may go when memory is short; streams stay.
maxmemory 256mb
maxmemory-policy volatile-lru
"""


@dataclass(slots=True)
class Valkey:
    """One server with its files in `folder`."""

    folder: Path
    port: int
    binaries: Binaries
    account: Account | None
    log: Path
    secrets: Secrets

    name = "Valkey"
    stop_signal = signal.SIGTERM
    kill_signal = signal.SIGKILL
    stop_grace_s = 10.0

    def prepare(self) -> None:
        """Make the folder, owned by the account that writes there."""
        self.folder.mkdir(exist_ok=True, mode=0o700)
        give(self.folder, self.account)

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the server; its configuration goes in by a pipe, so that the password is on no command line or disk."""
        reading, writing = os.pipe()
        try:
            os.write(writing, self._configuration().encode())
            os.close(writing)
            return spawn(
                [self.binaries.valkey_server, "-"],
                log=self.log,
                death_signal=self.stop_signal,
                account=self.account,
                folder=self.folder,
                environment=plain_environment(),
                stdin=reading,
            )
        finally:
            os.close(reading)

    def is_ready(self, pid: int) -> bool:
        """Whether it answers, having loaded its file. The answer proves the password, so it is ours."""
        try:
            with socket.create_connection((LOOPBACK, self.port), ANSWER_TIMEOUT_S) as connection:
                connection.sendall(f"AUTH {self.secrets.valkey_password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2:
                    piece = connection.recv(256)
                    if not piece:
                        return False
                    answer += piece
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"

    def _configuration(self) -> str:
        return CONFIGURATION.format(
            port=self.port, address=LOOPBACK, password=self.secrets.valkey_password, databases=DATABASES
        )
