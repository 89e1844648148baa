"""Laboratory results read off forms: ten that the extraction was never shown, the demo clinic's three, eight others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from bench.report import Row, at_least, told
from evals.layouts.drawing import draw_all
from evals.layouts.forms import FORMS, Form, draw_forms
from evals.layouts.seeded import seeded_forms
from evals.layouts.standing import STANDING
from salus.app.demo.papers.paperwork import as_scan
from salus.documents.contract import LabResult
from salus.documents.engines.read import read_document
from salus.documents.logic.classify import classify
from salus.documents.logic.labs import extract_labs

SEED, STANDING_SEED = 71, 31
EACH = 6
SCANNED = 8
BAR = 0.95
Key = tuple[str, Decimal, str, date]
# Units that say the same thing; laboratories print either.
SAME_UNIT = {
    "ug/L": "ng/mL", "meq/L": "mmol/L", "u[IU]/mL": "m[IU]/L", "[IU]/L": "U/L", "m[IU]/mL": "[IU]/L",
    "10*9/L": "10*3/uL", "{INR}": "",  # UCUM: an annotation alone is the unity, which nobody prints
}  # fmt: skip


def truth_of(form: Form) -> set[Key]:
    """What the form prints."""
    return {(code, Decimal(value).normalize(), SAME_UNIT.get(unit, unit), day) for code, value, unit, day in form.truth}


def read_from(pdf: bytes) -> set[Key]:
    """What the pipeline's own functions read from the form."""
    pages = list(read_document(pdf, "pdf"))
    results = extract_labs(pages, classify(pages))
    return {key for result in results if (key := _key(result)) is not None}


def _key(result: LabResult) -> Key | None:
    at = result.collected_at
    if result.loinc is None or result.value is None or at is None:
        return None
    unit = result.unit or ""
    day = at.date() if isinstance(at, datetime) else at
    return (result.loinc, result.value.normalize(), SAME_UNIT.get(unit, unit), day)


def f1(pairs: Iterable[tuple[set[Key], set[Key]]]) -> tuple[float, int]:
    """Micro F1 over all forms, and how many results they print."""
    hits = found = expected = 0
    for truth, read in pairs:
        hits, found, expected = hits + len(truth & read), found + len(read), expected + len(truth)
    return (2 * hits / (found + expected) if found + expected else 0.0), expected


def rows() -> list[Row]:
    """Digital forms by the bar; each form by itself and scans beside it."""
    # Drawn by somebody who had not read the extraction, scored when it was finished: never to be mended for.
    standing, printed = f1((truth_of(form), read_from(form.pdf)) for form in draw_all(STANDING, STANDING_SEED, EACH))
    forms = draw_forms(SEED, EACH)
    read = {form.name: (truth_of(form), read_from(form.pdf)) for form in forms}
    total, count = f1(read.values())
    rows = [
        at_least("lab results, ten forms never seen: F1 of code, value, unit, date", standing, BAR, "F1", printed),
        at_least("lab results, eight forms seen since: F1", total, BAR, "F1", count),
    ]
    for layout in FORMS:
        share, number = f1(pair for name, pair in read.items() if name.startswith(layout.__name__))
        rows.append(told(f"  form {layout.__name__.replace('_', ' ')}", share, "F1", number))
    scanned, number = f1((truth_of(form), read_from(as_scan(form.pdf))) for form in forms[:: len(forms) // SCANNED])
    rows.append(told("lab results, the eight forms scanned at 150 dpi", scanned, "F1", number))
    seeded, number = f1((truth_of(form), read_from(form.pdf)) for form in seeded_forms())
    return [*rows, at_least("lab results, the demo clinic's forms: F1", seeded, BAR, "F1", number)]
