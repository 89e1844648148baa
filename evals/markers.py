"""The breast programme's markers on the clinical reference's texts, and their summing up on its specification.

The texts lay beside the rules while these were written, so the figure guards against going back; it is no evidence
for texts that nobody has seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.report import Row, at_least, told
from evals.counts import Counts, precision_and_recall
from salus.clinical.markers.breast import find_breast_markers
from salus.clinical.markers.breast.sentence import TextKind
from salus.clinical.markers.risk import MarkerFact, sum_up_breast_risk
from salus.clinical.text.assertion import Assertion

VECTORS = Path(__file__).parents[1] / "tests" / "vectors"
BAR = 0.95
# "absent/unknown pairs are required not to be reported as present" (tolerance of the vectors)
ONLY_NOT_PRESENT = (Assertion.ABSENT, Assertion.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text of the reference: the pairs that it asks for, and the assertion found for each marker."""

    language: str
    kind: str
    wanted: tuple[tuple[str, Assertion], ...]
    found: dict[str, Assertion]

    @property
    def by_tolerance(self) -> Counts:
        """By the vectors' own rule: "extra present assertions are errors", other extras are not."""
        hits = sum(self._is_met(marker, assertion) for marker, assertion in self.wanted)
        extra = sum(
            assertion is Assertion.PRESENT and (marker, assertion) not in self.wanted
            for marker, assertion in self.found.items()
        )
        return Counts(hits, extra, len(self.wanted) - hits)

    @property
    def exactly(self) -> Counts:
        """Without tolerance: each pair said as it is asked for, each other pair an error."""
        hits = len(self.found.items() & set(self.wanted))
        return Counts(hits, len(self.found) - hits, len(self.wanted) - hits)

    def _is_met(self, marker: str, assertion: Assertion) -> bool:
        said = self.found.get(marker)
        return said is not Assertion.PRESENT if assertion in ONLY_NOT_PRESENT else said is assertion


def rows() -> list[Row]:
    """Micro F1 with its bar, precision and recall, each language and kind of text; the sums with theirs."""
    readings = [_read(vector) for vector in _vectors("A_breast_marker_text")]
    whole = _sum(reading.by_tolerance for reading in readings)
    exact = _sum(reading.exactly for reading in readings)
    sums = _vectors("A_breast_risk_aggregation")
    return [
        at_least("markers: F1 of marker and assertion", whole.f1, BAR, "F1", whole.true),
        *precision_and_recall(whole),
        told("markers: F1 without tolerance", exact.f1, "F1", exact.true),
        *(_group(readings, group) for group in sorted({(r.language, r.kind) for r in readings})),
        at_least("markers: sums of risk exact", sum(map(_is_exact, sums)) / len(sums), 1, "share", len(sums)),
    ]


def _group(readings: list[Reading], group: tuple[str, str]) -> Row:
    counts = _sum(reading.by_tolerance for reading in readings if (reading.language, reading.kind) == group)
    return told(f"  {' '.join(group)}", counts.f1, "F1", counts.true)


def _sum(parts: Iterable[Counts]) -> Counts:
    counts = list(parts)
    return Counts(sum(c.hits for c in counts), sum(c.raised for c in counts), sum(c.missed for c in counts))


def _read(vector: dict[str, Any]) -> Reading:
    given = vector["inputs"]
    mentions = find_breast_markers(given["text"], given["lang"], TextKind(given["doc_type"]))
    return Reading(
        language=given["lang"],
        kind=given["doc_type"],
        wanted=tuple((pair["marker"], Assertion(pair["assertion"])) for pair in vector["expected"]["markers"]),
        found={mention.marker: mention.assertion for mention in mentions},
    )


def _is_exact(vector: dict[str, Any]) -> bool:
    wanted = vector["expected"]
    facts = [
        MarkerFact(fact["marker"], Assertion(fact["assertion"]), fact.get("closed_by_workup", False))
        for fact in vector["inputs"]["markers"]
    ]
    risk = sum_up_breast_risk(facts)
    tiers = {"high_risk": risk.high, "medium_risk": risk.medium, "low_risk": risk.low}
    said = {
        "overall_risk": risk.overall,
        "urgency": risk.urgency,
        "test_stage": risk.test_stage,
        "insufficient_data": risk.is_insufficient,
        **{tier: sorted(markers) for tier, markers in tiers.items()},
    }
    return said == {name: sorted(value) if name in tiers else value for name, value in wanted.items()}


def _vectors(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))["vectors"]
    return found
