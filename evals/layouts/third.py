"""Six further laboratory forms, held back until they were scored once and mended for since.

Two specimens of two days, times below dates, a plain message, ranges below names, limits by sex, right-hung numbers.
"""

from __future__ import annotations

import random
from datetime import timedelta

from reportlab.lib.pagesizes import LETTER

from evals.layouts.drawing import ALL, Drawn, Layout, comma, result_of, some_day, some_results, truth_on
from evals.layouts.forms import MONTHS_ES, Pen, english
from evals.layouts.truth_more import SI


def two_specimens(dice: random.Random) -> Drawn:
    """One report about two samples of two days, each with a heading of its own."""
    pen, truth = Pen(LETTER), set()
    first = some_day(dice)
    pen.text(48, "Harborview Clinical Laboratory", 14, bold=True)
    pen.down(18)
    pen.text(
        48, f"Name: PLACEHOLDER, QUINN    Birth date: 02/11/1971    Printed: {first + timedelta(days=9):%m/%d/%Y}", 9
    )
    results = some_results(dice, ALL, 12)
    for number, (day, part) in enumerate(((first, results[:6]), (first + timedelta(days=4), results[6:])), start=1):
        pen.down(30)
        pen.text(48, f"Specimen {number}: serum    Collected: {day:%m/%d/%Y} 07:0{number}", bold=True)
        pen.down(18)
        for x, head in ((48, "Test"), (220, "Result"), (300, "Units"), (390, "Ref. Range"), (500, "Flag")):
            pen.text(x, head, 9)
        for result in part:
            pen.down(15)
            for x, cell in ((48, english(dice, result)), (220, result.value), (300, result.unit)):
                pen.text(x, cell)
            pen.text(390, "-".join(result.bounds()))
            pen.text(500, result.flag("HIGH", "LOW"))
        truth |= truth_on(part, day)
    return pen.done(), frozenset(truth)


def times_below_dates(dice: random.Random) -> Drawn:
    """A ward's flow sheet: tests with units down the side, samples across, dates above times, range at the right."""
    last, pen, truth = some_day(dice), Pen(), set()
    days = tuple(last - timedelta(days=2 * n) for n in range(4))
    pen.text(45, "Ward 6 laboratory flow sheet", 13, bold=True)
    pen.down(16)
    pen.text(45, "Patient born 11 February 1971", 9)
    pen.down(26)
    for n, day in enumerate(days):
        pen.text(200 + 75 * n, f"{day:%d/%b/%Y}", 9, bold=True)
    pen.text(505, "Normal", 9, bold=True)
    pen.down(12)
    for n in range(4):
        pen.text(200 + 75 * n, f"0{6 + n}:15", 8)
    for analyte in dice.sample(ALL, 9):
        pen.down(16)
        first = result_of(dice, analyte)
        pen.text(45, f"{min(analyte.names, key=len)} ({first.unit})", 9)
        pen.text(505, "-".join(first.bounds()), 9)
        for n, day in enumerate(days):
            result = result_of(dice, analyte)
            pen.text(200 + 75 * n, f"{result.value}{result.flag(' H', ' L')}", 9)
            truth.add((analyte.loinc, result.value, analyte.ucum, day))
    return pen.done(), frozenset(truth)


def plain_message(dice: random.Random) -> Drawn:
    """A practice's message to a patient, printed: a dash before values, words for flags, no columns."""
    day, results, pen = some_day(dice), some_results(dice, ALL, 9), Pen(font="Courier")
    for line in (
        "From: Oakfield Family Doctors", "Subject: your blood test", "",
        f"Dear patient, these are the results of your blood test of {day.day} {day:%B} {day.year}:", "",
    ):  # fmt: skip
        pen.text(50, line, 9.5)
        pen.down(14)
    for result in results:
        low, high = result.bounds()
        word = result.flag(" HIGH", " LOW")
        pen.text(50, f"* {english(dice, result)} - {result.value} {result.unit}{word} (ref {low}-{high})", 9.5)
        pen.down(14)
    pen.down(8)
    pen.text(50, "Please book a telephone call within 14 days. Ring 0800 555 0101.", 9.5)
    return pen.done(), truth_on(results, day)


def ranges_below_names(dice: random.Random) -> Drawn:
    """A French manner: value and unit level with the name, the range in brackets below, the last value at the right."""
    day, pen, truth = some_day(dice), Pen(font="Times-Roman"), set()
    before = day - timedelta(days=140)
    pen.text(60, "Laboratory of the Old Mill, Dr. A. Fabriqué", 14, bold=True)
    pen.down(20)
    pen.text(60, f"Sample collected on {day:%d.%m.%Y} at 08:20. Born 11.02.1971.", 10.5)
    pen.down(24)
    pen.text(60, "BIOCHEMISTRY", 11, bold=True)
    pen.text(440, "Previous result", 9.5)
    pen.down(12)
    pen.text(440, f"{before:%d.%m.%Y}", 9.5)
    for analyte in dice.sample(ALL, 9):
        pen.down(20)
        now, earlier = result_of(dice, analyte), result_of(dice, analyte)
        low, high = now.bounds()
        pen.text(60, english(dice, now), 10.5)
        pen.text(290, now.value, 10.5, bold=True, right=True)
        pen.text(300, now.unit, 10.5)
        pen.text(470, earlier.value, 10.5, right=True)
        pen.down(12)
        pen.text(300, f"({low} - {high})", 9)
        truth |= {(analyte.loinc, now.value, analyte.ucum, day), (analyte.loinc, earlier.value, analyte.ucum, before)}
    return pen.done(), frozenset(truth)


def limits_by_sex(dice: random.Random) -> Drawn:
    """A Latin American form: limits for each sex on two lines, decimal commas, the date in words at the foot."""
    day, results, pen = some_day(dice), some_results(dice, ALL, 9), Pen(LETTER)
    pen.text(50, "LABORATORIO CLÍNICO DEL SUR", 14, bold=True)
    pen.down(18)
    pen.text(50, "Paciente: SUPUESTA VEGA, INÉS   Edad: 53 años   Sexo: Femenino   Orden N.º 20417", 9)
    pen.down(26)
    for x, head in ((50, "EXAMEN"), (250, "RESULTADO"), (340, "UNIDADES"), (430, "VALOR DE REFERENCIA")):
        pen.text(x, head, 9, bold=True)
    pen.rule(50, 560)
    for result in results:
        pen.down(20)
        low, high = (comma(bound) for bound in result.bounds())
        higher = comma(f"{float(result.analyte.high) * 1.1:.{result.analyte.decimals}f}")
        for x, cell in ((50, dice.choice(result.analyte.names_es)), (250, comma(result.value)), (340, result.unit)):
            pen.text(x, cell, 9)
        pen.text(430, f"Hombres: {low} - {higher}", 9)
        pen.down(11)
        pen.text(430, f"Mujeres: {low} - {high}", 9)
    pen.down(34)
    pen.text(50, f"Fecha de toma de muestra: {day.day} de {MONTHS_ES[day.month - 1]} de {day.year}, 07:40", 9)
    return pen.done(), truth_on(results, day)


def hung_numbers(dice: random.Random) -> Drawn:
    """SI units, numbers hung at the right of a wide column, marks before them, two groups with titles of their own."""
    day, results, pen = some_day(dice), some_results(dice, SI, 14), Pen()
    pen.text(70, "Kantonslabor Musterberg", 15, bold=True)
    pen.down(20)
    pen.text(70, f"Patient 1971-02-11 / female / Order of {day:%d.%m.%Y} / Collected {day:%d.%m.%Y} 06:55", 9)
    for number, result in enumerate(results):
        if number % 7 == 0:
            pen.down(26)
            for x, head in ((70, ("Chemistry", "Further analyses")[number // 7]), (400, "Unit"), (470, "Range")):
                pen.text(x, head, 10, bold=True)
            pen.text(385, "Result", 10, bold=True, right=True)
        pen.down(16)
        low, high = result.bounds()
        pen.text(70, english(dice, result))
        pen.text(385, f"{result.flag('+ ', '- ')}{result.value}", right=True)
        pen.text(400, result.unit)
        pen.text(470, f"{low} – {high}")
    return pen.done(), truth_on(results, day)


THIRD: tuple[Layout, ...] = (
    two_specimens, times_below_dates, plain_message, ranges_below_names, limits_by_sex, hung_numbers,
)  # fmt: skip
