"""Laboratory results read off forms that were drawn blind: the figure at first sight, and the same forms since."""

from __future__ import annotations

from bench.report import Row, told
from evals.labs import f1, read_from, truth_of
from evals.layouts.drawing import draw_all
from evals.layouts.held_back import HELD_BACK

SEED = 20
EACH = 4
# The nine forms of `held_back`, scored once before the extraction was changed for any of them: right, found, printed.
FIRST_SIGHT = (619, 620, 626)


def rows() -> list[Row]:
    """The first set, seen by now, told form by form."""
    read = {form.name: (truth_of(form), read_from(form.pdf)) for form in draw_all(HELD_BACK, SEED, EACH)}
    total, count = f1(read.values())
    right, found, printed = FIRST_SIGHT
    rows = [
        told(
            "lab results, nine further forms at first sight: F1", 2 * right / (found + printed), "F1, recorded", printed
        ),
        told("lab results, nine further forms, seen since: F1", total, "F1", count),
    ]
    for layout in HELD_BACK:
        share, number = f1(pair for name, pair in read.items() if name.startswith(layout.__name__))
        rows.append(told(f"  form {layout.__name__.replace('_', ' ')}", share, "F1", number))
    return rows
