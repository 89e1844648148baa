"""What is asked: kind, tests and language, with typos."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salus.chat.contract import Language
from salus.chat.logic.intents import Intent
from salus.chat.logic.naming import Named, Names, stands
from salus.chat.logic.understanding import language_of, understand

TESTS = Names(
    (
        Named("2276-4", ("ferritin", "ferritina"), "ferritin"),
        Named("718-7", ("hemoglobin", "haemoglobin", "hemoglobina", "hb"), "haemoglobin"),
        Named("4548-4", ("hba1c", "hemoglobin a1c")),
        Named("6301-6", ("inr",)),
        Named("11555-0", ("base excess", "be")),
    )
)


@pytest.mark.parametrize(
    ("question", "intent", "codes"),
    [
        ("What does my ferritin mean?", Intent.VALUE, ("2276-4",)),
        ("whats my feritin", Intent.VALUE, ("2276-4",)),
        ("is my haemoglobn ok", Intent.VALUE, ("718-7",)),
        ("hemoglobin a1c trend", Intent.VALUE, ("4548-4", "718-7")),
        ("¿Qué significa mi hemoglobina?", Intent.VALUE, ("718-7",)),
        ("which medicines am I on", Intent.MEDICINES, ()),
        ("¿Qué medicinas tomo?", Intent.MEDICINES, ()),
        ("Do I have any allergies?", Intent.ALLERGIES, ()),
        ("what vaccinations did I get", Intent.SHOTS, ()),
        ("what has changed since my last visit", Intent.CHANGED, ()),
        ("¿Qué ha cambiado?", Intent.CHANGED, ()),
        ("What is due next?", Intent.DUE, ()),
        ("Summarise the record", Intent.SUMMARY, ()),
        ("What did the discharge letter say about sodium?", Intent.PASSAGE, ()),
        ("What does the report say about ferritin?", Intent.PASSAGE, ("2276-4",)),
        ("¿Qué dice el informe sobre la neumonía?", Intent.PASSAGE, ()),
        ("show abnormal results", Intent.ABNORMAL, ()),
        ("when was my last visit", Intent.VISITS, ()),
        ("family history", Intent.RELATIVES, ()),
        ("hello", Intent.GREETING, ()),
        ("thanks a lot", Intent.THANKS, ()),
        ("Has anything changed since last time?", Intent.CHANGED, ()),
        ("¿Qué dice mi último informe?", Intent.LATEST, ()),
        ("Did my ferritin recover after the iron tablets?", Intent.VALUE, ("2276-4",)),
        ("How are my kidneys?", Intent.VALUE, ()),
        ("What do I take for diabetes?", Intent.MEDICINES, ()),
        ("Which medicine helps my ferritin?", Intent.VALUE, ("2276-4",)),
        ("Should it be looked at again?", Intent.PASSAGE, ()),
        ("is there anything about my knee", Intent.PASSAGE, ()),
    ],
)
def test_questions_are_understood(question: str, intent: Intent, codes: tuple[str, ...]) -> None:
    asked = understand(question, TESTS)
    assert (asked.intent, asked.codes) == (intent, codes)


@pytest.mark.parametrize(
    ("text", "language"),
    [("What is my INR?", Language.ENGLISH), ("¿Cuál es mi INR?", Language.SPANISH), ("INR", Language.ENGLISH)],
)
def test_the_language_is_that_of_the_question(text: str, language: Language) -> None:
    assert language_of(text) is language


def test_one_word_answers_in_the_language_of_the_conversation() -> None:
    assert language_of("INR", Language.SPANISH) is Language.SPANISH


def test_a_word_that_is_also_a_symbol_names_no_test() -> None:
    """GOT is another name of AST; "has my heart valve got worse" once answered with AST."""
    ast = Named("1920-8", ("ast", "got"))
    assert understand("Has my heart valve got worse?", Names((ast,))).codes == ()
    assert understand("What is my GOT?", Names((ast,))).codes == ("1920-8",)


@given(st.text("ab1s -é", max_size=12), st.text("ab1s", min_size=1, max_size=3))
def test_a_name_is_found_as_the_expression_for_whole_words_finds_it(text: str, name: str) -> None:
    wanted = re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", text) is not None
    assert stands(name, text) is wanted
