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
from salus.app.embedded.addresses import POSTGRES_PORT, VALKEY_PORT
from salus.app.embedded.binaries import for_account
from salus.app.embedded.datadir import DataDir, State
from salus.app.embedded.engine import last_words
from salus.app.embedded.errors import EngineFailed
from salus.app.embedded.postgres import Postgres
from salus.app.embedded.processid import end, identify
from salus.app.embedded.valkey import Valkey
from salus.app.processes import NotReady, Supervisor

READY_TIMEOUT_S = 300.0  # recovery after a crash replays up to 1 GB of write-ahead log
GIVE_UP_S = 20.0  # sessions of a killed server may hold its memory for some seconds: failed starts are normal then
ORPHAN_GRACE_S = 5.0


@dataclass(slots=True)
class Running:
    """The engines of a directory under their supervisor, and what was noted of them."""

    data_dir: DataDir
    supervisor: Supervisor
    state: State

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


@contextmanager
def engines(data_dir: DataDir, supervisor: Supervisor, wanted: Wanted) -> Iterator[Running]:
    """Start the wanted engines in the directory, ready on entry; stop everything the supervisor runs on leaving."""
    data_dir.prepare()
    lock = data_dir.lock()
    try:
        data_dir.require_space()
        running = Running(data_dir, supervisor, _new_state(data_dir))
        try:
            _start(running, wanted)
            yield running
        finally:
            supervisor.stop()
            running.state.pid, running.state.url = 0, ""
            running.note()
    finally:
        lock.release()


def _new_state(data_dir: DataDir) -> State:
    state = data_dir.read_state()
    for name, process in state.processes.items():
        # What a killed Salus left behind, if the system did not end it already. PostgreSQL looks after its own.
        if name != Postgres.name:
            end(process, signal.SIGTERM, signal.SIGKILL, ORPHAN_GRACE_S)
    return State(ports=state.ports, pid=os.getpid(), started_at=datetime.now(UTC).isoformat(timespec="seconds"))


def _start(running: Running, wanted: Wanted) -> None:
    if not (wanted.postgres or wanted.valkey):
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
    if wanted.postgres:
        port = _port(running.state, POSTGRES_PORT)
        log, settings = data_dir.logs / "postgres.log", dict(wanted.settings)
        postgres = Postgres(data_dir.postgres, port, binaries, account, log, secrets, settings)
        postgres.prepare()
        supervisor.start(postgres)
    running.note()
    _wait(running)


def _wait(running: Running) -> None:
    try:
        running.supervisor.wait_ready(READY_TIMEOUT_S, GIVE_UP_S)
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
