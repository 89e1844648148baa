"""Tables of results: headers, borders of columns, wrapped rows, pages that run on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from salus.documents.contract import Page
from tests.documents.logic.labs.reading import COLLECTED, HEADS, LEFTS, read, read_one, table_page, told
from tests.documents.logic.page_writer import PageWriter, page_of_lines


def test_a_row_under_a_header_gives_name_value_unit_range_and_flag() -> None:
    result = read_one(table_page([("Ferritin", "11", "L", "ng/mL", "15 - 200")]))
    assert (result.loinc, result.value, result.unit) == ("2276-4", Decimal(11), "ng/mL")
    assert (result.reference_low, result.reference_high, result.interpretation) == (Decimal(15), Decimal(200), "L")
    assert result.collected_at == date(2024, 3, 14)
    assert result.confidence >= 0.9


def test_columns_may_stand_in_any_order() -> None:
    heads = ("Analyte", "Units", "Reference Interval", "Result")
    page = table_page([("Sodium", "mmol/L", "135 to 145", "141")], heads, (50, 200, 280, 430))
    assert told(read(page)) == ["Sodium 141 mmol/L"]


def test_an_unknown_title_between_tests_and_units_stands_over_the_values() -> None:
    """A ruled Indian form prints "Investigation, Observed, Unit, Biological ref."."""
    heads = ("Investigation", "Observed", "Unit", "Biological ref.")
    page = table_page([("Ferritin", "10", "ug/L", "15 - 200")], heads, (50, 200, 300, 400))
    result = read_one(page)
    assert (result.value, result.reference_low) == (Decimal(10), Decimal(15))


def test_a_flag_in_an_untitled_column_does_not_hide_the_value() -> None:
    heads = ("No.", "Investigation", "Observed", "Unit", "Biological ref.")
    writer = PageWriter()
    writer.text(50, 50, "Laboratory report")
    writer.text(50, 66, COLLECTED)
    rows = (heads, ("1.", "Ferritin", "10", "ug/L", "15 - 200"), ("2.", "Urate", "4.3", "mg/dL", "3.4 - 7.0"))
    for number, row in enumerate(rows):
        for left, cell in zip((44, 74, 244, 354, 434), row, strict=True):
            writer.text(left, 100 + 16 * number, cell)
    writer.text(314, 116, "(L)")
    assert told(read(writer.page())) == ["Ferritin 10 ug/L", "Urate 4.3 mg/dL"]


def test_a_title_with_a_date_in_one_run_of_words_is_no_header() -> None:
    """ "Test results from March 14, 2024" names no columns; the cards below it are read whole."""
    page = page_of_lines(
        ["MyHealth Portal", "Test results from March 14, 2024", "", "25-OH Vitamin D", "Your value: 12 ng/mL",
         "Standard range: 20 - 100 ng/mL"]
    )  # fmt: skip
    assert "25-OH Vitamin D 12 ng/mL" in told(read(page))


def test_two_dates_as_titles_give_a_result_for_each() -> None:
    page = table_page(
        [("Creatinine", "mg/dL", "0.6-1.2", "1.10", "1.31")],
        ("Test", "Units", "Ref. range", "12-Jan-2024", "14-Mar-2024"),
        (50, 170, 230, 330, 430),
    )
    assert [(r.value, r.collected_at) for r in read(page)] == [
        (Decimal("1.10"), date(2024, 1, 12)),
        (Decimal("1.31"), date(2024, 3, 14)),
    ]


def test_an_earlier_result_without_a_date_is_left_out() -> None:
    page = table_page(
        [("Potassium", "4.4", "5.1", "mmol/L", "3.5 - 5.0")],
        ("Test", "Result", "Previous", "Units", "Reference range"),
    )
    assert told(read(page)) == ["Potassium 4.4 mmol/L"]


def test_tables_side_by_side_are_read_each_by_its_own_columns() -> None:
    heads = ("Test", "Result", "Unit", "Test", "Result", "Unit")
    rows = [("Sodium", "140", "mmol/L", "ALT", "22", "U/L"), ("Potassium", "4.1", "mmol/L", "AST", "19", "U/L"),
            ("Chloride", "101", "mmol/L", "GGT", "31", "U/L")]  # fmt: skip
    page = table_page(rows, heads, (40, 130, 180, 310, 400, 450))
    assert sorted(told(read(page))) == [
        "ALT 22 U/L", "AST 19 U/L", "Chloride 101 mmol/L", "GGT 31 U/L", "Potassium 4.1 mmol/L", "Sodium 140 mmol/L",
    ]  # fmt: skip


def test_a_table_that_runs_over_the_page_keeps_its_columns() -> None:
    first = table_page([("Sodium", "140", "", "mmol/L", "135 - 145")])
    writer = PageWriter(2)
    for left, cell in zip(LEFTS, ("Potassium", "5.8", "H", "mmol/L", "3.5 - 5.0"), strict=True):
        writer.text(left, 60, cell)
    assert told(read(first, writer.page())) == ["Sodium 140 mmol/L", "Potassium 5.8 mmol/L"]


def test_a_name_over_two_lines_is_put_together() -> None:
    page = table_page(
        [("Alkaline", "", "", "", ""), ("Phosphatase", "88", "", "U/L", "36 - 120")],
    )
    assert [result.loinc for result in read(page)] == ["6768-6"]


def test_a_range_over_two_lines_is_one_range() -> None:
    writer = PageWriter()
    writer.text(50, 50, "Laboratory report")
    writer.text(50, 66, COLLECTED)
    for left, head in zip(LEFTS, HEADS, strict=True):
        writer.text(left, 100, head)
    for left, cell in zip(LEFTS, ("Platelets", "268", "", "x10^3/uL", "150 -"), strict=True):
        writer.text(left, 124, cell)
    writer.text(LEFTS[4], 135, "400")
    result = read_one(writer.page())
    assert (result.reference_low, result.reference_high) == (Decimal(150), Decimal(400))


def test_a_comment_below_a_result_is_no_result() -> None:
    page = table_page(
        [
            ("Potassium", "5.8", "H", "mmol/L", "3.5 - 5.0"),
            ("Verified by repeat analysis. Values over 6 are phoned to the office within 60 minutes.",),
        ]
    )
    assert told(read(page)) == ["Potassium 5.8 mmol/L"]


def test_a_cell_of_several_lines_in_a_ruled_table_is_one_row() -> None:
    writer = PageWriter()
    writer.text(50, 50, "Laboratory report")
    writer.text(50, 66, COLLECTED)
    xs, ys = (45.0, 200.0, 260.0, 330.0, 500.0), (90.0, 110.0, 150.0)
    titles = ("Test", "Result", "Unit", "Reference range")
    row = ("Haemoglobin", "13.1", "g/dL", "Men 13.5 - 17.5 Women 12.0 - 15.5")
    for left, cell in zip(xs, titles, strict=False):
        writer.text(left + 3, 103, cell)
    for left, cell in zip(xs, row[:3], strict=False):
        writer.text(left + 3, 132, cell)
    writer.text(xs[3] + 3, 125, "Men 13.5 - 17.5")
    writer.text(xs[3] + 3, 140, "Women 12.0 - 15.5")
    writer.rule_table(xs, ys, [titles, row])
    result = read_one(writer.page())
    assert result.value == Decimal("13.1")
    assert result.reference_text == "Men 13.5 - 17.5 Women 12.0 - 15.5"


def test_a_laboratorys_code_behind_a_name_is_no_part_of_it() -> None:
    """LabCorp prints the number of the performing laboratory as "01" behind each test."""
    for name in ("Ferritin 01", "Ferritin01"):
        assert read_one(table_page([(name, "11", "L", "ng/mL", "15 - 200")])).loinc == "2276-4"
    assert read_one(table_page([("Free T401", "1.2", "", "ng/dL", "0.8 - 1.8")])).loinc == "3024-7"


@pytest.mark.parametrize("value", ["+ 1.31", "1.31 +"])
def test_a_plus_beside_a_number_marks_it_as_high(value: str) -> None:
    """German and Swiss reports mark values out of range by + and -."""
    result = read_one(table_page([("Creatinine", value, "", "mg/dL", "0.6 - 1.2")]))
    assert (result.value, result.interpretation) == (Decimal("1.31"), "H")


def test_a_plus_without_a_number_stays_a_grade() -> None:
    assert read_one(table_page([("Urine protein", "++", "", "", "Negative")])).value_text == "++"


def days(page: Page) -> dict[str, set[date | None]]:
    """The dates of each value."""
    found: dict[str, set[date | None]] = {}
    for result in read(page):
        at = result.collected_at
        found.setdefault(str(result.value), set()).add(at.date() if isinstance(at, datetime) else at)
    return found


def untitled(title: str, below: str, unit: str = "ng/mL") -> Page:
    """Results without a header of their own, beside them earlier ones under a title."""
    writer = PageWriter()
    writer.text(50, 50, "Laboratory report")
    writer.text(50, 66, COLLECTED)
    writer.text(50, 84, "BIOCHEMISTRY")
    writer.text(440, 84, title)
    writer.text(440, 96, below)
    writer.text(50, 116, "Ferritin")
    writer.text(290, 116, "11", align="right")
    writer.text(300, 116, unit)
    writer.text(470, 116, "25", align="right")
    return writer.page()


@pytest.mark.parametrize(("title", "below"), [("Previous result", "01/13/2023"), ("Previous (01/13/2023)", "")])
def test_earlier_results_under_a_lone_title_have_its_day(title: str, below: str) -> None:
    page = untitled(title, below)
    assert days(page) == {"11": {date(2024, 3, 14)}, "25": {date(2023, 1, 13)}}
    assert {result.unit for result in read(page)} == {"ng/mL"}


def test_earlier_results_of_no_known_day_are_left_out() -> None:
    assert days(untitled("Previous result", "")) == {"11": {date(2024, 3, 14)}}


def test_a_date_beside_an_earlier_result_does_not_date_the_present_one() -> None:
    page = table_page(
        [("Ferritin", "11", "ng/mL", "15-200", "25", "01/13/2023")],
        ("Test", "Result", "Unit", "Reference", "Prev. result", "Prev. date"),
        (50, 180, 240, 310, 400, 480),
    )
    assert days(page) == {"11": {date(2024, 3, 14)}, "25": {date(2023, 1, 13)}}


def test_an_earlier_result_with_its_date_in_the_cell_is_of_that_date() -> None:
    page = table_page(
        [("Ferritin", "11 Low", "25 01/13/2023", "ng/mL", "15-200")],
        ("Test", "Current Result and Flag", "Previous Result and Date", "Units", "Reference Interval"),
        (50, 180, 290, 420, 480),
    )
    assert days(page) == {"11": {date(2024, 3, 14)}, "25": {date(2023, 1, 13)}}


def test_a_dated_column_beside_an_undated_one_shares_the_unit_of_the_row() -> None:
    page = table_page(
        [("Creatinine", "98 umol/L", "60-110", "104")],
        ("Test", "Result", "Reference", "14 Sep 2023"),
        (50, 200, 300, 430),
    )
    assert told(read(page)) == ["Creatinine 98 umol/L", "Creatinine 104 umol/L"]
    assert days(page) == {"98": {date(2024, 3, 14)}, "104": {date(2023, 9, 14)}}


ORDERS = ((0, 1, 2, 3), (0, 3, 2, 1), (0, 2, 1, 3), (0, 1, 3, 2))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    "heads",
    [
        ("Component", "Your Value", "Units", "Standard Range"),
        ("Investigation", "Result", "Unit", "Ref. interval"),
        ("Determinación", "Resultado", "Unidades", "Valores de referencia"),
        ("PRUEBAS REALIZADAS", "RESULTADOS", "UNIDADES", "VALORES DE REF."),
        ("Estudio", "Resultado", "Unidades", "Límites biológicos"),
        ("Test(s)", "Result(s)", "Unit(s)", "Reference Range(s)"),
        ("Profile", "Outcome", "Unit", "Ref. limits"),
    ],
)
def test_titles_in_many_words_stand_in_any_order(heads: tuple[str, ...], order: tuple[int, ...]) -> None:
    rows = [("Ferritin", "11", "ng/mL", "15-200"), ("Sodium", "141", "mmol/L", "135-145")]
    page = table_page(
        [tuple(row[n] for n in order) for row in rows], tuple(heads[n] for n in order), (50, 190, 330, 450)
    )
    assert told(read(page)) == ["Ferritin 11 ng/mL", "Sodium 141 mmol/L"]


def test_each_title_of_earlier_results_has_its_own_day() -> None:
    writer = PageWriter()
    writer.text(50, 50, "Laboratory report")
    writer.text(50, 66, COLLECTED)
    for left, day in ((380, "02/13/2023"), (470, "01/12/2022")):
        writer.text(left, 84, "Previous")
        writer.text(left, 96, day)
    for left, cell in zip(
        (50, 200, 240, 300, 385, 475), ("Ferritin", "11", "ng/mL", "15-200", "25", "31"), strict=True
    ):
        writer.text(left, 116, cell)
    assert days(writer.page()) == {"11": {date(2024, 3, 14)}, "25": {date(2023, 2, 13)}, "31": {date(2022, 1, 12)}}


@pytest.mark.parametrize("title", ["Latest Ref Rng", "Latest Ref Rng & Units", "Ref Range & Units"])
def test_a_title_of_limits_that_says_latest_stands_over_no_values(title: str) -> None:
    """Epic's results across days: component, limits with units, a column for each day."""
    page = table_page(
        [("Sodium", "135 - 145 mmol/L", "141", "139")],
        ("Component", title, "3/14/2024 8:10 AM", "1/2/2023 9:00 AM"),
        (50, 160, 300, 430),
    )
    assert days(page) == {"141": {date(2024, 3, 14)}, "139": {date(2023, 1, 2)}}


@pytest.mark.parametrize("word", ["Pending", "See note", "Hemolyzed"])
def test_a_word_for_no_result_gives_no_number(word: str) -> None:
    assert all(result.value is None for result in read(table_page([("Potassium", word, "", "mmol/L", "3.5 - 5.0")])))
