"""Letters, imaging reports and prescriptions."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from salus.app.demo.papers.content import Letter, Prescription
from salus.app.demo.papers.sheet import Subject, build, paragraph, written

if TYPE_CHECKING:
    from reportlab.platypus import Flowable


def draw_letter(letter: Letter, subject: Subject, day: date) -> bytes:
    """A letter in headed paragraphs."""
    from reportlab.platypus import Spacer

    flow: list[Flowable] = [
        paragraph(letter.institution, size=14, bold=True, space_after=10),
        paragraph(f"Date: {written(day)}", space_after=2),
        paragraph(f"Re: {subject.name}, born {written(subject.birth_date)}, no. {subject.number}", space_after=12),
        paragraph(letter.title, size=13, bold=True),
    ]
    for heading, text in letter.paragraphs:
        flow += [paragraph(heading, size=10.5, bold=True, space_after=2), paragraph(text, space_after=8)]
    if letter.has_picture:
        flow += [Spacer(0, 4), _schematic(), paragraph("Figure 1. Right breast, mediolateral oblique view.", size=8.5)]
    flow += [Spacer(0, 14), paragraph(letter.signed)]
    return build(flow, title=letter.title)


def draw_prescription(prescription: Prescription, subject: Subject, day: date) -> bytes:
    """A prescription form with large print, as it is photographed by patients."""
    from reportlab.platypus import Spacer

    flow: list[Flowable] = [
        paragraph("Lindenpark Family Practice", size=17, bold=True, space_after=14, leading=22),
        paragraph("PRESCRIPTION", size=14, bold=True, space_after=12),
        paragraph(f"Name: {subject.name}", size=13),
        paragraph(f"Date of birth: {written(subject.birth_date)}", size=13),
        paragraph(f"Date: {written(day)}", size=13, space_after=18),
    ]
    for number, (name, dosage, amount) in enumerate(prescription.items, start=1):
        flow += [
            paragraph(f"{number}. {name}", size=14, bold=True, space_after=3),
            paragraph(dosage, size=13, space_after=3),
            paragraph(f"Dispense: {amount}", size=12, space_after=16),
        ]
    if prescription.note:
        flow.append(paragraph(prescription.note, size=12, space_after=18))
    flow += [Spacer(0, 24), paragraph(prescription.signed, size=12)]
    return build(flow, title="Prescription")


def _schematic() -> Flowable:
    """A drawn stand-in for a mammogram: brighter towards the chest wall, one soft round density."""
    import numpy as np
    from PIL import Image as Picture
    from reportlab.platypus import Image

    y, x = np.mgrid[0:320, 0:240]
    tissue = np.clip(1 - np.hypot((x - 10) / 200, (y - 160) / 165), 0, 1)
    density = 0.5 * np.exp(-(((x - 110) / 14) ** 2 + ((y - 140) / 12) ** 2))
    shade = np.random.default_rng(7).normal(0, 0.015, x.shape)
    pixels = np.clip((tissue * 0.75 + density * (tissue > 0) + shade * (tissue > 0)) * 255, 0, 255).astype(np.uint8)
    buffer = BytesIO()
    Picture.fromarray(pixels).save(buffer, "PNG")
    buffer.seek(0)
    return Image(buffer, width=150, height=200, hAlign="LEFT")
