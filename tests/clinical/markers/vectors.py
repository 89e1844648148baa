"""The conformance vectors of reference A1, read for the tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salus.clinical.markers.breast import find_breast_markers
from salus.clinical.markers.breast.sentence import TextKind
from salus.clinical.text.assertion import Assertion

FOLDER = Path(__file__).parents[2] / "vectors"


@dataclass(frozen=True, slots=True)
class MarkerText:
    """A text and the pairs of marker and assertion that it must give."""

    id: str
    text: str
    language: str
    kind: TextKind
    wanted: tuple[tuple[str, Assertion], ...]


def vectors(name: str) -> list[dict[str, Any]]:
    """The vectors of one file as they stand."""
    found: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["vectors"]
    return found


def marker_texts() -> tuple[MarkerText, ...]:
    """A_breast_marker_text.json: 106 texts, a quarter Spanish."""
    return tuple(
        MarkerText(
            vector["id"],
            vector["inputs"]["text"],
            vector["inputs"]["lang"],
            TextKind(vector["inputs"]["doc_type"]),
            tuple((pair["marker"], Assertion(pair["assertion"])) for pair in vector["expected"]["markers"]),
        )
        for vector in vectors("A_breast_marker_text")
    )


def markers_of(text: str, language: str = "en", kind: TextKind = TextKind.NOTE) -> dict[str, Assertion]:
    """Each marker found with its assertion."""
    return {mention.marker: mention.assertion for mention in find_breast_markers(text, language, kind)}


def present_in(text: str, language: str = "en", kind: TextKind = TextKind.NOTE) -> set[str]:
    """The markers that a text says are present."""
    return {marker for marker, said in markers_of(text, language, kind).items() if said is Assertion.PRESENT}
