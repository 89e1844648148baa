"""What a patient may read about a test: complete in both languages, calm, short, and without a single number."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from salus.clinical.codes.laboratory import lab_tests, variants_of
from salus.clinical.glossary import LANGUAGES, TestExplanation, explain_test, explained_keys
from salus.clinical.glossary.texts import names_in, read_text

LABS = Path(__file__).parents[4] / "shared" / "clinical" / "data" / "A_labs.csv"

# A verdict on the reader, an advice, or a fright: none of them belongs in an explanation.
FORBIDDEN = re.compile(
    r"\byour?\b|should|diagnos|tienes|usted|padece|\bsu\b|deber[íá]|\btome\b|\bdeje\b|"
    r"treatment|tratamiento|stop taking|death|deadly|fatal|muerte|mortal|dangerous",
    re.IGNORECASE,
)
# "can be seen": what a value often goes with, never what it proves.
HEDGED = {"en": re.compile(r"\bcan be\b"), "es": re.compile(r"\bpueden?\b")}


def entries() -> Iterator[tuple[str, dict[str, object]]]:
    for name in names_in("explanations"):
        yield from read_text("explanations", name).items()


def loinc_of(key: str, entry: dict[str, object]) -> str:
    codes = entry.get("loinc")
    return str(codes[0]) if isinstance(codes, list) else variants_of(key)[0].loinc.code


def all_explanations() -> list[tuple[str, TestExplanation]]:
    found = []
    for key, entry in entries():
        for language in LANGUAGES:
            explanation = explain_test(loinc_of(key, entry), language)
            assert explanation is not None, key
            found.append((language, explanation))
    return found


ALL = all_explanations()


def texts(explanation: TestExplanation) -> list[str]:
    return [
        text for text in (explanation.name, explanation.what, explanation.low, explanation.high) if text is not None
    ]


def test_more_than_a_hundred_tests_are_explained_in_both_languages() -> None:
    assert len(explained_keys()) >= 100
    assert len(ALL) == len(explained_keys()) * len(LANGUAGES)


def test_a_test_stands_in_one_file_only() -> None:
    keys = [key for key, _ in entries()]
    assert len(keys) == len(set(keys))


def test_every_key_leads_to_codes_and_no_code_to_two_keys() -> None:
    known = {test.key for test in lab_tests()}
    dictionary = {test.loinc.code for test in lab_tests()}
    outside: list[str] = []
    for key, entry in entries():
        codes = entry.get("loinc")
        assert (key in known) != isinstance(codes, list), key
        outside += codes if isinstance(codes, list) else []
    assert len(outside) == len(set(outside))
    assert not set(outside) & dictionary


def test_both_languages_agree_on_what_has_a_meaning() -> None:
    for key, entry in entries():
        assert set(entry) - {"loinc"} == set(LANGUAGES), key
        assert set(entry["en"]) == set(entry["es"]), key  # type: ignore[call-overload]  # TOML tables


@pytest.mark.parametrize(("language", "explanation"), ALL, ids=lambda value: getattr(value, "key", value))
def test_text_is_short_calm_and_without_numbers(language: str, explanation: TestExplanation) -> None:
    assert 0 < len(explanation.name) <= 60
    assert len(explanation.what) <= 160
    for text in texts(explanation):
        assert not any(character.isdigit() for character in text), text
        assert FORBIDDEN.search(text) is None, text
        assert text == text.strip()
        assert "  " not in text
    for sentence in texts(explanation)[1:]:
        assert sentence.endswith(".")
        assert sentence.count(". ") == 0, "one sentence each"
        assert sentence[0].isupper()
    for meaning in (explanation.low, explanation.high):
        if meaning is not None:
            assert len(meaning) <= 200
            assert HEDGED[language].search(meaning), meaning


@pytest.mark.skipif(not LABS.exists(), reason="the clinical reference is not at hand")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_coded_test_of_the_breast_programme_is_explained(language: str) -> None:
    """Reference A5: stages one to three, core tests and their companions."""
    with LABS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["loinc"]]
    assert len(rows) > 40
    missing = [row["test"] for row in rows if explain_test(row["loinc"], language) is None]
    assert missing == []


VITAL_SIGNS = ("8480-6", "8462-4", "85354-9", "8867-4", "9279-1", "8310-5", "59408-5", "2708-6", "29463-7", "39156-5")
EVERYDAY = (
    *("hemoglobin", "hematocrit", "rbc", "wbc", "platelets", "mcv", "mch", "mchc", "rdw"),
    *("neutrophils", "lymphocytes", "monocytes", "eosinophils", "basophils"),
    *("sodium", "potassium", "chloride", "bicarbonate", "calcium", "magnesium", "phosphate"),
    *("creatinine", "egfr", "bun", "urea", "uric_acid", "glucose", "glucose_fasting", "hba1c"),
    *("alt", "ast", "alp", "ggt", "bilirubin_total", "albumin", "cholesterol", "hdl", "ldl", "triglycerides"),
    *("tsh", "ft4", "ft3", "iron", "ferritin", "transferrin", "tsat", "inr", "pt", "aptt", "d_dimer"),
    *("crp", "esr", "b12", "folate", "vitamin_d", "psa", "troponin_i", "troponin_t", "bnp", "ntprobnp"),
    *("u_protein", "u_glucose", "u_ketones", "u_blood", "u_nitrite", "u_leukocyte_esterase", "u_sg", "u_ph"),
    *("fsh", "lh", "estradiol", "progesterone", "testosterone", "prolactin", "cortisol", "pth", "hcg"),
)


@pytest.mark.parametrize("code", VITAL_SIGNS)
def test_vital_signs_are_explained(code: str) -> None:
    assert all(explain_test(code, language) for language in LANGUAGES)


@pytest.mark.parametrize("key", EVERYDAY)
def test_all_variants_of_an_everyday_test_share_its_explanation(key: str) -> None:
    for language in LANGUAGES:
        first, *others = [explain_test(test.loinc.code, language) for test in variants_of(key)]
        assert first is not None
        assert first.key == key
        assert all(other == first for other in others)


def test_ferritin_reads_as_a_person_would_say_it() -> None:
    ferritin = explain_test("2276-4", "en")
    assert ferritin is not None
    assert ferritin.name == "ferritin (iron stores)"
    assert ferritin.what == "Shows how much iron the body has in store."


def test_a_value_without_meaning_is_none() -> None:
    low_protein_in_urine = explain_test("20454-5", "en")
    assert low_protein_in_urine is not None
    assert low_protein_in_urine.low is None
    assert low_protein_in_urine.high is not None


def test_unknown_codes_and_languages_have_no_explanation() -> None:
    assert explain_test("0000-0", "en") is None
    assert explain_test("", "en") is None
    assert explain_test("2276-4", "fr") is None
    assert explain_test("2276-4", "") is None


def test_regions_of_a_language_share_its_texts() -> None:
    assert explain_test("2276-4", "es-MX") == explain_test("2276-4", "es")
    assert explain_test("2276-4", "en_US") == explain_test("2276-4", "EN")


def test_an_explanation_cannot_be_changed() -> None:
    explanation = explain_test("2276-4", "en")
    with pytest.raises(FrozenInstanceError):
        explanation.low = "changed"  # type: ignore[misc, union-attr]  # the point of the test


def syllables(word: str) -> int:
    """Vowel groups, a silent final e not counted: near enough for a mean over thousands of words."""
    groups = len(re.findall(r"[aeiouy]+", word))
    return max(1, groups - (word.endswith("e") and not word.endswith("le") and groups > 1))


def test_english_reads_at_a_school_grade_of_eight_or_below() -> None:
    """Kincaid 1975: 0.39 words per sentence + 11.8 syllables per word - 15.59; medical names left in."""
    sentences = [text for language, explanation in ALL if language == "en" for text in texts(explanation)[1:]]
    words = [word for sentence in sentences for word in re.findall(r"[a-z']+", sentence.lower())]
    grade = 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    assert grade <= 8


def test_spanish_reads_as_normal_or_easier() -> None:
    """Szigriszt-Pazos 1993 with the INFLESZ scale (Barrio-Cantalejo 2008): 55 and above is normal for most adults."""
    sentences = [text for language, explanation in ALL if language == "es" for text in texts(explanation)[1:]]
    words = [word for sentence in sentences for word in re.findall(r"[a-záéíóúüñ]+", sentence.lower())]
    vowels = sum(max(1, len(re.findall(r"[aeouáéíóúü]+i?|i", word))) for word in words)
    perspicuity = 206.835 - 62.3 * vowels / len(words) - len(words) / len(sentences)
    assert perspicuity >= 55
