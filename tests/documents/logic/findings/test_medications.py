"""Medicines with their doses, and which of them are taken."""

from __future__ import annotations

from salus.documents.contract import FindingKind
from tests.documents.logic.findings.saying import detail, said

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
