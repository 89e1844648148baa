"""Set the text of a Word document on pages of our own, as PDF: all its words and tables, not its design.

The page is what the boxes of proposals and citations point into, so that a person can check them with the eye. It is
said to be drawn from the text of the file wherever it is shown.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from salus.documents.engines.docx_text import Block, Grid, GridCell, Inline, PageBreak, Paragraph, WordText, read_docx
from salus.documents.engines.picture_headers import jpeg_size, png_size
from salus.documents.errors import TooManyPages, UnreadableFile

WIDTH_PT, HEIGHT_PT = 595.28, 841.89  # A4
MARGIN_PT = 48.0
AROUND_PT = 110.0  # most that headers and footers may take of a page; what is longer goes into the text
MAX_PICTURE_PIXELS = 40_000_000
_FONT, _BOLD = "SalusPage", "SalusPageBold"
_STAND_IN = 0x25CA  # a lozenge is drawn for letters that the font lacks; the text layer keeps the letter itself
_ROW_LINES = 40  # of one cell; a longer one is set as rows of its own, since a row cannot be broken over pages
# Adobe's Symbol encoding has what laboratories print beside Latin letters: Greek, arrows, comparisons.
_SYMBOLS = frozenset("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλνξοπρςστυφχψω↑↓→←↔∞≈≠∑√")


def docx_as_pdf(data: bytes, max_pages: int) -> bytes:
    """A Word document as PDF of our own layout; deterministic, so that the same file gives the same pages."""
    return set_on_pages(read_docx(data), max_pages)


def set_on_pages(word: WordText, max_pages: int) -> bytes:
    """The text on A4 pages, headers above and footers below on each."""
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    _fonts()
    header = [_around(block) for block in word.header if isinstance(block, Paragraph | Grid)]
    footer = [_around(block) for block in word.footer if isinstance(block, Paragraph | Grid)]
    above, below = _heights(header), _heights(footer)
    story: list[Any] = []
    if above > AROUND_PT:
        story, header, above = _story(word.header), [], 0.0
    story += _story(word.body)
    if below > AROUND_PT:
        story, footer, below = [*story, *_story(word.footer)], [], 0.0

    def around(canvas: Any, document: Any) -> None:
        if canvas.getPageNumber() > max_pages:
            raise TooManyPages(limit=max_pages)
        _draw_down(canvas, header, HEIGHT_PT - MARGIN_PT)
        _draw_down(canvas, footer, MARGIN_PT + below)

    bottom = MARGIN_PT + (below + 8 if below else 0)
    top = MARGIN_PT + (above + 8 if above else 0)
    frame = Frame(
        MARGIN_PT, bottom, WIDTH_PT - 2 * MARGIN_PT, HEIGHT_PT - top - bottom,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    buffer = io.BytesIO()
    document = BaseDocTemplate(buffer, pagesize=(WIDTH_PT, HEIGHT_PT), invariant=1, title="", author="")
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=around))
    document.build(story or [_paragraph(" ", _style(0))])
    return buffer.getvalue()


@lru_cache(maxsize=1)
def _fonts() -> dict[str, Any]:
    """Bitstream Vera, which reportlab brings with it."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    fonts = {_FONT: TTFont(_FONT, "Vera.ttf"), _BOLD: TTFont(_BOLD, "VeraBd.ttf")}
    for font in fonts.values():
        pdfmetrics.registerFont(font)
    pdfmetrics.registerFontFamily(_FONT, normal=_FONT, bold=_BOLD, italic=_FONT, boldItalic=_BOLD)
    return fonts


def _learn(text: str) -> None:
    """Give letters that the fonts lack a shape: of the letter without its accent, else a lozenge.

    reportlab would draw a blank and lose the letter from the text layer too, and with it from everything read here.
    """
    for font in _fonts().values():
        face = font.face
        for code in set(map(ord, text)) - face.charToGlyph.keys():
            if code < 0x20 or unicodedata.category(chr(code)) in ("Cc", "Cf", "Zs", "Cs"):
                continue
            base = ord(unicodedata.normalize("NFKD", chr(code))[0])
            shown = base if base in face.charToGlyph else _STAND_IN
            face.charToGlyph[code], face.charWidths[code] = face.charToGlyph[shown], face.charWidths[shown]


@lru_cache(maxsize=16)
def _style(level: int, size_pt: float = 9.5) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    size_pt = {1: 16.0, 2: 13.0, 3: 11.5}.get(level, size_pt)
    return ParagraphStyle(
        f"level-{level}-{size_pt}",
        fontName=_BOLD if level else _FONT,
        fontSize=size_pt,
        leading=size_pt * 1.35,
        spaceBefore=8 if level else 0,
        spaceAfter=5,
        splitLongWords=1,
    )


def _paragraph(text: str, style: Any) -> Any:
    from reportlab.platypus import Paragraph as Printed

    _learn(text)
    lines = [_marked_up(line) for line in text.split("\n")]
    return Printed("<br/>".join(lines), style)


def _marked_up(line: str) -> str:
    """One line as reportlab's markup; tabs become a wide gap, Greek and arrows are set in Symbol."""
    pieces = []
    for letter in line:
        if letter in _SYMBOLS:
            pieces.append(f'<font name="Symbol">{letter}</font>')
        elif letter == "\t":
            pieces.append("\u00a0" * 6)
        elif letter >= " ":
            pieces.append(escape(letter))
    return "".join(pieces)


def _story(blocks: Sequence[Block]) -> list[Any]:
    return [part for block in blocks for part in _parts(block)]


def _parts(block: Block) -> Iterator[Any]:
    from reportlab.platypus import PageBreak as NewPage

    if isinstance(block, Paragraph):
        yield _paragraph(f"\u2022 {block.text}" if block.is_listed else block.text, _style(block.level))
    elif isinstance(block, Grid):
        yield from _tables(block)
    elif isinstance(block, PageBreak):
        yield NewPage()
    else:
        yield from _picture(block)


def _around(block: Paragraph | Grid) -> Any:
    if isinstance(block, Paragraph):
        return _paragraph(block.text, _style(0, 8.0))
    return _table(block.rows)


def _tables(grid: Grid) -> Iterator[Any]:
    """A table with lines around its cells; rows higher than a page could hold are set as text."""
    from reportlab.platypus import Spacer

    waiting: list[tuple[GridCell, ...]] = []
    for row in grid.rows:
        if max((cell.text.count("\n") + len(cell.text) // 30 for cell in row), default=0) <= _ROW_LINES:
            waiting.append(row)
            continue
        if waiting:
            yield _table(waiting)
            waiting = []
        yield from (_paragraph(cell.text, _style(0)) for cell in row if cell.text)
    if waiting:
        yield _table(waiting)
    yield Spacer(1, 6)


def _table(rows: Sequence[Sequence[GridCell]]) -> Any:
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import Table

    across = max(sum(cell.columns for cell in row) for row in rows)
    widths = _widths(rows, across)
    size_pt = 8.5 if across <= 8 else 6.5
    lines: list[list[Any]] = []
    spans = []
    for number, row in enumerate(rows):
        line: list[Any] = []
        for cell in row:
            if cell.columns > 1:
                spans.append(("SPAN", (len(line), number), (len(line) + cell.columns - 1, number)))
            line.append(_paragraph(cell.text, _style(0, size_pt)) if cell.text else "")
            line.extend([""] * (cell.columns - 1))
        lines.append(line + [""] * (across - len(line)))
    style: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.5, HexColor("#7d8a89")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        *spans,
    ]
    return Table(lines, colWidths=widths, style=style)


def _widths(rows: Sequence[Sequence[GridCell]], across: int) -> list[float]:
    """Columns as wide as their longest line wants, within the page, none so narrow that its words break."""
    wanted = [4.0] * across
    for row in rows:
        place = 0
        for cell in row:
            longest = max(map(len, cell.text.split("\n")), default=0)
            for column in range(place, min(place + cell.columns, across)):
                wanted[column] = max(wanted[column], min(longest / cell.columns, 40.0))
            place += cell.columns
    room = WIDTH_PT - 2 * MARGIN_PT
    least = min(34.0, room / across)
    spare = room - least * across
    return [least + spare * each / sum(wanted) for each in wanted]


def _picture(block: Inline) -> Iterator[Any]:
    """A picture of the file, as wide as the page at most; one that is damaged or huge is left out."""
    from reportlab.platypus import Image

    try:
        size = jpeg_size(block.data) if block.data.startswith(b"\xff\xd8") else png_size(block.data)
    except UnreadableFile:
        return
    if size.pixels > MAX_PICTURE_PIXELS:
        return
    room, height = WIDTH_PT - 2 * MARGIN_PT, HEIGHT_PT - 2 * MARGIN_PT - 2 * AROUND_PT - 24
    scale = min(room / size.width_px, height / size.height_px, 0.75)
    yield Image(io.BytesIO(block.data), size.width_px * scale, size.height_px * scale)


def _heights(parts: Sequence[Any]) -> float:
    return float(sum(part.wrap(WIDTH_PT - 2 * MARGIN_PT, HEIGHT_PT)[1] for part in parts))


def _draw_down(canvas: Any, parts: Sequence[Any], top_pt: float) -> None:
    for part in parts:
        _, height = part.wrap(WIDTH_PT - 2 * MARGIN_PT, HEIGHT_PT)
        top_pt -= height
        part.drawOn(canvas, MARGIN_PT, top_pt)
