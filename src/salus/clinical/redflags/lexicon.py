"""Load the gate's words from its data files, once. Pure: package data in, matchers out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from salus.clinical.redflags.measures import MEASURE_WORDS
from salus.clinical.redflags.spelling import Speller
from salus.clinical.redflags.terms import Matcher
from salus.clinical.text.fold import fold

LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Matchers for masks (words that only look like symptoms), symptoms, frames and requests, and the speller."""

    masks: Matcher
    symptoms: Matcher
    frames: Matcher
    requests: Matcher
    speller: Speller


@cache
def lexicon() -> Lexicon:
    """The lexicon of the package data; the first call reads and compiles it."""
    masks, symptoms, frames, requests = (Matcher() for _ in range(4))
    for concept, terms in read_terms("lexicon.toml").items():
        _add(symptoms, concept, terms)
    for frame, terms in read_terms("context.toml").items():
        _add(masks if frame.startswith("mask_") else frames, frame, terms)
    for request, terms in read_terms("redirect.toml").items():
        _add(requests, request, terms)
    matchers = (masks, symptoms, frames, requests)
    forms = _words_of("word_forms.txt") | MEASURE_WORDS
    whole = (_words_of("everyday_words.txt") | forms).union(*(matcher.vocabulary for matcher in matchers))
    stems = frozenset[str]().union(*(matcher.stems for matcher in matchers))
    return Lexicon(masks, symptoms, frames, requests, Speller(symptoms.vocabulary | forms, whole, stems))


def read_terms(name: str) -> dict[str, dict[str, str]]:
    """One TOML file of terms: for each concept its terms by language."""
    return read_tables(name)


def read_tables(name: str) -> dict[str, Any]:
    """One TOML file of the package data."""
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _add(matcher: Matcher, concept: str, terms: dict[str, str]) -> None:
    for language in LANGUAGES:
        matcher.add(concept, language, terms.get(language, ""))


def _words_of(name: str) -> frozenset[str]:
    """The words of a list in the package data; lines that begin with # are remarks."""
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(fold(word) for line in lines for word in line.split())
