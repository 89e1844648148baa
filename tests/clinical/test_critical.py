"""Critical limits are those that hospitals publish, the most sensitive of them; without one nothing is critical."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest

from salus.clinical.codes.laboratory import lab_tests, variants_of
from salus.clinical.critical import Breach, beyond, beyond_critical, beyond_range, critical_limits
from salus.clinical.data import read_table

POTASSIUM, URINE_POTASSIUM, HBA1C, HAEMOGLOBIN_MOLES = "2823-3", "2828-2", "4548-4", "59260-0"


@dataclass(frozen=True)
class Measured:
    """A result as a chart or a document holds it."""

    code: str
    value: Decimal | None
    unit: str | None = "mmol/L"
    comparator: str | None = None
    reference_low: Decimal | None = None
    reference_high: Decimal | None = None
    interpretation: str | None = None


def measured(code: str, value: str, unit: str | None = "mmol/L") -> Measured:
    return Measured(code, Decimal(value), unit)


def side(result: Measured) -> str | None:
    breach = beyond_critical(result)
    return None if breach is None else "high" if breach.is_high else "low"


@pytest.mark.parametrize(
    ("code", "unit", "low", "high"),
    [
        ("2823-3", "mmol/L", "2.8", "6.0"),  # Iowa 2.8/6.2, Main Line Health 2.8/6.0
        ("2951-2", "mmol/L", "125", "160"),  # Iowa 120/160, Main Line Health 125/160
        ("17861-6", "mg/dL", "6.5", "13.0"),  # Houston Methodist 6.5/13.0, Iowa 6/13
        ("2345-7", "mg/dL", "50", "400"),  # Houston Methodist 50/400, Iowa 50/450
        ("19123-9", "mg/dL", "1.0", "4.5"),  # Houston Methodist 1.0/4.5, Iowa 1.0/4.7
        ("2028-9", "mmol/L", "14", "41"),  # Houston Methodist
        ("718-7", "g/dL", "7.0", "20"),  # Main Line Health 7/20, Houston Methodist 7 (low)
        ("6690-2", "10*3/uL", "2.5", "30"),  # Main Line Health
        ("777-3", "10*3/uL", "50", "1000"),  # Main Line Health
    ],
)
def test_the_most_sensitive_published_limit_counts_and_itself_is_not_beyond(
    code: str, unit: str, low: str, high: str
) -> None:
    """Reference A5: "use the most sensitive of the sources"; H2: "breach is strict (value > limit, or < limit)"."""
    step = Decimal("0.01")
    assert [side(measured(code, each, unit)) for each in (low, high)] == [None, None]
    assert side(measured(code, str(Decimal(low) - step), unit)) == "low"
    assert side(measured(code, str(Decimal(high) + step), unit)) == "high"


def test_an_inr_has_a_high_limit_alone() -> None:
    """Reference A5, Main Line Health: INR 6 (high)."""
    assert [side(measured("6301-6", "6.1", unit)) for unit in (None, "1", "{INR}", "mg/dL")] == ["high"] * 3 + [None]
    assert side(measured("6301-6", "0.5", None)) is None


def test_the_limits_agree_with_the_table_of_stage_tests() -> None:
    """A_labs.csv keeps one value a side; only its sodium of 120 is less sensitive than a list that A5 names (125)."""
    keys = {test.loinc.code: test.key for test in lab_tests()}
    for row in read_table("breast_stage_tests"):
        printed = tuple(Decimal(row[name]) if row[name] else None for name in ("critical_low", "critical_high"))
        limits = critical_limits().get(keys.get(row["loinc"], ""))
        kept = (limits.low, limits.high) if limits else (None, None)
        assert kept == ((Decimal(125), Decimal(160)) if row["test"] == "Sodium" else printed), row["test"]


def test_every_limit_names_its_hospital_and_an_analyte_of_ours() -> None:
    for row in read_table("critical_limits"):
        assert variants_of(row["analyte"])
        assert any(name in row["source"] for name in ("Houston Methodist", "University of Iowa", "Main Line Health"))


@pytest.mark.parametrize("code", [HBA1C, URINE_POTASSIUM, "1742-6", "no code"])
def test_without_a_published_limit_nothing_is_critical(code: str) -> None:
    assert side(measured(code, "9999")) is None
    assert side(measured(code, "0")) is None


def test_limits_hold_in_every_unit_of_the_analyte() -> None:
    """Reference J8: 1 mmol/L of glucose is 18.016 mg/dL, of haemoglobin 1.6114 g/dL."""
    assert [side(measured("14749-6", value)) for value in ("2.7", "2.8", "22.2", "22.3")] == ["low", None, None, "high"]
    assert [side(measured(HAEMOGLOBIN_MOLES, value)) for value in ("4.3", "4.4")] == ["low", None]
    assert side(measured("777-3", "49", "10*9/L")) == "low"
    assert side(measured(POTASSIUM, "6.4", "meq/L")) == "high"


def test_a_number_without_its_unit_is_not_judged() -> None:
    """A glucose of 5.6 is normal in mmol/L and deadly in mg/dL."""
    assert side(measured("2345-7", "5.6", None)) is None
    assert side(measured("2345-7", "5.6", "furlong")) is None
    assert beyond_critical(Measured(POTASSIUM, None)) is None


def test_the_range_that_a_laboratory_prints_wins() -> None:
    """A newborn's haemoglobin: the lists are those of hospitals for adults, and its own laboratory knows better."""
    newborn = Measured("718-7", Decimal(21), "g/dL", reference_low=Decimal(14), reference_high=Decimal(24))
    assert side(newborn) is None
    assert side(replace(newborn, value=Decimal("6.9"))) == "low"
    assert side(replace(measured(POTASSIUM, "6.1"), interpretation="N")) is None


@pytest.mark.parametrize(
    ("comparator", "value", "expected"),
    [(">", "6.0", "high"), (">=", "6.0", None), (">", "5.0", None), ("<", "2.8", "low"), ("<", "9", None)],
)
def test_a_comparator_counts_only_where_every_value_meant_is_beyond(
    comparator: str, value: str, expected: str | None
) -> None:
    assert side(replace(measured(POTASSIUM, value), comparator=comparator)) == expected


@pytest.mark.parametrize(
    ("value", "low", "high", "share"),
    [("6", "3", "5", "0.2"), ("2.4", "3", "5", "0.2"), ("4", "3", "5", None), ("4", None, None, None)],
)
def test_the_distance_is_a_share_of_the_crossed_limit(
    value: str, low: str | None, high: str | None, share: str | None
) -> None:
    limits = [Decimal(each) if each else None for each in (low, high)]
    breach = beyond(Decimal(value), None, *limits)
    assert (breach and breach.share) == (Decimal(share) if share else None)


def test_a_limit_of_zero_has_a_distance_too() -> None:
    result = Measured("x", Decimal("0.5"), reference_high=Decimal(0))
    assert beyond_range(result) == Breach(is_high=True, limit=Decimal(0), share=Decimal("0.5"))
