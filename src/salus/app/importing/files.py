"""Find and read FHIR bundles and C-CDA documents, singly or in folders, unpacked to a stated size and no further."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from salus.core.errors import AppError

LARGEST_MB = 256
ENDINGS = (".json", ".json.gz", ".xml", ".xml.gz", ".ccda", ".ccda.gz")


class FileNotUsable(AppError):
    """The file cannot be read, or is larger than what is taken."""

    status, code, fhir_issue = 422, "FILE_NOT_USABLE", "structure"


def bundle_files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files named, and those inside the folders named, each once, in order of their names."""
    seen = set()
    for path in paths:
        inside = sorted(each for each in path.rglob("*") if each.name.endswith(ENDINGS)) if path.is_dir() else [path]
        for each in inside:
            if each.resolve() not in seen:
                seen.add(each.resolve())
                yield each


def read_file(path: Path, largest_mb: int = LARGEST_MB) -> bytes:
    """The content, unpacked where it is packed; `FileNotUsable` when it is broken or too large."""
    limit = largest_mb * 1024 * 1024
    try:
        with gzip.open(path) if path.name.endswith(".gz") else path.open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, EOFError, zlib.error):
        raise FileNotUsable("The file cannot be read.") from None
    if len(data) > limit:
        raise FileNotUsable(f"The file holds more than {largest_mb} MB.")
    return data
