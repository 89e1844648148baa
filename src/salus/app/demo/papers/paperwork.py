"""From content to the file that arrives: a PDF as it is, a grey scan of it, or a photo taken on a kitchen table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

from salus.app.demo.papers.content import LabReport, Letter, Medium, Paper, Prescription
from salus.app.demo.papers.laboratory import draw_lab
from salus.app.demo.papers.letters import draw_letter, draw_prescription
from salus.app.demo.papers.sheet import Subject

if TYPE_CHECKING:
    from PIL.Image import Image

SCAN_DPI = 150
PHOTO_DPI = 170


def draw(paper: Paper, subject: Subject, day: date, earlier: tuple[date, ...] = ()) -> bytes:
    """The file as it is sent: PDF, or JPEG for photos."""
    return MEDIA[paper.medium](_pdf(paper, subject, day, earlier))


def _pdf(paper: Paper, subject: Subject, day: date, earlier: tuple[date, ...]) -> bytes:
    match paper.content:
        case LabReport() as report:
            return draw_lab(report, subject, day, earlier)
        case Letter() as letter:
            return draw_letter(letter, subject, day)
        case Prescription() as prescription:
            return draw_prescription(prescription, subject, day)


def _first_pages(pdf: bytes, dpi: int) -> list[Image]:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]
    finally:
        document.close()


def as_scan(pdf: bytes) -> bytes:
    """Every page as a grey 150 dpi image, a little askew, in a PDF without text."""
    import numpy as np
    from PIL import Image

    noise = np.random.default_rng(11)
    pages = []
    for page in _first_pages(pdf, SCAN_DPI):
        turned = page.rotate(0.4, resample=Image.Resampling.BICUBIC, fillcolor=255)
        grain = np.asarray(turned, dtype=np.float32) + noise.normal(0, 4, (turned.height, turned.width))
        pages.append(Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8)))
    buffer = BytesIO()
    pages[0].save(buffer, "PDF", resolution=SCAN_DPI, save_all=True, append_images=pages[1:], quality=80)
    return buffer.getvalue()


def as_photo(pdf: bytes) -> bytes:
    """The first page photographed on a dark table, at an angle, lit from one side, as a phone's JPEG."""
    import numpy as np
    from PIL import Image, ImageFilter

    page = _first_pages(pdf, PHOTO_DPI)[0]
    width, height = page.size
    table = Image.new("L", (int(width * 1.12), int(height * 1.1)), 70)
    table.paste(page, (int(width * 0.05), int(height * 0.05)))
    tilted = table.rotate(-2.2, resample=Image.Resampling.BICUBIC, fillcolor=70)
    x = np.linspace(1.0, 0.72, tilted.width, dtype=np.float32)
    lit = np.asarray(tilted, dtype=np.float32) * x[None, :]
    soft = Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.5))
    buffer = BytesIO()
    soft.convert("RGB").save(buffer, "JPEG", quality=82)
    return buffer.getvalue()


def _as_it_is(pdf: bytes) -> bytes:
    return pdf


MEDIA: dict[Medium, Callable[[bytes], bytes]] = {
    Medium.DIGITAL: _as_it_is,
    Medium.SCAN: as_scan,
    Medium.PHOTO: as_photo,
}
