"""`salus up`: engines, schema, web server and worker in one place, kept alive until somebody stops it."""

from __future__ import annotations

import errno
import os
import signal
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from salus import __version__
from salus.app import demo
from salus.app.children import Child, kept_bytecode, salus_command
from salus.app.embedded import addresses
from salus.app.embedded.datadir import DataDir
from salus.app.embedded.engine import last_words, spawn
from salus.app.embedded.errors import EmbeddedError, PortTaken
from salus.app.embedded.ports import LOOPBACK
from salus.app.embedded.probe import count_open_accounts
from salus.app.embedded.supervisor import Running, Wanted, opened, start_engines, wait_for_engines
from salus.app.journal import Journal, rotate
from salus.app.keyring import require_right_key
from salus.app.processes import POLL_S, Happening, NotReady, Report, StopRequested, Supervisor

READY_TIMEOUT_S = 120.0
GIVE_UP_S = 10.0  # a web server that ends again and again in this time will not come up by itself
PORT_GRACE_S = 2.0  # the last run's server may still be on its way out
CARE_INTERVAL_S = 30.0
BACKUP_GRACE_S = 2.0  # one that is cut off is marked as incomplete and made again
API_GRACE_S, WORKER_GRACE_S = 8.0, 10.0  # open streams are cut after 5 s, jobs in hand given back after 5 s
BACKLOG = 2048
LOW_DISK = 512 << 20


class StartFailed(EmbeddedError):
    """A process of ours does not come up."""


@dataclass(frozen=True, slots=True)
class Options:
    """What `salus up` was asked for."""

    data_dir: Path
    host: str
    port: int
    demo: bool


def up(options: Options) -> int:
    """Run until stopped; 0 after a stop in good order, 1 with an explanation when it cannot run."""
    data_dir = DataDir(options.data_dir)
    journal = Journal(data_dir.logs / "salus.log")
    supervisor = Supervisor()
    journal.say(f"Salus {__version__}, data in {data_dir.root}")
    try:
        with supervisor.signals(), opened(data_dir, supervisor) as running:
            _Session(options, running, journal).run()
    except StopRequested:
        pass
    except EmbeddedError as error:
        journal.say(f"\nSalus cannot run.\n\n{error.problem}\n\n{error.remedy}")
        return 1
    journal.say("Stopped.")
    return 0


class _Session:
    """One run on an opened directory."""

    def __init__(self, options: Options, running: Running, journal: Journal) -> None:
        self._options, self._running, self._journal = options, running, journal
        self._wanted = Wanted.unless_named(os.environ)
        self._supervisor, self._data_dir = running.supervisor, running.data_dir
        self._is_up = False
        self._next_care_at = 0.0
        self._is_low_on_disk = False

    def run(self) -> None:
        """Start everything, tell where it is, keep it alive, stop it."""
        self._supervisor.report = self._note
        with _listen(self._options.host, self._options.port) as listener:
            if not self._wanted.postgres:
                # Before the engines, whose start would make the key that is missing.
                self._require_right_key(os.environ)
            self._running.state.url = f"http://{_shown(self._options.host)}:{self._options.port}"
            start_engines(self._running, self._wanted)
            children = self._start_children(listener)
            wait_for_engines(self._running)
            self._require_right_key(self._environment())
            self._journal.step("Engines answer" if self._running.engines else "Using the engines that you named")
            self._bring_to_date()
            for child in children:
                child.open_gate()
            self._wait_for(children)
            self._start_backups()
            self._welcome()
            self._supervisor.run(self._care)
            self._journal.say("\nStopping (Ctrl-C again to hurry) ...")

    def _start_children(self, listener: socket.socket) -> list[Child]:
        """They load their modules now and begin when the gate opens."""
        environment = self._environment()
        # The runtime has no business with the owner, whom row-level security does not bind.
        environment.pop(addresses.OWNER_DATABASE_URL, None)
        logs = self._data_dir.logs
        children = [
            Child("Web server", ("serve",), environment, logs / "api.log", API_GRACE_S, listener),
            Child("Worker", ("work",), environment, logs / "worker.log", WORKER_GRACE_S),
        ]
        self._supervisor.start(*children)
        return children

    def _start_backups(self) -> None:
        """Where a place is set: what receives the log, and what carries it and copies everything by the clock."""
        environment = self._environment()
        if not environment.get("SALUS_BACKUP_TO"):
            return
        if self._wanted.postgres:
            from salus.app.backup.wal import Receiver

            self._supervisor.start(Receiver(self._data_dir))
        log = self._data_dir.logs / "backup.log"
        keeper = Child("Backups", ("keep-backups",), environment, log, BACKUP_GRACE_S)
        self._supervisor.start(keeper)
        keeper.open_gate()

    def _environment(self) -> dict[str, str]:
        options = self._options
        return {
            **os.environ,
            **addresses.of_noted(self._data_dir),
            **kept_bytecode(self._data_dir.run / "bytecode"),
            "SALUS_DATA_DIR": str(self._data_dir.root),
            "SALUS_HOST": options.host,
            "SALUS_PORT": str(options.port),
            "SALUS_DEMO": str(options.demo).lower(),
        }

    def _require_right_key(self, environment: Mapping[str, str]) -> None:
        named = environment.get("ENCRYPTION_KEY") or environment.get("SALUS_ENCRYPTION_KEY")
        kms_key = environment.get("SALUS_KMS_KEY_ID")
        require_right_key(self._data_dir, named, _owner_or_runtime(environment), kms_key)

    def _bring_to_date(self) -> None:
        """The schema, and in demo mode the seeded clinic: in a process of its own, which alone knows the owner."""
        if self._is_up_to_date():
            return
        if self._options.demo:
            self._journal.say("  Seeding the demo clinic ...")
        log = self._data_dir.logs / "prepare.log"
        process = spawn(salus_command("prepare"), log=log, death_signal=signal.SIGKILL, environment=self._environment())
        if self._supervisor.wait_for(process) != 0:
            raise StartFailed(
                f"The database could not be brought to date. The end of {log}:\n{last_words(log)}",
                "Mend what it names and start again; what was not finished was undone. `salus doctor` looks closer.",
            )
        self._running.state.has_demo = self._running.state.has_demo or self._options.demo
        self._journal.step("The demo clinic is there" if self._options.demo else "The database is up to date")

    def _is_up_to_date(self) -> bool:
        """A look costs a tenth of what the process costs; where it shows all there, that is not even started."""
        import psycopg

        from salus.core.db.migrate import current_step, newest_step

        environment = self._environment()
        owner = _owner_or_runtime(environment)
        try:
            if current_step(owner) != newest_step():
                return False
            open_accounts = count_open_accounts(owner, demo.ACCOUNTS)
            if not self._options.demo:
                return open_accounts == 0
            # The note alone would believe in a clinic that a restored backup does not have.
            return self._running.state.has_demo and open_accounts == len(demo.ACCOUNTS)
        except psycopg.Error:
            return False

    def _wait_for(self, children: list[Child]) -> None:
        try:
            self._supervisor.wait_ready(children, READY_TIMEOUT_S, GIVE_UP_S)
        except NotReady as error:
            log = next(child.log for child in children if child.name == error.name)
            raise StartFailed(
                f"{error.name} does not come up: it {error.reason}. The end of {log}:\n{last_words(log)}",
                "Mend what it names and start again; your data is as it was. `salus doctor` looks closer.",
            ) from error

    def _welcome(self) -> None:
        self._is_up = True
        self._running.note()
        url, journal = self._running.state.url, self._journal
        journal.event("ready", url=url)
        journal.step(f"Ready at {url}")
        if self._options.demo:
            journal.say(f"\n  Demo accounts, password {demo.PASSWORD}:  {'  '.join(demo.ACCOUNTS)}")
        journal.say(f"\n  Logs in {self._data_dir.logs}. Stop with Ctrl-C.\n")

    def _note(self, report: Report) -> None:
        """Every change goes to the journal and into the note for the next start; people hear what concerns them."""
        self._running.note()
        self._journal.event(report.what.value, process=report.name, pid=report.pid, detail=report.detail)
        if report.what is Happening.DIED:
            self._next_care_at = 0.0  # a full disk is the likeliest cause: look at once
            wait = f"in {report.delay_s:.1f} s" if report.delay_s else "at once"
            self._journal.say(f"  ! {report.name} ended ({report.detail}); starting it again {wait}")
        elif report.what is Happening.READY and self._is_up:
            self._journal.say(f"  {report.name} is back ({report.detail})")

    def _care(self) -> None:
        """Now and then: keep logs small, and warn before the disk is full."""
        if time.monotonic() < self._next_care_at:
            return
        self._next_care_at = time.monotonic() + CARE_INTERVAL_S
        rotate(self._data_dir.logs)
        free = self._data_dir.free_bytes()
        if (free < LOW_DISK) != self._is_low_on_disk:
            self._is_low_on_disk = free < LOW_DISK
            self._journal.event("disk_low" if self._is_low_on_disk else "disk_recovered", free_bytes=free)
            if self._is_low_on_disk:
                self._journal.say(
                    f"  ! Only {free >> 20} MB are left on the disk of {self._data_dir.root}: free some space"
                )


def _owner_or_runtime(environment: Mapping[str, str]) -> str:
    names = (addresses.OWNER_DATABASE_URL, addresses.DATABASE_URL, f"SALUS_{addresses.DATABASE_URL}")
    return next((environment[name] for name in names if environment.get(name)), "")


def _listen(host: str, port: int) -> socket.socket:
    """The socket that stays open while servers come and go, so that no request is refused meanwhile."""
    deadline = time.monotonic() + PORT_GRACE_S
    while True:
        try:
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
            return socket.create_server((host, port), family=family, backlog=BACKLOG)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise PortTaken(
                    f"Salus cannot listen on {host} port {port}: {error.strerror or error}.",
                    f"Stop the program that uses it, or choose another port: --port {port + 1}",
                ) from error
        time.sleep(POLL_S)


def _shown(host: str) -> str:
    """An address that a browser on this machine can open."""
    return {"0.0.0.0": LOOPBACK, "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - shown only
