"""What a search over the facts of one chart asks for: clauses that must all hold, and where the last page ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

ResourceT = TypeVar("ResourceT")


class Comparison(StrEnum):
    """The prefixes of FHIR dates (R4 search, 3.1.1.4.4)."""

    EQUAL = "eq"
    NOT_EQUAL = "ne"
    AFTER = "gt"
    BEFORE = "lt"
    FROM = "ge"
    UNTIL = "le"
    STARTS_AFTER = "sa"
    ENDS_BEFORE = "eb"


@dataclass(frozen=True, slots=True)
class Token:
    """A code, alone or within its system; an empty `code` means any code of the system."""

    code: str
    system: str | None = None


@dataclass(frozen=True, slots=True)
class TokenClause:
    """One of these tokens stands in the column; `system_column` where the code's system is kept beside it."""

    column: str
    any_of: tuple[Token, ...]
    system_column: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A date as precise as it was written: [low, high)."""

    comparison: Comparison
    low: datetime
    high: datetime


@dataclass(frozen=True, slots=True)
class DateClause:
    """What happened from `start` to `end` (columns; the same one for a moment) lies so to one of these spans."""

    start: str
    end: str
    any_of: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ReferenceClause:
    """The column names one of these rows."""

    column: str
    any_of: tuple[UUID, ...]


Clause = TokenClause | DateClause | ReferenceClause


@dataclass(frozen=True, slots=True)
class FactSearch:
    """All clauses hold; `after` is the position of the last page's last entry."""

    clauses: tuple[Clause, ...] = ()
    after: tuple[datetime, UUID] | None = None
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Found(Generic[ResourceT]):
    """One page, newest first; `next_cursor` is None on the last one."""

    items: tuple[ResourceT, ...]
    next_cursor: str | None
