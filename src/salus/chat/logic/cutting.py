"""Cut a model's text, while it still comes, into pieces that each end with their citations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LONGEST_PIECE = 1_200  # characters: no sentence of an answer is longer, and nothing is kept back for ever
_CITED = r"\[\s*\d{1,4}(?:\s*[,;]\s*\d{1,4})*\s*\]"
# Text, its citations, and a stop behind them; complete once something else follows.
_PIECE = re.compile(rf"(.*?)((?:{_CITED}\s*)+)([.!?;,]?)(?=\s*[^\s\[.!?;,])")
_LAST = re.compile(rf"(.*?)((?:{_CITED}\s*)+)([.!?;,]?)\s*$")
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words with the numbers they cite; none where they cite nothing."""

    text: str
    citations: tuple[int, ...]


@dataclass(slots=True)
class Cutter:
    """Holds what has come and is not complete yet."""

    _held: str = field(default="")

    def feed(self, text: str) -> list[Piece]:
        """The pieces that this text completes."""
        self._held += text
        # Most tokens complete nothing: they are not looked at.
        if "\n" not in text and "]" not in self._held and len(self._held) < LONGEST_PIECE:
            return []
        *lines, rest = self._held.split("\n")
        pieces = [piece for line in lines for piece in _pieces(line)]
        while match := _PIECE.match(rest):
            pieces.append(_piece(match))
            rest = rest[match.end() :].lstrip()
        if len(rest) >= LONGEST_PIECE:
            pieces.append(Piece(rest, ()))
            rest = ""
        self._held = rest
        return pieces

    def end(self) -> list[Piece]:
        """What is left at the end; a sentence that broke off has no citation and will not stand."""
        held, self._held = self._held, ""
        return _pieces(held)


def _pieces(line: str) -> list[Piece]:
    pieces = []
    while match := _PIECE.match(line):
        pieces.append(_piece(match))
        line = line[match.end() :].lstrip()
    if match := _LAST.match(line):
        pieces.append(_piece(match))
    elif line.strip():
        pieces.append(Piece(_BULLET.sub("", line).strip(), ()))
    return pieces


def _piece(match: re.Match[str]) -> Piece:
    words, cited, stop = match.groups()
    words = _BULLET.sub("", words).rstrip()
    if stop in (".", "!", "?") and not words.endswith((".", "!", "?")):
        words += stop
    numbers = tuple(dict.fromkeys(int(number) for number in re.findall(r"\d+", cited)))
    return Piece(words, numbers)
