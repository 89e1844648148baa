"""Accounts and sessions as others see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from salus.core.context import Actor, Role
from salus.core.errors import AppError, TooManyRequests


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
    needs_second_factor: bool

    def actor(self, session_id: UUID | None = None) -> Actor:
        """The account as it acts, in this session."""
        return Actor(
            self.id, self.role, self.display_name, self.patient_id, self.practitioner_id, session_id=session_id
        )


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is needed to open an account."""

    username: str
    display_name: str
    role: Role
    password: str
    patient_id: UUID | None = None
    practitioner_id: UUID | None = None


class SignInMethod(StrEnum):
    """What somebody showed to be let in."""

    PASSWORD = "password"  # noqa: S105 - the name of a way in, not a secret
    AUTHENTICATOR = "authenticator"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"


@dataclass(frozen=True, slots=True)
class Typed:
    """A user name and a password, as somebody typed them."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Client:
    """What signs in, as far as it tells: in words, by the kind of its network, by the mark of an earlier sign-in."""

    device: str
    address_class: str
    network: str
    browser_mark: str | None = None
    is_browser: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in session: both tokens, their life [s], and a browser's new mark where it gets one."""

    access_token: str
    refresh_token: str
    expires_in_s: int
    account: Account
    browser_mark: str | None


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Where somebody is signed in; `seen_at` is the last refresh, or the end of one that is over."""

    id: UUID
    method: SignInMethod
    device: str
    address_class: str
    started_at: datetime
    seen_at: datetime


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


class SessionNotFound(AppError):
    """There is no such session of yours, or it has ended already."""

    status, code, fhir_issue = 404, "SESSION_NOT_FOUND", "not-found"
    is_refusal = True


class TooManyTries(TooManyRequests):
    """Too many attempts to sign in. Wait a while, or ask your administrator to unlock the account."""
