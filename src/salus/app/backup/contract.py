"""What a backup is made of, as it is written down, and why one cannot be made or restored."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

import orjson

from salus.app.embedded.errors import EmbeddedError

FORMAT = 1


class BackupRefused(EmbeddedError):
    """A backup cannot be made as asked."""


class BackupFailed(EmbeddedError):
    """A backup broke off; what is there of it is marked as incomplete."""


class RestoreRefused(EmbeddedError):
    """A restore cannot begin: the target is in use, or nothing complete is there."""


class RestoreFailed(EmbeddedError):
    """A restore broke off; the target was not touched."""


class BackupDamaged(RestoreFailed):
    """A file of the backup is missing or not what was written."""


class WrongPassphrase(RestoreFailed):
    """The key bundle does not open."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a backup as it lies in its place."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows a table had before the copy of the database began, and after it ended."""

    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything about one backup; written last, so that a backup without one is incomplete."""

    id: str
    salus: str
    started_at: str
    finished_at: str
    installation: str
    keys: str
    index: StoredFile
    objects: int
    objects_bytes: int
    database: StoredFile | None = None
    anchors: StoredFile | None = None
    first_segment: str = ""
    marker: str = ""
    tables: dict[str, Rows] = field(default_factory=dict)
    format: int = FORMAT

    def as_json(self) -> bytes:
        """As it is written."""
        return orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)

    @classmethod
    def of_json(cls, data: bytes) -> Manifest:
        """As it was written; `BackupDamaged` when it was not."""
        try:
            said = orjson.loads(data)
            files = {
                name: StoredFile(**said[name]) if said[name] else None for name in ("database", "anchors", "index")
            }
            tables = {name: Rows(**rows) for name, rows in said["tables"].items()}
            return cls(**{**said, **files, "tables": tables})
        except (orjson.JSONDecodeError, TypeError, KeyError, AttributeError) as error:
            raise BackupDamaged("The manifest of the backup cannot be read.", "Restore another backup.") from error

    @property
    def finished(self) -> datetime:
        """When the copy of the database was complete."""
        return datetime.fromisoformat(self.finished_at)


def now_text() -> str:
    """The time as manifests write it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
