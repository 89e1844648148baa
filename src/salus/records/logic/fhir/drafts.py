"""What a bundle becomes before it is written: one chart with its people and facts, each under its source's own name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from salus.records.contract.facts import NewFact
from salus.records.contract.importing import ImportReport
from salus.records.contract.people import NewPatient, NewPractitioner


class Strictness(StrEnum):
    """Whether what cannot be right is refused, or taken as far as it can be and told."""

    TAKE_WHAT_CAN_BE = "lenient"
    REFUSE_WHAT_IS_WRONG = "strict"


@dataclass(frozen=True, slots=True)
class LeftEntry:
    """One entry that was not taken: its number in the bundle, its type, and why."""

    place: int
    resource_type: str
    reason: str


@dataclass(frozen=True, slots=True)
class FactDraft:
    """A fact to be written. `kind` names its table's kind, `origin` its source's entry, `extra` what has no column.

    `place` is the number of its entry in the bundle, from 0.
    """

    resource_type: str
    kind: str
    origin: str
    new: NewFact
    encounter_origin: str | None = None
    practitioner_origin: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    place: int = 0


@dataclass(frozen=True, slots=True)
class PractitionerDraft:
    """A practitioner to be registered unless already known under `origin`."""

    origin: str
    new: NewPractitioner
    place: int = 0


@dataclass(frozen=True, slots=True)
class TeamDraft:
    """A care relationship to be recorded unless there is one already."""

    practitioner_origin: str
    role: str
    period_start: datetime | None
    period_end: datetime | None


@dataclass(frozen=True, slots=True)
class ChartDraft:
    """One patient with everything that the bundle says."""

    patient: NewPatient | None  # None: the bundle speaks of somebody who is here already
    patient_extra: dict[str, Any]
    practitioners: tuple[PractitionerDraft, ...]
    team: tuple[TeamDraft, ...]
    facts: tuple[FactDraft, ...]
    report: ImportReport
    left: tuple[LeftEntry, ...] = ()
    patient_place: int = 0
