"""Looking a text up in the names finds exactly what looking each name up in the text finds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from salus.chat.logic.naming import ALSO_WORDS, SHORTEST_FUZZY, TYPO_RATIO, Named, Names, stands
from salus.chat.logic.small_words import SMALL_WORDS
from salus.chat.service.gathering import dictionary
from salus.clinical.codes.laboratory import lab_tests
from salus.clinical.text.fold import fold

OWN = (
    Named("2276-4", ("ferritin [mass/volume] in serum", "ferritin", "ferritina"), "ferritin"),
    Named("x-1", ("serum rhubarb index", "rhubarb"), "serum rhubarb index"),
    Named("x-2", ("k", "kalium"), "kalium"),
    Named("2823-3", ("potassium", "k"), "potassium"),
    Named("x-3", ("(b)", "c-peptide", "-c"), ""),
)
PHRASES = sorted(Path(__file__).parents[3].joinpath("evals").rglob("*.*"))


def by_walking(text: str, things: Iterable[Named]) -> tuple[str, ...]:
    """The definition: each name of each thing is looked for in the text."""
    folded = fold(text)
    words = re.findall(r"[a-z0-9]+", folded)
    symbols = frozenset(re.findall(r"\b(?:[A-Z][A-Za-z]?|[A-Z]{3,})\b", text))
    hits = []
    for thing in things:
        best = max((_match(name, folded, symbols) for name in thing.names), default=0)
        best = best or _nearly(thing.display, words)
        if best:
            hits.append((-best, folded.find(thing.names[0][:4]), thing.key))
    return tuple(dict.fromkeys(key for *_, key in sorted(hits)))


def _match(name: str, folded: str, symbols: frozenset[str]) -> int:
    if name in ALSO_WORDS or name in SMALL_WORDS:
        return len(name) if any(symbol.lower() == name for symbol in symbols) else 0
    return len(name) + 1 if stands(name, folded) or stands(f"{name}s", folded) else 0


def _nearly(display: str, words: list[str]) -> int:
    parts = re.findall(r"[a-z0-9]+", display)
    if parts and all(len(part) >= SHORTEST_FUZZY for part in parts) and all(_near(part, words) for part in parts):
        return len(display)
    return 0


def _near(part: str, words: list[str]) -> bool:
    return any(
        part[0] == word[0] and abs(len(part) - len(word)) <= 2 and fuzz.ratio(part, word) >= TYPO_RATIO
        for word in words
    )


def known(own: Iterable[Named]) -> tuple[Named, ...]:
    """A patient's tests, and of the dictionary what they do not know."""
    own = tuple(own)
    keys, taken = {thing.key for thing in own}, {name for thing in own for name in thing.names}
    others = (thing for thing in dictionary().things if thing.key not in keys and not taken & set(thing.names))
    return (*own, *others)


def assert_same(text: str) -> None:
    assert Names(OWN, behind=dictionary()).find(text) == by_walking(text, known(OWN))


def test_the_questions_of_the_evaluations_name_the_same_tests() -> None:
    lines = {
        line
        for path in PHRASES
        if path.suffix in (".py", ".toml", ".txt", ".csv")
        for line in path.read_text(errors="ignore").splitlines()
        if line.strip()
    }
    assert len(lines) > 300
    for line in Random(20).sample(sorted(lines), 300):
        assert_same(line)


def test_each_name_of_the_dictionary_in_a_sentence_names_the_same_tests() -> None:
    names = [name for test in lab_tests() for name in (*test.names, *test.own_names)]
    Random(42).shuffle(names)
    for first in range(0, 600, 4):
        some = names[first : first + 4]
        assert_same(f"my {some[0]}, {' '.join(word[:-1] + 'x' for word in some[1:2])} and {'s '.join(some)}? ")


WORDS = [word for test in lab_tests()[::9] for name in test.names[:3] for word in (name, *name.split())]


@given(st.lists(st.sampled_from([*WORDS, "K", "GOT", "rhubarb", "rhubrab", "kalium", "(b)", "c-peptide"]), max_size=8),
       st.sampled_from([" ", "  ", ", ", "-", "/", "s ", "", "é", "\n"]))  # fmt: skip
def test_any_words_name_the_same_tests(words: list[str], between: str) -> None:
    assert_same(between.join(words))


@given(st.text("abckKB1s -é(),.", max_size=20))
def test_any_letters_name_the_same_tests(text: str) -> None:
    short = [
        Named("1", ("ab", "b1")),
        Named("2", ("k",)),
        Named("3", ("a-b", "(b)", " c"), "abcabc"),
        Named("4", ("bs",)),
    ]
    assert Names(short).find(text) == by_walking(text, short)
