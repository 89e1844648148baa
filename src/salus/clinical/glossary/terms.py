"""Say a medical word in everyday words, whichever of the two languages the word itself is written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from salus.clinical.glossary.texts import LANGUAGES, known_language, read_text
from salus.clinical.text.fold import fold


@dataclass(frozen=True, slots=True)
class _Term:
    """One idea: its headword and its meaning by language, and every form in which it is met."""

    headwords: Mapping[str, str]
    meanings: Mapping[str, str]
    forms: tuple[str, ...]


@cache
def _terms() -> tuple[_Term, ...]:
    return tuple(
        _Term(
            headwords={language: entry[language]["forms"][0] for language in LANGUAGES},
            meanings={language: entry[language]["meaning"] for language in LANGUAGES},
            forms=tuple(form for language in LANGUAGES for form in entry[language]["forms"]),
        )
        for entry in read_text("terms.toml")["term"]
    )


@cache
def _term_of_form() -> Mapping[str, _Term]:
    return {_as_looked_up(form): term for term in _terms() for form in term.forms}


def _as_looked_up(word: str) -> str:
    """Lower case, without accents, without surrounding space or punctuation, single spaces."""
    return " ".join(fold(word).strip(" \t\n.,;:!?()[]\"'").split())


@cache
def common_terms(language: str) -> Mapping[str, str]:
    """Headword to meaning, both in the language; empty for a language without texts."""
    known = known_language(language)
    if known is None:
        return MappingProxyType({})
    return MappingProxyType({term.headwords[known]: term.meanings[known] for term in _terms()})


def explain_term(word: str, language: str) -> str | None:
    """The meaning, in `language`, of a word of either language: many read a report in the other one.

    Case, accents and a plural ending do not matter. None when the word or the language is not known.
    """
    known = known_language(language)
    looked_up = _as_looked_up(word)
    if known is None or not looked_up:
        return None
    for form in (looked_up, looked_up.removesuffix("s"), looked_up.removesuffix("es")):
        term = _term_of_form().get(form)
        if term is not None:
            return term.meanings[known]
    return None
