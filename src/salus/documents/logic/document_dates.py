"""What each date of a document is the date of: collection, report, birth, visit, ... by the label beside or above it.

A birth date is never the date of anything else, and a collection date counts before a report date.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache

from salus.clinical.data import read_table
from salus.clinical.dates import DateMention, DateOrder, find_dates
from salus.clinical.text.phrases import PhraseBook
from salus.clinical.text.tokens import tokenise
from salus.documents.contract import Box
from salus.documents.logic.lines import Line, box_of


class DateRole(StrEnum):
    """What a date of a document is the date of."""

    COLLECTED = "collected"
    RECEIVED = "received"
    REPORTED = "reported"
    PRINTED = "printed"
    ORDERED = "ordered"
    BIRTH = "birth"
    EXAM = "exam"
    VISIT = "visit"
    ADMISSION = "admission"
    DISCHARGE = "discharge"
    PRESCRIBED = "prescribed"
    FUTURE = "future"
    PAST = "past"
    DATE = "date"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LabelledDate:
    """A date of the document with its role and place; `value` has a time when one is printed."""

    value: datetime | date
    role: DateRole
    page: int
    box: Box

    @property
    def day(self) -> date:
        return self.value.date() if isinstance(self.value, datetime) else self.value


_LABEL_REACH_WORDS = 7
# A label above its date stands within this many line heights.
_LABEL_ABOVE_LINES = 2.6


@cache
def _labels() -> PhraseBook[DateRole]:
    return PhraseBook((row["phrase"], DateRole(row["role"])) for row in read_table("date_labels"))


def label_dates(pages: Iterable[Sequence[Line]], order: DateOrder) -> tuple[LabelledDate, ...]:
    """Every date of the document with its role, given the visual rows of each page."""
    found: list[LabelledDate] = []
    for rows in pages:
        for index, row in enumerate(rows):
            found.extend(_dates_of_row(rows, index, row, order))
    return tuple(found)


def _dates_of_row(rows: Sequence[Line], index: int, row: Line, order: DateOrder) -> Iterable[LabelledDate]:
    if not any(sign.isdigit() for sign in row.text):
        return
    mentions = find_dates(row.text, order)
    starts = _word_starts(row)
    previous_end = 0
    for mention in mentions:
        words = [word for word, start in zip(row.words, starts, strict=True) if _inside(start, len(word.text), mention)]
        if not words:
            continue
        box = box_of(words)
        before = row.text[previous_end : mention.start]
        role = _role_before(before) or _role_above(rows, index, box, order) or _role_after(row.text[mention.end :])
        value = mention.value
        if not isinstance(value, datetime):
            value = _with_time_below(rows, index, box, value)
        yield LabelledDate(value, role or DateRole.UNKNOWN, row.page, box)
        previous_end = mention.end


def _word_starts(row: Line) -> list[int]:
    starts, position = [], 0
    for word in row.words:
        starts.append(position)
        position += len(word.text) + 1
    return starts


def _inside(start: int, length: int, mention: DateMention) -> bool:
    return start < mention.end and start + length > mention.start


def _role_before(text: str) -> DateRole | None:
    """The last label in the words before a date, when nothing but filler follows it."""
    tokens = tokenise(text)[-_LABEL_REACH_WORDS * 2 :]
    best: DateRole | None = None
    after = 0
    for hit in _labels().find(tokens):
        if hit.payload is DateRole.DATE and best is not None and hit.first - after <= 2:
            after = hit.last  # "Collected date", "Fecha" after a longer label adds nothing
            continue
        best, after = hit.payload, hit.last
    if best is None:
        return None
    trailing = [token for token in tokens[after:] if token.is_word]
    limit = 4 if best is not DateRole.DATE else 2
    return best if len(trailing) <= limit else None


def _role_above(rows: Sequence[Line], index: int, box: Box, order: DateOrder) -> DateRole | None:
    """The label that stands over a date, as in a form whose titles are in the line above."""
    height = box.y1 - box.y0
    for row in reversed(rows[max(0, index - 2) : index]):
        if find_dates(row.text, order):
            return None  # the titles of that line have their own dates
        if row.page != rows[index].page or box.y0 - row.box.y1 > _LABEL_ABOVE_LINES * height:
            continue
        over = [word for word in row.words if word.box.x0 < box.x1 + height and word.box.x1 > box.x0 - height]
        if any(sign.isdigit() for word in over for sign in word.text):
            return None
        tokens = tokenise(" ".join(word.text for word in over))
        hits = [hit.payload for hit in _labels().find(tokens)]
        specific = [role for role in hits if role is not DateRole.DATE]
        if specific and len([token for token in tokens if token.is_word]) <= 6:
            return specific[0]
        if hits:
            return hits[0]
    return None


def _role_after(text: str) -> DateRole | None:
    """A label in brackets right behind a date: "03/01/2024 (collected)"."""
    stripped = text.lstrip()
    if not stripped.startswith("("):
        return None
    tokens = tokenise(stripped[1:].split(")")[0])
    hit = _labels().match_at(tokens, 0) if tokens else None
    return hit.payload if hit else None


def _with_time_below(rows: Sequence[Line], index: int, box: Box, day: date) -> datetime | date:
    """The date with a time that stands alone under it or right of it in its own cell."""
    height = box.y1 - box.y0
    if index + 1 >= len(rows):
        return day
    below = rows[index + 1]
    if below.box.y0 - box.y1 > height or below.page != rows[index].page:
        return day
    for word in below.words:
        if abs(word.box.x0 - box.x0) < height * 0.8 and (at := _clock(word.text)) is not None:
            return datetime.combine(day, at)
    return day


def _clock(text: str) -> time | None:
    hour, _, minute = text.strip("h").partition(":")
    if hour.isdecimal() and minute[:2].isdecimal() and len(hour) <= 2 and int(hour) < 24 and int(minute[:2]) < 60:
        return time(int(hour), int(minute[:2]))
    return None
