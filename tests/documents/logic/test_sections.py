"""Headings, and what stands below them."""

from __future__ import annotations

from salus.documents.logic.sections import split_sections
from tests.documents.logic.page_writer import page_of_lines


def roles(*lines: str) -> list[tuple[str, str]]:
    return [(section.heading, section.role) for section in split_sections([page_of_lines(lines)])]


def test_what_stands_before_the_first_heading_is_the_head() -> None:
    assert roles("Larkfield Hospital", "Diagnosis: asthma")[0] == ("", "header")


def test_text_behind_a_heading_belongs_to_its_section() -> None:
    (_, section) = split_sections([page_of_lines(["Larkfield Hospital", "Diagnosis: asthma"])])
    assert (section.role, section.text) == ("diagnosis", "asthma")


def test_spanish_headings_have_the_same_roles() -> None:
    assert roles("Antecedentes familiares", "Madre con asma") == [("Antecedentes familiares", "family_history")]


def test_a_numbered_heading_is_one() -> None:
    assert roles("3. Assessment", "Asthma") == [("Assessment", "assessment")]


def test_an_unknown_heading_in_capitals_ends_the_section_before_it() -> None:
    assert roles("ALLERGIES", "Latex", "SHORT NOTE", "He is well.") == [
        ("ALLERGIES", "allergies"),
        ("SHORT NOTE", "other"),
    ]


def test_a_word_of_a_sentence_is_no_heading() -> None:
    assert roles("Diagnosis", "plan to see her again") == [("Diagnosis", "diagnosis")]


def test_a_salutation_begins_the_body_of_a_letter() -> None:
    assert roles("Riverside Clinic", "Dear Dr. Example:", "He has gout.") == [("", "header"), ("", "other")]


def test_an_abbreviation_in_capitals_is_no_heading() -> None:
    """ "EPOC" in a list of problems and "NKDA" below "Allergies" once ended their sections."""
    assert roles("Antecedentes", "Dislipemia", "EPOC", "Gota") == [("Antecedentes", "past_history")]


def test_running_text_ends_the_head_of_a_letter_without_headings() -> None:
    lines = (
        "Emergency note, Dr. Example, 21:40",
        "She has had gout since 2015 and takes nothing for it at the moment.",
    )
    assert [role for _, role in roles(*lines)] == ["header", "other"]


def test_names_and_addresses_stay_in_the_head() -> None:
    lines = ("Hospital of the Holy Example, Department of Medicine and Surgery", "12 Long Road, Anytown AB1 2CD")
    assert [role for _, role in roles(*lines)] == ["header"]


def test_running_text_behind_labelled_items_belongs_to_none_of_them() -> None:
    lines = ("* Problem: wheeze", "* Family: mother has asthma", "He was well when he came and has no fever this week.")
    assert [role for _, role in roles(*lines)] == ["past_history", "family_history", "other"]
