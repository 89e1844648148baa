"""Routes of the audit explorer, for administrators and privacy officers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from salus.core.audit import service
from salus.core.audit.anchor import Anchors
from salus.core.audit.contract import AuditFilter, AuditRow, Outcome
from salus.core.http.call import AdminCall
from salus.core.http.envelope import Success, success
from salus.core.http.routing import SliceRouter
from salus.core.keys import key_wrapper

router = SliceRouter(prefix="/api/v1/admin/audit", tags=["administration"])


class AuditRowOut(BaseModel):
    """Who did what, when, with which outcome."""

    seq: int
    at: datetime
    actor_id: UUID | None
    actor_role: str
    actor_name: str | None
    action: str
    outcome: Outcome
    request_id: str
    patient_uuid: UUID | None
    resource: str | None
    detail: dict[str, str | int]


class AuditPage(BaseModel):
    """A page of rows, newest first."""

    items: list[AuditRowOut]
    next_cursor: int | None


class VerdictOut(BaseModel):
    """Whether the chain holds, and where it breaks first if not."""

    ok: bool
    rows: int
    first_bad_seq: int | None
    reason: str | None


def audit_row_out(row: AuditRow) -> AuditRowOut:
    """A row as shown."""
    return AuditRowOut(
        seq=row.seq,
        at=row.at,
        actor_id=row.actor_id,
        actor_role=row.actor_role,
        actor_name=row.actor_name,
        action=row.action,
        outcome=row.outcome,
        request_id=row.request_id,
        patient_uuid=row.patient_id,
        resource=row.resource,
        detail=dict(row.detail),
    )


@router.get("")
async def list_rows(
    call: AdminCall,
    actor: UUID | None = None,
    patient: UUID | None = None,
    action: Annotated[str | None, Query(max_length=80)] = None,
    outcome: Outcome | None = None,
    cursor: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Success[AuditPage]:
    """The newest rows that fit."""
    async with call.reading() as ctx:
        rows = await service.read_rows(ctx, AuditFilter(actor, patient, action, outcome, cursor, limit))
        await ctx.audit("audit.read")
    items = [audit_row_out(row) for row in rows]
    return success(AuditPage(items=items, next_cursor=items[-1].seq if len(items) == limit else None), call.request_id)


@router.post("/verify")
async def verify(call: AdminCall) -> Success[VerdictOut]:
    """Walk the whole chain and say whether anything was changed, removed, inserted or reordered."""
    async with call.reading() as ctx:
        settings = call.services.settings
        anchors = Anchors(settings.data_dir, key_wrapper(settings))
        verdict = await service.verify_with_anchors(ctx.db, anchors)
        await ctx.audit("audit.verify")
    return success(
        VerdictOut(ok=verdict.ok, rows=verdict.rows, first_bad_seq=verdict.first_bad_seq, reason=verdict.reason),
        call.request_id,
    )
