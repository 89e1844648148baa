"""Errors know their status, code and FHIR issue; the docstring is the message a person reads."""

from __future__ import annotations

import inspect
from typing import ClassVar

Detail = str | int | float | bool | None | list["Detail"] | dict[str, "Detail"]


class AppError(Exception):
    """Something went wrong on our side. Nothing was changed; please try again."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "INTERNAL"
    fhir_issue: ClassVar[str] = "exception"
    is_refusal: ClassVar[bool] = False
    retry_after_s: float | None = None  # when it makes sense to send the same again, for programs

    def __init__(self, message: str | None = None, **details: Detail) -> None:
        self.message = message or inspect.cleandoc(type(self).__doc__ or "").split("\n\n")[0].replace("\n", " ")
        self.details = details
        self.is_audited = False  # set by whoever already wrote the refusal's audit row
        super().__init__(self.code)


class InvalidInput(AppError):
    """Some of what was sent is not usable; each field says why."""

    status, code, fhir_issue = 422, "INVALID_INPUT", "invalid"


class InvalidCursor(AppError):
    """The cursor was not made by this server or belongs to another list. Start again without one."""

    status, code, fhir_issue = 400, "INVALID_CURSOR", "value"


class InvalidIdentifier(AppError):
    """The identifier in the address is not a UUID."""

    status, code, fhir_issue = 400, "INVALID_IDENTIFIER", "value"


class InvalidPatientUuid(InvalidIdentifier):
    """The patient identifier is not a UUID such as 0190c7e2-4a6e-7cc1-9d2e-3f6f0b1a2c3d."""

    code = "INVALID_PATIENT_UUID"


class NotSignedIn(AppError):
    """Please sign in: this address needs a valid session or access token."""

    status, code, fhir_issue = 401, "NOT_SIGNED_IN", "login"
    is_refusal = True


class WrongCredentials(AppError):
    """The user name or the password is not right."""

    status, code, fhir_issue = 401, "WRONG_CREDENTIALS", "login"


class RoleNotAllowed(AppError):
    """Your role may not do this."""

    status, code, fhir_issue = 403, "ROLE_NOT_ALLOWED", "forbidden"
    is_refusal = True


class CsrfRefused(AppError):
    """The request lacked the page's own token (header X-CSRF-Token). Reload the page and try again."""

    status, code, fhir_issue = 403, "CSRF_REFUSED", "forbidden"
    is_refusal = True


class NotFound(AppError):
    """There is nothing here that you may see."""

    status, code, fhir_issue = 404, "NOT_FOUND", "not-found"


class VersionConflict(AppError):
    """Somebody changed this since you read it. Compare both versions, then save again."""

    status, code, fhir_issue = 409, "VERSION_CONFLICT", "conflict"


class TooManyRequests(AppError):
    """Too many requests in a short time. Wait a moment and try again."""

    status, code, fhir_issue = 429, "TOO_MANY_REQUESTS", "throttled"


class StorageFull(AppError):
    """The disk is full, so nothing was stored. Ask the operator to free space, then send it again."""

    status, code, fhir_issue = 507, "STORAGE_FULL", "no-store"


class StorageClosed(AppError):
    """The disk takes no files at the moment, so nothing was stored. Ask the operator; `salus doctor` says more."""

    status, code, fhir_issue = 503, "STORAGE_CLOSED", "no-store"


class StorageAway(AppError):
    """The store of files cannot be reached at the moment. Nothing was lost or changed; try again in a few seconds."""

    status, code, fhir_issue = 503, "STORAGE_AWAY", "transient"


class KeysAway(AppError):
    """The key service cannot be reached at the moment, so files stay closed. Nothing was lost; try again in seconds."""

    status, code, fhir_issue = 503, "KEYS_AWAY", "transient"


class EngineUnavailable(AppError):
    """The database cannot be reached at the moment. Nothing was changed; try again in a few seconds."""

    status, code, fhir_issue = 503, "ENGINE_UNAVAILABLE", "transient"
    retry_after_s = 5


class ServerBusy(EngineUnavailable):
    """More is asked at the moment than can be answered. Nothing was changed; try again in a few seconds."""

    code = "SERVER_BUSY"


class StatementStopped(AppError):
    """This took longer than is allowed and was stopped. Nothing was changed; ask for less at once."""

    status, code, fhir_issue = 504, "STATEMENT_STOPPED", "timeout"
