"""Folding keeps places: one character in, one character out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salus.clinical.text.fold import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("NIÑO", "nino"),
        ("Diabétes", "diabetes"),
        ("5 µg", "5 ug"),
        ("5 \N{GREEK SMALL LETTER MU}g", "5 ug"),
        ("didn’t", "didn't"),
        ("10–20", "10-20"),
        ("a\N{NO-BREAK SPACE}b", "a b"),
    ],
)
def test_case_accents_and_look_alikes_are_forgiven(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x17F)))
def test_folding_twice_folds_no_further(text: str) -> None:
    assert fold(fold(text)) == fold(text)
