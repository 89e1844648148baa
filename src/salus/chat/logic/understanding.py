"""What a person wants to know: the kind of question and what it is about, in English and Spanish, typos allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from salus.chat.contract import Language
from salus.clinical.text.fold import fold
from salus.clinical.text.tokens import word_set

SPANISH_WORDS = word_set(
    """que cual cuando como donde quien mi mis me tengo tomo estoy soy es esta son los las el la un una de del para
    por con sin ultimo ultima significa dice informe resultado medicinas medicamentos alergias vacuna vacunas hay
    puedo debo mostrar resumen cambio ha y dice decia algo carta nota documento sobre debo puedo dejar tomar empezar"""
)
ENGLISH_WORDS = word_set(
    """what which when how where who my me i is are was were the a an of for to with does do did mean any have has
    show last latest result results medicines and in on about tell
    say says said anything something there letter report note document it should can could stop take taking start"""
)
TYPO_RATIO = 84  # of 100: one slip in a word of six letters
SHORTEST_FUZZY = 5


class Intent(StrEnum):
    """What kind of answer is wanted."""

    VALUE = "value"
    MEDICINES = "medicines"
    ALLERGIES = "allergies"
    PROBLEMS = "problems"
    SHOTS = "shots"
    VISITS = "visits"
    RELATIVES = "relatives"
    DUE = "due"
    CHANGED = "changed"
    SUMMARY = "summary"
    ABNORMAL = "abnormal"
    PASSAGE = "passage"
    GREETING = "greeting"


# First match wins; the order puts what is more specific first.
PATTERNS: tuple[tuple[Intent, re.Pattern[str]], ...] = tuple(
    (intent, re.compile(pattern))
    for intent, pattern in (
        (Intent.GREETING, r"^\W*(hi|hello|hey|good (morning|evening|afternoon)|hola|buen[oa]s (dias|tardes|noches)|"
                          r"thanks|thank you|gracias)\W*$"),
        (Intent.PASSAGE, r"\b(letter|report|note|document|discharge|says?|said|mention\w*|wrote|written|findings?|"
                         r"informe|carta|nota|documento|dice|dijo|menciona|escribio|hallazgos?)\b"),
        (Intent.RELATIVES, r"\b(family history|runs? in (my|the) family|relatives?|antecedentes familiares|"
                           r"en mi familia|familiares)\b"),
        (Intent.SHOTS, r"\b(vaccin\w*|immuni[sz]\w*|shots?|jabs?|vacun\w*)\b"),
        (Intent.ALLERGIES, r"\b(allerg\w*|alergi\w*|intoleran\w*)\b"),
        (Intent.DUE, r"\b(due|overdue|upcoming|next (step|check|test|appointment|visit|screening)s?|follow.?up|"
                     r"what should i do next|pendientes?|me toca|proxim[oa]s?|siguiente|seguimiento)\b"),
        (Intent.CHANGED, r"\b(what.?s new|what is new|what.* changed|changes? since|anything new|new since|"
                         r"que ha cambiado|que cambio|novedades|que hay de nuevo|cambios)\b"),
        (Intent.MEDICINES, r"\b(medic(ine|ines|ation|ations|inas?|amentos?|acion)|meds|pills?|tablets?|drugs?|"
                           r"prescri\w*|pastillas?|receta\w*|que tomo)\b"),
        (Intent.ABNORMAL, r"\b(abnormal|out of range|too (high|low)|flagged|worrying|anormal\w*|fuera de rango|"
                          r"alterad[oa]s?)\b"),
        (Intent.SUMMARY, r"\b(summar\w*|overview|brief|big picture|tell me about (my|this|the) (record|patient|health)|"
                         r"resum\w*|panorama)\b"),
        (Intent.PROBLEMS, r"\b(conditions?|diagnos\w*|problems?|diseases?|illness\w*|enfermedad\w*|problemas|"
                          r"padezco|condiciones)\b"),
        (Intent.VISITS, r"\b(last|latest|previous|ultim[oa]) (visit|appointment|consultation|seen|consulta|cita|visita)"
                        r"|\bwhen (was|did) (i|she|he|the patient)\b.*\b(see|seen|visit\w*)\b|\bvisits?\b|\bcitas?\b"),
    )
)  # fmt: skip
RESULTS = re.compile(r"\b(results?|labs?|tests?|blood (test|work)|values?|resultados?|analisis|analitica|valores)\b")


@dataclass(frozen=True, slots=True)
class Named:
    """Something the record knows by several folded names: a test by its code, a medicine or problem by its display."""

    key: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """The kind of question, the tests it names, and its content words for search."""

    intent: Intent
    codes: tuple[str, ...]
    language: Language
    words: frozenset[str]


def language_of(text: str, fallback: Language = Language.ENGLISH) -> Language:
    """English or Spanish by its small words; the fallback where they do not tell."""
    words = re.findall(r"[a-z']+", fold(text))
    spanish, english = sum(w in SPANISH_WORDS for w in words), sum(w in ENGLISH_WORDS for w in words)
    if spanish == english:
        return Language.SPANISH if re.search("[¿¡ñ]", text) else fallback
    return Language.SPANISH if spanish > english else Language.ENGLISH


def find_named(text: str, things: Iterable[Named]) -> tuple[str, ...]:
    """The keys of the things that a text names, longest name first; whole words, a slip allowed in long ones."""
    folded = fold(text)
    words = re.findall(r"[a-z0-9]+", folded)
    hits: list[tuple[int, int, str]] = []
    for thing in things:
        best = max((_match(name, folded, words) for name in thing.names), default=0)
        if best:
            hits.append((-best, folded.find(thing.names[0][:4]), thing.key))
    return tuple(dict.fromkeys(key for _, _, key in sorted(hits)))


def _match(name: str, folded: str, words: list[str]) -> int:
    """Length of the matched name; 0 when it is not there."""
    if len(name) < 2:
        return 0
    if re.search(rf"(?<![a-z0-9]){re.escape(name)}s?(?![a-z0-9])", folded):
        return len(name) + 1
    parts = re.findall(r"[a-z0-9]+", name)
    if parts and all(len(part) >= SHORTEST_FUZZY for part in parts) and all(_near(part, words) for part in parts):
        return len(name)
    return 0


def _near(part: str, words: list[str]) -> bool:
    return any(abs(len(part) - len(word)) <= 2 and fuzz.ratio(part, word) >= TYPO_RATIO for word in words)


def content_words(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning, for matching sentences."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    return frozenset(stem(w) for w in words if len(w) > 2 and w not in SPANISH_WORDS and w not in ENGLISH_WORDS)


def stem(word: str) -> str:
    """A crude stem that joins plural and singular, verb and noun, in both languages."""
    return word[:6] if len(word) > 6 else word.rstrip("s")


def understand(question: str, tests: Iterable[Named], fallback: Language = Language.ENGLISH) -> Understood:
    """Read a question against the tests that the record or the dictionary knows."""
    folded, language = fold(question), language_of(question, fallback)
    codes = find_named(question, tests)
    words = content_words(question)
    intent = next((intent for intent, pattern in PATTERNS if pattern.search(folded)), None)
    if codes and intent in (None, Intent.ABNORMAL, Intent.PROBLEMS, Intent.CHANGED):
        return Understood(Intent.VALUE, codes, language, words)
    if intent is None:
        intent = Intent.ABNORMAL if RESULTS.search(folded) else Intent.PASSAGE
    return Understood(intent, codes, language, words)
