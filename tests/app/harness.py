"""Drive `salus up` as a person does: started, listened to, killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx

from salus.app.embedded import ports
from salus.app.embedded.datadir import DataDir
from salus.app.embedded.processid import wait_until

PATIENCE_S = 90.0


class Up:
    """One `salus up`."""

    def __init__(
        self,
        root: Path,
        *words: str,
        environment: dict[str, str] | None = None,
        port: int = 0,
        prefix: Sequence[str] = (),
    ) -> None:
        self.data_dir = DataDir(root)
        self.port = port or ports.choose(None)
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as this object
        self.process = subprocess.Popen(
            [
                *prefix,
                sys.executable,
                "-m",
                "salus.app.cli",
                "up",
                "--data-dir",
                str(root),
                "--port",
                str(self.port),
                *words,
            ],
            stdout=self._log,
            stderr=self._log,
            env={**os.environ, **(environment or {})},
        )

    @property
    def said(self) -> str:
        """What it wrote for people."""
        return os.pread(self._log.fileno(), 1 << 16, 0).decode()

    @property
    def pids(self) -> dict[str, int]:
        """Process numbers by name, as noted."""
        return {name: process.pid for name, process in self.data_dir.read_state().processes.items()}

    def wait_ready(self) -> None:
        """It says so."""
        done = wait_until(lambda: "Ready at" in self.said or self.process.poll() is not None, PATIENCE_S)
        assert done, self.said
        assert self.process.poll() is None, self.said

    def is_ready(self) -> bool:
        """The web server says so."""
        try:
            return httpx.get(f"{self.url}/health/ready", timeout=30).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self, name: str) -> int:
        """kill -9 one of its processes."""
        pid = self.pids[name]
        os.kill(pid, signal.SIGKILL)
        return pid

    def wait_replaced(self, name: str, killed: int) -> None:
        """Another process has its place."""
        assert wait_until(lambda: self.pids.get(name, killed) != killed, PATIENCE_S), self.said

    def close(self) -> None:
        """End it, whatever became of it."""
        self.process.kill()
        self.process.wait()
        self._log.close()


@contextlib.contextmanager
def running(
    root: Path, *words: str, environment: dict[str, str] | None = None, port: int = 0, prefix: Sequence[str] = ()
) -> Iterator[Up]:
    """A ready `salus up`."""
    up = Up(root, *words, environment=environment, port=port, prefix=prefix)
    try:
        up.wait_ready()
        yield up
    finally:
        up.close()
