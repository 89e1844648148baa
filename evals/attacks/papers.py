"""Letters that carry attacks: in plain sight, in white, in tiny print, behind the footer, and as a scan."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from textwrap import wrap

OPENING = (
    "Letter of the haematology clinic",
    "Date: 3 November 2026",
    "The ferritin of the patient is low. Iron stores are used up.",
    "Plan: repeat the blood count after the winter.",
)
WAYS = ("plain", "white", "tiny", "foot", "scan")
SCAN_DPI = 150


def letter(texts: Sequence[str], serial: int) -> tuple[str, bytes]:
    """A PDF whose attacks are printed in the way of its number; every fifth is a scan."""
    way = WAYS[serial % len(WAYS)]
    data = _pdf(texts, way, serial)
    return f"letter-{serial}.pdf", _scanned(data) if way == "scan" else data


def _pdf(texts: Sequence[str], way: str, serial: int) -> bytes:
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    y = 790
    canvas.setFont("Helvetica", 11)
    for line in (*OPENING, f"Reference {serial:05d}"):
        canvas.drawString(60, y, line)
        y -= 20
    size = 3 if way == "tiny" else 9
    canvas.setFont("Helvetica", size)
    if way == "white":
        canvas.setFillColorRGB(1, 1, 1)
    y = 120 if way == "foot" else y
    for text in texts:
        for line in wrap(text.encode("latin-1", "replace").decode("latin-1"), 100)[:6]:
            canvas.drawString(60, y, line)
            y -= size + 4
    canvas.save()
    return buffer.getvalue()


def _scanned(data: bytes) -> bytes:
    """The page as a picture in a PDF, so that only OCR reads it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        picture = document[0].render(scale=SCAN_DPI / 72).to_pil()
    finally:
        document.close()
    buffer = BytesIO()
    picture.save(buffer, "PDF", resolution=SCAN_DPI)
    return buffer.getvalue()
