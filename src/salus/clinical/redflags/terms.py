"""The term language of the gate's data files: parse terms, compile them into one matcher. Pure: words in, spans out.

A term is a row of words. `(a|b)` is a choice (also inside a word), `x?` is optional, `stem*` stands for any ending,
`..` is a gap of up to four words, `@name` is a measured value. Filler words may stand between the words of a term.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from salus.clinical.text.fold import fold
from salus.clinical.text.tokens import word_set

GAP_WORDS = 4
FILLER_RUN = 2

#: Small words that may stand between the words of a term without changing it.
FILLERS = word_set(
    """my the a an his her their our your this these really so very just even kinda like quite all some too is are
    was be am much always often el la los las un una mi mis su sus tu lo le me te se nos muy tan bien mas ya
    como bastante es esta estan son mucho mucha siempre de del"""
)

#: Words that mean different things in the two languages; one of these alone counts only in its own language.
AMBIGUOUS = word_set(
    """pie come son red once sin ten mal fatal he sale media has cal pus tome mama dan ida ido dio ve sea vela sol
    el via use hot pale do me no fire sane dice largo hay van pan pet actual grave real final ella mi ya se die
    ex hit son bite line port actor red rope papa a o y e i dos par local"""
)

_PIECE = re.compile(r"[()|]|\?|\s+|[^\s()|?]+")


class TermError(ValueError):
    """A term of a data file cannot be read."""


@dataclass(slots=True, eq=False)
class _Node:
    words: dict[str, list[_Node]] = field(default_factory=dict)
    stems: dict[str, list[_Node]] = field(default_factory=dict)
    free: list[_Node] = field(default_factory=list)  # reached without a word: gaps and optional parts
    is_gap: bool = False
    is_alone: bool = False  # one single way leads here, so terms that start alike may share it
    accepts: list[tuple[str, str, bool]] = field(default_factory=list)
    reached: tuple[tuple[_Node, int], ...] | None = None

    def closure(self) -> tuple[tuple[_Node, int], ...]:
        """This node and all that are reached from it without a word, each with the words it may skip."""
        if self.reached is None:
            found: list[tuple[_Node, int]] = []
            stack = [(self, 0)]
            while stack:
                node, gap = stack.pop()
                gap = GAP_WORDS if node.is_gap else gap
                found.append((node, gap))
                stack.extend((following, gap) for following in node.free)
            self.reached = tuple(found)
        return self.reached

    @property
    def leads_on(self) -> bool:
        return bool(self.words or self.stems)


_NONE: list[_Node] = []


@dataclass(frozen=True, slots=True)
class Span:
    """Words `start` to `end` (exclusive) of a sentence say `concept`."""

    concept: str
    start: int
    end: int


# A parsed term: a sequence of parts; a part is a word, a gap, or a choice of sequences; True marks it optional.
_Sequence = list["tuple[str | list[_Sequence], bool]"]


def parse(term: str) -> _Sequence:
    """Read one term of a data file."""
    pieces = _PIECE.findall(fold(term))
    sequence, rest = _parse_sequence(pieces, 0)
    if rest != len(pieces):
        raise TermError(f"unbalanced term: {term!r}")
    return sequence


def _parse_sequence(pieces: list[str], at: int) -> tuple[_Sequence, int]:
    sequence: _Sequence = []
    glued = False  # the part before ended without a space, so the next one goes on with the same word
    while at < len(pieces) and pieces[at] not in {")", "|"}:
        piece = pieces[at]
        if piece.isspace():
            glued, at = False, at + 1
        elif piece == "?":
            sequence[-1] = (sequence[-1][0], True)
            at += 1
        else:
            part, at = _parse_part(pieces, at, glued)
            sequence.append((_glue(sequence.pop(), part) if glued else part, False))
            glued = True
    return sequence, at


def _parse_part(pieces: list[str], at: int, glued: bool) -> tuple[str | list[_Sequence], int]:
    if pieces[at] != "(":
        return pieces[at], at + 1
    options, at = _parse_choice(pieces, at + 1)
    if glued and pieces[at : at + 1] == ["?"]:  # only the ending is optional: perr(o|a)?
        return [*options, []], at + 1
    return options, at


def _parse_choice(pieces: list[str], at: int) -> tuple[list[_Sequence], int]:
    options: list[_Sequence] = []
    while True:
        option, at = _parse_sequence(pieces, at)
        options.append(option)
        if at >= len(pieces):
            raise TermError("a choice is not closed")
        at += 1
        if pieces[at - 1] == ")":
            return options, at


def _glue(left: tuple[str | list[_Sequence], bool], right: str | list[_Sequence]) -> list[_Sequence]:
    """Join two word parts into every whole word they can make: suicid + (e|al)."""
    part, optional = left
    heads = [*_strings(part), *([""] if optional else [])]
    joined = [head + tail for head in heads for tail in _strings(right)]
    return [[(word, False) for word in text.split()] for text in joined]


def _strings(part: str | list[_Sequence]) -> list[str]:
    if isinstance(part, str):
        return [part]
    texts: list[str] = []
    for option in part:
        rows = [""]
        for inner, optional in option:
            options = _strings(inner) + ([""] if optional else [])
            rows = [f"{row} {text}".strip() for row in rows for text in options]
        texts.extend(rows)
    return texts


class Matcher:
    """All terms of a set of concepts as one automaton; `find` walks a sentence once."""

    def __init__(self) -> None:
        self._root = _Node(is_alone=True)
        self.vocabulary: set[str] = set()
        self.stems: set[str] = set()

    def add(self, concept: str, language: str, terms: str) -> None:
        """Add the `;`-separated terms of a concept in one language."""
        for term in terms.split(";"):
            sequence = parse(term.strip())
            if not sequence:
                continue
            accept = (concept, language, len(sequence) == 1)
            for node in self._grow([self._root], sequence):
                if node is self._root:
                    raise TermError(f"a term of {concept!r} matches nothing: {term!r}")
                if accept not in node.accepts:
                    node.accepts.append(accept)

    def _grow(self, frontier: list[_Node], sequence: _Sequence) -> list[_Node]:
        for part, optional in sequence:
            reached = self._grow_choice(frontier, part) if isinstance(part, list) else self._grow_word(frontier, part)
            frontier = [*frontier, *reached] if optional else reached
        return frontier

    def _grow_choice(self, frontier: list[_Node], options: list[_Sequence]) -> list[_Node]:
        ends = [node for option in options for node in self._grow(frontier, option)]
        join = _Node()
        for node in ends:
            if node not in frontier:
                node.free.append(join)
        skipped = [node for node in frontier if node in ends]  # one of the options is empty
        return [*skipped, join]

    def _grow_word(self, frontier: list[_Node], word: str) -> list[_Node]:
        target = _Node(is_alone=len(frontier) == 1 and frontier[0].is_alone)
        if word == "..":
            target.is_gap, target.is_alone = True, False
            for node in frontier:
                node.free.append(target)
            return [target]
        is_stem = word.endswith("*")
        word = word.rstrip("*")
        (self.stems if is_stem else self.vocabulary).add(word)
        if len(frontier) == 1:  # share the beginning of terms that start alike
            edges = frontier[0].stems if is_stem else frontier[0].words
            shared = next((node for node in edges.get(word, ()) if node.is_alone), None)
            if shared is not None:
                return [shared]
        for node in frontier:
            (node.stems if is_stem else node.words).setdefault(word, []).append(target)
        return [target]

    def find(
        self, words: Sequence[str], tags: Sequence[frozenset[str]], language: str | None = None
    ) -> tuple[Span, ...]:
        """Spans of every concept, the longest for each concept and start.

        `tags` holds the measured values of each word, and what else it may have been meant to be. `language` drops
        lone ambiguous words of the other language.
        """
        walk = _Walk(self._root, language)
        for at, word in enumerate(words):
            walk.step(at, word, tags[at])
        return tuple(Span(concept, start, end) for (concept, start), end in walk.ends.items())


class _Walk:
    """The threads of one walk over a sentence; `ends` holds the farthest end of each concept by its start."""

    def __init__(self, root: _Node, language: str | None) -> None:
        self._root = root
        self._language = language
        # A thread: its node, the word it began at, fillers it may still skip, words its gap may still skip.
        self._threads: list[tuple[_Node, int, int, int]] = []
        self.ends: dict[tuple[str, int], int] = {}

    def step(self, at: int, word: str, tags: frozenset[str]) -> None:
        """Take every thread over one word."""
        advanced: list[tuple[_Node, int, int, int]] = []
        seen: set[tuple[int, int]] = set()
        is_filler = word in FILLERS
        for node, start, fill, gap in (*self._threads, (self._root, at, 0, 0)):
            for target in _targets(node, word, tags):
                for reached, gap_left in target.closure():
                    if (id(reached), start) not in seen:
                        seen.add((id(reached), start))
                        self._accept(reached, start, at, word)
                        if reached.leads_on:
                            advanced.append((reached, start, FILLER_RUN, gap_left))
            if gap > 0:
                advanced.append((node, start, fill, gap - 1))
            elif fill > 0 and is_filler:
                advanced.append((node, start, fill - 1, 0))
        self._threads = advanced

    def _accept(self, node: _Node, start: int, at: int, word: str) -> None:
        for concept, of_language, lone in node.accepts:
            if not (lone and at == start and _is_foreign(word, of_language, self._language)):
                self.ends[concept, start] = at + 1


def _targets(node: _Node, word: str, tags: frozenset[str]) -> list[_Node]:
    targets = node.words.get(word, _NONE)
    if node.stems:
        for size in range(2, len(word) + 1):
            if word[:size] in node.stems:
                targets = targets + node.stems[word[:size]]
    for tag in tags:
        targets = targets + node.words.get(tag, _NONE)
    return targets


def _is_foreign(word: str, of_language: str, language: str | None) -> bool:
    return language is not None and of_language != language and word in AMBIGUOUS
