"""Laboratory results read off four sets of forms that were held back when they were drawn, and seen since."""

from __future__ import annotations

from bench.report import Row, told
from evals.labs import f1, read_from, truth_of
from evals.layouts.drawing import Layout, draw_all
from evals.layouts.held_back import HELD_BACK
from evals.layouts.second import SECOND
from evals.layouts.third import THIRD
from evals.layouts.unread import UNREAD, current_and_previous, unread_forms
from evals.layouts.unread_demanding import course_of_stay, pathology_history

EACH = 4
# Each set was scored once before the extraction was changed for any of its forms: right, found, printed. The first two
# were drawn before the extraction was read, the third after, the fourth without sight of it. All have been mended for
# since and carry no bar.
FIRST_SIGHT, SEED = (619, 620, 626), 20
SECOND_SIGHT, SECOND_SEED = (245, 318, 408), 21
THIRD_SIGHT, THIRD_SEED = (347, 347, 392), 22
# Ten reports; three of them print results of several days beside one another.
UNREAD_SIGHT, ONE_DAY_SIGHT, SEVERAL_DAYS_SIGHT, UNREAD_SEED = (708, 787, 1146), (639, 639, 640), (69, 148, 506), 23
SEVERAL_DAYS: tuple[Layout, ...] = (current_and_previous, pathology_history, course_of_stay)
ONE_DAY = tuple(layout for layout in UNREAD if layout not in SEVERAL_DAYS)


def rows() -> list[Row]:
    """Each set as it was recorded and as it is now."""
    return [
        _recorded("lab results, nine forms at first sight: F1", FIRST_SIGHT),
        _since("lab results, nine forms, seen since: F1", HELD_BACK, SEED),
        _recorded("lab results, seven harder forms at first sight: F1", SECOND_SIGHT),
        _since("lab results, seven harder forms, seen since: F1", SECOND, SECOND_SEED),
        _recorded("lab results, six further forms at first sight: F1", THIRD_SIGHT),
        _since("lab results, six further forms, seen since: F1", THIRD, THIRD_SEED),
        _recorded("lab results, ten reports at first sight: F1", UNREAD_SIGHT),
        _recorded("  seven with results of one day", ONE_DAY_SIGHT),
        _recorded("  three with results of several days", SEVERAL_DAYS_SIGHT),
        *_ten_since(),
    ]


def _ten_since() -> list[Row]:
    """The ten reports as they are read now, those of one day and those of several told apart."""
    forms = [(form.name, truth_of(form), read_from(form.pdf)) for form in unread_forms(UNREAD_SEED, EACH)]
    rows = []
    for name, layouts in (
        ("lab results, ten reports, seen since: F1", UNREAD),
        ("  seven with results of one day", ONE_DAY),
        ("  three with results of several days", SEVERAL_DAYS),
    ):
        names = {layout.__name__ for layout in layouts}
        share, number = f1((truth, read) for form, truth, read in forms if form.rpartition("-")[0] in names)
        rows.append(told(name, share, "F1", number))
    return rows


def _recorded(name: str, figure: tuple[int, int, int]) -> Row:
    right, found, printed = figure
    return told(name, 2 * right / (found + printed), "F1, recorded", printed)


def _since(name: str, layouts: tuple[Layout, ...], seed: int) -> Row:
    share, number = f1((truth_of(form), read_from(form.pdf)) for form in draw_all(layouts, seed, EACH))
    return told(name, share, "F1", number)
