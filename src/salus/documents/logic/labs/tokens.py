"""Read the words of a row as typed pieces: numbers, ranges, units, flags, words of result, dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from salus.clinical.data import read_table
from salus.clinical.dates import DateOrder, find_dates
from salus.clinical.text.fold import fold
from salus.clinical.text.phrases import PhraseBook
from salus.clinical.text.tokens import tokenise, word_set
from salus.clinical.units import parse_unit
from salus.documents.contract import Word
from salus.documents.logic.labs.numbers import DecimalMark, is_number, read_number
from salus.documents.logic.labs.ranges import is_only_range


class Kind(StrEnum):
    """What a piece of a row is."""

    NUMBER = "number"
    RANGE = "range"
    LIMIT = "limit"  # a comparator with a number: a result under detection, or one side of a range
    UNIT = "unit"
    FLAG = "flag"
    WORDS = "words"
    DATE = "date"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Piece:
    """One typed stretch of words; `text` as printed, without a flag or unit that was glued to it.

    A unit glued to a number comes as a piece of its own over the same words.
    """

    kind: Kind
    words: tuple[Word, ...]
    text: str
    numbers: tuple[Decimal, ...] = ()
    comparator: str | None = None
    flag: str | None = None
    meaning: str | None = None


@dataclass(frozen=True, slots=True)
class Notation:
    """How a document writes numbers and dates."""

    mark: DecimalMark
    order: DateOrder
    language: str
    sex: str | None = None


_FLAGS = {
    "h": "H", "hi": "H", "high": "H", "alto": "H", "alta": "H", "elevado": "H", "elevada": "H", "↑": "H", "▲": "H",
    "l": "L", "lo": "L", "low": "L", "bajo": "L", "baja": "L", "disminuido": "L", "disminuida": "L", "↓": "L",
    "▼": "L", "hh": "HH", "critical high": "HH", "ll": "LL", "critical low": "LL", "a": "A", "abn": "A",
    "abnormal": "A", "anormal": "A", "*": "A", "**": "A", "!": "A", "n": "N", "nl": "N", "h*": "H", "l*": "L",
    "*h": "H", "*l": "L", "crit": "HH", "⬆": "H", "⬇": "L", "↑↑": "HH", "↓↓": "LL", "panic": "A", "+h": "H", "-l": "L",
}  # fmt: skip
# Flags in words; they begin like a limit ("below 20"), so they are looked for first.
_WORDED_FLAGS = re.compile(
    r"(?:(?P<high>above)|(?P<low>below))(?: the)?(?: high| low| upper| lower)?"
    r"(?: normal| reference| ref| range| limit)+"
    r"|(?:(?P<es_high>por encima|superior)|(?P<es_low>por debajo|inferior)) (?:del?|al?)(?: lo)?"
    r"(?: normal| rango| limite)+"
    r"|(?P<normal>(?:with)?in range)|(?P<abnormal>out of range|outside range|fuera de rango)"
)
_LONGEST_WORDED_FLAG = 5
_COMPARATORS = {"<": "<", ">": ">", "<=": "<=", ">=": ">=", "≤": "<=", "≥": ">=", "=<": "<=", "=>": ">="}
_GLUED = re.compile(
    r"^(?P<before>[*↑↓▲▼]|[HL](?=\d))?(?P<comparator>[<>≤≥]=?|=[<>])?"
    r"(?P<number>[+-]?\d[\d.,'’OolI|]*|[OlI|][.,\dOlI|]+|[.,]\d+)(?P<rest>.*)$"
)
_FLAG_SUFFIX = re.compile(r"^[(\[]?(?P<flag>[HLAhla]{1,2}\*?|\*{1,3}|[↑↓▲▼]{1,2})[)\]]?$")
_PLUSES = re.compile(r"^(?:[1-4]\+|\+{1,4}|\+[1-4]|\(\+{1,4}\)|\+/-)$")
_MARKS = re.compile(r"^\+{1,2}$")
_MINUS = ("-", "–", "−")
_TITER = re.compile(r"^[<>]?=?1[:/]\d{1,5}$")
_LEADERS = re.compile(r"^[.…_·:=\-–—]{2,}$|^[:=|•·]$")
_LONGEST_RANGE = 9
_LONGEST_UNIT = 4


def read_pieces(words: Sequence[Word], notation: Notation) -> tuple[Piece, ...]:
    """The words of a row, or of a cell, as typed pieces from left to right; leaders and lone colons vanish."""
    dated = _date_words(words, notation.order)
    pieces: list[Piece] = []
    index = 0
    while index < len(words):
        if index in dated:
            pieces.append(Piece(Kind.DATE, tuple(words[index : dated[index]]), _text(words[index : dated[index]])))
            index = dated[index]
            continue
        if _LEADERS.match(words[index].text):
            index += 1
            continue
        found, length = _read_at(words, index, notation)
        pieces.extend(found)
        index += length
    return tuple(pieces)


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _date_words(words: Sequence[Word], order: DateOrder) -> dict[int, int]:
    """First word of each date to the word after its last."""
    text, starts, position = _text(words), [], 0
    for word in words:
        starts.append(position)
        position += len(word.text) + 1
    ranges: dict[int, int] = {}
    for mention in find_dates(text, order):
        inside = [
            i for i, start in enumerate(starts) if start < mention.end and start + len(words[i].text) > mention.start
        ]
        ranges[inside[0]] = inside[-1] + 1
    return ranges


def _read_at(words: Sequence[Word], index: int, notation: Notation) -> tuple[list[Piece], int]:
    for read in _READERS:
        result = read(words, index, notation)
        if result is not None:
            return result
    word = words[index]
    return [Piece(Kind.TEXT, (word,), word.text)], 1


Reading = tuple[list[Piece], int] | None


def _range_at(words: Sequence[Word], index: int, notation: Notation) -> Reading:
    """The longest window that is nothing but a two-sided range or a limit in words."""
    first = words[index].text.strip("([{")
    if not first[:1].isdigit() and first[:1] not in "<>≤≥+-.OlI" and fold(first).strip(":.") not in _RANGE_STARTERS:
        return None
    for length in range(min(_LONGEST_RANGE, len(words) - index), 0, -1):
        window = words[index : index + length]
        text = _text(window)
        if any(sign.isdigit() for sign in text) and is_only_range(text):
            if length > 1 and _LEADERS.match(window[-1].text):
                continue
            return [_range_piece(window, text, notation)], length
    return None


_RANGE_STARTERS = word_set("""
    up less lower below under greater more above over at max min no not from between normal ref range reference
    optimal desirable adult adults
    hasta menor menores inferior inferiores inf mayor mayores superior superiores sup maximo minimo de desde entre
    rango deseable optimo adultos
""")


def _range_piece(window: Sequence[Word], text: str, notation: Notation) -> Piece:
    match = re.fullmatch(r"[(\[]?\s*([<>≤≥]=?|=[<>])\s*([\d.,OolI|]+)\s*[)\]]?", text)
    if match:
        numbers = read_number(match[2].rstrip(".,"), notation.mark)
        is_bracketed = text.startswith(("(", "["))
        kind = Kind.RANGE if is_bracketed else Kind.LIMIT
        return Piece(kind, tuple(window), text.strip("()[]"), numbers, _COMPARATORS.get(match[1]))
    return Piece(Kind.RANGE, tuple(window), text)


def _unit_at(words: Sequence[Word], index: int, _: Notation) -> Reading:
    for length in range(min(_LONGEST_UNIT, len(words) - index), 0, -1):
        text = _text(words[index : index + length])
        if length > 1 and words[index].text.isdigit() and words[index].text != "10":
            continue  # "41 U/L" is a value with its unit, though a scan may turn "IU/L" into "1U/L"
        if (any(sign.isalpha() for sign in text) or "%" in text) and parse_unit(text) is not None:
            return [Piece(Kind.UNIT, tuple(words[index : index + length]), text.strip("()[],;"))], length
    return None


def _number_at(words: Sequence[Word], index: int, notation: Notation) -> Reading:
    """A number with whatever is glued to it: comparator, flag, unit."""
    word = words[index]
    comparator = None
    used = 1
    text = word.text.strip("()[]").rstrip(";:")
    if text in _COMPARATORS and index + 1 < len(words):
        comparator, text, used = _COMPARATORS[text], words[index + 1].text.rstrip(";:"), 2
    match = _GLUED.match(text)
    if match is None:
        return None
    number, rest = match["number"].rstrip(".,"), match["rest"]
    numbers = read_number(number, notation.mark)
    if not numbers:
        return None
    comparator = comparator or (_COMPARATORS.get(match["comparator"]) if match["comparator"] else None)
    flag = _FLAGS.get((match["before"] or "").lower())
    window = tuple(words[index : index + used])
    extra: list[Piece] = []
    if rest:
        suffix = _FLAG_SUFFIX.match(rest)
        if suffix:
            flag = _FLAGS.get(suffix["flag"].lower(), "A")
        elif parse_unit(rest) is not None:
            extra = [Piece(Kind.UNIT, window, rest)]
        else:
            return None
    kind = Kind.LIMIT if comparator else Kind.NUMBER
    printed = f"{comparator or ''}{number}"
    return [Piece(kind, window, printed, numbers, comparator, flag), *extra], used


def _worded_flag_at(words: Sequence[Word], index: int, _: Notation) -> Reading:
    """A flag of several words ("Below normal", "Above high reference limit") that no number follows as its limit."""
    for length in range(min(_LONGEST_WORDED_FLAG, len(words) - index), 1, -1):
        window = words[index : index + length]
        match = _WORDED_FLAGS.fullmatch(fold(_text(window)).strip("()[].,;:"))
        if match is None:
            continue
        side = (match.lastgroup or "").removeprefix("es_")
        flag = {"high": "H", "low": "L", "normal": "N", "abnormal": "A"}[side]
        return [Piece(Kind.FLAG, tuple(window), _text(window), flag=flag)], length
    return None


def _grade_at(words: Sequence[Word], index: int, _: Notation) -> Reading:
    text = words[index].text.strip(";,")
    if _MARKS.match(text) and any(
        _is_bare_number(word) for word in (*words[max(0, index - 1) : index], *words[index + 1 : index + 2])
    ):
        flag = "HH" if len(text) > 1 else "H"
        return [Piece(Kind.FLAG, (words[index],), text, flag=flag)], 1  # "+ 5.6", "5.6 +": above the range
    if text in _MINUS and index and _is_bare_number(words[index - 1]) and not _is_number_next(words, index):
        return [Piece(Kind.FLAG, (words[index],), text, flag="L")], 1  # "5.6 -": below it
    if _PLUSES.match(text) or _TITER.match(text):
        return [Piece(Kind.WORDS, (words[index],), text, meaning="grade")], 1
    return None


def _is_number_next(words: Sequence[Word], index: int) -> bool:
    return index + 1 < len(words) and _is_bare_number(words[index + 1])


def _is_bare_number(word: Word) -> bool:
    return word.text[:1].isdigit() and is_number(word.text)


def _words_at(words: Sequence[Word], index: int, notation: Notation) -> Reading:
    """A result in words, in the language of the document or in English."""
    best: tuple[str, int] | None = None
    for language in dict.fromkeys((notation.language, "en", "es")):
        for length in range(min(4, len(words) - index), 0, -1):
            text = _text(words[index : index + length]).strip("().,;:")
            tokens = tokenise(text)
            hit = _result_words(language).match_at(tokens, 0) if tokens else None
            if hit is not None and hit.last == len(tokens):
                best = max((best or ("", 0)), (hit.payload, length), key=lambda pair: pair[1])
                break
    if best is None or not best[1]:
        return None
    window = tuple(words[index : index + best[1]])
    return [Piece(Kind.WORDS, window, _text(window).strip("().,;:"), meaning=best[0])], best[1]


def _flag_at(words: Sequence[Word], index: int, notation: Notation) -> Reading:
    text = words[index].text
    bare = text.strip("()[]").lower()
    if bare == "b" and notation.language == "es":
        return [Piece(Kind.FLAG, (words[index],), text, flag="L")], 1
    flag = _FLAGS.get(bare)
    if flag is None or (bare in ("a", "n") and text.islower()):
        return None
    return [Piece(Kind.FLAG, (words[index],), text, flag=flag)], 1


_Reader = Callable[[Sequence[Word], int, Notation], Reading]
_READERS: tuple[_Reader, ...] = (_worded_flag_at, _grade_at, _range_at, _unit_at, _number_at, _words_at, _flag_at)


@cache
def _result_words(language: str) -> PhraseBook[str]:
    return PhraseBook(
        (row["phrase"], row["meaning"]) for row in read_table("result_words") if row["language"] == language
    )
