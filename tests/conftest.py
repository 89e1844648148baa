"""Real engines for the tests: one PostgreSQL and one Valkey for the whole run, a migrated database for each worker.

Started by the first test that asks, shared by all xdist workers, stopped when the run ends, however it ends.

* `engines`: the running pair; `engines.database_url(role, database)`, `engines.redis_url(number)`
* `database_url`: this worker's own database as the runtime role, with the schema at its newest step
* `owner_database_url`: the same database as the schema's owner, whom row-level security does not bind
* `fresh_database_url`: a database for one test alone, likewise migrated, as the runtime role
* `redis_url`: this worker's own Valkey database
* `data_dir`: this worker's own data directory with keys/ and objects/

Tests of one worker share its database and run one after another: make patients of your own, count nothing globally.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from salus.app.children import kept_bytecode
from salus.app.embedded import addresses
from salus.app.embedded.datadir import DataDir
from salus.app.embedded.processid import end, identify, wait_until

pytest_plugins = [
    "tests.support.app",
    "tests.support.clinic",
    "tests.support.disks",
    "tests.support.aws",
    "tests.support.backups",
    "tests.support.jobs",
]

CONTROLLER = "SALUS_TEST_CONTROLLER"  # process number of the pytest that was called, for its xdist workers
TEMPLATE = "salus_template"
START_TIMEOUT_S = 60.0
BYTECODE = Path(__file__).parents[1] / "build" / "bytecode"
SETTINGS_OF_OURS = ("DATABASE_URL", "REDIS_URL", "JWT_SECRET_KEY", "ENCRYPTION_KEY")


def pytest_configure() -> None:
    """Runs first in the pytest that was called; its workers inherit the number."""
    os.environ.setdefault(CONTROLLER, str(os.getpid()))
    # No test may reach what the developer's own shell is set up for.
    for name in [name for name in os.environ if name.startswith("SALUS_") and name != CONTROLLER]:
        del os.environ[name]
    for name in SETTINGS_OF_OURS:
        os.environ.pop(name, None)
    # Workers and the programs that tests start load a thousand modules each.
    os.environ.update(kept_bytecode(BYTECODE))


def pytest_unconfigure() -> None:
    """Runs last in the pytest that was called."""
    if os.environ[CONTROLLER] == str(os.getpid()):
        holder = identify(DataDir(_home() / "data").read_state().pid)
        if holder:
            end(holder, signal.SIGTERM, signal.SIGKILL, 10.0)
        shutil.rmtree(_home(), ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines of this run."""

    data_dir: DataDir

    def database_url(self, role: str = addresses.APP_ROLE, database: str = addresses.DATABASE) -> str:
        """Address of a database for one of the two roles."""
        port = self.data_dir.read_state().ports[addresses.POSTGRES_PORT]
        return addresses.database_url(self.data_dir.read_secrets(), port, role, database)

    def redis_url(self, number: int = 0) -> str:
        """Address of one of Valkey's 64 databases."""
        port = self.data_dir.read_state().ports[addresses.VALKEY_PORT]
        return addresses.redis_url(self.data_dir.read_secrets(), port, number)

    def create_database(self, name: str) -> None:
        """A database with the newest schema, copied in a tenth of a second from one that was migrated once."""
        with _alone("template"):
            if not (_home() / "template").exists():
                from salus.core.db.migrate import upgrade

                self._execute(f"CREATE DATABASE {TEMPLATE}")
                upgrade(self.database_url(addresses.OWNER_ROLE, TEMPLATE))
                (_home() / "template").touch()
            self._execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")

    def drop_database(self, name: str) -> None:
        """Remove it, ending its sessions. One that a vacuum holds goes with the folder of the run."""
        import psycopg

        with suppress(psycopg.errors.InsufficientPrivilege):
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.database_url(addresses.OWNER_ROLE), autocommit=True) as db:
            db.execute(statement)  # type: ignore[call-overload]  # names are ours, and DDL takes no parameters


@pytest.fixture(scope="session")
def engines() -> Engines:
    """PostgreSQL and Valkey, started by whoever asks first. Durability is off: this data lives for minutes."""
    data_dir = DataDir(_home() / "data")
    with _alone("engines"):
        if not data_dir.is_locked:
            _start_holder(data_dir)
    return Engines(data_dir)


@pytest.fixture(scope="session")
def worker_database(engines: Engines, worker_name: str) -> str:
    """Name of this worker's database."""
    name = f"test_{worker_name}"
    engines.create_database(name)
    return name


@pytest.fixture(scope="session")
def database_url(engines: Engines, worker_database: str) -> str:
    """This worker's database as the runtime role, which row-level security binds."""
    return engines.database_url(addresses.APP_ROLE, worker_database)


@pytest.fixture(scope="session")
def owner_database_url(engines: Engines, worker_database: str) -> str:
    """This worker's database as the schema's owner: to look behind the curtain, never to serve from."""
    return engines.database_url(addresses.OWNER_ROLE, worker_database)


@pytest.fixture
def fresh_database_url(engines: Engines, request: pytest.FixtureRequest, worker_name: str) -> Iterator[str]:
    """A migrated database for this test alone, as the runtime role."""
    name = f"fresh_{worker_name}_{abs(hash(request.node.nodeid)):x}"
    engines.create_database(name)
    yield engines.database_url(addresses.APP_ROLE, name)
    engines.drop_database(name)


@pytest.fixture(scope="session")
def redis_url(engines: Engines, worker_name: str) -> str:
    """This worker's Valkey database. Channels are shared by all databases of a server, keys are not."""
    return engines.redis_url(1 + int(worker_name.removeprefix("gw")) if worker_name.startswith("gw") else 0)


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with its folders and keys; no engine runs on it."""
    prepared = DataDir(tmp_path_factory.mktemp("data"))
    prepared.prepare()
    prepared.secrets()
    return prepared.root


@pytest.fixture(scope="session")
def worker_name() -> str:
    """`gw0`, `gw1`, ... under xdist, else `main`."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def _home() -> Path:
    return Path(tempfile.gettempdir()) / f"salus-tests-{os.environ[CONTROLLER]}"


@contextmanager
def _alone(what: str) -> Iterator[None]:
    """One xdist worker at a time."""
    _home().mkdir(exist_ok=True, mode=0o700)
    with (_home() / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start_holder(data_dir: DataDir) -> None:
    """A process of its own, for the worker that asked first may be the first to finish. It ends with the controller."""
    log = _home() / "holder.log"
    os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "salus.app.embedded", "--throwaway", "--until", os.environ[CONTROLLER]]
        + ["--data-dir", str(data_dir.root)],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    if not wait_until(lambda: log.exists() and log.read_text().startswith("ready"), START_TIMEOUT_S):
        pytest.exit(f"the engines did not start: {log.read_text()}", returncode=3)
