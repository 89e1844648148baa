"""Which tests a text names, among the three thousand names that may be meant: by what stands in the text. Pure."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from salus.chat.logic.small_words import SMALL_WORDS
from salus.clinical.text.fold import fold
from salus.clinical.text.tokens import word_set

TYPO_RATIO = 84  # of 100: one slip in a word of six letters
SHORTEST_FUZZY = 5
# Names of tests that are words as well count only where they are written as symbols ("K", "BE", "GOT" for AST).
ALSO_WORDS = word_set("be he as at na ca co mg pt k an al no si")
_WORD = re.compile(r"[a-z0-9]+")
_SYMBOL = re.compile(r"\b(?:[A-Z][A-Za-z]?|[A-Z]{3,})\b")


@dataclass(frozen=True, slots=True)
class Named:
    """A test by its code and folded names; `display` is set for what the record holds, and may be misspelled."""

    key: str
    names: tuple[str, ...]
    display: str = ""


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as names are looked for in it."""

    folded: str
    words: tuple[str, ...]
    symbols: frozenset[str]

    @classmethod
    def of(cls, text: str) -> _Text:
        folded = fold(text)
        symbols = frozenset(symbol.lower() for symbol in _SYMBOL.findall(text))
        return cls(folded, tuple(dict.fromkeys(_WORD.findall(folded))), symbols)


class Names:
    """Things by their names, and behind them others that count only where these do not know the thing.

    A text is looked up in the names instead of each name in the text: the runs of whole words that it holds are a few
    dozen, so a question costs microseconds however many names there are.
    """

    def __init__(self, things: Iterable[Named], behind: Names | None = None) -> None:
        self.things = tuple(things)
        self._behind = behind
        self._keys = frozenset(thing.key for thing in self.things)
        self._taken = frozenset(name for thing in self.things for name in thing.names)
        self._written: dict[str, list[tuple[int, int]]] = defaultdict(list)  # a form: things, with the name's length
        self._symbols: dict[str, list[int]] = defaultdict(list)
        self._parts: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)  # by the first letter
        for place, thing in enumerate(self.things):
            self._add(place, thing)
        self._longest = max((len(form) for form in self._written), default=0)

    def find(self, text: str) -> tuple[str, ...]:
        """The keys of the things that a text names, longest name first.

        Whole words; a slip is allowed in long ones of things that have a `display`.
        """
        looked = _Text.of(text)
        ranked = sorted(
            (-length, looked.folded.find(thing.names[0][:4]), thing.key) for length, thing in self._hits(looked)
        )
        return tuple(dict.fromkeys(key for *_, key in ranked))

    def _add(self, place: int, thing: Named) -> None:
        for name in thing.names:
            if name in ALSO_WORDS or name in SMALL_WORDS:
                self._symbols[name].append(place)
            else:
                self._written[name].append((place, len(name)))
                self._written[f"{name}s"].append((place, len(name)))
        parts = tuple(_WORD.findall(thing.display))
        if parts and all(len(part) >= SHORTEST_FUZZY for part in parts):
            self._parts[parts[0][0]].append((place, parts))

    def _hits(self, text: _Text) -> Iterator[tuple[int, Named]]:
        """What is named, and how fully."""
        best: dict[int, int] = {}
        for run in _runs(text.folded, self._longest):
            for place, length in self._written.get(run, ()):
                best[place] = max(best.get(place, 0), length + 1)
        for symbol in text.symbols:
            for place in self._symbols.get(symbol, ()):
                best[place] = max(best.get(place, 0), len(symbol))
        for letter in {word[0] for word in text.words}:
            for place, parts in self._parts.get(letter, ()):
                if place not in best and all(_near(part, text.words) for part in parts):
                    best[place] = len(self.things[place].display)
        yield from ((length, self.things[place]) for place, length in best.items())
        if self._behind is not None:
            yield from (hit for hit in self._behind._hits(text) if self._lacks(hit[1]))

    def _lacks(self, thing: Named) -> bool:
        return thing.key not in self._keys and self._taken.isdisjoint(thing.names)


def stands(name: str, folded: str) -> bool:
    """Whether a name stands in a text as whole words."""
    place = folded.find(name)
    while place >= 0:
        end = place + len(name)
        if not (_is_part(folded[place - 1 : place]) or _is_part(folded[end : end + 1])):
            return True
        place = folded.find(name, place + 1)
    return False


def _runs(folded: str, longest: int) -> Iterator[str]:
    """The pieces of a text, up to that length, that begin and end with no part of a word beside them."""
    is_part = [_is_part(letter) for letter in folded]
    ends = [place for place in range(1, len(folded) + 1) if place == len(folded) or not is_part[place]]
    first_end = 0
    for start in range(len(folded)):
        if start and is_part[start - 1]:
            continue
        while first_end < len(ends) and ends[first_end] <= start:
            first_end += 1
        for end in itertools.islice(ends, first_end, None):
            if end - start > longest:
                break
            yield folded[start:end]


def _is_part(letter: str) -> bool:
    """Whether a letter belongs to a word: those that folding leaves, and digits."""
    return letter.isascii() and letter.isalnum() and not letter.isupper()


def _near(part: str, words: Iterable[str]) -> bool:
    return any(
        part[0] == word[0] and abs(len(part) - len(word)) <= 2 and fuzz.ratio(part, word) >= TYPO_RATIO
        for word in words
    )
