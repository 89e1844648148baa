"""The red-flag gate: decide, by rules alone, whether a chat message is an emergency. Pure, under 2 ms a message.

It runs before retrieval and before any model (clinical reference D4). Order: crisis and emergency rules by priority,
then what an alarm of the last three turns carries on, then the second stage, then requests that only a doctor may
answer, then nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from salus.clinical.redflags import redirect, second_stage
from salus.clinical.redflags.contract import RuleMatch, Urgency, UrgencyClass
from salus.clinical.redflags.lexicon import lexicon
from salus.clinical.redflags.reading import Mention, Reading, Said, read
from salus.clinical.redflags.replies import first_action
from salus.clinical.redflags.rules import Evidence, Rule

TURNS_REMEMBERED = 3  # D4 rule 1
SHORT_ANSWER_WORDS = 3
MOST_WORDS = 400  # a longer message is cut: symptoms stand early, and the gate must stay fast

_NOT_NOW = (Said.PAST, Said.OTHER_PERSON, Said.GENERAL, Said.WRITTEN)


def assess(message: str, previous_turns: Sequence[str] = (), language: str | None = None) -> Urgency:
    """How urgent `message` is, given the patient's last turns (oldest first; only the last three count).

    `language` ("en" or "es") settles only what the words of the message leave open.
    """
    words = lexicon()
    reading = read(_shorten(message), words, language)
    earlier = [read(_shorten(turn), words, language) for turn in previous_turns[-TURNS_REMEMBERED:]]
    alarms = _alarms(reading, earlier)
    if alarms:
        return _verdict(alarms, language_or_default(language))
    mentioned = _mentioned(reading)
    carried = _carried_on(reading, earlier)
    if carried:
        return _verdict(carried, language_or_default(language))
    likely = second_stage.likely_rule(reading)
    if likely is not None:
        return _second_verdict(likely, language_or_default(language))
    request = redirect.request_of(reading, words)
    if request is not None:
        match = RuleMatch(request.category, request.rule)
        return Urgency(
            UrgencyClass.DOCTOR_REDIRECT, request.category, (match,), None, "doctor_redirect", mentioned=mentioned
        )
    return Urgency(UrgencyClass.NONE, None, (), None, "none", mentioned=mentioned)


def language_or_default(language: str | None) -> str:
    return language if language in {"en", "es"} else "en"


def _shorten(message: str) -> str:
    parts = message.split(None, MOST_WORDS)
    return message if len(parts) <= MOST_WORDS else " ".join(parts[:MOST_WORDS])


def _alarms(reading: Reading, earlier: Sequence[Reading]) -> list[Rule]:
    background = [mention for turn in earlier for mention in turn.said(Said.NOW)]
    return _fired(reading.said(Said.NOW), background)


def _fired(mentions: Sequence[Mention], background: Sequence[Mention]) -> list[Rule]:
    return Evidence(mentions, background).fired()


def _mentioned(reading: Reading) -> tuple[str, ...]:
    """Categories named in the past, in general, in a document or of someone else; denials are not named."""
    rules = _fired(reading.said(Said.NOW, *_NOT_NOW), ())
    return tuple(dict.fromkeys(rule.category for rule in rules))


def _carried_on(reading: Reading, earlier: Sequence[Reading]) -> list[Rule]:
    """The alarm of an earlier turn, when this message goes on with it ("still", "it went away", "yes")."""
    if reading.has_frame("taken_back"):
        return []
    goes_on = reading.has_frame("continues") or reading.word_count <= SHORT_ANSWER_WORDS
    if not goes_on or reading.has_frame("document"):
        return []
    for turn in reversed(earlier):
        rules = _alarms(turn, ())
        if rules:
            return rules
    return []


def _second_verdict(rule: Rule, language: str) -> Urgency:
    """An alarm on the weight of words alone always comes with a question."""
    return Urgency(
        urgency=rule.urgency,
        category=rule.category,
        matched=(RuleMatch(rule.category, second_stage.RULE_NAME),),
        first_action=first_action(rule.category, language),
        reply_key=rule.urgency.value,
        asks=True,
    )


def _verdict(rules: Sequence[Rule], language: str) -> Urgency:
    best = rules[0]
    certain = [rule for rule in rules if rule.category == best.category and not rule.asks]
    return Urgency(
        urgency=best.urgency,
        category=best.category,
        matched=tuple(RuleMatch(rule.category, rule.name) for rule in rules),
        first_action=first_action(best.category, language),
        reply_key=best.urgency.value,
        asks=not certain,
    )
