"""Units as readers know them."""

from __future__ import annotations

import pytest

from salus.clinical.printed_units import print_unit


@pytest.mark.parametrize(
    ("ucum", "printed"),
    [("mm[Hg]", "mmHg"), ("10*3/uL", "x10³/µL"), ("g/dL", "g/dL"), ("{INR}", ""), ("1", ""), (None, ""), ("%", "%")],
)
def test_ucum_is_printed_for_people(ucum: str | None, printed: str) -> None:
    assert print_unit(ucum) == printed
