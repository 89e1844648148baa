"""Allergies: lists, sentences, and where a list ends."""

from __future__ import annotations

import pytest

from salus.documents.contract import FindingKind
from salus.documents.logic.classify import classify
from salus.documents.logic.findings import extract_findings
from salus.documents.logic.sections import split_sections
from tests.documents.logic.findings.saying import detail, said
from tests.documents.logic.page_writer import PageWriter

ALLERGY, MEDICATION, CONDITION = FindingKind.ALLERGY, FindingKind.MEDICATION, FindingKind.CONDITION
LETTER = ("Allergy clinic letter", "Date: 19 June 2024")


def allergies(*lines: str) -> list[str]:
    return said(ALLERGY, *LETTER, *lines)


def test_each_item_of_the_list_is_an_allergy() -> None:
    assert allergies("Allergies: latex, ibuprofen (hives)") == ["Latex: present", "Ibuprofen: present"]


def test_a_list_without_a_heading_behind_it_ends_where_no_item_stands() -> None:
    """A discharge letter once gave "Weight 26 kg" and "Seen with his father" as allergies."""
    lines = ("Allergies", "Peanut - anaphylaxis in 2021", "Weight 26 kg", "Height 128 cm", "Seen with his father")
    assert allergies(*lines) == ["Peanut: present"]


def test_a_medicine_with_a_dose_ends_the_list_and_is_taken() -> None:
    lines = (*LETTER, "Allergies", "Penicillin: rash", "Cetirizine 5 mg once daily")
    assert len(said(ALLERGY, *lines)) == 1
    assert said(MEDICATION, *lines) == ["Cetirizine: present"]


def test_a_condition_ends_the_list() -> None:
    lines = (*LETTER, "Alergias e intolerancias", "AINE: urticaria", "Hipotiroidismo")
    assert [one for one in said(ALLERGY, *lines) if "Hipo" in one] == []


def test_an_allergen_that_no_table_knows_is_kept_for_a_person_to_see() -> None:
    assert allergies("Allergies", "Quinoa (hives)") == ["Quinoa: present"]


def test_what_somebody_is_allergic_to_is_no_medicine_of_theirs() -> None:
    assert said(MEDICATION, *LETTER, "Allergies", "Codeine: nausea") == []


@pytest.mark.parametrize("line", ["NKDA", "No known drug allergies.", "No alergias medicamentosas conocidas."])
def test_no_known_drug_allergy_is_a_finding_of_its_own(line: str) -> None:
    assert allergies(line) == ["No known drug allergy: absent"]


def test_an_outgrown_allergy_is_absent() -> None:
    assert allergies("Allergies", "Egg: outgrown, eats cake") == ["Egg: absent"]


def test_a_sentence_names_the_allergen_near_a_word_of_allergy() -> None:
    assert allergies("Dear colleague,", "He is allergic to latex.") == ["Latex: present"]


def test_the_reaction_is_kept_with_the_allergy() -> None:
    assert detail(ALLERGY, *LETTER, "Allergies: latex (anaphylaxis)")["severity"] == "severe"


def test_a_denied_allergy_is_absent() -> None:
    assert allergies("Allergies: none") == ["No known allergy: absent"]


def test_advice_with_a_heading_that_no_table_knows_is_no_allergy() -> None:
    """A demo discharge letter once proposed an allergy to the adrenaline that its patient must carry."""
    writer = PageWriter()
    lines = (
        (60, "Discharge summary"), (90, "Allergies"), (104, "Tree nuts: anaphylaxis. No known drug allergies."),
        (130, "Discharge advice"), (144, "Carry two adrenaline auto-injectors at all times."),
    )  # fmt: skip
    for y, line in lines:
        writer.text(50, y, line)
    pages = [writer.page()]
    found = extract_findings(pages, split_sections(pages), classify(pages))
    named = [one.display for one in found if one.kind is ALLERGY]
    assert named == ["Tree nut", "No known drug allergy"]


def test_a_list_at_the_end_of_a_letter_is_read_to_its_end() -> None:
    assert allergies("Allergies", "Latex", "Quinoa") == ["Latex: present", "Quinoa: present"]


@pytest.mark.parametrize(
    ("line", "allergen"),
    [("Es alérgica al látex.", "Latex"), ("Es alérgico a los contrastes yodados.", "Iodinated contrast")],
)
def test_spanish_sentences_name_allergens(line: str, allergen: str) -> None:
    found = said(ALLERGY, "Consulta de la unidad de alergia", "Estimado compañero: veo a la paciente por la tos.", line)
    assert [one.partition(":")[0] for one in found] == [allergen]
