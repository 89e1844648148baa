"""Where a sentence of clinical prose ends."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salus.clinical.text.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in split_sentences(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Seen by Dr. Smith today.",
        "Hemoglobin was 13.5 g/dL.",
        "Vista por la Dra. Ruiz hoy.",
        "Take 5 mg. daily with food.",
        "Lesion at 10 o'clock, approx. 2 cm.",
        "1. Metformin 500 mg",
        "Vomits, e.g. after meals.",
        "Given per protocl. as before.",
    ],
)
def test_abbreviations_decimals_and_list_numbers_end_none(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No fever. Has cough.", ["No fever.", "Has cough."]),
        ("Sin fiebre. Tiene tos.", ["Sin fiebre.", "Tiene tos."]),
        ("IMPRESSION: pneumonia\nPLAN: antibiotics", ["IMPRESSION: pneumonia", "PLAN: antibiotics"]),
        ("no lump on the right. left: hard mass", ["no lump on the right.", "left: hard mass"]),
        ("It hurts! Please call.", ["It hurts!", "Please call."]),
        ("He was told (twice). He left.", ["He was told (twice).", "He left."]),
    ],
)
def test_stops_and_line_feeds_end_one(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_question_stays_with_its_answer() -> None:
    assert sentences("Chest pain? No.") == ["Chest pain? No."]
    assert sentences("¿Fiebre? Sí.") == ["¿Fiebre? Sí."]
    assert sentences("Chest pain? It started today.") == ["Chest pain?", "It started today."]


def test_nothing_has_no_sentences() -> None:
    assert split_sentences(" \n \n") == ()


@given(st.text(max_size=200))
def test_every_sign_but_blanks_is_in_exactly_one_sentence(text: str) -> None:
    spans = split_sentences(text)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
