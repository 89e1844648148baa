"""What can go wrong in the record; each error knows its status, code and FHIR issue."""

from __future__ import annotations

from salus.core.errors import AppError, InvalidCursor, InvalidInput, RoleNotAllowed, VersionConflict

__all__ = [
    "AlreadyInCareTeam",
    "ChartAccessDenied",
    "ClosedInEmergency",
    "ConsentDenied",
    "FactNotFound",
    "IdentifierInUse",
    "InvalidCursor",
    "InvalidInput",
    "PractitionerNotFound",
    "RoleNotAllowed",
    "VersionConflict",
    "WriteNotAllowed",
]


class ChartAccessDenied(AppError):
    """There is no chart here that you may open. Ask the patient or an administrator for access."""

    status, code, fhir_issue = 403, "CHART_ACCESS_DENIED", "forbidden"
    is_refusal = True


class ConsentDenied(AppError):
    """The patient has not permitted this use of the record."""

    status, code, fhir_issue = 403, "CONSENT_DENIED", "suppressed"
    is_refusal = True


class WriteNotAllowed(RoleNotAllowed):
    """Your role may read this but not write it."""


class ClosedInEmergency(RoleNotAllowed):
    """Emergency access does not reach this: who may open the chart stays as it is."""

    code = "CLOSED_IN_EMERGENCY"


class FactNotFound(AppError):
    """The opened chart has no such entry."""

    status, code, fhir_issue = 404, "FACT_NOT_FOUND", "not-found"
    is_refusal = True  # who tries another chart's entries through one's own leaves a trace


class PractitionerNotFound(AppError):
    """There is no practitioner with this id."""

    status, code, fhir_issue = 404, "PRACTITIONER_NOT_FOUND", "not-found"


class IdentifierInUse(AppError):
    """Another person is already registered under this identifier."""

    status, code, fhir_issue = 409, "IDENTIFIER_IN_USE", "duplicate"


class AlreadyInCareTeam(AppError):
    """This practitioner already has an active care relationship with the patient."""

    status, code, fhir_issue = 409, "ALREADY_IN_CARE_TEAM", "duplicate"
