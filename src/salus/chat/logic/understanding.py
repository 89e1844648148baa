"""What a person wants to know: the kind of question and what it is about, in English and Spanish, typos allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from salus.chat.contract import Language
from salus.chat.logic.intents import LISTS, PATTERNS, RESULTS, YIELDS_TO_A_TEST, Intent
from salus.clinical.codes.organs import Organ, organs
from salus.clinical.codes.subjects import Subject, subjects_of
from salus.clinical.text.fold import fold
from salus.clinical.text.tokens import word_set

SPANISH_WORDS = word_set(
    """que cual cuando como donde quien mi mis me tengo tomo estoy soy es esta son los las el la un una de del
    para por con sin ultimo ultima significa dice informe resultado medicinas medicamentos alergias vacuna
    vacunas hay puedo debo mostrar resumen cambio ha y hola gracias buenos buenas decia algo carta nota
    documento sobre dejar tomar empezar"""
)
ENGLISH_WORDS = word_set(
    """what which when how where who my me i is are was were the a an of for to with does do did mean any have
    has show last latest result results medicines and in on about tell say says said anything something there
    letter report note document it should can could stop take taking start"""
)
TYPO_RATIO = 84  # of 100: one slip in a word of six letters
SHORTEST_FUZZY = 5
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
MORE = re.compile(r"\b(why|cause[sd]?|because|how (should|must|do) (i|she|he)|por que|causa|como debo)\b")
AS_MEDICINE = re.compile(
    r"\b[\w-]+\s+(?:tablets?|pills?|capsules?|drops|supplements?|infusions?|injections?)\b"
    r"|\b(?:pastillas?|tabletas?|comprimidos?|gotas|suplementos?)\s+de\s+[\w-]+", re.IGNORECASE
)  # fmt: skip
# Names of tests that are words as well count only where they are written as symbols ("K", "BE", "GOT" for AST).
ALSO_WORDS = word_set("be he as at na ca co mg pt k an al no si")
# Words that say when, how much or how sure, but not about what.
VAGUE_WORDS = word_set(
    """why because reason reasons year years month months week weeks day days time times today yesterday ago
    since recent recently now ever always often much many long old new good bad high low normal okay right wrong
    current currently moment first before after during over again still yet please know want need help see look
    find give get got take takes taken took found there here some every each any all one two three four five six
    seven eight nine ten more less than then also against about into from under between next last list listed
    record history patient doctor change changed changes going being been they them she her his him you your are
    was were has have had will would could should can may might must did does doing done say tell ano anos mes
    meses semana semanas dia dias vez veces hoy ayer desde hace ahora siempre mucho muchos poco bien mal actual
    momento antes despues durante favor saber quiero necesito ver dar tener hacer cada mas menos tambien algun
    alguna algunos algunas uno dos tres cuatro cinco porque contra sobre hasta historial paciente medico lista
    cambio cambiado estado esta estan tiene tengo shows showed showing reveal reveals revealed salio sale salieron
    muestra mostro encontro encontraron"""
)


SMALL_WORDS = SPANISH_WORDS | ENGLISH_WORDS | VAGUE_WORDS


@dataclass(frozen=True, slots=True)
class Named:
    """A test by its code and folded names; `display` is set for what the record holds, and may be misspelled."""

    key: str
    names: tuple[str, ...]
    display: str = ""


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


def find_named(text: str, things: Iterable[Named]) -> tuple[str, ...]:
    """The keys of the things that a text names, longest name first.

    Whole words; a slip is allowed in long ones of things that have a `display`.
    """
    folded = fold(text)
    words = re.findall(r"[a-z0-9]+", folded)
    symbols = frozenset(re.findall(r"\b(?:[A-Z][A-Za-z]?|[A-Z]{3,})\b", text))
    hits: list[tuple[int, int, str]] = []
    for thing in things:
        best = max((_match(name, folded, symbols) for name in thing.names), default=0)
        best = best or _nearly(thing.display, words)
        if best:
            hits.append((-best, folded.find(thing.names[0][:4]), thing.key))
    return tuple(dict.fromkeys(key for _, _, key in sorted(hits)))


def _match(name: str, folded: str, symbols: frozenset[str]) -> int:
    """Length of the matched name; 0 when it is not there."""
    if name in ALSO_WORDS or name in SMALL_WORDS:
        return len(name) if any(symbol.lower() == name for symbol in symbols) else 0
    return len(name) + 1 if _stands(name, folded) or _stands(f"{name}s", folded) else 0


def _stands(name: str, folded: str) -> bool:
    """Whether a name stands in a text as whole words. Thousands are looked for in every question: an expression for
    each would be compiled anew every time, which took nine tenths of an answer's time."""
    place = folded.find(name)
    while place >= 0:
        end = place + len(name)
        if not (_is_part(folded[place - 1 : place]) or _is_part(folded[end : end + 1])):
            return True
        place = folded.find(name, place + 1)
    return False


def _is_part(letter: str) -> bool:
    """Whether a letter belongs to a word: those that folding leaves, and digits."""
    return letter.isascii() and letter.isalnum() and not letter.isupper()


def _nearly(name: str, words: list[str]) -> int:
    """Length of a name that stands there with a slip of the finger; 0 when it does not."""
    parts = re.findall(r"[a-z0-9]+", name)
    if parts and all(len(part) >= SHORTEST_FUZZY for part in parts) and all(_near(part, words) for part in parts):
        return len(name)
    return 0


def _near(part: str, words: list[str]) -> bool:
    return any(
        part[0] == word[0] and abs(len(part) - len(word)) <= 2 and fuzz.ratio(part, word) >= TYPO_RATIO
        for word in words
    )


def find_organ(text: str) -> tuple[Organ, str] | None:
    """The theme that a text names, and by which name; the longest counts."""
    folded = fold(text)
    found = [(organ, name) for organ in organs() for name in organ.names if _stands(name, folded)]
    return max(found, key=lambda pair: len(pair[1])) if found else None


def content_words(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning, for matching sentences."""
    words = re.findall(r"[a-z0-9]+", fold(text))
    return frozenset(stem(w) for w in words if len(w) > 2 and w not in SMALL_WORDS)


def stem(word: str) -> str:
    """A crude stem that joins plural and singular, verb and noun, in both languages."""
    return word[:6] if len(word) > 6 else word.rstrip("s")


def understand(question: str, tests: Iterable[Named], fallback: Language = Language.ENGLISH) -> Understood:
    """Read a question against the tests that the record or the dictionary knows."""
    read = _read(question, tests, fallback)
    return replace(read, subjects=subjects_of(question), years=frozenset(int(year) for year in YEAR.findall(question)))


def _read(question: str, tests: Iterable[Named], fallback: Language) -> Understood:
    folded, language = fold(question), language_of(question, fallback)
    organ, organ_name = find_organ(question) or (None, "")
    # "Iron stores" is not iron, and iron tablets are not a test.
    codes = find_named(AS_MEDICINE.sub(" ", folded.replace(organ_name, " ") if " " in organ_name else question), tests)
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
