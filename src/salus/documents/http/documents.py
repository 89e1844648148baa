"""Routes of documents: upload, list, read, pages and their pictures, file, replace, retry, delete."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import Path, Query, Request, Response

from salus.core.errors import InvalidInput
from salus.core.http.call import ClinicalCall, ResourceId, SignedIn, parse_patient_uuid
from salus.core.http.envelope import Accepted, Success, accepted, success
from salus.core.http.idempotency import AlreadyDone
from salus.core.http.marks import counts_as
from salus.core.http.routing import SliceRouter
from salus.core.jobs.contract import JobTicket
from salus.core.limits.contract import LimitClass
from salus.documents import service
from salus.documents.contract import DocumentType, NewDocument, UploadReceipt
from salus.documents.http.models import (
    Deleted,
    DocumentDetail,
    DocumentList,
    Duplicate,
    NeedsPassword,
    PageOut,
    PasswordIn,
    document_detail,
    document_out,
    page_out,
)
from salus.documents.http.upload import UploadForm, read_upload
from salus.records import service as records

router = SliceRouter(prefix="/api/v1", tags=["documents"])

PageNumber = Annotated[int, Path(ge=1, le=100_000)]
Width = Annotated[int, Query(ge=64, le=2400, description="Width of the picture [px].")]
MESSAGE = "The document is kept safe and will be read, structured and indexed."
FILE_WORDS = (
    "PDF, Word (DOCX), JPEG, PNG, HEIC or TIFF. "
    "Sent several times, photos become the pages of one document in that order."
)
UPLOAD_FIELDS = {
    "patient_uuid": {"type": "string", "format": "uuid"},
    "file": {"type": "string", "format": "binary", "description": FILE_WORDS},
    "document_type": {"type": "string", "enum": [kind.value for kind in DocumentType]},
    "password": {"type": "string", "description": "Opens a locked PDF; never kept. Without it the file waits."},
}
Taken = Accepted | Success[Duplicate] | Success[NeedsPassword]
TAKEN: dict[int | str, dict[str, object]] = {
    200: {
        "model": Success[Duplicate | NeedsPassword],
        "description": "The same file is in the chart already, or it is kept and waits for its password.",
    },
    202: {"model": Accepted, "description": "The bytes are durable; `status_url` tells how the reading goes."},
}


def _multipart(required: list[str], *names: str) -> dict[str, object]:
    schema = {
        "type": "object",
        "required": required,
        "properties": {name: UPLOAD_FIELDS[name] for name in names},
    }
    body = {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    return {"requestBody": body, **counts_as(LimitClass.UPLOADS)}


# A picture or file that somebody uploaded is shown, never run: no guessing of its type, no script, no frame of ours.
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}


@router.post(
    "/documents/upload",
    status_code=202,
    responses=TAKEN,
    response_model=None,
    openapi_extra=_multipart(["patient_uuid", "file"], "patient_uuid", "file", "document_type", "password"),
)
async def upload_document(request: Request, response: Response, call: ClinicalCall) -> Taken:
    """Keep a file for good and queue its reading; 202 is sent when the bytes are on the disk."""
    form = await _form(request, call)
    patient_id = parse_patient_uuid(form.fields.get("patient_uuid", ""))
    new = _new_document(form)
    try:
        async with call.transaction() as ctx:
            chart = await records.open_chart(ctx, patient_id, action="document.open-for-upload")
            receipt = await service.upload(ctx, chart, new)
    except AlreadyDone:
        # The first attempt was committed and its answer lost in a crash: the file itself leads to its document.
        receipt = await _find_first(call, patient_id, new)
    return await _taken(call, patient_id, receipt, response)


@router.post(
    "/documents/{resource_id}/replace",
    status_code=202,
    responses=TAKEN,
    response_model=None,
    openapi_extra=_multipart(["file"], "file", "document_type", "password"),
)
async def replace_document(request: Request, response: Response, call: ClinicalCall, resource_id: ResourceId) -> Taken:
    """Let a newer file stand in this document's place."""
    form = await _form(request, call)
    async with call.transaction() as ctx:
        chart, old = await service.open_document(ctx, resource_id, "document.open-for-replacement")
        form.fields.setdefault("document_type", old.document_type.value)
        receipt = await service.replace_document(ctx, chart, resource_id, _new_document(form))
    if not receipt.is_duplicate:
        await call.services.notices.patient_changed(old.patient_id, "document", old.id, "REPLACED")
    return await _taken(call, old.patient_id, receipt, response)


@router.get("/documents")
async def list_documents(call: ClinicalCall, patient_uuid: str) -> Success[DocumentList]:
    """All documents of a chart that stand, newest first."""
    async with call.reading() as ctx:
        chart = await records.open_chart(ctx, parse_patient_uuid(patient_uuid), action="document.list")
        found = await service.list_documents(ctx, chart)
    return success(DocumentList(items=[document_out(each) for each in found]), call.request_id)


@router.get("/documents/{resource_id}")
async def read_document(call: ClinicalCall, resource_id: ResourceId) -> Success[DocumentDetail]:
    """One document, how far it is, and the pictures found in it."""
    async with call.reading() as ctx:
        chart, document = await service.open_document(ctx, resource_id)
        images = await service.list_images(ctx, chart, document)
    return success(document_detail(document, images), call.request_id)


@router.delete("/documents/{resource_id}")
async def delete_document(call: ClinicalCall, resource_id: ResourceId) -> Success[Deleted]:
    """Remove a document with its file, pages, chunks and open proposals; accepted facts stay."""
    async with call.transaction() as ctx:
        chart, document = await service.open_document(ctx, resource_id, "document.open-for-deletion")
        await service.delete_document(ctx, chart, resource_id)
    await call.services.notices.patient_changed(document.patient_id, "document", document.id, "DELETED")
    return success(Deleted(document_id=resource_id), call.request_id)


@router.post("/documents/{resource_id}/retry", status_code=202)
async def retry_document(call: ClinicalCall, resource_id: ResourceId) -> Accepted:
    """Try again where the reading came to a stop."""
    async with call.transaction() as ctx:
        chart, document = await service.open_document(ctx, resource_id, "document.open-for-retry")
        receipt = await service.retry_document(ctx, chart, resource_id)
    assert receipt.job_id is not None, "a retry always queues a job"
    await call.services.notices.patient_changed(document.patient_id, "document", document.id, document.status.value)
    return accepted(JobTicket(receipt.job_id), "The document is in the queue again.", resource_id)


@router.post("/documents/{resource_id}/password", status_code=202, openapi_extra=counts_as(LimitClass.SIGN_IN))
async def unlock_document(call: ClinicalCall, resource_id: ResourceId, body: PasswordIn) -> Accepted:
    """Open a locked PDF by its password and queue its reading; wrong ones are counted, none is kept."""
    # A claimed Idempotency-Key leaves a digest of the body, from which a short password could be guessed.
    call = replace(call, claim=None)
    async with call.transaction() as ctx:
        chart, _ = await service.open_document(ctx, resource_id, "document.open-for-password")
        locked = await service.begin_unlocking(ctx, chart, resource_id)
    most_pages = call.services.settings.page_limit
    opened = await service.try_password(locked, body.password.get_secret_value(), most_pages)
    async with call.transaction() as ctx:
        chart, document = await service.open_document(ctx, resource_id, "document.open-for-password")
        receipt = await service.finish_unlocking(ctx, chart, resource_id, opened)
    assert receipt.job_id is not None, "an opened file always queues a job"
    await call.services.notices.patient_changed(document.patient_id, "document", document.id, "INGESTED")
    return accepted(JobTicket(receipt.job_id), "The document is open and will be read.", resource_id)


@router.get("/documents/{resource_id}/pages/{number}")
async def read_page(call: ClinicalCall, resource_id: ResourceId, number: PageNumber) -> Success[PageOut]:
    """One page as read: text, words with their boxes, tables."""
    async with call.reading() as ctx:
        chart, document = await service.open_document(ctx, resource_id, "document.read-page")
        page = await service.read_page(ctx, chart, document, number)
    return success(page_out(page), call.request_id)


@router.get(
    "/documents/{resource_id}/pages/{number}/image",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
async def draw_page(call: ClinicalCall, resource_id: ResourceId, number: PageNumber, width: Width = 1000) -> Response:
    """A picture of the page, PNG."""
    async with call.reading() as ctx:
        chart, document = await service.open_document(ctx, resource_id, "document.read-page")
        png = await service.draw_page(ctx, chart, document, number, width)
    return Response(png, media_type="image/png", headers=SAFE)


@router.get(
    "/documents/{resource_id}/pages/{number}/thumbnail",
    response_class=Response,
    responses={200: {"content": {"image/webp": {}}}},
)
async def read_thumbnail(call: ClinicalCall, resource_id: ResourceId, number: PageNumber) -> Response:
    """A small picture of the page, WebP, for lists."""
    async with call.reading() as ctx:
        chart, document = await service.open_document(ctx, resource_id, "document.read-thumbnail")
        picture = await service.read_thumbnail(ctx, chart, document, number)
    return Response(picture, media_type="image/webp", headers=SAFE)


@router.get(
    "/documents/{resource_id}/text",
    response_class=Response,
    openapi_extra=counts_as(LimitClass.EXPORTS),
    responses={200: {"content": {"text/plain": {}}}},
)
async def read_text(call: ClinicalCall, resource_id: ResourceId) -> Response:
    """The text of all pages as it was read, as a download."""
    async with call.reading() as ctx:
        chart, document = await service.open_document(ctx, resource_id, "document.export-text")
        text = await service.read_text(ctx, chart, document)
    name = f"{document.filename.rpartition('.')[0] or document.filename}.txt"
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    headers = {**SAFE, "Content-Disposition": disposition}
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


@router.get(
    "/documents/{resource_id}/images/{image_id}",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
async def read_image(call: ClinicalCall, resource_id: ResourceId, image_id: UUID) -> Response:
    """A picture found in the document."""
    async with call.reading() as ctx:
        chart, document = await service.open_document(ctx, resource_id, "document.read-image")
        data = await service.read_image(ctx, chart, document, image_id)
    media_type = "image/jpeg" if data.startswith(b"\xff\xd8") else "image/png"
    return Response(data, media_type=media_type, headers=SAFE)


@router.get(
    "/documents/{resource_id}/file",
    response_class=Response,
    openapi_extra=counts_as(LimitClass.EXPORTS),
    responses={200: {"content": {"application/octet-stream": {}}}},
)
async def read_file(call: ClinicalCall, resource_id: ResourceId) -> Response:
    """The file exactly as it was sent, as a download."""
    async with call.reading() as ctx:
        chart, document = await service.open_document(ctx, resource_id, "document.download")
        file = await service.read_file(ctx, chart, document)
    disposition = f"attachment; filename*=UTF-8''{quote(file.filename, safe='')}"
    return Response(file.data, media_type=file.media_type, headers={**SAFE, "Content-Disposition": disposition})


async def _find_first(call: SignedIn, patient_id: UUID, new: NewDocument) -> UploadReceipt:
    async with call.reading() as ctx:
        chart = await records.open_chart(ctx, patient_id, action="document.open-for-upload")
        found = await service.find_same(ctx, chart, new)
    if found is None:
        raise AlreadyDone  # it was deleted since
    return UploadReceipt(found, None)


async def _form(request: Request, call: SignedIn) -> UploadForm:
    return await read_upload(request, call.services.settings.upload_limit_mb << 20)


def _new_document(form: UploadForm) -> NewDocument:
    if form.data is None:
        raise InvalidInput(fields={"file": "is missing: send the document in this field"})
    kind = form.fields.get("document_type", "").strip() or DocumentType.OTHER.value
    if kind not in set(DocumentType):
        raise InvalidInput(fields={"document_type": f"must be one of: {', '.join(DocumentType)}"})
    return NewDocument(
        filename=form.filename or "document",
        data=form.data,
        document_type=DocumentType(kind),
        password=form.fields.get("password") or None,
        further_pages=tuple(form.further),
    )


async def _taken(call: SignedIn, patient_id: UUID, receipt: UploadReceipt, response: Response) -> Taken:
    if receipt.needs_password:
        response.status_code = 200
        await call.services.notices.patient_changed(patient_id, "document", receipt.document_id, "REVIEW")
        return success(NeedsPassword(document_id=receipt.document_id), call.request_id)
    if receipt.job_id is None:
        response.status_code = 200
        return success(Duplicate(document_id=receipt.document_id), call.request_id)
    await call.services.notices.patient_changed(patient_id, "document", receipt.document_id, "INGESTED")
    return accepted(JobTicket(receipt.job_id), MESSAGE, receipt.document_id)
