"""Printed units are read into UCUM, and values convert exactly."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salus.clinical.codes.laboratory import lab_tests
from salus.clinical.data import read_table
from salus.clinical.units import convert, normalise_unit, parse_unit, scale_between, with_stroke

RULES = read_table("unit_conversions")
VALUES = st.decimals(min_value="0.001", max_value="100000", places=3)


@pytest.mark.parametrize(
    ("printed", "ucum"),
    [
        ("mg/dL", "mg/dL"),
        ("mg/dl", "mg/dL"),
        ("MG/DL", "mg/dL"),
        ("mg / dL", "mg/dL"),
        ("mg%", "mg/dL"),
        ("mg/100 ml", "mg/dL"),
        ("µg/L", "ug/L"),
        ("\N{GREEK SMALL LETTER MU}g/L", "ug/L"),
        ("mcg/L", "ug/L"),
        ("mmol/l", "mmol/L"),
        ("mEq/L", "meq/L"),
        ("10^3/µL", "10*3/uL"),
        ("x10³/µL", "10*3/uL"),
        ("K/uL", "10*3/uL"),
        ("mil/mm3", "10*3/uL"),
        ("miles/mm³", "10*3/uL"),
        ("10^9/L", "10*9/L"),
        ("mill/mm3", "10*6/uL"),
        ("mm/h", "mm/h"),
        ("mm/hora", "mm/h"),
        ("fL", "fL"),
        ("pg", "pg"),
        ("%", "%"),
        ("mmHg", "mm[Hg]"),
        ("mL/min/1.73m2", "mL/min/{1.73_m2}"),
        ("mL/min/1,73 m²", "mL/min/{1.73_m2}"),
        ("ng/mL FEU", "ng/mL{FEU}"),
        ("/HPF", "/[HPF]"),
        ("/campo", "/[HPF]"),
        ("mg/g creatinina", "mg/g"),
    ],
)
def test_print_is_read_as_ucum(printed: str, ucum: str) -> None:
    """UCUM 2.1 (ucum.org/ucum): case-sensitive codes; print in English and Spanish varies."""
    assert normalise_unit(printed) == ucum


@pytest.mark.parametrize("text", ["", "patient", "12.5", "mg/dL mg/dL mg/dL mg/dL", "dL/", "/", "negative", "page 1/2"])
def test_what_is_no_unit_is_none(text: str) -> None:
    assert parse_unit(text) is None


@pytest.mark.parametrize(
    ("printed", "expected", "ucum"),
    [
        ("UI/L", "U/L", "U/L"),
        ("U/L", "[IU]/L", "[IU]/L"),
        ("µU/mL", "u[IU]/mL", "u[IU]/mL"),
        ("G/L", "10*9/L", "10*9/L"),
        ("g/L", "g/L", "g/L"),
        ("pg/dL", "ug/dL", "ug/dL"),
        ("pg/mL", "pg/mL", "pg/mL"),
    ],
)
def test_the_expected_unit_decides_what_print_leaves_open(printed: str, expected: str, ucum: str) -> None:
    """Enzymes are counted in U, hormones in [IU]; "G/L" is giga per litre beside cells; OCR reads "µ" as "p"."""
    assert normalise_unit(printed, expected) == ucum


@pytest.mark.parametrize(
    ("value", "source", "target", "analyte", "result"),
    [
        ("5.0", "mmol/L", "mg/dL", "glucose", "90.08"),  # molar mass of glucose 180.16 g/mol
        ("5.17", "mmol/L", "mg/dL", "cholesterol", "199.9"),  # NCEP ATP III (2001): 38.67
        ("1.7", "mmol/L", "mg/dL", "triglycerides", "150.6"),  # NCEP ATP III (2001): 88.57
        ("88.4", "umol/L", "mg/dL", "creatinine", "1.0"),  # KDIGO (2012): 88.4
        ("17.1", "umol/L", "mg/dL", "bilirubin_total", "1.0"),
        ("2.5", "mmol/L", "mg/dL", "calcium", "10.02"),  # molar mass 40.08 g/mol
        ("75", "nmol/L", "ng/mL", "vitamin_d", "30.0"),  # Endocrine Society (2011): 30 ng/mL = 75 nmol/L
        ("53", "mmol/mol", "%", "hba1c", "7.0"),  # NGSP: 53 mmol/mol is 7.0 %
        ("42", "mmol/mol", "%", "hba1c", "6.0"),  # NGSP: 42 mmol/mol is 6.0 %
        ("3.4", "mg/mmol", "mg/g", "u_acr", "30"),  # molar mass of creatinine 113.12 g/mol
        ("13.5", "g/dL", "g/L", "hemoglobin", "135"),
        ("300", "10*3/uL", "10*9/L", None, "300"),
        ("60", "mg/dL", "g/L", None, "0.6"),
        ("5", "fg/mL", "pg/L", None, "5"),  # SI prefixes: femto 1e-15, pico 1e-12
        ("30", "pg/mL", "ng/dL", None, "3"),
        ("3000", "mL/min", "L/h", None, "180"),
    ],
)
def test_published_pairs_of_values_are_met(
    value: str, source: str, target: str, analyte: str | None, result: str
) -> None:
    converted = convert(Decimal(value), source, target, analyte)
    assert converted is not None
    assert abs(converted - Decimal(result)) <= Decimal(result) * Decimal("0.005")


def test_the_ngsp_master_equation_is_met_at_its_published_points() -> None:
    """NGSP: NGSP % = 0.09148 * IFCC + 2.152 (ngsp.org/ifccngsp.asp)."""
    assert convert(Decimal(64), "mmol/mol", "%", "hba1c") == Decimal("0.09148") * 64 + Decimal("2.152")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule['analyte']} {rule['from_ucum']}")
@given(value=VALUES)
def test_a_conversion_there_and_back_gives_the_value(rule: dict[str, str], value: Decimal) -> None:
    there = convert(value, rule["from_ucum"], rule["to_ucum"], rule["analyte"])
    assert there is not None
    back = convert(there, rule["to_ucum"], rule["from_ucum"], rule["analyte"])
    assert back is not None
    assert abs(back - value) <= value * Decimal("1e-20")


@pytest.mark.parametrize(
    ("source", "target"), [("g/dL", "g/L"), ("ug/dL", "ng/mL"), ("10*3/uL", "10*9/L"), ("mmol/L", "umol/L")]
)
@given(value=VALUES)
def test_scales_of_one_kind_go_through_any_unit_of_that_kind(source: str, target: str, value: Decimal) -> None:
    there = convert(value, source, target)
    assert there is not None
    assert convert(there, target, source) == value


def test_a_mass_becomes_moles_only_for_an_analyte_with_a_factor() -> None:
    """Reference J8: no factor, no conversion."""
    assert convert(Decimal(5), "mmol/L", "mg/dL") is None
    assert convert(Decimal(5), "mmol/L", "mg/dL", "crp") is None
    assert convert(Decimal(5), "mmol/L", "U/L", "glucose") is None


@pytest.mark.parametrize(("left", "right"), [("mg/dL", "mmol/L"), ("U/L", "g/L"), ("%", "g/dL"), ("mm[Hg]", "mm")])
def test_units_of_different_kinds_have_no_scale(left: str, right: str) -> None:
    assert scale_between(left, right) is None


def test_every_unit_of_the_dictionary_can_be_read() -> None:
    units = {test.ucum for test in lab_tests() if test.ucum}
    unreadable = {unit for unit in units if normalise_unit(unit) is None and not unit.startswith("{")}
    assert unreadable == set()


@given(st.text(max_size=40))
def test_any_text_is_a_unit_or_none(text: str) -> None:
    unit = parse_unit(text)
    assert unit is None or unit.factor > 0


@given(st.sampled_from(sorted({test.ucum for test in lab_tests() if test.ucum})))
def test_a_code_read_as_print_is_itself(code: str) -> None:
    read = normalise_unit(code, code)
    assert read in (code, None)


@pytest.mark.parametrize(("read", "printed"), [("gL", "g/L"), ("mmolL", "mmol/L"), ("mgdL", "mg/dL"), ("IUL", "IU/L")])
def test_a_stroke_that_a_scan_lost_is_put_back_where_only_one_place_makes_a_unit(read: str, printed: str) -> None:
    assert with_stroke(read) == printed


@pytest.mark.parametrize("text", ["g/L", "fL", "%", "high", "see comment"])
def test_whole_units_and_words_get_no_stroke(text: str) -> None:
    assert with_stroke(text) is None
