"""Numbers with their meaning: thresholds of the clinical reference, and numbers that mean something else."""

from __future__ import annotations

import pytest

from salus.clinical.redflags.measures import number_at, tags_of


def tags(text: str) -> frozenset[str]:
    return frozenset().union(*tags_of(text.split()))


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("temperature of 38.0", "@temp_fever"),
        ("fever 101", "@temp_fever"),
        ("tiene 38,4 de fiebre", "@temp_fever"),
        ("sats 91", "@spo2_low"),
        ("blood sugar 49", "@glucose_very_low"),
        ("glucose 69", "@glucose_low"),
        ("sugar 2.4 mmol", "@glucose_very_low"),
        ("azucar en 400", "@glucose_very_high"),
        ("pressure 160/90", "@bp_severe"),
        ("bp 150 over 110", "@bp_severe"),
        ("heart rate 150", "@hr_very_fast"),
        ("i am 31 weeks", "@weeks_preterm"),
        ("tengo treinta y dos semanas", "@weeks_preterm"),
        ("my 6 week old", "@infant_age"),
        ("bebe de un mes", "@infant_age"),
        ("my 8 month old", "@child_age"),
        ("took 20 pills", "@many_pills"),
        ("in 2015", "@past_year"),
    ],
)
def test_a_number_past_its_threshold_is_tagged(text: str, tag: str) -> None:
    assert tag in tags(text)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("temperature of 37.9", "@temp_fever"),
        ("38 weeks", "@temp_fever"),
        ("sats 92", "@spo2_low"),
        ("blood sugar 70", "@glucose_low"),
        ("bp 128 over 78", "@bp_severe"),
        ("resting heart rate 58", "@hr_very_fast"),
        ("three weeks ago", "@weeks_pregnant"),
        ("hace 20 semanas", "@weeks_pregnant"),
        ("at 37 weeks", "@weeks_preterm"),
        ("my 4 month old", "@infant_age"),
        ("i take 10 pills every day", "@many_pills"),
        ("at 2015 steps", "@past_year"),
    ],
)
def test_a_number_that_means_something_else_is_not(text: str, tag: str) -> None:
    assert tag not in tags(text)


@pytest.mark.parametrize(
    ("text", "value"), [("38.5", 38.5), ("38,5", 38.5), ("thirty two", 32), ("treinta y dos", 32), ("a week", 1)]
)
def test_numbers_are_read_in_digits_and_words(text: str, value: float) -> None:
    assert number_at(text.split(), 0) == value


def test_a_word_is_no_number() -> None:
    assert number_at(["chest"], 0) is None
