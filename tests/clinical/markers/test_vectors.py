"""The marker rules against the texts of reference A1 (A_breast_marker_text.json)."""

from __future__ import annotations

import pytest

from salus.clinical.markers.breast import find_breast_markers
from salus.clinical.text.assertion import Assertion
from tests.clinical.markers.vectors import MarkerText, marker_texts, markers_of

VECTORS = marker_texts()
ONLY_NOT_PRESENT = (Assertion.ABSENT, Assertion.UNKNOWN)


def test_the_reference_is_whole() -> None:
    assert len(VECTORS) == 106


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.id)
def test_a_text_gives_its_markers_and_no_other_present_one(vector: MarkerText) -> None:
    """Reference: "extra present assertions are errors; absent/unknown pairs are required not to be ... present"."""
    found = markers_of(vector.text, vector.language, vector.kind)
    for marker, assertion in vector.wanted:
        if assertion in ONLY_NOT_PRESENT:
            assert found.get(marker) is not Assertion.PRESENT, marker
        else:
            assert found.get(marker) is assertion, marker
    present = {marker for marker, said in found.items() if said is Assertion.PRESENT}
    assert present <= {marker for marker, assertion in vector.wanted if assertion is Assertion.PRESENT}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.id)
def test_lost_capitals_and_accents_lose_no_symptom(vector: MarkerText) -> None:
    """Patients write without either."""
    symptoms = {"new_hard_lump", "bloody_nipple_discharge", "new_nipple_retraction", "rapidly_growing_mass"}
    wanted = {marker for marker, assertion in vector.wanted if assertion is Assertion.PRESENT} & symptoms
    lost = vector.text.translate(str.maketrans("áéíóúñ", "aeioun")).lower()
    found = markers_of(lost, vector.language, vector.kind)
    assert {marker for marker in wanted if found.get(marker) is Assertion.PRESENT} == wanted


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.id)
def test_markers_keep_their_place_behind_other_text(vector: MarkerText) -> None:
    """An unrelated line before the text moves every mention by its length and changes none."""
    line = "Seen on Monday.\n" if vector.language == "en" else "Vista el lunes.\n"
    alone = find_breast_markers(vector.text, vector.language, vector.kind)
    moved = find_breast_markers(line + vector.text, vector.language, vector.kind)
    assert {(m.marker, m.assertion, m.start + len(line), m.end + len(line)) for m in alone} == {
        (m.marker, m.assertion, m.start, m.end) for m in moved
    }
