"""What a token may do, for whom it acts, and what can be wrong with one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from salus.core.errors import AppError, RoleNotAllowed


class Scope(StrEnum):
    """One thing that a token may do. A route that names no scope is closed to all tokens."""

    PERSON_READ = "person.read"
    OBSERVATIONS_READ = "observations.read"
    OBSERVATIONS_WRITE = "observations.write"
    METRICS_READ = "metrics.read"


# These show or change nothing about a person, so a token for them alone acts for nobody.
SCOPES_WITHOUT_A_PERSON = frozenset({Scope.METRICS_READ})


@dataclass(frozen=True, slots=True)
class NewApiToken:
    """What an administrator says of a token. It acts for one patient or for one practitioner, or for nobody."""

    name: str
    scopes: frozenset[Scope]
    days: int
    patient_id: UUID | None = None
    practitioner_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Secret:
    """One secret of a token, without the secret; `hint` is its last characters."""

    hint: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token as administrators see it; its secrets newest first, two while one takes over from the other."""

    id: UUID
    name: str
    scopes: frozenset[Scope]
    patient_id: UUID | None
    practitioner_id: UUID | None
    created_at: datetime
    created_by_name: str | None
    revoked_at: datetime | None
    secrets: tuple[Secret, ...]


@dataclass(frozen=True, slots=True)
class Issued:
    """A token with a secret that nobody can read again."""

    token: ApiToken
    secret: str


class InvalidApiToken(AppError):
    """The token cannot be made like this."""

    status, code, fhir_issue = 422, "INVALID_API_TOKEN", "value"


class ApiTokenNotFound(AppError):
    """There is no such token, or it was revoked."""

    status, code, fhir_issue = 404, "API_TOKEN_NOT_FOUND", "not-found"


class ScopeNotGranted(RoleNotAllowed):
    """This token may not do this. Use an address that its scopes name, or ask an administrator for another token."""

    code = "SCOPE_NOT_GRANTED"
