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
    password: str | None
    patient_id: UUID | None = None
    practitioner_id: UUID | None = None


class SignInMethod(StrEnum):
    """What somebody showed to be let in."""

    PASSWORD = "password"  # noqa: S105 - the name of a way in, not a secret
    AUTHENTICATOR = "authenticator"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"
    OIDC = "oidc"


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


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a purpose, not a secret


@dataclass(frozen=True, slots=True)
class Passkey:
    """A credential of a browser or a security key; `sign_count` is 0 for those that do not count."""

    id: UUID
    user_id: UUID
    credential_id: bytes
    public_key: bytes
    sign_count: int
    rp_id: str
    name: str
    is_synced: bool
    made_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sign-in that waits for more: the secret that continues it, and what may continue it."""

    step: str = field(repr=False)
    methods: tuple[SignInMethod, ...]
    account: Account

    @property
    def must_enrol(self) -> bool:
        """Whether a second factor is required and none is there yet."""
        return not self.methods


class UsernameTaken(AppError):
    """There is already an account with this user name."""

    status, code, fhir_issue = 409, "USERNAME_TAKEN", "duplicate"


class WeakPassword(AppError):
    """The password needs at least 15 characters. A short sentence is easy to remember."""

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


class SecondFactorNeeded(AppError):
    """The password is right. Now show the second factor."""

    status, code, fhir_issue = 401, "SECOND_FACTOR_NEEDED", "login"


class EnrolmentNeeded(AppError):
    """The password is right. This account needs a second factor: set one up to go on."""

    status, code, fhir_issue = 401, "SECOND_FACTOR_ENROLMENT_NEEDED", "login"


class StepOver(AppError):
    """This took too long, or was used already. Please begin again."""

    status, code, fhir_issue = 403, "STEP_OVER", "expired"
    is_refusal = True


class WrongCode(AppError):
    """This code is not right, or was used already. Wait for the next one and try again."""

    status, code, fhir_issue = 403, "WRONG_CODE", "login"
    is_refusal = True


class WrongPassword(AppError):
    """The password is not right. Nothing was changed."""

    status, code, fhir_issue = 403, "WRONG_PASSWORD", "login"
    is_refusal = True


class FactorAlreadyOn(AppError):
    """A second factor is on already. Turn it off before you set up another one."""

    status, code, fhir_issue = 409, "SECOND_FACTOR_ON", "duplicate"


class NoFactor(AppError):
    """There is no second factor to do this with."""

    status, code, fhir_issue = 404, "NO_SECOND_FACTOR", "not-found"


class FactorRequired(AppError):
    """This account needs a second factor, so it cannot be turned off. Ask your administrator to reset it."""

    status, code, fhir_issue = 409, "SECOND_FACTOR_REQUIRED", "business-rule"


class PasskeyRefused(AppError):
    """This passkey could not be checked, or is not known here. Nothing was changed."""

    status, code, fhir_issue = 403, "PASSKEY_REFUSED", "login"
    is_refusal = True


class PasskeyNotFound(AppError):
    """You have no such passkey."""

    status, code, fhir_issue = 404, "PASSKEY_NOT_FOUND", "not-found"
    is_refusal = True


class LinkOver(AppError):
    """This link was used, is too old, or was replaced by a newer one. Ask for another."""

    status, code, fhir_issue = 403, "LINK_OVER", "expired"
    is_refusal = True
