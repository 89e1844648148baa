"""Run the engines of one data directory for as long as a block of code needs them: locked, checked, orphans stopped."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from salus.app.embedded import ports
from salus.app.embedded.account import engine_account
from salus.app.embedded.addresses import DATABASE_URL, POSTGRES_PORT, REDIS_URL, VALKEY_PORT
from salus.app.embedded.binaries import for_account
from salus.app.embedded.datadir import DataDir, State
from salus.app.embedded.engine import last_words
from salus.app.embedded.errors import EngineFailed
from salus.app.embedded.postgres import Postgres
from salus.app.embedded.processid import end, identify
from salus.app.embedded.valkey import Valkey
from salus.app.processes import NotReady, Program, Supervisor

READY_TIMEOUT_S = 300.0  # recovery after a crash replays up to 1 GB of write-ahead log
GIVE_UP_S = 20.0  # sessions of a killed server may hold its memory for some seconds: failed starts are normal then
ORPHAN_GRACE_S = 5.0


@dataclass(slots=True)
class Running:
    """The engines of a directory under their supervisor, and what was noted of them."""

    data_dir: DataDir
    supervisor: Supervisor
    state: State
    engines: list[Program] = field(default_factory=list)

    def note(self) -> None:
        """Write down which processes run, so that the next start finds those that outlive us."""
        living = {name: identify(pid) for name, pid in self.supervisor.pids().items()}
        self.state.processes = {name: process for name, process in living.items() if process}
        try:
            self.data_dir.write_state(self.state)
        except OSError:
            # A full disk must not bring down what runs; the note only speeds up the next start.
            return


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which engines to embed, whether the key file belongs to them, and PostgreSQL settings to change (tests only)."""

    postgres: bool = True
    valkey: bool = True
    encryption_key: bool = True
    settings: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def unless_named(cls, environment: Mapping[str, str]) -> Wanted:
        """What the operator does not bring: an engine whose address is set is used where it is."""

        def named(*names: str) -> bool:
            return any(environment.get(name) for name in names)

        return cls(
            postgres=not named(DATABASE_URL, f"SALUS_{DATABASE_URL}"),
            valkey=not named(REDIS_URL, f"SALUS_{REDIS_URL}"),
            encryption_key=not named("ENCRYPTION_KEY", "SALUS_ENCRYPTION_KEY"),
        )


@contextmanager
def opened(data_dir: DataDir, supervisor: Supervisor) -> Iterator[Running]:
    """Have the directory to ourselves; on leaving, everything that the supervisor runs is stopped first."""
    data_dir.prepare()
    lock = data_dir.lock()
    try:
        data_dir.require_space()
        running = Running(data_dir, supervisor, _new_state(data_dir))
        try:
            yield running
        finally:
            supervisor.stop()
            running.state.pid, running.state.url = 0, ""
            running.note()
    finally:
        lock.release()


@contextmanager
def engines(data_dir: DataDir, supervisor: Supervisor, wanted: Wanted) -> Iterator[Running]:
    """The wanted engines, ready on entry, stopped on leaving."""
    with opened(data_dir, supervisor) as running:
        start_engines(running, wanted)
        wait_for_engines(running)
        yield running


def _new_state(data_dir: DataDir) -> State:
    state = data_dir.read_state()
    for name, process in state.processes.items():
        # What a killed Salus left behind, if the system did not end it already. PostgreSQL looks after its own.
        if name != Postgres.name:
            end(process, signal.SIGTERM, signal.SIGKILL, ORPHAN_GRACE_S)
    started_at = datetime.now(UTC).isoformat(timespec="seconds")
    return State(ports=state.ports, has_demo=state.has_demo, pid=os.getpid(), started_at=started_at)


def start_engines(running: Running, wanted: Wanted) -> None:
    """Start them without waiting; their addresses are known and noted from now on."""
    used = {POSTGRES_PORT: wanted.postgres, VALKEY_PORT: wanted.valkey}
    running.state.ports = {name: port for name, port in running.state.ports.items() if used.get(name)}
    if not any(used.values()):
        return
    data_dir, supervisor = running.data_dir, running.supervisor
    secrets, account = data_dir.secrets(with_encryption_key=wanted.encryption_key), engine_account()
    binaries = for_account(account)
    # Valkey comes up while PostgreSQL creates its cluster.
    if wanted.valkey:
        port = _port(running.state, VALKEY_PORT)
        log = data_dir.logs / "valkey.log"
        valkey = Valkey(data_dir.valkey, port, binaries, account, log, secrets)
        valkey.prepare()
        supervisor.start(valkey)
        running.engines.append(valkey)
    if wanted.postgres:
        port = _port(running.state, POSTGRES_PORT)
        log, settings = data_dir.logs / "postgres.log", dict(wanted.settings)
        postgres = Postgres(data_dir.postgres, port, binaries, account, log, secrets, settings)
        postgres.prepare()
        supervisor.start(postgres)
        running.engines.append(postgres)
    running.note()


def wait_for_engines(running: Running) -> None:
    """Return when both answer; `EngineFailed` quotes the log of the one that does not."""
    try:
        running.supervisor.wait_ready(running.engines, READY_TIMEOUT_S, GIVE_UP_S)
    except NotReady as error:
        log = running.data_dir.logs / f"{error.name.lower()}.log"
        free_mb = running.data_dir.free_bytes() >> 20
        raise EngineFailed(
            f"{error.name} does not come up: it {error.reason}. The end of {log}:\n{last_words(log)}",
            f"Mend what it names and start again ({free_mb} MB are free on its disk). Your data was left as it is.",
        ) from error


def _port(state: State, engine: str) -> int:
    others = frozenset(port for name, port in state.ports.items() if name != engine)
    state.ports[engine] = ports.choose(state.ports.get(engine), others)
    return state.ports[engine]
