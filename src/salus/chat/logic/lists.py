"""Answers that are lists: medicines, allergies, problems, vaccinations, visits, relatives, what stands out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from salus.chat.contract import Draft
from salus.chat.logic.record import Item, Record
from salus.chat.logic.understanding import content_words
from salus.chat.logic.values import capital, place, plain_name, written
from salus.chat.logic.voice import Voice
from salus.chat.logic.wording import short_day

VISITS_SHOWN = 3
SHOTS_SHOWN = 12


def medicines(record: Record, voice: Voice) -> Iterator[Draft]:
    """What is taken now; what a document says and nobody confirmed comes last and says so."""
    current = [item for item in record.medicines if item.is_active]
    if not current:
        yield voice.say("none_medicines", record.searched)
    for item in current:
        if not item.source.is_confirmed:
            yield voice.say("proposed", item.source, item=_full(item))
        elif item.at:
            day = short_day(item.at, voice.language)
            yield voice.say("medicine_since", item.source, item=_full(item), day=day)
        else:
            yield voice.say("medicine", item.source, item=_full(item))


def allergies(record: Record, voice: Voice) -> Iterator[Draft]:
    """Allergies with their reactions."""
    active = [item for item in record.allergies if item.is_active]
    if not active:
        yield voice.say("none_allergies", record.searched)
    for item in active:
        yield voice.say("allergy" if item.source.is_confirmed else "proposed_allergy", item.source, item=_full(item))


def problems(record: Record, voice: Voice) -> Iterator[Draft]:
    """Current conditions, then earlier ones."""
    active = [item for item in record.problems if item.is_active]
    if not active:
        yield voice.say("none_problems", record.searched)
    for item in active:
        if not item.source.is_confirmed:
            yield voice.say("proposed", item.source, item=_full(item))
        elif item.at:
            day = short_day(item.at, voice.language)
            yield voice.say("problem_since", item.source, item=_full(item), day=day)
        else:
            yield voice.say("problem", item.source, item=_full(item))
    for item in record.problems:
        if not item.is_active and item.source.is_confirmed:
            yield voice.say("past_problem", item.source, item=_full(item))


def shots(record: Record, voice: Voice) -> Iterator[Draft]:
    """Vaccinations, newest first."""
    if not record.shots:
        yield voice.say("none_shots", record.searched)
    for item in record.shots[:SHOTS_SHOWN]:
        if item.at:
            yield voice.say("shot", item.source, item=_full(item), day=voice.day(item.at))


def visits(record: Record, voice: Voice) -> Iterator[Draft]:
    """The latest visits."""
    if not record.visits:
        yield voice.say("none_visits", record.searched)
    for item in record.visits[:VISITS_SHOWN]:
        if item.at:
            yield voice.say("visit", item.source, item=_full(item), day=voice.day(item.at))


def relatives(record: Record, voice: Voice) -> Iterator[Draft]:
    """Diseases of relatives."""
    if not record.relatives:
        yield voice.say("none_relatives", record.searched)
    for item in record.relatives:
        yield voice.say("relative", item.source, item=_full(item))


def flags(record: Record, voice: Voice) -> Iterator[Draft]:
    """Warnings that whoever opens the chart must see."""
    for item in record.flags:
        if item.is_active:
            yield voice.say("flag", item.source, item=_full(item))


def abnormal(record: Record, voice: Voice) -> Iterator[Draft]:
    """The latest values that lie outside their range; critical ones first."""
    latest = list(record.latest_values())
    if not latest:
        yield voice.say("no_results", record.searched)
        return
    out = sorted((v for v in latest if v.is_out_of_range), key=lambda v: (not v.is_critical, -v.at.timestamp()))
    if not out:
        yield voice.say("none_abnormal", record.searched)
    for value in out:
        yield voice.say(
            "out_of_range",
            value.source,
            name=capital(plain_name(value, voice)),
            value=written(value),
            day=short_day(value.at.date(), voice.language),
            place=place(value, voice),
        )


def mentioned(record: Record, words: frozenset[str], voice: Voice) -> Iterator[Draft]:
    """Current medicines, problems and allergies that the question names."""
    for key, items in (("medicine", record.medicines), ("problem", record.problems), ("allergy", record.allergies)):
        for item in items:
            if item.is_active and item.source.is_confirmed and content_words(item.display) & words:
                yield voice.say(key, item.source, item=_full(item))


def narrowed(record: Record, words: frozenset[str]) -> Record:
    """The record with lists that hold only what these words name."""

    def about(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(item for item in items if content_words(f"{item.display} {item.detail}") & words)

    return replace(
        record,
        problems=about(record.problems),
        medicines=about(record.medicines),
        allergies=about(record.allergies),
        shots=about(record.shots),
        visits=about(record.visits),
        relatives=about(record.relatives),
        values=(),
    )


def _full(item: Item) -> str:
    return f"{item.display} ({item.detail})" if item.detail else item.display
