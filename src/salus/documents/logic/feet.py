"""Tell the foot of a page from its text: disclaimers, addresses and page numbers say nothing about a person. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from statistics import median

from salus.documents.contract import Box
from salus.documents.logic.lines import Line

FOOT_BEGINS = 0.9  # of the page's height
GAP = 3.0  # usual line heights between the text and the foot


def foot_boxes(lines: Sequence[Line]) -> frozenset[tuple[int, Box]]:
    """Page and box of the lines that stand at the bottom of a page, set apart from all others."""
    found: set[tuple[int, Box]] = set()
    for page, own in groupby(lines, key=lambda line: line.page):
        found |= {(page, line.box) for line in _foot(sorted(own, key=lambda line: line.box.y0))}
    return frozenset(found)


def _foot(lines: Sequence[Line]) -> Sequence[Line]:
    """The last lines of a page, given from top to bottom, below the lowest wide gap."""
    usual = median(line.box.y1 - line.box.y0 for line in lines)
    for place, (above, below) in reversed(list(enumerate(pairwise(lines), start=1))):
        if below.box.y0 < FOOT_BEGINS:
            return ()
        if below.box.y0 - above.box.y1 >= GAP * usual:
            return lines[place:]
    return ()
