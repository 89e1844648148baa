"""What an audit row says, and what verifying the chain can find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

import orjson

if TYPE_CHECKING:
    from salus.core.context import Actor


class Outcome(StrEnum):
    """Whether the deed was done or refused."""

    ALLOWED = "allowed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One deed, before it is chained. Holds identifiers and codes only, never text about a patient."""

    actor_id: UUID | None
    actor_role: str
    action: str
    outcome: Outcome
    request_id: str
    patient_id: UUID | None = None
    resource: str | None = None
    detail: tuple[tuple[str, str | int], ...] = ()

    @classmethod
    def of(
        cls,
        actor: Actor | None,
        request_id: str,
        action: str,
        *,
        outcome: Outcome = Outcome.ALLOWED,
        patient_id: UUID | None = None,
        resource: str | None = None,
        detail: Mapping[str, str | int] | None = None,
    ) -> AuditEvent:
        """An event of this actor, or of nobody known."""
        return cls(
            actor_id=actor.user_id if actor else None,
            actor_role=actor.role_told if actor else "anonymous",
            action=action,
            outcome=outcome,
            request_id=request_id,
            patient_id=patient_id,
            resource=resource,
            detail=tuple((detail or {}).items()),
        )

    def as_json(self) -> dict[str, object]:
        """The event as it is chained; absent parts are left out."""
        parts: dict[str, object | None] = {
            "actor": str(self.actor_id) if self.actor_id else None,
            "role": self.actor_role,
            "action": self.action,
            "outcome": self.outcome.value,
            "request": self.request_id,
            "patient": str(self.patient_id) if self.patient_id else None,
            "resource": self.resource,
            "detail": dict(self.detail) or None,
        }
        return {name: value for name, value in parts.items() if value is not None}

    def as_text(self) -> str:
        """The same as JSON text, for statements that chain their own event."""
        return orjson.dumps(self.as_json()).decode()


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One chained deed as stored."""

    seq: int
    at: datetime
    actor_id: UUID | None
    actor_role: str
    actor_name: str | None
    action: str
    outcome: Outcome
    request_id: str
    patient_id: UUID | None
    resource: str | None
    detail: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """What a walk along the chain found; `first_bad_seq` is the first row that does not fit."""

    ok: bool
    rows: int
    first_bad_seq: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which rows to show; `before_seq` pages backwards, `people_but` leaves out one person and all automatic work."""

    actor_id: UUID | None = None
    patient_id: UUID | None = None
    action: str | None = None
    outcome: Outcome | None = None
    before_seq: int | None = None
    limit: int = 100
    people_but: UUID | None = None
