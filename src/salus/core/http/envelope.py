"""One envelope for every answer under /api/v1: success, error, accepted, with request id and time."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import Generic, Literal, TypeVar
from uuid import UUID

import orjson
from fastapi import Response
from pydantic import BaseModel, Field

from salus.core.errors import AppError
from salus.core.jobs.contract import JobTicket

T = TypeVar("T")


class Metadata(BaseModel):
    """When the answer was made and which request it belongs to."""

    timestamp: datetime
    request_id: str


class Success(BaseModel, Generic[T]):
    """The answer and its metadata."""

    status: Literal["success"] = "success"
    data: T
    metadata: Metadata


class Accepted(BaseModel):
    """The work is kept and will be done; `status_url` tells how it goes."""

    status: Literal["accepted"] = "accepted"
    job_id: UUID
    message: str
    status_url: str
    document_id: UUID | None = Field(default=None, description="The document that the job is about, if any.")


class ErrorBody(BaseModel):
    """What went wrong and what to do."""

    code: str
    message: str
    details: dict[str, object] = Field(default_factory=dict)


class Failure(BaseModel):
    """An error and its metadata."""

    status: Literal["error"] = "error"
    error: ErrorBody
    metadata: Metadata


def metadata(request_id: str) -> Metadata:
    """The metadata of an answer made now."""
    return Metadata(timestamp=datetime.now(UTC), request_id=request_id)


def success(data: T, request_id: str) -> Success[T]:
    """Wrap an answer."""
    return Success(data=data, metadata=metadata(request_id))


def accepted(ticket: JobTicket, message: str, document_id: UUID | None = None) -> Accepted:
    """Wrap a promise."""
    return Accepted(job_id=ticket.job_id, message=message, status_url=ticket.status_url, document_id=document_id)


def failure(error: AppError, request_id: str) -> Response:
    """An error as an answer."""
    body = {
        "status": "error",
        "error": {"code": error.code, "message": error.message, "details": error.details},
        "metadata": {"timestamp": datetime.now(UTC), "request_id": request_id},
    }
    try:
        content = orjson.dumps(body, default=str)
    except TypeError:
        # Details repeat what was sent, and orjson knows neither lone surrogates nor integers beyond 64 bits.
        content = json.dumps(body, default=str).encode()
    headers = {"Retry-After": str(math.ceil(error.retry_after_s))} if error.retry_after_s else None
    return Response(content, status_code=error.status, headers=headers, media_type="application/json")
