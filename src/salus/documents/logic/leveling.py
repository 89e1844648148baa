"""Set the words of a page that leans as they would stand on a level one, and take places back to where they lean. Pure.

A scanned sheet leans by a degree or two. Over the width of a page one degree is a line of print, and over its height
a narrow column; a box around a leaning word is taller than the word, too. Rows and columns show on the level page.
"""

from __future__ import annotations

from dataclasses import replace
from math import cos, radians, sin

from salus.documents.contract import Box, Page, Table
from salus.documents.logic.quarters import quarters_back

_LEVEL_DEG = 0.1  # a page that leans less is level: 1 point over its width
_STEEP_DEG = 20.0  # no scan leans so far, and the sides of a word cannot be told from a box around it


def lean_deg(page: Page) -> float:
    """How far clockwise the lines of a page lean as it is displayed; 0 on a level page."""
    lean = (page.rotation_deg + 90.0 * quarters_back(page.rotation_deg) + 180.0) % 360.0 - 180.0
    return lean if _LEVEL_DEG <= abs(lean) <= _STEEP_DEG else 0.0


def leveled(page: Page) -> Page:
    """The page with words and tables in the places that they have when its lines run level."""
    if not lean_deg(page):
        return page
    words = tuple(replace(word, box=_without_lean(word.box, page)) for word in page.words)
    return replace(page, words=words, tables=tuple(_leveled_table(table, page) for table in page.tables))


def leaning(box: Box, page: Page) -> Box:
    """The box, on the page as displayed, around a rectangle of the level page."""
    lean = lean_deg(page)
    if not lean:
        return box
    c, s = cos(radians(lean)), abs(sin(radians(lean)))
    width, height = _sides_pt(box, page)
    return _around(_turned(_middle_pt(box, page), page, lean), (width * c + height * s, width * s + height * c), page)


def _leveled_table(table: Table, page: Page) -> Table:
    rows = tuple(tuple(replace(cell, box=_without_lean(cell.box, page)) for cell in row) for row in table.rows)
    return Table(_without_lean(table.box, page), rows)


def _without_lean(box: Box, page: Page) -> Box:
    """The rectangle of the level page around which a box was drawn when it leaned: `leaning` undone."""
    lean = lean_deg(page)
    c, s = cos(radians(lean)), abs(sin(radians(lean)))
    width, height = _sides_pt(box, page)
    upright = (c * width - s * height, c * height - s * width)
    # A box cut off at the margin is smaller than the one that was drawn around its word.
    sides = (max(upright[0], 0.0) / (c * c - s * s), max(upright[1], 0.0) / (c * c - s * s))
    return _around(_turned(_middle_pt(box, page), page, -lean), sides, page)


_Point = tuple[float, float]


def _sides_pt(box: Box, page: Page) -> _Point:
    return (box.x1 - box.x0) * page.width_pt, (box.y1 - box.y0) * page.height_pt


def _middle_pt(box: Box, page: Page) -> _Point:
    return (box.x0 + box.x1) / 2 * page.width_pt, (box.y0 + box.y1) / 2 * page.height_pt


def _turned(point: _Point, page: Page, degrees: float) -> _Point:
    """A point turned clockwise about the middle of its page."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    x, y = point[0] - page.width_pt / 2, point[1] - page.height_pt / 2
    return page.width_pt / 2 + c * x - s * y, page.height_pt / 2 + s * x + c * y


def _around(middle: _Point, sides: _Point, page: Page) -> Box:
    (x, y), (width, height) = middle, sides
    x0, x1 = (x - width / 2) / page.width_pt, (x + width / 2) / page.width_pt
    y0, y1 = (y - height / 2) / page.height_pt, (y + height / 2) / page.height_pt
    return Box(*(min(max(side, 0.0), 1.0) for side in (x0, y0, x1, y1)))
