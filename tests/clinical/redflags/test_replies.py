"""The fixed words: exact where they are promised, present for every category, in both languages."""

from __future__ import annotations

import pytest

from salus.clinical.redflags import assess, first_action, fixed_reply, notice
from salus.clinical.redflags.rules import all_rules

PROMISED = "This requires immediate medical evaluation. Please consult your doctor or visit emergency services."


def test_an_emergency_gets_the_promised_sentence_first_then_the_action_then_the_number() -> None:
    sentences = fixed_reply(assess("my chest hurts"), "en").sentences
    assert sentences[0] == PROMISED
    assert sentences[1] == first_action("chest_pain_acs", "en")
    assert "911" in sentences[2]


def test_a_crisis_gets_the_promised_words_and_a_crisis_line() -> None:
    text = " ".join(fixed_reply(assess("I want to kill myself"), "en").sentences)
    assert text.startswith(PROMISED)
    assert "988" in text


def test_doubt_adds_one_question() -> None:
    certain = fixed_reply(assess("my newborn has a fever"), "en").sentences
    doubtful = fixed_reply(assess("my baby has a fever"), "en").sentences
    assert len(doubtful) == len(certain) + 1
    assert "?" in doubtful[-1]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("category", sorted({rule.category for rule in all_rules()}))
def test_every_category_has_a_first_action(category: str, language: str) -> None:
    assert first_action(category, language)


@pytest.mark.parametrize("name", ["doctor_redirect", "if_happening_now"])
def test_notices_exist_in_both_languages(name: str) -> None:
    assert notice(name, "en") != notice(name, "es")


def test_the_verdict_carries_the_first_action_in_the_asked_language() -> None:
    verdict = assess("me duele el pecho", language="es")
    assert verdict.first_action == first_action("chest_pain_acs", "es")
