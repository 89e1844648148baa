"""Cut text into words and signs, each with its place, for phrase matching."""

from __future__ import annotations

import re
from dataclasses import dataclass

from salus.clinical.text.fold import fold

# A word keeps inner apostrophes ("didn't"); every other sign stands alone.
_TOKEN = re.compile(r"[a-z0-9ñ]+(?:'[a-z]+)?|[^\sa-z0-9]")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign: folded text and its place in the original, end exclusive."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()


def word_set(words: str) -> frozenset[str]:
    """The words of a blank-separated list, for fixed vocabularies written in code."""
    return frozenset(words.split())


def tokenise(text: str) -> tuple[Token, ...]:
    """Words and signs of `text` in order; positions are character offsets into it."""
    return tuple(Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(fold(text)))


def tokenise_words(text: str) -> tuple[str, ...]:
    """Only the folded words, without signs: the key under which phrases are compared."""
    return tuple(token.text for token in tokenise(text) if token.is_word)
