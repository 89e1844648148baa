"""Whether embedded text may be believed."""

from __future__ import annotations

import pytest

from salus.documents.logic.legibility import is_garbled, is_suspicious, likeness
from tests.documents import builders

LETTER = builders.truth(builders.letter_sheet()).split()
REPORT = builders.truth(builders.lab_sheet()).split()
SPANISH = [
    "La",
    "paciente",
    "refiere",
    "dolor",
    "torácico",
    "opresivo",
    "desde",
    "hace",
    "tres",
    "horas",
    "sin",
    "irradiación",
    "al",
    "brazo",
    "izquierdo",
    "niega",
    "alergias",
    "medicamentosas",
    "conocidas",
    "toma",
    "metformina",
    "cada",
    "doce",
    "horas",
]


@pytest.mark.parametrize("words", [LETTER, REPORT, SPANISH])
def test_ordinary_reports_are_believed(words: list[str]) -> None:
    assert not is_garbled(words)
    assert not is_suspicious(words)


def test_characters_without_meaning_are_garbled() -> None:
    assert is_garbled(["\ue021\ue022\ue023"] * 20)
    assert is_garbled(["\ufffd\ufffd", "ab"] * 20)
    assert not is_garbled(["5", "µg/L", "≥", "38.9", "°C", "naïve"])


def test_letters_shifted_by_a_broken_font_are_suspicious() -> None:
    shifted = [
        "".join(chr((ord(letter) - 97 + 22) % 26 + 97) if letter.islower() else letter for letter in word)
        for word in LETTER
    ]
    assert is_suspicious(shifted)


def test_likeness_leaves_blanks_and_case_aside() -> None:
    assert likeness("Sodium 139 mmol/L", "sodium139mmol/l") == 1.0
    assert likeness("Sodium 139", "Weather report") < 0.5
