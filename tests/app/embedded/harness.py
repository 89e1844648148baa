"""Drive the engines as a person would: a process that is started, looked at, killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import redis

from salus.app.embedded import addresses
from salus.app.embedded.datadir import DataDir
from salus.app.embedded.processid import identify, is_alive, wait_until

PATIENCE_S = 30.0


class Holder:
    """`python -m salus.app.embedded` on one directory."""

    def __init__(
        self, root: Path, *, throwaway: bool = True, uid: int | None = None, python: str = sys.executable
    ) -> None:
        self.data_dir = DataDir(root)
        options = ["--throwaway"] if throwaway else []
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as this object
        self.process = subprocess.Popen(
            [python, "-m", "salus.app.embedded", "--data-dir", str(root), *options],
            stdout=self.log,
            stderr=self.log,
            user=uid,
            group=uid,
            extra_groups=None if uid is None else [],
        )

    @property
    def said(self) -> str:
        """What it wrote for people."""
        return os.pread(self.log.fileno(), 1 << 16, 0).decode()

    def wait_ready(self) -> None:
        """Both engines answer."""
        done = wait_until(lambda: "ready" in self.said or self.process.poll() is not None, PATIENCE_S)
        assert done, self.said
        assert self.process.poll() is None, self.said

    def wait_refusal(self) -> str:
        """It ended by itself with an error; what it said."""
        assert self.process.wait(PATIENCE_S) == 1, self.said
        with self.log:
            return self.said

    def pid(self, engine: str) -> int:
        """Process number of an engine, as noted."""
        return self.data_dir.read_state().processes[engine].pid

    def is_replaced(self, engine: str, killed: int) -> bool:
        """Whether another process has the engine's place."""
        running = self.data_dir.read_state().processes.get(engine)
        return running is not None and running.pid != killed

    def kill(self, engine: str) -> int:
        """kill -9 one engine; its process number."""
        pid = self.pid(engine)
        os.kill(pid, signal.SIGKILL)
        return pid

    def kill_itself(self) -> None:
        """kill -9 the supervisor."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """As Ctrl-C does; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_S)

    def url(self, name: str = addresses.OWNER_DATABASE_URL) -> str:
        """Address of an engine."""
        return addresses.of_running(self.data_dir)[name]

    def query(self, statement: str) -> list[tuple[object, ...]]:
        """Run one statement in a connection of its own, as the owner."""
        with psycopg.connect(self.url(), connect_timeout=5, autocommit=True) as db:
            cursor = db.execute(statement)  # type: ignore[call-overload]  # statements of this test suite
            return cursor.fetchall() if cursor.description else []

    def answers(self) -> bool:
        """Whether PostgreSQL takes connections."""
        try:
            return self.query("SELECT 1") == [(1,)]
        except psycopg.OperationalError:
            return False

    def valkey(self) -> redis.Redis:
        """A client, to be closed by the caller."""
        return redis.Redis.from_url(self.url(addresses.REDIS_URL))


@contextlib.contextmanager
def holding(
    root: Path, *, throwaway: bool = True, uid: int | None = None, python: str = sys.executable
) -> Iterator[Holder]:
    """A ready holder, gone when the block is left."""
    holder = Holder(root, throwaway=throwaway, uid=uid, python=python)
    try:
        holder.wait_ready()
        yield holder
    finally:
        holder.process.kill()
        holder.process.wait()
        holder.log.close()
        wait_gone(holder.data_dir)


def wait_gone(data_dir: DataDir) -> None:
    """Until the engines of a killed holder are gone too."""
    noted = data_dir.read_state().processes.values()
    assert wait_until(lambda: not any(map(is_alive, noted)), PATIENCE_S)


def is_gone(pid: int) -> bool:
    """No process with this number runs."""
    return identify(pid) is None
