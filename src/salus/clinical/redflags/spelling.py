"""Mend typing errors towards the gate's own words; a correctly written everyday word is left alone. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz.distance import OSA

from salus.clinical.text.tokens import word_set

SHORTEST = 4
SHORTEST_TARGET = 5
TWO_ERRORS_FROM = 8
MOST_CANDIDATES = 4

#: Words of four letters that matter enough to be found behind an error.
SHORT_TARGETS = word_set("pain numb hurt kill baby bebe calf dead died gasp pill")


class Speller:
    """Corrects unknown words to the nearest target: one error, or two in words of eight letters and more.

    `targets` are the words worth finding, `known` words stay as they are, and a word that begins with one of the
    `stems` is taken for a form of it unless it lies one error from a target. Candidates come from a deletion index
    (Garbe's symmetric deletes), so a word costs microseconds.
    """

    def __init__(self, targets: Iterable[str], known: frozenset[str], stems: frozenset[str]) -> None:
        self._targets = frozenset(
            word for word in targets if word.isalpha() and (len(word) >= SHORTEST_TARGET or word in SHORT_TARGETS)
        )
        self._known = known
        self._stems = stems
        index: dict[str, set[str]] = defaultdict(set)
        for word in self._targets:
            for key in _deletions(word, _allowed(len(word))):
                index[key].add(word)
        self._index = {key: tuple(sorted(words)) for key, words in index.items()}

    def correct(self, word: str) -> tuple[tuple[str, ...], ...]:
        """The word, or the two words that it runs together; each with what else it may have been meant to be."""
        if len(word) < SHORTEST or word in self._known or not word.isalpha():
            return ((word,),)
        is_form = any(word[:size] in self._stems for size in range(3, len(word)))
        nearest = self._nearest(word, 1 if is_form else _allowed(len(word)))
        if nearest:
            return ((*nearest, word),) if is_form else (nearest,)
        return ((word,),) if is_form else self._split(word)

    def _nearest(self, word: str, allowed: int) -> tuple[str, ...]:
        """The closest targets, best first; nothing when two errors would have to include the first letter."""
        ranked: set[tuple[int, bool, int, str]] = set()
        for key in _deletions(word, allowed):
            for candidate in self._index.get(key, ()):
                errors = OSA.distance(word, candidate)
                if errors <= min(allowed, _allowed(len(candidate))):
                    ranked.add((errors, candidate[0] != word[0], abs(len(candidate) - len(word)), candidate))
        if not ranked:
            return ()
        fewest = min(ranked)[0]
        best = [r for r in sorted(ranked) if r[0] == fewest and not (fewest > 1 and r[1])]
        return tuple(candidate for *_, candidate in best[:MOST_CANDIDATES])

    def _split(self, word: str) -> tuple[tuple[str, ...], ...]:
        """ "chestpain" -> "chest", "pain"."""
        for cut in range(3, len(word) - 2):
            left, right = word[:cut], word[cut:]
            if left in self._known and right in self._targets:
                return ((left,), (right,))
        return ((word,),)


def _allowed(length: int) -> int:
    return 2 if length >= TWO_ERRORS_FROM else 1


def _deletions(word: str, errors: int) -> set[str]:
    keys = {word}
    edge = {word}
    for _ in range(errors):
        edge = {key[:i] + key[i + 1 :] for key in edge for i in range(len(key))}
        keys |= edge
    return keys
