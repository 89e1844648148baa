"""The term language: choices, optional words, stems, gaps, fillers, measured values."""

from __future__ import annotations

import pytest

from salus.clinical.redflags.terms import Matcher, Span, TermError

NOTHING: frozenset[str] = frozenset()


def matcher(terms: str, language: str = "en") -> Matcher:
    found = Matcher()
    found.add("it", language, terms)
    return found


def matches(terms: str, text: str) -> bool:
    words = tuple(text.split())
    return bool(matcher(terms).find(words, (NOTHING,) * len(words)))


@pytest.mark.parametrize(
    ("terms", "text", "is_found"),
    [
        ("chest pain", "sharp chest pain", True),
        ("chest pain", "pain chest", False),
        ("(chest|heart) pain", "heart pain", True),
        ("suicid(e|al)", "suicidal", True),
        ("suicid(e|al)", "suicid", False),
        ("short of breath?", "short of", True),
        ("vomit*", "vomiting", True),
        ("can not .. breathe", "can not at all really ever breathe", True),
        ("can not .. breathe", "can not one two three four five breathe", False),
        ("hit head", "hit my head", True),
        ("perr(o|a)? grande", "perr grande", True),
        ("perr(o|a)? grande", "grande", False),
        ("a; b", "b", True),
        ("(stomach|belly (pain|ache)) now", "belly ache now", True),
    ],
)
def test_a_term_means_what_the_data_files_say(terms: str, text: str, is_found: bool) -> None:
    assert matches(terms, text) is is_found


def test_the_longest_match_of_a_start_counts() -> None:
    words = ("lost", "my", "sight")
    assert matcher("lost; lost sight").find(words, (NOTHING,) * 3) == (Span("it", 0, 3),)


def test_terms_that_start_alike_do_not_mix() -> None:
    assert not matches("(red|blue) car stops; (red|green) bus", "blue bus")


def test_a_measured_value_matches_by_its_name() -> None:
    assert matcher("fever @temp_fever").find(("fever", "39"), (NOTHING, frozenset({"@temp_fever"})))


def test_a_lone_word_of_the_other_language_does_not_count() -> None:
    spanish = matcher("pie", "es")
    assert not spanish.find(("pie",), (NOTHING,), "en")
    assert spanish.find(("pie",), (NOTHING,), "es")


@pytest.mark.parametrize("term", ["(a|b", "a|b"])
def test_an_unbalanced_term_is_refused(term: str) -> None:
    with pytest.raises(TermError):
        matcher(term)


def test_a_term_that_matches_nothing_is_refused() -> None:
    with pytest.raises(TermError):
        matcher("(a|b)?")
