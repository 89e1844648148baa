"""Accounts and sessions as others see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from salus.core.context import Actor, Role
from salus.core.errors import AppError


@dataclass(frozen=True, slots=True)
class Account:
    """A person or machine that can sign in."""

    id: UUID
    username: str
    display_name: str
    role: Role
    patient_id: UUID | None
    practitioner_id: UUID | None
    is_active: bool
    version: int
    created_at: datetime
    last_sign_in_at: datetime | None

    def actor(self) -> Actor:
        """The account as it acts."""
        return Actor(self.id, self.role, self.display_name, self.patient_id, self.practitioner_id)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is needed to open an account."""

    username: str
    display_name: str
    role: Role
    password: str
    patient_id: UUID | None = None
    practitioner_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in session: both tokens and their life [s]."""

    access_token: str
    refresh_token: str
    expires_in_s: int
    account: Account


class UsernameTaken(AppError):
    """There is already an account with this user name."""

    status, code, fhir_issue = 409, "USERNAME_TAKEN", "duplicate"


class WeakPassword(AppError):
    """The password needs at least 10 characters."""

    status, code, fhir_issue = 422, "WEAK_PASSWORD", "value"


class InvalidAccount(AppError):
    """A patient's account needs a patient record, a doctor's a practitioner record."""

    status, code, fhir_issue = 422, "INVALID_ACCOUNT", "value"


class AccountNotFound(AppError):
    """There is no such account."""

    status, code, fhir_issue = 404, "ACCOUNT_NOT_FOUND", "not-found"
