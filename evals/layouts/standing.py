"""Ten standing forms, in the mix in which a family doctor's practice receives laboratory reports.

Six reports of one date, two with the earlier result beside the present one, one cumulative report, one in small
print. Drawn by someone who had not seen the extraction. Half of them are in `standing_more`.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from reportlab.lib import colors
from reportlab.lib.pagesizes import LETTER

from evals.layouts.drawing import ALL, Drawn, Layout, result_of, some_day, truth_on
from evals.layouts.forms import Pen
from evals.layouts.sheets import COUNT, HORMONES, LIPIDS, LIVER, SALTS, STORES, age, band, new_page, row
from evals.layouts.standing_more import (
    BY_SEX,
    INFLAMMATION,
    WORLD,
    a_person,
    american,
    brisbane_cumulative,
    con_resultado_anterior,
    groups,
    hospital_comarcal,
    interval,
    laboratorio_mexicano,
    mark,
    results_in,
    small_print_comments,
)

# What British laboratories call the tests that the SI table lacks.
BRITISH = {
    "2075-0": "Serum chloride", "785-6": "Mean corpuscular haemoglobin (MCH)", "788-0": "Red cell distribution width",
    "6768-6": "Serum alkaline phosphatase", "1920-8": "Serum AST level", "2324-2": "Serum gamma GT level",
    "2532-0": "Serum LDH level",
}  # fmt: skip


def in_and_out_of_range(dice: random.Random) -> Drawn:
    """A US reference laboratory: one column for values in range, one for those out of it; head again on page 2."""
    day, (name, born), pen = some_day(dice), a_person(dice), Pen(LETTER)
    shown = groups(
        dice, ALL,
        ("LIPID PANEL", LIPIDS, 3), ("COMPREHENSIVE METABOLIC PANEL", (*SALTS[:8], *LIVER[:7]), 13),
        ("CBC (H/H, RBC, INDICES, WBC, PLT)", COUNT, 8), ("IRON AND VITAMINS", STORES[:4], 3),
        ("THYROID AND OTHER", HORMONES[:2], 2),
    )  # fmt: skip
    number, received, reported = dice.randint(100000, 999999), day + timedelta(days=1), day + timedelta(days=2)

    def head(page: int) -> None:
        pen.text(36, "Halvorsen Diagnostics", 14, bold=True)
        pen.text(576, f"Report Status: Final   Page {page}", 8, right=True)
        pen.down(20)
        for line in (
            (f"PATIENT: {name.upper()}", f"SPECIMEN: HD{number}K", "CLIENT: 0000412"),
            (f"DOB: {born:%m/%d/%Y}   AGE: {age(born, day)}", f"COLLECTED: {day:%m/%d/%Y}  08:35", "IMAGINED PRACTICE"),
            ("SEX: F   FASTING: Y", f"RECEIVED: {received:%m/%d/%Y}  02:11", "12 NOWHERE LN"),
            ("PHONE: 555-0100", f"REPORTED: {reported:%m/%d/%Y}  09:40", "DAYTON, OH"),
        ):  # fmt: skip
            row(pen, zip((36, 230, 430), line, strict=True), 8)
            pen.down(11)
        pen.down(10)
        heads = ((36, "Test Name"), (240, "In Range"), (312, "Out Of Range"), (400, "Reference Range"), (554, "Lab"))
        row(pen, heads, bold=True)
        pen.rule(36, 576)

    def room() -> None:
        if pen.y < 210:
            pen.down(20)
            pen.text(576, "CONTINUED ON NEXT PAGE", 8, right=True)
            new_page(pen)
            head(2)
            pen.down(16)

    head(1)
    for title, lines in shown:
        pen.down(22)
        room()
        pen.text(36, title, 9, bold=True)
        for result, sign in lines:
            pen.down(16)
            room()
            flag = mark(result, " H", " L")
            between = interval(result, "-", "< OR = {}", "> OR = {}")
            pen.text(46, american(dice, result).upper(), 9)
            pen.text(312 if flag else 240, f"{sign}{result.value}{flag}", 9, bold=bool(flag))
            row(pen, ((400, f"{between} {result.unit}"), (558, "HD")))
    pen.down(22)
    room()
    row(pen, ((36, "HEPATITIS C ANTIBODY"), (240, "NON-REACTIVE"), (400, "NON-REACTIVE"), (558, "HD")))
    pen.down(26)
    pen.text(36, "HD   Halvorsen Diagnostics-Dayton, 88 Fictional Rd, Dayton, OH   Director: M. Figment, MD", 8)
    return pen.done(), truth_on(results_in(shown), day)


def hospital_record_printout(dice: random.Random) -> Drawn:
    """A US hospital's record: flag in brackets behind the value, range with unit, each order with its own dates."""
    day, (name, born), pen = some_day(dice), a_person(dice), Pen(LETTER)
    shown = groups(
        dice, ALL,
        ("CBC without Differential", COUNT, 7), ("Comprehensive Metabolic Panel", (*SALTS[:8], *LIVER[:6]), 12),
        ("TSH, Vitamins and Iron", (*HORMONES[:1], "62292-8", *STORES[:3]), 4),
    )  # fmt: skip

    def us(when: date) -> str:
        return f"{when.month}/{when.day}/{when.year}"

    pen.text(54, f"{name}", 13, bold=True)
    pen.text(558, "Riverbend Health System", 10, right=True)
    pen.down(14)
    pen.text(
        54, f"MRN: 00{dice.randint(100000, 999999)}   DOB: {us(born)}   Legal sex: Female   PCP: Imaginary, A., MD", 8.5
    )
    pen.rule(54, 558)
    for title, lines in shown:
        pen.down(26)
        pen.text(54, title, 11, bold=True)
        pen.text(558, "Status: Final result", 8.5, right=True)
        pen.down(13)
        minute, resulted = dice.randint(10, 59), day + timedelta(days=1)
        pen.text(
            54,
            f"Specimen collected: {us(day)}  7:{minute} AM      Last resulted: {us(resulted)}  6:{minute} AM",
            8,
        )
        pen.down(17)
        row(pen, ((60, "Component"), (260, "Value"), (350, "Ref Range & Units"), (500, "Status")), bold=True)
        for place, (result, sign) in enumerate(lines):
            pen.down(14)
            if place % 2 == 0:
                band(pen, 54, 558, 14, colors.HexColor("#eeeeee"))
            flag = mark(result, " (H)", " (L)")
            pen.text(60, american(dice, result), 9)
            pen.text(260, f"{sign}{result.value}{flag}", 9, bold=bool(flag))
            between = interval(result, " - ", "<={}", ">={}")
            row(pen, ((350, f"{between} {result.unit}"), (500, "Final")))
    pen.down(28)
    pen.text(54, f"Printed by Fictional, B., RN at {us(day + timedelta(days=4))}  2:15 PM", 8)
    return pen.done(), truth_on(results_in(shown), day)


def surgery_printout(dice: random.Random) -> Drawn:
    """A British practice system: unit, range with `to`, women's range named, the finding in words; a culture below."""
    day, (name, born), pen = some_day(dice), a_person(dice), Pen(font="Times-Roman")
    shown = groups(
        dice, WORLD,
        ("Full blood count", COUNT, 5), ("Urea and electrolytes", SALTS, 4), ("Liver function tests", LIVER, 4),
        ("Other", ("14647-2", "1988-5", *STORES, *HORMONES), 4),
    )  # fmt: skip
    pen.text(55, "Larkfield Medical Centre", 15, bold=True)
    pen.down(18)
    pen.text(55, f"Pathology results for {name}, born {born:%d %b %Y}, female, NHS number 000 000 0000", 10)
    pen.down(15)
    pen.text(55, f"Sample collected: {day:%d %b %Y} 09:35", 10)
    pen.text(300, f"Received by laboratory: {day:%d %b %Y} 14:10", 10)
    pen.down(13)
    pen.text(55, f"Report issued: {day + timedelta(days=1):%d %b %Y} 08:02", 10)
    pen.text(300, f"Filed: {day + timedelta(days=3):%d %b %Y} by Dr G. Notional", 10)
    pen.down(26)
    heads = ((55, "Test"), (255, "Result"), (310, "Units"), (370, "Normal range"), (480, "Comment"))
    row(pen, heads, 10, bold=True)
    for title, lines in shown:
        pen.down(24)
        pen.text(55, title, 10.5, bold=True)
        pen.rule(55, 545)
        for result, sign in lines:
            pen.down(16)
            code, names = result.analyte.loinc, result.analyte.names
            between = interval(result, " to ", "less than {}", "more than {}")
            pen.text(60, BRITISH.get(code) or max(names, key=len), 10)
            pen.text(255, f"{sign}{result.value}", 10)
            row(pen, ((310, result.unit), (370, f"Female: {between}" if code in BY_SEX else between)), 10)
            pen.text(480, mark(result, "Above range", "Below range"), 10)
    pen.down(26)
    row(pen, ((60, "Urine culture"), (255, "No significant growth")), 10)
    pen.down(24)
    pen.text(55, "Action: speak to the doctor at the next routine appointment.", 10)
    return pen.done(), truth_on(results_in(shown), day)


def private_canadian(dice: random.Random) -> Drawn:
    """A Canadian laboratory: the flag before the result, the range before the unit, ISO dates, ruled lines."""
    day, (name, born), pen = some_day(dice), a_person(dice), Pen(LETTER)
    shown = groups(
        dice, WORLD,
        ("Hematology", COUNT, 5), ("General Chemistry", (*SALTS, *LIVER, *INFLAMMATION), 9),
        ("Endocrinology", ("3016-3", "14920-3", "2276-4", "59261-8"), 3),
    )  # fmt: skip
    flags = dice.choice((("A", "A"), ("H", "L"), ("HI", "LO")))
    pen.text(48, "MapleWest Medical Laboratories", 14, bold=True)
    pen.down(13)
    pen.text(48, "Unit 9, 1200 Makebelieve Way, Burnaby BC   Licence 0000", 8)
    pen.down(20)
    for left, middle, right in (
        ("Patient", name, f"Collected: {day.isoformat()} 08:05"),
        ("Date of birth", f"{born.isoformat()}  ({age(born, day)} years)", f"Received: {day.isoformat()} 15:47"),
        ("Sex", "F", f"Reported: {(day + timedelta(days=1)).isoformat()} 06:30"),
        ("Health number", "0000 000 000", "Ordered by: Dr. N. Hypothetical"),
    ):
        row(pen, ((48, left), (130, middle), (370, right)), 9)
        pen.down(13)
    pen.down(12)
    band(pen, 44, 568, 17, colors.HexColor("#dfe9dc"))
    row(pen, ((48, "Test"), (250, "Flag"), (380, "Reference Range"), (490, "Units")), 9, bold=True)
    pen.text(345, "Result", 9, bold=True, right=True)
    for title, lines in shown:
        pen.down(24)
        pen.text(48, title, 10, bold=True)
        for result, sign in lines:
            pen.down(17)
            pen.text(54, min(result.analyte.names, key=len), 9.5)
            pen.text(250, mark(result, *flags), 9.5, bold=True)
            pen.text(345, f"{sign}{result.value}", 9.5, right=True)
            row(pen, ((380, interval(result, " \u2013 ", "<={}", ">={}")), (490, result.unit)), 9.5)
            pen.rule(48, 564)
    pen.down(26)
    pen.text(48, "Urinalysis", 10, bold=True)
    for test, found in (("Nitrite", "Negative"), ("Leukocyte Esterase", dice.choice(("Negative", "Trace")))):
        pen.down(17)
        pen.text(54, test, 9.5)
        pen.text(345, found, 9.5, right=True)
        pen.text(380, "Negative", 9.5)
        pen.rule(48, 564)
    return pen.done(), truth_on(results_in(shown), day)


def clinic_with_prior(dice: random.Random) -> Drawn:
    """A US clinic's laboratory: present and prior value in neighbouring columns, each column under its date."""
    day, (name, born), pen = some_day(dice), a_person(dice), Pen(LETTER)
    before = day - timedelta(days=dice.randint(70, 400))
    shown = groups(
        dice, ALL,
        ("Chemistry", (*SALTS, *LIVER), 10), ("Lipids", LIPIDS, 3), ("Hematology", COUNT, 5), ("Other", HORMONES, 3),
    )  # fmt: skip
    truth = set(truth_on(results_in(shown), day))
    pen.text(50, "Cedar Hollow Physicians Laboratory", 13, bold=True)
    pen.down(18)
    pen.text(50, f"{name}   Female   DOB {born:%m/%d/%Y}   Chart {dice.randint(10000, 99999)}", 9)
    pen.down(13)
    pen.text(
        50,
        f"Collected {day:%m/%d/%Y} 9:20 AM   Reported {day + timedelta(days=1):%m/%d/%Y}   Ordered by A. Maybe, DO",
        9,
    )
    pen.down(28)
    row(pen, ((50, "Test"), (365, "Units"), (440, "Normal Range")), bold=True)
    for x, head in ((270, "Current"), (345, "Prior")):
        pen.text(x, head, 9, bold=True, right=True)
    pen.down(11)
    for x, when in ((270, day), (345, before)):
        pen.text(x, f"{when:%m/%d/%Y}", 8, right=True)
    pen.rule(50, 560)
    for title, lines in shown:
        pen.down(20)
        pen.text(50, title, 9.5, bold=True)
        for result, sign in lines:
            pen.down(14.5)
            flag = mark(result, "H", "L")
            pen.text(58, american(dice, result), 9)
            pen.text(270, f"{sign}{result.value}", 9, right=True, bold=bool(flag))
            row(pen, ((274, flag), (365, result.unit), (440, interval(result, " - ", "< {}", "> {}"))), bold=False)
            if dice.random() < 0.8:
                prior = result_of(dice, result.analyte)
                pen.text(345, prior.value, 9, right=True)
                pen.text(349, mark(prior, "H", "L"), 9)
                truth.add((result.analyte.loinc, prior.value, result.analyte.ucum, before))
    pen.down(28)
    pen.text(50, "H = above, L = below the normal range.", 8)
    return pen.done(), frozenset(truth)


STANDING: tuple[Layout, ...] = (
    in_and_out_of_range, hospital_record_printout, surgery_printout, private_canadian, laboratorio_mexicano,
    hospital_comarcal, clinic_with_prior, con_resultado_anterior, brisbane_cumulative, small_print_comments,
)  # fmt: skip
