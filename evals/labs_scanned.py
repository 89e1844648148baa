"""Results of several days read off scanned forms, each sheet lying otherwise on the glass."""

from __future__ import annotations

from bench.report import Row, at_least
from evals.counts import Counts, precision_and_recall
from evals.labs import BAR, Key, read_from, truth_of
from evals.layouts.drawing import Layout, draw_all
from evals.layouts.held_back import cumulative_three_dates
from evals.layouts.scanning import LIES, scanned
from evals.layouts.second import history_by_test, spanish_with_previous
from evals.layouts.third import ranges_below_names, times_below_dates
from evals.layouts.unread import current_and_previous
from evals.layouts.unread_demanding import course_of_stay, pathology_history

# Forms that the extraction has been mended for: digital ones are read whole, so what is lost here the scan has lost.
SEVERAL_DAYS: tuple[Layout, ...] = (
    current_and_previous, pathology_history, course_of_stay, cumulative_three_dates, spanish_with_previous,
    history_by_test, times_below_dates, ranges_below_names,
)  # fmt: skip
SEED, EACH = 53, 2


def rows() -> list[Row]:
    """F1 by the bar, precision and recall beside it."""
    forms = draw_all(SEVERAL_DAYS, SEED, EACH)
    read = [
        (truth_of(form), read_from(scanned(form.pdf, LIES[number % len(LIES)], seed=number)))
        for number, form in enumerate(forms)
    ]
    counts = counted(read)
    name = "lab results of several days, scanned at 150 dpi: F1"
    return [at_least(name, counts.f1, BAR, "F1", counts.true), *precision_and_recall(counts)]


def counted(pairs: list[tuple[set[Key], set[Key]]]) -> Counts:
    """What was read rightly, wrongly and not at all."""
    hits = sum(len(truth & read) for truth, read in pairs)
    found, printed = (sum(len(pair[side]) for pair in pairs) for side in (1, 0))
    return Counts(hits, found - hits, printed - hits)
