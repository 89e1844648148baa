"""Conditions: present, denied, doubtful, past, and whose they are."""

from __future__ import annotations

import pytest

from salus.documents.contract import FindingKind, Tone
from salus.documents.logic.proposals import from_finding
from tests.documents.logic.findings.saying import detail, findings, said

CONDITION, FAMILY = FindingKind.CONDITION, FindingKind.FAMILY_HISTORY
LETTER = ("Clinic letter", "Date: 14 March 2024")


def conditions(*lines: str) -> list[str]:
    return said(CONDITION, *LETTER, *lines)


def family(*lines: str) -> list[str]:
    return said(FAMILY, *LETTER, *lines)


def test_a_diagnosis_is_present() -> None:
    assert conditions("Diagnosis: asthma") == ["Asthma: present"]


def test_the_body_of_a_letter_begins_at_its_salutation() -> None:
    """Without a heading in it, the whole letter was once taken for its head and not read."""
    assert conditions("Dear Dr. Example:", "He does not have heart failure. He has gout.") == [
        "Heart failure: absent",
        "Gout: present",
    ]


def test_a_spanish_letter_begins_at_its_salutation() -> None:
    lines = (
        "Centro de Cardiología de la Ribera",
        "Estimada compañera: le remito a don Pablo por la tos.",
        "Presenta anemia ferropénica desde el año pasado.",
        "No presenta asma.",
    )
    assert {"Iron deficiency anemia: present", "Asthma: absent"} <= set(said(CONDITION, *lines))


def test_what_is_ruled_out_is_absent() -> None:
    assert conditions("Assessment: Pneumonia was excluded by chest X-ray.") == ["Pneumonia: absent"]


def test_what_is_suspected_is_uncertain() -> None:
    assert conditions("Assessment: Possible carpal tunnel syndrome.") == ["Carpal tunnel syndrome: uncertain"]


def test_resolved_in_brackets_speaks_of_the_last_item_of_a_list_alone() -> None:
    """ "(resolved)" behind depression once made the syndrome before it absent too."""
    found = conditions("PMH: migraine, polycystic ovary syndrome, depression in 2019 (resolved)")
    assert found[:2] == ["Migraine: present", "Polycystic ovary syndrome: present"]


def test_an_acute_illness_in_the_past_history_is_over() -> None:
    assert conditions("Past medical history: myocardial infarction 2014") == ["Myocardial infarction: historical"]


def test_a_disease_of_a_relative_is_not_the_patients() -> None:
    assert conditions("Dear colleague,", "Her mother had breast cancer at 62.") == []
    assert family("Dear colleague,", "Her mother had breast cancer at 62.") == ["Breast cancer: other_person"]


def test_relative_and_age_at_onset_are_kept() -> None:
    found = detail(FAMILY, *LETTER, "Family history: breast cancer in mother aged 44")
    assert (found["relative"], found["onset_age"]) == ("mother", "44")


def test_in_the_family_section_every_condition_is_of_the_family() -> None:
    assert family("Family history: father with stroke") == ["Stroke: other_person"]


def test_a_screening_for_a_disease_is_not_the_disease() -> None:
    assert conditions("Plan: breast cancer screening in two years.") == []


def test_a_resolved_illness_was_there() -> None:
    assert conditions("Diagnosis: pneumonia, resolved") == ["Pneumonia: historical"]


def test_a_year_behind_a_chronic_problem_is_its_beginning() -> None:
    assert conditions("Active problems", "Ulcerative colitis (2009)") == ["Ulcerative colitis: present"]


def test_a_vaccination_is_not_the_disease() -> None:
    assert conditions("Vaccinations", "Influenza 12/10/2024") == []


def test_an_ex_smoker_smoked() -> None:
    assert conditions("Lifestyle", "Ex-smoker") == ["Tobacco use: historical"]


@pytest.mark.parametrize(
    "line",
    [
        "Iron deficiency likely.",
        "Likely iron deficiency",
        "Iron deficiency, probable",
        "Suspected iron deficiency",
        "Possible iron deficiency",
        "Findings consistent with iron deficiency",
        "Rule out iron deficiency",
        "Iron deficiency vs. thalassemia",
        "?Iron deficiency",
        "Features suggest iron deficiency",
        "Iron deficiency is the most likely cause",
        "Working diagnosis: iron deficiency",
        "This looks like iron deficiency",
    ],
)
def test_a_word_of_doubt_makes_a_finding_uncertain(line: str) -> None:
    assert "Iron deficiency: uncertain" in conditions("Assessment", line)


@pytest.mark.parametrize(
    "line",
    [
        "Probable celiaquía",
        "Sospecha de celiaquía",
        "Compatible con celiaquía",
        "Celiaquía probable",
        "A descartar celiaquía",
    ],
)
def test_a_spanish_word_of_doubt_makes_a_finding_uncertain(line: str) -> None:
    assert said(CONDITION, "Informe de alta", "Fecha: 14/03/2024", "Diagnóstico", line) == ["Celiac disease: uncertain"]


def test_a_finding_with_a_likely_cause_is_sure() -> None:
    assert conditions("Assessment", "Pneumonia, likely viral") == ["Pneumonia: present"]


def test_a_doubt_ends_the_negation_before_it() -> None:
    lines = ("Impression", "No pleural effusion, findings consistent with pneumonia.")
    assert conditions(*lines) == ["Pleural effusion: absent", "Pneumonia: uncertain"]


def test_a_doubtful_condition_is_never_proposed_as_sure() -> None:
    (found,) = (
        one for one in findings("Clinic letter", "Assessment", "Iron deficiency likely.") if one.kind is CONDITION
    )
    draft = from_finding(found)
    assert draft is not None
    assert draft.tone is Tone.AMBER


def test_what_a_medicine_is_taken_for_is_found_but_never_sure() -> None:
    lines = ("Clinic letter", "Medications", "Sertraline 50 mg daily for depression", "Aspirin 81 mg to prevent stroke")
    (found,) = (one for one in findings(*lines) if one.kind is CONDITION)
    assert found.display == "Depression"
    assert found.confidence < 0.9


@pytest.mark.parametrize(
    ("printed", "display"),
    [
        ("ANCA vasculitis", "ANCA vasculitis"),
        ("Uterine myoma", "Uterine fibroids"),
        ("Fibroid uterus", "Uterine fibroids"),
        ("Adenomyosis", "Adenomyosis"),
        ("Bronchiectasis", "Bronchiectasis"),
    ],
)
def test_conditions_that_were_missing_are_known(printed: str, display: str) -> None:
    assert conditions("Diagnosis", printed) == [f"{display}: present"]


@pytest.mark.parametrize(
    "link", ["likely due to", "is likely due to", "most likely secondary to", "probably caused by"]
)
def test_a_likely_cause_is_doubtful_and_what_it_causes_is_sure(link: str) -> None:
    found = conditions("Assessment", f"Atrial fibrillation {link} thyrotoxicosis.")
    assert found == ["Atrial fibrillation: present", "Hyperthyroidism: uncertain"]


def test_versus_makes_both_sides_doubtful() -> None:
    found = conditions("Assessment", "Depression vs bipolar disorder")
    assert found == ["Depression: uncertain", "Bipolar disorder: uncertain"]


@pytest.mark.parametrize("words", ["No evidence to suggest", "No history consistent with", "Not consistent with"])
def test_what_nothing_suggests_is_absent(words: str) -> None:
    assert conditions("Assessment", f"{words} celiac disease.") == ["Celiac disease: absent"]


def test_a_name_that_no_list_holds_is_proposed_as_text_and_never_as_sure() -> None:
    found = [one for one in findings(*LETTER, "Diagnosis", "Membranous glomerulopathy") if one.kind is CONDITION]
    assert [(one.display, one.code) for one in found] == [("Membranous glomerulopathy", None)]
    draft = from_finding(found[0])
    assert draft is not None
    assert draft.tone is Tone.AMBER


def test_a_name_that_no_list_holds_is_read_in_its_context() -> None:
    assert conditions("Impression", "No splenic abscess.") == ["Splenic abscess: absent"]
    assert family("Dear colleague,", "Her sister has membranous glomerulopathy.") == [
        "Membranous glomerulopathy: other_person"
    ]


def test_a_complaint_is_proposed_only_where_it_is_a_diagnosis() -> None:
    assert conditions("Chief complaint", "Fever and cough for two days") == []
    assert conditions("Diagnosis", "Chest pain") == ["Chest pain: present"]


@pytest.mark.parametrize("name", ["Hypercalcaemia", "Oesophageal cancer", "Subdural haematoma", "Leukaemia"])
def test_british_spelling_is_known(name: str) -> None:
    (found,) = (one for one in findings(*LETTER, "Diagnosis", name) if one.kind is CONDITION)
    assert found.code is not None


@pytest.mark.parametrize(
    "line",
    [
        "Hodgkin lymphoma treated in 1991",
        "Hysterectomy for endometriosis 1998",
        "Shingles 2015",
        "Duodenal ulcer, removed 2004",
    ],
)
def test_what_was_treated_in_a_year_is_former(line: str) -> None:
    (found,) = conditions("Past medical history", line)
    assert found.endswith(": historical")


def test_treated_hypertension_is_still_there() -> None:
    assert conditions("Dear colleague,", "He has hypertension, treated with a tablet.") == ["Hypertension: present"]


def test_what_is_suspected_first_and_ruled_out_later_is_ruled_out() -> None:
    assert conditions("Dear colleague,", "?Myocarditis.", "The MRI excludes myocarditis.") == ["Myocarditis: absent"]


def test_a_resolved_neighbour_leaves_a_chronic_problem_there() -> None:
    found = conditions("Past medical history: asthma, cystitis now resolved, gout")
    assert found == ["Asthma: present", "Cystitis: historical", "Gout: present"]


@pytest.mark.parametrize("whose", ["The donor", "Her husband", "A flatmate", "The baby's father"])
def test_a_disease_of_a_donor_partner_or_contact_is_nobodys_of_the_chart(whose: str) -> None:
    line = f"{whose} has hepatitis B."
    assert conditions("Dear colleague,", line) == []
    assert family("Dear colleague,", line) == []


def test_family_history_with_colons_and_semicolons_keeps_each_to_its_relative() -> None:
    found = family("Family history: mother: glaucoma; father: gout; brother well")
    assert found == ["Glaucoma: other_person", "Gout: other_person"]


def test_an_allergy_of_a_relative_is_family_history() -> None:
    assert family("Dear colleague,", "His brother is allergic to walnut.") == ["Allergy to walnut: other_person"]


def test_the_time_of_a_pregnancy_and_a_vaccine_are_no_conditions() -> None:
    assert conditions("Dear colleague,", "Anaemia in the last pregnancy. Vaccinated against influenza.") == [
        "Anemia: present"
    ]


def test_running_text_below_a_list_of_medicines_is_read() -> None:
    assert conditions("Medication: ramipril 5 mg", "She has psoriasis.") == ["Psoriasis: present"]
