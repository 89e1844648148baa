"""Turn errors into answers; a refusal leaves an audit row whatever route it came from."""

from __future__ import annotations

from uuid import UUID

import psycopg
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from salus.core.audit.contract import AuditEvent, Outcome
from salus.core.context import Actor
from salus.core.errors import AppError, Detail, InvalidInput, NotFound
from salus.core.http import outcome
from salus.core.http.call import request_id_of, services_of
from salus.core.http.envelope import failure
from salus.core.http.routing import ShortWay

log = structlog.get_logger("salus.http")


class MethodNotAllowed(AppError):
    """This address does not know that method."""

    status, code, fhir_issue = 405, "METHOD_NOT_ALLOWED", "not-supported"


class BadRequest(AppError):
    """The request could not be read."""

    status, code, fhir_issue = 400, "BAD_REQUEST", "structure"


class BodyTooLarge(AppError):
    """The request's body is larger than this address takes. Nothing was changed."""

    status, code, fhir_issue = 413, "BODY_TOO_LARGE", "too-long"


class NotStorable(InvalidInput):
    """Some of what was sent cannot be kept: a character with the number 0, or a number or date that is out of range."""

    code = "NOT_STORABLE"


# What the driver and the calendar say to values that passed as text, number or date. None of them has reached a table.
UNSTORABLE = (psycopg.DataError, OverflowError, UnicodeEncodeError)


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(AppError, _known)
    for kind in UNSTORABLE:
        app.add_exception_handler(kind, _unstorable)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _routing)
    app.add_exception_handler(Exception, _unknown)


def _answer(request: Request, error: AppError) -> Response:
    """The error in the words of the address: FHIR's own under /fhir, the envelope everywhere else."""
    say = outcome.operation_outcome if request.url.path.startswith(outcome.PREFIX) else failure
    return say(error, request_id_of(request))


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)
    if error.is_refusal and not error.is_audited:
        await _audit_refusal(request, error)
    return _answer(request, error)


async def _audit_refusal(request: Request, error: AppError) -> None:
    actor = request.scope.get("salus.actor")
    route = getattr(request.scope.get("route"), "path", "unmatched")
    event = AuditEvent.of(
        actor if isinstance(actor, Actor) else None,
        request_id_of(request),
        "access.refused",
        outcome=Outcome.REFUSED,
        patient_id=_patient_in_path(request),
        resource=f"{request.method} {route}",
        detail={"code": error.code},
    )
    await services_of(request).audit.record_now(event)


def _patient_in_path(request: Request) -> UUID | None:
    try:
        return UUID(request.path_params.get("patient_uuid", ""))
    except ValueError:
        return None


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    # The offending input is left out on purpose: it may be a patient's.
    fields: dict[str, Detail] = {
        ".".join(str(part) for part in item["loc"] if part != "body") or "body": str(item["msg"])
        for item in error.errors()
    }
    return _answer(request, InvalidInput(fields=fields))


async def _unstorable(request: Request, error: Exception) -> Response:
    # Logged, for it may also be a mistake of ours; the message may hold what was sent, so only its kind.
    log.warning("value_not_storable", request_id=request_id_of(request), error=type(error).__name__)
    return _answer(request, NotStorable())


async def _routing(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kinds: dict[int, type[AppError]] = {404: NotFound, 405: MethodNotAllowed, 413: BodyTooLarge}
    answer = _answer(request, kinds.get(error.status_code, BadRequest)())
    if error.status_code == 405:
        # RFC 9110, 15.5.6: it must be there. The framework knows the methods of the first route that fits, we of all.
        known = {each for way in request.app.routes if isinstance(way, ShortWay) for each in way.methods_at(request)}
        answer.headers["Allow"] = ", ".join(sorted(known)) or (error.headers or {}).get("Allow", "")
    return answer


async def _unknown(request: Request, error: Exception) -> Response:
    log.error("unhandled_error", request_id=request_id_of(request), error=type(error).__name__, exc_info=error)
    return _answer(request, AppError())
