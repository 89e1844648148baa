"""What stands in one line of the head of a cumulative report: dates, years, times, numbers of samples, titles. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum, auto
from itertools import pairwise

from salus.clinical.dates import DateOrder, find_dates
from salus.clinical.text.fold import fold
from salus.clinical.text.tokens import tokenise_words, word_set
from salus.documents.contract import Box, Word
from salus.documents.logic.labs.grid import Row
from salus.documents.logic.labs.names import leading_test
from salus.documents.logic.labs.numbers import is_number
from salus.documents.logic.labs.titles import Role, cell_labels, role_of_title
from salus.documents.logic.lines import Segment, box_of


class Mark(Enum):
    """What one stretch of words in the head of a column is."""

    DATE = auto()
    DAY_AND_MONTH = auto()
    YEAR = auto()
    TIME = auto()
    NUMBER = auto()  # of the request, the sample, the visit
    TITLE = auto()  # a word that says what a column holds
    WORDS = auto()


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark with its place; `value` for dates, `at` for times, `role` for titles."""

    mark: Mark
    x0: float
    x1: float
    text: str
    value: datetime | date | None = None
    at: time | None = None
    role: Role | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class HeadLine:
    """One line of a head: what it says of itself at its left ("Date", "Request"), and the marks behind it."""

    label: str
    label_span: tuple[float, float] | None
    marks: tuple[Placed, ...]


# Words that say what a line of the head holds, before its dates, times and numbers.
_LINE_WORDS = word_set(
    """date dates day time hour collected collection coll drawn draw taken sampled received reported report printed
    request requested requisition specimen sample accession order lab laboratory number no num nr ref id episode visit
    encounter location ward clinic source fasting status type of and the at on by patient days
    fecha fechas hora dia toma tomada extraccion extraido recogida recoleccion recepcion informe informado muestra
    peticion solicitud orden numero folio protocolo estudio servicio procedencia registro de la el y nro"""
)
_FIELD_WORDS = word_set(
    """received reported printed issued born birth dob birthdate ordered authorised authorized
    recibido recibida recepcion informe informado impreso emitido nacimiento solicitado"""
)
_LONGEST_WORDS = 5
_DAY_MARKS = (Mark.DATE, Mark.DAY_AND_MONTH, Mark.YEAR)
_WEEKDAYS = word_set(
    """mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday
    lun mar mie jue vie sab dom lunes martes miercoles jueves viernes sabado domingo"""
)
_TIME = re.compile(r"^\(?(?P<h>[01]?\d|2[0-3])[:h](?P<m>[0-5]\d)(?::[0-5]\d)?\s?(?P<half>[ap]\.?m\.?)?(?:h|hrs)?\)?$")
_HALF = re.compile(r"^[ap]\.?m\.?$|^h(?:rs?|oras)?\.?$", re.IGNORECASE)
_YEAR = re.compile(r"^\(?(?:19|20)\d\d\)?$")
_MONTH_NAME = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|set|dic)[a-z]*\.?"
_DAY_AND_MONTH = re.compile(
    rf"^(?:\d{{1,2}}(?:st|nd|rd|th)?[\s/.-]*(?:de )?{_MONTH_NAME}|{_MONTH_NAME}[\s/-]*\d{{1,2}}(?:st|nd|rd|th)?"
    r"|\d{1,2}[/-]\d{1,2}|\d{1,2}\.\d{1,2}\.)[,/.-]?$"
)
_SAMPLE_NUMBER = re.compile(r"^#?(?=.*\d)[A-Za-z]{0,4}[-.,:/]?\d[\w.,:/-]*$")
_COUNTED = re.compile(
    r"^(?:day|dia|visit|visita|week|semana|month|mes|cycle|ciclo|sample|muestra|d|post-?op|pod|no\.?|#|t)"
    r"(?: day)? ?[+-]?\d{1,3}$"
)


def read_head_line(row: Row, order: DateOrder, form_dates: frozenset[Box]) -> HeadLine | None:
    """A row as a line of a head; None where anything in it cannot stand there, such as a measured number.

    `form_dates` are the places of dates that a form has a title for: without a label at its left such a line is none.
    """
    cells = list(row.titles)
    if not cells:
        return None
    label, span, rest = _line_label(cells[0], order)
    marks: list[Placed] = []
    for number, cell in enumerate(cells):
        words = rest if number == 0 else cell.words
        if _is_field(words):
            return None
        found = _marks_of(words, order, is_labelled=bool(label))
        if found is None or (not label and any(mark.box in form_dates for mark in found)):
            return None
        if number == 0 and label and any(mark.mark is Mark.WORDS for mark in found):
            return None  # a sentence: "Sample taken on 20 July 2023; seen by ..."
        marks += found
    if _is_of_a_test(cells[0]) and not any(mark.mark in _DAY_MARKS for mark in marks):
        return None
    return HeadLine(label, span, tuple(marks))


def tells_dates(row: Row, order: DateOrder) -> bool:
    """Whether words run on between the dates of a row: "Taken on 3.5.2024 at 8:20. Born 1.6.1971" has no columns."""
    return any(
        any(_runs_on(word) for word in cell.text[date.end : following.start].split())
        for cell in row.cells
        for date, following in pairwise(find_dates(cell.text, order))
    )


def _runs_on(text: str) -> bool:
    """Whether a word between two dates is neither a weekday, a title nor anything else that heads have there."""
    word = fold(text).strip("().,:;")
    is_of_heads = word in _WEEKDAYS or word in _LINE_WORDS or role_of_title(word) is not None
    return len(word) > 1 and word.isalpha() and not is_of_heads and not _HALF.match(word)


def _is_of_a_test(cell: Segment) -> bool:
    """Whether the first cell of a row is a listed test: without dates beside it, the row is one of results."""
    found = leading_test(cell.words, "blood")
    return found is not None and not any(word.text.isalpha() for word in cell.words[found[0] :])


def _line_label(cell: Segment, order: DateOrder) -> tuple[str, tuple[float, float] | None, Sequence[Word]]:
    """What the first cell says of its line, where, and the words behind that in the same cell."""
    taken = 0
    if _COUNTED.match(fold(cell.text)):
        return "", None, cell.words  # "Day 1" is a sample's, not the line's
    for word in cell.words:
        parts = tokenise_words(fold(word.text))
        if not parts or any(part not in _LINE_WORDS for part in parts):
            break
        taken += 1
    if taken and taken < len(cell.words) and not any(sign.isdigit() for sign in cell.words[taken].text):
        return "", None, cell.words
    if not taken or find_dates(" ".join(word.text for word in cell.words[:taken]), order):
        return "", None, cell.words
    words = cell.words[:taken]
    return (
        fold(" ".join(word.text for word in words)).strip(" :."),
        (words[0].box.x0, words[-1].box.x1),
        cell.words[taken:],
    )


def _is_field(cell: Sequence[Word]) -> bool:
    """Whether words are a field of a form with its own label ("Received: 01/02/2024")."""
    words = [word.text for word in cell if any(sign.isalpha() for sign in word.text)]
    return any(text.endswith(":") or fold(text).strip("().,") in _FIELD_WORDS for text in words)


def _marks_of(words: Sequence[Word], order: DateOrder, *, is_labelled: bool) -> list[Placed] | None:
    """The marks of one cell; None where it holds what is none."""
    text, starts = " ".join(word.text for word in words), []
    position = 0
    for word in words:
        starts.append(position)
        position += len(word.text) + 1
    marks: list[Placed] = []
    free: list[Word] = []
    index = 0
    mentions = list(find_dates(text, order))
    while index < len(words):
        mention = next(
            (m for m in mentions if m.start < starts[index] + len(words[index].text) and starts[index] < m.end), None
        )
        if mention is None:
            free.append(words[index])
            index += 1
            continue
        last = max(n for n, start in enumerate(starts) if start < mention.end)
        box = box_of(words[index : last + 1])
        marks.append(Placed(Mark.DATE, box.x0, box.x1, mention.day.isoformat(), mention.value, box=box))
        index = last + 1
    others = _marks_of_undated(free, is_labelled=is_labelled)
    return None if others is None else [*marks, *others]


def _marks_of_undated(words: Sequence[Word], *, is_labelled: bool) -> list[Placed] | None:
    marks: list[Placed] = []
    loose: list[Word] = []
    index = 0
    while index < len(words):
        found = _day_at(words, index) or _single(words, index, is_labelled=is_labelled)
        if found is None:
            loose.append(words[index])
            index += 1
        else:
            marks.append(found[0])
            index += found[1]
    titled = _titles(loose)
    return None if titled is None else [*marks, *titled]


def _day_at(words: Sequence[Word], index: int) -> tuple[Placed, int] | None:
    """A day with its month, over up to three words, whose year stands elsewhere."""
    for length in (3, 2, 1):
        window = words[index : index + length]
        text = " ".join(word.text for word in window)
        if len(window) == length and _DAY_AND_MONTH.match(fold(text).strip("()")):
            return Placed(Mark.DAY_AND_MONTH, window[0].box.x0, window[-1].box.x1, text.strip("()")), length
    return None


def _single(words: Sequence[Word], index: int, *, is_labelled: bool) -> tuple[Placed, int] | None:
    word = words[index]
    text, box = word.text, word.box
    if _YEAR.match(text):
        return Placed(Mark.YEAR, box.x0, box.x1, text.strip("()")), 1
    behind = words[index + 1].text if index + 1 < len(words) and _HALF.match(words[index + 1].text) else ""
    clock = _TIME.match((text + behind).lower())
    if clock:
        x1 = words[index + 1].box.x1 if behind else box.x1
        return Placed(Mark.TIME, box.x0, x1, text, at=_time(clock)), 2 if behind else 1
    counted = " ".join(w.text for w in words[index : index + 2])
    if len(words) > index + 1 and _COUNTED.match(fold(counted)):
        return Placed(Mark.WORDS, box.x0, words[index + 1].box.x1, counted), 2
    if _COUNTED.match(fold(text)) or fold(text).strip(".,") in _WEEKDAYS:
        return Placed(Mark.WORDS, box.x0, box.x1, text), 1
    if _SAMPLE_NUMBER.match(text) and (is_labelled or _is_long_number(text)):
        return Placed(Mark.NUMBER, box.x0, box.x1, text), 1
    return None


def _is_long_number(text: str) -> bool:
    """Whether a number is longer than a result would be, or holds letters and digits like a code."""
    digits = sum(sign.isdigit() for sign in text)
    return (
        (digits >= 6 and not is_number(text)) or (text.isdigit() and digits >= 7) or (digits >= 4 and text[0].isalpha())
    )


def _time(match: re.Match[str]) -> time:
    hour, half = int(match["h"]), (match["half"] or "")[:1]
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    return time(hour, int(match["m"]))


def _titles(words: Sequence[Word]) -> list[Placed] | None:
    """Words without numbers, as titles where they say what a column holds, else as they are."""
    words = [word for word in words if any(sign.isalnum() for sign in word.text)]
    if not words:
        return []
    labels, unknown = cell_labels(words)
    if labels and not unknown:
        return [Placed(Mark.TITLE, label.x0, label.x1, "", role=label.role) for label in labels]
    if len(words) > _LONGEST_WORDS or any(sign.isdigit() for word in words for sign in word.text):
        return None
    text = " ".join(word.text for word in words)
    if labels:
        return [Placed(Mark.TITLE, words[0].box.x0, words[-1].box.x1, text, role=labels[0].role)]
    return [Placed(Mark.WORDS, words[0].box.x0, words[-1].box.x1, text)]
