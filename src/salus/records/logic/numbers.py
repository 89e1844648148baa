"""Numbers as people read them in one line of text. The record keeps every digit; these are for sentences only."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal

from salus.clinical.printed_units import print_unit

READABLE_DIGITS = 4  # more digits than any routine method measures; a display rule, the stored value stays exact


def readable(value: Decimal) -> str:
    """The value with at most four significant digits, no exponent, no trailing zeros.

    >>> readable(Decimal("176.35499866729558")), readable(Decimal("12.0")), readable(Decimal("250000"))
    ('176.4', '12', '250000')
    """
    if abs(value) >= 10**READABLE_DIGITS:
        text = format(value.quantize(Decimal(1), rounding=ROUND_HALF_EVEN), "f")
    else:
        text = format(Context(prec=READABLE_DIGITS).plus(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_unit(value: Decimal, unit: str | None) -> str:
    """The value and its unit; annotations such as {score} are not said."""
    said = print_unit(unit)
    if not said:
        return readable(value)
    return f"{readable(value)}{said}" if said == "%" else f"{readable(value)} {said}"


def span_in_words(span: timedelta) -> str:
    """A stretch of time as one says it: 9 days, 3 weeks, 8 months, 2 years."""
    days = span.days
    for limit, length, word in ((14, 1, "day"), (60, 7, "week"), (730, 30.44, "month")):
        if days < limit:
            count = max(1, round(days / length))
            return f"{count} {word}{'' if count == 1 else 's'}"
    return f"{round(days / 365.25)} years"
