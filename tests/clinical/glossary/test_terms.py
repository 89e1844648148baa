"""Medical words in everyday words, from either language into either language."""

from __future__ import annotations

import re

import pytest

from salus.clinical.glossary import LANGUAGES, common_terms, explain_term
from salus.clinical.glossary.texts import read_text
from salus.clinical.text.fold import fold

FORBIDDEN = re.compile(r"you have|\byour?\b|diagnos|tienes|usted", re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_least_forty_words_are_told_in_plain_language(language: str) -> None:
    terms = common_terms(language)
    assert len(terms) >= 40
    assert len(terms) == len(read_text("terms.toml")["term"])
    for word, meaning in terms.items():
        assert 0 < len(meaning) <= 120
        assert not any(character.isdigit() for character in word + meaning)
        assert FORBIDDEN.search(meaning) is None
        assert not meaning.endswith("."), "a meaning stands inside a sentence"
        assert explain_term(word, language) == meaning
        assert fold(word) not in fold(meaning).split(), "a word does not explain itself"


def test_no_form_belongs_to_two_meanings() -> None:
    meaning_of: dict[str, str] = {}
    for term in read_text("terms.toml")["term"]:
        for form in {fold(form) for language in LANGUAGES for form in term[language]["forms"]}:
            assert form not in meaning_of, form
            meaning_of[form] = term["en"]["meaning"]


@pytest.mark.parametrize(
    ("word", "language", "meaning"),
    [
        ("hypertension", "en", "high blood pressure"),
        ("hypertension", "es", "presión arterial alta"),
        ("hipertensión", "en", "high blood pressure"),
        ("HIPERTENSION", "es-MX", "presión arterial alta"),
        ("microcytic", "en", "with red blood cells that are smaller than usual"),
        ("Benign", "en", "not cancer"),
        ("benigna", "es", "que no es cáncer"),
        ("nodules", "en", "a small lump"),
        ("nódulos", "es", "un bulto pequeño"),
        (" lymph  nodes, ", "en", "a small gland that filters germs and is part of the body's defenses"),
    ],
)
def test_words_are_found_whatever_their_case_accents_or_plural(word: str, language: str, meaning: str) -> None:
    assert explain_term(word, language) == meaning


@pytest.mark.parametrize("word", ["BI-RADS", "biopsy", "effusion", "edema", "metastases", "tachycardia"])
def test_words_of_reports_are_explained_in_both_languages(word: str) -> None:
    assert all(explain_term(word, language) for language in LANGUAGES)


def test_unknown_words_and_languages_are_left_alone() -> None:
    assert explain_term("table", "en") is None
    assert explain_term("", "en") is None
    assert explain_term("s", "en") is None
    assert explain_term("biopsy", "fr") is None
    assert common_terms("fr") == {}
