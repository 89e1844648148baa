"""Drawn reports as scanners hand them on: askew, faint, soft, unevenly lit, turned on a side or upside down."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from salus.app.demo.papers.paperwork import SCAN_DPI

_JPEG_QUALITY = 80


@dataclass(frozen=True, slots=True)
class Lie:
    """How a sheet lies on the glass, and how its print comes out.

    `ink` and `paper` are the levels of black and white, 0 to 255; `shade` is what of the light is lost at the bottom.
    """

    lean_deg: float
    quarters: int = 0
    ink: float = 0.0
    paper: float = 255.0
    shade: float = 0.0
    blur_px: float = 0.0
    grain: float = 4.0


LIES = (
    Lie(0.4),
    Lie(-1.2),
    Lie(0.7, ink=60, paper=200),
    Lie(0.3, quarters=2),
    Lie(-0.5, quarters=1, ink=60, paper=200),
    Lie(2.0),
    Lie(-2.7, ink=60, paper=200),
    Lie(1.1, ink=40, paper=218, blur_px=0.7),
    Lie(-0.8, ink=110, paper=237, shade=0.3, grain=6),
    Lie(1.6, quarters=3, ink=40, paper=218, blur_px=0.7),
)


def scanned(pdf: bytes, lie: Lie, seed: int) -> bytes:
    """Every page as a grey picture of 150 dpi in a PDF without text."""
    noise = np.random.default_rng(seed)
    document = pypdfium2.PdfDocument(pdf)
    try:
        sheets = [page.render(scale=SCAN_DPI / 72).to_pil().convert("L") for page in document]
    finally:
        document.close()
    pages = [Image.fromarray(_on_the_glass(sheet, lie, noise)) for sheet in sheets]
    buffer = BytesIO()
    pages[0].save(buffer, "PDF", resolution=SCAN_DPI, save_all=True, append_images=pages[1:], quality=_JPEG_QUALITY)
    return buffer.getvalue()


def _on_the_glass(sheet: Image.Image, lie: Lie, noise: np.random.Generator) -> NDArray[np.uint8]:
    turned = sheet.rotate(lie.lean_deg, resample=Image.Resampling.BICUBIC, fillcolor=255)
    soft = turned.filter(ImageFilter.GaussianBlur(lie.blur_px)) if lie.blur_px else turned
    print_ = np.asarray(soft, dtype=np.float32) / 255
    light = np.linspace(1, 1 - lie.shade, sheet.height, dtype=np.float32)[:, None]
    seen = (lie.ink + print_ * (lie.paper - lie.ink)) * light + noise.normal(0, lie.grain, print_.shape)
    return np.ascontiguousarray(np.rot90(np.clip(seen, 0, 255).astype(np.uint8), lie.quarters))
