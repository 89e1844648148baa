"""Remember what has been built from which content, so that a second set-up costs nothing. Stdlib only."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path


def digest_of_text(*parts: str) -> str:
    """One SHA-256 over several texts; the order counts, and so does where each one ends."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode()
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


def digest_of_files(paths: Iterable[Path], relative_to: Path) -> str:
    """One SHA-256 over names and contents of files; a renamed, added or changed file changes it."""
    digest = hashlib.sha256()
    for path in sorted(set(paths)):
        digest.update(path.relative_to(relative_to).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def files_below(folder: Path, without: frozenset[str] = frozenset()) -> Iterator[Path]:
    """Every regular file below a folder, never entering folders whose name is in `without`."""
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in without]
        for name in names:
            path = Path(here) / name
            if path.is_file():
                yield path


class Stamps:
    """The digests of finished steps, kept in one JSON file; a damaged file counts as empty."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            loaded = json.loads(path.read_text())
        except (OSError, ValueError):
            loaded = {}
        self._digests: dict[str, str] = loaded if isinstance(loaded, dict) else {}

    def is_current(self, step: str, digest: str) -> bool:
        """Whether this step has been finished for exactly this content."""
        return self._digests.get(step) == digest

    def finish(self, step: str, digest: str) -> None:
        """Write down that the step is done; the file is replaced in one move."""
        self._digests[step] = digest
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(self._digests, indent=2, sort_keys=True) + "\n")
        fresh.replace(self._path)
