"""Set text on invented pages and read it back as words with boxes, as an engine would, without drawing a PDF."""

from __future__ import annotations

import random
from collections.abc import Sequence

from reportlab.pdfbase.pdfmetrics import stringWidth

from salus.documents.contract import Box, Cell, Page, PageSource, Table, Word

WIDTH, HEIGHT = 612.0, 792.0


class PageWriter:
    """One page under construction; positions in points from the top left corner, baseline of the text."""

    def __init__(self, number: int = 1, font: str = "Helvetica", size: float = 9.0) -> None:
        self.number = number
        self.font, self.size = font, size
        self.words: list[Word] = []
        self.tables: list[Table] = []

    def width(self, text: str) -> float:
        return float(stringWidth(text, self.font, self.size))

    def text(self, x: float, y: float, text: str, *, align: str = "left", bold: bool = False) -> None:
        """One run of text; each word becomes a box of its own."""
        font = f"{self.font}-Bold" if bold else self.font
        total = float(stringWidth(text, font, self.size))
        left = {"left": x, "right": x - total, "center": x - total / 2}[align]
        position = 0
        for part in text.split(" "):
            if part:
                offset = float(stringWidth(text[:position], font, self.size))
                span = float(stringWidth(part, font, self.size))
                self._add(part, left + offset, y, left + offset + span)
            position += len(part) + 1

    def _add(self, text: str, x0: float, y: float, x1: float) -> None:
        top, bottom = y - 0.74 * self.size, y + 0.22 * self.size
        self.words.append(Word(text, Box(x0 / WIDTH, top / HEIGHT, x1 / WIDTH, bottom / HEIGHT)))

    def rule_table(self, xs: Sequence[float], ys: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
        """A ruled table as the table finder would report it."""
        cells = tuple(
            tuple(
                Cell(text, Box(xs[c] / WIDTH, ys[r] / HEIGHT, xs[c + 1] / WIDTH, ys[r + 1] / HEIGHT))
                for c, text in enumerate(row)
            )
            for r, row in enumerate(rows)
        )
        box = Box(xs[0] / WIDTH, ys[0] / HEIGHT, xs[-1] / WIDTH, ys[-1] / HEIGHT)
        self.tables.append(Table(box, cells))

    def page(self) -> Page:
        return Page(self.number, WIDTH, HEIGHT, PageSource.EMBEDDED, tuple(self.words), tuple(self.tables))


def page_of_lines(lines: Sequence[str], *, size: float = 10.0, font: str = "Helvetica", number: int = 1) -> Page:
    """A page of plain lines; runs of two or more blanks stay as wide gaps, as in a monospaced print."""
    writer = PageWriter(number, font, size)
    advance = writer.width("0")
    for row, line in enumerate(lines):
        column = 0
        for part in line.split("  "):
            stripped = part.strip()
            if stripped:
                lead = len(part) - len(part.lstrip())
                writer.text(50 + (column + lead) * advance, 60 + row * size * 1.5, stripped)
            column += len(part) + 2
    return writer.page()


def as_scan(page: Page, seed: int, *, misread: float = 0.0, jitter_pt: float = 0.6, slope: float = 0.0) -> Page:
    """The page as OCR would give it: boxes a little off, some letters misread, a slope of the sheet."""
    chance = random.Random(seed)
    swaps = {"0": "O", "1": "l", "5": "S", "l": "1", "i": "l", "o": "0"}
    words = []
    for word in page.words:
        text = "".join(swaps[sign] if sign in swaps and chance.random() < misread else sign for sign in word.text)
        dx, dy = chance.uniform(-jitter_pt, jitter_pt) / WIDTH, chance.uniform(-jitter_pt, jitter_pt) / HEIGHT
        dy += slope * word.box.x0 * WIDTH / HEIGHT
        box = Box(word.box.x0 + dx, word.box.y0 + dy, word.box.x1 + dx, word.box.y1 + dy)
        words.append(Word(text, box, round(chance.uniform(0.9, 1.0), 3)))
    return Page(page.number, page.width_pt, page.height_pt, PageSource.OCR, tuple(words))
