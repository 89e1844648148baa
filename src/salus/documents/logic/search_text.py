"""Words for word search: how a text is indexed and how a question is asked. Pure.

Both sides are folded alike (case, accents, decimal commas) and dates become one token each way they are printed, so
that "14.03.2025", "March 14, 2025" and "2025-03-14" are the same day, month and year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from unicodedata import decimal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from salus.clinical.data import read_table, split_list
from salus.clinical.dates import DateOrder, find_dates, find_months
from salus.clinical.text.fold import fold
from salus.documents.logic.lay_words import LATEST_WORDS, LAY_WORDS, QUESTION_WORDS, SPANISH_WORDS

LONGEST_TOKEN = 40  # longer ones are not words; they would only swell the index
MOST_VARIANTS = 12
SHORTEST_VARIANT = 3  # "K" or "mg" as a name of a test stands in every report as something else
LONGEST_PHRASE = 4
SHORTEST_MENDED = 6  # shorter words are a letter away from too many others
MOST_SLIPS = 1  # a letter added, lost, changed or exchanged with its neighbour

_TOKEN = re.compile(r"[a-z]+(?:-?[0-9]+[a-z0-9]*)+|[0-9]+(?:[.,][0-9]+)?|[a-z]+|[0-9]+[a-z]+")


@dataclass(frozen=True, slots=True)
class Question:
    """A question for word search: each term is a PostgreSQL text-search query of all its spellings.

    `dates` are those terms that ask for a day, month or year; `wants_latest` says that the newest finds are meant.
    """

    terms: tuple[str, ...]
    dates: tuple[str, ...]
    wants_latest: bool


def indexed_words(*texts: str, order: DateOrder = DateOrder.MONTH_FIRST) -> str:
    """The words of the texts as they go into the index, dates as tokens of their own read in this order."""
    words: list[str] = []
    for text in texts:
        for token in _tokens(fold(text)):
            words.append(token.replace("-", ""))
            words += token.split("-") if "-" in token else ()  # "b-12" is found by "b12" and by "12"
        words += _date_tokens(text, order)
    return " ".join(words)


def ask(question: str) -> Question:
    """The question's terms without the words that only make it a question."""
    dates = _asked_dates(question)
    rest = question
    for start, end in dates:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    words = [_as_spelled(token.replace("-", "")) for token in _tokens(fold(rest))]
    terms = [_query(spelled) for spelled in _groups(words)]
    days = [_query(tokens) for tokens in dates.values()]
    return Question(
        terms=tuple(dict.fromkeys(terms + days)),
        dates=tuple(dict.fromkeys(days)),
        wants_latest=not dates and any(word in LATEST_WORDS for word in words),
    )


def in_english(question: str) -> str:
    """What a Spanish question asks for in English words, for a model that knows English; empty for an English one."""
    words = [token.replace("-", "") for token in _tokens(fold(question))]
    if not SPANISH_WORDS.intersection(words):
        return ""
    names = english_names()
    translated, position = [], 0
    while position < len(words):
        longest = min(LONGEST_PHRASE, len(words) - position)
        lengths = (length for length in range(longest, 0, -1) if " ".join(words[position : position + length]) in names)
        length = next(lengths, 1)
        phrase = " ".join(words[position : position + length])
        translated += [names[phrase]] if phrase in names else [phrase] if _says_something(phrase) else []
        position += length
    return " ".join(translated)


@cache
def english_names() -> dict[str, str]:
    """The English name of what has a Spanish one."""
    found: dict[str, str] = {}
    for row in read_table("spanish_words"):
        found |= dict.fromkeys(map(_plain, split_list(row["es"])), split_list(row["en"])[0])
    for table in ("question_subjects", "conditions", "lab_tests"):
        for row in read_table(table):
            english = split_list(row["names_en"])
            names = map(_plain, split_list(row["names_es"]))
            found |= {name: english[0] for name in names if english and len(name) >= SHORTEST_VARIANT}
    for row in read_table("medications"):
        found |= dict.fromkeys(map(_plain, split_list(row["names_es"])), row["ingredient"])
    return found


def mention(phrases: Iterable[Sequence[str]]) -> str:
    """A text-search query that any piece meets which holds all words of one of the phrases; empty for none."""
    words = ([token.replace("-", "") for word in phrase for token in _tokens(fold(word))] for phrase in phrases)
    return " | ".join(dict.fromkeys(f"({' & '.join(each)})" for each in words if each))


def day_tokens(day: date) -> str:
    """How a document's own date is indexed."""
    return f"{day:y%Y m%Y%m d%Y%m%d}"


def _tokens(folded: str) -> list[str]:
    found = (token.replace(",", ".") for token in _TOKEN.findall(_with_plain_digits(folded)))
    return [token for token in found if len(token) <= LONGEST_TOKEN]


def _with_plain_digits(text: str) -> str:
    """The text with the digits of other scripts as 0 to 9, so that "١٣" and "13" meet in the index."""
    if text.isascii():
        return text
    return "".join(str(decimal(sign)) if sign.isdecimal() else sign for sign in text)


def _groups(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Known names of several words first, then single words; each with its other spellings."""
    position = 0
    while position < len(words):
        length = _length_of_name(words, position)
        phrase = " ".join(words[position : position + length])
        position += length
        if phrase in spellings():
            yield spellings()[phrase]
        elif _says_something(phrase):
            yield (phrase,)


def _as_spelled(word: str) -> str:
    """The known word that a misspelled one is nearest to ("thiner"); every other word as it is."""
    known = known_words()
    if len(word) < SHORTEST_MENDED or word in known or not word.isalpha() or not _says_something(word):
        return word
    near = (other for other in known if other[0] == word[0] and abs(len(other) - len(word)) <= 1)
    found = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=MOST_SLIPS)
    return found[0] if found else word


@cache
def known_words() -> frozenset[str]:
    """All words of the names and of what stands for them."""
    return frozenset(
        word
        for name, others in spellings().items()
        for phrase in (name, *others)
        for word in phrase.split()
        if len(word) >= SHORTEST_MENDED - 1
    )


def _length_of_name(words: Sequence[str], position: int) -> int:
    """How many words from here on are one known name; 1 when none is."""
    longest = min(LONGEST_PHRASE, len(words) - position)
    names = (length for length in range(longest, 1, -1) if " ".join(words[position : position + length]) in spellings())
    return next(names, 1)


def _says_something(word: str) -> bool:
    return word not in QUESTION_WORDS and word not in LATEST_WORDS and (len(word) > 1 or word.isdecimal())


def _query(variants: Sequence[str]) -> str:
    """`'white' & 'cells' | 'wbc'`: the spellings of one thing; tokens hold letters, digits and points only."""
    return " | ".join(" & ".join(f"'{word}'" for word in variant.split()) for variant in variants)


@cache
def spellings() -> dict[str, tuple[str, ...]]:
    """All spellings of a name, itself first: in both languages, and the reports' words for everyday ones."""
    found: dict[str, dict[str, None]] = {}
    for names, others in _names_of_one_thing():
        alike = [_plain(name) for name in names]
        usable = dict.fromkeys(name for name in (*alike, *map(_plain, others)) if len(name) >= SHORTEST_VARIANT)
        for name in filter(None, alike):
            found.setdefault(name, {}).update(usable)
    for name, others in LAY_WORDS.items():
        found[name] = dict.fromkeys(others) | found.get(name, {})
    return {name: _without_implied((name, *others))[:MOST_VARIANTS] for name, others in found.items()}


def _names_of_one_thing() -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """The names of each test, condition, medicine, and of what else people ask for with the words that speak of it."""
    for table in ("lab_tests", "conditions", "question_subjects"):
        for row in read_table(table):
            names = (*split_list(row["names_en"]), *split_list(row["names_es"]))
            yield names, split_list(row.get("spoken_of_by", ""))
    for row in read_table("spanish_words"):
        yield split_list(row["es"]), split_list(row["en"])
    for row in read_table("medications"):
        yield (row["ingredient"], *split_list(row["names_es"]), *split_list(row["brands"])), ()


def _without_implied(variants: Sequence[str]) -> tuple[str, ...]:
    """Leave out what a shorter spelling finds anyway: "serum ferritin" where "ferritin" is looked for."""
    kept: list[str] = []
    for variant in dict.fromkeys(variants):
        words = set(variant.split())
        if not any(set(other.split()) < words for other in variants):
            kept.append(variant)
    return tuple(kept) or tuple(variants[:1])


def _plain(name: str) -> str:
    return " ".join(token.replace("-", "") for token in _tokens(fold(name)))


def _date_tokens(text: str, order: DateOrder) -> Iterator[str]:
    """Day, month and year of every date, month and year of every month, every year."""
    for mention in find_dates(text, order):
        yield from day_tokens(mention.day).split()
    for month in find_months(text):
        yield f"y{month.year}"
        if month.month:
            yield f"m{month.year}{month.month:02d}"


def _asked_dates(text: str) -> dict[tuple[int, int], tuple[str, ...]]:
    """Where each date of a question stands, and the tokens that it may mean: 03/04/2025 may mean two days."""
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for order in DateOrder:
        for day in find_dates(text, order):
            place, token = (day.start, day.end), f"d{day.day:%Y%m%d}"
            found[place] = tuple(dict.fromkeys((*found.get(place, ()), token)))
    days = tuple(found)
    for month in find_months(text):
        if not any(start <= month.start < end for start, end in days):
            token = f"m{month.year}{month.month:02d}" if month.month else f"y{month.year}"
            found[(month.start, month.end)] = (token,)
    return found
