"""What changed, and the whole in brief."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from salus.chat.contract import Draft, Source
from salus.chat.logic import lists
from salus.chat.logic.record import Item, Record, Value
from salus.chat.logic.values import plain_name, written
from salus.chat.logic.voice import Voice
from salus.chat.logic.wording import evidence_days, short_day

RECENT_DAYS = 90
SHOWN = 12
LATE_DAYS = 14  # a visit younger than this is part of what is new


def since_when(record: Record) -> date:
    """The last visit before the current weeks, else three months back."""
    earlier = [item.at for item in record.visits if item.at and item.at < record.today - timedelta(days=LATE_DAYS)]
    recent = record.today - timedelta(days=RECENT_DAYS)
    return max([*earlier, recent])


def changed(record: Record, voice: Voice) -> Iterator[Draft]:
    """New results, documents and entries since the last visit."""
    start, told = since_when(record), 0
    since = replace(
        record.searched,
        label=f"{record.searched.label}; since {start.isoformat()}",
        evidence=(*record.searched.evidence, *evidence_days(start)),
    )
    for draft in _news(record, voice, start, since):
        told += 1
        yield draft
        if told >= SHOWN:
            return
    if not told:
        yield voice.say("none_changed", since, day=short_day(start, voice.language))


def _news(record: Record, voice: Voice, start: date, since: Source) -> Iterator[Draft]:
    fresh = [value for value in record.latest_values() if value.at.date() > start]
    yield from (_new_value(value, voice) for value in fresh if value.is_out_of_range)
    for paper in record.papers:
        if paper.document_date and paper.document_date > start:
            yield voice.say(
                "new_document", paper.source, title=paper.title, day=short_day(paper.document_date, voice.language)
            )
    for item in (*record.problems, *record.medicines, *record.allergies):
        if item.at and item.at > start and item.source.is_confirmed:
            yield voice.say("new_item", item.source, since, item=_words(item), day=short_day(start, voice.language))
    yield from (_new_value(value, voice) for value in fresh if not value.is_out_of_range)


def _new_value(value: Value, voice: Voice) -> Draft:
    return voice.say(
        "new_value",
        value.source,
        day=short_day(value.at.date(), voice.language),
        name=plain_name(value, voice),
        value=written(value),
    )


def _words(item: Item) -> str:
    return f"{item.display} ({item.detail})" if item.detail else item.display


def summary(record: Record, voice: Voice) -> Iterator[Draft]:
    """Warnings, problems, allergies, medicines, what lies outside its range, the last visit."""
    yield from lists.flags(record, voice)
    yield from (draft for draft in lists.problems(record, voice))
    yield from lists.allergies(record, voice)
    yield from lists.medicines(record, voice)
    yield from lists.abnormal(record, voice)
    yield from list(lists.visits(record, voice))[:1]
