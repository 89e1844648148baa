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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("She is allergic to wasp stings and carries adrenaline.", ["Wasp venom: present"]),
        ("He has a nut allergy and avoids all nuts.", ["Tree nut: present"]),
        ("Known allergies are penicillin and elastoplast.", ["Penicillin: present", "Adhesive tape: present"]),
        ("She developed hives after eating prawns.", ["Shellfish: present"]),
        ("Cefuroxime gave her a widespread rash in 2019.", ["Cefuroxime: present"]),
        ("Codeine makes him sick.", ["Codeine: present"]),
        ("NKDA, but latex causes itching.", ["No known drug allergy: absent", "Latex: present"]),
        ("Skin tests: positive to cat and negative to dog.", ["Cat dander: present", "Dog dander: absent"]),
        ("There is a possible allergy to ceftriaxone.", ["Ceftriaxone: uncertain"]),
        ("Hay fever from birch pollen.", ["Birch pollen: present"]),
        ("Intolerances: codeine - nausea; nickel - dermatitis.", ["Codeine: present", "Nickel: present"]),
        ("The allergy to ceftriaxone was not confirmed.", ["Ceftriaxone: uncertain"]),
        ("His allergies: mango, sesame.", ["Mango: present", "Sesame: present"]),
    ],
)  # fmt: skip
def test_running_text_tells_what_somebody_reacts_to(line: str, expected: list[str]) -> None:
    assert allergies("Dear colleague,", line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "His mother is allergic to latex.",
        "Furosemide caused dizziness.",
        "Lisinopril may cause a rash.",
        "Ramipril is well tolerated.",
        "He eats fish twice a week.",
        "No other allergies.",
        "The urine grew E. coli sensitive to trimethoprim.",
        "Blood cultures were positive after ceftriaxone.",
    ],
)
def test_what_is_no_word_about_an_allergy_of_the_patient_is_none(line: str) -> None:
    assert allergies("Dear colleague,", line) == []


@pytest.mark.parametrize(
    "lines",
    [
        ("Her penicillin allergy has been de-labelled after an oral challenge.",),
        ("He was said to be allergic to penicillin.", "A challenge was negative and the label can be removed."),
        ("Penicillin allergy was ruled out in 2021.",),
        ("She is not allergic to penicillin.",),
        ("Allergies", "Penicillin: label removed 2020"),
    ],
)
def test_an_allergy_that_was_taken_back_is_absent(lines: tuple[str, ...]) -> None:
    assert allergies("Dear colleague,", *lines) == ["Penicillin: absent"]


@pytest.mark.parametrize("line", ["His asthma is resolved.", "A pregnancy test was negative.", "Neumonía superada."])
def test_what_is_over_beside_an_allergy_does_not_take_it_back(line: str) -> None:
    assert allergies("Dear colleague,", "He is allergic to penicillin.", line) == ["Penicillin: present"]


def test_a_food_that_is_eaten_without_trouble_is_absent_where_allergies_are_spoken_of() -> None:
    lines = ("He has an allergy to kiwi.", "Egg and milk are tolerated, and he eats almonds without problems.")
    found = allergies("Dear colleague,", *lines)
    assert found == ["Kiwi fruit: present", "Egg: absent", "Milk: absent", "Almond: absent"]


def test_no_allergy_to_one_thing_is_about_that_thing() -> None:
    assert allergies("Dear colleague,", "There is no allergy to wheat.") == ["Wheat: absent"]


def test_numbers_arrows_and_details_of_a_list_are_no_allergens() -> None:
    lines = ("Allergies", "1. Quinoa: hives", "2. Cefalexin -> rash", "3. Codeine - nausea, drowsy")
    assert allergies(*lines) == ["Quinoa: present", "Cephalexin: present", "Codeine: present"]


def test_the_end_of_a_letter_below_its_list_is_no_allergen() -> None:
    assert allergies("Allergies", "Penicillin (rash)", "Kind regards,", "Dr. A. Bloggs") == ["Penicillin: present"]


def test_reactions_and_treatment_in_a_list_are_no_allergens() -> None:
    lines = ("Allergies", "Penicillin, causing anaphylaxis in 1998", "Wasps; carries adrenaline", "Quinoa: tolerated")
    assert allergies(*lines) == ["Penicillin: present", "Wasp venom: present", "Quinoa: absent"]


def test_an_allergy_whose_details_are_unknown_is_present() -> None:
    assert allergies("Allergies", "Penicillin (childhood, details unknown)") == ["Penicillin: present"]


def test_an_item_right_behind_an_allergy_is_one_without_the_word() -> None:
    assert allergies("Dear colleague,", "Latex allergy: gloves changed. Chlorhexidine - blistering.") == [
        "Latex: present",
        "Chlorhexidine: present",
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Alergia al melocotón y a la nuez, tolera almendra.", ["Peach: present", "Walnut: present", "Almond: absent"]),
        ("La cefuroxima le produce exantema.", ["Cefuroxime: present"]),
        ("Presentó urticaria tras tomar ibuprofeno.", ["Ibuprofen: present"]),
        ("Rinitis alérgica por polen de olivo.", ["Olive pollen: present"]),
        ("Sin alergias medicamentosas, alérgico al kiwi.", ["No known drug allergy: absent", "Kiwi fruit: present"]),
        ("Se descarta alergia a penicilina tras una provocación.", ["Penicillin: absent"]),
        ("Su padre es alérgico a la penicilina.", []),
    ],
)  # fmt: skip
def test_spanish_text_tells_what_somebody_reacts_to(line: str, expected: list[str]) -> None:
    letter = ("Consulta de la unidad de alergia", "Estimado compañero: veo a la paciente por la tos.", line)
    assert said(ALLERGY, *letter) == expected


def test_a_medicine_that_turned_out_an_allergen_is_told_once() -> None:
    lines = ("Given in ED: metoclopramide 10 mg IV.", "Added to allergies: metoclopramide.")
    assert said(MEDICATION, *LETTER, "Dear colleague,", *lines) == []
    assert allergies("Dear colleague,", *lines) == ["Metoclopramide: present"]


def test_a_listed_medicine_stays_beside_an_allergy_to_it() -> None:
    """A person must see both."""
    lines = ("Allergies", "Aspirin (hives)", "Medications", "Aspirin 75 mg daily")
    assert said(MEDICATION, *LETTER, *lines) == ["Aspirin: present"]
