"""Hits, false alarms and misses of a yes-or-no question, and the halves into which labelled data is cut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from bench.report import Row, told


@dataclass(frozen=True, slots=True)
class Counts:
    """Rightly said, wrongly said and missed."""

    hits: int
    raised: int
    missed: int

    @property
    def f1(self) -> float:
        """2 hits / (2 hits + raised + missed); 0 where nothing was to be found or said."""
        whole = 2 * self.hits + self.raised + self.missed
        return 2 * self.hits / whole if whole else 0.0

    @property
    def said(self) -> int:
        """How often it was said."""
        return self.hits + self.raised

    @property
    def true(self) -> int:
        """How often it is true."""
        return self.hits + self.missed


def count(pairs: Iterable[tuple[bool, bool]]) -> Counts:
    """Counts of pairs of what is true and what was said."""
    seen = list(pairs)
    hits = sum(true and said for true, said in seen)
    return Counts(hits, sum(said for _, said in seen) - hits, sum(true for true, _ in seen) - hits)


def precision_and_recall(counts: Counts) -> tuple[Row, Row]:
    """Both as rows to stand under an F1, each with the number that it is a share of."""
    return (
        told("  precision", counts.hits / counts.said if counts.said else 0.0, "share", counts.said),
        told("  recall", counts.hits / counts.true if counts.true else 0.0, "share", counts.true),
    )


def is_held_out(line: str) -> bool:
    """Whether a labelled line is of the half that nobody looks at to mend anything: odd first byte of its sha256."""
    return sha256(line.encode()).digest()[0] % 2 == 1
