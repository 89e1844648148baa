"""The data files hold together: every rule names known concepts, every category of the reference is there."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from salus.clinical.redflags.lexicon import lexicon, read_terms
from salus.clinical.redflags.measures import tags_of
from salus.clinical.redflags.reading import EVENT_NAMES, SWALLOWED_BY, read
from salus.clinical.redflags.rules import all_rules
from salus.clinical.redflags.terms import parse

CONCEPTS = frozenset(read_terms("lexicon.toml"))
TAGS = frozenset(
    ("@glucose_very_low", "@glucose_low", "@glucose_high", "@glucose_very_high", "@spo2_low", "@hr_very_fast")
    + ("@bp_severe",)
)
REFERENCE = Path(__file__).parents[4] / "shared" / "clinical" / "data" / "D_critical_query.csv"


def test_every_rule_names_known_concepts() -> None:
    for rule in all_rules():
        named = frozenset().union(*rule.near, *rule.together, rule.without)
        assert named <= CONCEPTS | TAGS, (rule.category, rule.name, named - CONCEPTS - TAGS)


def test_every_concept_is_used() -> None:
    named = frozenset().union(*(frozenset().union(*r.near, *r.together, r.without) for r in all_rules()))
    assert CONCEPTS - named == frozenset()


def test_special_concepts_exist() -> None:
    assert EVENT_NAMES <= CONCEPTS
    assert SWALLOWED_BY.keys() <= CONCEPTS


@pytest.mark.skipif(not REFERENCE.exists(), reason="the clinical reference is not beside the checkout")
def test_the_categories_and_classes_are_those_of_the_reference() -> None:
    with REFERENCE.open(encoding="utf-8") as file:
        wanted = {(row["category"], row["class"]) for row in csv.DictReader(file)}
    assert {(rule.category, rule.urgency.value) for rule in all_rules()} == wanted


@pytest.mark.parametrize("name", ["lexicon.toml", "context.toml", "redirect.toml"])
def test_every_term_can_be_read(name: str) -> None:
    for concept, by_language in read_terms(name).items():
        for terms in by_language.values():
            for term in terms.split(";"):
                assert parse(term.strip()) or not term.strip(), concept


def test_no_frame_is_set_off_by_an_everyday_word_alone() -> None:
    """A frame takes symptoms back, so one common word must never be enough for it."""
    english = ["the", "a", "my", "me", "i", "is", "it", "and", "take", "pain"]
    everyday = [*english, "que", "de", "la", "el", "mi", "me", "esta", "es", "da", "dan", "sube"]
    frames = lexicon().frames
    for word in everyday:
        found = {span.concept for span in frames.find((word,), tags_of((word,)))}
        assert found <= {"negation_end", "continues"}, word


def test_a_masked_word_hides_nothing_around_it() -> None:
    reading = read("my chest x-ray was fine but my chest hurts", lexicon())
    assert [mention.start for mention in reading.mentions if mention.concept == "chest"] == [8]
