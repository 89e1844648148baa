"""Printed names of laboratory tests, English and Spanish, shortened and misread, to LOINC."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salus.clinical.codes.lab_names import could_continue_name, find_listed_test, find_test, name_words
from salus.clinical.codes.laboratory import LabTest, choose_variant, lab_test_by_loinc, lab_tests, variants_of


def key_of(name: str, specimen: str = "blood") -> str | None:
    match = find_test(name, specimen)
    return match.key if match else None


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Hemoglobin", "hemoglobin"),
        ("HEMOGLOBIN", "hemoglobin"),
        ("Hgb", "hemoglobin"),
        ("Haemoglobin", "hemoglobin"),
        ("Hemoglobina", "hemoglobin"),
        ("Glucose", "glucose"),
        ("Glucosa", "glucose"),
        ("Creatinine, Serum", "creatinine"),
        ("Serum creatinine", "creatinine"),
        ("Creatinina en suero", "creatinine"),
        ("LDL Cholesterol", "ldl"),
        ("Colesterol LDL", "ldl"),
        ("HDL-C", "hdl"),
        ("Triglicéridos", "triglycerides"),
        ("TSH", "tsh"),
        ("HbA1c", "hba1c"),
        ("Hemoglobina glicosilada", "hba1c"),
        ("Plaquetas", "platelets"),
        ("WBC", "wbc"),
        ("Leucocitos", "wbc"),
        ("AST (SGOT)", "ast"),
        ("ALT/SGPT", "alt"),
        ("Potassium", "potassium"),
        ("Potasio", "potassium"),
        ("Ferritin", "ferritin"),
        ("Ferritina sérica", "ferritin"),
    ],
)
def test_a_name_as_laboratories_print_it_is_known_for_sure(name: str, key: str) -> None:
    match = find_test(name)
    assert match is not None
    assert match.key == key
    assert match.score >= 0.95


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Hem0globin", "hemoglobin"),
        ("G1ucose", "glucose"),
        ("Creatlnine", "creatinine"),
        ("P1ate1ets", "platelets"),
        ("Triglycerldes", "triglycerides"),
        ("Potasslum", "potassium"),
        ("Hemoglobln", "hemoglobin"),
        ("Albumln", "albumin"),
    ],
)
def test_letters_that_a_scan_misreads_are_guessed_and_the_guess_is_told(name: str, key: str) -> None:
    match = find_test(name)
    assert match is not None
    assert match.key == key
    assert match.score < 0.95


@pytest.mark.parametrize(("name", "key"), [("Alk Phosph", "alp"), ("Bilirr tot", "bilirubin_total")])
def test_words_cut_short_are_known_where_one_test_fits(name: str, key: str) -> None:
    assert key_of(name) == key


@pytest.mark.parametrize("name", ["Hem0globin", "Creatlnine", "Alk Phosphx"])
def test_only_sure_names_are_listed(name: str) -> None:
    assert find_listed_test(name) is None


@pytest.mark.parametrize(
    "name",
    ["", " : ", "Patient", "Doctor", "Reference range", "Page", "Address", "Nombre del paciente", "Fecha", "x" * 500],
)
def test_other_words_of_a_form_name_no_test(name: str) -> None:
    assert find_test(name) is None


@pytest.mark.parametrize(
    ("known", "unknown"),
    [
        ("Cancer antigen 125", "Cancer antigen 126"),
        ("CA 15-3", "CA 15-4"),
        ("Vitamin B12", "Vitamin B16"),
        ("Complement C3", "Complement C5"),
        ("25-hydroxyvitamin D", "24-hydroxyvitamin D"),
    ],
)
def test_numbers_in_names_are_never_guessed(known: str, unknown: str) -> None:
    """A name one digit off is another test: CA 125 is a marker of the ovary, CA 15-3 of the breast."""
    assert key_of(known) is not None
    assert key_of(unknown) is None


def test_urine_in_a_name_or_before_it_means_urine() -> None:
    for name in ("Urine glucose", "U-Glucose", "Glucosa en orina"):
        match = find_test(name)
        assert match is not None
        assert {variant.specimen for variant in match.variants} == {"urine"}, name


@pytest.mark.parametrize("test", lab_tests(), ids=lambda test: test.loinc.code)
def test_every_listed_name_finds_its_own_test(test: LabTest) -> None:
    for name in test.names:
        match = find_listed_test(name, test.specimen)
        assert match is not None, name
        assert match.key == test.key, name


def test_loinc_codes_have_a_check_digit_and_stand_once() -> None:
    """LOINC Users' Guide: the digit behind the hyphen is a mod 10 check (Luhn) of those before it."""
    codes = [test.loinc.code for test in lab_tests()]
    assert len(codes) == len(set(codes))
    for code in codes:
        number, _, check = code.partition("-")
        digits = [int(digit) for digit in reversed(number)]
        total = sum(sum(divmod(2 * digit, 10)) if place % 2 == 0 else digit for place, digit in enumerate(digits))
        assert (10 - total % 10) % 10 == int(check), code


def test_the_unit_chooses_the_loinc_code() -> None:
    """LOINC 2345-7 is glucose by mass in blood, 14749-6 by substance."""
    variants = variants_of("glucose")
    mass, agrees = choose_variant(variants, "g/L", Decimal("0.95"))
    assert (mass.loinc.code, agrees) == ("2345-7", True)
    moles, agrees = choose_variant(variants, "mmol/L", Decimal("5.3"))
    assert (moles.loinc.code, agrees) == ("14749-6", True)


def test_a_unit_of_another_kind_is_told() -> None:
    test, agrees = choose_variant(variants_of("potassium"), "mg", Decimal(4))
    assert (test.key, agrees) == ("potassium", False)


def test_a_value_that_no_living_person_has_is_not_plausible() -> None:
    potassium = lab_test_by_loinc("2823-3")
    assert potassium is not None
    assert potassium.is_plausible(Decimal("4.1"), "mmol/L")
    assert potassium.is_plausible(Decimal("4.1"), "meq/L")  # one charge: the same number
    assert not potassium.is_plausible(Decimal(41), "mmol/L")
    assert not potassium.is_plausible(Decimal("4.1"), "mg/dL")


def test_percent_and_number_sign_carry_meaning() -> None:
    assert name_words("Neutrophils %") == ["neutrophils", "pct"]
    assert name_words("Neutrophils #") == ["neutrophils", "abs"]
    assert key_of("Neutrophils %") is not None


def test_a_word_that_no_name_holds_ends_a_name() -> None:
    assert could_continue_name("cholesterol")
    assert not could_continue_name("Pemberton")


@given(st.text(max_size=60), st.sampled_from(["blood", "urine"]))
def test_any_text_names_a_test_of_the_dictionary_or_none(text: str, specimen: str) -> None:
    match = find_test(text, specimen)
    assert match is None or (match.variants and 0 < match.score <= 1)
