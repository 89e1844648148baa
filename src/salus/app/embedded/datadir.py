"""The one folder that holds everything: its layout, its lock, its keys, its memory of ports and processes.

Nothing in it names its own path, so it may be moved or restored elsewhere while Salus is stopped.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from salus.app.embedded.errors import AlreadyRunning, DataDirUnusable, DiskTooFull, KeysMissing
from salus.app.embedded.processid import ProcessId

MEGABYTE = 1 << 20
FREE_FOR_FIRST_START = 256 * MEGABYTE  # an empty cluster takes 55 MB, the first write-ahead segments and files the rest
FREE_FOR_START = 48 * MEGABYTE  # crash recovery may need three write-ahead segments of 16 MB
KEY_BYTES = 32
_PRIVATE_FOLDER, _PRIVATE_FILE = 0o700, 0o600


@dataclass(frozen=True, slots=True)
class Secrets:
    """The engines' passwords; never on a command line, never in a log."""

    owner_password: str
    app_password: str
    valkey_password: str
    backup_password: str = ""  # a directory of an earlier release has none yet

    @classmethod
    def random(cls) -> Secrets:
        """Fresh secrets of 256 bits; letters, digits, - and _ only, so they need no quoting anywhere."""
        return cls(*(secrets.token_urlsafe(KEY_BYTES) for _ in range(4)))


@dataclass(slots=True)
class State:
    """What the last or the running Salus did here: ports to use again, processes to look for, a seeded clinic."""

    ports: dict[str, int] = field(default_factory=dict)
    processes: dict[str, ProcessId] = field(default_factory=dict)
    has_demo: bool = False
    pid: int = 0
    url: str = ""
    started_at: str = ""


class Lock:
    """Held as long as the file is open; the system lets go of it when the process dies, however it dies."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Let another Salus use the directory."""
        os.close(self._descriptor)


class DataDir:
    """A data directory by its path; nothing is touched before `prepare`."""

    def __init__(self, root: Path) -> None:
        self.root = root.expanduser().absolute()
        self.postgres = self.root / "postgres"
        self.valkey = self.root / "valkey"
        self.objects = self.root / "objects"
        self.keys = self.root / "keys"
        self.logs = self.root / "logs"
        self.run = self.root / "run"
        self.wal = self.root / "wal"  # write-ahead log on its way to the backup
        self.encryption_key_file = self.keys / "encryption.key"  # as core.keys names it
        self.secrets_file = self.keys / "secrets.json"
        self.state_file = self.run / "state.json"
        self.lock_file = self.run / "lock"

    @property
    def has_database(self) -> bool:
        """Whether a cluster was created here before."""
        return (self.postgres / "PG_VERSION").exists()

    def prepare(self) -> None:
        """Create the folders that are missing, each for its owner only; refuse a directory of somebody else."""
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
            for folder in (self.objects, self.keys, self.logs, self.run):
                folder.mkdir(exist_ok=True, mode=_PRIVATE_FOLDER)
                self._refuse_foreign(folder)
        except OSError as error:
            raise DataDirUnusable(
                f"The data directory {self.root} cannot be used: {error.strerror}.",
                "Choose another with --data-dir DIR, or give this account the right to write there.",
            ) from error

    def _refuse_foreign(self, folder: Path) -> None:
        owner = folder.stat().st_uid
        if owner != os.geteuid():
            raise DataDirUnusable(
                f"The data directory {self.root} belongs to account number {owner}, "
                f"and Salus was started by account number {os.geteuid()}.",
                f"Start Salus as its owner, or choose another directory with --data-dir DIR. To take it over, "
                f"stop Salus and run: chown -R {os.geteuid()} {self.root}",
            )

    def lock(self) -> Lock:
        """Become the only Salus on this directory, or say who is."""
        descriptor = os.open(self.lock_file, os.O_RDWR | os.O_CREAT, _PRIVATE_FILE)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise self._already_running() from None
        return Lock(descriptor)

    def _already_running(self) -> AlreadyRunning:
        running = self.read_state()
        where = f" at {running.url}" if running.url else ""
        return AlreadyRunning(
            f"Salus is already running on {self.root}{where} (process {running.pid}, since {running.started_at}).",
            f"Use that one, or stop it (Ctrl-C where it runs, or: kill {running.pid}), "
            "or start a second one elsewhere with --data-dir DIR --port PORT.",
        )

    @property
    def is_locked(self) -> bool:
        """Whether some Salus runs on this directory now."""
        try:
            self.lock().release()
        except AlreadyRunning:
            return True
        except FileNotFoundError:
            return False
        return False

    def require_space(self) -> None:
        """Refuse to start where the disk is so full that the engines would fail half-way."""
        needed = FREE_FOR_START if self.has_database else FREE_FOR_FIRST_START
        free = self.free_bytes()
        if free < needed:
            raise DiskTooFull(
                f"The disk of {self.root} is full: {free >> 20} MB free, {needed >> 20} MB needed to start.",
                "Free some space there, or move the directory to a larger disk (while Salus is stopped) "
                "and start with --data-dir DIR. Nothing is lost.",
            )

    def free_bytes(self) -> int:
        """Room that an ordinary account may use; root's reserve is no help to an engine that is not root."""
        disk = os.statvfs(self.root)
        return disk.f_bavail * disk.f_frsize

    def secrets(self, *, with_encryption_key: bool = True) -> Secrets:
        """The secrets of this directory, created on the first start; never re-created for existing data.

        `with_encryption_key` is False when the operator holds that key elsewhere and keeps no file of it.
        """
        files = [self.secrets_file, *([self.encryption_key_file] if with_encryption_key else [])]
        missing = [file for file in files if not file.exists()]
        if missing and self.has_database:
            raise KeysMissing(
                f"{self.postgres} holds a database, but {' and '.join(map(str, missing))} is missing: "
                "without its keys the data cannot be read.",
                "Restore the folder keys/ from your backup. To begin anew instead, move the data directory away.",
            )
        if self.encryption_key_file in missing:
            write_private(self.encryption_key_file, base64.b64encode(os.urandom(KEY_BYTES)))
        if self.secrets_file in missing:
            self._write_secrets(Secrets.random())
        found = self.read_secrets()
        if not found.backup_password:
            found = replace(found, backup_password=Secrets.random().backup_password)
            self._write_secrets(found)
        return found

    def _write_secrets(self, secrets: Secrets) -> None:
        write_private(self.secrets_file, json.dumps(asdict(secrets), indent=1).encode())

    def read_secrets(self) -> Secrets:
        """The secrets as they stand in the file."""
        try:
            return Secrets(**json.loads(self.secrets_file.read_bytes()))
        except (ValueError, TypeError):
            raise KeysMissing(
                f"{self.secrets_file} is damaged.", "Restore the folder keys/ from your backup."
            ) from None

    def read_state(self) -> State:
        """What the last Salus noted; empty when it noted nothing or the note is damaged, for it is only a hint."""
        try:
            known = json.loads(self.state_file.read_bytes())
            known["processes"] = {name: ProcessId(**process) for name, process in known["processes"].items()}
            return State(**known)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return State()

    def write_state(self, state: State) -> None:
        """Note it down, readable at every instant."""
        write_private(self.state_file, json.dumps(asdict(state), indent=1).encode())


def write_private(path: Path, content: bytes) -> None:
    """Replace a file of ours in one step: a crash or a full disk leaves the old or the new one, never half of it."""
    work = path.with_name(path.name + ".new")
    descriptor = os.open(work, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE_FILE)
    try:
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    work.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
