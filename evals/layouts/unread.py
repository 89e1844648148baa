"""Ten laboratory reports drawn without sight of the code that reads them: seven ordinary, three demanding.

Large American laboratories, a British hospital trust and a portal's print-out stand here; Spain, Mexico and Argentina
in `unread_spanish`, the demanding ones in `unread_demanding`.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from reportlab.lib import colors
from reportlab.lib.pagesizes import LETTER

from evals.layouts.drawing import ALL, Drawn, Layout, draw_all, result_of, some_day, truth_on
from evals.layouts.forms import Form, Pen, english
from evals.layouts.sheets import (
    COUNT,
    HORMONES,
    LIPIDS,
    LIVER,
    SALTS,
    STORES,
    age,
    band,
    limited,
    new_page,
    panel,
    row,
)  # fmt: skip
from evals.layouts.truth_more import SI
from evals.layouts.unread_demanding import DEMANDING
from evals.layouts.unread_spanish import SPANISH


def current_and_previous(dice: random.Random) -> Drawn:
    """A large American laboratory: the current result, the previous one with its date beside it, grey panel bars."""
    day, pen, truth = some_day(dice), Pen(LETTER), set()
    before, sent = day - timedelta(days=dice.randrange(80, 400)), day + timedelta(days=2)

    def head(page: int) -> None:
        row(pen, ((42, "Bluefield Laboratory Corporation"),), 14, bold=True)
        pen.text(570, "Patient Report", 12, right=True)
        pen.down(22)
        row(pen, ((42, "Linwood, Harper"), (300, "Ordering Physician: T. Okafor"), (500, f"Page {page} of 2")))
        pen.down(13)
        row(pen, ((42, "DOB: 06/30/1968"), (140, f"Age: {age(date(1968, 6, 30), day)}"), (200, "Sex: Female")))
        pen.text(300, "Account Number: 31008842", 9)
        pen.down(13)
        row(pen, ((42, f"Date Collected: {day:%m/%d/%Y}"), (190, f"Date Received: {day:%m/%d/%Y}")))
        row(pen, ((330, f"Date Reported: {sent:%m/%d/%Y}"), (480, "Fasting: Yes")))
        pen.rule(40, 572)
        pen.down(22)
        row(pen, ((42, "Test"), (185, "Current Result and Flag"), (310, "Previous Result and Date")), 8.5, bold=True)
        row(pen, ((430, "Units"), (490, "Reference Interval")), 8.5, bold=True)

    head(1)
    panels = (
        ("CBC, No Differential", COUNT, 7), ("Comp. Metabolic Panel", SALTS, 8), ("Hepatic Function", LIVER, 5),
        ("Lipid Panel", LIPIDS, 3), ("Thyroid and A1c", HORMONES, 3),
    )  # fmt: skip
    for number, (title, codes, count) in enumerate(panels):
        if number == 3:
            pen.down(24)
            pen.text(42, "Results continue on the next page.", 8)
            new_page(pen)
            head(2)
        pen.down(24)
        band(pen, 40, 572, 15, colors.lightgrey)
        pen.text(42, title, 9.5, bold=True)
        for result in panel(dice, ALL, codes, count):
            pen.down(17)
            name, (low, high) = english(dice, result), result.bounds()
            pen.text(48, name, 9)
            width = pen.canvas.stringWidth(name, pen.font, 9)
            pen.canvas.setFont(pen.font, 5.5)
            pen.canvas.drawString(49 + width, pen.y + 3.5, "01")
            flag = result.flag("High", "Low")
            row(pen, ((185, result.value), (240, flag)), 9, bold=bool(flag))
            row(pen, ((430, result.unit), (490, f"0-{high}" if result.analyte.low == 0 else f"{low}-{high}")))
            truth |= truth_on([result], day)
            if dice.random() < 0.6:
                earlier = result_of(dice, result.analyte)
                row(pen, ((310, earlier.value), (355, f"{before:%m/%d/%Y}")))
                truth |= truth_on([earlier], before)
    pen.down(30)
    pen.text(42, "01: Bluefield Dunmore, 220 Quarry Road, Dunmore PA 18512. Lab director: P. Nolan, MD", 7.5)
    return pen.done(), frozenset(truth)


def in_and_out_of_range(dice: random.Random) -> Drawn:
    """Another large American laboratory: results in range and out of range in two columns, units after the range."""
    day, pen, truth = some_day(dice), Pen(LETTER, "Courier"), set()
    pen.text(40, "PRAIRIE DIAGNOSTICS", 13, bold=True)
    pen.text(570, "Report Status: Final", 10, right=True)
    pen.down(22)
    sent = day + timedelta(days=1)
    for left, middle in (
        ("Patient Information", "Specimen Information"),
        ("BECKETT, NOEL", "Specimen:    PD407713K"),
        (f"DOB: 09/17/1959  AGE: {age(date(1959, 9, 17), day)}", "Requisition: 0009921"),
        ("Gender: M", f"Collected:   {day:%m/%d/%Y} / 07:42"),
        ("Phone: 555.0137", f"Received:    {day:%m/%d/%Y} / 22:16"),
        ("Patient ID: 88120", f"Reported:    {sent:%m/%d/%Y} / 09:05"),
    ):
        row(pen, ((40, left), (290, middle)), 8.5, bold=left == "Patient Information")
        pen.down(12)
    pen.down(12)
    row(pen, ((40, "Test Name"), (235, "In Range"), (310, "Out Of Range"), (405, "Reference Range"), (545, "Lab")), 8.5)
    pen.rule(40, 572)
    for title, codes, count in (
        ("LIPID PANEL, STANDARD", LIPIDS, 3), ("COMPREHENSIVE METABOLIC PANEL", SALTS + LIVER, 11),
        ("TSH, T4 AND A1C", HORMONES, 3), ("VITAMINS AND IRON", STORES, 4),
    ):  # fmt: skip
        pen.down(18)
        pen.text(40, title, 8.5, bold=True)
        for plain in panel(dice, ALL, codes, count):
            result, sign = limited(dice, plain)
            pen.down(13)
            low, high = result.bounds()
            flag, value = result.flag("H", "L"), sign + result.value
            pen.text(50, english(dice, result).upper(), 8.5)
            pen.text(310 if flag else 235, f"{value} {flag}".rstrip(), 8.5, bold=bool(flag))
            interval = f"< OR = {high}" if result.analyte.low == 0 else f"{low}-{high}"
            pen.text(405, f"{interval} {result.unit}", 8.5)
            pen.text(545, "DAL", 8.5)
            truth |= truth_on([result], day)
            if result.analyte.loinc == "4548-4":
                for line in (
                    "For someone without known diabetes, a hemoglobin A1c value between 5.7%",
                    "and 6.4% is consistent with prediabetes and should be confirmed with a",
                    "follow-up test.",
                ):
                    pen.down(11)
                    pen.text(70, line, 8)
    pen.down(26)
    pen.text(40, "PERFORMING SITE: DAL PRAIRIE DIAGNOSTICS-DALTON, 4770 REGENCY ROW, DALTON TX 75063", 7.5)
    return pen.done(), frozenset(truth)


def hospital_trust(dice: random.Random) -> Drawn:
    """A British hospital trust in SI units: the flag before the result, the range before the units, comments."""
    day, pen, truth = some_day(dice), Pen(), set()
    pen.text(45, "Northmere University Hospitals NHS Trust", 13, bold=True)
    pen.down(15)
    pen.text(45, "Department of Blood Sciences    Enquiries: 01632 960 114", 9)
    pen.down(24)
    pen.canvas.rect(42, pen.y - 50, 510, 64)
    row(pen, ((48, "Name: THORNE, Imogen"), (250, "NHS No: 000 000 0000"), (410, "Sex: F   DOB: 23/08/1974")))
    pen.down(15)
    row(pen, ((48, "Requested by: Dr S. Whitlock, Mill Lane Surgery"), (410, "Lab No: C,24.0061187.P")))
    pen.down(15)
    row(pen, ((48, f"Collected: {day:%d-%b-%Y} 09:20"), (220, f"Received: {day:%d-%b-%Y} 15:04")))
    pen.text(390, f"Authorised: {day + timedelta(days=1):%d-%b-%Y} 08:31", 9)
    pen.down(15)
    pen.text(48, "Clinical details: tired all the time for 3 months, on ramipril 5 mg", 9)
    pen.down(30)
    row(pen, ((45, "Investigation"), (250, "Flag"), (300, "Result")), bold=True)
    row(pen, ((360, "Reference range"), (470, "Units")), bold=True)
    pen.rule(45, 552)
    for title, codes, count, comment in (
        ("Urea and electrolytes", SALTS, 4, "Specimen not haemolysed. Repeat in 2 weeks if the dose is changed."),
        ("Liver function tests", LIVER, 3, ""),
        ("Full blood count", COUNT, 4, "Film: no abnormal cells seen."),
        ("Other tests", ("1988-5", *HORMONES, "2276-4"), 5, "Repeat thyroid function in 6 to 8 weeks."),
    ):
        pen.down(21)
        pen.text(45, title, 9.5, bold=True)
        for plain in panel(dice, SI, codes, count):
            result, sign = limited(dice, plain)
            pen.down(14)
            flag = result.flag("HIGH", "LOW")
            row(pen, ((55, english(dice, result)), (250, flag), (360, " - ".join(result.bounds())), (470, result.unit)))
            pen.text(300, f"{sign}{result.value}", 9, bold=bool(flag))
            truth |= truth_on([result], day)
        if comment:
            pen.down(13)
            pen.text(55, comment, 8)
    pen.down(14)
    row(pen, ((55, "Coeliac screen (tTG IgA)"), (300, "Negative")))
    return pen.done(), frozenset(truth)


def portal_components(dice: random.Random) -> Drawn:
    """A hospital portal's print-out: a table for each panel with its own dates; value and unit in one cell."""
    day, pen, truth = some_day(dice), Pen(LETTER), set()
    out = day + timedelta(days=1)
    row(pen, ((45, "Lakeshore Clinic"),), 15, bold=True)
    pen.text(565, "Name: Casey Notreal | DOB: 4/23/1983 | MRN: 7104-221", 8.5, right=True)
    for title, codes, count in (
        ("CBC with platelets", COUNT, 6), ("Basic metabolic panel", SALTS, 7), ("Iron and vitamin studies", STORES, 4),
        ("Thyroid and diabetes", HORMONES, 3),
    ):  # fmt: skip
        if pen.y < 190:
            new_page(pen)
        pen.down(32)
        pen.text(45, title, 12, bold=True)
        pen.down(14)
        pen.text(45, f"Collected on {day:%b} {day.day}, {day.year} 8:05 AM", 9)
        pen.text(300, f"Result date: {out:%b} {out.day}, {out.year} 2:11 PM", 9)
        pen.down(20)
        row(pen, ((45, "Component"), (215, "Your Value"), (360, "Standard Range"), (510, "Flag")), bold=True)
        pen.rule(45, 565)
        for plain in panel(dice, ALL, codes, count):
            result, sign = limited(dice, plain)
            pen.down(17)
            low, high = result.bounds()
            row(pen, ((45, english(dice, result)), (215, f"{sign}{result.value} {result.unit}")), 9.5)
            row(pen, ((360, f"{low} - {high} {result.unit}"),), 9.5)
            pen.text(510, result.flag("H", "L"), 9.5, bold=True)
            pen.rule(45, 565)
            truth |= truth_on([result], day)
        if title == "Basic metabolic panel":
            pen.down(18)
            pen.text(45, "Comment from your care team: we will talk about these at your visit in 2 weeks.", 9)
    pen.down(30)
    pen.text(45, f"Printed {out + timedelta(days=12):%m/%d/%Y} from the patient portal", 8)
    return pen.done(), frozenset(truth)


UNREAD: tuple[Layout, ...] = (
    current_and_previous, in_and_out_of_range, hospital_trust, portal_components, *SPANISH, *DEMANDING,
)  # fmt: skip


def unread_forms(seed: int, each: int) -> list[Form]:
    """`each` reports of every unread form, with their truth."""
    return draw_all(UNREAD, seed, each)
