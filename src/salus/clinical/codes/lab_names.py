"""Match a printed test name to the laboratory dictionary; tolerant of word order, abbreviation and OCR."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from salus.clinical.codes.laboratory import LabTest, lab_tests, variants_of
from salus.clinical.text.fold import fold
from salus.clinical.text.tokens import word_set


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A recognised test: its candidate variants and how sure the name is (1 exact, less when guessed)."""

    key: str
    variants: tuple[LabTest, ...]
    score: float


_WORD = re.compile(r"[a-z0-9+]+|/")
_GREEK = {"α": "alpha ", "β": "beta ", "γ": "gamma ", "δ": "delta "}
_STOP = word_set(
    """serum plasma blood level levels concentration test assay measurement value result in of the by sangre suero
    en de del la el serico serica plasmatico plasmatica venous venosa whole automated auto quantitative quant
    cuantitativo cuantitativa determinacion nivel niveles calculated calc calculado calculada calculados tot
    examen dosaje estimated and y metodo method"""
)
_URINE = word_set("urine urinary urinaria urinario orina ur uri spot")
_FASTING = word_set("fasting ayunas ayuno random")
_PREFIX_SPECIMEN = {"s": "blood", "p": "blood", "b": "blood", "u": "urine"}
_PREFIXED = re.compile(r"^\s*([spbu])\s*-\s*(?=[a-z]{3})")
_PARENTHESES = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
# Characters that OCR takes for one another.
_OCR = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b", "6": "b", "!": "l", "|": "l"})
_FUZZY_CUTOFF = 86
_FUZZY_MIN_LENGTH = 6
_BEGINNING = 3  # letters that a shortened word keeps at least
_DIGITS = re.compile(r"\d+")


def name_words(name: str) -> list[str]:
    """Folded words of a test name; "%" and "#" become words and a stroke stays, as both carry meaning."""
    text = fold(name)
    for letter, word in _GREEK.items():
        text = text.replace(letter, word)
    text = text.replace("%", " pct ").replace("#", " abs ")
    return _WORD.findall(text)


def _squash(words: Iterable[str]) -> str:
    return "".join(words)


def _bag(words: Iterable[str]) -> str:
    return " ".join(sorted(word for word in words if word not in _STOP))


@dataclass(frozen=True, slots=True)
class _Target:
    key: str
    variants: tuple[LabTest, ...]


@dataclass(frozen=True, slots=True)
class _Index:
    """All names of the tests of some specimens, under every form that is looked up."""

    squashed: dict[str, _Target]
    bags: dict[str, _Target]
    ocr: dict[str, _Target]
    by_beginning: dict[str, list[tuple[tuple[str, ...], _Target]]]


@cache
def _index(specimen: str) -> _Index:
    squashed: dict[str, _Target] = {}
    bags: dict[str, _Target] = {}
    ocr: dict[str, _Target] = {}
    by_beginning: dict[str, list[tuple[tuple[str, ...], _Target]]] = {}
    tests = [test for test in lab_tests() if test.specimen == specimen]
    entries = [(name, _Target(test.key, (test,))) for test in tests for name in test.own_names]
    entries += [(name, _Target(key, variants_of(key))) for key in dict.fromkeys(t.key for t in tests)
                for name in variants_of(key)[0].names]  # fmt: skip
    for name, target in entries:
        words = name_words(name)
        squashed.setdefault(_squash(words), target)
        if _bag(words):
            bags.setdefault(_bag(words), target)
        ocr.setdefault(_squash(words).translate(_OCR), target)
        by_beginning.setdefault(words[0][:_BEGINNING], []).append((tuple(words), target))
    return _Index(squashed, bags, ocr, by_beginning)


@cache
def _vocabulary() -> frozenset[str]:
    """Every word of every name, with the words that names are printed with."""
    words = {word for test in lab_tests() for name in (*test.names, *test.own_names) for word in name_words(name)}
    return frozenset(words | _STOP | _URINE | _FASTING | set(_PREFIX_SPECIMEN))


def could_continue_name(text: str) -> bool:
    """Whether a printed word can stand in the name of a listed test; what cannot ends the name before it."""
    vocabulary = _vocabulary()
    return all(word in vocabulary for word in name_words(text))


def tells_of_test(text: str) -> bool:
    """Whether any word of a text says which test is meant; "Test", "Result" and "serum" do not."""
    return any(word not in _STOP for word in name_words(text))


_SPECIMENS = ("blood", "urine", "stool", "blood_gas", "respiratory", "tissue")


@lru_cache(maxsize=8192)
def find_test(name: str, specimen: str = "blood") -> NameMatch | None:
    """The test that a printed name means, misread or shortened names included; None when unknown.

    Tests of `specimen` come first: "Glucose" under a heading of urine is the strip, not the serum value.
    """
    return _find(name, specimen, (_exact, _by_brackets, _by_parts, _guess))


@lru_cache(maxsize=8192)
def find_listed_test(name: str, specimen: str = "blood") -> NameMatch | None:
    """Like `find_test` without guessing at spelling: quick enough to try on any words of a page."""
    return _find(name, specimen, (_exact, _by_brackets))


_Finder = Callable[[str, str], NameMatch | None]


def _find(name: str, specimen: str, finders: tuple[_Finder, ...]) -> NameMatch | None:
    text = fold(name).strip(" .:*-_=†‡")
    prefixed = _PREFIXED.match(text)
    if prefixed:
        specimen, text = _PREFIX_SPECIMEN[prefixed.group(1)], text[prefixed.end() :]
    words = name_words(text)
    if any(word in _URINE for word in words):
        specimen = "urine"
    if not words or len(words) > 14:
        return None
    order = (specimen, *(other for other in _SPECIMENS if other != specimen))
    for find in finders:
        for candidate in order:
            match = find(text, candidate)
            if match is not None:
                return match
    return None


def _exact(text: str, specimen: str) -> NameMatch | None:
    """The words as they stand, in any order, with or without words that say nothing."""
    index = _index(specimen)
    words = name_words(text)
    lean = [word for word in words if word not in _URINE]
    for attempt, score in ((words, 1.0), (lean, 1.0), ([w for w in lean if w not in _FASTING], 0.95)):
        target = index.squashed.get(_squash(attempt)) or index.bags.get(_bag(attempt))
        if target and attempt:
            return NameMatch(target.key, target.variants, score)
    return None


def _by_brackets(text: str, specimen: str) -> NameMatch | None:
    """Names with a second name in brackets behind them, or two names joined by a stroke ("AST/SGOT")."""
    inside = " ".join(_PARENTHESES.findall(text))
    outside = _PARENTHESES.sub(" ", text)
    for form in (outside, f"{outside} {inside}") if inside and outside.strip() else ():
        match = _exact(form, specimen)
        if match is not None:
            return NameMatch(match.key, match.variants, min(match.score, 0.97))
    halves = [half for half in re.split(r"/| - |-", outside) if half.strip()]
    found = [_exact(half, specimen) for half in halves] if len(halves) > 1 else []
    if found and all(found) and len({match.key for match in found if match}) == 1:
        return found[0]
    return None


def _by_parts(text: str, specimen: str) -> NameMatch | None:
    """Names of which one part alone is known: before or after a comma or a dash, or inside brackets."""
    parts = [part for part in re.split(r"\s[-–:]\s|,|;", _PARENTHESES.sub(" ", text)) if len(part.strip()) > 1]
    parts += _PARENTHESES.findall(text)
    for part in parts:
        match = _exact(part, specimen) if part.strip() else None
        if match is not None:
            return NameMatch(match.key, match.variants, min(match.score, 0.95))
    return None


def _guess(text: str, specimen: str) -> NameMatch | None:
    """Misread letters, then shortened words, then close spelling; digits must agree."""
    index = _index(specimen)
    words = [word for word in name_words(_PARENTHESES.sub(" ", text)) if word not in _URINE]
    squashed = _squash(words)
    if len(squashed) < 4:
        return None
    target = index.ocr.get(squashed.translate(_OCR)) if len(squashed) >= 5 else None
    if target:
        return NameMatch(target.key, target.variants, 0.9)
    target = _by_prefixes(tuple(words), index)
    if target:
        return NameMatch(target.key, target.variants, 0.9)
    return _by_spelling(squashed, index)


def _by_prefixes(words: tuple[str, ...], index: _Index) -> _Target | None:
    """Names whose words are cut short in order ("alk phosph", "bilirr tot"); only when one test fits."""
    if len(_squash(words)) < 5 or len(words[0]) < _BEGINNING or any(len(word) < 2 for word in words):
        return None
    fits = {
        target.key: target
        for name, target in index.by_beginning.get(words[0][:_BEGINNING], ())
        if len(name) == len(words) and all(full.startswith(short) for full, short in zip(name, words, strict=True))
    }
    return next(iter(fits.values())) if len(fits) == 1 else None


def _by_spelling(squashed: str, index: _Index) -> NameMatch | None:
    if len(squashed) < _FUZZY_MIN_LENGTH:
        return None
    hits = process.extract(squashed, index.squashed.keys(), scorer=fuzz.ratio, score_cutoff=_FUZZY_CUTOFF, limit=4)
    digits = _DIGITS.findall(squashed)
    close = [(index.squashed[name], score) for name, score, _ in hits if _DIGITS.findall(name) == digits]
    if not close:
        return None
    best, score = close[0]
    rival = next((other for target, other in close if target.key != best.key), 0.0)
    if score - rival < 3:
        return None
    return NameMatch(best.key, best.variants, 0.8 * score / 100)
