"""Medicines with their doses, and which of them are taken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from salus.documents.contract import DocumentType, FindingKind
from salus.documents.logic.classify import DocumentKind, classify
from salus.documents.logic.findings import extract_findings
from salus.documents.logic.sections import split_sections
from tests.documents.logic.findings.saying import detail, findings, said
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


def directions(*lines: str) -> dict[str, str]:
    """How often each medicine is taken."""
    found = (one for one in findings(*LETTER, *lines) if one.kind is MEDICATION)
    return {one.display: dict(one.detail).get("frequency", "") for one in found}


def test_directions_on_the_line_below_a_medicine_are_its_own() -> None:
    """Prescriptions print the strength first and how to take it below."""
    assert directions(
        "Rx", "Amoxicillin 500 mg capsules", "Take one capsule three times a day for 7 days",
        "Ibuprofen 400 mg tablets", "1 tablet every 8 hours as needed",
    ) == {"Amoxicillin": "three times a day", "Ibuprofen": "every 8 hours as needed"}  # fmt: skip


def test_spanish_directions_may_stand_below_too() -> None:
    lines = ("Receta médica", "Losartán 50 mg", "Tomar 1 tableta cada 24 horas", "Metformina 850 mg", "1 cada 12 horas")
    assert directions(*lines)["Losartan"] == "cada 24 horas"


def test_a_sentence_below_that_is_no_direction_belongs_to_nobody() -> None:
    assert directions("Plan", "Continue ramipril 5 mg.", "She walks the dog every day.") == {"Ramipril": ""}


@pytest.mark.parametrize(
    ("line", "said_of_it"),
    [
        ("No longer takes metformin.", "Metformin: historical"),
        ("Not taking aspirin.", "Aspirin: absent"),
        ("She is not currently taking atorvastatin.", "Atorvastatin: absent"),
        ("Do not take naproxen.", "Naproxen: absent"),
        ("Warfarin - stopped", "Warfarin: historical"),
        ("Atenolol (discontinued 2022)", "Atenolol: historical"),
        ("Ya no toma aspirina", "Aspirin: historical"),
        ("Ibuprofeno: suspendido", "Ibuprofen: historical"),
        ("No toma losartán", "Losartan: absent"),
    ],
)
def test_a_list_of_medicines_may_say_what_is_not_taken(line: str, said_of_it: str) -> None:
    assert medicines("Medications", "Amlodipine 5 mg daily", line) == ["Amlodipine: present", said_of_it]


def test_what_is_to_be_avoided_is_no_medicine() -> None:
    """It was told as not taken, which nobody has said."""
    assert medicines("Plan", "Please avoid ibuprofen and other NSAIDs.") == []


def test_a_label_for_stopped_medicines_speaks_of_its_line_only() -> None:
    lines = ("Current medications", "Sertraline 50 mg daily", "Stopped: fluoxetine", "Ramipril 5 mg daily")
    assert medicines(*lines) == ["Sertraline: present", "Fluoxetine: historical", "Ramipril: present"]


@pytest.mark.parametrize(
    "line",
    [
        "Iron studies and vitamin D level",
        "Check lithium level, iron, ferritin, folate and B12",
        "Check TSH, calcium, magnesium, testosterone and cortisol",
        "Order insulin and glucose",
    ],
)
def test_the_name_of_a_test_is_no_medicine(line: str) -> None:
    assert medicines("Plan", line) == []


@pytest.mark.parametrize("line", ["Continue iron tablets.", "Start iron.", "Testosterone gel 50 mg daily"])
def test_what_is_given_is_a_medicine_though_it_is_also_a_test(line: str) -> None:
    assert len(medicines("Plan", line)) == 1


def test_what_a_medicine_has_done_does_not_say_that_it_is_taken() -> None:
    assert medicines("Assessment", "Peripheral neuropathy from bortezomib, mild.") == []


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Mesalazine 1 g twice daily", "Mesalamine"),
        ("Dienogest 2 mg daily", "Dienogest"),
        ("Calcipotriol ointment", "Calcipotriol"),
    ],
)
def test_names_that_were_missing_are_known(printed: str, name: str) -> None:
    assert medicines("Medications", printed) == [f"{name}: present"]


@pytest.mark.parametrize("line", ["Salmeterol 25 mcg inh twice a day", "SALMETEROL 25 MCG INH BD"])
def test_inh_behind_a_strength_is_a_form_and_not_isoniazid(line: str) -> None:
    assert medicines("Medications", line) == ["Salmeterol: present"]


def test_isoniazid_is_known_by_its_abbreviation() -> None:
    assert medicines("Medications", "INH 300 mg daily") == ["Isoniazid: present"]


def test_a_loop_of_bowel_is_no_aspirin() -> None:
    assert said(MEDICATION, "Informe de tomografía", "Fecha: 14/03/2024", "Dilatación de un asa de yeyuno.") == []


def test_a_brand_in_brackets_names_no_second_medicine() -> None:
    assert medicines("Medications", "Montelukast (Singulair) 10 mg nocte") == ["Montelukast: present"]


def test_what_somebody_takes_is_read_beside_an_allergy() -> None:
    assert medicines("Dear colleague,", "She is allergic to codeine and takes tramadol 50 mg bd.") == [
        "Tramadol: present"
    ]


def test_a_medicine_that_somebody_reacts_to_is_no_medicine_of_theirs() -> None:
    assert medicines("Dear colleague,", "Trimethoprim gives her hives.") == []


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Chlorphenamine 4 mg prn", "Chlorpheniramine"),
        ("Alendronic acid 70 mg weekly", "Alendronate"),
        ("Macrogol 1 sachet daily", "Polyethylene glycol 3350"),
        ("Carbocisteine 375 mg tds", "Carbocisteine"),
        ("Colestiramina 4 g al día", "Cholestyramine"),
    ],
)
def test_british_and_spanish_names_are_known(printed: str, name: str) -> None:
    assert medicines("Medications", printed) == [f"{name}: present"]


def test_british_abbreviations_of_frequency_and_words_of_dose_are_read() -> None:
    found = detail(MEDICATION, *LETTER, "Medications", "Carbocisteine 375 milligrams tds")
    assert (found["dose"], found["frequency"]) == ("375 milligrams", "tds")
