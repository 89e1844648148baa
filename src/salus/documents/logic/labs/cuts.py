"""Where the border between two columns runs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from salus.documents.contract import Word

# A border through a title is worse than one through a word of the rows.
_TITLE_WEIGHT = 3


def cut_between(
    left: tuple[float, float],
    right: tuple[float, float],
    words: Sequence[Word],
    sides: Sequence[tuple[float, bool]] = (),
) -> float:
    """Where the border between two titles runs, given as left and right edges.

    It runs in the widest gap between their middles that the fewest words cross; `sides` are places that must lie
    left (true) or right of it, as what is printed there belongs under one title only.
    """
    start, end = sum(left) / 2, sum(right) / 2
    spans = [(word.box.x0, word.box.x1) for word in words if word.box.x1 > start and word.box.x0 < end]
    spans += [left, right] * _TITLE_WEIGHT
    edges = sorted({start, end, *(x for span in spans for x in span if start < x < end)})
    best, best_score = (start + end) / 2, float("inf")
    for low, high in pairwise(edges):
        middle = (low + high) / 2
        crossing = sum(x0 < middle < x1 for x0, x1 in spans)
        misplaced = sum((x < middle) != is_left for x, is_left in sides if start < x < end)
        score = crossing + misplaced - (high - low)  # fractions of the page are below one, so crossings count first
        if score < best_score:
            best, best_score = middle, score
    return best
