"""Find phrases of a lexicon in tokens: longest match first, one pass, each hit with its payload."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from salus.clinical.text.tokens import Token, tokenise

Payload = TypeVar("Payload")


@dataclass(frozen=True, slots=True)
class PhraseHit(Generic[Payload]):
    """A phrase found: token range (end exclusive) and what the lexicon says of it."""

    first: int
    last: int
    payload: Payload


class PhraseBook(Generic[Payload]):
    """A lexicon of multi-word phrases; matching looks at words and signs exactly as `tokenise` cuts them."""

    def __init__(self, entries: Iterable[tuple[str, Payload]]) -> None:
        self._by_first: dict[str, dict[tuple[str, ...], Payload]] = {}
        self._longest: dict[str, int] = {}
        for phrase, payload in entries:
            key = tuple(token.text for token in tokenise(phrase))
            if key:
                self._by_first.setdefault(key[0], {}).setdefault(key, payload)
                self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def match_at(self, tokens: Sequence[Token], index: int) -> PhraseHit[Payload] | None:
        """The longest phrase that begins at token `index`, or None."""
        candidates = self._by_first.get(tokens[index].text)
        if candidates is None:
            return None
        for length in range(min(self._longest[tokens[index].text], len(tokens) - index), 0, -1):
            key = tuple(token.text for token in tokens[index : index + length])
            if key in candidates:
                return PhraseHit(index, index + length, candidates[key])
        return None

    def find(self, tokens: Sequence[Token]) -> Iterator[PhraseHit[Payload]]:
        """All phrases from left to right, never overlapping."""
        index = 0
        while index < len(tokens):
            hit = self.match_at(tokens, index)
            if hit is None:
                index += 1
            else:
                yield hit
                index = hit.last
