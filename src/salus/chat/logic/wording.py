"""Dates, numbers and lists as a person reads them, in English and Spanish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from salus.chat.contract import Language
from salus.clinical.printed_units import print_unit

WEEKDAYS = {
    Language.ENGLISH: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    Language.SPANISH: ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
MONTHS = {
    Language.ENGLISH: (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    Language.SPANISH: (
        "enero", "febrero", "marzo", "abril", "mayo", "junio",
        "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ),
}  # fmt: skip


def on_day(day: date, language: Language) -> str:
    """With the weekday: Saturday, 14 November 2026."""
    weekday = WEEKDAYS[language][day.weekday()]
    return f"{weekday}, {short_day(day, language)}"


def short_day(day: date, language: Language) -> str:
    """Without the weekday: 14 November 2026."""
    month = MONTHS[language][day.month - 1]
    if language is Language.SPANISH:
        return f"{day.day} de {month} de {day.year}"
    return f"{day.day} {month} {day.year}"


def quantity(value: Decimal, unit: str | None) -> str:
    """A value as it was written, with the unit as laboratories print it."""
    printed = print_unit(unit)
    plain = f"{value:f}"
    return f"{plain}{printed}" if printed == "%" else f"{plain} {printed}".strip()


def listed(items: Sequence[str], language: Language) -> str:
    """a, b and c."""
    joint = " y " if language is Language.SPANISH else " and "
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + joint + items[-1]


def evidence_days(*days: date | None) -> tuple[str, ...]:
    """Dates in every way that an answer may write them."""
    return tuple(
        text
        for day in days
        if day is not None
        for text in (day.isoformat(), short_day(day, Language.ENGLISH), short_day(day, Language.SPANISH))
    )
