"""What the gate makes of turns, doubt, other people and the past (clinical reference D4, rules 1 to 4)."""

from __future__ import annotations

from statistics import median
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salus.clinical.redflags import UrgencyClass, assess
from tests.clinical.redflags.vectors import reference_vectors

ODDS_AND_ENDS = (
    "no", "not", "if", "pain", "chest", "?", ".", ",", "(", ")", '"', "38.5", "/", "160", "over", "bebé", "¿", "¡",
    "-", "—", "…", "the",
)  # fmt: skip


@pytest.mark.parametrize(
    ("message", "category"),
    [
        ("chst pain and cant breth", "chest_pain_acs"),
        ("NO PUEDO RESPIRAR", "breathing_difficulty"),
        ("mi mama se esta atragantando", "choking"),
        ("my husbnd is slurring his speach", "stroke_fast"),
        ("I feel sucidal", "suicidal_ideation"),
        ("oxygen reading is 86", "breathing_difficulty"),
        ("el azúcar me salió en 35", "dka_or_hypoglycaemia"),
        ("34 weeks pregnant and my BP is 172/112", "preeclampsia_symptoms"),
    ],
)
def test_typing_errors_capitals_and_numbers_are_read(message: str, category: str) -> None:
    assert assess(message).category == category


@pytest.mark.parametrize(
    "message",
    [
        "no chest pain, no shortness of breath, just want my results",
        "I had a heart attack in 2015, what does my latest echo say?",
        "my father died of a stroke at 70",
        "What are the symptoms of a heart attack?",
        "what should I do if someone ever has a seizure?",
        'What does "no evidence of pulmonary embolism" mean in my CT report?',
        "my phone died during the visit",
        "please delete my account",
        "mi abuelo tuvo un infarto a los 60",
        "me muero de hambre, ¿cuánto ayuno necesito?",
        "no tengo dolor de pecho ni falta de aire",
    ],
)
def test_denied_past_inherited_general_quoted_and_figurative_words_raise_no_alarm(message: str) -> None:
    """D4 rule 2."""
    assert assess(message).urgency is UrgencyClass.NONE


@pytest.mark.parametrize(
    "message",
    [
        "I had a heart attack in 2015 and now my chest hurts again",
        "no fever, but my chest really hurts",
        "my father is having a stroke",
        "my report says reflux but I have crushing chest pain right now",
        "what should I do, my baby isn't breathing now",
        "I can't handle this chest pain",
        "I don't know why my chest hurts so much",
        "tuve un infarto hace años y ahora me duele el pecho otra vez",
    ],
)
def test_what_is_happening_now_counts_beside_what_is_not(message: str) -> None:
    """D4 rule 2: "A past event with current symptom is current"."""
    assert assess(message).urgency is UrgencyClass.EMERGENCY


def test_a_recent_attack_that_passed_is_still_an_emergency() -> None:
    """D4 rule 3: "A recent severe symptom described as gone still counts as emergency (angina, TIA)"."""
    assert assess("last night I had crushing chest pain, it went away").stops_the_chat
    assert assess("for ten minutes this morning I couldn't speak, now I'm fine").category == "stroke_fast"


def test_an_earlier_turn_gives_the_background() -> None:
    """D4 rule 1: "the current message plus the last 3 turns"."""
    assert assess("I have a terrible headache and see spots", ["I'm 34 weeks pregnant"]).category == (
        "preeclampsia_symptoms"
    )


@pytest.mark.parametrize("message", ["it's getting worse", "yes", "it went away", "what should I do?", "sigue igual"])
def test_an_alarm_goes_on_while_the_talk_is_about_it(message: str) -> None:
    assert assess(message, ["my chest hurts and my arm is numb"]).category == "chest_pain_acs"


def test_an_alarm_does_not_follow_a_question_about_papers() -> None:
    earlier = ["my chest hurts and my arm is numb"]
    assert not assess("what does my cholesterol report say?", earlier).stops_the_chat


def test_an_alarm_that_is_taken_back_ends() -> None:
    assert not assess("sorry, wrong chat", ["my chest hurts"]).stops_the_chat


def test_only_the_last_three_turns_count() -> None:
    earlier = ["my chest hurts", "what is my LDL?", "and my HDL?", "list my medicines"]
    assert not assess("ok", earlier).stops_the_chat


def test_what_is_only_spoken_of_is_reported_beside_the_verdict() -> None:
    verdict = assess("What should I do if I ever have crushing chest pain?")
    assert verdict.urgency is UrgencyClass.NONE
    assert "chest_pain_acs" in verdict.mentioned


def test_doubt_comes_with_a_question_and_never_instead_of_the_reply() -> None:
    """D4 rule 4: "ask one clarifying question together with the emergency text; never just ask"."""
    verdict = assess("my baby has a fever")
    assert verdict.urgency is UrgencyClass.EMERGENCY
    assert verdict.asks


def test_a_crisis_outranks_an_emergency_and_names_both() -> None:
    verdict = assess("I swallowed the whole bottle of pills because I want to die")
    assert verdict.urgency is UrgencyClass.CRISIS
    assert {match.category for match in verdict.matched} >= {"suicidal_ideation", "overdose_poisoning"}


def test_asking_for_a_way_to_die_is_a_crisis_in_whatever_frame() -> None:
    assert assess("what is the easiest way to die").urgency is UrgencyClass.CRISIS


@given(st.text(max_size=300))
def test_any_text_gets_a_verdict(text: str) -> None:
    assert assess(text).urgency in UrgencyClass


@given(st.lists(st.sampled_from(ODDS_AND_ENDS)))
def test_any_order_of_telling_words_gets_a_verdict(words: list[str]) -> None:
    assert assess(" ".join(words)).urgency in UrgencyClass


def test_a_very_long_message_is_read_from_its_start() -> None:
    assert assess("my chest hurts badly. " + "and then I went home. " * 2000).stops_the_chat


def test_a_message_takes_less_than_two_milliseconds() -> None:
    texts = [vector.text for vector in reference_vectors()]
    assess(texts[0])
    taken = []
    for text in texts:
        start = process_time()
        assess(text)
        taken.append(process_time() - start)
    assert median(taken) < 0.002
