"""Markers of the breast programme (reference A1): their tiers, codes and the mentions found in text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from salus.clinical.codes.types import Icd10cm, Snomed
from salus.clinical.data import read_table
from salus.clinical.text.assertion import Assertion, strongest


class Tier(StrEnum):
    """Risk tier of a marker that is present."""

    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


@dataclass(frozen=True, slots=True)
class Marker:
    """One marker of reference table A1; codes are None where the reference gives none."""

    id: str
    tier: Tier
    definition: str
    urgency: Tier
    snomed: Snomed | None
    icd10cm: Icd10cm | None


@dataclass(frozen=True, slots=True)
class MarkerMention:
    """A marker where a text speaks of it: assertion and characters of the text, end exclusive."""

    marker: str
    assertion: Assertion
    start: int
    end: int


@cache
def breast_markers() -> dict[str, Marker]:
    """All markers of table A1 by id."""
    markers = {}
    for row in read_table("breast_markers"):
        name = row["marker_id"].replace("_", " ")
        markers[row["marker_id"]] = Marker(
            id=row["marker_id"],
            tier=Tier(row["tier"]),
            definition=row["definition"],
            urgency=Tier(row["urgency_if_present"]),
            snomed=Snomed(row["snomed_ct"], name) if row["snomed_ct"] else None,
            icd10cm=Icd10cm(row["icd10cm"], name) if row["icd10cm"] else None,
        )
    return markers


def one_per_marker(mentions: Iterable[MarkerMention]) -> tuple[MarkerMention, ...]:
    """For each marker the mention with the assertion that a document keeps (`strongest`), in order of first place."""
    by_marker: dict[str, list[MarkerMention]] = {}
    for mention in mentions:
        by_marker.setdefault(mention.marker, []).append(mention)
    kept = []
    for found in by_marker.values():
        best = strongest(mention.assertion for mention in found)
        kept.append(next(mention for mention in found if mention.assertion is best))
    return tuple(kept)
