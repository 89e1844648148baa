"""PostgreSQL 18 with pgvector as a supervised program: created in one step, durable, deaf to all but two roles."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from salus.app.embedded.account import Account, give
from salus.app.embedded.addresses import APP_ROLE, BACKUP_ROLE, DATABASE, OWNER_ROLE
from salus.app.embedded.binaries import POSTGRES_MAJOR, Binaries
from salus.app.embedded.datadir import Secrets
from salus.app.embedded.engine import last_words, launcher, plain_environment, spawn
from salus.app.embedded.errors import DataDirUnusable, EngineFailed, WrongMajorVersion
from salus.app.embedded.ports import LOOPBACK
from salus.app.embedded.processid import end, identify, is_program_in

SUPERUSER = "postgres"  # has no password and no line in pg_hba.conf: reachable only in single-user mode
STOP_GRACE_S = 30.0
_STATUS_LINE = 7  # of postmaster.pid, counted from 0: "starting", "ready", "stopping"

SETTINGS: dict[str, str] = {
    # Reached only from this machine, only over TCP: socket paths have a length limit and would tie us to a place.
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    # Durability is the default, and said here so that nobody switches it off elsewhere.
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # Small machines: two cores, a few GB shared with OCR and embedding models.
    "shared_buffers": "256MB",  # the hot part of a clinic's charts; the page cache holds the rest
    "effective_cache_size": "1GB",
    "work_mem": "16MB",  # exact vector scans and timelines sort in memory
    "maintenance_work_mem": "128MB",  # vector index builds
    "max_connections": "100",  # API 12, worker 12, queue listeners, commands, tests; idle ones cost 2 MB
    "random_page_cost": "1.1",  # solid-state disks: index scans of one patient's rows are cheap
    "jit": "off",  # compiling takes longer than any of our queries
    "max_parallel_workers_per_gather": "0",  # two cores serve many short queries rather than one long one
    "max_parallel_maintenance_workers": "0",  # parallel builds need /dev/shm, 64 MB in most containers
    # One clock everywhere.
    "timezone": "UTC",
    "log_timezone": "UTC",
    # No patient text in logs: neither failing statements, their parameters, nor the key values of a DETAIL line.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    # A backup takes minutes, and whoever receives the log may be away for as long; both then find what they need.
    "wal_keep_size": "512MB",
    "cluster_name": "salus",  # seen in the process list
}

HOST_BASED_ACCESS = f"""\
# Two roles, over loopback, with a password. The superuser is not among them.
host  all  {OWNER_ROLE},{APP_ROLE}  127.0.0.1/32  scram-sha-256
"""
BACKUP_ACCESS = f"host  replication  {BACKUP_ROLE}  127.0.0.1/32  scram-sha-256\n"
BACKUP_MARK = "salus_backup_role"  # in the cluster's folder, so that it travels with it


@dataclass(slots=True)
class Postgres:
    """One cluster in `folder`. `prepare` once, then `spawn` as often as it dies."""

    folder: Path
    port: int
    binaries: Binaries
    account: Account | None
    log: Path
    secrets: Secrets
    settings: dict[str, str] = field(default_factory=dict)

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # "fast": ends sessions, writes a checkpoint
    kill_signal = signal.SIGQUIT  # "immediate": no checkpoint, recovers at the next start, frees its memory
    stop_grace_s = STOP_GRACE_S

    def prepare(self) -> None:
        """Create the cluster if there is none, refuse one that is not ours to open, clear what a crash left."""
        version_file = self.folder / "PG_VERSION"
        if not version_file.exists():
            self._refuse_other_content()
            self._create()
        found = version_file.read_text().strip()
        if found != str(POSTGRES_MAJOR):
            raise WrongMajorVersion(
                f"{self.folder} was written by PostgreSQL {found}; this Salus brings PostgreSQL {POSTGRES_MAJOR}, "
                "which does not read it. Nothing was changed.",
                "Dump it (pg_dump) with the Salus that wrote it, then load the dump into a new data directory.",
            )
        give(self.folder, self.account)
        self.stop_orphan()
        self._allow_backups()

    def _allow_backups(self) -> None:
        """Once for a cluster: the role that copies it. Only the superuser may make it, so the server is not up yet."""
        mark = self.folder / BACKUP_MARK
        if mark.exists():
            return
        access = self.folder / "pg_hba.conf"
        if BACKUP_ACCESS not in access.read_text():
            with access.open("a") as file:
                file.write(BACKUP_ACCESS)
        self._release_pid_file()
        known = f"SELECT FROM pg_roles WHERE rolname = '{BACKUP_ROLE}'"
        statements = (
            f"DO $$ BEGIN IF NOT EXISTS ({known}) THEN CREATE ROLE {BACKUP_ROLE}; END IF; END $$",
            f"ALTER ROLE {BACKUP_ROLE} LOGIN REPLICATION PASSWORD '{self.secrets.backup_password}'",
            "",
        )
        self._run_single(self.folder, "\n".join(statements))
        mark.touch(mode=0o600)
        if self.account:
            os.chown(mark, self.account.uid, self.account.gid)

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the server; it stops by itself, cleanly, when this process dies."""
        self._release_pid_file()
        options = [f"--{name}={value}" for name, value in self._settings().items()]
        return spawn(
            [self.binaries.postgres, "-D", _here(self.folder), "-p", str(self.port), *options],
            log=self.log,
            death_signal=self.stop_signal,
            account=self.account,
            folder=self.folder,
            environment=plain_environment(),
        )

    def is_ready(self, pid: int) -> bool:
        """Whether the server with this process number takes connections."""
        lines = self._pid_file_lines()
        return len(lines) > _STATUS_LINE and lines[0].strip() == str(pid) and lines[_STATUS_LINE].strip() == "ready"

    def stop_orphan(self) -> None:
        """Stop a server that outlived the Salus that started it; two servers on one cluster would destroy it."""
        pid = self._noted_pid()
        running = identify(pid)
        if running and is_program_in(pid, self.binaries.postgres.name, self.folder):
            end(running, self.stop_signal, self.kill_signal, STOP_GRACE_S)

    def _settings(self) -> dict[str, str]:
        return {**SETTINGS, **self.settings}

    def _release_pid_file(self) -> None:
        # The server refuses to start while the number in postmaster.pid belongs to any process: a zombie, or a
        # stranger that was given the number later. Our own number is one that it knows to be stale, being that of
        # its parent. The other lines stay, for through them it makes sure that no old session still has the memory.
        pid = self._noted_pid()
        if pid > 0 and not is_program_in(pid, self.binaries.postgres.name, self.folder):
            pid_file = self.folder / "postmaster.pid"
            with pid_file.open("r+") as file:
                rest = file.read().partition("\n")[2]
                file.seek(0)
                file.write(f"{os.getpid()}\n{rest}")
                file.truncate()

    def _noted_pid(self) -> int:
        try:
            return int(self._pid_file_lines()[0])
        except (IndexError, ValueError):
            return 0

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self.folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _refuse_other_content(self) -> None:
        if self.folder.exists() and any(self.folder.iterdir()):
            raise DataDirUnusable(
                f"{self.folder} is not empty and holds no PostgreSQL database.",
                "Move that folder away, or choose another directory with --data-dir DIR.",
            )

    def _create(self) -> None:
        """Build the cluster beside its place and move it there when complete, so that a crash leaves all or nothing."""
        work = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700)
        try:
            give(work, self.account)
            sync = ("--no-sync",) if self._settings()["fsync"] == "off" else ()
            here = ("-D", _here(work))
            rules = ("-U", SUPERUSER, "--auth=reject", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions")
            self._run(work, self.binaries.initdb, *here, *rules, *sync)
            (work / "pg_hba.conf").write_text(HOST_BASED_ACCESS)
            self._run_single(work, self._first_statements())
            work.rename(self.folder)
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def _first_statements(self) -> str:
        # Single-user mode: one statement a line. Into template1, so that every database made later has the extension,
        # which only a superuser may install. CREATEDB: a restored backup is tried in a database of its own.
        owner, app = self.secrets.owner_password, self.secrets.app_password
        return "\n".join((
            "CREATE EXTENSION vector",
            f"CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS PASSWORD '{owner}'",
            f"CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD '{app}'",
            f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}",
            "",
        ))  # fmt: skip

    def _run_single(self, folder: Path, statements: str) -> None:
        options = [f"--{name}={value}" for name, value in {**self._settings(), "exit_on_error": "on"}.items()]
        # Single-user mode comes first on the command line, the database last.
        single = ("--single", "-D", _here(folder), *options, "template1")
        self._run(folder, self.binaries.postgres, *single, statements=statements)

    def _run(self, folder: Path, *command: str | Path, statements: str = "") -> None:
        done = subprocess.run(  # noqa: S603 - programs of our own wheel, no shell
            [*launcher(self.account, signal.SIGKILL), *map(str, command)],
            input=statements,
            text=True,
            capture_output=True,
            cwd=folder,
            env=plain_environment(),
            check=False,
        )
        if done.returncode != 0:
            self.log.parent.mkdir(exist_ok=True)
            with self.log.open("a") as log:
                log.write(done.stderr)
            raise EngineFailed(
                f"PostgreSQL could not create its database in {self.folder}:\n{last_words(self.log)}",
                "Mend what it names (often a full disk) and start again; nothing was left behind.",
            )


def _here(folder: Path) -> str:
    # The server runs inside its folder. Naming it by that lets it live below folders that its account may not pass
    # (root's home, a private temporary folder) without loosening their rights, which the wheel's own launcher does.
    return "/proc/self/cwd" if sys.platform == "linux" and os.path.isdir("/proc/self/cwd") else str(folder)
