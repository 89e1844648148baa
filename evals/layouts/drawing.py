"""What the drawers of held-back forms share: days, results, truth, and the drawing of all of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from evals.layouts.forms import Form, Result
from evals.layouts.truth import ANALYTES, Analyte
from evals.layouts.truth_more import MORE

Truth = frozenset[tuple[str, str, str, date]]
Drawn = tuple[bytes, Truth]
Layout = Callable[[random.Random], Drawn]
ALL = (*ANALYTES, *MORE)


def some_day(dice: random.Random) -> date:
    """A day of the years 2021 to 2025."""
    return date(2021, 1, 1) + timedelta(days=dice.randrange(1800))


def result_of(dice: random.Random, analyte: Analyte) -> Result:
    """A value in or out of range."""
    spread = analyte.high - analyte.low
    value = max(dice.uniform(analyte.low - 0.25 * spread, analyte.high + 0.4 * spread), 0.05 * analyte.high)
    return Result(analyte, f"{value:.{analyte.decimals}f}", dice.choice(analyte.printed_units))


def some_results(dice: random.Random, analytes: tuple[Analyte, ...], count: int) -> list[Result]:
    """Distinct tests, each with a value."""
    return [result_of(dice, analyte) for analyte in dice.sample(analytes, count)]


def truth_on(results: list[Result], day: date) -> Truth:
    """What the form prints, all of one day."""
    return frozenset((r.analyte.loinc, r.value, r.analyte.ucum, day) for r in results)


def comma(text: str) -> str:
    """The number as it is written in Madrid."""
    return text.replace(".", ",")


def draw_all(layouts: tuple[Layout, ...], seed: int, each: int) -> list[Form]:
    """`each` reports of every form, with their truth."""
    dice, forms = random.Random(seed), []
    for layout in layouts:
        for number in range(each):
            pdf, truth = layout(dice)
            forms.append(Form(f"{layout.__name__}-{number}", pdf, truth))
    return forms
