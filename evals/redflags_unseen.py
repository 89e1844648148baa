"""The red-flag gate on messages that were written without sight of its rules or of the reference's vectors."""

from __future__ import annotations

import csv
from pathlib import Path

from bench.report import Row, told
from salus.clinical.redflags import UrgencyClass, assess

PHRASES = Path(__file__).parent / "phrases" / "redflags.tsv"
SEEN = 29  # the first rows were seen while the gate was written; they do not count
URGENT = (UrgencyClass.EMERGENCY, UrgencyClass.CRISIS)


def rows() -> list[Row]:
    """Recall of emergencies and crises, false alarms among harmless messages; reported, not a bar of its own."""
    with PHRASES.open(encoding="utf-8") as file:
        phrases = list(csv.DictReader(file, delimiter="\t"))[SEEN:]
    urgent = [p for p in phrases if p["class"] in ("emergency", "crisis")]
    harmless = [p for p in phrases if p["class"] == "none"]
    found = sum(assess(p["text"]).urgency in URGENT for p in urgent)
    alarms = sum(assess(p["text"]).urgency in URGENT for p in harmless)
    return [
        told("red flags, unseen phrases: recall", found / len(urgent), "share", len(urgent)),
        told("red flags, unseen phrases: false alarms", alarms / len(harmless), "share", len(harmless)),
    ]
