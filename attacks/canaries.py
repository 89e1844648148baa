"""Words that stand nowhere but where they were planted, and tell whose they are and of which kind."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu", "xa")
PERSON, CLINICAL = "person", "clinical"


def word(*parts: object) -> str:
    """A pronounceable word of 18 letters, the same for the same parts, found in no dictionary."""
    digest = hashlib.sha256("|".join(str(part) for part in parts).encode()).digest()
    return "Qz" + "".join(SYLLABLES[byte % len(SYLLABLES)] for byte in digest[:8])


WORD = re.compile(rf"qz(?:{'|'.join(SYLLABLES)}){{8}}")


@dataclass(frozen=True, slots=True)
class Planted:
    """Whose word it is, what kind of thing it was planted in, and where."""

    owner: str
    kind: str
    place: str


class Canaries:
    """All words that were planted."""

    def __init__(self) -> None:
        self._planted: dict[str, Planted] = {}

    def __len__(self) -> int:
        return len(self._planted)

    def plant(self, owner: str, kind: str, place: str) -> str:
        """A word to put there; the same for the same place."""
        made = word(owner, place)
        self._planted[made.lower()] = Planted(owner, kind, place)
        return made

    def seen_in(self, text: str) -> list[Planted]:
        """What of them stands in a text, however it is written."""
        return [self._planted[found] for found in set(WORD.findall(text.lower())) if found in self._planted]

    def of(self, owner: str) -> list[str]:
        """The words of one owner."""
        return [word for word, planted in self._planted.items() if planted.owner == owner]

    def words(self) -> list[str]:
        """Every word as it was planted, in small letters."""
        return list(self._planted)
