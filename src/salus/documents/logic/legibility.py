"""Judge embedded text before it is trusted: is it language at all, or what a broken font leaves behind? Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice

_MAX_GARBLED = 0.05  # share of characters without a meaning: private use, unassigned, replacement
_SAMPLE = 4_000  # characters looked at
_VOWELS = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿąęėīįūųőűăıα")
_WORDS = 300  # looked at
_MIN_LETTERS = 4  # shorter words are often abbreviations without a vowel
_MIN_WORDS = 12  # fewer words prove nothing
_MAX_VOWELLESS = 0.35  # share of longer words; in English and Spanish reports below 0.05
_RARE = frozenset("jqxzkwJQXZKW")  # in English, Spanish, French and German together 2 to 7 of 100 letters
_MAX_RARE = 0.12
_MEANINGLESS = frozenset(("Co", "Cn", "Cs", "Cc"))


def is_garbled(texts: Sequence[str]) -> bool:
    """Whether characters have lost their meaning, as with fonts that carry no Unicode map."""
    sample = "".join(texts)[:_SAMPLE]
    if not sample or sample.isascii():
        return False
    lost = sum(letter == "\ufffd" or unicodedata.category(letter) in _MEANINGLESS for letter in sample)
    return lost > _MAX_GARBLED * len(sample)


def is_suspicious(texts: Iterable[str]) -> bool:
    """Whether words read as no language, as where a font shows other letters than it says.

    Suspicion only costs a look at the page: some languages that are none of the usual ones raise it too.
    """
    words = [text.lower() for text in islice(texts, _WORDS) if len(text) >= _MIN_LETTERS and text.isalpha()]
    if len(words) < _MIN_WORDS:
        return False
    without = sum(not _VOWELS.intersection(word) for word in words)
    letters = "".join(words)
    rare = sum(letter in _RARE for letter in letters)
    return without > _MAX_VOWELLESS * len(words) or rare > _MAX_RARE * len(letters)


def likeness(one: str, other: str) -> float:
    """How alike two readings of the same line are, 0 to 1, blanks and case left aside."""
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(_bare(one), _bare(other))


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()
