"""Pages as lists of printed strings: laboratory reports, letters, columns of prose, and what they say."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth

WIDTH_PT, HEIGHT_PT = A4


@dataclass(frozen=True)
class Print:
    """One printed string: left edge and baseline in points from the top left."""

    x: float
    y: float
    text: str
    font: str = "Helvetica"
    size: float = 10.0


@dataclass(frozen=True)
class Rule:
    """One drawn line in points from the top left."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Sheet:
    """One page: strings in reading order, rules, and pictures as (x, y, width, height, PNG)."""

    prints: tuple[Print, ...]
    rules: tuple[Rule, ...] = ()
    pictures: tuple[tuple[float, float, float, float, bytes], ...] = field(default=(), repr=False)
    width: float = WIDTH_PT
    height: float = HEIGHT_PT


def truth(*sheets: Sheet) -> str:
    """What a perfect reader reads: the words in reading order, a blank between them."""
    return " ".join(word for sheet in sheets for part in sheet.prints for word in part.text.split())


LAB_ROWS: tuple[tuple[str, str, str, str, str], ...] = (
    ("Hemoglobin", "13.2", "g/dL", "12.0 - 16.0", ""),
    ("Hematocrit", "39.8", "%", "36.0 - 46.0", ""),
    ("White blood cells", "11.8", "10*3/uL", "4.0 - 11.0", "H"),
    ("Red blood cells", "4.41", "10*6/uL", "3.80 - 5.20", ""),
    ("Platelets", "245", "10*3/uL", "150 - 400", ""),
    ("MCV", "90.2", "fL", "80.0 - 100.0", ""),
    ("Glucose, fasting", "126", "mg/dL", "70 - 99", "H"),
    ("Creatinine", "0.88", "mg/dL", "0.60 - 1.10", ""),
    ("eGFR", ">60", "mL/min/1.73m2", ">60", ""),
    ("Sodium", "139", "mmol/L", "136 - 145", ""),
    ("Potassium", "3.4", "mmol/L", "3.5 - 5.1", "L"),
    ("Chloride", "102", "mmol/L", "98 - 107", ""),
    ("Urea nitrogen", "14", "mg/dL", "7 - 20", ""),
    ("Calcium", "9.4", "mg/dL", "8.6 - 10.2", ""),
    ("ALT", "28", "U/L", "7 - 35", ""),
    ("AST", "24", "U/L", "10 - 35", ""),
    ("Total cholesterol", "212", "mg/dL", "<200", "H"),
    ("HDL cholesterol", "48", "mg/dL", ">40", ""),
    ("Triglycerides", "172", "mg/dL", "<150", "H"),
    ("TSH", "2.31", "mIU/L", "0.40 - 4.00", ""),
    ("Ferritin", "31", "ng/mL", "15 - 150", ""),
)
LAB_HEADER = ("Test", "Result", "Unit", "Reference range", "Flag")
_LAB_COLUMNS = (50.0, 190.0, 270.0, 370.0, 490.0)


def lab_sheet(rows: Sequence[tuple[str, ...]] = LAB_ROWS, rules: str = "grid") -> Sheet:
    """A laboratory report; `rules` is 'grid', 'rows' (under the header and the table only) or 'none'."""
    prints = [
        Print(50, 60, "Northgate Clinical Laboratory", "Helvetica-Bold", 16),
        Print(50, 84, "Patient: Maria Alvarez"),
        Print(320, 84, "Date of birth: 1968-04-12"),
        Print(50, 100, "Collected: 2025-03-14 08:20"),
        Print(320, 100, "Reported: 2025-03-14 16:05"),
    ]
    top, step = 130.0, 22.0
    for index, row in enumerate((LAB_HEADER, *rows)):
        font = "Helvetica-Bold" if index == 0 else "Helvetica"
        baseline = top + index * step + 15
        prints += [Print(x + 5, baseline, cell, font) for x, cell in zip(_LAB_COLUMNS, row, strict=True) if cell]
    bottom = top + (len(rows) + 1) * step
    prints.append(Print(50, bottom + 24, "Validated by the duty biochemist. Results relate to the sample received."))
    return Sheet(tuple(prints), tuple(_table_rules(rules, top, bottom, step)))


def _table_rules(kind: str, top: float, bottom: float, step: float) -> Iterable[Rule]:
    left, right = _LAB_COLUMNS[0], 545.0
    if kind == "grid":
        rows = round((bottom - top) / step)
        yield from (Rule(left, top + k * step, right, top + k * step) for k in range(rows + 1))
        yield from (Rule(x, top, x, bottom) for x in (*_LAB_COLUMNS, right))
    elif kind == "rows":
        yield from (Rule(left, y, right, y) for y in (top, top + step, bottom))


_SENTENCES = (
    "Mrs Alvarez was admitted with two days of productive cough, fever of 38.9 C and shortness of breath.",
    "Chest radiograph showed consolidation of the right lower lobe without pleural effusion.",
    "She was treated with intravenous amoxicillin-clavulanate 1.2 g every 8 hours for three days.",
    "Oxygen saturation improved from 89 % to 96 % on room air and she was mobilising independently.",
    "Past history includes hypertension, type 2 diabetes mellitus and a cholecystectomy in 2009.",
    "There is no known drug allergy. Her mother had breast cancer at the age of 52 years.",
    "Discharge medication: metformin 500 mg twice daily, lisinopril 10 mg once daily, atorvastatin 20 mg at night.",
    "HbA1c was 7.4 % in January and should be repeated in three months together with creatinine.",
    "Please arrange a repeat chest radiograph in six weeks to confirm resolution.",
    "She was advised to return if she develops chest pain, confusion or coughs up blood.",
)


def wrapped(text: str, x: float, y: float, width: float, font: str = "Helvetica", size: float = 10.0) -> list[Print]:
    """Text broken into lines of at most `width` points, the first baseline at `y`."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and stringWidth(longer, font, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return [Print(x, y + k * size * 1.35, line, font, size) for k, line in enumerate(lines)]


def letter_sheet(seed: int = 0, size: float = 10.0) -> Sheet:
    """A discharge letter of about 300 words in one column."""
    order = random.Random(seed)
    prints = [
        Print(50, 60, "Discharge summary", "Times-Bold", 16),
        Print(50, 84, f"Hospital number {order.randint(100000, 999999)}", size=size),
    ]
    y = 120.0
    for _ in range(6):
        paragraph = " ".join(order.sample(_SENTENCES, 4))
        lines = wrapped(paragraph, 50, y, WIDTH_PT - 100, "Times-Roman", size + 1)
        prints += lines
        y = lines[-1].y + 26
    return Sheet(tuple(prints))


def two_column_sheet(seed: int = 0) -> Sheet:
    """A title and two columns of prose whose baselines lie level, the left column to be read first."""
    order = random.Random(seed)
    texts = [" ".join(order.sample(_SENTENCES, 8)) for _ in range(2)]
    columns = [wrapped(text, x, 110, 230, "Times-Roman") for text, x in zip(texts, (50, 315), strict=True)]
    title = Print(50, 70, "Radiology review: lobar pneumonia in adults and its follow-up imaging", "Times-Bold", 13)
    return Sheet((title, *columns[0], *columns[1]))


def dense_sheet(seed: int = 0) -> Sheet:
    """A page full of 10 point text, about 55 lines."""
    order = random.Random(seed)
    text = " ".join(order.choice(_SENTENCES) for _ in range(70))
    return Sheet(tuple(wrapped(text, 50, 50, WIDTH_PT - 100, "Helvetica", 10)[:56]))


def short_sheet(number: int) -> Sheet:
    """A page with one numbered sentence."""
    return Sheet((Print(60, 100, f"Page {number} of the record, seen and signed by the physician on duty."),))
