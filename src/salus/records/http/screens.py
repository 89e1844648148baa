"""Routes of the screens: the chart's first paint, timeline, worklist, who looked.

Annotations are objects here, not postponed text: the chart's model holds models that are made at run time.
"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, create_model

from salus.core.errors import RoleNotAllowed
from salus.core.http.call import ClinicalCall, DoctorCall, DoctorUuid, PatientCall, PatientUuid
from salus.core.http.envelope import Success, metadata, success
from salus.core.http.routing import SliceRouter
from salus.records import service
from salus.records.contract import AttentionKind, ChartView, Direction, LastValue, Tone, WorklistItem
from salus.records.http.facts import AllergyOut, ConditionOut, ConsentOut, FlagOut, MedicationOut, ObservationOut
from salus.records.http.models import Number, list_of, success_of
from salus.records.http.people_models import PatientLite, PatientOut, patient_lite, patient_out

router = SliceRouter(prefix="/api/v1", tags=["screens"])
Cursor = Annotated[str | None, Query(max_length=500)]
FROM_CONTRACT = ConfigDict(from_attributes=True)


class TimelineItem(BaseModel):
    """One line of the timeline; `ref_type` and `ref_id` say what it is about."""

    model_config = FROM_CONTRACT

    id: UUID
    kind: str
    at: datetime
    title: str
    summary: str
    ref_type: str
    ref_id: UUID
    tone: Tone


class TimelinePageOut(BaseModel):
    """A page of the timeline, newest first."""

    items: list[TimelineItem]
    next_cursor: str | None


class PointOut(BaseModel):
    """One number of a series."""

    model_config = FROM_CONTRACT

    at: datetime
    value: Number


class SinceLastLookOut(BaseModel):
    """What changed since this reader's last visit; `at` is null on the first."""

    at: datetime | None
    count: int
    changes: list[TimelineItem]


class EmergencyNow(BaseModel):
    """You see this chart in an emergency only, until then; what you open is marked and reviewed."""

    model_config = FROM_CONTRACT

    expires_at: datetime
    overrides_denial: bool


LastValueOut = create_model(
    "LastValue",
    __doc__="The newest value of one code, where it is heading and what it was before.",
    observation=(ObservationOut, ...),
    trend=(Direction, ...),
    previous=(PointOut | None, ...),
    history=(list[PointOut], ...),
    age_days=(int, ...),
)
ChartOut = create_model(
    "Chart",
    __doc__="Everything that the first paint of a chart shows.",
    patient=(PatientOut, ...),
    allergies=(list_of(AllergyOut), ...),
    problems=(list_of(ConditionOut), ...),
    medications=(list_of(MedicationOut), ...),
    last_values=(list_of(LastValueOut), ...),
    flags=(list_of(FlagOut), ...),
    consents=(list_of(ConsentOut), ...),
    documents=(list[TimelineItem], ...),
    since_last_look=(SinceLastLookOut, ...),
    revision=(int, ...),
    emergency=(EmergencyNow | None, ...),
)
ChartAnswer = success_of(ChartOut)


class WorklistItemOut(BaseModel):
    """One patient with the most urgent reason in one line; rank 1 is the most urgent."""

    patient: PatientLite
    reason: str
    rank: int
    kind: AttentionKind | None
    at: datetime | None
    open_reasons: int
    unread_documents: int
    pending_proposals: int
    last_looked_at: datetime | None


class WorklistOut(BaseModel):
    """A doctor's patients, the most urgent first."""

    items: list[WorklistItemOut]


class AccessOut(BaseModel):
    """Who looked, in plain words; `times` within the same hour. In an emergency: without treating you."""

    model_config = FROM_CONTRACT

    at: datetime
    who: str
    role: str
    what: str
    is_refused: bool
    times: int
    is_emergency: bool


class AccessPageOut(BaseModel):
    """A page of accesses, newest first."""

    items: list[AccessOut]
    next_cursor: str | None


@router.get("/patients/{patient_uuid}/chart", response_model=ChartAnswer)
async def read_chart(call: ClinicalCall, patient_uuid: PatientUuid) -> Success[Any]:
    """The first paint of a chart; notes that you looked now."""
    async with call.transaction() as ctx:
        chart = await service.open_chart(ctx, patient_uuid, action="chart.read")
        view = await service.chart_view(ctx, chart)
        now = ctx.now
    shown = {**_chart(view, now), "emergency": chart.emergency and EmergencyNow.model_validate(chart.emergency)}
    return ChartAnswer(data=ChartOut.model_validate(shown), metadata=metadata(call.request_id))


@router.get("/patients/{patient_uuid}/timeline")
async def read_timeline(
    call: ClinicalCall,
    patient_uuid: PatientUuid,
    kinds: Annotated[str | None, Query(max_length=500, description="Kinds of entries, separated by commas.")] = None,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Success[TimelinePageOut]:
    """Everything about a patient, newest first."""
    wanted = [kind.strip() for kind in kinds.split(",") if kind.strip()] if kinds else None
    async with call.reading() as ctx:
        chart = await service.open_chart(ctx, patient_uuid, action="timeline.read")
        page = await service.timeline(ctx, chart, wanted, cursor, limit)
    items = [TimelineItem.model_validate(entry) for entry in page.items]
    return success(TimelinePageOut(items=items, next_cursor=page.next_cursor), call.request_id)


@router.get("/patients/{patient_uuid}/access-log")
async def read_access_log(
    call: PatientCall,
    patient_uuid: PatientUuid,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    others: Annotated[bool, Query(description="Leave out your own visits and automatic work.")] = False,
) -> Success[AccessPageOut]:
    """Who looked at your data, in plain words, newest first."""
    list_accesses = service.others_access_log if others else service.access_log
    async with call.reading() as ctx:
        chart = await service.open_chart(ctx, patient_uuid, action="access-log.read")
        page = await list_accesses(ctx, chart, cursor, limit)
    items = [AccessOut.model_validate(note) for note in page.items]
    return success(AccessPageOut(items=items, next_cursor=page.next_cursor), call.request_id)


@router.get("/worklist")
async def read_own_worklist(call: DoctorCall, limit: Annotated[int, Query(ge=1, le=500)] = 50) -> Success[WorklistOut]:
    """Your patients, the most urgent first, each with the reason in one line."""
    async with call.reading() as ctx:
        items = await service.read_worklist(ctx, limit)
        today = ctx.now.date()
    return success(WorklistOut(items=[_worklist_item(item, today) for item in items]), call.request_id)


@router.get("/doctors/{doctor_uuid}/worklist")
async def read_worklist(
    call: DoctorCall, doctor_uuid: DoctorUuid, limit: Annotated[int, Query(ge=1, le=500)] = 50
) -> Success[WorklistOut]:
    """The same under the doctor's own address; those of colleagues are theirs."""
    if doctor_uuid != call.actor.practitioner_id:
        raise RoleNotAllowed("This is a colleague's worklist.")
    return await read_own_worklist(call, limit)


def _chart(view: ChartView, now: datetime) -> dict[str, Any]:
    return {
        "patient": patient_out(view.patient, now.date()),
        "allergies": [AllergyOut.model_validate(each) for each in view.allergies],
        "problems": [ConditionOut.model_validate(each) for each in view.problems],
        "medications": [MedicationOut.model_validate(each) for each in view.medications],
        "last_values": [_last_value(each) for each in view.last_values],
        "consents": [ConsentOut.model_validate(each) for each in view.consents],
        "flags": [FlagOut.model_validate(each) for each in view.flags],
        "documents": [TimelineItem.model_validate(each) for each in view.documents],
        "since_last_look": SinceLastLookOut(
            at=view.since_last_look.at,
            count=view.since_last_look.count,
            changes=[TimelineItem.model_validate(each) for each in view.since_last_look.changes],
        ),
        "revision": view.revision,
    }


def _last_value(value: LastValue) -> BaseModel:
    return LastValueOut.model_validate(
        {
            "observation": ObservationOut.model_validate(value.observation),
            "trend": value.trend,
            "previous": PointOut.model_validate(value.previous) if value.previous else None,
            "history": [PointOut.model_validate(point) for point in value.history],
            "age_days": max(0, value.age.days),
        }
    )


def _worklist_item(item: WorklistItem, today: date) -> WorklistItemOut:
    return WorklistItemOut(
        patient=patient_lite(item.patient, today),
        reason=item.reason,
        rank=item.rank,
        kind=item.kind,
        at=item.at,
        open_reasons=item.open_reasons,
        unread_documents=item.unread_documents,
        pending_proposals=item.pending_proposals,
        last_looked_at=item.last_looked_at,
    )
