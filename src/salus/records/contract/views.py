"""What screens and other slices read: versions, provenance, timeline, the chart's first paint and the worklist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

from salus.records.contract.facts import AllergyIntolerance, Condition, Consent, Flag, MedicationStatement
from salus.records.contract.observations import Observation
from salus.records.contract.people import Patient

FactT = TypeVar("FactT")


@dataclass(frozen=True, slots=True)
class Version(Generic[FactT]):
    """One version of an entry: what stood in it, from when, written by whom."""

    version: int
    at: datetime
    by: UUID | None
    by_name: str | None
    is_current: bool
    content: FactT


class Activity(StrEnum):
    """How a fact came into the record."""

    ENTRY = "entry"
    EXTRACTION = "extraction"
    IMPORT = "import"
    MEASUREMENT = "measurement"
    INFERENCE = "inference"


@dataclass(frozen=True, kw_only=True)
class NewProvenance:
    """Where a fact comes from. `box` is (x0, y0, x1, y1) in fractions of the page; `accepted_by` a user id."""

    activity: Activity = Activity.ENTRY
    document_id: UUID | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    quote: str | None = None
    model: str | None = None
    model_version: str | None = None
    inputs_digest: str | None = None
    confidence: float | None = None
    accepted_by: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Provenance(NewProvenance):
    """A recorded origin of the entry `target_type`/`target_id`."""

    id: UUID
    target_type: str
    target_id: UUID
    recorded_at: datetime
    recorded_by: UUID | None


class Tone(StrEnum):
    """How an entry is coloured."""

    NEUTRAL = "neutral"
    GOOD = "good"
    WARNING = "warning"
    CRITICAL = "critical"


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """One line of the timeline. One entry per (ref_type, ref_id): writing it again replaces it.

    Kinds of this slice: laboratory, vital-signs, survey, measurement, condition, medication, allergy, immunization,
    encounter, procedure, family-history, consent, flag. Other slices add their own (document, conversation, ...).
    """

    kind: str
    at: datetime
    title: str
    summary: str = ""
    ref_type: str
    ref_id: UUID
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, kw_only=True)
class RecordedTimelineEntry(TimelineEntry):
    """A timeline line as stored."""

    id: UUID
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """One page of the timeline, newest first; `next_cursor` is None on the last page."""

    items: tuple[RecordedTimelineEntry, ...]
    next_cursor: str | None


class Direction(StrEnum):
    """Where the newest value went against the one before it."""

    UP = "up"
    DOWN = "down"
    STEADY = "steady"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Point:
    """One number of a series."""

    at: datetime
    value: Decimal


@dataclass(frozen=True, slots=True)
class LastValue:
    """The newest value of one code, where it is heading and what it was before."""

    observation: Observation
    trend: Direction
    previous: Point | None
    history: tuple[Point, ...]
    age: timedelta


@dataclass(frozen=True, slots=True)
class SinceLastLook:
    """What changed in the chart since this reader's last visit; `at` is None on the first."""

    at: datetime | None
    count: int
    changes: tuple[RecordedTimelineEntry, ...]


@dataclass(frozen=True, slots=True)
class ChartView:
    """Everything that the first paint of a chart shows."""

    patient: Patient
    allergies: tuple[AllergyIntolerance, ...]
    problems: tuple[Condition, ...]
    medications: tuple[MedicationStatement, ...]
    last_values: tuple[LastValue, ...]
    flags: tuple[Flag, ...]
    consents: tuple[Consent, ...]
    documents: tuple[RecordedTimelineEntry, ...]
    since_last_look: SinceLastLook
    revision: int


# How long a result ranks by what it says. No publication gives an age; rules of the worklist, in plain words:
# what is older than a year is history and not news, also when it arrives today; and what was critical a month ago has
# been treated, has mended or has done its harm, so that it gives way to what is critical now. Until then it stands at
# the top unless somebody looks or a newer value comes, for a critical result that nobody saw is the worst to lose.
RESULT_IS_NEWS_FOR = timedelta(days=365)
CRITICAL_IS_URGENT_FOR = timedelta(days=30)


class AttentionKind(StrEnum):
    """Why a patient stands in a worklist."""

    CRITICAL_RESULT = "critical-result"
    FLAG = "flag"
    PROPOSALS = "proposals"
    DOCUMENT = "document"
    ABNORMAL_RESULT = "abnormal-result"
    TREND = "trend"


@dataclass(frozen=True, kw_only=True)
class Attention:
    """One reason to look at a patient. One per (kind, key); writing it again replaces it.

    `rank` 1 is the most urgent of 9; from `rank_until` on, `rank_after` holds instead. Among equals the more recent
    goes first, then the more deviating: `deviation` is how far a value lies beyond its limit, in shares of the limit.
    `is_until_looked`: it leaves the worklist when the doctor has opened the chart; otherwise it stays until it is
    cleared. In both cases it ends at `expires_at`.
    """

    kind: AttentionKind
    key: str
    rank: int
    reason: str
    at: datetime
    deviation: float = 0.0
    rank_until: datetime | None = None
    rank_after: int | None = None
    amount: int = 1
    is_until_looked: bool = True
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WorklistItem:
    """One patient of the worklist with the most urgent reason in one line."""

    patient: Patient
    reason: str
    rank: int
    kind: AttentionKind | None
    at: datetime | None
    open_reasons: int
    unread_documents: int
    pending_proposals: int
    last_looked_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccessNote:
    """One line of who looked at a person's record, in plain words; `times` within the same hour."""

    at: datetime
    who: str
    role: str
    what: str
    is_refused: bool
    times: int
    is_emergency: bool = False


@dataclass(frozen=True, slots=True)
class AccessPage:
    """A page of access notes, newest first."""

    items: tuple[AccessNote, ...]
    next_cursor: str | None
