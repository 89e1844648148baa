"""Read the clinical tables that ship with the package; `README.md` beside them names each one's source."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one CSV table of this folder, as printed; `name` without the suffix.

    Lines that begin with `#` are remarks. Missing trailing fields read as empty strings.
    """
    text = resources.files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return tuple({key: value or "" for key, value in row.items()} for row in csv.DictReader(lines))


def split_list(cell: str, separator: str = "|") -> tuple[str, ...]:
    """The parts of a cell that holds several values, stripped, empty ones left out."""
    return tuple(part for part in (piece.strip() for piece in cell.split(separator)) if part)
