"""Medicines with their doses, and which of them are taken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from salus.documents.contract import DocumentType, FindingKind
from salus.documents.logic.classify import DocumentKind, classify
from salus.documents.logic.findings import extract_findings
from salus.documents.logic.sections import split_sections
from tests.documents.logic.findings.saying import detail, said
from tests.documents.logic.page_writer import page_of_lines

MEDICATION = FindingKind.MEDICATION
LETTER = ("Clinic letter", "Date: 14 March 2024")


def medicines(*lines: str) -> list[str]:
    return said(MEDICATION, *LETTER, *lines)


def test_dose_and_frequency_belong_to_the_medicine_before_them() -> None:
    found = detail(MEDICATION, *LETTER, "Medications", "Apixaban 5 mg twice daily")
    assert (found["dose"], found["frequency"]) == ("5 mg", "twice daily")


def test_each_line_of_a_list_is_a_medicine() -> None:
    assert medicines("Medications", "Metformin 500 mg twice a day", "Lisinopril 10 mg daily") == [
        "Metformin: present",
        "Lisinopril: present",
    ]


def test_a_stopped_medicine_is_past() -> None:
    assert medicines("Plan", "Verapamil was stopped because of a slow pulse.") == ["Verapamil: historical"]


def test_a_medicine_that_may_be_tried_is_hypothetical() -> None:
    assert medicines("Plan", "Consider adalimumab if disease activity stays high.") == ["Adalimumab: hypothetical"]


def test_the_british_name_of_epinephrine_is_known() -> None:
    assert medicines("Medications", "Adrenaline auto-injector 0.3 mg as needed") == ["Epinephrine: present"]


def test_spanish_directions_are_read() -> None:
    found = detail(MEDICATION, "Informe de alta", "Tratamiento al alta", "Metformina 850 mg cada 12 horas")
    assert (found["dose"], found["frequency"]) == ("850 mg", "cada 12 horas")


@pytest.mark.parametrize(("confidence", "expected"), [(0.5, ["Lisinopril"]), (0.9, [])])
def test_only_a_sure_report_of_a_laboratory_is_not_read_for_medicines(confidence: float, expected: list[str]) -> None:
    """The title "Hematology" once made a clinic's note a report, and nothing in it was found."""
    pages = [page_of_lines(["Northfield Cancer Center, Hematology", "Medications", "Lisinopril 20 mg daily"])]
    profile = replace(
        classify(pages), kind=DocumentKind.LABORATORY, detected_type=DocumentType.LAB_REPORT, confidence=confidence
    )
    found = extract_findings(pages, split_sections(pages), profile)
    assert [one.display for one in found if one.kind is MEDICATION] == expected


def test_what_somebody_took_until_a_year_is_past() -> None:
    assert medicines("Dear colleague,", "He took rivaroxaban until 2023.") == ["Rivaroxaban: historical"]


def test_what_will_be_needed_if_something_is_done_is_hypothetical() -> None:
    assert medicines("Plan", "If it is done, she will need enoxaparin for 28 days.") == ["Enoxaparin: hypothetical"]
