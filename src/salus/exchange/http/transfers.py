"""Routes of imports and exports of one chart: ask for one, see how it went, take the copy."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime
from email.message import Message
from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from salus.core.errors import InvalidInput
from salus.core.http.call import ClinicalCall, PatientUuid, ResourceId
from salus.core.http.envelope import Accepted, Success, accepted, success
from salus.core.http.routing import SliceRouter
from salus.exchange import service
from salus.exchange.contract import Direction, TransferStatus
from salus.exchange.http.wire import body_of
from salus.records import service as records

router = SliceRouter(prefix="/api/v1/patients/{patient_uuid}", tags=["exchange"])
FILE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "FHIR R4 bundle (JSON) or C-CDA document (XML), packed with gzip or not. The file's "
        "name may be told with Content-Disposition, so that no address holds it.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
LONGEST_NAME = 200
QUEUED: dict[int | str, dict[str, Any]] = {202: {"model": Accepted}}


class LineOut(BaseModel):
    """How many of one kind, and what they became or why they were left."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    count: int
    words: str


class ReportOut(BaseModel):
    """What was taken, was known, was taken with a mark, and was left."""

    model_config = ConfigDict(from_attributes=True)

    taken: list[LineOut]
    known: list[LineOut]
    marked: list[LineOut]
    left: list[LineOut]
    document_id: UUID | None


class TransferOut(BaseModel):
    """One import or export."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    status: TransferStatus
    filename: str
    size_bytes: int | None
    sha256: str | None
    report: ReportOut | None
    reason: str | None
    job_id: UUID | None
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None


class TransferList(BaseModel):
    """Imports or exports, newest first."""

    items: list[TransferOut]


@router.post("/import", status_code=202, responses=QUEUED, openapi_extra=FILE_BODY)
async def import_file(request: Request, call: ClinicalCall, patient_uuid: PatientUuid) -> Accepted:
    """Take over a record from elsewhere: the file is kept for good and read by a job; its report lists every entry."""
    data = await body_of(request, call.services.settings.upload_limit_mb << 20)
    if not data:
        raise InvalidInput(fields={"body": "is empty: send the file as the body"})
    async with call.transaction() as ctx:
        chart = await records.open_chart(ctx, patient_uuid, action="import.open-for-upload")
        _, ticket = await service.receive(ctx, chart, _name_of(request), data)
    return accepted(ticket, "The file is kept safe and will be taken over.")


@router.get("/imports")
async def list_imports(call: ClinicalCall, patient_uuid: PatientUuid) -> Success[TransferList]:
    """What was taken over, newest first, each with its report."""
    return await _list(call, patient_uuid, Direction.IMPORT)


@router.get("/imports/{resource_id}/file", response_class=Response)
async def read_imported_file(call: ClinicalCall, patient_uuid: PatientUuid, resource_id: ResourceId) -> Response:
    """The file exactly as it was sent."""
    async with call.reading() as ctx:
        chart = await records.open_chart(ctx, patient_uuid, action="import.download")
        transfer = await service.read_transfer(ctx, chart, Direction.IMPORT, resource_id)
        assert transfer.storage_key is not None, "an import has its file from the first"
        pieces = await ctx.services.storage.stream(ctx, chart.patient_id, transfer.storage_key)
    return _download(pieces, transfer.filename, "application/octet-stream")


@router.post("/export", status_code=202, responses=QUEUED)
async def export_chart(call: ClinicalCall, patient_uuid: PatientUuid) -> Accepted:
    """Make a copy of the whole record to take away; it is kept encrypted for a day."""
    async with call.transaction() as ctx:
        chart = await records.open_chart(ctx, patient_uuid, action="export.open")
        _, ticket = await service.request_export(ctx, chart)
    return accepted(ticket, "The copy is being made.")


@router.get("/exports")
async def list_exports(call: ClinicalCall, patient_uuid: PatientUuid) -> Success[TransferList]:
    """Copies, newest first."""
    return await _list(call, patient_uuid, Direction.EXPORT)


@router.get(
    "/exports/{resource_id}/file", response_class=Response, responses={200: {"content": {"application/zip": {}}}}
)
async def read_copy(call: ClinicalCall, patient_uuid: PatientUuid, resource_id: ResourceId) -> Response:
    """The copy as a zip archive, decrypted as it is sent."""
    async with call.reading() as ctx:
        resource = f"export/{resource_id}"
        chart = await records.open_chart(ctx, patient_uuid, action="export.download", resource=resource)
        transfer = await service.read_transfer(ctx, chart, Direction.EXPORT, resource_id)
        pieces = await service.open_copy(ctx, chart, transfer)
    return _download(pieces, transfer.filename, transfer.media_type)


async def _list(call: ClinicalCall, patient_uuid: UUID, direction: Direction) -> Success[TransferList]:
    async with call.reading() as ctx:
        chart = await records.open_chart(ctx, patient_uuid, action=f"{direction.value}.list")
        found = await service.list_transfers(ctx, chart, direction)
    return success(TransferList(items=[TransferOut.model_validate(each) for each in found]), call.request_id)


def _name_of(request: Request) -> str:
    """The file's name as its sender tells it; never a path."""
    header = Message()
    header["Content-Disposition"] = request.headers.get("content-disposition", "")
    said = header.get_filename("")  # also of RFC 5987, in which browsers can say names of any script
    with suppress(UnicodeError):
        said = said.encode("latin-1").decode()  # UTF-8 as it stands, which many programs send
    plain = "".join(each for each in said if each.isprintable()).replace("\\", "/").rpartition("/")[2].strip()
    return plain[:LONGEST_NAME] or "record"


def _download(pieces: AsyncIterator[bytes], filename: str, media_type: str) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(filename, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(pieces, media_type=media_type, headers=headers)
