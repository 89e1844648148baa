"""Let a model's sentence pass only where what it cites bears it: its numbers, names, words and denials.

The checks take the worst for granted: a model that obeys whoever wrote into a document. They see one sentence and what
it cites, so nothing that is not in the cited evidence gets through, whatever the reason for saying it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from salus.chat.contract import Draft, Source
from salus.chat.logic.cutting import Piece
from salus.chat.logic.grounding import is_grounded, numbers_in
from salus.chat.logic.injection import LINK, talks_to_a_machine
from salus.chat.logic.model_words import COMMON, DENYING, FIRST_WORDS, NUMBER_WORDS, OVERREACHING
from salus.chat.logic.prompting import Evidence
from salus.clinical.text.fold import fold
from salus.clinical.text.sentences import split_sentences


class Doubt(StrEnum):
    """Why a sentence does not stand. What is FOREIGN is never shown to anybody; the rest a doctor sees, marked."""

    FOREIGN = "foreign"
    UNCITED = "uncited"
    NUMBERS = "numbers"
    NAMES = "names"
    UNSUPPORTED = "unsupported"
    DENIAL = "denial"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Vetted:
    """A sentence with what it cites, and why it does not stand, if it does not."""

    draft: Draft
    doubt: Doubt | None


LONGEST_SENTENCE = 600
LONGEST_WORD = 24  # letters without a break; longer ones that the evidence lacks are codes, not words
SUPPORTED_SHARE = 3  # one in so many of the sentence's own words stands in what it cites
STEM = 5
NOTHING = "nothing"
# Markup and code: nothing of the kind is ever part of an answer.
MARKUP = re.compile(r"[`{}\\|]")
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")


def vet(piece: Piece, evidence: Evidence) -> list[Vetted]:
    """The sentences of a piece, each checked. Only the last one has the citations: they stand behind it."""
    text = " ".join(EMPHASIS.sub("", piece.text).split())
    if not text or fold(text).strip(" .") == NOTHING:
        return []
    if is_foreign(piece.text):
        return [Vetted(Draft("", ()), Doubt.FOREIGN)]
    found = [evidence.at(number) for number in piece.citations]
    sources = tuple(source for source in found if source is not None)
    *loose, last = (span.of(text) for span in split_sentences(text))
    vetted = [_vetted(sentence, (), False) for sentence in loose]
    return [*vetted, _vetted(last, sources, len(sources) == len(found))]


def is_foreign(text: str) -> bool:
    """Whether a text holds what is never part of an answer: addresses, markup, hidden characters, talk to a machine."""
    plain = unicodedata.normalize("NFKC", text)
    return (
        INVISIBLE.search(text.replace("\n", " ")) is not None
        or LINK.search(plain) is not None
        or MARKUP.search(plain) is not None
        or len(plain) > LONGEST_SENTENCE
        or talks_to_a_machine(plain)
    )


def _vetted(sentence: str, sources: tuple[Source, ...], are_all_known: bool) -> Vetted:
    return Vetted(Draft(sentence, sources), _doubt(sentence, sources, are_all_known))


def _doubt(sentence: str, sources: tuple[Source, ...], are_all_known: bool) -> Doubt | None:
    if not sources or not are_all_known:
        return Doubt.UNCITED
    plain = unicodedata.normalize("NFKC", sentence)
    said = " ".join(text for source in sources for text in (source.label, source.quote or "", *source.evidence))
    own, given = _words(plain), _words(said)
    if any(len(word) > LONGEST_WORD and word not in given for word in own):
        return Doubt.FOREIGN
    if not is_grounded(Draft(plain, sources)) or not _number_words(own) <= (_number_words(given) | numbers_in(said)):
        return Doubt.NUMBERS
    if not _names(plain) <= given:
        return Doubt.NAMES
    if OVERREACHING.search(fold(plain)) and fold(plain).strip(" .") not in fold(said):
        return Doubt.ADVICE
    return _unborne(own, given, sources)


def _unborne(own: frozenset[str], given: frozenset[str], sources: tuple[Source, ...]) -> Doubt | None:
    """Whether the words stand on what is cited, and deny what it denies."""
    stems = {word[:STEM] for word in given}
    content = {word for word in own if len(word) > 3 and word not in COMMON}
    shared = sum(word[:STEM] in stems for word in content)
    if not shared or SUPPORTED_SHARE * shared < len(content):
        return Doubt.UNSUPPORTED
    denied = [bool(_words(source.quote or source.label) & DENYING) for source in sources]
    if bool(own & DENYING) != any(denied) and (own & DENYING or all(denied)):
        return Doubt.DENIAL
    return None


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for match in WORD.findall(text) for word in (match, *re.split("['’-]", match)))


def _names(sentence: str) -> frozenset[str]:
    """Words with a capital inside a sentence, abbreviations, and a first word that does not usually open one."""
    words = WORD.findall(sentence)
    named = {fold(word) for word in words[1:] if word != word.lower()}
    if words and fold(words[0]) not in FIRST_WORDS:
        named.add(fold(words[0]))
    return frozenset(named - COMMON)


def _number_words(words: frozenset[str]) -> frozenset[Decimal]:
    return frozenset(NUMBER_WORDS[word] for word in words if word in NUMBER_WORDS)
