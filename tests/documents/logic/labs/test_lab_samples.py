"""Reports of several days: heads of dates above the values, gaps, flags, earlier results, days that nobody can know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest

from salus.documents.contract import Page
from tests.documents.logic.labs.reading import COLLECTED, read
from tests.documents.logic.page_writer import PageWriter

LEFTS = (50.0, 200.0, 290.0, 380.0, 470.0, 530.0)
Line = Sequence[str]


def sheet(*lines: Line, lefts: Sequence[float] = LEFTS, dated: str = COLLECTED, number: int = 1) -> Page:
    """A page of lines set in columns, below the name of the laboratory and the date of collection."""
    writer = PageWriter(number)
    writer.text(50, 50, "Laboratory report")
    writer.text(50, 66, dated)
    for row, line in enumerate(lines):
        for left, cell in zip(lefts, line, strict=False):
            if cell:
                writer.text(left, 100 + 14 * row, cell)
    return writer.page()


def by_day(*pages: Page) -> set[tuple[str, str, str]]:
    """Code, value and day of each result."""
    found = set()
    for result in read(*pages):
        at = result.collected_at
        day = at.date() if isinstance(at, datetime) else at
        found.add((result.name, result.value_text, day.isoformat() if day else "no day"))
    return found


SODIUM = ("Sodium", "139", "141", "148 H", "mmol/L", "135-145")
FERRITIN = ("Ferritin", "31", "-", "11 L", "ng/mL", "15-200")
EXPECTED = {
    ("Sodium", "139", "2022-11-20"), ("Sodium", "141", "2023-03-07"), ("Sodium", "148", "2024-03-14"),
    ("Ferritin", "31", "2022-11-20"), ("Ferritin", "11", "2024-03-14"),
}  # fmt: skip
UNITS = ("Units", "Reference")
HEADS: dict[str, tuple[Line, ...]] = {
    "day, month in letters": (("Date", "20 Nov 22", "07 Mar 23", "14 Mar 24", *UNITS),),
    "no label": (("", "20/11/2022", "07/03/2023", "14/03/2024", *UNITS),),
    "label in Spanish": (("Fecha", "20 nov 2022", "07 mar 2023", "14 mar 2024", "Unidades", "Referencia"),),
    "name of the panel": (("BIOCHEMISTRY", "2022-11-20", "2023-03-07", "2024-03-14", *UNITS),),
    "year below": (("Collected", "20 Nov", "07 Mar", "14 Mar", *UNITS), ("", "2022", "2023", "2024")),
    "year below digits": (("Date:", "20/11", "07/03", "14/03", *UNITS), ("", "2022", "2023", "2024")),
    "year above": (("", "2022", "2023", "2024", *UNITS), ("Date", "Nov 20", "Mar 07", "Mar 14")),
    "years over groups": (("", "2022", "2023", "2024", *UNITS), ("Date", "20-Nov", "07-Mar", "14-Mar")),
    "time below": (("Date", "20 Nov 22", "07 Mar 23", "14 Mar 24"), ("Time", "09:15", "8:52 AM", "10:29", *UNITS)),
    "request below": (("Date", "20.11.2022", "07.03.2023", "14.03.2024"), ("Request", "46110", "24-0071", "9", *UNITS)),
    "request above": (
        ("Lab No.", "B10622", "B79236", "B65584"), ("Date", "20.11.2022", "07.03.2023", "14.03.2024", *UNITS),
    ),
    "specimen between, untitled units": (
        ("Date", "20 Nov 22", "07 Mar 23", "14 Mar 24"), ("Specimen", "459898891", "544601884", "789574316"),
    ),
    "weekday": (("Date", "Sun 20 Nov 22", "Tue 07 Mar 23", "Thu 14 Mar 24", *UNITS),),
    "weekday below": (("Date", "20 Nov 22", "07 Mar 23", "14 Mar 24", *UNITS), ("", "Sun", "Tue", "Thu")),
    "days of a stay": (("", "Day 1", "Day 2", "Day 3"), ("Test", "20 Nov 22", "07 Mar 23", "14 Mar 24", *UNITS)),
    "words above": (
        ("Test", "Admission", "Third day", "Discharge", *UNITS), ("", "20.11.2022", "07.03.2023", "14.03.2024"),
    ),
    "result below": (("Test", "20 Nov 22", "07 Mar 23", "14 Mar 24", *UNITS), ("", "Result", "Result", "Result")),
    "collected and reported": (
        ("Collected", "20 Nov 22", "07 Mar 23", "14 Mar 24", *UNITS),
        ("Reported", "21 Nov 22", "09 Mar 23", "15 Mar 24"),
    ),
    "reported and collected": (
        ("Reported", "21 Nov 22", "09 Mar 23", "15 Mar 24", *UNITS),
        ("Collected", "20 Nov 22", "07 Mar 23", "14 Mar 24"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("head", HEADS)
def test_each_result_has_the_day_above_its_column(head: str) -> None:
    page = sheet(*HEADS[head], SODIUM, FERRITIN, dated="Date collected: 14 March 2024")
    assert by_day(page) == EXPECTED
    assert {result.unit for result in read(page)} == {"mmol/L", "ng/mL"}


def test_a_time_in_the_column_is_the_time_of_its_results() -> None:
    page = sheet(*HEADS["time below"], SODIUM)
    times = {str(result.collected_at) for result in read(page)}
    assert times == {"2022-11-20 09:15:00", "2023-03-07 08:52:00", "2024-03-14 10:29:00"}


@pytest.mark.parametrize("gap", ["", "-", "–", "---", "n/a", "NA", "pending", "n/t", "*"])
def test_a_gap_takes_no_value_of_another_day(gap: str) -> None:
    rows = [("Sodium", "139", gap, "141"), ("Potassium", gap, "4.1", gap), ("Chloride", "101", gap, gap)]
    head = ("Date", "20 Nov 22", "07 Mar 23", "14 Mar 24", *UNITS)
    assert {(value, day) for _, value, day in by_day(sheet(head, *rows))} == {
        ("139", "2022-11-20"), ("141", "2024-03-14"), ("4.1", "2023-03-07"), ("101", "2022-11-20"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("high", "low"), [("148H", "11L"), ("148 +", "11 -"), ("148*", "11*"), ("↑ 148", "↓ 11"), ("H 148", "L 11")]
)
def test_flags_stand_with_the_value_of_their_day(high: str, low: str) -> None:
    rows = [("Sodium", high, "141", high, "mmol/L", "135 - 145"), ("Ferritin", low, low, "31", "ng/mL", "15 - 200")]
    head = ("Date", "20 Nov 22", "07 Mar 23", "14 Mar 24", *UNITS)
    page = sheet(head, *rows)
    assert len(by_day(page)) == 6
    assert [result.interpretation for result in read(page)] == ["H", "N", "H", "L", "L", "N"]


def test_the_forms_own_date_right_above_the_table_is_no_column() -> None:
    page = sheet(("Collected: 03/14/2024",), ("Test", "11/20/2022", "03/07/2023", *UNITS), ("Sodium", "139", "141"))
    assert by_day(page) == {("Sodium", "139", "2022-11-20"), ("Sodium", "141", "2023-03-07")}


def test_dates_of_a_sentence_are_no_columns() -> None:
    page = sheet(("Sample taken on 20 July 2023; report printed 21.07.2023",), ("Sodium", "148", "mmol/L", "135-145"))
    assert {day for *_, day in by_day(page)} == {"2023-07-20"}


@pytest.mark.parametrize("place", ["left", "right", "center"])
def test_values_stand_at_either_edge_of_their_dates_or_under_the_middle(place: str) -> None:
    writer = PageWriter()
    writer.text(50, 50, "Laboratory report")
    writer.text(50, 66, COLLECTED)
    days = ("20 November 2022", "07 March 2023", "14 March 2024")
    for row, cells in enumerate([("Date", *days), ("Sodium", "139", "141", "148"), ("Ferritin", "31", "-", "11")]):
        writer.text(50, 100 + 14 * row, cells[0])
        for column, cell in enumerate(cells[1:]):
            writer.text(240 + 90 * column, 100 + 14 * row, cell, align=place)
    assert by_day(writer.page()) == EXPECTED


def test_units_and_ranges_may_stand_before_the_days() -> None:
    head = ("Parameter", "Unit", "Normal", "20 Nov 22", "07 Mar 23")
    page = sheet(head, ("Sodium", "mmol/L", "135-145", "139", "141"))
    assert by_day(page) == {("Sodium", "139", "2022-11-20"), ("Sodium", "141", "2023-03-07")}
    assert {(result.unit, result.reference_text) for result in read(page)} == {("mmol/L", "135-145")}


def test_each_block_has_its_own_days_over_pages_too() -> None:
    first = sheet(
        ("CHEMISTRY",), ("Date", "20 Nov 22", "07 Mar 23"), ("Sodium", "139", "141"), ("",),
        ("HAEMATOLOGY",), ("Date", "07 Mar 23", "14 Mar 24"), ("MCV", "88", "91"),
    )  # fmt: skip
    second = sheet(("Date", "14 Mar 24", "07 Mar 23"), ("Ferritin", "11", "31"), number=2)
    assert by_day(first, second) == {
        ("Sodium", "139", "2022-11-20"), ("Sodium", "141", "2023-03-07"), ("MCV", "88", "2023-03-07"),
        ("MCV", "91", "2024-03-14"), ("Ferritin", "11", "2024-03-14"), ("Ferritin", "31", "2023-03-07"),
    }  # fmt: skip


def test_eight_narrow_columns_are_told_apart() -> None:
    days = [f"{n:02d}/03/24" for n in range(13, 21)]
    lefts = (50.0, *(150.0 + 46 * n for n in range(8)), 530.0)
    page = sheet(("Date", *days, "Units"), ("Sodium", *(str(130 + n) for n in range(8)), "mmol/L"), lefts=lefts)
    assert by_day(page) == {("Sodium", str(130 + n), f"2024-03-{13 + n}") for n in range(8)}


UNKNOWN = {
    "no year anywhere": (("Date", "20 Nov", "07 Mar", "14 Mar", *UNITS),),
    "only days of the stay": (("Date", "20 Nov 22", "Day 2", "14 Mar 24", *UNITS),),
    "a date that no calendar has": (("Date", "20 Nov 22", "31/02/2023", "14 Mar 24", *UNITS),),
    "only dates of report": (("Reported", "20 Nov 22", "07 Mar 23", "14 Mar 24", *UNITS),),
}


@pytest.mark.parametrize("head", UNKNOWN)
def test_a_value_whose_day_nobody_knows_gets_no_other_day(head: str) -> None:
    found = by_day(sheet(*UNKNOWN[head], SODIUM, FERRITIN))
    assert found <= EXPECTED
    assert not {value for _, value, _ in found} & {"141"}


EARLIER: dict[str, tuple[Line, ...]] = {
    "date in the head": (("Test", "Result", "Previous (03/07/2023)", "Units", "Reference"),
                         ("Sodium", "148", "141", "mmol/L", "135-145")),
    "date below the title": (("Test", "Result", "Previous", "Units", "Reference"), ("", "", "03/07/2023"),
                             ("Sodium", "148", "141", "mmol/L", "135-145")),
    "date in the cell": (("Test", "Result", "Previous", "Units", "Reference"),
                         ("Sodium", "148", "141 (03/07/2023)", "mmol/L", "135-145")),
    "date beside it": (("Test", "Result", "Previous result", "Date", "Units"),
                       ("Sodium", "148", "141", "03/07/2023", "mmol/L")),
    "date before it": (("Test", "Result", "Previous date", "Previous", "Units"),
                       ("Sodium", "148", "03/07/2023", "141", "mmol/L")),
    "in Spanish": (("Prueba", "Resultado", "Anterior", "Fecha anterior", "Unidades"),
                   ("Sodio", "148", "141", "7 mar 2023", "mmol/L")),
    "in brackets with its date": (("Test", "Result", "", "Units", "Reference"),
                                  ("Sodium", "148 (141, 03/07/2023)", "", "mmol/L", "135-145")),
    "in brackets under a dated title": (("Test", "Result (previous 03/07/2023)", "", "Units", "Reference"),
                                        ("Sodium", "148 (141)", "", "mmol/L", "135-145")),
    "below it in its column": (("Test", "Result", "Previous", "Units", "Reference"),
                               ("Sodium", "148", "141", "mmol/L", "135-145"), ("", "", "03/07/2023")),
    "behind a row of a table": (("Test", "Result", "Units", "Reference"),
                                ("Sodium", "148", "mmol/L", "135-145", "Previous: 141 (03/07/2023)")),
    "behind the result": (("Sodium", "148 mmol/L", "135-145", "Previous: 141 (03/07/2023)"),),
    "on the next line": (("Test", "Result", "Units", "Reference"), ("Sodium", "148", "mmol/L", "135-145"),
                         ("", "Previous: 141 on 03/07/2023")),
}  # fmt: skip


@pytest.mark.parametrize("way", EARLIER)
def test_an_earlier_result_has_its_own_day_and_the_present_one_keeps_its(way: str) -> None:
    found = {(value, day) for _, value, day in by_day(sheet(*EARLIER[way]))}
    assert found == {("148", "2024-03-14"), ("141", "2023-03-07")}


@pytest.mark.parametrize("way", [("148 (141)", ""), ("148", "(141)")])
def test_an_earlier_result_in_brackets_without_a_day_is_left_out(way: tuple[str, str]) -> None:
    page = sheet(("Test", "Result", "", "Units", "Reference"), ("Sodium", *way, "mmol/L", "135-145"))
    assert {(value, day) for _, value, day in by_day(page)} == {("148", "2024-03-14")}
