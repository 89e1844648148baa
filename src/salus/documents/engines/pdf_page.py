"""Read one page of a PDF: its own text where that is good, by looking at it where it is not, both where they mix."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from salus.documents.contract import Box, Page, PageImage, PageSource
from salus.documents.engines import images, ocr
from salus.documents.engines.ocr import PictureText
from salus.documents.engines.pdf_objects import PageObjects, scan
from salus.documents.engines.pdf_text import EmbeddedText, read_text
from salus.documents.engines.pdfium import PDFFile, PDFPage, Picture
from salus.documents.errors import PageUnreadable
from salus.documents.logic.assembly import Boxes, Material, assemble
from salus.documents.logic.legibility import is_garbled, is_suspicious, likeness
from salus.documents.logic.planes import around, moved, quarter_turns
from salus.documents.logic.quarters import quarters_back, turned, turned_box, turned_size

_SCAN_SHARE = 0.5  # of the page under one picture from which on the page may be a scan
_READ_SHARE = 0.05  # of the page: pictures at least so large are looked at for print; logos are smaller
_MIN_SCALE, _USUAL_SCALE, _MAX_SCALE = 150 / 72, 200 / 72, 220 / 72  # pixels per point for reading
_MAX_SIDE_PX = 2_600
_TRUSTED = 0.85  # likeness of a hidden text layer to what is seen, from which on the layer is used
_CHECKED_LINES = 8
_INK_SCALE = 0.6  # pixels per point for the question whether there is anything on the page
_INK_LEVEL = 40  # of 255, darker than the page
_MIN_INK = 2e-5  # share of the page; a full stop in 6 point print has more
_FAINT_CONTRAST = 40  # of 255, within a word's box: below nobody can read it
_FEW_WORDS, _LITTLE_PRINT = 25, 0.03  # a page with fewer words that cover less is a picture with a caption
_NO_BOXES: Boxes = np.empty((0, 4))


@dataclass(frozen=True, slots=True)
class _Look:
    """What an open page showed, so that it can be closed; boxes are fractions of the page as the file holds it."""

    number: int
    width_pt: float
    height_pt: float
    text: EmbeddedText
    hidden: NDArray[np.bool_]
    rules: Boxes
    pictures: Boxes
    drawn: tuple[PageImage, ...]
    scan_share: float
    scale: float
    has_ink: bool


def read_pdf_page(file: PDFFile, number: int) -> Page:
    """The words, tables and pictures of one page, counted from 1; raises `PageUnreadable`."""
    with file.page(number) as page:
        look = _look(page)
    if not look.has_ink:
        return _page(look, PageSource.BLANK, None)
    text = look.text
    if not len(text.texts) or is_garbled(text.texts):
        return _read_by_looking(file, look)
    is_layer = look.scan_share >= _SCAN_SHARE and look.hidden.mean() > 0.5
    if is_layer or is_suspicious(text.texts):
        return _checked(file, look, is_layer)
    return _with_pictures_read(file, replace(look, text=text.kept(~look.hidden)), look.pictures)


def _look(page: PDFPage) -> _Look:
    objects = scan(page)
    text = read_text(page, with_objects=bool(objects.hidden or objects.faint))
    text = _seen(page, text, objects)
    boxes = images.image_boxes(page, objects.images)
    shares = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    scale = float(np.clip(images.native_scale(page, objects.images) or _USUAL_SCALE, _MIN_SCALE, _MAX_SCALE))
    is_part = shares < _SCAN_SHARE
    rules = np.array(objects.rules).reshape(-1, 4)
    return _Look(
        number=page.number,
        width_pt=page.width_pt,
        height_pt=page.height_pt,
        text=text,
        hidden=np.isin(text.text_objects, np.array(sorted(objects.hidden), dtype=np.uint64))
        if objects.hidden
        else np.zeros(len(text.texts), dtype=bool),
        rules=np.clip(page.fractions(rules), 0.0, 1.0) if len(rules) else _NO_BOXES,
        pictures=boxes,
        drawn=images.page_images(page, boxes[is_part].tolist(), scale) if is_part.any() else (),
        scan_share=float(shares.max(initial=0.0)),
        scale=min(scale, _MAX_SIDE_PX / max(page.width_pt, page.height_pt)),
        has_ink=len(text.texts) > 0 or _has_ink(page, objects),
    )


def _seen(page: PDFPage, text: EmbeddedText, objects: PageObjects) -> EmbeddedText:
    """The text without what is printed white on white or transparent: nobody sees it, so nobody could check it."""
    if not objects.faint:
        return text
    suspects = np.isin(text.text_objects, np.array(sorted(objects.faint), dtype=np.uint64))
    if not suspects.any():
        return text
    grey = page.draw(1.0).mean(axis=2)
    height, width = grey.shape
    keep = ~suspects
    for index in np.flatnonzero(suspects):
        x0, y0, x1, y1 = text.boxes[index] * [width, height, width, height]
        patch = grey[int(y0) : int(y1) + 1, int(x0) : int(x1) + 1]
        keep[index] = patch.size > 0 and float(np.ptp(patch)) >= _FAINT_CONTRAST
    return text.kept(keep)


def _has_ink(page: PDFPage, objects: PageObjects) -> bool:
    if not (objects.texts or objects.paths or objects.images):
        return False
    grey = page.draw(_INK_SCALE).mean(axis=2)
    return float((grey < grey.max() - _INK_LEVEL).mean()) >= _MIN_INK


def _drawn(file: PDFFile, look: _Look, part: Box | None = None) -> Picture:
    with file.page(look.number) as page:
        return page.draw(look.scale, part)


def _read(picture: Picture, number: int, known: Boxes = _NO_BOXES) -> PictureText:
    try:
        return ocr.read_picture(picture, known)
    except PageUnreadable as late:
        raise PageUnreadable(page=number) from late


def _read_by_looking(file: PDFFile, look: _Look) -> Page:
    """The page as a picture; where it shows hardly any print the picture itself is kept."""
    picture = _drawn(file, look)
    read = _read(picture, look.number)
    size = (look.width_pt, look.height_pt)
    page = page_from_picture(look.number, size, picture, read)
    if page.images:
        return page
    quarters = quarters_back(read.rotation_deg)
    return replace(page, images=tuple(turned_image(image, quarters) for image in look.drawn))


def page_from_picture(number: int, size_pt: tuple[float, float], picture: Picture, read: PictureText) -> Page:
    """A page from a picture that was read; with hardly any print on it the picture is kept as an image."""
    quarters = quarters_back(read.rotation_deg)
    width_pt, height_pt = turned_size(*size_pt, quarters)
    material = Material(
        texts=read.texts,
        confidences=read.confidences,
        boxes=np.clip(turned(read.shown, quarters), 0.0, 1.0),
        places=read.upright,
        rules=read.rules,
        aspect=read.aspect,
        to_displayed=quarter_turns(quarters, 1.0, 1.0) @ read.to_shown,
    )
    words, tables = assemble(material)
    covered = float(((read.shown[:, 2] - read.shown[:, 0]) * (read.shown[:, 3] - read.shown[:, 1])).sum())
    kept: tuple[PageImage, ...] = ()
    if len(words) < _FEW_WORDS and covered < _LITTLE_PRINT:
        upright = np.ascontiguousarray(np.rot90(picture, -quarters))
        kept = (images.page_image(upright, Box(0.0, 0.0, 1.0, 1.0)),)
    source = PageSource.OCR if words else PageSource.BLANK
    return Page(number, width_pt, height_pt, source, words, tables, kept, read.rotation_deg)


def turned_image(image: PageImage, quarters: int) -> PageImage:
    """An image of a page after the page was turned clockwise by quarter turns."""
    if not quarters:
        return image
    from salus.documents.engines.pictures import unpack

    picture = np.ascontiguousarray(np.rot90(unpack(image.png), -quarters))
    return images.page_image(picture, turned_box(image.box, quarters))


def _checked(file: PDFFile, look: _Look, is_layer: bool) -> Page:
    """A text layer that cannot be seen, or text that reads as no language: used only if it is what the page shows."""
    picture = _drawn(file, look)
    trust = _likeness_to_picture(picture, look.text)
    if trust < _TRUSTED:
        return _read_by_looking(file, look)
    whole = np.array([[0.0, 0.0, 1.0, 1.0]]) if is_layer else look.pictures
    return _with_pictures_read(file, look, whole)


def _likeness_to_picture(picture: Picture, text: EmbeddedText) -> float:
    """How well some lines of embedded text agree with what is seen at their places, 0 to 1."""
    lines = np.split(np.arange(len(text.texts)), np.flatnonzero(text.line_starts)[1:])
    long_lines = [line for line in lines if sum(len(text.texts[word]) for word in line) >= 8] or lines
    step = max(1, len(long_lines) // _CHECKED_LINES)
    chosen = long_lines[::step][:_CHECKED_LINES]
    boxes = np.array([[*text.boxes[line, :2].min(axis=0), *text.boxes[line, 2:].max(axis=0)] for line in chosen])
    seen = ocr.read_strips(picture, boxes)
    said = [" ".join(text.texts[word] for word in line) for line in chosen]
    return float(np.mean([likeness(one, other) for one, other in zip(said, seen, strict=True)]))


def _with_pictures_read(file: PDFFile, look: _Look, pictures: Boxes) -> Page:
    """Embedded text, and what stands in pictures of the page where no embedded words lie."""
    shares = (pictures[:, 2] - pictures[:, 0]) * (pictures[:, 3] - pictures[:, 1])
    material = _embedded(look)
    added = 0
    for x0, y0, x1, y1 in pictures[shares >= _READ_SHARE].tolist():
        part = Box(x0, y0, x1, y1)
        size = np.array([x1 - x0, y1 - y0, x1 - x0, y1 - y0])
        known = np.clip((look.text.boxes - [x0, y0, x0, y0]) / size, 0.0, 1.0)
        read = _read(_drawn(file, look, part), look.number, known)
        if read.texts:
            material = _joined(material, read, part, quarters_back(look.text.angle_deg))
            added += len(read.texts)
    return _page(look, PageSource.MIXED if added else PageSource.EMBEDDED, material)


def _embedded(look: _Look) -> Material:
    quarters = quarters_back(look.text.angle_deg)
    width, height = turned_size(look.width_pt, look.height_pt, quarters)
    boxes = turned(look.text.boxes, quarters)
    return Material(
        texts=look.text.texts,
        confidences=[1.0] * len(look.text.texts),
        boxes=boxes,
        places=boxes,
        rules=turned(look.rules, quarters) if len(look.rules) else _NO_BOXES,
        aspect=width / height,
        line_starts=look.text.line_starts,
    )


def _joined(material: Material, read: PictureText, part: Box, quarters: int) -> Material:
    """The words seen in one part of the page beside those it had."""
    origin, size = np.array([part.x0, part.y0]), np.array([part.x1 - part.x0, part.y1 - part.y0])

    def on_page(boxes: Boxes) -> Boxes:
        placed = boxes.reshape(-1, 2, 2) * size + origin
        return np.clip(turned(placed.reshape(-1, 4), quarters), 0.0, 1.0)

    boxes = np.vstack([material.boxes, on_page(read.shown)])
    rules = on_page(around(moved(read.to_shown, read.rules.reshape(-1, 2, 2)))) if len(read.rules) else _NO_BOXES
    return replace(
        material,
        texts=[*material.texts, *read.texts],
        confidences=[*material.confidences, *read.confidences],
        boxes=boxes,
        places=boxes,
        rules=np.vstack([material.rules, rules]),
        line_starts=None,
    )


def _page(look: _Look, source: PageSource, material: Material | None) -> Page:
    angle = look.text.angle_deg if material is not None else 0.0
    quarters = quarters_back(angle)
    width, height = turned_size(look.width_pt, look.height_pt, quarters)
    words, tables = assemble(material) if material is not None else ((), ())
    kept = tuple(turned_image(image, quarters) for image in look.drawn)
    if not words and source is not PageSource.BLANK:
        source = PageSource.BLANK
    return Page(look.number, width, height, source, words, tables, kept, angle)
