"""Names that say two facts are the same fact, wherever each is printed. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from salus.clinical.text.fold import fold
from salus.documents.contract import (
    FamilyHistoryFact,
    ObservationFact,
    ProposalKind,
    ProposedFact,
)


def observation_key(
    code: str, day: date, value: Decimal | None, comparator: str | None, unit: str | None, value_text: str | None
) -> str:
    """One value of one test on one day; 13.20 and 13.2 are one value."""
    said = fold(value_text or "").strip() if value is None else f"{comparator or ''}{format(value.normalize(), 'f')}"
    return "|".join((ProposalKind.OBSERVATION, code, day.isoformat(), said, unit or ""))


def coded_keys(kind: ProposalKind, code: str | None, display: str, of: str = "") -> tuple[str, ...]:
    """A coded fact by its code and by its words: the same words are the same fact even where one lacks a code."""
    words = " ".join(fold(display).split())
    names = [f"code:{code}"] if code else []
    return tuple("|".join((kind, fold(of), name)) for name in (*names, f"words:{words}"))


def keys_of(kind: ProposalKind, fact: ProposedFact) -> tuple[str, ...]:
    """All names of a fact, the surest first."""
    if isinstance(fact, ObservationFact):
        day = fact.effective_at.date()
        return (observation_key(fact.code, day, fact.value, fact.comparator, fact.unit, fact.value_text),)
    relative = fact.relationship if isinstance(fact, FamilyHistoryFact) else ""
    return coded_keys(kind, fact.code, fact.display, relative)
