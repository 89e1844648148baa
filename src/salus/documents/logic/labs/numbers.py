"""Numbers as reports print them: decimal points and commas, thousands, comparators, misread digits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum


class DecimalMark(StrEnum):
    """Which sign stands before the decimals in a document."""

    POINT = "."
    COMMA = ","


_DECIMAL_COMMA = re.compile(r"(?<![\d.,])(?:\d+,\d{1,2}|0,\d+)(?![\d.,]\d)(?!\d)")
_DECIMAL_POINT = re.compile(r"(?<![\d.,])(?:\d+\.\d{1,2}|0\.\d+)(?![\d.,]\d)(?!\d)")
# A number word: digits and the letters that OCR takes for digits, with separators between.
_NUMBER = re.compile(r"[+-]?\d{1,3}(?:[ ,.'’]\d{3})+(?:[.,]\d+)?|[+-]?\d+(?:[.,]\d+)?|[+-]?[.,]\d+")
_MISREAD = re.compile(
    r"(?=.*[A-Za-z|])(?=.*\d)"
    r"(?:\d[\dOoQlI|SsB]*(?:[.,][\dOoQlI|SsB]+)?|[OoQlI|][\dOoQlI|]*[.,][\dOoQlI|]+|[lI|]\d{2,})"
)
_OCR_DIGITS = str.maketrans({"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "S": "5", "s": "5", "B": "8"})


def decide_decimal_mark(texts: Iterable[str]) -> DecimalMark:
    """The decimal mark that most numbers of a document use; the point when nothing speaks for the comma."""
    commas = points = 0
    for text in texts:
        commas += len(_DECIMAL_COMMA.findall(text))
        points += len(_DECIMAL_POINT.findall(text))
    return DecimalMark.COMMA if commas > points else DecimalMark.POINT


def is_number(text: str) -> bool:
    """Whether a word is a number, perhaps with misread digits."""
    return bool(_NUMBER.fullmatch(text) or _MISREAD.fullmatch(text))


def read_number(text: str, mark: DecimalMark) -> tuple[Decimal, ...]:
    """The readings of a printed number, the likelier first; empty when it is none.

    "1,234" is one thousand in a document with decimal points and 1.234 in one with decimal commas; both
    readings come back, so that the caller can prefer the one that could have been measured.
    """
    clean = text.strip()
    if not _NUMBER.fullmatch(clean):
        if not _MISREAD.fullmatch(clean):
            return ()
        clean = clean.translate(_OCR_DIGITS)
    clean = clean.replace(" ", "").replace("'", "").replace("’", "")
    if "," in clean and "." in clean:
        decimal = max(clean.rfind(","), clean.rfind("."))
        whole = clean[:decimal].replace(",", "").replace(".", "")
        return (Decimal(f"{whole}.{clean[decimal + 1 :]}"),)
    separator = "," if "," in clean else "."
    if clean.count(separator) > 1:
        return (Decimal(clean.replace(separator, "")),)
    if separator not in clean:
        return (Decimal(clean),)
    return _one_separator(clean, separator, mark)


def _one_separator(clean: str, separator: str, mark: DecimalMark) -> tuple[Decimal, ...]:
    as_decimal = Decimal(clean.replace(separator, "."))
    whole, _, decimals = clean.partition(separator)
    could_group = len(decimals) == 3 and whole.lstrip("+-") not in ("", "0") and len(whole.lstrip("+-")) <= 3
    if not could_group:
        return (as_decimal,)
    grouped = Decimal(clean.replace(separator, ""))
    return (as_decimal, grouped) if separator == mark.value else (grouped, as_decimal)
