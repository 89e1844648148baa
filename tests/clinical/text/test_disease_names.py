"""Names of diseases that no list holds: what is one, what tells which, and what only looks like one."""

from __future__ import annotations

import pytest

from salus.clinical.text.disease_names import find_disease_names
from salus.clinical.text.tokens import tokenise


def names(text: str, language: str = "en") -> list[str]:
    """Each name found, with the body part behind it."""
    tokens = tokenise(text)
    found = find_disease_names(text, tokens, language)
    return [text[tokens[name.first].start : tokens[name.upto - 1].end] for name in found]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("There is a sialadenitis.", "sialadenitis"),
        ("She has membranous nephropathy.", "membranous nephropathy"),
        ("Known splenic artery aneurysm.", "splenic artery aneurysm"),
        ("A fistula of the left kidney was found.", "fistula of the left kidney"),
        ("We suspect refeeding syndrome.", "refeeding syndrome"),
        ("It is probably Whipple's disease.", "Whipple's disease"),
        ("BK nephropathy is treated.", "BK nephropathy"),
    ],
)
def test_a_head_takes_the_words_that_tell_which(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Presenta sialoadenitis.", "sialoadenitis"),
        ("Quiste sinovial en la muñeca derecha.", "Quiste sinovial en la muñeca derecha"),
        ("Enfermedad de Whipple en estudio.", "Enfermedad de Whipple"),
        ("Estenosis uretral conocida.", "Estenosis uretral"),
        ("Déficit de hierro.", "Déficit de hierro"),
    ],
)
def test_a_spanish_head_takes_the_words_behind_it(text: str, name: str) -> None:
    assert names(text, "es") == [name]


@pytest.mark.parametrize("text", ["mild tubular atrophy", "Severe acute tubular atrophy", "new tubular atrophy"])
def test_how_bad_and_how_old_it_is_are_no_part_of_a_name(text: str) -> None:
    assert names(text)[0].endswith("tubular atrophy")
    assert len(names(text)[0].split()) == 2


@pytest.mark.parametrize(
    "text",
    [
        "The disease is stable.",
        "Treatment failure is not the issue.",
        "The prognosis is good and the anastomosis intact.",
        "The left kidney and the bile duct are normal.",
        "Colonoscopy, biopsy and a mammogram were done.",
        "He fell into a coma and has a stoma.",
    ],
)
def test_bare_heads_organs_tests_and_words_of_like_ending_are_no_names(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    "text", ["Toma la dosis por la noche.", "Glucemia normal.", "El síntoma cede.", "Otro idioma."]
)
def test_spanish_words_of_like_ending_are_no_names(text: str) -> None:
    assert names(text, "es") == []


def test_a_text_in_capitals_has_no_abbreviations() -> None:
    """Once "WITH MODERATE ABSCESS" took its preposition into the name."""
    assert names("SEEN WITH SPLENIC ABSCESS") == ["SPLENIC ABSCESS"]


def test_words_that_belong_to_a_listed_name_head_no_other() -> None:
    text = "splenic abscess"
    assert list(find_disease_names(text, tokenise(text), "en", taken=(0, 1))) == []
