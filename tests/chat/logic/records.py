"""Small records for the tests of chat's logic."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from salus.chat.contract import Source, SourceType
from salus.chat.logic.record import Item, Passage, QuotedSentence, Record, Value
from salus.chat.logic.wording import evidence_days

TODAY = date(2026, 11, 21)
PAPER = UUID(int=7)


def value(
    code: str, display: str, amount: str, unit: str, day: date, *,
    low: str | None = None, high: str | None = None, confirmed: bool = True,
) -> Value:  # fmt: skip
    """A measured value whose source says all of it."""
    said = (f"{display} {amount} {unit}", low or "", high or "", *evidence_days(day))
    source = Source(SourceType.OBSERVATION, f"{display} {amount} {unit}", said, at=day, is_confirmed=confirmed)
    return Value(
        code, display, (), Decimal(amount), "", unit, datetime(day.year, day.month, day.day, 8, tzinfo=UTC),
        Decimal(low) if low else None, Decimal(high) if high else None, None, False, source,
    )  # fmt: skip


def ferritin(amount: str, day: date, *, confirmed: bool = True) -> Value:
    """A ferritin."""
    return value("2276-4", "Ferritin", amount, "ng/mL", day, low="15", high="200", confirmed=confirmed)


def item(display: str, type_: SourceType, *, detail: str = "", at: date | None = None, active: bool = True) -> Item:
    """A listed fact."""
    return Item(display, detail, at, active, Source(type_, display, (display, detail, *evidence_days(at)), at=at))


def passage(*sentences: str, role: str = "plan", title: str = "Discharge letter") -> Passage:
    """A retrieved piece of a letter of 8 November 2026."""
    day = date(2026, 11, 8)
    quoted = tuple(
        QuotedSentence(
            text,
            Source(SourceType.DOCUMENT, title, (text, title, *evidence_days(day)), at=day, document_id=PAPER, page=1,
                   box=(0.1, 0.1, 0.9, 0.2), quote=text),
        )
        for text in sentences
    )  # fmt: skip
    return Passage(PAPER, title, day, role, 0.5, quoted)


def record(**parts: object) -> Record:
    """A record with these parts and nothing else."""
    searched = Source(SourceType.SEARCH, "The record", ("The record", *evidence_days(TODAY)))
    empty: dict[str, object] = dict.fromkeys(
        ("values", "problems", "medicines", "allergies", "shots", "visits", "relatives", "flags", "papers", "passages"),
        (),
    )
    return Record(today=TODAY, searched=searched, **{**empty, **parts})
