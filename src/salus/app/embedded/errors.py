"""What can keep the engines from running. Each error says what is wrong and how a person mends it."""

from __future__ import annotations


class EmbeddedError(Exception):
    """Something in the data directory or on this machine keeps Salus from starting; nothing was changed."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{problem} {remedy}")


class AlreadyRunning(EmbeddedError):
    """Another Salus holds the lock of this data directory."""


class DataDirUnusable(EmbeddedError):
    """The data directory cannot be written, belongs to somebody else or holds something that is not ours."""


class DiskTooFull(EmbeddedError):
    """Less room on the disk than a start needs."""


class KeysMissing(EmbeddedError):
    """The database is there, but the keys that open it are not."""


class WrongMajorVersion(EmbeddedError):
    """The database was written by another major version of PostgreSQL."""


class EngineMissing(EmbeddedError):
    """The engine's program is not installed or cannot be run by the account that must run it."""


class EngineFailed(EmbeddedError):
    """An engine does not come up."""


class PortTaken(EmbeddedError):
    """The asked-for port is used by another program."""
