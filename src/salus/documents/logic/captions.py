"""The words around a picture: its printed caption, else the nearest lines. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from salus.documents.contract import Box, Page
from salus.documents.logic.lines import Line, reading_lines

NEAR = 0.06  # of the page's height: a caption stands within two or three lines of its picture
LONGEST = 400  # characters
_LABELLED = re.compile(r"^(?:fig(?:ure|ura)?|image|imagen|picture|photo|view|plate|abb(?:ildung)?)\b", re.IGNORECASE)


def caption_of(page: Page, picture: Box) -> str:
    """The printed caption beside a picture, else the nearest lines above and below it; empty where there are none."""
    near = [line for line in reading_lines(page) if _gap(line.box, picture) <= NEAR and _is_level(line.box, picture)]
    labelled = [line for line in near if _LABELLED.match(line.text)]
    chosen = labelled[:1] or _closest(near, picture)
    return " ".join(line.text for line in chosen)[:LONGEST].strip()


def _closest(lines: Sequence[Line], picture: Box) -> list[Line]:
    """One line on either side, in reading order."""
    above = [line for line in lines if line.box.y1 <= picture.y0 + NEAR / 2 and line.box.y0 < picture.y0]
    below = [line for line in lines if line.box.y0 >= picture.y1 - NEAR / 2 and line.box.y1 > picture.y1]
    return above[-1:] + below[:1]


def _gap(line: Box, picture: Box) -> float:
    return max(picture.y0 - line.y1, line.y0 - picture.y1, 0.0)


def _is_level(line: Box, picture: Box) -> bool:
    """Whether the line stands above or below the picture rather than beside it."""
    return min(line.x1, picture.x1) > max(line.x0, picture.x0)
