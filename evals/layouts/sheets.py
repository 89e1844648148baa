"""What the drawers of the unread forms share: panels as practices order them, limits of measurement, rows and bands."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from reportlab.lib import colors

from evals.layouts.drawing import result_of
from evals.layouts.forms import Pen, Result
from evals.layouts.truth import Analyte

COUNT = ("718-7", "4544-3", "789-8", "6690-2", "777-3", "787-2", "785-6", "786-4", "788-0")
SALTS = (
    "2345-7", "3094-0", "22664-7", "2160-0", "14682-9", "2951-2", "2823-3", "2075-0", "2028-9", "17861-6", "19123-9",
    "2777-1", "3084-1",
)  # fmt: skip
LIVER = ("2885-2", "1751-7", "1975-2", "14631-6", "6768-6", "1742-6", "1920-8", "2324-2", "2532-0")
LIPIDS = ("2093-3", "14647-2", "2571-8", "2085-9")
STORES = ("2276-4", "2498-4", "2132-9", "2284-8", "62292-8")
HORMONES = ("3016-3", "3024-7", "14920-3", "4548-4", "59261-8")
# Beyond these a laboratory gives the limit with a sign instead of a number.
LIMITS = {"1988-5": ("<", "1"), "2132-9": (">", "2000"), "2276-4": (">", "1500"), "3016-3": ("<", "0.01")}

Place = tuple[float, str]


def panel(dice: random.Random, table: Iterable[Analyte], codes: tuple[str, ...], count: int) -> list[Result]:
    """Tests of one panel, in the panel's order, each with a value."""
    known = {analyte.loinc: analyte for analyte in table if analyte.loinc in codes}
    chosen = set(dice.sample(sorted(known), min(count, len(known))))
    return [result_of(dice, known[code]) for code in codes if code in chosen]


def limited(dice: random.Random, result: Result, share: float = 0.35) -> tuple[Result, str]:
    """The result and the sign before it, for some of the tests that have a limit of measurement."""
    sign, value = LIMITS.get(result.analyte.loinc, ("", ""))
    if not sign or dice.random() > share:
        return result, ""
    return replace(result, value=value), sign


def age(born: date, day: date) -> int:
    """Whole years between birth and a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def row(pen: Pen, places: Iterable[Place], size: float = 9, *, bold: bool = False) -> None:
    """Words at their places on the current line."""
    for x, words in places:
        pen.text(x, words, size, bold=bold)


def band(pen: Pen, x0: float, x1: float, height: float, shade: colors.Color) -> None:
    """A shaded bar behind the current line."""
    pen.canvas.setFillColor(shade)
    pen.canvas.rect(x0, pen.y - height * 0.3, x1 - x0, height, stroke=0, fill=1)
    pen.canvas.setFillColor(colors.black)


def new_page(pen: Pen) -> None:
    """The top of the next page."""
    pen.canvas.showPage()
    pen.y = pen.height - 60
