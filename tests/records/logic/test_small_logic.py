"""Interpretation, readable numbers, check digits, relevance, plain words: small rules, each for itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from salus.records.contract import (
    AllergyIntolerance,
    ClinicalStatus,
    Condition,
    Flag,
    FlagStatus,
    Interpretation,
    MedicationStatement,
    MedicationStatus,
    VerificationStatus,
)
from salus.records.logic.code_checks import code_problem, loinc_problem, snomed_problem
from salus.records.logic.interpretation import interpret
from salus.records.logic.numbers import readable, span_in_words, with_unit
from salus.records.logic.plain_words import Access, notes_of
from salus.records.logic.relevance import is_open

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SOMEBODY = uuid4()
LOW, NORMAL, HIGH = Interpretation.LOW, Interpretation.NORMAL, Interpretation.HIGH


@pytest.mark.parametrize(
    ("value", "comparator", "low", "high", "expected"),
    [
        ("4", None, "3.5", "5", NORMAL),
        ("3.4", None, "3.5", "5", LOW),
        ("5.1", None, "3.5", "5", HIGH),
        ("5", None, "3.5", "5", NORMAL),
        ("5", None, None, "5", NORMAL),
        ("5", None, "6", None, LOW),
        ("5", None, None, None, None),
        # "<5": every value meant is below 5.
        ("5", "<", "10", None, LOW),
        ("5", "<", "5", None, LOW),
        ("5", "<=", "5", None, None),
        ("5", "<", None, "10", NORMAL),
        ("5", "<", "3", "8", None),
        # ">90" (eGFR): normal above a limit of 60, unknown below one of 120.
        ("90", ">", "60", None, NORMAL),
        ("90", ">", None, "90", HIGH),
        ("90", ">=", None, "90", None),
        ("90", ">", None, "120", None),
    ],
)
def test_a_value_against_its_range(
    value: str, comparator: str | None, low: str | None, high: str | None, expected: Interpretation | None
) -> None:
    limits = [Decimal(limit) if limit is not None else None for limit in (low, high)]
    assert interpret(Decimal(value), comparator, limits[0], limits[1]) is expected


def test_no_value_has_no_interpretation() -> None:
    assert interpret(None, None, Decimal(1), Decimal(2)) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("176.35499866729558", "176.4"),
        ("12.0", "12"),
        ("0.012345", "0.01234"),
        ("250000", "250000"),
        ("12345.6", "12346"),
        ("0", "0"),
        ("-3.50", "-3.5"),
        ("1E+3", "1000"),
        ("1000", "1000"),
    ],
)
def test_numbers_are_readable(value: str, expected: str) -> None:
    assert readable(Decimal(value)) == expected


@pytest.mark.parametrize(("unit", "expected"), [("g/dL", "5 g/dL"), ("%", "5%"), ("{score}", "5"), (None, "5")])
def test_units_are_said_as_people_do(unit: str | None, expected: str) -> None:
    assert with_unit(Decimal(5), unit) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [(1, "1 day"), (9, "9 days"), (21, "3 weeks"), (61, "2 months"), (270, "9 months"), (1100, "3 years")],
)
def test_spans_are_said_as_people_do(days: int, expected: str) -> None:
    assert span_in_words(timedelta(days=days)) == expected


@pytest.mark.parametrize("code", ["718-7", "8480-6", "2823-3", "98979-8", "41950-7", "29463-7"])
def test_loinc_codes_have_their_check_digit(code: str) -> None:
    assert loinc_problem(code) is None
    wrong = f"{code[:-1]}{(int(code[-1]) + 1) % 10}"
    assert loinc_problem(wrong) is not None


@pytest.mark.parametrize("code", ["22298006", "195967001", "38341003", "73761001", "254837009", "1571000087109"])
def test_snomed_codes_have_their_check_digit(code: str) -> None:
    assert snomed_problem(code) is None
    wrong = f"{code[:-1]}{(int(code[-1]) + 1) % 10}"
    assert snomed_problem(wrong) is not None


def test_two_neighbouring_digits_swapped_are_found() -> None:
    """Verhoeff's digit finds every swap of neighbours, which is why SNOMED CT uses it."""
    code = "195967001"
    swapped = {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(len(code) - 1)} - {code}
    assert all(snomed_problem(each) for each in swapped)


@pytest.mark.parametrize(
    ("system", "code", "is_right"),
    [
        (None, None, True),
        (None, "1", False),
        ("http://loinc.org", None, False),
        ("http://hl7.org/fhir/sid/icd-10-cm", "C50.911", True),
        ("http://hl7.org/fhir/sid/icd-10-cm", "breast", False),
        ("http://hl7.org/fhir/sid/cvx", "140", True),
        ("http://hl7.org/fhir/sid/cvx", "flu", False),
        ("urn:our-own", "anything", True),
    ],
)
def test_codes_fit_their_system(system: str | None, code: str | None, is_right: bool) -> None:
    assert (code_problem(system, code) is None) is is_right


COMMON = {"id": uuid4(), "version": 1, "recorded_at": NOW, "updated_at": NOW, "recorded_by": None}


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (Condition(display="x", **COMMON), True),
        (Condition(display="x", clinical_status=ClinicalStatus.RESOLVED, **COMMON), False),
        (Condition(display="x", verification_status=VerificationStatus.REFUTED, **COMMON), False),
        (AllergyIntolerance(display="x", clinical_status=ClinicalStatus.INACTIVE, **COMMON), False),
        (MedicationStatement(display="x", **COMMON), True),
        (MedicationStatement(display="x", status=MedicationStatus.STOPPED, **COMMON), False),
        (MedicationStatement(display="x", end_date=date(2026, 5, 31), **COMMON), False),
        (MedicationStatement(display="x", end_date=date(2026, 6, 1), **COMMON), True),
        (Flag(display="x", **COMMON), True),
        (Flag(display="x", status=FlagStatus.INACTIVE, **COMMON), False),
        (Flag(display="x", period_end=NOW, **COMMON), False),
    ],
)
def test_what_belongs_on_the_first_paint(
    fact: AllergyIntolerance | Condition | MedicationStatement | Flag, expected: bool
) -> None:
    assert is_open(fact, NOW) is expected


def access(action: str, minutes_ago: int = 0, role: str = "doctor", name: str | None = "Dr. Lindqvist") -> Access:
    return Access(NOW - timedelta(minutes=minutes_ago), SOMEBODY, role, name, action, False)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("chart.read", "Looked at the chart"),
        ("observation.create", "Added to results and measurements"),
        ("access.refused", "Tried to open the record"),
        ("family-history.list", "Looked at family history"),
        ("proposal.queue", "Looked at a finding of a document"),
        ("proposal.undo", "Took back a decision about a finding of a document"),
        ("chart.follow", "Kept open the chart"),
        ("answer.replay", "Was sent once more an answer"),
        ("chat.go-on", "Went on with a conversation about the record"),
        ("something-new.read", "Looked at something new"),
        ("sorcery", "Sorcery"),
    ],
)
def test_actions_are_told_in_plain_words(action: str, expected: str) -> None:
    (note,) = notes_of([access(action)], uuid4())
    assert (note.who, note.what) == ("Dr. Lindqvist", expected)


def test_equal_accesses_of_an_hour_are_told_once() -> None:
    rows = [access("chart.read", minutes) for minutes in (0, 10, 50, 200)]
    assert [(note.times, note.at) for note in notes_of(rows, uuid4())] == [(3, NOW), (1, rows[3].at)]


def test_a_visit_of_many_steps_is_told_in_few_lines() -> None:
    rows = [access(action, minutes) for minutes in (0, 5, 10) for action in ("chart.open", "observation.create")]
    told = [(note.what, note.times) for note in notes_of(rows, uuid4())]
    assert told == [("Opened the chart", 3), ("Added to results and measurements", 3)]


def test_two_persons_of_one_name_stay_two() -> None:
    rows = [access("chart.open", 0), replace(access("chart.open", 1), actor_id=uuid4())]
    assert [note.times for note in notes_of(rows, uuid4())] == [1, 1]


def test_another_patient_is_told_of_and_not_named() -> None:
    """Who tried is a patient as well: administrators find the name in the audit trail."""
    rows = [replace(access("chart.open", role="patient", name="Bela Novak"), is_refused=True)]
    assert [(note.who, note.role) for note in notes_of(rows, uuid4())] == [("Another patient", "patient")]
    assert [note.who for note in notes_of(rows, SOMEBODY)] == ["You"]


def test_machines_and_strangers_have_names() -> None:
    rows = [access("chart.open", role="service", name=None), access("chart.open", role="anonymous", name=None)]
    assert [note.who for note in notes_of(rows, uuid4())] == ["Salus", "Somebody who was not signed in"]
