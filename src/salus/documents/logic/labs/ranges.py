"""Reference ranges in the forms that laboratories print them, English and Spanish."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from salus.clinical.text.fold import fold
from salus.documents.logic.labs.numbers import DecimalMark, read_number


@dataclass(frozen=True, slots=True)
class ReferenceRange:
    """Limits of a range, either side may be open; `text` is what was printed."""

    low: Decimal | None
    high: Decimal | None
    text: str


_N = r"[+-]?(?:\d{1,3}(?: \d{3})+(?!\d)|\d[\doOlI|]*(?:[,.][\doOlI|]+)*|[.,]\d+)"
_BETWEEN = r"\s*(?:-{1,2}|~|/(?=\s)|\bto\b|\ba\b|\by\b|\band\b|\bal\b|\.\.\.?)\s*"
_FROM_UNTIL = re.compile(rf"\b(?:de|desde)\s+(?P<low>{_N})\s*\bhasta\s+(?P<high>{_N})")
_PAIR = re.compile(
    rf"(?:\b(?:de|from|entre|between)\s+)?(?P<low>{_N})\s*(?:[a-z%/0-9^*]{{0,12}}/[a-z0-9^*]+|%)?{_BETWEEN}(?P<high>{_N})"
)
_UPPER = re.compile(
    rf"(?:<=?|≤|=<|\b(?:less than|lower than|below|under|up to|hasta|menor(?:es)?(?: (?:de|a|que|o igual a))?|"
    rf"inferior(?:es)? a|inf\.? a|max(?:imo)?\.?:?|no mayor (?:de|a)|not more than|<o=))\s*=?\s*(?P<high>{_N})"
)
_LOWER = re.compile(
    rf"(?:>=?|≥|=>|\b(?:greater than|more than|above|over|at least|mayor(?:es)?(?: (?:de|a|que|o igual a))?|"
    rf"superior(?:es)? a|sup\.? a|min(?:imo)?\.?:?|desde))\s*=?\s*(?P<low>{_N})"
)
_OR_ABOVE = re.compile(rf"(?P<low>{_N})\s*(?:or above|or higher|and above|o mas|\+)$")
_SEXES = {
    "female": r"(?:\bf\b|\bfem(?:ale|enino|\.)?|\bwom[ae]n\b|\bmujer(?:es)?\b|\bsra\b)",
    "male": r"(?:\bmale\b|\bmasc(?:ulino|\.)?|\bm[ae]n\b|\bhombres?\b|\bvar[oó]n(?:es)?\b)",
}
# "M" is man in English and woman in Spanish ("H" is man then), so it is decided by its partner.
_SINGLE_LETTERS = re.compile(r"(?<![a-z0-9])(?P<letter>[mfhv])\s*[:=.)]?\s*(?=[\d<>(])")
_MISREAD = str.maketrans("oOlI|", "00111")
_NEUTRAL = re.compile(
    r"\b(?:ref(?:erence)?|range|rango|normal|values?|valor(?:es)?|interval[o]?|de|referencia|adult[os]*|optimal|"
    r"desirable|deseable|optimo|ideal|target|standard)\b\.?:?"
)


def read_range(text: str, mark: DecimalMark, sex: str | None = None) -> ReferenceRange | None:
    """The range in a text, or None when there is none.

    Parameters
    ----------
    text : str
        What stands in the range column or behind the value, units allowed.
    mark : DecimalMark
        Decimal mark of the document.
    sex : str or None
        "female" or "male" to choose among limits by sex; without it such limits stay open and only the text is kept.
    """
    printed = " ".join(text.split()).strip(" ;|")
    folded = fold(printed).strip()
    if not folded:
        return None
    by_sex = _split_by_sex(folded)
    if by_sex:
        own = _limits(by_sex[sex], mark) if sex in by_sex else None
        return ReferenceRange(*(own or (None, None)), printed)
    limits = _limits(folded, mark)
    return ReferenceRange(*limits, printed) if limits else None


def _limits(text: str, mark: DecimalMark) -> tuple[Decimal | None, Decimal | None] | None:
    pair = _FROM_UNTIL.search(text) or _PAIR.search(text)
    if pair:
        low, high = _number(pair["low"], mark), _number(pair["high"], mark)
        if low is not None and high is not None and low <= high:
            return low, high
    upper, lower = _UPPER.search(text), _LOWER.search(text)
    if upper and (not lower or upper.start() < lower.start()):
        return None, _number(upper["high"], mark)
    if lower:
        return _number(lower["low"], mark), None
    above = _OR_ABOVE.search(text)
    return (_number(above["low"], mark), None) if above else None


def _number(text: str, mark: DecimalMark) -> Decimal | None:
    readings = read_number(text.replace(" ", ""), mark)
    return readings[0] if readings else None


def _split_by_sex(text: str) -> dict[str, str]:
    """The parts of a range that holds one for each sex; empty for an ordinary range."""
    marks: list[tuple[int, int, str]] = []
    for sex, pattern in _SEXES.items():
        marks += [(match.start(), match.end(), sex) for match in re.finditer(pattern, text)]
    if len({sex for *_, sex in marks}) < 2:
        marks = _letter_marks(text)
    if len({sex for *_, sex in marks}) < 2:
        return {}
    marks.sort()
    parts: dict[str, str] = {}
    follows = bool(re.search(r"\d", text[: marks[0][0]]))  # "13.5-17.5 (M) 12.0-15.5 (F)"
    for index, (start, end, sex) in enumerate(marks):
        if follows:
            begin = marks[index - 1][1] if index else 0
            parts.setdefault(sex, text[begin:start])
        else:
            stop = marks[index + 1][0] if index + 1 < len(marks) else len(text)
            parts.setdefault(sex, text[end:stop])
    return parts


def _letter_marks(text: str) -> list[tuple[int, int, str]]:
    """Single letters before limits: F or H tells which sex the M means."""
    found = [(match.start(), match.end(), match["letter"]) for match in _SINGLE_LETTERS.finditer(text)]
    letters = {letter for *_, letter in found}
    if "m" not in letters or len(letters) != 2:
        return []
    meaning = {"m": "male", "f": "female"} if "f" in letters else {"m": "female", "h": "male", "v": "male"}
    return [(start, end, meaning[letter]) for start, end, letter in found]


def is_only_range(text: str) -> bool:
    """Whether a text is nothing but a range, perhaps with words like "normal range" around it."""
    folded = _NEUTRAL.sub(" ", fold(text)).strip(" ()[]:;.")
    pair = _FROM_UNTIL.fullmatch(folded) or _PAIR.fullmatch(folded)
    if pair:
        return _rough(pair["low"]) <= _rough(pair["high"])
    return bool(_UPPER.fullmatch(folded) or _LOWER.fullmatch(folded))


def _rough(number: str) -> float:
    """A printed number for comparison with its partner, whichever decimal mark both are written with."""
    digits = re.sub(r"[^\d,.+-]", "", number.translate(_MISREAD)).replace(",", ".")
    whole, _, rest = digits.rpartition(".")
    return float(f"{whole.replace('.', '')}.{rest}" if whole else digits)
