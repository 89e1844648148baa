"""Titles say what a document is and of what, as a person would."""

from __future__ import annotations

from datetime import date

import pytest

from salus.documents.logic.titles import title_of


@pytest.mark.parametrize(
    ("kind", "lines", "language", "title"),
    [
        (
            "xray",
            ["Radiograph of the right knee", "The left ankle is normal."],
            "en",
            "X-ray report: knee (2 Jan 2024)",
        ),
        ("xray", ["MRI of the hip was planned before this."], "en", "X-ray report (2 Jan 2024)"),
        ("mri", ["MRI left shoulder, without contrast"], "en", "MRI report: shoulder (2 Jan 2024)"),
        ("ct", ["CT abdomen and pelvis"], "en", "CT report: abdomen, pelvis (2 Jan 2024)"),
        ("ct", ["HEAD", "The footer names the legend."], "en", "CT report: head (2 Jan 2024)"),
        ("ultrasound", ["ECOGRAFÍA HEPÁTICA"], "es", "Informe de ecografía: hígado (2 ene 2024)"),
        ("laboratory", ["Lipid profile", "THYROID"], "en", "Laboratory report: lipids, thyroid (2 Jan 2024)"),
        ("consultation", ["Knee clinic"], "en", "Consultation note (2 Jan 2024)"),
    ],
)
def test_a_title_names_what_the_headings_name(kind: str, lines: list[str], language: str, title: str) -> None:
    assert title_of(kind, lines, date(2024, 1, 2), language) == title
