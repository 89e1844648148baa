"""Fold text for comparison, one character to one character, so that positions stay valid."""

from __future__ import annotations

import unicodedata

# Look-alikes that NFD does not decompose and that printed reports use for one another.
_ALIKE = {
    "µ": "u",
    "μ": "u",
    "–": "-",
    "—": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "’": "'",
    "‘": "'",
    "`": "'",
    "´": "'",
    "“": '"',
    "”": '"',
    "\u00a0": " ",
    "\u2009": " ",
    "\u202f": " ",
    "\t": " ",
    "ß": "s",
    "ø": "o",
    "æ": "a",
    "œ": "o",
    "ı": "i",
}


class _FoldTable(dict[int, str]):
    """A translation table that works out a character the first time it is met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        base = (unicodedata.normalize("NFD", _ALIKE.get(character, character))[:1] or character).lower()[:1]
        folded = _ALIKE.get(base, base)  # "Ø" is "ø" in small letters, and that an "o"
        self[code] = folded or character
        return self[code]


_TABLE = _FoldTable()


def fold(text: str) -> str:
    """Lower case without accents, the same length as `text`."""
    return text.translate(_TABLE)
