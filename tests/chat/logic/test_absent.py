"""What is not in the record is said not to be there, before anything that merely sounds alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from salus.chat.contract import Answer, Audience, SourceType
from salus.chat.logic.answering import compose
from salus.chat.logic.naming import Named, Names
from salus.chat.logic.record import Record
from salus.chat.logic.understanding import Understood, understand
from tests.chat.logic.records import ferritin, item, passage, record

FERRITIN = Named("2276-4", ("ferritin",))


def told(question: str, known: Record) -> Answer:
    return compose(known, understood(question), Audience.PATIENT)


def understood(question: str) -> Understood:
    return understand(question, Names((FERRITIN,)))


def test_of_a_subject_that_nothing_speaks_of_only_that_is_told() -> None:
    nearest = passage("Surveillance colonoscopy in three years.")
    answer = told("What did the cervical smear show?", record(passages=(nearest,)))
    assert answer.response == "I found nothing about “cervical smear” in your record."
    assert [source.type for source in answer.sources] == [SourceType.SEARCH]


def test_where_one_of_two_subjects_is_missing_the_other_is_quoted_behind() -> None:
    known = record(passages=(passage("Father died of a heart attack at 63.", "Iron tablets were stopped."),))
    answer = told("How old was my brother when he had his heart attack?", known)
    first, *others = answer.sentences
    assert first.text == "I found nothing about “brother” in your record."
    assert "Father died of a heart attack at 63." in " ".join(each.text for each in others)
    assert "Iron" not in answer.response


def test_a_study_of_another_part_of_the_body_is_not_taken_for_the_one_that_was_meant() -> None:
    knee = passage("MRI of the knee: meniscal tear.")
    mole = replace(passage("Mole of the left shoulder, excised."), title="Skin clinic")
    answer = told("What did the MRI of my shoulder show?", record(passages=(knee, mole)))
    assert answer.response.startswith("I found nothing that speaks of “MRI” and “shoulder” together in your record.")


def test_what_any_document_mentions_is_not_denied() -> None:
    question = "Was there a biopsy?"
    (biopsy,) = understood(question).subjects
    answer = told(question, record(mentioned=frozenset({(biopsy, biopsy)})))
    assert "“biopsy”" not in answer.response


def test_a_year_without_a_result_is_told_before_the_results_of_other_years() -> None:
    answer = told("How was my ferritin in 2022?", record(values=(ferritin("19", date(2026, 5, 21)),)))
    assert answer.sentences[0].text == "There is no result for ferritin (iron stores) from 2022 in your record."
    assert "19 ng/mL" in answer.response


def test_a_year_with_a_result_is_not_denied() -> None:
    answer = told("How was my ferritin in 2026?", record(values=(ferritin("19", date(2026, 5, 21)),)))
    assert "There is no result" not in answer.response


def test_allergies_are_listed_even_where_the_substance_is_missing() -> None:
    known = record(allergies=(item("Penicillin", SourceType.ALLERGY, detail="rash"),))
    answer = told("Am I allergic to bee venom?", known)
    assert answer.response == "I found nothing about “bee venom” in your record. Allergy: Penicillin (rash)."


def test_absence_is_told_in_the_language_of_the_question() -> None:
    answer = told("¿Qué dijo el urólogo?", record())
    assert answer.response == "No he encontrado nada sobre “urólogo” en su historial."
