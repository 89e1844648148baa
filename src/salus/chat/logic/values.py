"""Answers about measured values: the newest, its range, its course, and what the test shows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from salus.chat.contract import Audience, Draft, Source, SourceType
from salus.chat.logic.phrases import phrase
from salus.chat.logic.record import Record, Value
from salus.chat.logic.voice import Voice
from salus.chat.logic.wording import listed, quantity, short_day
from salus.clinical.codes.organs import Organ
from salus.clinical.glossary import explain_test

EARLIER_SHOWN = 4
ORGAN_TESTS_SHOWN = 4
STEADY_SHARE = Decimal("0.05")  # of the older value: less is told as little change
LABELS = {"en": "Plain-language glossary", "es": "Glosario en lenguaje sencillo"}


def about_value(record: Record, code: str, voice: Voice) -> Iterator[Draft]:
    """Everything about one test, most important first."""
    series = record.series(code)
    newest, earlier = series[0], series[1:]
    yield _latest(newest, voice)
    yield from _range(newest, voice)
    yield from _course(newest, earlier, voice)
    yield from _meaning(newest, voice)
    if newest.is_out_of_range and voice.audience is Audience.PATIENT:
        yield voice.say("ask_doctor", newest.source)


def about_organ(record: Record, organ: Organ, voice: Voice) -> Iterator[Draft]:
    """The newest value of each test that tells of an organ, one line each; the course of the most telling one."""
    shown = [series for code in organ.codes if (series := record.series(code))][:ORGAN_TESTS_SHOWN]
    for place_, series in enumerate(shown):
        newest = series[0]
        has_range = newest.low is not None or newest.high is not None or newest.is_out_of_range
        yield voice.say(
            "organ_value" if has_range else "organ_value_bare",
            newest.source,
            name=capital(plain_name(newest, voice)),
            value=written(newest),
            day=short_day(newest.at.date(), voice.language),
            place=place(newest, voice),
        )
        if place_ == 0:
            yield from _course(newest, series[1:], voice)
    worrying = [series[0] for series in shown if series[0].is_out_of_range]
    if worrying and voice.audience is Audience.PATIENT:
        yield voice.say("ask_doctor", worrying[0].source)


def written(value: Value) -> str:
    """The value as a person reads it."""
    return quantity(value.value, value.unit) if value.value is not None else value.value_text


def plain_name(value: Value, voice: Voice) -> str:
    """The everyday name of the test."""
    explained = explain_test(value.code, voice.language.value)
    return explained.name if explained and voice.audience is Audience.PATIENT else value.display


def capital(text: str) -> str:
    """With a capital first letter; the rest stays as it is (INR, eGFR)."""
    return text[:1].upper() + text[1:]


def place(value: Value, voice: Voice) -> str:
    """Below, above or within its range."""
    return phrase("below" if value.is_low else "above" if value.is_high else "in_range", voice.language)


def _latest(value: Value, voice: Voice) -> Draft:
    key = "latest" if value.source.is_confirmed else "unconfirmed"
    parts = {"name": plain_name(value, voice), "value": written(value), "day": voice.day(value.at.date())}
    return voice.say(key, value.source, **parts)


def _range(value: Value, voice: Voice) -> Iterator[Draft]:
    low = quantity(value.low, value.unit) if value.low is not None else ""
    high = quantity(value.high, value.unit) if value.high is not None else ""
    if low and high:
        yield voice.say("range_both", value.source, low=low, high=high, place=place(value, voice))
    elif high:
        yield voice.say("range_high", value.source, high=high, place=place(value, voice))
    elif low:
        yield voice.say("range_low", value.source, low=low, place=place(value, voice))
    elif not value.is_vital:
        yield voice.say("no_range", value.source)


def _course(newest: Value, earlier: list[Value], voice: Voice) -> Iterator[Draft]:
    shown = [value for value in earlier if value.at.date() != newest.at.date()][:EARLIER_SHOWN]
    if not shown:
        return
    told = [
        voice.say("one_before", value=written(value), day=short_day(value.at.date(), voice.language)).text
        for value in shown
    ]
    yield voice.say("before", *(value.source for value in shown), values=listed(told, voice.language))
    direction = course_of([newest, *shown])
    if direction:
        start = shown[-1].at.date()
        yield voice.say(direction, newest.source, *(v.source for v in shown), day=short_day(start, voice.language))


def course_of(newest_first: list[Value]) -> str | None:
    """`rising` or `falling` when every step goes one way, `steady` when the ends are close; None otherwise."""
    numbers = [value.value for value in newest_first if value.value is not None]
    if len(numbers) < 3 or len({value.unit for value in newest_first}) != 1:
        return None
    steps = list(pairwise(numbers))
    if all(new < old for new, old in steps):
        return "falling"
    if all(new > old for new, old in steps):
        return "rising"
    spread = abs(numbers[0] - numbers[-1])
    return "steady" if numbers[-1] and spread <= abs(numbers[-1]) * STEADY_SHARE else None


def _meaning(value: Value, voice: Voice) -> Iterator[Draft]:
    explained = explain_test(value.code, voice.language.value)
    if explained is None:
        return
    label = f"{LABELS[voice.language.value]}: {explained.name}"
    texts = [f"{capital(explained.name)}: {explained.what[:1].lower()}{explained.what[1:]}"]
    if value.is_low and explained.low:
        texts.append(explained.low)
    if value.is_high and explained.high:
        texts.append(explained.high)
    for text in texts:
        yield Draft(text, (Source(SourceType.DEFINITION, label, (text,), quote=text),))
