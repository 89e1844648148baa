"""Emergency access: a doctor opens a chart without treating the patient; the patient sees it, an officer reviews it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from salus.core.errors import AppError


class EmergencyReason(StrEnum):
    """Why the chart could not wait; the words beside it are what the patient reads."""

    DANGER_TO_LIFE = "danger-to-life"
    CANNOT_BE_ASKED = "cannot-be-asked"
    URGENT_CARE = "urgent-care"
    OTHER = "other"


class ReviewOutcome(StrEnum):
    """What the privacy officer found."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not-justified"
    TO_BE_FOLLOWED_UP = "to-be-followed-up"


class Overridden(StrEnum):
    """What stood in the way: nobody gave access, or the patient denied it."""

    NO_RELATIONSHIP = "no-relationship"
    DENIAL = "consent"


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """One emergency access."""

    id: UUID
    patient_id: UUID
    actor_id: UUID
    reason: EmergencyReason
    reason_text: str
    overrode: Overridden
    started_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    outcome: ReviewOutcome | None
    review_note: str | None
    reviewed_by: UUID | None
    reviewed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class EmergencyToReview:
    """An emergency access as the privacy officer sees it; `accesses` counts its rows in the audit trail."""

    emergency: BreakGlass
    patient_name: str
    doctor_name: str | None
    accesses: int


@dataclass(frozen=True, slots=True)
class EmergencyPage:
    """A page of emergency accesses, newest first."""

    items: tuple[EmergencyToReview, ...]
    next_cursor: str | None


class EmergencyNotNeeded(AppError):
    """You treat this patient: open the chart as always."""

    status, code, fhir_issue = 409, "EMERGENCY_NOT_NEEDED", "business-rule"


class NoEmergency(AppError):
    """No emergency access of yours to this chart is running."""

    status, code, fhir_issue = 404, "NO_EMERGENCY_ACCESS", "not-found"
    is_refusal = True


class EmergencyNotFound(AppError):
    """There is no such emergency access."""

    status, code, fhir_issue = 404, "EMERGENCY_NOT_FOUND", "not-found"
