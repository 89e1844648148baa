"""How an invented person is written down: times count backwards from the day of seeding, so the clinic stays alive."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from salus.app.demo.papers.content import Paper


@dataclass(frozen=True, slots=True)
class Ago:
    """A day counted back from the day of seeding."""

    months: int
    days: int = 0

    def on(self, today: date) -> date:
        """The calendar day."""
        year, month0 = divmod(today.year * 12 + today.month - 1 - self.months, 12)
        last = calendar.monthrange(year, month0 + 1)[1]
        return date(year, month0 + 1, min(today.day, last)) - timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Measured:
    """One series of a value: LOINC code, words, UCUM unit, reference range, and (when, value) pairs."""

    loinc: str
    display: str
    unit: str
    values: tuple[tuple[Ago, str], ...]
    low: str | None = None
    high: str | None = None
    is_vital: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A condition with its SNOMED CT code."""

    snomed: str
    display: str
    since: Ago
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Medicine:
    """A medicine with its RxNorm ingredient code."""

    rxnorm: str
    display: str
    dosage: str
    since: Ago
    until: Ago | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Allergy:
    """An allergy with its reaction and its SNOMED CT code where one is known for sure."""

    snomed: str | None
    display: str
    reaction: str
    is_severe: bool = False
    is_food: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """An encounter."""

    when: Ago
    display: str
    reason: str
    kind: str = "AMB"


@dataclass(frozen=True, slots=True)
class Shot:
    """A vaccination with its CVX code."""

    cvx: str
    display: str
    when: Ago


@dataclass(frozen=True, slots=True)
class Relative:
    """A disease of a relative."""

    relationship: str
    display: str
    snomed: str
    onset_age: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One invented patient."""

    given: str
    family: str
    sex: str
    birth_date: date
    language: str = "en"
    is_pregnant: bool = False
    problems: tuple[Problem, ...] = ()
    medicines: tuple[Medicine, ...] = ()
    allergies: tuple[Allergy, ...] = ()
    measured: tuple[Measured, ...] = ()
    visits: tuple[Visit, ...] = ()
    shots: tuple[Shot, ...] = ()
    relatives: tuple[Relative, ...] = ()
    flags: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()

    @property
    def full_name(self) -> str:
        """As printed on papers."""
        return f"{self.given} {self.family}"
