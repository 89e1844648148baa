"""Dates as documents print them, English and Spanish."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salus.clinical.dates import (
    DateOrder,
    breaks_off_in_date,
    find_dates,
    find_months,
    order_evidence,
    usual_order,
)

DAY, MONTH = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST
DAYS = st.dates(min_value=date(1936, 1, 1), max_value=date(2035, 12, 31))


def days(text: str, order: DateOrder = MONTH) -> list[date]:
    return [mention.day for mention in find_dates(text, order)]


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05",
        "2024/03/05",
        "March 5, 2024",
        "Mar 5 2024",
        "5 March 2024",
        "05-Mar-2024",
        "05MAR2024",
        "5th of March 2024",
        "Mar. 5th, 2024",
        "5 de marzo de 2024",
        "5 de marzo del 2024",
        "05/mar/2024",
        "5 MARZO 2024",
        "Collected05-Mar-2024",
        "05.03.2024",
    ],
)
@pytest.mark.parametrize("order", [DAY, MONTH])
def test_what_names_the_month_or_begins_with_the_year_means_one_day(text: str, order: DateOrder) -> None:
    """ISO 8601 begins with the year; day first is the only custom with dots."""
    assert [(mention.day, mention.ambiguous) for mention in find_dates(text, order)] == [(date(2024, 3, 5), False)]


def test_numbers_alone_follow_the_order_of_the_document_and_say_so() -> None:
    assert days("03/05/2024", MONTH) == [date(2024, 3, 5)]
    assert days("03/05/2024", DAY) == [date(2024, 5, 3)]
    assert find_dates("03/05/2024", MONTH)[0].ambiguous
    assert not find_dates("05/05/2024", MONTH)[0].ambiguous


@pytest.mark.parametrize("order", [DAY, MONTH])
def test_a_day_above_twelve_overrules_the_order(order: DateOrder) -> None:
    assert days("25/03/2024", order) == [date(2024, 3, 25)]
    assert days("03/25/2024", order) == [date(2024, 3, 25)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("03/05/24", date(2024, 3, 5)), ("03/05/35", date(2035, 3, 5)), ("03/05/36", date(1936, 3, 5)),
     ("Mar 5 '99", date(1999, 3, 5)), ("5-Mar-62", date(1962, 3, 5))],
)  # fmt: skip
def test_two_digit_years_up_to_35_are_of_this_century(text: str, expected: date) -> None:
    assert days(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-05T14:30", "2024-03-05T14:30:00"),
        ("03/05/2024 2:30 PM", "2024-03-05T14:30:00"),
        ("03/05/2024 12:30 PM", "2024-03-05T12:30:00"),
        ("03/05/2024 12:05 a.m.", "2024-03-05T00:05:00"),
        ("March 5, 2024 at 08:15", "2024-03-05T08:15:00"),
        ("5 de marzo de 2024 a las 08:15", "2024-03-05T08:15:00"),
        ("05.03.2024 8.15 hrs", "2024-03-05T08:15:00"),
    ],
)
def test_a_time_right_behind_belongs_to_the_date(text: str, expected: str) -> None:
    assert [mention.value.isoformat() for mention in find_dates(text, MONTH)] == [expected]


def test_a_time_that_no_clock_shows_is_left_out() -> None:
    assert [mention.value for mention in find_dates("03/05/2024 14:30 pm", MONTH)] == [date(2024, 3, 5)]
    assert [mention.at for mention in find_dates("03/05/2024 25:30", MONTH)] == [None]


@pytest.mark.parametrize(
    "text",
    ["31/02/2024", "2023-02-29", "30 de febrero de 2024", "2024-13-01", "00/05/2024", "99/99/2024", "1850-01-01",
     "February 30, 2024"],
)  # fmt: skip
def test_a_day_that_no_calendar_has_is_none(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(
    "text", ["1.5/2.0", "120/80", "10-20", "555-123-4567", "3/5", "v1.2.3.4", "12/34/5678/9", "INR 2.0-3.0", "1/2/3"]
)
def test_ranges_pressures_telephones_and_versions_are_no_dates(text: str) -> None:
    assert days(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("O5/l2/2O24", date(2024, 5, 12)), ("2O24-03-05", date(2024, 3, 5)), ("l5-Mar-2024", date(2024, 3, 15))],
)
def test_letters_that_a_scan_reads_for_digits_are_forgiven(text: str, expected: date) -> None:
    assert days(text) == [expected]


def test_places_are_those_of_the_original_text() -> None:
    text = "Recibido: 5 de Março? no, 5 de marzo de 2024 10:00."
    (mention,) = find_dates(text, DAY)
    assert text[mention.start : mention.end] == "5 de marzo de 2024 10:00"


@pytest.mark.parametrize(
    "text", ["Collected on March 5,", "Tomada el 5 de marzo de", "05 de marzo", "5th of March", "Mar. 5", "5-Mar-"]
)
def test_a_date_whose_year_must_follow_is_broken_off(text: str) -> None:
    assert breaks_off_in_date(text)


@pytest.mark.parametrize("text", ["Collected on March 5, 2024", "She may", "5 mg", "", "marzo"])
def test_a_whole_date_or_none_is_not_broken_off(text: str) -> None:
    assert not breaks_off_in_date(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in March 2025", [(2025, 3)]),
        ("marzo de 2025", [(2025, 3)]),
        ("since 2019", [(2019, 0)]),
        ("2025-03", [(2025, 3)]),
        ("2025-14", []),
        ("dose 2000.5", []),
    ],
)
def test_months_and_years_alone_are_found_apart(text: str, expected: list[tuple[int, int]]) -> None:
    assert [(mention.year, mention.month) for mention in find_months(text)] == expected


def test_the_order_shows_in_dates_that_allow_one_reading() -> None:
    assert order_evidence("Seen 25/03/2024, again 04/05/2024") is DAY
    assert order_evidence("Seen 03/25/2024, again 04/05/2024") is MONTH
    assert order_evidence("Seen 04/05/2024") is None


def test_the_order_shows_where_an_open_date_is_also_written_out() -> None:
    assert order_evidence("Reported 4 May 2024. Collected 04/05/2024.") is DAY
    assert order_evidence("Reported 2024-04-05. Collected 04/05/2024.") is MONTH


def test_a_language_has_its_usual_order() -> None:
    assert (usual_order("es"), usual_order("en")) == (DAY, MONTH)


@given(DAYS, st.sampled_from(["{d:02}/{m:02}/{y}", "{d}/{m}/{y}", "{d:02}-{m:02}-{y}", "{d:02}/{m:02}/{s:02}"]))
def test_every_day_written_day_first_is_read_back(day: date, form: str) -> None:
    assert days(form.format(d=day.day, m=day.month, y=day.year, s=day.year % 100), DAY) == [day]


@given(DAYS, st.sampled_from(["%B %d, %Y", "%d %b %Y", "%Y-%m-%d", "%d%b%Y", "%m/%d/%Y", "%m/%d/%y"]))
def test_every_day_written_the_english_way_is_read_back(day: date, form: str) -> None:
    assert days(f"Collected: {day.strftime(form)}.", MONTH) == [day]


@given(st.text(max_size=200), st.sampled_from(DateOrder))
def test_any_text_gives_dates_in_order_and_inside_it(text: str, order: DateOrder) -> None:
    found = find_dates(text, order)
    ends = [0, *(mention.end for mention in found)]
    assert all(end <= mention.start < mention.end <= len(text) for end, mention in zip(ends, found, strict=False))
    order_evidence(text)
    find_months(text)
    breaks_off_in_date(text)


@pytest.mark.parametrize(
    "hostile",
    ["1/" * 20_000, "1 " * 20_000, "may " * 20_000, "1 de " * 20_000, "١٢/٠٣/٢٠٢٤", "9" * 40_000, "-." * 20_000],
)
def test_hostile_input_takes_less_than_a_second_and_breaks_nothing(hostile: str) -> None:
    start = process_time()
    find_dates(hostile, DAY)
    find_months(hostile)
    breaks_off_in_date(hostile)
    order_evidence(hostile)
    assert process_time() - start < 1
