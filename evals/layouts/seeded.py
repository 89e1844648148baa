"""The demo clinic's own laboratory reports with what they print, as truth."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from evals.layouts.forms import Form
from salus.app.demo.clinic import PEOPLE
from salus.app.demo.papers.content import LabLine, LabReport
from salus.app.demo.papers.paperwork import draw
from salus.app.demo.papers.sheet import Subject
from salus.app.demo.people import Ago

TODAY = date(2026, 11, 2)
# Printed name -> (LOINC, UCUM unit): what a clinician reads there.
MEANING = {
    "Haemoglobin": ("718-7", "g/dL"), "Hemoglobin": ("718-7", "g/dL"), "Haematocrit": ("4544-3", "%"),
    "MCV": ("787-2", "fL"), "Leukocytes": ("6690-2", "10*3/uL"), "White blood cells": ("6690-2", "10*3/uL"),
    "Platelets": ("777-3", "10*3/uL"), "Platelet count": ("777-3", "10*3/uL"), "Ferritin": ("2276-4", "ng/mL"),
    "Iron": ("2498-4", "ug/dL"), "TSH": ("3016-3", "m[IU]/L"), "Glucose, fasting": ("1558-6", "mg/dL"),
    "Creatinine": ("2160-0", "mg/dL"), "ALT": ("1742-6", "U/L"), "Vitamin D (25-OH)": ("62292-8", "ng/mL"),
    "Total cholesterol": ("2093-3", "mg/dL"), "LDL cholesterol": ("13457-7", "mg/dL"),
    "HDL cholesterol": ("2085-9", "mg/dL"), "Triglycerides": ("2571-8", "mg/dL"),
    "eGFR (CKD-EPI 2021)": ("98979-8", "mL/min/{1.73_m2}"), "Potassium": ("2823-3", "mmol/L"),
    "Sodium": ("2951-2", "mmol/L"), "Urea nitrogen (BUN)": ("3094-0", "mg/dL"), "HbA1c": ("4548-4", "%"),
    "PSA, total": ("2857-1", "ng/mL"), "Uric acid": ("3084-1", "mg/dL"), "INR": ("6301-6", "{INR}"),
    "Prothrombin time": ("5902-2", "s"),
}  # fmt: skip


def seeded_forms() -> Iterator[Form]:
    """Every laboratory report of the demo clinic, in the medium in which it arrives."""
    for person in PEOPLE:
        for paper in person.papers:
            if not isinstance(paper.content, LabReport):
                continue
            day = Ago(paper.months, paper.days).on(TODAY)
            earlier = tuple(Ago(months).on(TODAY) for months in paper.content.earlier_months)
            subject = Subject(person.full_name, person.birth_date, person.sex, "S-1001")
            lines = [line for panel in paper.content.panels for line in panel.lines]
            truth = frozenset(key for line in lines for key in _keys(line, (day, *earlier)))
            yield Form(paper.filename, draw(paper, subject, day, earlier), truth)


def _keys(line: LabLine, days: tuple[date, ...]) -> Iterator[tuple[str, str, str, date]]:
    loinc, unit = MEANING[line.name]
    for value, day in zip((line.value, *line.earlier), days, strict=False):
        yield loinc, value, unit, day
