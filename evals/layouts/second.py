"""Seven further laboratory forms, drawn before the extraction was read, scored once, and mended for since.

A monospaced listing, tiles, a previous result, two numbered halves, running text, methods with interpretation tables,
and a history by test.
"""

from __future__ import annotations

import random
from datetime import timedelta

from reportlab.lib.pagesizes import LETTER

from evals.layouts.drawing import ALL, Drawn, Layout, comma, result_of, some_day, some_results, truth_on
from evals.layouts.forms import Pen, english


def veterans_listing(dice: random.Random) -> Drawn:
    """A monospaced listing with a date in mail-room English, a site code in brackets and a comment block."""
    day, results, pen = some_day(dice), some_results(dice, ALL, 12), Pen(LETTER, "Courier")
    for line in (
        "                     LABORATORY CUMULATIVE / INTERIM REPORT",
        "SAMPLE,AVERY          SSN: 000-00-0000      DOB: FEB 11,1971     LOC: PRIMARY CARE 2",
        f"Provider: FICTION,MORGAN      Specimen: SERUM.      CH {day:%m%d} 114",
        f"Collection time: {day:%b %d, %Y}@08:15".upper().replace("COLLECTION TIME", "Collection time"),
        "",
        "  Test name                   Result    units      Ref.   range   Site Code",
    ):
        pen.text(40, line, 9)
        pen.down(12)
    for result in results:
        low, high = result.bounds()
        value = f"{result.value}{result.flag(' H', ' L')}"
        name = english(dice, result).upper()
        pen.text(40, f"  {name:<27} {value:<9} {result.unit:<10} {low:>6} - {high:<7} [523]", 9)
        pen.down(12)
    for line in (
        "Comment: For all tests: specimen hemolysis index 1. Values above 500 called to RN at 0912.",
        "Performing Lab: [523] EXAMPLE CITY VAMC, 150 S IMAGINARY AVE",
    ):
        pen.text(40, line, 9)
        pen.down(12)
    return pen.done(), truth_on(results, day)


def tiles(dice: random.Random) -> Drawn:
    """An application's print-out: three tiles in a row, name above, value large, range below."""
    day, results, pen = some_day(dice), some_results(dice, ALL, 12), Pen()
    pen.text(45, "Your results", 18, bold=True)
    pen.down(20)
    pen.text(45, f"Blood drawn on {day:%A}, {day.day} {day:%B} {day.year}")
    top = pen.y - 30
    for number, result in enumerate(results):
        left, pen.y = 45 + 172 * (number % 3), top - 84 * (number // 3)
        pen.canvas.roundRect(left - 8, pen.y - 54, 162, 70, 6)
        low, high = result.bounds()
        pen.text(left, english(dice, result), 9, bold=True)
        pen.down(22)
        pen.text(left, f"{result.value} {result.unit}", 14)
        pen.down(20)
        pen.text(left, f"{'Out of range' if result.flag('H', 'L') else 'In range'}: {low} - {high}", 8)
    return pen.done(), truth_on(results, day)


def spanish_with_previous(dice: random.Random) -> Drawn:
    """A Spanish form with the present and the previous result, each under its own date."""
    day, pen, truth = some_day(dice), Pen(), set()
    before = day - timedelta(days=196)
    pen.text(50, "Clínica Santa Inés - Laboratorio", 14, bold=True)
    pen.down(20)
    pen.text(50, "Paciente: Prueba Soler, Jaime   Nacido el 11/02/1971   Médico: Dra. Inventada")
    pen.down(28)
    for x, head in ((50, "Análisis"), (225, "Actual"), (305, "Anterior"), (385, "Unidades"), (460, "V. Referencia")):
        pen.text(x, head, bold=True)
    pen.down(12)
    pen.text(225, f"{day:%d/%m/%Y}", 8)
    pen.text(305, f"{before:%d/%m/%Y}", 8)
    pen.rule(50, 545)
    for analyte in dice.sample(ALL, 11):
        pen.down(17)
        now, earlier = result_of(dice, analyte), result_of(dice, analyte)
        low, high = (comma(bound) for bound in now.bounds())
        pen.text(50, dice.choice(analyte.names_es))
        pen.text(225, comma(now.value) + now.flag(" ++", " --"))
        pen.text(305, comma(earlier.value))
        pen.text(385, now.unit)
        pen.text(460, f"{low} a {high}")
        truth |= {(analyte.loinc, now.value, analyte.ucum, day), (analyte.loinc, earlier.value, analyte.ucum, before)}
    return pen.done(), frozenset(truth)


def numbered_halves(dice: random.Random) -> Drawn:
    """Two numbered halves side by side as East Asian hospitals print them; the dates stand at the foot."""
    day, results, pen = some_day(dice), some_results(dice, ALL, 18), Pen()
    pen.text(150, "First People's Hospital of Linden: Laboratory Report", 12, bold=True)
    pen.down(18)
    pen.text(40, "Name: Sample Lin   Sex: F   Age: 53   Dept: Internal medicine   Sample: serum   Bed: 12", 8)
    pen.down(20)
    for left in (40, 305):
        for x, head in ((0, "No"), (20, "Item"), (118, "Result"), (156, "Unit"), (204, "Ref. range")):
            pen.text(left + x, head, 8, bold=True)
    top = pen.y
    for number, result in enumerate(results):
        left, pen.y = (40, 305)[number // 9], top - 14 * (number % 9 + 1)
        low, high = result.bounds()
        pen.text(left, str(number + 1), 8)
        pen.text(left + 20, min(result.analyte.names, key=len), 8)
        pen.text(left + 118, result.value, 8)
        pen.text(left + 156, result.unit, 8)
        pen.text(left + 204, f"{low}~{high}", 8)
    pen.y = top - 160
    pen.rule(40, 555)
    pen.down(14)
    pen.text(
        40,
        f"Sampling time: {day:%Y/%m/%d} 07:32   Report time: {day + timedelta(days=1):%Y/%m/%d} 15:10   Operator: A.B.",
        8,
    )
    return pen.done(), truth_on(results, day)


def running_text(dice: random.Random) -> Drawn:
    """The laboratory part of a discharge summary: results in running text over several lines, commas between."""
    day, results, pen = some_day(dice), some_results(dice, ALL, 10), Pen(font="Times-Roman")
    pen.text(60, "Discharge summary", 14, bold=True)
    pen.down(22)
    for line in (
        "Born 11 February 1971. Admitted with fever of 39.1 °C and a cough for 4 days, saturation 94 %.",
        "Laboratory",
    ):
        pen.text(60, line, 11)
        pen.down(16)
    spoken = [f"{english(dice, r)} {r.value} {r.unit}{r.flag(' (high)', ' (low)')}" for r in results]
    line = f"On admission ({day.day} {day:%B} {day.year}):"
    for piece in [word for part in spoken for word in f"{part},".split(" ")]:
        if len(line) + len(piece) > 86:
            pen.text(60, line, 11)
            pen.down(15)
            line = ""
        line = f"{line} {piece}".strip()
    pen.text(60, line.rstrip(",") + ".", 11)
    pen.down(22)
    pen.text(60, "Amoxicillin 1 g three times a day for 7 days. Control in 2 weeks.", 11)
    return pen.done(), truth_on(results, day)


def methods_and_meanings(dice: random.Random) -> Drawn:
    """Method below each name, wide intervals, and a table that explains values and reports none."""
    day, results, pen = some_day(dice), some_results(dice, ALL, 10), Pen()
    pen.text(45, "Sunrise PathCare Diagnostics Pvt. Ltd.", 13, bold=True)
    pen.down(20)
    pen.text(45, f"Registered On : {day:%d/%b/%Y} 06:58 AM      Collected On : {day:%d/%b/%Y} 07:15 AM")
    pen.down(13)
    pen.text(45, f"Reported On : {day + timedelta(days=1):%d/%b/%Y} 01:02 PM      Age/Gender : 53 Y 4 M 2 D / F")
    pen.down(26)
    for x, head in ((45, "Test Name"), (250, "Result"), (330, "Unit"), (410, "Bio. Ref. Interval")):
        pen.text(x, head, bold=True)
    pen.rule(45, 550)
    for result in results:
        pen.down(18)
        low, high = result.bounds()
        pen.text(45, english(dice, result), bold=True)
        pen.text(250, result.value, bold=bool(result.flag("H", "L")))
        pen.text(330, result.unit)
        pen.text(410, f"{low}-{high}")
        pen.down(11)
        pen.text(
            45,
            dice.choice(
                ("Method: HPLC", "Method: Colorimetric, 37 deg C", "Method: CLIA 2-step", "Method: Calculated")
            ),
            7.5,
        )
    pen.down(30)
    pen.text(45, "Interpretation", bold=True)
    for line in (
        "HbA1c (%)         Meaning",
        "below 5.7         Non-diabetic",
        "5.7 - 6.4         Prediabetes",
        "6.5 or above      Diabetes",
    ):
        pen.down(13)
        pen.text(45, line, 8)
    return pen.done(), truth_on(results, day)


def history_by_test(dice: random.Random) -> Drawn:
    """A portal's history: the test with unit and range as a heading, below it a line for each date."""
    last, pen, truth = some_day(dice), Pen(LETTER), set()
    pen.text(50, "Result history", 15, bold=True)
    pen.down(28)
    for analyte in dice.sample(ALL, 6):
        first = result_of(dice, analyte)
        low, high = first.bounds()
        pen.text(50, f"{english(dice, first)} ({first.unit})", 11, bold=True)
        pen.text(330, f"Normal: {low} - {high}", 9)
        for number in range(3):
            pen.down(14)
            day, result = last - timedelta(days=97 * number), result_of(dice, analyte)
            pen.text(64, f"{day:%b} {day.day}, {day.year}", 10)
            pen.text(200, f"{result.value}{result.flag(' High', ' Low')}", 10)
            truth.add((analyte.loinc, result.value, analyte.ucum, day))
        pen.down(26)
    return pen.done(), frozenset(truth)


SECOND: tuple[Layout, ...] = (
    veterans_listing, tiles, spanish_with_previous, numbered_halves, running_text, methods_and_meanings,
    history_by_test,
)  # fmt: skip
