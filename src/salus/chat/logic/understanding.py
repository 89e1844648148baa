"""What a person wants to know: the kind of question and what it is about, in English and Spanish, typos allowed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from salus.chat.contract import Language
from salus.chat.logic.intents import LISTS, PATTERNS, RESULTS, YIELDS_TO_A_TEST, Intent
from salus.chat.logic.naming import Names, stands
from salus.chat.logic.small_words import ENGLISH_WORDS, SMALL_WORDS, SPANISH_WORDS
from salus.clinical.codes.organs import Organ, organs
from salus.clinical.codes.subjects import Subject, subjects_of
from salus.clinical.text.fold import fold

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
MORE = re.compile(r"\b(why|cause[sd]?|because|how (should|must|do) (i|she|he)|por que|causa|como debo)\b")
AS_MEDICINE = re.compile(
    r"\b[\w-]+\s+(?:tablets?|pills?|capsules?|drops|supplements?|infusions?|injections?)\b"
    r"|\b(?:pastillas?|tabletas?|comprimidos?|gotas|suplementos?)\s+de\s+[\w-]+", re.IGNORECASE
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Understood:
    """The kind of question, the tests and themes it names, and its content words for search.

    `rest` are the content words that do not merely say which kind of answer is wanted; `asks_more` tells that a
    question about a value asks for its cause or what to do ("why", "how should I"). `subjects` are what an answer must
    speak of, and `years` those that are named.
    """

    intent: Intent
    codes: tuple[str, ...]
    language: Language
    words: frozenset[str]
    organ: Organ | None = None
    rest: frozenset[str] = frozenset()
    asks_more: bool = False
    subjects: tuple[Subject, ...] = ()
    years: frozenset[int] = frozenset()


def language_of(text: str, fallback: Language = Language.ENGLISH) -> Language:
    """English or Spanish by its small words; the fallback where they do not tell."""
    words = re.findall(r"[a-z']+", fold(text))
    spanish, english = sum(w in SPANISH_WORDS for w in words), sum(w in ENGLISH_WORDS for w in words)
    if spanish == english:
        return Language.SPANISH if re.search("[¿¡ñ]", text) else fallback
    return Language.SPANISH if spanish > english else Language.ENGLISH


def find_organ(text: str) -> tuple[Organ, str] | None:
    """The theme that a text names, and by which name; the longest counts."""
    folded = fold(text)
    found = [(organ, name) for organ in organs() for name in organ.names if stands(name, folded)]
    return max(found, key=lambda pair: len(pair[1])) if found else None


def content_words(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning, for matching sentences."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    return frozenset(stem(w) for w in words if len(w) > 2 and w not in SMALL_WORDS)


def stem(word: str) -> str:
    """A crude stem that joins plural and singular, verb and noun, in both languages."""
    return word[:6] if len(word) > 6 else word.rstrip("s")


def understand(question: str, tests: Names, fallback: Language = Language.ENGLISH) -> Understood:
    """Read a question against the tests that the record or the dictionary knows."""
    read = _read(question, tests, fallback)
    return replace(read, subjects=subjects_of(question), years=frozenset(int(year) for year in YEAR.findall(question)))


def _read(question: str, tests: Names, fallback: Language) -> Understood:
    folded, language = fold(question), language_of(question, fallback)
    organ, organ_name = find_organ(question) or (None, "")
    # "Iron stores" is not iron, and iron tablets are not a test.
    codes = tests.find(AS_MEDICINE.sub(" ", folded.replace(organ_name, " ") if " " in organ_name else question))
    words = content_words(question)
    found = next(((intent, match) for intent, p in PATTERNS if (match := p.search(folded))), None)
    intent = found[0] if found else None
    rest = words - _stems(found[1].group()) if found else words
    if intent in (None, *YIELDS_TO_A_TEST) and (codes or (organ and not (intent and intent in LISTS))):
        return Understood(Intent.VALUE, codes, language, words, organ, rest, bool(MORE.search(folded)))
    if intent is None:
        results = RESULTS.search(folded)
        rest = words - _stems(" ".join(RESULTS.findall(folded)[0])) if results else words
        intent = Intent.ABNORMAL if results and not rest else Intent.PASSAGE
    return Understood(intent, codes, language, words, organ, rest)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in re.findall(r"[a-z0-9]+", text))
