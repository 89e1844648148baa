"""Say in plain words what a test shows and what a low or a high value is often seen with.

General knowledge about a test, never a statement about the person who reads it: whether a value is low or high is
for the caller to know, from the range that the laboratory printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from salus.clinical.codes.laboratory import lab_test_by_loinc
from salus.clinical.glossary.texts import LANGUAGES, known_language, names_in, read_text


@dataclass(frozen=True, slots=True)
class TestExplanation:
    """One test in one language.

    `low` and `high` are None where such a value has no meaning of its own; for a result in words (negative, found),
    `high` speaks of the finding.
    """

    __test__ = False  # the name begins like a test class; pytest must not collect it

    key: str
    name: str
    what: str
    low: str | None
    high: str | None


@cache
def _explanations() -> Mapping[tuple[str, str], TestExplanation]:
    """Every explanation by test key and language."""
    return {
        (key, language): TestExplanation(
            key=key,
            name=entry[language]["name"],
            what=entry[language]["what"],
            low=entry[language].get("low"),
            high=entry[language].get("high"),
        )
        for key, entry in _entries().items()
        for language in LANGUAGES
    }


@cache
def _entries() -> Mapping[str, dict[str, Any]]:
    return {key: entry for name in names_in("explanations") for key, entry in read_text("explanations", name).items()}


@cache
def _key_of_code() -> Mapping[str, str]:
    """Keys of the codes outside the laboratory dictionary: vital signs, images."""
    return {code: key for key, entry in _entries().items() for code in entry.get("loinc", ())}


def explained_keys() -> tuple[str, ...]:
    """The keys of all explained tests, in the order of the files."""
    return tuple(_entries())


def explain_test(loinc: str, language: str) -> TestExplanation | None:
    """The explanation of a LOINC code, shared by all variants of the test.

    None when the test or the language has no text; `language` is a BCP 47 tag, its region is not looked at.
    """
    known = known_language(language)
    if known is None:
        return None
    key = _key_of_code().get(loinc)
    if key is None:
        test = lab_test_by_loinc(loinc)
        if test is None:
            return None
        key = test.key
    return _explanations().get((key, known))
