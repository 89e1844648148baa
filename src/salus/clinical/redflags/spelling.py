"""Mend typing errors towards the gate's own words; a correctly written everyday word is left alone. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from rapidfuzz.distance import OSA

SHORTEST = 4
TWO_ERRORS_FROM = 8


class Speller:
    """Corrects unknown words to the nearest known one: one error, or two in words of eight letters and more.

    `targets` are the words worth finding; `is_known` says which words must stay as they are. Candidates come from a
    deletion index (Garbe's symmetric deletes), so a word costs microseconds.
    """

    def __init__(self, targets: Iterable[str], is_known: Callable[[str], bool]) -> None:
        self._targets = frozenset(word for word in targets if len(word) >= SHORTEST and word.isalpha())
        self._is_known = is_known
        index: dict[str, set[str]] = defaultdict(set)
        for word in self._targets:
            for key in _deletions(word, _allowed(len(word))):
                index[key].add(word)
        self._index = {key: tuple(sorted(words)) for key, words in index.items()}

    def correct(self, word: str) -> tuple[str, ...]:
        """The word itself, its correction, or the two words that it runs together."""
        if len(word) < SHORTEST or not word.isalpha() or self._is_known(word):
            return (word,)
        best: tuple[int, bool, int, str] | None = None
        for key in _deletions(word, _allowed(len(word))):
            for candidate in self._index.get(key, ()):
                errors = OSA.distance(word, candidate)
                if errors > min(_allowed(len(word)), _allowed(len(candidate))):
                    continue
                rank = (errors, candidate[0] != word[0], abs(len(candidate) - len(word)), candidate)
                if best is None or rank < best:
                    best = rank
        if best is not None and (best[0] == 1 or best[1] is False):
            return (best[3],)
        return self._split(word)

    def _split(self, word: str) -> tuple[str, ...]:
        """ "chestpain" -> "chest", "pain"."""
        for cut in range(3, len(word) - 2):
            left, right = word[:cut], word[cut:]
            if left in self._targets and right in self._targets:
                return (left, right)
        return (word,)


def _allowed(length: int) -> int:
    return 2 if length >= TWO_ERRORS_FROM else 1


def _deletions(word: str, errors: int) -> set[str]:
    keys = {word}
    edge = {word}
    for _ in range(errors):
        edge = {key[:i] + key[i + 1 :] for key in edge for i in range(len(key))}
        keys |= edge
    return keys
