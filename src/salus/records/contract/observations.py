"""Every measured value: laboratory, vital signs, surveys, devices. Nothing keeps a private copy of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from salus.records.contract.facts import NewFact, Recorded
from salus.records.contract.vocabulary import Interpretation, ObservationCategory, ObservationStatus


@dataclass(frozen=True, kw_only=True)
class NewObservation(NewFact):
    """One measured value (FHIR Observation) with its LOINC code and UCUM unit.

    A panel (blood pressure) is written as one observation per component; they share `panel_id` and `panel_code`.
    `interpretation` may be left out: it is then read off the reference range. `original_text` keeps value and
    unit as printed where they were converted on the way in.
    """

    code: str
    code_display: str
    effective_at: datetime
    code_system: str = "http://loinc.org"
    value: Decimal | None = None
    value_text: str | None = None
    comparator: str | None = None
    unit: str | None = None
    reference_low: Decimal | None = None
    reference_high: Decimal | None = None
    reference_text: str | None = None
    interpretation: Interpretation | None = None
    status: ObservationStatus = ObservationStatus.FINAL
    category: ObservationCategory = ObservationCategory.LABORATORY
    quality: Decimal | None = None
    method: str | None = None
    device: str | None = None
    original_text: str | None = None
    encounter_id: UUID | None = None
    panel_id: UUID | None = None
    panel_code: str | None = None


@dataclass(frozen=True, kw_only=True)
class Observation(NewObservation, Recorded):
    """A recorded value."""


@dataclass(frozen=True, slots=True)
class ObservationPage:
    """One page of observations, newest first; `next_cursor` is None on the last page."""

    items: tuple[Observation, ...]
    next_cursor: str | None
