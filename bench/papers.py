"""Documents for the benches: each one new, so that none is recognised as a duplicate."""

from __future__ import annotations

from io import BytesIO

WORDS = [
    "The",
    "patient",
    "was",
    "seen",
    "in",
    "the",
    "outpatient",
    "clinic",
    "and",
    "reports",
    "stable",
    "exercise",
    "tolerance",
    "without",
    "chest",
    "pain.",
    "Blood",
    "pressure",
    "at",
    "home",
    "was",
    "between",
    "124",
    "and",
    "136",
    "systolic.",
    "Medication",
    "was",
    "reviewed",
    "and",
    "continued",
    "without",
    "change.",
    "Laboratory",
    "values",
    "of",
    "the",
    "last",
    "visit",
    "were",
    "discussed,",
    "and",
    "the",
    "next",
    "appointment",
    "was",
    "arranged",
    "in",
    "three",
    "months.",
]


def digital_pdf(pages: int, serial: int) -> bytes:
    """A text PDF of so many full pages with a small table on each; `serial` makes it unlike all others."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for page in range(pages):
        y = 800
        canvas.setFont("Helvetica-Bold", 13)
        canvas.drawString(60, y, f"Consultation note {serial}-{page + 1}")
        canvas.setFont("Helvetica", 10)
        y -= 24
        canvas.drawString(60, y, "Date: 12 March 2024")
        for line in range(38):
            y -= 15
            start = (line * 7 + page * 3 + serial) % len(WORDS)
            canvas.drawString(60, y, " ".join((WORDS + WORDS)[start : start + 12]))
        for name, value in (("Hemoglobin", "13.4 g/dL"), ("Ferritin", "48 ng/mL")):
            y -= 15
            canvas.drawString(60, y, name)
            canvas.drawString(200, y, value)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scan(serial: int) -> tuple[bytes, str]:
    """A one-page 150 dpi scan (PDF without text) and the text printed on it."""
    import pypdfium2

    source = digital_pdf(1, serial)
    document = pypdfium2.PdfDocument(source)
    text = document[0].get_textpage().get_text_range()
    image = document[0].render(scale=150 / 72).to_pil().convert("L")
    document.close()
    buffer = BytesIO()
    image.save(buffer, "PDF", resolution=150, quality=85)
    return buffer.getvalue(), text
