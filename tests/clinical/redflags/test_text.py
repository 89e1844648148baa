"""Cutting messages: contractions, chat spellings, sentences, clauses, quotations, language."""

from __future__ import annotations

import pytest

from salus.clinical.redflags.text import language_of, sentences


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("I can't breathe", "i can not breathe"),
        ("CANT BREATHE", "can not breathe"),
        ("won’t stop", "will not stop"),
        ("I'm 31wks", "i am 31 wks"),
        ("helpppp", "helpp"),
        ("xq me duele", "porque me duele"),
        ("short-of-breath", "short of breath"),
        ("niño", "nino"),
    ],
)
def test_words_are_written_out(typed: str, words: str) -> None:
    assert sentences(typed)[0].words == tuple(words.split())


def test_commas_and_but_begin_a_clause_and_stops_a_sentence() -> None:
    first, second = sentences("no fever, stiff neck but light is fine. It hurts?")
    assert first.clauses == (0, 0, 1, 1, 2, 2, 2, 2)
    assert second.is_question


def test_an_inverted_question_mark_begins_a_sentence() -> None:
    assert len(sentences("me duele el pecho ¿qué hago?")) == 2


def test_quoted_words_are_marked() -> None:
    sentence = sentences('it says "chest pain" there')[0]
    assert sentence.quoted == {2, 3}


@pytest.mark.parametrize(
    ("text", "language"), [("my chest hurts and I am ill", "en"), ("me duele el pecho y no sé", "es"), ("ok", None)]
)
def test_the_language_shows_in_everyday_words(text: str, language: str | None) -> None:
    assert language_of(tuple(text.split())) == language
