"""Typing errors are mended towards the gate's words; correct everyday words stay."""

from __future__ import annotations

import pytest

from salus.clinical.redflags.lexicon import lexicon


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cheast", "chest"),
        ("pian", "pain"),
        ("breathhing", "breathing"),
        ("unconcsious", "unconscious"),
        ("resprar", "respirar"),
        ("desmalo", "desmayo"),
        ("hinhcado", "hinchado"),
    ],
)
def test_an_error_is_mended(typed: str, meant: str) -> None:
    assert any(meant in piece for piece in lexicon().speller.correct(typed))


def test_words_run_together_are_taken_apart() -> None:
    assert lexicon().speller.correct("chestpain") == (("chest",), ("pain",))


@pytest.mark.parametrize("word", ["hecho", "cheat", "breast", "beast", "usted", "place", "name", "thank", "ok", "ldl"])
def test_a_correct_everyday_word_is_left_alone(word: str) -> None:
    assert lexicon().speller.correct(word) == ((word,),)
