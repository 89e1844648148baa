"""Results without columns: lines, cards, tables on their side, sentences."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.documents.logic.labs.reading import COLLECTED, read, read_one, table_page, told
from tests.documents.logic.page_writer import PageWriter, page_of_lines

REPORT = ("Laboratory report", COLLECTED)


def lines(*texts: str) -> list[str]:
    return told(read(page_of_lines([*REPORT, *texts])))


def test_a_line_with_leading_dots_is_a_result() -> None:
    assert lines("Ferritin ............ 11 ng/mL  [15 - 200] (-)") == ["Ferritin 11 ng/mL"]


def test_two_results_in_one_line_are_two_results() -> None:
    assert lines("Sodium 140 mmol/L   Potassium 4.1 mmol/L") == ["Sodium 140 mmol/L", "Potassium 4.1 mmol/L"]


def test_a_number_before_a_name_is_left_out() -> None:
    assert lines("1.  Sodium  140 mmol/L  135 - 145") == ["Sodium 140 mmol/L"]


def test_a_second_name_in_brackets_is_no_unit() -> None:
    assert lines("Haemoglobin (Hb)  13.1 g/dL  12.0 - 15.5") == ["Haemoglobin (Hb) 13.1 g/dL"]


def test_a_star_before_a_name_is_no_part_of_it() -> None:
    """A British practice prints a star before what is out of range."""
    assert lines("* Serum sodium    149 mmol/L  (133 - 146)") == ["Serum sodium 149 mmol/L"]


def test_a_remark_about_limits_is_no_result() -> None:
    assert lines("Serum sodium    149 mmol/L  (133 - 146)", "    Above high reference limit") == [
        "Serum sodium 149 mmol/L"
    ]


def test_a_card_has_its_name_above_its_value() -> None:
    assert "Ferritin 11 ng/mL" in lines(
        "Ferritin", "Your value: 11 ng/mL   Below normal", "Standard range: 15 - 200 ng/mL"
    )


def test_a_name_without_a_value_below_it_is_no_card() -> None:
    assert lines("Sodium", "see the letter of the clinic") == []


def test_a_table_on_its_side_has_a_result_for_each_test_and_day() -> None:
    writer = PageWriter()
    writer.text(50, 50, "Laboratory course")
    lefts = (50, 150, 250, 350)
    rows = (
        ("Date", "Sodium", "Potassium", "Creatinine"), ("Unit", "mmol/L", "mmol/L", "mg/dL"),
        ("Reference", "135-145", "3.5-5.0", "0.60-1.20"),
        ("14 Mar 2024", "126", "4.1", "0.9"), ("16 Mar 2024", "131", "", "0.8"),
    )  # fmt: skip
    for number, row in enumerate(rows):
        for left, cell in zip(lefts, row, strict=True):
            writer.text(left, 90 + 16 * number, cell)
    results = read(writer.page())
    assert [(r.name, r.value, r.collected_at) for r in results] == [
        ("Sodium", Decimal(126), date(2024, 3, 14)), ("Potassium", Decimal("4.1"), date(2024, 3, 14)),
        ("Creatinine", Decimal("0.9"), date(2024, 3, 14)), ("Sodium", Decimal(131), date(2024, 3, 16)),
        ("Creatinine", Decimal("0.8"), date(2024, 3, 16)),
    ]  # fmt: skip
    assert {(r.unit, r.reference_high) for r in results if r.name == "Sodium"} == {("mmol/L", Decimal(145))}


LETTER = ("Clinic letter", "Date: 14 March 2024", "Dear colleague,")


def test_a_sentence_of_a_letter_tells_a_result() -> None:
    page = page_of_lines([*LETTER, "On admission her haemoglobin was 9.8 g/dL and she felt tired."])
    result = read_one(page)
    assert (result.value, result.unit) == (Decimal("9.8"), "g/dL")
    assert result.confidence < 0.9


def test_a_goal_is_no_result() -> None:
    assert read(page_of_lines([*LETTER, "We aim to keep the target HbA1c 7.0 % from now on."])) == ()


def test_a_number_whose_unit_does_not_fit_is_no_result() -> None:
    assert read(page_of_lines([*LETTER, "She takes iron 80 mg every other day in the morning."])) == ()


def test_a_table_of_what_values_mean_is_no_card() -> None:
    """A form explains HbA1c below its results; nobody measured 6.5."""
    page = page_of_lines(
        [*REPORT, "Sodium  140 mmol/L  135 - 145", "HbA1c (%)    Meaning", "below 5.7    Non-diabetic",
         "5.7 - 6.4    Prediabetes", "6.5 or above    Diabetes"]
    )  # fmt: skip
    assert told(read(page)) == ["Sodium 140 mmol/L"]


def test_a_history_has_a_result_for_each_dated_line_below_its_test() -> None:
    page = page_of_lines(
        ["Result history", "Ferritin (ng/mL)    Normal: 15 - 200", "Mar 14, 2024    45", "Dec 5, 2023    11 Low",
         "RDW (%)    Normal: 11.5 - 14.5", "Mar 14, 2024    13.9"]
    )  # fmt: skip
    assert [(r.name, r.value, r.unit, r.collected_at, r.reference_high) for r in read(page)] == [
        ("Ferritin", Decimal(45), "ng/mL", date(2024, 3, 14), Decimal(200)),
        ("Ferritin", Decimal(11), "ng/mL", date(2023, 12, 5), Decimal(200)),
        ("RDW %", Decimal("13.9"), "%", date(2024, 3, 14), Decimal("14.5")),
    ]


def test_values_of_several_days_are_no_value_with_its_limits() -> None:
    """Three dated values below "Iron" once gave 69 with a range of 66 - 199."""
    page = page_of_lines(["Result history", "Iron", "seen by the clinic", "Mar 14, 2024    69", "Dec 5, 2023    66"])
    assert all(result.reference_low is None for result in read(page))


def test_results_in_a_letter_have_the_date_that_introduces_them() -> None:
    page = page_of_lines(
        [*LETTER, "She is well now. On admission (2 March 2024):", "Sodium 126 mmol/L (low), Potassium 4.1 mmol/L,",
         "Creatinine 0.9 mg/dL."]
    )  # fmt: skip
    assert {(r.name, r.collected_at) for r in read(page)} == {
        ("Sodium", date(2024, 3, 2)), ("Potassium", date(2024, 3, 2)), ("Creatinine", date(2024, 3, 2)),
    }  # fmt: skip
    assert all(result.confidence < 0.9 for result in read(page))


def test_a_date_of_something_past_does_not_date_a_result() -> None:
    page = page_of_lines([*LETTER, "Diabetes diagnosed 2 March 2019. Her haemoglobin was 9.8 g/dL."])
    assert read_one(page).collected_at is None


def test_a_remark_in_brackets_begins_no_name() -> None:
    page = page_of_lines([*LETTER, "Results were Sodium 126 mmol/L (low), Potassium 4.1 mmol/L, and no more."])
    assert [result.name for result in read(page)] == ["Sodium", "Potassium"]


def test_sampling_time_is_the_date_of_collection() -> None:
    page = page_of_lines(
        ["Laboratory report", "Sodium  140 mmol/L  135 - 145", "Sampling time: 2024/03/14    Report time: 2024/03/16"]
    )
    assert read_one(page).collected_at == date(2024, 3, 14)


def test_a_number_in_a_sentence_is_no_result_of_a_test_that_has_no_numbers() -> None:
    """ "Her sister has type 1 diabetes" once gave a blood type of 1."""
    assert read(page_of_lines([*LETTER, "Her sister has type 1 diabetes."])) == ()


@pytest.mark.parametrize(
    ("taken", "issued"), [("Phlebotomy", "Result issued"), ("Bled on", "Date of report"), ("Venepuncture", "Printed")]
)
def test_the_taking_of_blood_by_other_names_dates_a_result(taken: str, issued: str) -> None:
    dated = f"{taken}: 14 March 2024   {issued}: 16 March 2024"
    result = read_one(table_page([("Ferritin", "11", "L", "ng/mL", "15 - 200")], dated=dated))
    assert result.collected_at == date(2024, 3, 14)


def test_a_spanish_card_has_its_value_behind_a_label() -> None:
    assert lines(
        "Resultados de laboratorio", "", "Ferritina", "Su valor: 11 ng/mL", "Valores de referencia: 15 - 200"
    ) == ["Ferritina 11 ng/mL"]
