"""The tables of triggers and relatives hold together, and relatives are told from breasts and patients."""

from __future__ import annotations

import pytest

from salus.clinical.data import read_table
from salus.clinical.text.tokens import tokenise
from salus.clinical.text.triggers import TriggerKind, find_relatives, relative_book, trigger_book


def relations(text: str, language: str) -> list[str]:
    return [hit.payload.relation for hit in find_relatives(text, tokenise(text), language)]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", list(TriggerKind))
def test_each_language_has_words_of_each_kind(kind: TriggerKind, language: str) -> None:
    rows = [row for row in read_table("assertion_triggers") if row["language"] == language and row["kind"] == kind]
    assert rows


def test_every_trigger_says_language_side_and_source() -> None:
    for row in read_table("assertion_triggers"):
        assert row["language"] in ("en", "es"), row
        assert row["direction"] in ("before", "after", "both"), row
        assert row["source"], row


def test_no_trigger_stands_in_the_table_twice() -> None:
    rows = [(row["phrase"], row["language"], row["kind"], row["direction"]) for row in read_table("assertion_triggers")]
    assert len(rows) == len(set(rows))


def test_a_trigger_of_one_language_is_silent_in_the_other() -> None:
    assert list(trigger_book("en").find(tokenise("niega"))) == []
    assert list(trigger_book("es").find(tokenise("denies"))) == []


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("cáncer de mama", "es", []),
        ("mi mama tuvo cancer", "es", ["mother"]),
        ("mamá con cáncer", "es", ["mother"]),
        ("her maternal aunt and her sister", "en", ["aunt", "sister"]),
        ("the child has a rash", "en", []),
        ("she has one child", "en", ["child"]),
    ],
)
def test_relatives_are_people_other_than_the_patient(text: str, language: str, expected: list[str]) -> None:
    assert relations(text, language) == expected


@pytest.mark.parametrize(
    ("word", "degree"), [("mother", 1), ("sister", 1), ("maternal aunt", 2), ("grandmother", 2), ("cousin", 3)]
)
def test_degrees_are_those_of_genetics(word: str, degree: int) -> None:
    """Half of the genes are shared in the first degree, a quarter in the second, an eighth in the third."""
    hits = list(relative_book("en").find(tokenise(word)))
    assert [hit.payload.degree for hit in hits] == [degree]


@pytest.mark.parametrize("word", ["husband", "friend", "mother-in-law", "cousin by marriage", "adoptive mother"])
def test_people_by_marriage_choice_or_adoption_share_no_blood(word: str) -> None:
    """Reference A1, rule 9: "cousin by marriage ... or a friend never changes the tier"."""
    hits = list(relative_book("en").find(tokenise(word)))
    assert [hit.payload.is_blood for hit in hits] == [False]
