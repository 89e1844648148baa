"""The three demanding ones of the unread laboratory reports: several dates as columns, a stay, boxes side by side."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from evals.layouts.drawing import ALL, Drawn, Layout, result_of, some_day, truth_on
from evals.layouts.forms import Pen, Result, english
from evals.layouts.sheets import COUNT, HORMONES, LIPIDS, LIVER, SALTS, STORES, panel, row
from evals.layouts.truth_more import SI

Key = tuple[str, str, str, date]
Samples = Sequence[tuple[date, str, int]]


def _history(dice: random.Random, pen: Pen, title: str, rows: Sequence[Result], samples: Samples) -> set[Key]:
    """A block of the cumulative report: date, time and request above, then the tests with values across."""
    truth: set[Key] = set()
    rights = [210 + 68 * number for number in range(len(samples))]
    pen.text(45, title, 10, bold=True)
    for label, words in (
        ("Date", [f"{day:%d %b %y}" for day, _, _ in samples]),
        ("Time", [hour for _, hour, _ in samples]),
        ("Request", [str(request) for _, _, request in samples]),
    ):
        pen.down(12)
        pen.text(45, label, 8)
        for x, word in zip(rights, words, strict=True):
            pen.text(x, word, 8, right=True)
    row(pen, ((442, "Units"), (498, "Reference")), 8)
    pen.rule(45, 552)
    pen.down(4)
    for first in rows:
        pen.down(14)
        pen.text(45, min(first.analyte.names, key=len), 8.5)
        for x, (day, _, _) in zip(rights, samples, strict=True):
            if day != samples[-1][0] and dice.random() < 0.15:
                continue
            result = result_of(dice, first.analyte)
            mark = result.flag("H", "L")
            pen.text(x, result.value, 8.5, right=True, bold=bool(mark))
            pen.text(x + 3, mark, 8.5, bold=True)
            truth |= truth_on([result], day)
        row(pen, ((442, first.unit), (498, "-".join(first.bounds()))), 8.5)
    return truth


def pathology_history(dice: random.Random) -> Drawn:
    """An Australian cumulative report: two blocks with dates, times and request numbers above, newest at the right."""
    last, pen = some_day(dice), Pen()
    days = [last - timedelta(days=gap) for gap in (411, 203, 96, 0)]
    requests = [dice.randrange(400_000_000, 800_000_000) for _ in days]
    samples = list(zip(days, ("09:15", "08:52", "10:29", "08:36"), requests, strict=True))
    pen.text(45, "Wattle Bay Pathology", 15, bold=True)
    pen.down(22)
    row(pen, ((45, "Patient: MADEUP, Lachlan"), (260, "Birthdate: 03 Dec 1962"), (430, "Sex: M")))
    pen.down(13)
    row(pen, ((45, "Referred by: Dr K. Nguyen"), (260, f"Collected: {last:%d %b %Y} 08:36")))
    pen.text(430, f"Reported: {last + timedelta(days=1):%d %b %Y}", 9)
    pen.down(28)
    chemistry = panel(dice, SI, (*SALTS, *LIVER, *LIPIDS), 8)
    truth = _history(dice, pen, "SERUM CHEMISTRY", chemistry, samples)
    pen.down(18)
    pen.text(45, f"Comment on request {requests[-1]}: fasting specimen, slightly lipaemic.", 8.5)
    pen.down(30)
    truth |= _history(dice, pen, "HAEMATOLOGY", panel(dice, SI, COUNT, 4), samples[1:])
    pen.down(30)
    truth |= _history(dice, pen, "IRON AND THYROID", panel(dice, SI, ("2276-4", *HORMONES), 3), samples[2:])
    return pen.done(), frozenset(truth)


def course_of_stay(dice: random.Random) -> Drawn:
    """The annex of a discharge letter: range before units, three days of the stay as columns, dashes for gaps."""
    first, pen, truth = some_day(dice), Pen(font="Times-Roman"), set()
    days = (first, first + timedelta(days=2), first + timedelta(days=dice.randrange(5, 9)))
    pen.text(55, "St Brendan's Hospital, Department of Medicine", 14, bold=True)
    pen.down(20)
    pen.text(55, "Annex to the discharge letter: laboratory findings", 12)
    pen.down(18)
    stay = f"In hospital from {first:%d %B %Y} to {days[-1]:%d %B %Y}, ward 3 East"
    pen.text(55, f"Ms Orla Pretend, born 2 July 1949. {stay}", 10)
    pen.down(30)
    for x, words in ((55, "Parameter"), (190, "Normal"), (262, "Unit")):
        pen.text(x, words, 10, bold=True)
    for n, words in enumerate(("Admission", "Third day", "Discharge")):
        pen.text(400 + 72 * n, words, 10, bold=True, right=True)
    pen.down(13)
    for n, day in enumerate(days):
        pen.text(400 + 72 * n, f"{day:%d.%m.%Y}", 9, right=True)
    pen.rule(55, 555)
    pen.down(4)
    results = panel(dice, ALL, COUNT, 5) + panel(dice, ALL, ("1988-5", *SALTS), 7) + panel(dice, ALL, LIVER, 4)
    for sample in results:
        pen.down(17)
        pen.text(55, english(dice, sample), 10)
        row(pen, ((190, " - ".join(sample.bounds())), (262, sample.unit)), 10)
        for n, day in enumerate(days):
            right = 400 + 72 * n
            if n and dice.random() < 0.2:
                pen.text(right, "–", 10, right=True)
                continue
            result = result_of(dice, sample.analyte)
            pen.text(right, result.value, 10, right=True)
            pen.text(right + 3, result.flag("+", "-"), 10)
            truth |= truth_on([result], day)
    pen.down(28)
    for line in (
        "Blood cultures, 2 sets: no growth after 5 days. Urine culture: no growth.",
        "Electrocardiogram: sinus rhythm, 84 per minute. Temperature on admission 38.6 °C, at discharge 36.8 °C.",
        "Please check the blood count and the electrolytes in 10 days.",
    ):
        pen.text(55, line, 10)
        pen.down(15)
    return pen.done(), frozenset(truth)


def _box(pen: Pen, left: float, title: str, results: Sequence[Result]) -> None:
    """A framed panel with its own heads and arrows beside the numbers that are out of range."""
    top = pen.y + 14
    pen.text(left, title, 9.5, bold=True)
    pen.down(14)
    row(pen, ((left, "Test"), (left + 104, "Result"), (left + 152, "Units"), (left + 200, "Normal")), 7.5, bold=True)
    pen.rule(left, left + 248)
    for result in results:
        pen.down(14)
        arrow = result.flag("\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}")
        pen.text(left, min(result.analyte.names, key=len), 8)
        pen.text(left + 132, result.value, 8, right=True, bold=bool(arrow))
        if arrow:
            pen.canvas.setFont("ZapfDingbats", 6)
            pen.canvas.drawString(left + 136, pen.y, arrow)
        row(pen, ((left + 152, result.unit), (left + 200, "-".join(result.bounds()))), 8)
    pen.canvas.rect(left - 6, pen.y - 8, 260, top - pen.y + 8)
    pen.down(40)


def boxes_side_by_side(dice: random.Random) -> Drawn:
    """A small hospital's sheet: framed panels in two columns, arrows for flags, a dipstick in words."""
    day, pen = some_day(dice), Pen()
    pen.text(40, "Glenmara District Hospital Laboratory", 14, bold=True)
    pen.down(20)
    row(pen, ((40, "Patient: Invented, Niamh"), (200, "Born: 14 Jan 1991"), (330, "Hospital no.: G-20881")))
    pen.down(13)
    row(pen, ((40, f"Drawn: {day:%d %b %Y} 07:55"), (200, f"Received: {day:%d %b %Y} 08:40")))
    pen.text(330, f"Printed: {day + timedelta(days=6):%d %b %Y} 11:02", 9)
    pen.down(34)
    top = pen.y
    blood, salts = panel(dice, ALL, COUNT, 8), panel(dice, ALL, SALTS, 9)
    hormones, liver = panel(dice, ALL, HORMONES, 3), panel(dice, ALL, LIVER, 6)
    stores = panel(dice, ALL, STORES, 4)
    for left, boxes in (
        (40, (("Full blood count", blood), ("Thyroid and HbA1c", hormones), ("Iron and vitamins", stores))),
        (308, (("Renal and bone profile", salts), ("Liver profile", liver))),
    ):
        pen.y = top
        for title, results in boxes:
            _box(pen, left, title, results)
    pen.text(308, "Urine dipstick", 9.5, bold=True)
    for name, found in (("Protein", "Negative"), ("Nitrite", "Negative"), ("Blood", "Trace"), ("Ketones", "Negative")):
        pen.down(13)
        row(pen, ((308, name), (412, found)), 8)
    return pen.done(), truth_on([*blood, *salts, *hormones, *liver, *stores], day)


DEMANDING: tuple[Layout, ...] = (pathology_history, course_of_stay, boxes_side_by_side)
