"""Shared drawing: pages, headers and paragraphs in reportlab's standard fonts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

DATE_FORM = "%d %b %Y"
NOT_REAL = "Demonstration document. The person and the results are invented."


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the paper is about, as printed."""

    name: str
    birth_date: date
    sex: str
    number: str


def written(day: date) -> str:
    """A date that no country reads the other way round."""
    return day.strftime(DATE_FORM)


def paragraph(
    text: str, *, size: float = 10, bold: bool = False, space_after: float = 6, leading: float = 0
) -> Flowable:
    """A paragraph of plain text."""
    from xml.sax.saxutils import escape

    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    style = ParagraphStyle(
        "p",
        fontName="Helvetica-Bold" if bold else "Helvetica",
        fontSize=size,
        leading=leading or size * 1.35,
        spaceAfter=space_after,
    )
    return Paragraph(escape(text), style)


def build(flow: list[Flowable], *, title: str) -> bytes:
    """The pages as PDF; every page says that it is a demonstration."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import SimpleDocTemplate

    def foot(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 7.5)
        canvas.drawString(20 * mm, 10 * mm, NOT_REAL)
        canvas.drawRightString(190 * mm, 10 * mm, f"Page {document.page}")

    buffer = BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
        title=title,
        invariant=1,
    )
    document.build(flow, onFirstPage=foot, onLaterPages=foot)
    return buffer.getvalue()
