"""One row per figure: what was measured, beside its bar and its limit; printed as a table and written as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `bar` is what must be reached (None: reported only), `limit` what the bare engine or peer reaches."""

    name: str
    value: float
    unit: str
    n: int
    bar: str | None
    limit: str | None
    passed: bool | None


def at_least(name: str, value: float, bar: float, unit: str, n: int, limit: str | None = None) -> Row:
    """A figure that must not be smaller than its bar."""
    return Row(name, round(value, 4), unit, n, f">= {bar:g}", limit, value >= bar)


def at_most(name: str, value: float, bar: float, unit: str, n: int, limit: str | None = None) -> Row:
    """A figure that must not be larger than its bar."""
    return Row(name, round(value, 4), unit, n, f"<= {bar:g}", limit, value <= bar)


def told(name: str, value: float, unit: str, n: int, limit: str | None = None) -> Row:
    """A figure without a bar."""
    return Row(name, round(value, 4), unit, n, None, limit, None)


def table(rows: Iterable[Row]) -> str:
    """The rows as text, aligned."""
    lines = [("what", "value", "unit", "n", "bar", "limit / peer", "")]
    marks = {True: "pass", False: "FAIL", None: ""}
    lines += [
        (row.name, f"{row.value:g}", row.unit, str(row.n), row.bar or "", row.limit or "", marks[row.passed])
        for row in rows
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(7)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def publish(rows: Sequence[Row], path: Path) -> bool:
    """Print the table, write the JSON, and tell whether every bar was met."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")
    print(table(rows))
    return all(row.passed is not False for row in rows)
