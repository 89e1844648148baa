"""When the last good backup ended: for the health page and the doctor. Light, for every process reads it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from salus.app.embedded.datadir import write_private

NOTE = Path("run") / "backup.json"
LATE = 2  # so many times the wanted distance, and somebody should look


@dataclass(frozen=True, slots=True)
class Note:
    """The last good backup of a data directory."""

    id: str
    finished_at: str
    to: str

    @property
    def age_h(self) -> float:
        """Since it ended [h]."""
        return (datetime.now(UTC) - datetime.fromisoformat(self.finished_at)).total_seconds() / 3600


def write_note(data_dir: Path, backup_id: str, finished_at: str, to: str) -> None:
    """After a good backup."""
    file = data_dir / NOTE
    file.parent.mkdir(exist_ok=True, mode=0o700)
    write_private(file, json.dumps(asdict(Note(backup_id, finished_at, to))).encode())


def read_note(data_dir: Path) -> Note | None:
    """The last good backup; None when there was none."""
    try:
        return Note(**json.loads((data_dir / NOTE).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def told(data_dir: Path, every_h: float) -> tuple[bool, str]:
    """Whether the last backup is young enough, and what to say of it."""
    note = read_note(data_dir)
    if note is None:
        return False, "none was ever made"
    age = f"{note.age_h:.0f} hours" if note.age_h >= 2 else f"{note.age_h * 60:.0f} minutes"
    return note.age_h <= LATE * every_h, f"the last one ended {age} ago"
