"""Names of tests in cells and at the beginning of lines."""

from __future__ import annotations

import pytest

from salus.documents.logic.labs.names import could_be_test_name, is_footnote, leading_test, name_of, without_footnote
from tests.documents.logic.labs.reading import read, read_one, table_page, told, words_of
from tests.documents.logic.page_writer import page_of_lines


def key_of(text: str) -> str | None:
    match = name_of(text, "blood")
    return match.key if match else None


def test_the_longest_listed_name_wins() -> None:
    found = leading_test(words_of("Hemoglobin A1c 5.4 %"), "blood")
    assert found is not None
    assert (found[0], found[1].key) == (2, "hba1c")


@pytest.mark.parametrize("name", ["Hemoglobin 1)", "Hemoglobin ¹", "Hemoglobin *", "Hemoglobin†"])
def test_a_footnote_is_no_part_of_a_name(name: str) -> None:
    """ "Hemoglobin 1)" was once taken for hemoglobin A1c by its spelling."""
    assert key_of(name) == key_of("Hemoglobin")


def test_balanced_brackets_belong_to_the_name() -> None:
    assert without_footnote("Vitamin D (25-OH)") == "Vitamin D (25-OH)"
    assert without_footnote("Ferritin 1)") == "Ferritin"


def test_a_number_alone_is_no_footnote() -> None:
    assert is_footnote("1)")
    assert not is_footnote("1")
    assert not is_footnote("11)")


def test_a_footnote_between_name_and_value_is_no_value() -> None:
    page = page_of_lines(["Laboratory report", "Date collected: 14 March 2024", "Alk Phos 1)  84 U/L  36 - 120"])
    assert told(read(page)) == ["Alk Phos 84 U/L"]


def test_a_footnote_in_a_table_leaves_the_test_coded() -> None:
    result = read_one(table_page([("Ferritin 1)", "11", "L", "ng/mL", "15 - 200")]))
    assert (result.name, result.loinc) == ("Ferritin", "2276-4")


@pytest.mark.parametrize("text", ["Age", "Page 2", "Telefono", "Sample no"])
def test_labels_of_the_forms_head_are_no_tests(text: str) -> None:
    assert not could_be_test_name(text)


def test_a_test_unknown_to_the_dictionary_may_still_be_one() -> None:
    assert could_be_test_name("Soluble transferrin receptor")


@pytest.mark.parametrize("name", ["Total white cell count", "WCC", "White cells"])
def test_british_names_of_leukocytes_are_known(name: str) -> None:
    assert key_of(name) == "wbc"


def test_a_misspelt_name_is_guessed_with_less_trust() -> None:
    match = name_of("Haemoglobln", "blood")
    assert match is not None
    assert match.score < 0.95
