"""The conformance vectors of the clinical reference D4 and our own labelled messages, read for the tests."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
STOPPING = frozenset({"emergency", "crisis"})


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message with the class and category that it must get."""

    text: str
    language: str
    urgency: str
    category: str

    @property
    def is_urgent(self) -> bool:
        return self.urgency in STOPPING


def reference_vectors() -> tuple[Labelled, ...]:
    """D_critical_query.json: 272 messages, one third Spanish."""
    found = json.loads((ROOT / "tests" / "vectors" / "D_critical_query.json").read_text(encoding="utf-8"))["vectors"]
    return tuple(
        Labelled(v["inputs"]["text"], v["inputs"]["lang"], v["expected"]["class"], v["expected"]["category"] or "")
        for v in found
    )


def own_messages() -> tuple[Labelled, ...]:
    """The labelled messages that the second stage learns from."""
    with (ROOT / "tools" / "redflags" / "messages.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return tuple(Labelled(row["text"], row["lang"], row["class"], row["category"]) for row in rows)
