"""Servers that Salus did not start and does not look after: an operator's own Valkey, an operator's own PostgreSQL.

The programs are those of the wheels; configuration, accounts and passwords have nothing to do with the embedded ones.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import redis

from salus.app.embedded import ports
from salus.app.embedded.account import engine_account, give
from salus.app.embedded.binaries import for_account
from salus.app.embedded.processid import wait_until

PATIENCE_S = 20.0
OPERATOR = "postgres"


@dataclass(slots=True)
class ForeignValkey:
    """One Valkey with a password, which remembers nothing over a kill."""

    password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    port: int = field(default_factory=lambda: ports.choose(None))
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """As an operator writes it into REDIS_URL."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        server = for_account(None).valkey_server
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--requirepass", self.password, "--save", ""]
        self._process = subprocess.Popen([server, *words], stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())
        assert wait_until(self.answers, PATIENCE_S)

    def answers(self) -> bool:
        """Whether it takes commands."""
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False

    def client(self) -> redis.Redis:
        """To do to it what its operator may do."""
        return redis.Redis.from_url(self.url, socket_connect_timeout=1, socket_timeout=5)

    def kill(self) -> None:
        """kill -9; what it held is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@dataclass(slots=True)
class ForeignPostgres:
    """One PostgreSQL with pgvector, set up as a careful administrator does: no superuser for Salus."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="foreign-postgres-")))
    port: int = field(default_factory=lambda: ports.choose(None))
    owner_password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    runtime_password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    _operator_password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    _process: subprocess.Popen[bytes] | None = None

    def owner_url(self, database: str) -> str:
        """SALUS_OWNER_DATABASE_URL."""
        return f"postgresql://hospital_owner:{self.owner_password}@127.0.0.1:{self.port}/{database}"

    def runtime_url(self, database: str) -> str:
        """DATABASE_URL."""
        return f"postgresql://salus_app:{self.runtime_password}@127.0.0.1:{self.port}/{database}"

    @property
    def operator_url(self) -> str:
        """The administrator's own way in."""
        return f"postgresql://{OPERATOR}:{self._operator_password}@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        """A cluster, and two roles without rights over others."""
        account = engine_account()
        binaries = for_account(account)
        self.folder.chmod(0o700)
        given = self.folder / "password"
        given.write_text(self._operator_password)
        data = self.folder / "data"
        data.mkdir()
        give(self.folder, account)
        subprocess.run(
            [binaries.initdb, "-D", "data", "-U", OPERATOR, "--auth=scram-sha-256", "--pwfile=password", "--no-sync"]
            + ["--encoding=UTF8", "--locale=C.UTF-8"],
            cwd=self.folder,
            check=True,
            capture_output=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        self.start()
        with psycopg.connect(self.operator_url, autocommit=True) as db:
            db.execute(f"CREATE ROLE hospital_owner LOGIN PASSWORD '{self.owner_password}'")
            db.execute(f"CREATE ROLE salus_app LOGIN PASSWORD '{self.runtime_password}'")

    def add_database(self, name: str) -> None:
        """An empty one with the extension, which only a superuser may install."""
        with psycopg.connect(self.operator_url, autocommit=True) as db:
            db.execute(f"CREATE DATABASE {name} OWNER hospital_owner")
        with psycopg.connect(self.operator_url.rpartition("/")[0] + f"/{name}", autocommit=True) as db:
            db.execute("CREATE EXTENSION vector")

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        account = engine_account()
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [for_account(account).postgres, "-D", "data", "-p", str(self.port), "-c", "listen_addresses=127.0.0.1"]
                + ["-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=60"],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        assert wait_until(self.answers, PATIENCE_S), (self.folder / "log").read_text()[-2000:]

    def answers(self) -> bool:
        """Whether it takes connections."""
        try:
            with psycopg.connect(self.operator_url, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def restart(self) -> None:
        """As in a failover: all sessions end in the middle of what they do."""
        self._stop()
        self.start()

    def remove(self) -> None:
        """Stop it and forget its data."""
        self._stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _stop(self) -> None:
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGQUIT)
            self._process.wait(PATIENCE_S)
            self._process = None
