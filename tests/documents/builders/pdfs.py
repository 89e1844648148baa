"""Digital PDFs from sheets, and what can be done to a PDF: joined, locked, turned."""

from __future__ import annotations

import io
from collections.abc import Callable

from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.documents.builders.sheets import Sheet, lab_sheet, letter_sheet


def pdf(*sheets: Sheet, compress: bool = True) -> bytes:
    """The sheets as a digital PDF, one page each."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pageCompression=int(compress), invariant=True)
    for sheet in sheets:
        canvas.setPageSize((sheet.width, sheet.height))
        _draw(canvas, sheet)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw(canvas: Canvas, sheet: Sheet) -> None:
    for x, y, width, height, png in sheet.pictures:
        canvas.drawImage(ImageReader(io.BytesIO(png)), x, sheet.height - y - height, width, height)
    canvas.setLineWidth(0.6)
    for rule in sheet.rules:
        canvas.line(rule.x0, sheet.height - rule.y0, rule.x1, sheet.height - rule.y1)
    for part in sheet.prints:
        canvas.setFont(part.font, part.size)
        canvas.drawString(part.x, sheet.height - part.y, part.text)


def digital_pdf(pages: int) -> bytes:
    """A digital PDF of so many pages, letters and lab reports in turn."""
    return pdf(*(lab_sheet() if number % 3 == 1 else letter_sheet(number) for number in range(pages)))


def joined(*pdfs: bytes) -> bytes:
    """The pages of several PDFs in one file."""
    writer = PdfWriter()
    for data in pdfs:
        writer.append(PdfReader(io.BytesIO(data)))
    return _written(writer)


def changed(data: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    """The PDF after `change` was applied to its pypdf writer (rotate, crop, annotate...)."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    change(writer)
    return _written(writer)


def encrypted(data: bytes, password: str, algorithm: str = "AES-256") -> bytes:
    """The PDF locked with a user password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user_password=password, owner_password=password + "-owner", algorithm=algorithm)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
