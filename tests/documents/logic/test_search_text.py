"""Word search: both sides of it speak alike whatever the printer did."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from salus.clinical.data import read_table, split_list
from salus.documents.logic.search_text import ask, day_tokens, in_english, indexed_words


def found_by(question: str, printed: str) -> bool:
    """Whether any term of the question finds the text, as the index would (without stemming)."""
    words = set(indexed_words(printed).split())
    return any(
        any(all(part.strip("'") in words for part in spelling.split(" & ")) for spelling in term.split(" | "))
        for term in ask(question).terms
    )


@pytest.mark.parametrize(
    ("question", "printed"),
    [
        ("What is my hemoglobin?", "Hgb 13.2 g/dL"),
        ("What is my haemoglobin?", "Hemoglobina 13,2 g/dl"),
        ("¿Cuál es mi glucemia?", "Glucose 101 mg/dL"),
        ("blood sugar", "GLUCOSE, FASTING 126"),
        ("white blood cells", "WBC 11.8"),
        ("vitamin B12", "Vitamin B-12 310 pg/mL"),
        ("Did I have a heart attack?", "acute myocardial infarction in 2019"),
        ("kidneys", "Creatinine 0.9 mg/dL, eGFR > 60"),
        ("How is my K?", "Potassium 4.1 mmol/L"),
        ("ANÁLISIS", "Analisis de sangre"),
    ],
)
def test_a_question_finds_what_the_paper_calls_otherwise(question: str, printed: str) -> None:
    assert found_by(question, printed)


@pytest.mark.parametrize(
    "printed",
    [
        "2025-03-14",
        "14.03.2025",
        "14/03/2025",
        "03/14/2025",
        "March 14, 2025",
        "14 March 2025",
        "14 de marzo de 2025",
        "14th of March 2025",
    ],
)
def test_a_day_is_one_token_however_it_is_printed(printed: str) -> None:
    assert {"y2025", "m202503", "d20250314"} <= set(indexed_words(f"Collected {printed}").split())


def test_a_question_about_a_month_asks_for_the_month_and_not_for_its_words() -> None:
    assert ask("my ferritin in March 2025").terms[-1] == "'m202503'"
    assert not any("march" in term or "'2025'" in term for term in ask("my ferritin in March 2025").terms)


def test_a_documents_own_date_is_indexed_like_a_printed_one() -> None:
    assert day_tokens(date(2025, 3, 14)) == "y2025 m202503 d20250314"


def test_words_that_only_make_a_question_are_left_out() -> None:
    assert ask("What was it that you told me?").terms == ()


@pytest.mark.parametrize("question", ["my latest ferritin", "last HbA1c?", "mi última glucosa", "current weight"])
def test_the_newest_is_wanted_where_the_question_says_so(question: str) -> None:
    assert ask(question).wants_latest


@pytest.mark.parametrize("question", ["my ferritin", "the last one of 14 March 2025", "glucose in 2023"])
def test_a_date_in_the_question_is_not_overruled_by_recency(question: str) -> None:
    assert not ask(question).wants_latest


def test_a_spelling_that_a_shorter_one_implies_is_left_out() -> None:
    assert ask("ferritin").terms == ("'ferritin' | 'ferritina'",)


def test_words_longer_than_any_word_do_not_swell_the_index() -> None:
    assert indexed_words("x" * 5000) == ""


def test_digits_of_other_scripts_are_indexed_as_plain_ones() -> None:
    """Unicode Nd: Arabic-Indic, Devanagari and Vai digits are numbers too, and a text search wants one spelling."""
    assert indexed_words("Hb ١٣ १४ \ua620").split() == ["hb", "13", "14", "0"]
    assert found_by("13", "Hb ١٣")
    assert found_by("١٣", "Hb 13")


@given(st.text(max_size=300))
def test_terms_hold_nothing_that_could_end_a_query(text: str) -> None:
    """Every term is built of quoted tokens of letters, digits and points, joined by & and |."""
    for term in ask(text).terms:
        for part in term.replace(" | ", " & ").split(" & "):
            assert part[0] == part[-1] == "'"
            assert part[1:-1].replace(".", "").isalnum()
            assert part.isascii()


@given(st.text(max_size=300))
@example("\ua620")
def test_indexed_words_are_plain(text: str) -> None:
    assert all(word.replace(".", "").isalnum() and word.isascii() for word in indexed_words(text).split())


@pytest.mark.parametrize(
    ("written", "meant"),
    [("blood thiner", "blood thinner"), ("colonoscpoy", "colonoscopy"), ("mammagram", "mammogram")],
)
def test_a_slip_of_the_finger_is_looked_for_as_it_was_meant(written: str, meant: str) -> None:
    assert ask(f"my {written}").terms == ask(f"my {meant}").terms


def test_a_word_that_no_name_holds_is_looked_for_as_it_is() -> None:
    assert ask("zebra crossing").terms == ("'zebra'", "'crossing'")


@pytest.mark.parametrize(
    ("asked", "printed"),
    [("heart attack", "infarction"), ("omeprazol", "omeprazole"), ("breathing test", "spirometry")],
)
def test_names_of_one_thing_find_each_other(asked: str, printed: str) -> None:
    query = " & ".join(f"'{word}'" for word in printed.split())
    assert any(query in term.split(" | ") for term in ask(f"my {asked}").terms)


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("¿Cuándo me operaron de la rodilla?", "surgery knee"),
        ("¿Qué dosis de omeprazol tomo?", "dose omeprazole take"),
        ("¿Qué salió en la mamografía de mama?", "result mammogram breast"),
        ("What did the hospital say about animal control?", ""),
        ("", ""),
    ],
)
def test_a_spanish_question_is_looked_for_in_english_as_well(question: str, english: str) -> None:
    assert in_english(question) == english


def test_no_spanish_word_has_two_translations() -> None:
    words = [word for row in read_table("spanish_words") for word in split_list(row["es"])]
    assert len(words) == len(set(words))
