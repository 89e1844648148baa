"""Routes of emergency access: the doctor's door, and the privacy officer's queue."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from salus.core.http.call import AdminCall, DoctorCall, PatientUuid, ResourceId
from salus.core.http.envelope import Success, success
from salus.core.http.routing import SliceRouter
from salus.records import service
from salus.records.contract.break_glass import (
    BreakGlass,
    EmergencyReason,
    EmergencyToReview,
    Overridden,
    ReviewOutcome,
)

router = SliceRouter(prefix="/api/v1", tags=["emergency access"])
REQUEST = ConfigDict(extra="forbid", str_strip_whitespace=True)
NOTICE = "break-glass"


class EmergencyIn(BaseModel):
    """Why the chart cannot wait. The text is for the privacy officer; it is kept beside the access and nowhere else."""

    model_config = REQUEST

    reason: EmergencyReason
    text: str = Field(min_length=10, max_length=1000)


class EmergencyOut(BaseModel):
    """The doctor's own emergency access."""

    id: UUID
    reason: EmergencyReason
    overrode: Overridden
    started_at: datetime
    expires_at: datetime


class EndedOut(BaseModel):
    """The emergency access that was ended."""

    id: UUID


class EmergencyReviewOut(BaseModel):
    """One emergency access as the privacy officer judges it."""

    id: UUID
    patient_uuid: UUID
    patient_name: str
    doctor_id: UUID
    doctor_name: str | None
    reason: EmergencyReason
    text: str
    overrode: Overridden
    started_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    accesses: int
    outcome: ReviewOutcome | None
    review_note: str | None
    reviewed_at: datetime | None
    version: int


class EmergencyPageOut(BaseModel):
    """A page of emergency accesses, newest first."""

    items: list[EmergencyReviewOut]
    next_cursor: str | None


class ReviewIn(BaseModel):
    """What the review found, of the version that was read."""

    model_config = REQUEST

    version: int = Field(ge=1)
    outcome: ReviewOutcome
    note: str | None = Field(default=None, max_length=1000)


class ReviewedOut(BaseModel):
    """The review as it is kept."""

    id: UUID
    outcome: ReviewOutcome
    ended_at: datetime | None
    version: int


@router.post("/patients/{patient_uuid}/break-glass", status_code=201)
async def begin_emergency(call: DoctorCall, patient_uuid: PatientUuid, body: EmergencyIn) -> Success[EmergencyOut]:
    """Open the chart of somebody whom you do not treat, in an emergency. The patient sees it; it is reviewed."""
    async with call.transaction() as ctx:
        _, emergency = await service.begin_emergency(ctx, patient_uuid, body.reason, body.text)
    await call.services.notices.patient_changed(patient_uuid, NOTICE, emergency.id, "BEGUN")
    return success(_own(emergency), call.request_id)


@router.delete("/patients/{patient_uuid}/break-glass")
async def end_emergency(call: DoctorCall, patient_uuid: PatientUuid) -> Success[EndedOut]:
    """End your emergency access before its time."""
    async with call.transaction() as ctx:
        ended = await service.end_emergency(ctx, patient_uuid)
    await call.services.notices.patient_changed(patient_uuid, NOTICE, ended, "ENDED")
    return success(EndedOut(id=ended), call.request_id)


@router.get("/admin/break-glass", tags=["administration"])
async def list_emergencies(
    call: AdminCall,
    only_open: Annotated[bool, Query(description="Only those that nobody has reviewed yet.")] = False,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Success[EmergencyPageOut]:
    """Emergency accesses with their reasons, newest first."""
    async with call.reading() as ctx:
        page = await service.list_emergencies(ctx, only_open=only_open, cursor=cursor, limit=limit)
    items = [_to_review(each) for each in page.items]
    return success(EmergencyPageOut(items=items, next_cursor=page.next_cursor), call.request_id)


@router.put("/admin/break-glass/{resource_id}/review", tags=["administration"])
async def review_emergency(call: AdminCall, resource_id: ResourceId, body: ReviewIn) -> Success[ReviewedOut]:
    """Write what the review found; the patient reads it, and an access that was not justified ends at once."""
    async with call.transaction() as ctx:
        reviewed = await service.review_emergency(ctx, resource_id, body.version, body.outcome, body.note)
    await call.services.notices.patient_changed(reviewed.patient_id, NOTICE, reviewed.id, "REVIEWED")
    out = ReviewedOut(id=reviewed.id, outcome=body.outcome, ended_at=reviewed.ended_at, version=reviewed.version)
    return success(out, call.request_id)


def _own(emergency: BreakGlass) -> EmergencyOut:
    return EmergencyOut(
        id=emergency.id,
        reason=emergency.reason,
        overrode=emergency.overrode,
        started_at=emergency.started_at,
        expires_at=emergency.expires_at,
    )


def _to_review(each: EmergencyToReview) -> EmergencyReviewOut:
    emergency = each.emergency
    return EmergencyReviewOut(
        id=emergency.id,
        patient_uuid=emergency.patient_id,
        patient_name=each.patient_name,
        doctor_id=emergency.actor_id,
        doctor_name=each.doctor_name,
        reason=emergency.reason,
        text=emergency.reason_text,
        overrode=emergency.overrode,
        started_at=emergency.started_at,
        expires_at=emergency.expires_at,
        ended_at=emergency.ended_at,
        accesses=each.accesses,
        outcome=emergency.outcome,
        review_note=emergency.review_note,
        reviewed_at=emergency.reviewed_at,
        version=emergency.version,
    )
