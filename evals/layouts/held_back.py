"""Nine further laboratory forms, drawn and scored before the extraction was changed for any of them.

Flag columns, laboratory codes, comments, cumulative dates, tests as columns, SI units, footnotes, ranges by sex.
"""

from __future__ import annotations

import random
from datetime import timedelta

from reportlab.lib.pagesizes import A4, LETTER, landscape

from evals.layouts.drawing import ALL, Drawn, Layout, comma, result_of, some_day, some_results, truth_on
from evals.layouts.forms import Pen, Result, english
from evals.layouts.truth_more import SI


def large_us_lab(dice: random.Random) -> Drawn:
    """Flag column, reference interval, performing laboratory's number, comments, header again on the second page."""
    day, results, pen = some_day(dice), some_results(dice, ALL, 20), Pen(LETTER)
    heads = ((42, "TESTS"), (232, "RESULT"), (300, "FLAG"), (350, "UNITS"), (430, "REFERENCE INTERVAL"), (560, "LAB"))

    def head(page: int) -> None:
        pen.text(42, "Meridian Reference Laboratories", 13, bold=True)
        pen.text(480, f"Page {page} of 2", 8)
        pen.down(18)
        pen.text(42, "Patient: DOE, ROWAN   DOB: 02/11/1971   Age: 53   Sex: Female   Specimen ID: 074-618-2210-0", 8.5)
        pen.down(13)
        received = (
            f"Date received: {day + timedelta(days=1):%m/%d/%Y}   Date reported: {day + timedelta(days=3):%m/%d/%Y}"
        )
        pen.text(42, f"Date collected: {day:%m/%d/%Y} 0815 Local   {received}", 8.5)
        pen.down(24)
        for x, words in heads:
            pen.text(x, words, 8.5, bold=True)
        pen.rule(40, 590)

    head(1)
    for number, result in enumerate(results):
        if number == 12:
            pen.canvas.showPage()
            pen.y = pen.height - 60
            head(2)
        if number % 6 == 0:
            pen.down(20)
            pen.text(
                42,
                ("Comp. Metabolic Panel", "CBC, Platelet Ct", "Lipid Panel", "Additional tests")[number // 6],
                bold=True,
            )
        pen.down(15)
        low, high = result.bounds()
        interval = f"<{high}" if float(low) == 0 else f"{low} - {high}"
        pen.text(52, english(dice, result))
        pen.text(232, result.value, bold=bool(result.flag("H", "L")))
        pen.text(300, result.flag("High", "Low"), bold=True)
        pen.text(350, result.unit)
        pen.text(430, interval)
        pen.text(565, "01")
        if number % 7 == 3:
            pen.down(12)
            pen.text(70, "Verified by repeat analysis. Values under 30 or over 300 are phoned to the office", 8)
            pen.down(11)
            pen.text(70, "within 60 minutes of the result.", 8)
    pen.down(30)
    pen.text(
        42, "01  BN  Meridian Burlton, 1447 York Court, Burlton NC 27215   Dir: A. Example, MD   Ph: 800-555-0162", 8
    )
    return pen.done(), truth_on(results, day)


def comma_decimals(dice: random.Random) -> Drawn:
    """A central European form in English: decimal commas, dots in dates, plus and minus as flags."""
    day, results, pen = some_day(dice), some_results(dice, ALL, 13), Pen()
    pen.text(60, "Laborzentrum Nord MVZ", 14, bold=True)
    pen.down(22)
    pen.text(60, f"Order 2210447   Sample of {day:%d.%m.%Y}, 07:50   Printed {day + timedelta(days=1):%d.%m.%Y}")
    pen.down()
    pen.text(60, "Muster, Robin, *11.02.1971, f")
    pen.down(26)
    for x, head in ((60, "Parameter"), (255, "Value"), (310, "Unit"), (390, "Reference range"), (500, "+/-")):
        pen.text(x, head, bold=True)
    pen.rule(60, 540)
    for result in results:
        pen.down(16)
        low, high = (comma(bound) for bound in result.bounds())
        pen.text(60, english(dice, result))
        pen.text(290, comma(result.value), right=True)
        pen.text(310, result.unit)
        pen.text(390, f"{low} - {high}")
        pen.text(505, result.flag("+", "-"))
    return pen.done(), truth_on(results, day)


def cumulative_three_dates(dice: random.Random) -> Drawn:
    """Unit and range first, then three dates as columns, newest on the right, with gaps."""
    last, pen, truth = some_day(dice), Pen(), set()
    days = (last - timedelta(days=183), last - timedelta(days=61), last)
    pen.text(50, "Cumulative pathology report", 14, bold=True)
    pen.down(20)
    pen.text(50, f"Date of birth 11-Feb-1971   Female   Printed {last + timedelta(days=2):%d-%b-%Y}")
    pen.down(28)
    for x, head in ((50, "Test"), (185, "Units"), (250, "Ref. range")):
        pen.text(x, head, bold=True)
    for x, day in zip((370, 450, 530), days, strict=True):
        pen.text(x, f"{day:%d-%b-%y}", bold=True, right=True)
    pen.rule(50, 540)
    for analyte in dice.sample(ALL, 10):
        pen.down(17)
        first = result_of(dice, analyte)
        low, high = first.bounds()
        pen.text(50, english(dice, first))
        pen.text(185, first.unit)
        pen.text(250, f"{low}-{high}")
        for x, day in zip((370, 450, 530), days, strict=True):
            if day != last and dice.random() < 0.2:
                continue
            result = result_of(dice, analyte)
            pen.text(x, f"{result.value}{result.flag(' H', ' L')}", right=True)
            truth.add((analyte.loinc, result.value, analyte.ucum, day))
    return pen.done(), frozenset(truth)


def panels_side_by_side(dice: random.Random) -> Drawn:
    """Two dense columns of panels without column heads; flags glued to values; comments below results."""
    day, results, pen = some_day(dice), some_results(dice, ALL, 20), Pen()
    pen.text(40, "BAYSIDE COMMUNITY HOSPITAL   CLINICAL LABORATORY", 12, bold=True)
    pen.down(18)
    pen.text(
        40, f"COLLECTED: {day:%m/%d/%Y} 06:10   VERIFIED: {day:%m/%d/%Y} 07:45   BORN: 02/11/1971   MRN: 0048812", 8
    )
    top = pen.y
    for column, left in enumerate((40, 310)):
        pen.y = top - 26
        for number, result in enumerate(results[column * 10 : column * 10 + 10]):
            if number % 5 == 0:
                pen.down(8)
                pen.text(
                    left, ("Chemistry", "Haematology", "Hormones", "Other")[column * 2 + number // 5], 9, bold=True
                )
                pen.down(14)
            low, high = result.bounds()
            pen.text(left, min(result.analyte.names, key=len), 8)
            pen.text(left + 140, f"{result.value}{result.flag('H', 'L')}", 8, right=True)
            pen.text(left + 146, result.unit, 8)
            pen.text(left + 190, f"({low}-{high})", 8)
            pen.down(12)
            if number == 3:
                pen.text(left + 8, "Slightly haemolysed; may be raised by 5 to 10 %.", 7)
                pen.down(12)
    return pen.done(), truth_on(results, day)


def letter_with_table(dice: random.Random) -> Drawn:
    """A clinic letter with a short table in its middle and other numbers around it."""
    day, results, pen = some_day(dice), some_results(dice, ALL, 9), Pen(font="Times-Roman")
    pen.text(60, "Westmoor Endocrine Clinic", 14, bold=True)
    pen.down(20)
    pen.text(60, f"{day + timedelta(days=9):%d %B %Y}", 11)
    pen.down(26)
    for line in (
        "Dear colleague,",
        "Thank you for sending this 53-year-old teacher. Weight 81 kg, height 1.68 m, blood pressure 132/78 mmHg,",
        "pulse 72 per minute. She takes 50 mcg of levothyroxine and walks 30 minutes on 5 days a week.",
        f"Blood was taken on {day.day} {day:%B %Y} with these results:",
    ):
        pen.text(60, line, 11)
        pen.down(16)
    pen.down(8)
    for x, head in ((80, "Investigation"), (250, "Result"), (380, "Normal")):
        pen.text(x, head, 11, bold=True)
    for result in results:
        pen.down(16)
        low, high = result.bounds()
        pen.text(80, english(dice, result), 11)
        pen.text(250, f"{result.value} {result.unit}", 11, bold=bool(result.flag("H", "L")))
        pen.text(380, f"{low} - {high}", 11)
    pen.down(28)
    for line in ("I suggest to repeat the tests in 12 weeks and to see her again in 6 months.", "Dr. Lena Brandt"):
        pen.text(60, line, 11)
        pen.down(18)
    return pen.done(), truth_on(results, day)


def annex_tests_as_columns(dice: random.Random) -> Drawn:
    """A discharge annex: tests across, days down, units and limits in their own rows."""
    first, pen, truth = some_day(dice), Pen(landscape(A4)), set()
    analytes = dice.sample(ALL, 7)
    samples = [result_of(dice, analyte) for analyte in analytes]
    lefts = [150 + 92 * column for column in range(7)]
    pen.text(50, "Annex to the discharge summary: laboratory course", 13, bold=True)
    pen.down(20)
    pen.text(50, "Patient born 11 February 1971, ward 4B")
    pen.down(28)
    pen.text(50, "Date", bold=True)
    for x, sample in zip(lefts, samples, strict=True):
        pen.text(x, min(sample.analyte.names, key=len), bold=True)
    pen.down(13)
    pen.text(50, "Unit", 8.5)
    for x, sample in zip(lefts, samples, strict=True):
        pen.text(x, sample.unit, 8.5)
    pen.down(13)
    pen.text(50, "Reference", 8.5)
    for x, sample in zip(lefts, samples, strict=True):
        pen.text(x, "-".join(sample.bounds()), 8.5)
    for number in range(4):
        pen.down(18)
        day = first + timedelta(days=2 * number)
        pen.text(50, f"{day:%d/%m/%Y}" if first.day > 12 else f"{day:%d %b %Y}")
        for x, analyte in zip(lefts, analytes, strict=True):
            result = result_of(dice, analyte)
            pen.text(x, f"{result.value}{result.flag(' H', ' L')}")
            truth.add((analyte.loinc, result.value, analyte.ucum, day))
    return pen.done(), frozenset(truth)


def _by_sex(result: Result) -> str:
    low, high = result.bounds()
    return f"f {low} - {high}; m {low} - {float(high) * 1.1:.{result.analyte.decimals}f}"


def footnotes_and_limits(dice: random.Random) -> Drawn:
    """Values beyond the measuring range, qualitative results, footnotes, ranges by sex, a break inside the table."""
    day, results, pen = some_day(dice), some_results(dice, ALL, 16), Pen()
    shown = []
    heads = ((50, "Examination"), (240, "Result"), (330, "Unit"), (410, "Reference values"))

    def head(title: str) -> None:
        pen.text(50, title, 13, bold=True)
        pen.down(18)
        pen.text(
            50, f"Sampling date: {day.isoformat()}   Report date: {(day + timedelta(days=2)).isoformat()}   Sex: female"
        )
        pen.down(26)
        for x, words in heads:
            pen.text(x, words, bold=True)

    head("Institute of Laboratory Medicine, Hollenbeck")
    for number, result in enumerate(results):
        if number == 9:
            pen.down(20)
            pen.text(50, "continued on the next page", 8)
            pen.canvas.showPage()
            pen.y = pen.height - 60
            head("Institute of Laboratory Medicine, Hollenbeck (page 2)")
        low, high = result.bounds()
        sign = {0: "<", 5: ">"}.get(number, "")
        note = " 1)" if number in (2, 11) else ""
        pen.down(17)
        pen.text(50, english(dice, result) + note)
        pen.text(240, f"{sign}{result.value}{result.flag('H', 'L') if number % 3 == 0 and not sign else ''}")
        pen.text(330, result.unit)
        pen.text(410, _by_sex(result) if number % 4 == 1 else f"{low} - {high}")
        shown.append(result)
        if number in (4, 12):
            pen.down(17)
            pen.text(50, ("Hepatitis B surface antigen", "SARS-CoV-2 RNA")[number // 12])
            pen.text(240, ("negative", "not detected")[number // 12])
            pen.text(410, ("negative", "not detected")[number // 12])
    pen.down(26)
    pen.text(50, "1) Method changed on 01 March 2021; results of the old method are lower by 8 %.", 8)
    return pen.done(), truth_on(shown, day)


def practice_printout_si(dice: random.Random) -> Drawn:
    """A British practice's print-out in SI units, monospaced, range in round brackets, a sign before abnormal lines."""
    day, results, pen = some_day(dice), some_results(dice, SI, 13), Pen(font="Courier")
    pen.text(45, "ASHDOWN SURGERY - INVESTIGATION RESULTS", 11, bold=True)
    pen.down(20)
    for line in (
        "Patient : TESTER, Sam (11-Feb-1971) F    NHS no: 000 000 0000",
        f"Collected: {day:%d-%b-%Y} 10:22  Received: {day:%d-%b-%Y} 16:05",
    ):
        pen.text(45, line, 9)
        pen.down(13)
    pen.down(10)
    for result in results:
        low, high = result.bounds()
        sign = "*" if result.flag("H", "L") else " "
        name = english(dice, result)
        pen.text(45, f"{sign} {name:<32}{result.value:>8} {result.unit:<9}({low} - {high})", 9)
        pen.down(13)
        if result.flag("H", "L"):
            pen.text(45, f"    {'Above high' if result.is_high else 'Below low'} reference limit", 9)
            pen.down(13)
    pen.text(45, "Normal, no action. Filed by Dr. Imaginary.", 9)
    return pen.done(), truth_on(results, day)


def spanish_hospital(dice: random.Random) -> Drawn:
    """A Spanish hospital: capitals, value and unit in one cell, interval in square brackets, method column."""
    day, results, pen = some_day(dice), some_results(dice, ALL, 13), Pen()
    pen.text(50, "HOSPITAL GENERAL DEL VALLE - SERVICIO DE BIOQUÍMICA Y HEMATOLOGÍA", 11, bold=True)
    pen.down(20)
    pen.text(
        50,
        f"Petición: 8812  F. toma de muestra: {day:%d/%m/%Y} 08:10   F. validación: {day + timedelta(days=1):%d/%m/%Y}",
        9,
    )
    pen.down()
    pen.text(50, "Paciente: EJEMPLO RUIZ, MARTA   F. nacimiento: 11/02/1971   Sexo: Mujer", 9)
    pen.down(26)
    for x, head in ((50, "Prueba"), (245, "Resultado"), (370, "Intervalo de referencia"), (500, "Método")):
        pen.text(x, head, bold=True)
    for number, result in enumerate(results):
        if number % 5 == 0:
            pen.down(20)
            pen.text(50, ("BIOQUÍMICA GENERAL", "HEMATOLOGÍA", "OTROS")[number // 5], bold=True)
        pen.down(15)
        low, high = (comma(bound) for bound in result.bounds())
        pen.text(50, dice.choice(result.analyte.names_es).upper())
        pen.text(235, result.flag("*", "*"))
        pen.text(245, f"{comma(result.value)} {result.unit}")
        pen.text(370, f"[{low} - {high}]")
        pen.text(500, dice.choice(("Espectrofotometría", "Quimioluminiscencia", "Potenciometría")), 8)
    return pen.done(), truth_on(results, day)


HELD_BACK: tuple[Layout, ...] = (
    large_us_lab, comma_decimals, cumulative_three_dates, panels_side_by_side, letter_with_table,
    annex_tests_as_columns, footnotes_and_limits, practice_printout_si, spanish_hospital,
)  # fmt: skip
