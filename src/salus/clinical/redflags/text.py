"""Take a chat message apart: fold case and accents, open contractions, split sentences, clauses and words. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from salus.clinical.text.fold import fold
from salus.clinical.text.tokens import word_set

_CONTRACTIONS = (
    (re.compile(r"\b(?:can'?t|cannot|cnt|carn'?t)\b"), "can not"),
    (re.compile(r"\bwo'?nt\b|\bwon't\b"), "will not"),
    (re.compile(r"\bshan'?t\b"), "shall not"),
    (re.compile(r"\b(is|are|was|were|do|does|did|has|have|had|could|would|should|must|need)n'?t\b"), r"\1 not"),
    (re.compile(r"\b(i)'?m\b"), "i am"),
    (re.compile(r"\bima\b"), "i am going to"),
    (re.compile(r"\b(i|you|we|they)'ve\b"), r"\1 have"),
    (re.compile(r"\bive\b"), "i have"),
    (re.compile(r"\b(i|you|he|she|it|we|they|that)'ll\b"), r"\1 will"),
    (re.compile(r"\b(he|she|it|that|there|what|who|where|how|everything)'?s\b(?!')"), r"\1 is"),
    (re.compile(r"\b(you|we|they)'re\b|\b(theyre|youre)\b"), lambda m: f"{(m.group(1) or m.group(2)[:-2])} are"),
    (re.compile(r"\b(i|you|he|she|we|they)'d\b"), r"\1 would"),
    (re.compile(r"\bwanna\b"), "want to"),
    (re.compile(r"\bgonna\b"), "going to"),
    (re.compile(r"\bgotta\b"), "got to"),
    (re.compile(r"\bthru\b"), "through"),
    (re.compile(r"\bplz\b|\bpls\b"), "please"),
    (re.compile(r"\bhubby\b"), "husband"),
    (re.compile(r"\bppl\b"), "people"),
    (re.compile(r"\bu\b"), "you"),
    (re.compile(r"\bur\b"), "your"),
    (re.compile(r"\bxq\b|\bpq\b|\bporq\b"), "porque"),
    (re.compile(r"\btmb\b|\btb\b"), "tambien"),
    (re.compile(r"\b(?:q|k|ke)\b"), "que"),
    (re.compile(r"\bx (?=favor|que)"), "por "),
    (re.compile(r"\bd (?=la|el|mi|cabeza|pecho|estomago|repente|golpe)"), "de "),
)
_WORD = re.compile(r"\d+(?:[.,]\d+)?(?:\+\d)?(?:/\d+)?|[^\W\d_]+(?:'s)?|[.!?;\n:]+|,|[\"“”«»]|[()]|¿|¡|\+|%")
_LONG_RUN = re.compile(r"([a-z])\1{2,}")
_UNIT_GLUED = re.compile(r"(?<=\d)(?=[a-z])")
_STOP = frozenset(".!?;\n")
_CLAUSE_SIGNS = frozenset(",():")
_QUOTES = frozenset('"“”«»')
_CLAUSE_WORDS = word_set("but however although though pero aunque sino")
_JOINERS = word_set("and y e")
_NEW_SUBJECT = word_set(
    """i my now he she today then tonight it we they currently still suddenly his her also since suddenly has me mi
    mis tengo ahora hoy estoy siento se el ella esta le ya tambien desde nos su de repente mucho mucha"""
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as words; `clauses[i]` numbers the clause of word i, `quoted` holds words inside quotation marks."""

    words: tuple[str, ...]
    clauses: tuple[int, ...]
    quoted: frozenset[int]
    is_question: bool


def open_contractions(text: str) -> str:
    """Write contractions and chat spellings out: "can't" -> "can not", "q" -> "que"."""
    for pattern, replacement in _CONTRACTIONS:
        text = pattern.sub(replacement, text)
    return text


def sentences(message: str) -> tuple[Sentence, ...]:
    """Sentences of a message, words folded and contractions opened, not yet corrected for typing errors."""
    plain = fold(message.replace("—", " , ").replace("…", ". "))
    text = open_contractions(_LONG_RUN.sub(r"\1\1", _UNIT_GLUED.sub(" ", plain)))
    pieces = _WORD.findall(text.replace("-", " "))
    cutter = _Cutter()
    for piece, following in pairwise([*pieces, ""]):
        cutter.take(piece, following)
    cutter.close("")
    return tuple(cutter.sentences)


class _Cutter:
    """Collects words into clauses and sentences as the signs between them say."""

    def __init__(self) -> None:
        self.sentences: list[Sentence] = []
        self._in_quote = False
        self._begin()

    def _begin(self) -> None:
        self._words: list[str] = []
        self._clauses: list[int] = []
        self._quoted: set[int] = set()
        self._clause = 0

    def take(self, piece: str, following: str) -> None:
        """One word or sign; `following` tells whether an "and" begins something new."""
        if piece[0] in _STOP:
            self.close(piece)
        elif piece[0] in _CLAUSE_SIGNS:
            self._clause += 1
        elif piece in _QUOTES:
            self._in_quote = not self._in_quote
        elif piece == "¿":
            self.close(".")
        elif piece != "¡":
            self._add(piece, following)

    def close(self, sign: str) -> None:
        """End the sentence, which is a question if its sign says so."""
        if self._words:
            parts = (tuple(self._words), tuple(self._clauses), frozenset(self._quoted))
            self.sentences.append(Sentence(*parts, is_question="?" in sign))
        self._begin()

    def _add(self, word: str, following: str) -> None:
        if word in _CLAUSE_WORDS or (word in _JOINERS and following in _NEW_SUBJECT):
            self._clause += 1
        if self._in_quote:
            self._quoted.add(len(self._words))
        self._words.append(word.removesuffix("'s"))
        self._clauses.append(self._clause)


#: Words of everyday sentences that only one of the two languages uses.
_ENGLISH = word_set(
    """the is my and i am of to in it have has what was are with for on this that not do does can he she you his
    her at from when how a an will been did should had there which who but if so just or be we they cannot im"""
)
_SPANISH = word_set(
    """el la los las de que y en un una mi se es con por para tengo esta estoy al del lo le su muy como pero si ya
    cuando hace desde tiene ha hay puedo fue mis sus nos tuve cual donde porque sin este esa eso soy dolor
    siento duele hoy ni"""
)

#: Words without a meaning of their own.
FUNCTION_WORDS = _ENGLISH | _SPANISH | _JOINERS | _CLAUSE_WORDS


def language_of(words: tuple[str, ...], preferred: str | None = None) -> str | None:
    """ "en" or "es" by everyday words; the preferred one, or None, when they do not tell."""
    english = sum(word in _ENGLISH for word in words)
    spanish = sum(word in _SPANISH for word in words)
    if english == spanish:
        return preferred
    return "en" if english > spanish else "es"
