"""Routes of proposals: list, accept, correct, reject, undo, the crop that shows where it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import Query, Response

from salus.core.context import Ctx
from salus.core.http.call import ClinicalCall, DoctorCall, PatientUuid, ResourceId, SignedIn
from salus.core.http.envelope import Success, success
from salus.core.http.routing import SliceRouter
from salus.documents import service
from salus.documents.contract import Proposal, ProposalFilter, ProposalKind, ProposalPage, ProposalStatus
from salus.documents.http.documents import SAFE, Width
from salus.documents.http.models import (
    AcceptGreenIn,
    AcceptIn,
    ComparisonOut,
    ProposalList,
    ProposalOut,
    ProposalPageOut,
    RejectIn,
    ReplaceIn,
    UndoIn,
    comparison_out,
    proposal_out,
)
from salus.records import service as records

router = SliceRouter(prefix="/api/v1", tags=["proposals"])

Status = Annotated[ProposalStatus | None, Query(description="Only these; without it, all that wait.")]
Kind = Annotated[ProposalKind | None, Query(description="Only what would be written into this list of the chart.")]
Code = Annotated[str | None, Query(max_length=100, description="Only of this code, a LOINC code for results.")]
Cursor = Annotated[str | None, Query(max_length=500)]
Limit = Annotated[int, Query(ge=1, le=1000)]
ALL_STATUSES = tuple(ProposalStatus)


@router.get("/documents/{resource_id}/proposals")
async def list_of_document(
    call: ClinicalCall,
    resource_id: ResourceId,
    status: ProposalStatus | None = None,
    cursor: Cursor = None,
    limit: Limit = 500,
) -> Success[ProposalPageOut]:
    """Everything proposed from one document, decided or not, in reading order."""
    async with call.reading() as ctx:
        chart, document = await service.open_document(ctx, resource_id, "proposal.list")
        statuses = (status,) if status else ALL_STATUSES
        wanted = ProposalFilter(statuses, document.id, limit=limit)
        page = await service.page_proposals(ctx, chart, wanted, cursor)
    return _page(page, call)


@router.get("/patients/{patient_uuid}/proposals")
async def list_of_patient(
    call: ClinicalCall,
    patient_uuid: PatientUuid,
    status: Status = None,
    kind: Kind = None,
    code: Code = None,
    cursor: Cursor = None,
    limit: Limit = 200,
) -> Success[ProposalPageOut]:
    """Proposals of one chart, newest document first."""
    wanted = replace(_filter(status, limit), kinds=(kind,) if kind else (), code=code)
    async with call.reading() as ctx:
        chart = await records.open_chart(ctx, patient_uuid, action="proposal.list")
        page = await service.page_proposals(ctx, chart, wanted, cursor)
    return _page(page, call)


@router.get("/proposals")
async def review_queue(
    call: DoctorCall, status: Status = None, cursor: Cursor = None, limit: Limit = 200
) -> Success[ProposalPageOut]:
    """What waits in the charts of all patients whom you treat."""
    async with call.reading() as ctx:
        page = await service.review_queue(ctx, _filter(status, limit), cursor)
    return _page(page, call)


@router.post("/proposals/{resource_id}/accept")
async def accept(call: DoctorCall, resource_id: ResourceId, body: AcceptIn | None = None) -> Success[ProposalOut]:
    """Write the fact into the chart, as read or as corrected."""
    said = body or AcceptIn()
    async with call.transaction() as ctx:
        chart, _ = await service.open_proposal(ctx, resource_id, "proposal.open-for-decision")
        decided = await service.accept_proposal(ctx, chart, resource_id, said.version, said.correction)
    return await _decided(decided, call)


@router.get("/proposals/{resource_id}/standing")
async def compare(call: DoctorCall, resource_id: ResourceId) -> Success[ComparisonOut]:
    """The proposal as it is now beside what the chart says in its place, by whom and since when."""
    async with call.reading() as ctx:
        chart, proposal = await service.open_proposal(ctx, resource_id, "proposal.compare")
        standing = await service.read_standing(ctx, chart, proposal)
    return success(comparison_out(proposal, standing), call.request_id)


@router.post("/proposals/{resource_id}/replace")
async def replace_standing(call: DoctorCall, resource_id: ResourceId, body: ReplaceIn) -> Success[ProposalOut]:
    """Write what the paper says, or its correction, over what stands in the chart; undo brings that back."""
    async with call.transaction() as ctx:
        chart, _ = await service.open_proposal(ctx, resource_id, "proposal.open-for-decision")
        decided = await service.replace_standing(
            ctx, chart, resource_id, body.version, body.standing_version, body.correction
        )
    return await _decided(decided, call)


@router.post("/proposals/{resource_id}/reject")
async def reject(call: ClinicalCall, resource_id: ResourceId, body: RejectIn | None = None) -> Success[ProposalOut]:
    """Say that it is wrong; patients may do so for documents that they sent themselves."""
    said = body or RejectIn()
    async with call.transaction() as ctx:
        chart, _ = await service.open_proposal(ctx, resource_id, "proposal.open-for-decision")
        decided = await service.reject_proposal(ctx, chart, resource_id, said.reason, said.version)
    return await _decided(decided, call)


@router.post("/proposals/{resource_id}/undo")
async def undo(call: ClinicalCall, resource_id: ResourceId, body: UndoIn | None = None) -> Success[ProposalOut]:
    """Take a decision back; the fact that it made leaves the chart."""
    said = body or UndoIn()
    async with call.transaction() as ctx:
        chart, _ = await service.open_proposal(ctx, resource_id, "proposal.open-for-decision")
        decided = await service.undo_decision(ctx, chart, resource_id, said.version)
    return await _decided(decided, call)


@router.post("/patients/{patient_uuid}/proposals/accept-green")
async def accept_green(
    call: DoctorCall, patient_uuid: PatientUuid, body: AcceptGreenIn | None = None
) -> Success[ProposalList]:
    """Accept all green proposals of a chart, or of one of its documents, in one go; what the record refuses waits."""
    said = body or AcceptGreenIn()
    async with call.transaction() as ctx:
        chart = await records.open_chart(ctx, patient_uuid, action="proposal.open-for-decision")
        decided = await service.accept_all_green(ctx, chart, said.document_id)
    for each in decided:
        await _tell(each, call)
    return _list(decided, call)


@router.get("/proposals/{resource_id}/crop", response_class=Response, responses={200: {"content": {"image/png": {}}}})
async def crop(call: ClinicalCall, resource_id: ResourceId, width: Width = 900) -> Response:
    """The part of the page that the proposal was read from, PNG."""
    async with call.reading() as ctx:
        png = await _crop(ctx, resource_id, width)
    return Response(png, media_type="image/png", headers=SAFE)


async def _crop(ctx: Ctx, proposal_id: ResourceId, width: int) -> bytes:
    chart, proposal = await service.open_proposal(ctx, proposal_id, "proposal.read-crop")
    return await service.draw_crop(ctx, chart, proposal, width)


def _filter(status: ProposalStatus | None, limit: int) -> ProposalFilter:
    return ProposalFilter((status,), limit=limit) if status else ProposalFilter(limit=limit)


def _page(page: ProposalPage, call: SignedIn) -> Success[ProposalPageOut]:
    items = [proposal_out(each) for each in page.items]
    return success(ProposalPageOut(items=items, next_cursor=page.next_cursor, total=page.total), call.request_id)


def _list(found: tuple[Proposal, ...], call: SignedIn) -> Success[ProposalList]:
    return success(ProposalList(items=[proposal_out(each) for each in found]), call.request_id)


async def _decided(proposal: Proposal, call: SignedIn) -> Success[ProposalOut]:
    await _tell(proposal, call)
    return success(proposal_out(proposal), call.request_id)


async def _tell(proposal: Proposal, call: SignedIn) -> None:
    await call.services.notices.patient_changed(proposal.patient_id, "proposal", proposal.id, proposal.status.value)
