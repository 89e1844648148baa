"""Find dates in documents, English and Spanish. Whether 01/03/2024 is January or March is decided per document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from salus.clinical.text.fold import fold

# No clock is read here: a two-digit year up to 35 is of this century, so "45" is a birth year.
_CENTURY_PIVOT = 35
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2100

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sept sep septiembre setiembre set",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DIGIT = r"[0-9oil]"  # OCR reads 0 as O and 1 as l or I; text is folded to lower case
_YEAR = rf"(?P<year>(?:[1l]9|2[0o]){_DIGIT}{{2}}|'?\d\d)"
_SEPARATOR = r"\s?[-/.]\s?"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w./-])(?P<year>(?:19|2{_DIGIT}){_DIGIT}{{2}})(?:{_SEPARATOR})(?P<b>{_DIGIT}{{1,2}})"
        rf"(?:{_SEPARATOR})(?P<c>{_DIGIT}{{1,2}})(?![\d/])",
        rf"(?<![\w./-])(?P<a>{_DIGIT}{{1,2}})(?P<sep>{_SEPARATOR})(?P<b>{_DIGIT}{{1,2}})(?P=sep)"
        rf"(?P<year>(?:19|2{_DIGIT}){_DIGIT}{{2}}|(?<=[-/.])\d\d)(?![\d/]|[.,-]\d)",
        rf"(?<![\w.])(?P<a>{_DIGIT}{{1,2}})(?:st|nd|rd|th|er|º|°)?(?:\s?[-/.,]\s?|\s+de\s+|\s+of\s+|\s*)"
        rf"{_MONTH}(?:\s?[-/.,]\s?|\s+del?\s+|\s+|\s*,\s*)(?:de\s+)?{_YEAR}(?![\d/])",
        rf"(?<![\w.]){_MONTH}(?:\s?[-/]\s?|\s+)(?P<a>{_DIGIT}{{1,2}})(?:st|nd|rd|th)?(?:\s?[-/,]\s?|\s+)(?:del?\s+)?"
        rf"{_YEAR}(?![\d/])",
        rf"(?<![\w.])(?P<a>\d{{2}}){_MONTH}(?P<year>(?:19|20)\d\d)(?!\d)",
        # Without the blank behind a label, as scans often lose it: "Collected01-Jan-2023".
        rf"(?<=[a-z])(?P<a>[0-3]?\d)[-/.]{_MONTH}[-/.](?P<year>(?:19|20)\d\d)(?!\d)",
        r"(?<=[a-z])(?P<a>[0-3]?\d)(?P<sep>[-/])(?P<b>[0-3]?\d)(?P=sep)(?P<year>(?:19|20)\d\d)(?!\d)",
        r"(?<=[a-z])(?P<year>(?:19|20)\d\d)-(?P<b>[01]\d)-(?P<c>[0-3]\d)(?!\d)",
    )
)
_TIME = re.compile(
    r"^(?:t|\s*,?\s*(?:-\s|at\s|a\s+las\s|hora:?\s)?\s*)(?P<h>[01]?\d|2[0-3])\s?"
    r"(?:[:h]\s?|\.(?=[0-5]\d\s?(?:[ap]\.?\s?m\b|h\b|hrs)))(?P<m>[0-5]\d)"
    r"(?::(?P<s>[0-5]\d))?(?!\d)\s?(?P<half>a\.?\s?m\b\.?|p\.?\s?m\b\.?)?"
)
_MONTH_OF_YEAR = re.compile(
    rf"(?<![\w.])(?:{_MONTH},?\s+(?:del?\s+|of\s+)?)?(?P<year>(?:19|20)\d\d)(?:-(?P<number>\d\d))?(?![\w/-]|[.,]\d)"
)
_BROKEN_OFF = re.compile(
    rf"(?<![\w.])(?:\d{{1,2}}(?:st|nd|rd|th|º|°)?[\s/-]+(?:de\s+|of\s+)?{_MONTH}[\s/,-]*(?:del?)?"
    rf"|{_MONTH.replace('month', 'month2')}\s+\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s+del?)?)$"
)
_OCR_DIGITS = str.maketrans({"o": "0", "i": "1", "l": "1"})


class DateOrder(StrEnum):
    """How all-number dates of a document are written."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as printed: where it stands, what it means, whether day and month could be swapped."""

    start: int
    end: int
    day: date
    at: time | None = None
    ambiguous: bool = False

    @property
    def value(self) -> datetime | date:
        """The date with its time when one is printed; local to the place that printed it, without a zone."""
        return datetime.combine(self.day, self.at) if self.at else self.day


@dataclass(frozen=True, slots=True)
class MonthMention:
    """A month with its year as printed ("March 2025"); month 0 is a year alone."""

    start: int
    end: int
    year: int
    month: int


def find_months(text: str) -> tuple[MonthMention, ...]:
    """Every month with its year, and every year alone, left to right; also those inside full dates."""
    mentions = []
    for match in _MONTH_OF_YEAR.finditer(fold(text)):
        named, number = match["month"], match["number"]
        month = _MONTHS[named] if named else int(number or 0)
        if month <= 12:
            mentions.append(MonthMention(match.start(), match.end(), int(match["year"]), month))
    return tuple(mentions)


def breaks_off_in_date(text: str) -> bool:
    """Whether a text ends with day and month of a date whose year must stand on the next line."""
    return _BROKEN_OFF.search(fold(text).rstrip()) is not None


def find_dates(text: str, order: DateOrder) -> tuple[DateMention, ...]:
    """Every full date in `text`, left to right, with a time when one follows directly."""
    if not any(sign.isdigit() for sign in text):
        return ()
    folded = fold(text)
    mentions: list[DateMention] = []
    for match in _matches(folded):
        if mentions and match.start() < mentions[-1].end:
            continue
        found = _read(match, order)
        if found is not None:
            day, ambiguous = found
            at, end = _time_after(folded, match.end())
            mentions.append(DateMention(match.start(), end, day, at, ambiguous))
    return tuple(mentions)


def _matches(folded: str) -> list[re.Match[str]]:
    found = [match for pattern in _PATTERNS for match in pattern.finditer(folded)]
    return sorted(found, key=lambda match: (match.start(), -match.end()))


def _read(match: re.Match[str], order: DateOrder) -> tuple[date, bool] | None:
    """The date of one match and whether its order was a choice; None when no calendar has it."""
    groups = match.groupdict()
    year = _full_year(groups["year"])
    if groups.get("month"):
        return _with_flag(year, _MONTHS[groups["month"]], _number(groups["a"]), False)
    if groups.get("a") is None:
        return _with_flag(year, _number(groups["b"]), _number(groups["c"]), False)
    first, second = _number(groups["a"]), _number(groups["b"])
    is_dotted = "." in (groups.get("sep") or "")  # month first is never written with dots
    ambiguous = first <= 12 and second <= 12 and first != second and not is_dotted
    day_first = is_dotted or order is DateOrder.DAY_FIRST
    if first > 12:
        day_first = True
    elif second > 12:
        day_first = False
    day, month = (first, second) if day_first else (second, first)
    return _with_flag(year, month, day, ambiguous)


def _with_flag(year: int, month: int, day: int, ambiguous: bool) -> tuple[date, bool] | None:
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        return None
    try:
        return date(year, month, day), ambiguous
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text.translate(_OCR_DIGITS))


def _full_year(text: str) -> int:
    year = _number(text.lstrip("'"))
    if year >= 100:
        return year
    return year + (2000 if year <= _CENTURY_PIVOT else 1900)


def _time_after(folded: str, end: int) -> tuple[time | None, int]:
    """The time of day printed right behind a date, and where it ends."""
    match = _TIME.match(folded[end : end + 24])
    if match is None:
        return None, end
    hour = int(match["h"])
    half = (match["half"] or "")[:1]
    if half and not 1 <= hour <= 12:
        return None, end
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    return time(hour, int(match["m"]), int(match["s"] or 0)), end + match.end()


def order_evidence(text: str) -> DateOrder | None:
    """How the all-number dates of a document must be read; None when the text leaves it open.

    First dates that allow one reading only, then dates that are also written out or in ISO form elsewhere and
    equal one reading of an ambiguous one.
    """
    votes = sum(_vote(match) for match in _matches(fold(text)))
    if votes:
        return DateOrder.DAY_FIRST if votes > 0 else DateOrder.MONTH_FIRST
    month_first = find_dates(text, DateOrder.MONTH_FIRST)
    day_first = find_dates(text, DateOrder.DAY_FIRST)
    certain = {mention.day for mention in month_first if not mention.ambiguous}
    months = {mention.day for mention in month_first if mention.ambiguous}
    days = {mention.day for mention in day_first if mention.ambiguous}
    if (days & certain) and not (months & certain):
        return DateOrder.DAY_FIRST
    if (months & certain) and not (days & certain):
        return DateOrder.MONTH_FIRST
    return None


def usual_order(language: str) -> DateOrder:
    """How dates are written in a language when nothing else tells: English month first, Spanish day first."""
    return DateOrder.DAY_FIRST if language == "es" else DateOrder.MONTH_FIRST


def _vote(match: re.Match[str]) -> int:
    """+1 for a number date that must be day first, -1 for one that must be month first."""
    groups = match.groupdict()
    if groups.get("month") or not groups.get("a") or not groups.get("b"):
        return 0
    first, second = _number(groups["a"]), _number(groups["b"])
    if (first > 12) == (second > 12):
        return 0
    return 1 if first > 12 else -1
