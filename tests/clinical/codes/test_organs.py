"""Themes that people ask about lead to tests of the dictionary or to vital signs with LOINC codes."""

from __future__ import annotations

import pytest

from salus.clinical.codes.organs import organs
from salus.clinical.data import read_table, split_list

# Oximetry is reported under either code; the table of core codes names the second in the remark of the first.
VITAL_SIGNS = {row["loinc"] for row in read_table("loinc_core")} | {"2708-6"}
DICTIONARY = {row["key"] for row in read_table("lab_tests")}


@pytest.mark.parametrize("row", read_table("organ_tests"), ids=lambda row: row["organ"])
def test_every_theme_names_known_tests_and_its_source(row: dict[str, str]) -> None:
    assert row["source"]
    assert all(test in DICTIONARY or test in VITAL_SIGNS for test in split_list(row["tests"]))


def test_no_two_themes_share_a_name() -> None:
    names = [name for organ in organs() for name in organ.names]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_kidneys_are_told_by_creatinine_first() -> None:
    """KDIGO 2024: creatinine and the GFR estimated from it, then albumin in urine."""
    kidneys = next(organ for organ in organs() if organ.key == "kidneys")
    assert kidneys.codes[0] == "2160-0"
