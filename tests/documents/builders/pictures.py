"""Pictures of sheets as scanners, copiers and phones make them, and scanned PDFs from them."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageOps
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.documents.builders.pdfs import pdf
from tests.documents.builders.sheets import Sheet

Picture = NDArray[np.uint8]  # height x width x 3, RGB


def raster(sheet: Sheet, dpi: float = 150.0) -> Picture:
    """The sheet as a picture, as a perfect scanner would see it."""
    document = pypdfium2.PdfDocument(pdf(sheet))
    try:
        return np.asarray(document[0].render(scale=dpi / 72).to_pil().convert("RGB"))
    finally:
        document.close()


def png(picture: Picture) -> bytes:
    """The picture as PNG."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def jpeg(picture: Picture, quality: int = 85, orientation: int | None = None) -> bytes:
    """The picture as JPEG; with an EXIF `orientation` the pixels are stored turned, as a phone does."""
    image = Image.fromarray(picture)
    buffer = io.BytesIO()
    if orientation is None:
        image.save(buffer, "JPEG", quality=quality)
        return buffer.getvalue()
    # exif_transpose knows how to undo an orientation; its inverse stores the pixels.
    inverse = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}[orientation]
    exif = image.getexif()
    exif[0x0112] = inverse
    stored = ImageOps.exif_transpose(image)
    exif[0x0112] = orientation
    stored.save(buffer, "JPEG", quality=quality, exif=exif)
    return buffer.getvalue()


def scan_pdf(*pictures: Picture, dpi: float = 150.0, quality: int = 85) -> bytes:
    """Pictures as the pages of a scanned PDF without any text."""
    buffer = io.BytesIO()
    pages = [Image.open(io.BytesIO(jpeg(picture, quality))) for picture in pictures]
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=dpi)
    return buffer.getvalue()


def scan_with_layer(picture: Picture, layer: Sheet, dpi: float = 150.0) -> bytes:
    """A scanned page with an invisible text layer, as scanners with their own reader write it."""
    buffer = io.BytesIO()
    width, height = picture.shape[1] * 72 / dpi, picture.shape[0] * 72 / dpi
    canvas = Canvas(buffer, pagesize=(width, height), invariant=True)
    canvas.drawImage(ImageReader(io.BytesIO(jpeg(picture))), 0, 0, width, height)
    for part in layer.prints:
        text = canvas.beginText(part.x, height - part.y)
        text.setFont(part.font, part.size)
        text.setTextRenderMode(3)
        text.textOut(part.text)
        canvas.drawText(text)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def skewed(picture: Picture, degrees: float) -> Picture:
    """The picture turned anticlockwise by a small angle on white, same size."""
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(
        cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)), np.uint8
    )


def turned(picture: Picture, quarter_turns_clockwise: int) -> Picture:
    """The picture turned clockwise by quarter turns."""
    return np.ascontiguousarray(np.rot90(picture, -quarter_turns_clockwise))


def worn(picture: Picture, seed: int = 0, noise: float = 8.0, blur: float = 0.8, quality: int = 60) -> Picture:
    """A copier's work: slight blur, noise and strong JPEG."""
    random_state = np.random.default_rng(seed)
    soft = cv2.GaussianBlur(picture, (0, 0), blur).astype(np.float32)
    noisy = soft + random_state.normal(0, noise, picture.shape)
    return np.asarray(Image.open(io.BytesIO(jpeg(np.clip(noisy, 0, 255).astype(np.uint8), quality))))


def dim(picture: Picture, darkest: float = 0.25, brightest: float = 0.75, seed: int = 0) -> Picture:
    """The picture under a lamp from one side: bright on the upper left, dark on the lower right, some noise."""
    height, width = picture.shape[:2]
    across = np.linspace(0, 1, width)[None, :] * 0.6 + np.linspace(0, 1, height)[:, None] * 0.4
    light = brightest + (darkest - brightest) * across
    noise = np.random.default_rng(seed).normal(0, 3, picture.shape)
    return np.clip(picture * light[..., None] + noise, 0, 255).astype(np.uint8)


def photo(picture: Picture, seed: int = 0, width: int = 2000, height: int = 2600) -> Picture:
    """The sheet lying on a dark table, seen from an angle, unevenly lit."""
    order = np.random.default_rng(seed)
    sheet_height, sheet_width = picture.shape[:2]
    corners = np.array([[0.13, 0.10], [0.85, 0.07], [0.93, 0.92], [0.06, 0.94]]) + order.uniform(-0.02, 0.02, (4, 2))
    target = (corners * [width, height]).astype(np.float32)
    source = np.array([[0, 0], [sheet_width, 0], [sheet_width, sheet_height], [0, sheet_height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    table = np.full((height, width, 3), (70, 52, 40), np.float32) + order.normal(0, 5, (height, width, 1))
    lying = cv2.warpPerspective(picture, matrix, (width, height), flags=cv2.INTER_AREA).astype(np.float32)
    mask = cv2.warpPerspective(np.ones((sheet_height, sheet_width), np.float32), matrix, (width, height))[..., None]
    return dim(np.clip(table * (1 - mask) + lying * mask, 0, 255).astype(np.uint8), 0.55, 0.95, seed)


def scene(width: int = 900, height: int = 700, seed: int = 0) -> Picture:
    """A picture without any text: soft blobs, like an ultrasound image."""
    coarse = np.random.default_rng(seed).uniform(0, 255, (8, 8, 1)).astype(np.float32)
    grey = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def tiff(*pictures: Picture, compression: str = "tiff_lzw", dpi: tuple[float, float] = (150.0, 150.0)) -> bytes:
    """Pictures as the pages of one TIFF; `group3` and `group4`, the packings of faxes, are black and white."""
    pages = [Image.fromarray(picture) for picture in pictures]
    if compression in ("group3", "group4"):
        pages = [page.convert("L").point(lambda level: 255 * (level > 128)).convert("1") for page in pages]
    buffer = io.BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:], compression=compression, dpi=dpi)
    return buffer.getvalue()
