"""The chart as chat reads it: every fact with the source that it is cited by. Pure data, gathered by the service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from salus.chat.contract import Source
from salus.clinical.codes.subjects import Subject


@dataclass(frozen=True, slots=True)
class Value:
    """One measured value; `names` are the folded words by which a person may call the test."""

    code: str
    display: str
    names: tuple[str, ...]
    value: Decimal | None
    value_text: str
    unit: str | None
    at: datetime
    low: Decimal | None
    high: Decimal | None
    interpretation: str | None
    is_vital: bool
    source: Source

    @property
    def is_out_of_range(self) -> bool:
        """Whether it was marked or lies outside its printed range."""
        return self.is_low or self.is_high or self.interpretation in ("A", "AA", "POS")

    @property
    def is_low(self) -> bool:
        """Below the range."""
        return self.interpretation in ("L", "LL") or _less(self.value, self.low)

    @property
    def is_high(self) -> bool:
        """Above the range."""
        return self.interpretation in ("H", "HH") or _less(self.high, self.value)

    @property
    def is_critical(self) -> bool:
        """Marked as critical."""
        return self.interpretation in ("LL", "HH", "AA")


def _less(smaller: Decimal | None, larger: Decimal | None) -> bool:
    return smaller is not None and larger is not None and smaller < larger


@dataclass(frozen=True, slots=True)
class Item:
    """A problem, medicine, allergy, vaccination, visit or relative's disease, in words."""

    display: str
    detail: str
    at: date | None
    is_active: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved piece of a document, cut into sentences that can each be cited.

    `also_called` and `usual_subject` are words by which people ask for such a document and for what it is about.
    """

    document_id: UUID
    title: str
    document_date: date | None
    role: str
    similarity: float
    sentences: tuple[QuotedSentence, ...]
    also_called: str = ""
    usual_subject: str = ""


@dataclass(frozen=True, slots=True)
class QuotedSentence:
    """A sentence of a document with its place on the page; `similarity` is its cosine to the question."""

    text: str
    source: Source
    similarity: float = 0.0


@dataclass(frozen=True, slots=True)
class PaperTitle:
    """A document by its name."""

    title: str
    kind: str
    document_date: date | None
    uploaded_at: datetime
    source: Source


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that an answer may draw on.

    `mentioned` are pairs of subjects of the question that one document speaks of; one alone stands with itself.
    """

    today: date
    values: tuple[Value, ...]
    problems: tuple[Item, ...]
    medicines: tuple[Item, ...]
    allergies: tuple[Item, ...]
    shots: tuple[Item, ...]
    visits: tuple[Item, ...]
    relatives: tuple[Item, ...]
    flags: tuple[Item, ...]
    papers: tuple[PaperTitle, ...]
    passages: tuple[Passage, ...]
    searched: Source
    mentioned: frozenset[tuple[Subject, Subject]] = frozenset()

    def series(self, code: str) -> list[Value]:
        """All values of a code, newest first."""
        return sorted((v for v in self.values if v.code == code), key=lambda v: v.at, reverse=True)

    def latest_values(self) -> Iterator[Value]:
        """The newest value of each code, newest first."""
        seen: set[str] = set()
        for value in sorted(self.values, key=lambda v: v.at, reverse=True):
            if value.code not in seen:
                seen.add(value.code)
                yield value
