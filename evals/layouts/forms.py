"""Eight laboratory forms, none of them the demo clinic's: other columns, other dates, other flags, Spanish."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfgen.canvas import Canvas

from evals.layouts.truth import ANALYTES, Analyte

MONTHS_ES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """One printed result with what it means."""

    analyte: Analyte
    value: str
    unit: str

    @property
    def is_high(self) -> bool:
        """Above the printed range."""
        return float(self.value) > self.analyte.high

    @property
    def is_low(self) -> bool:
        """Below the printed range."""
        return float(self.value) < self.analyte.low

    def flag(self, high: str, low: str) -> str:
        """The form's own mark."""
        return high if self.is_high else low if self.is_low else ""

    def bounds(self) -> tuple[str, str]:
        """The printed range."""
        places = self.analyte.decimals
        return f"{self.analyte.low:.{places}f}", f"{self.analyte.high:.{places}f}"


@dataclass(frozen=True, slots=True)
class Form:
    """A drawn report and the truth about it: (LOINC, value, UCUM unit, collection date)."""

    name: str
    pdf: bytes
    truth: frozenset[tuple[str, str, str, date]]


def pick(dice: random.Random, count: int) -> list[Result]:
    """Distinct tests with values in and out of range."""
    chosen = []
    for analyte in dice.sample(ANALYTES, count):
        spread = analyte.high - analyte.low
        value = max(dice.uniform(analyte.low - 0.25 * spread, analyte.high + 0.4 * spread), 0.05 * analyte.high)
        chosen.append(Result(analyte, f"{value:.{analyte.decimals}f}", dice.choice(analyte.printed_units)))
    return chosen


class Pen:
    """A canvas with a cursor that walks down."""

    def __init__(self, size: tuple[float, float] = A4, font: str = "Helvetica") -> None:
        self._buffer = BytesIO()
        self.canvas = Canvas(self._buffer, pagesize=size, invariant=1)
        self.width, self.height = size
        self.font, self.y = font, size[1] - 60.0

    def text(self, x: float, words: str, size: float = 9.5, *, bold: bool = False, right: bool = False) -> None:
        """Words at x on the current line."""
        bold_font = {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold", "Courier": "Courier-Bold"}[self.font]
        self.canvas.setFont(bold_font if bold else self.font, size)
        (self.canvas.drawRightString if right else self.canvas.drawString)(x, self.y, words)

    def down(self, points: float = 15.0) -> None:
        """Next line."""
        self.y -= points

    def rule(self, x0: float, x1: float) -> None:
        """A thin line below the words."""
        self.canvas.setStrokeColor(colors.lightgrey)
        self.canvas.line(x0, self.y - 4, x1, self.y - 4)

    def done(self) -> bytes:
        """The file."""
        self.canvas.showPage()
        self.canvas.save()
        return self._buffer.getvalue()


def english(dice: random.Random, result: Result) -> str:
    """One of the English names."""
    return dice.choice(result.analyte.names)


def unit_first(dice: random.Random, day: date, results: list[Result]) -> bytes:
    """Columns: analyte, unit, reference, result; US dates; low and high written out."""
    pen = Pen(LETTER)
    pen.text(50, "CEDAR VALLEY MEDICAL LABS", 15, bold=True)
    pen.down(26)
    pen.text(50, "Patient: SAMPLE, JORDAN")
    pen.text(320, "DOB: 02/11/1971")
    pen.down()
    pen.text(50, f"Date Collected: {day:%m/%d/%Y}")
    pen.text(320, f"Date Reported: {day + timedelta(days=2):%m/%d/%Y}")
    pen.down(30)
    for x, head in ((50, "Analyte"), (240, "Units"), (320, "Reference Interval"), (460, "Result")):
        pen.text(x, head, bold=True)
    pen.rule(50, 560)
    for result in results:
        pen.down(17)
        low, high = result.bounds()
        pen.text(50, english(dice, result))
        pen.text(240, result.unit)
        pen.text(320, f"{low} to {high}")
        pen.text(460, f"{result.value} {result.flag('High', 'Low')}".strip())
    return pen.done()


def dotted(dice: random.Random, day: date, results: list[Result]) -> bytes:
    """Name, a row of dots, value with unit, range in brackets; serif; the date in words."""
    pen = Pen(font="Times-Roman")
    pen.text(200, "Dr. Voss & Partners", 14, bold=True)
    pen.down(18)
    pen.text(200, "Laboratory medicine", 10)
    pen.down(30)
    pen.text(60, f"Sample taken on {day.day} {day:%B %Y}; report printed {day + timedelta(days=1):%d.%m.%Y}", 10.5)
    pen.down()
    pen.text(60, "Patient born 11 February 1971", 10.5)
    pen.down(28)
    for result in results:
        name, (low, high) = english(dice, result), result.bounds()
        dots = "." * max(4, 46 - len(name))
        mark = result.flag("(+)", "(-)")
        pen.text(60, f"{name} {dots} {result.value} {result.unit}  [{low} - {high}] {mark}".rstrip(), 10.5)
        pen.down(17)
    return pen.done()


def value_first(dice: random.Random, day: date, results: list[Result]) -> bytes:
    """Flag before the value, range split into two columns Low and High; ISO dates; shaded rows."""
    pen = Pen()
    pen.text(45, "HelixPoint Diagnostics", 16, bold=True)
    pen.down(22)
    pen.text(45, f"Specimen collected: {day.isoformat()} 09:12   Specimen received: {day.isoformat()} 13:30")
    pen.down()
    pen.text(45, "Birth date: 1971-02-11   Sex: F   Accession: HP-77120-4")
    pen.down(28)
    heads = ((45, "Component"), (230, "Flag"), (275, "Value"), (345, "Units"), (430, "Low"), (490, "High"))
    for x, head in heads:
        pen.text(x, head, bold=True)
    for number, result in enumerate(results):
        pen.down(18)
        if number % 2:
            pen.canvas.setFillColor(colors.whitesmoke)
            pen.canvas.rect(40, pen.y - 5, 510, 18, stroke=0, fill=1)
            pen.canvas.setFillColor(colors.black)
        low, high = result.bounds()
        cells = (english(dice, result), result.flag("H", "L"), result.value, result.unit, low, high)
        for (x, _), cell in zip(heads, cells, strict=True):
            pen.text(x, cell)
    return pen.done()


def spanish(dice: random.Random, day: date, results: list[Result]) -> bytes:
    """Spanish form with comma decimals, asterisks and the date in words."""
    pen = Pen()
    pen.text(50, "LABORATORIO CENTRAL DE ANÁLISIS CLÍNICOS", 13, bold=True)
    pen.down(24)
    pen.text(50, "Paciente: Muestra Pérez, Alba    Fecha de nacimiento: 11/02/1971")
    pen.down()
    pen.text(50, f"Fecha de extracción: {day.day} de {MONTHS_ES[day.month - 1]} de {day.year}")
    pen.down(28)
    for x, head in ((50, "Determinación"), (250, "Resultado"), (330, "Unidades"), (420, "Valores de referencia")):
        pen.text(x, head, bold=True)
    pen.rule(50, 550)
    for result in results:
        pen.down(17)
        low, high = (bound.replace(".", ",") for bound in result.bounds())
        pen.text(50, dice.choice(result.analyte.names_es))
        pen.text(250, f"{result.flag('*', '*')}{result.value.replace('.', ',')}")
        pen.text(330, result.unit)
        pen.text(420, f"{low} - {high}")
    return pen.done()


def two_up(dice: random.Random, day: date, results: list[Result]) -> bytes:
    """Two blocks of results side by side, unit under the same heading."""
    pen = Pen(LETTER)
    pen.text(40, "Summit Health System: Results", 14, bold=True)
    pen.down(20)
    pen.text(
        40, f"Collected {day:%b} {day.day}, {day.year} 06:45 AM    Resulted {day:%b} {day.day}, {day.year} 11:20 AM"
    )
    pen.down()
    pen.text(40, "DOB Feb 11, 1971")
    pen.down(28)
    half = (len(results) + 1) // 2
    for left in (40, 310):
        for x, head in ((0, "Test"), (115, "Result"), (165, "Unit"), (215, "Range")):
            pen.text(left + x, head, 8.5, bold=True)
    for row in range(half):
        pen.down(16)
        for left, index in ((40, row), (310, row + half)):
            if index < len(results):
                result = results[index]
                low, high = result.bounds()
                pen.text(left, min(result.analyte.names, key=len), 8.5)
                pen.text(left + 115, f"{result.value}{result.flag(' H', ' L')}", 8.5)
                pen.text(left + 165, result.unit, 8.5)
                pen.text(left + 215, f"{low}-{high}", 8.5)
    return pen.done()


def sentences(dice: random.Random, day: date, results: list[Result]) -> bytes:
    """Results inside a letter's lines: name, colon, value, unit, range in words."""
    pen = Pen(font="Times-Roman")
    pen.text(60, "Outpatient letter", 14, bold=True)
    pen.down(26)
    pen.text(60, f"Laboratory values of {day:%d %B %Y}:", 11)
    pen.down(22)
    for result in results:
        low, high = result.bounds()
        pen.text(60, f"{english(dice, result)}: {result.value} {result.unit} (normal {low}-{high})", 11)
        pen.down(17)
    return pen.done()


def boxed(dice: random.Random, day: date, results: list[Result]) -> bytes:
    """A fully ruled grid with numbered rows, one-sided limits, arrows as flags."""
    pen = Pen()
    pen.text(40, "METROLAB REFERENCE LABORATORY", 13, bold=True)
    pen.down(20)
    pen.text(40, f"Collection: {day:%d-%b-%Y}    Birth: 11-Feb-1971    Report: {day + timedelta(days=3):%d-%b-%Y}")
    pen.down(26)
    columns, top = (40, 70, 240, 310, 350, 430, 555), pen.y + 12
    for x, head in zip(columns, ("No.", "Investigation", "Observed", "", "Unit", "Biological ref."), strict=False):
        pen.text(x + 4, head, bold=True)
    for number, result in enumerate(results, start=1):
        pen.down(18)
        low, high = result.bounds()
        limits = f"< {high}" if float(low) == 0 else f"{low} - {high}"
        marks = {"H": "(H)", "L": "(L)", "": ""}
        cells = (f"{number}.", english(dice, result), result.value, marks[result.flag("H", "L")], result.unit, limits)
        for x, cell in zip(columns, cells, strict=False):
            pen.text(x + 4, cell)
    bottom = pen.y - 6
    for x in columns:
        pen.canvas.line(x, top, x, bottom)
    for line in range(len(results) + 2):
        y = top - line * 18
        pen.canvas.line(columns[0], max(y, bottom), columns[-1], max(y, bottom))
    return pen.done()


def stacked(dice: random.Random, day: date, results: list[Result]) -> bytes:
    """A portal print-out: name large, value and unit on the next line, range below in grey."""
    pen = Pen(LETTER)
    pen.text(50, "MyHealth Portal", 15, bold=True)
    pen.down(20)
    pen.text(50, f"Test results from {day:%B} {day.day}, {day.year}", 11)
    pen.down(26)
    for number, result in enumerate(results):
        if number and pen.y < 110:
            pen.canvas.showPage()
            pen.y = pen.height - 60
        low, high = result.bounds()
        pen.text(50, english(dice, result), 11, bold=True)
        pen.down(14)
        words = {"H": "Above normal", "L": "Below normal", "": "Normal"}[result.flag("H", "L")]
        pen.text(50, f"Your value: {result.value} {result.unit}   {words}", 10)
        pen.down(13)
        pen.text(50, f"Standard range: {low} - {high} {result.unit}", 9)
        pen.down(22)
    return pen.done()


FORMS: tuple[Callable[[random.Random, date, list[Result]], bytes], ...] = (
    unit_first, dotted, value_first, spanish, two_up, sentences, boxed, stacked,
)  # fmt: skip


def draw_forms(seed: int, each: int) -> list[Form]:
    """`each` reports of every form, with their truth."""
    dice, forms = random.Random(seed), []
    for layout in FORMS:
        for number in range(each):
            day = date(2023, 1, 1) + timedelta(days=dice.randrange(1200))
            results = pick(dice, dice.randint(8, 14))
            truth = frozenset((r.analyte.loinc, r.value, r.analyte.ucum, day) for r in results)
            forms.append(Form(f"{layout.__name__}-{number}", layout(dice, day, results), truth))
    return forms
