"""Rules of reference A1 that are easy to get wrong, in words that are not those of its vectors."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salus.clinical.markers.breast import find_breast_markers, speaks_of_breasts
from salus.clinical.markers.breast.sentence import TextKind
from salus.clinical.markers.types import breast_markers
from salus.clinical.text.assertion import Assertion
from tests.clinical.markers.vectors import markers_of, present_in


@pytest.mark.parametrize(
    ("text", "language", "marker"),
    [
        ("Firm new lump in the upper outer left breast.", "en", "new_hard_lump"),
        ("Bulto duro nuevo en la mama derecha.", "es", "new_hard_lump"),
        ("Bloody discharge from the right nipple.", "en", "bloody_nipple_discharge"),
        ("Secreción con sangre por el pezón izquierdo.", "es", "bloody_nipple_discharge"),
        ("Peau d'orange over the left breast.", "en", "skin_dimpling_peau_dorange"),
        ("Piel de naranja en la mama izquierda.", "es", "skin_dimpling_peau_dorange"),
        ("New inversion of the left nipple.", "en", "new_nipple_retraction"),
        ("Known pathogenic BRCA1 variant.", "en", "brca_mutation"),
        ("Portadora de mutación BRCA2.", "es", "brca_mutation"),
        ("Heterogeneously dense breasts.", "en", "dense_breasts"),
        ("BI-RADS 4B.", "en", "birads_4"),
        ("BI-RADS 5.", "es", "birads_5"),
    ],
)
def test_a_marker_is_present_where_a_note_says_so(text: str, language: str, marker: str) -> None:
    assert marker in present_in(text, language)


@pytest.mark.parametrize(
    ("text", "language", "marker"),
    [
        ("No lump was felt in either breast.", "en", "new_hard_lump"),
        ("Denies bloody nipple discharge.", "en", "bloody_nipple_discharge"),
        ("No skin dimpling of the breasts.", "en", "skin_dimpling_peau_dorange"),
        ("No se palpan bultos en las mamas.", "es", "new_hard_lump"),
        ("Niega secreción sanguinolenta por el pezón.", "es", "bloody_nipple_discharge"),
        ("BRCA1 and BRCA2: no pathogenic variant detected.", "en", "brca_mutation"),
        ("Breasts are not dense.", "en", "dense_breasts"),
    ],
)
def test_what_is_denied_is_absent(text: str, language: str, marker: str) -> None:
    assert markers_of(text, language)[marker] is Assertion.ABSENT


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Call us if you find a new lump in your breast.", "en"),
        ("Consulte si nota un bulto nuevo en el seno.", "es"),
        ("Her friend found a lump in her breast.", "en"),
        ("New lump in the neck.", "en"),
        ("Nódulo tiroideo nuevo.", "es"),
    ],
)
def test_advice_other_people_and_other_organs_are_no_lump(text: str, language: str) -> None:
    assert "new_hard_lump" not in present_in(text, language)


@pytest.mark.parametrize(
    ("text", "language", "marker"),
    [
        ("Her mother had breast cancer at age 42.", "en", "strong_family_history"),
        ("Mother with breast cancer at 71.", "en", "family_history_first_degree_50plus"),
        ("Paternal grandmother had breast cancer at 75.", "en", "family_history_second_degree"),
        ("Her father had breast cancer at 66.", "en", "strong_family_history"),
        ("Her sister had ovarian cancer at 60.", "en", "strong_family_history"),
        ("Madre con cáncer de mama a los 41 años.", "es", "strong_family_history"),
        ("Tía materna con cáncer de mama a los 60 años.", "es", "family_history_second_degree"),
    ],
)
def test_the_family_weighs_by_degree_age_sex_and_organ(text: str, language: str, marker: str) -> None:
    """A1: strong are "relatives <50, bilateral, male, ovarian, multiple"."""
    family = {found for found in present_in(text, language) if "family" in found}
    assert family == {marker}


@pytest.mark.parametrize(
    "text",
    [
        "Her cousin by marriage had breast cancer.",
        "Her best friend had breast cancer at 35.",
        "Her mother had colon cancer at 45.",
        "She lives with her mother and two sisters.",
    ],
)
def test_marriage_friends_and_other_cancers_never_change_the_tier(text: str) -> None:
    """A1, rule 9."""
    assert present_in(text) == set()


def test_silence_about_the_family_is_no_empty_family_history() -> None:
    """A1, rule 8."""
    assert "no_family_history" not in markers_of("Screening mammogram, BI-RADS 1. No complaints.")
    assert "no_family_history" in present_in("No family history of breast or ovarian cancer.")


def test_a_relatives_variant_leaves_the_patients_unknown() -> None:
    """A1, rule 2: "strong_family_history (and brca_mutation unknown) until the patient is tested"."""
    found = markers_of("Her sister carries a BRCA1 mutation.")
    assert found["strong_family_history"] is Assertion.PRESENT
    assert found["brca_mutation"] is Assertion.UNKNOWN


def test_a_variant_of_unknown_meaning_is_uncertain() -> None:
    """A1, rule 2: "VUS uncertain"."""
    assert markers_of("BRCA2 testing showed a VUS.")["brca_mutation"] is Assertion.UNCERTAIN


@pytest.mark.parametrize("text", ["Chest X-ray was normal.", "Chest CT in 2019.", "Pelvic radiotherapy in 2005."])
def test_pictures_of_the_chest_and_other_fields_are_no_chest_radiation(text: str) -> None:
    """A1, rule 3."""
    assert "prior_chest_radiation" not in present_in(text)


def test_a_scar_alone_is_no_cancer() -> None:
    """A1, rule 1: 'a "lumpectomy scar" alone stays uncertain'."""
    assert "prior_breast_cancer" not in present_in("Well healed lumpectomy scar, left breast.")


def test_a_category_after_a_benign_biopsy_outdates_the_one_before() -> None:
    """A1, rule 6: "BI-RADS 4 then benign biopsy then BI-RADS 2: current is birads_1_2 present, birads_4 historical"."""
    found = markers_of("BI-RADS 4 in 2021, biopsy benign. Now BI-RADS 2.", kind=TextKind.IMAGING)
    assert found["birads_1_2"] is Assertion.PRESENT
    assert found["birads_4"] is Assertion.HISTORICAL


def test_a_mass_in_an_image_is_no_palpable_lump() -> None:
    assert "new_hard_lump" not in present_in("Irregular mass in the left breast. BI-RADS 5.", kind=TextKind.IMAGING)
    assert "new_hard_lump" in present_in("Hard mass in the left breast, palpable.", kind=TextKind.NOTE)


def test_a_lump_of_one_side_outweighs_a_clear_other_side() -> None:
    found = present_in("Right breast: no lump. Left breast: new hard lump at 2 o'clock.")
    assert "new_hard_lump" in found
    assert "no_lump" not in found


def test_a_lump_beside_a_family_history_stays_the_patients() -> None:
    found = present_in("I have a hard lump in my breast and my mother had breast cancer at 44.", kind=TextKind.PATIENT)
    assert found == {"new_hard_lump", "strong_family_history"}


def test_a_mammogram_is_up_to_date_for_27_months() -> None:
    """CMS125: look-back of 27 months (reference A3)."""
    text = "Last screening mammogram on 01/15/2024, normal."
    fresh = find_breast_markers(text, "en", as_of=date(2025, 6, 1))
    stale = find_breast_markers(text, "en", as_of=date(2027, 6, 1))
    assert ("screening_up_to_date", Assertion.PRESENT) in {(m.marker, m.assertion) for m in fresh}
    assert ("screening_up_to_date", Assertion.PRESENT) not in {(m.marker, m.assertion) for m in stale}


def test_breasts_are_told_from_mothers() -> None:
    assert speaks_of_breasts("Dolor en la mama izquierda")
    assert not speaks_of_breasts("Mi mama tiene diabetes")


@given(st.text(max_size=150), st.sampled_from(["en", "es"]), st.sampled_from(TextKind))
def test_any_text_gives_known_markers_once_each_and_inside_it(text: str, language: str, kind: TextKind) -> None:
    mentions = find_breast_markers(text, language, kind)
    names = [mention.marker for mention in mentions]
    assert len(names) == len(set(names))
    assert set(names) <= set(breast_markers())
    assert all(0 <= mention.start < mention.end <= len(text) for mention in mentions)
