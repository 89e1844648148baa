"""The second stage: readable weights, an alarm only past the threshold, always with a question."""

from __future__ import annotations

from salus.clinical.redflags import assess, second_stage
from salus.clinical.redflags.lexicon import lexicon
from salus.clinical.redflags.reading import read
from salus.clinical.redflags.rules import all_rules


def test_the_weights_are_few_and_include_bias_and_threshold() -> None:
    table = second_stage.weights()
    assert {second_stage.BIAS, second_stage.THRESHOLD} <= table.keys()
    assert len(table) < 500


def test_an_emergency_scores_above_a_question_about_papers() -> None:
    words = lexicon()
    urgent = second_stage.probability(read("my chest hurts and I am sweating", words))
    harmless = second_stage.probability(read("where can I download my lab report?", words))
    assert urgent > 0.8 > 0.2 > harmless


def test_a_quiet_message_names_no_rule() -> None:
    assert second_stage.likely_rule(read("thank you, see you on Monday", lexicon())) is None


def test_every_learnt_category_has_rules() -> None:
    _, totals = second_stage._category_counts()
    assert totals.keys() == {rule.category for rule in all_rules()}


def test_an_alarm_of_the_second_stage_asks() -> None:
    verdict = assess("feel like my chest is full of bees and my arm is strange and I am so scared and sweaty")
    if verdict.matched and verdict.matched[0].rule == second_stage.RULE_NAME:
        assert verdict.asks
