"""What exchange promises to others: the questions that FHIR asks, and what can be wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from salus.core.errors import AppError, RoleNotAllowed, VersionConflict
from salus.records.contract import Clause

Resource = dict[str, Any]


class SearchNotUnderstood(AppError):
    """The search holds something that this server does not understand; the capability statement says what it does."""

    status, code, fhir_issue = 400, "SEARCH_NOT_UNDERSTOOD", "invalid"


class NotAcceptable(AppError):
    """This server speaks FHIR R4 in JSON: ask for application/fhir+json."""

    status, code, fhir_issue = 406, "NOT_ACCEPTABLE", "not-supported"


class ContentNotSupported(AppError):
    """This server takes FHIR R4 in JSON: send it as application/fhir+json."""

    status, code, fhir_issue = 415, "CONTENT_NOT_SUPPORTED", "not-supported"


class ContentMalformed(AppError):
    """What was sent is no FHIR R4 resource in JSON."""

    status, code, fhir_issue = 400, "CONTENT_MALFORMED", "structure"


class BundleRefused(AppError):
    """The bundle cannot be carried out. Nothing was written."""

    status, code, fhir_issue = 422, "BUNDLE_REFUSED", "processing"


class FileNotReadable(AppError):
    """This is no file that can be taken over: send a FHIR R4 bundle in JSON or a C-CDA document in XML."""

    status, code, fhir_issue = 422, "FILE_NOT_READABLE", "structure"


class VersionNotKnown(AppError):
    """There is no such version."""

    status, code, fhir_issue = 404, "VERSION_NOT_KNOWN", "not-found"


class VersionMissing(AppError):
    """Say with If-Match which version you change, such as If-Match: W/"3"."""

    status, code, fhir_issue = 428, "VERSION_MISSING", "required"


class VersionOutdated(VersionConflict):
    """Somebody changed this since you read it. Read it again, then change it."""

    status, code, fhir_issue = 412, "VERSION_OUTDATED", "conflict"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A search parameter that a type of resource answers; `columns` of the record, `system` where it is fixed."""

    name: str
    type: str  # token, date, reference, string: the words of the capability statement
    columns: tuple[str, ...] = ()
    system: str | None = None
    documentation: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A search as understood: clauses for the record, what only FHIR knows, and what was ignored."""

    clauses: tuple[Clause, ...] = ()
    subject: UUID | None = None
    ids: tuple[UUID, ...] | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    limit: int = 50
    cursor: str | None = None
    with_provenance: bool = False
    understood: tuple[tuple[str, str], ...] = ()
    ignored: tuple[str, ...] = ()


class TransferNotFound(AppError):
    """The opened chart has no such import or export."""

    status, code, fhir_issue = 404, "TRANSFER_NOT_FOUND", "not-found"
    is_refusal = True  # who tries another chart's files through one's own leaves a trace


class TransferNotReady(AppError):
    """The copy is not ready yet, or its time is over. Ask for a new one."""

    status, code, fhir_issue = 409, "TRANSFER_NOT_READY", "conflict"


class TransferNotAllowed(RoleNotAllowed):
    """Only the patient and the doctors who treat the patient may do this."""


class Direction(StrEnum):
    """Into the record, or out of it."""

    IMPORT = "import"
    EXPORT = "export"


class TransferStatus(StrEnum):
    """How far an import or export is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one type of entry, or why some were left."""

    name: str
    count: int
    words: str


@dataclass(frozen=True, slots=True)
class TransferReport:
    """What an import took, knew, marked and left, each with its count and reason."""

    taken: tuple[Line, ...] = ()
    known: tuple[Line, ...] = ()
    marked: tuple[Line, ...] = ()
    left: tuple[Line, ...] = ()
    document_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """One import or export of a chart."""

    id: UUID
    direction: Direction
    status: TransferStatus
    filename: str
    media_type: str
    size_bytes: int | None
    sha256: str | None
    storage_key: str | None
    is_by_patient: bool
    report: TransferReport | None
    reason: str | None
    job_id: UUID | None
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
