"""Errors under /fhir as FHIR R4 says them: an OperationOutcome, with the same code and words as everywhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson
from fastapi import Response

from salus.core.errors import AppError

PREFIX = "/fhir/"
MEDIA_TYPE = "application/fhir+json"
ERROR_CODES = "urn:salus:error"
NAME = re.compile(r"[A-Za-z_][\w.\[\]-]{0,200}", re.ASCII)


def operation_outcome(error: AppError, request_id: str) -> Response:
    """An error as an answer; every field that was wrong is an issue of its own."""
    body = {"resourceType": "OperationOutcome", "issue": list(_issues(error, request_id))}
    return Response(orjson.dumps(body), status_code=error.status, media_type=MEDIA_TYPE)


def _issues(error: AppError, request_id: str) -> Iterator[dict[str, object]]:
    fields = error.details.get("fields")
    wrong = fields if isinstance(fields, dict) and fields else {"": None}
    for name, reason in wrong.items():
        issue: dict[str, object] = {
            "severity": "error",
            "code": error.fhir_issue,
            "details": {"coding": [{"system": ERROR_CODES, "code": error.code}], "text": _words(error, name, reason)},
            "diagnostics": f"request {request_id}",
        }
        if NAME.fullmatch(name):
            issue["expression"] = [name]
        yield issue


def _words(error: AppError, name: str, reason: object) -> str:
    return error.message if reason is None else f"{error.message} {name} {reason}".encode("utf-8", "replace").decode()
