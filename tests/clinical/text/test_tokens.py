"""Words, signs and phrases of a text, with their places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from salus.clinical.text.fold import fold
from salus.clinical.text.phrases import PhraseBook
from salus.clinical.text.tokens import tokenise, tokenise_words


def test_words_keep_inner_apostrophes_and_signs_stand_alone() -> None:
    assert [token.text for token in tokenise("Didn't: (no)")] == ["didn't", ":", "(", "no", ")"]


def test_only_words_make_the_key_under_which_phrases_are_compared() -> None:
    assert tokenise_words("Bi-Rads 4, ¡sí!") == ("bi", "rads", "4", "si")


@given(st.text(max_size=120))
def test_a_token_stands_where_it_says(text: str) -> None:
    assert all(fold(text)[token.start : token.end] == token.text for token in tokenise(text))


def test_the_longest_phrase_wins_and_phrases_never_overlap() -> None:
    book = PhraseBook([("no", "short"), ("no evidence of", "long"), ("evidence", "inside")])
    hits = list(book.find(tokenise("No evidence of no evidence")))
    assert [(hit.first, hit.last, hit.payload) for hit in hits] == [(0, 3, "long"), (3, 4, "short"), (4, 5, "inside")]


def test_the_first_meaning_of_a_phrase_is_kept() -> None:
    book = PhraseBook([("si", 1), ("sí", 2)])
    assert [hit.payload for hit in book.find(tokenise("SÍ"))] == [1]


def test_a_phrase_cut_off_by_the_end_is_not_found() -> None:
    assert list(PhraseBook([("family history of", 1)]).find(tokenise("family history"))) == []
