"""Proposed chart edits: what a machine found in a document, waiting for a person's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from salus.documents.contract.reading import Assertion, Box


class ProposalKind(StrEnum):
    """Which list of the chart an accepted proposal is written into."""

    OBSERVATION = "observation"
    CONDITION = "condition"
    MEDICATION = "medication"
    ALLERGY = "allergy"
    FAMILY_HISTORY = "family_history"
    RISK_MARKER = "risk_marker"


class ProposalStatus(StrEnum):
    """PROPOSED waits; SUPERSEDED belongs to a document that was replaced."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"

    @property
    def is_in_chart(self) -> bool:
        """Whether a fact of the chart stands on it."""
        return self in (self.ACCEPTED, self.CORRECTED)


class Tone(StrEnum):
    """GREEN may be accepted in one go with others; AMBER wants a look of its own."""

    GREEN = "green"
    AMBER = "amber"


@dataclass(frozen=True, slots=True)
class ObservationFact:
    """A measured value in UCUM units; `original_text` is value and unit as printed.

    `is_time_known` is False where the report gives only a day: the time is then midnight UTC of that day.
    """

    code: str
    display: str
    value: Decimal | None
    value_text: str
    effective_at: datetime
    comparator: str | None = None
    unit: str | None = None
    reference_low: Decimal | None = None
    reference_high: Decimal | None = None
    reference_text: str | None = None
    interpretation: str | None = None
    original_text: str | None = None
    is_time_known: bool = False


@dataclass(frozen=True, slots=True)
class ConditionFact:
    """A problem or diagnosis in FHIR words; a suspected one is provisional, a former one inactive."""

    display: str
    code: str | None = None
    code_system: str | None = None
    clinical_status: str = "active"
    verification_status: str = "confirmed"
    onset_date: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class MedicationFact:
    """A medicine; `status` is active, or stopped for one that is no longer taken."""

    display: str
    code: str | None = None
    code_system: str | None = None
    status: str = "active"
    dosage_text: str | None = None
    route: str | None = None
    frequency: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class AllergyFact:
    """An allergy or intolerance with the reaction that the document names."""

    display: str
    code: str | None = None
    code_system: str | None = None
    reaction: str | None = None
    severity: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class FamilyHistoryFact:
    """A disease of a relative."""

    display: str
    relationship: str
    code: str | None = None
    code_system: str | None = None
    onset_age: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class RiskMarkerFact:
    """Something that whoever opens the chart should know; written as a flag."""

    display: str
    code: str | None = None
    code_system: str | None = None
    note: str | None = None


ProposedFact = ObservationFact | ConditionFact | MedicationFact | AllergyFact | FamilyHistoryFact | RiskMarkerFact


@dataclass(frozen=True, slots=True)
class FactRef:
    """A fact of the chart: which list it stands in, and its id."""

    type: str
    id: UUID


@dataclass(frozen=True, slots=True)
class ProposalDraft:
    """A proposal before anybody saw it; `key` is the same for the same fact wherever it is printed.

    `word` is the hedge or history word that made the tone amber ("suspected", "history of"), if there was one.
    """

    kind: ProposalKind
    key: str
    fact: ProposedFact
    summary: str
    assertion: Assertion
    word: str | None
    page: int
    box: Box
    quote: str
    confidence: float
    tone: Tone


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed chart edit. `in_chart` is the fact that already says the same, `created_fact` what it became."""

    id: UUID
    patient_id: UUID
    document_id: UUID
    draft: ProposalDraft
    status: ProposalStatus
    version: int
    extractor: str
    extractor_version: str
    in_chart: FactRef | None
    created_fact: FactRef | None
    correction: ProposedFact | None
    decided_by: UUID | None
    decided_by_name: str | None
    decided_at: datetime | None
    decision_reason: str | None
    created_at: datetime
    is_source_deleted: bool

    @property
    def fact(self) -> ProposedFact:
        """What stands or would stand in the chart: the correction where a person made one."""
        return self.correction or self.draft.fact


@dataclass(frozen=True, slots=True)
class Standing:
    """What the chart says now where a proposal would be written: the entry in the words of a proposal, and whose.

    `differing` names the fields of which the paper says something else.
    """

    entry: FactRef
    version: int
    fact: ProposedFact
    differing: tuple[str, ...]
    at: datetime
    by_name: str | None


@dataclass(frozen=True, slots=True)
class ProposalFilter:
    """Which proposals to list; the default is all that wait."""

    statuses: tuple[ProposalStatus, ...] = (ProposalStatus.PROPOSED,)
    document_id: UUID | None = None
    kinds: tuple[ProposalKind, ...] = ()
    code: str | None = None
    limit: int = 200


@dataclass(frozen=True, slots=True)
class PlaceInQueue:
    """Where a proposal stands in the reading order of a list: newest document first, then down its pages."""

    created_at: datetime
    document_id: UUID
    page: int
    top: float
    left: float
    id: UUID


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """One page of proposals; `total` counts all that the filter names, `next_cursor` is None on the last page."""

    items: tuple[Proposal, ...]
    next_cursor: str | None
    total: int
