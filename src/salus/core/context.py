"""Who acts, in which transaction, with which engines: the first argument of every service verb."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from salus.core.audit.contract import AuditEvent

if TYPE_CHECKING:
    from psycopg import AsyncConnection

    from salus.core.services import Services


class Role(StrEnum):
    """What a signed-in actor is; SERVICE is a background job, CLIENT a program that acts for no person."""

    PATIENT = "patient"
    DOCTOR = "doctor"
    ADMIN = "admin"
    SERVICE = "service"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or machine behind a request; ids of their own patient or practitioner record where there is one.

    The bearer of a token acts with the rights of whom the token names, and only within its scopes; for a person who
    signed in these are None.
    """

    user_id: UUID
    role: Role
    display_name: str
    patient_id: UUID | None = None
    practitioner_id: UUID | None = None
    scopes: frozenset[str] | None = None
    session_id: UUID | None = field(default=None, compare=False)

    @property
    def role_told(self) -> str:
        """The role as the audit trail tells it: a device that acts for a patient is not the patient."""
        return self.role.value if self.scopes is None else Role.CLIENT.value

    @property
    def is_own_machine(self) -> bool:
        """Whether this is the house's own worker or importer; an account of the service role is somebody else's.

        `core.is_own_machine()` in the database says the same.
        """
        return self.role is Role.SERVICE and 0 < self.user_id.int - OWN_MACHINES < 1 << 16


OWN_MACHINES = UUID("00000000-0000-7000-8000-000000000000").int  # and after it; no account gets such an id
NOBODY = Actor(UUID(int=0), Role.SERVICE, "Nobody yet")
WORKER = Actor(UUID("00000000-0000-7000-8000-000000000001"), Role.SERVICE, "Background worker")


@dataclass(slots=True)
class Ctx:
    """One transaction of one actor. `db` is open and carries the actor; rows of others are out of reach.

    `marks` stand in every audit row about a patient: under which exception the chart was opened.
    """

    actor: Actor
    request_id: str
    now: datetime
    db: AsyncConnection[Any]
    services: Services
    pending_audit: list[AuditEvent] = field(default_factory=list)
    stored_objects: list[str] = field(default_factory=list)
    asked_jobs: list[str] = field(default_factory=list)
    marks: dict[UUID, tuple[str, str]] = field(default_factory=dict)

    async def audit(
        self,
        action: str,
        *,
        patient_id: UUID | None = None,
        resource: str | None = None,
        **detail: str | int,
    ) -> None:
        """Note what was done; it becomes durable with the transaction (writes) or before the answer (reads)."""
        if patient_id in self.marks:
            name, value = self.marks[patient_id]
            detail.setdefault(name, value)
        self.pending_audit.append(
            AuditEvent.of(self.actor, self.request_id, action, patient_id=patient_id, resource=resource, detail=detail)
        )
