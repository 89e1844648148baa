"""Where the values of dated columns stand under their dates: at the left, in the middle or at the right. Pure.

A date is wider than most values, so the middle of a date may lie in the gap beside its values. The values of all
columns are set alike; the edge that fits best tells which of them belong together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from salus.documents.contract import Box, Word
from salus.documents.logic.labs.numbers import is_number
from salus.documents.logic.labs.titles import Label, Role

# Values may begin or end a little outside of the first and the last date.
_BESIDE = 0.03
_Edge = Callable[[float, float], float]
_EDGES: tuple[_Edge, ...] = (lambda x0, _: x0, lambda x0, x1: (x0 + x1) / 2, lambda _, x1: x1)


def over_their_values(labels: Sequence[Label], words: Sequence[Word]) -> list[Label]:
    """The labels, those of several dated columns made as wide as the values that stand under them."""
    dated = [label for label in labels if label.day is not None or label.role is Role.UNDATED]
    boxes = _values_under(dated, words) if len(dated) > 1 else []
    if not boxes:
        return list(labels)
    edge = min(_EDGES, key=lambda edge: sum(_distance(box, dated, edge) for box in boxes))
    own: dict[int, list[Box]] = {}
    for box in boxes:
        own.setdefault(_nearest(box, dated, edge), []).append(box)
    narrow = {id(label): _as_wide_as(label, own.get(number, []), edge) for number, label in enumerate(dated)}
    return sorted((narrow.get(id(label), label) for label in labels), key=lambda label: label.x0)


def _values_under(dated: Sequence[Label], words: Sequence[Word]) -> list[Box]:
    left, right = min(label.x0 for label in dated) - _BESIDE, max(label.x1 for label in dated) + _BESIDE
    return [
        word.box
        for word in words
        if left < word.box.x0 and word.box.x1 < right and is_number(word.text.strip("<>≤≥=*()HL↑↓+-"))
    ]


def _distance(box: Box, dated: Sequence[Label], edge: _Edge) -> float:
    return min(abs(edge(box.x0, box.x1) - edge(label.x0, label.x1)) for label in dated)


def _nearest(box: Box, dated: Sequence[Label], edge: _Edge) -> int:
    return min(range(len(dated)), key=lambda n: abs(edge(box.x0, box.x1) - edge(dated[n].x0, dated[n].x1)))


def _as_wide_as(label: Label, boxes: Sequence[Box], edge: _Edge) -> Label:
    """A label over these boxes; without any it keeps the edge that tells."""
    if not boxes:
        at = edge(label.x0, label.x1)
        return replace(label, x0=at, x1=at)
    return replace(label, x0=min(box.x0 for box in boxes), x1=max(box.x1 for box in boxes))
