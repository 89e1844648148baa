"""Scanned reports: sheets that lean, raised marks, lost strokes, dashes read as numbers, doubts that stay doubts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from salus.documents.contract import LabResult, Page
from tests.documents.logic.labs import scans
from tests.documents.logic.labs.reading import read
from tests.documents.logic.labs.scans import scan


def with_days(*pages: Page) -> list[tuple[str, Decimal | None, str | None, date | None]]:
    return [(each.name, each.value, each.unit, _day(each)) for each in read(*pages)]


def _day(result: LabResult) -> date | None:
    at = result.collected_at
    return at.date() if isinstance(at, datetime) else at


def test_each_value_of_a_leaning_sheet_stays_in_its_row() -> None:
    """Of 742 results of 24 scans 14 were lost so: at the right of a sheet a value stood level with the row above."""
    january, may, july = date(2023, 1, 26), date(2023, 5, 28), date(2023, 7, 28)
    assert with_days(scan(scans.LEANING, scans.LEANING_DEG)) == [
        ("RDW", Decimal("12.4"), "%", january),
        ("RDW", Decimal("11.0"), "%", may),
        ("RDW", Decimal("15.2"), "%", july),
        ("Hemoglobin A1c", Decimal("4.3"), "%", may),
        ("Hemoglobin A1c", Decimal("4.5"), "%", july),
        ("Folic Acid", Decimal("8.5"), "ng/mL", january),
        ("Folic Acid", Decimal("22.4"), "ng/mL", may),
        ("Folic Acid", Decimal("7.1"), "ng/mL", july),
    ]


def test_a_result_is_shown_where_it_stands_on_the_leaning_sheet() -> None:
    page = scan(scans.LEANING, scans.LEANING_DEG)
    (box,) = (result.span.box for result in read(page) if result.value == Decimal("22.4"))
    words = [word for word in page.words if word.text in {"Folic", "Acid", "22.4", "3.0-17.0"}]
    assert all(box.y0 <= (word.box.y0 + word.box.y1) / 2 <= box.y1 for word in words)
    assert box.x0 == pytest.approx(words[0].box.x0, abs=0.01)
