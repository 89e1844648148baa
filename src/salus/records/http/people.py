"""Routes of people: patients, practitioners, care teams."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query

from salus.core.apitokens.contract import Scope
from salus.core.http.call import AdminCall, Call, PatientUuid, ResourceId
from salus.core.http.envelope import Success, success
from salus.core.http.marks import opens_to
from salus.core.http.routing import SliceRouter
from salus.records import service
from salus.records.http.people_models import (
    CareTeamOut,
    MemberChange,
    MemberIn,
    MemberOut,
    PatientChange,
    PatientIn,
    PatientOut,
    PatientPageOut,
    PatientVersionOut,
    PatientVersionsOut,
    PractitionerChange,
    PractitionerIn,
    PractitionerOut,
    PractitionerPageOut,
    patient_out,
)

router = SliceRouter(prefix="/api/v1", tags=["people"])
Text = Annotated[str | None, Query(max_length=200)]
Cursor = Annotated[str | None, Query(max_length=500)]
Limit = Annotated[int, Query(ge=1, le=100)]


@router.get("/patients")
async def find_patients(
    call: Call,
    search: Text = None,
    birth_date: date | None = None,
    identifier: Annotated[str | None, Query(max_length=500, description="`value`, or `system|value`.")] = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Success[PatientPageOut]:
    """People by name (typos allowed), birth date and identifier; those whom you may know of, best match first."""
    async with call.noted_read() as ctx:
        page = await service.find_patients_noted(
            ctx, name=search, birth_date=birth_date, identifier=identifier, cursor=cursor, limit=limit
        )
        today = ctx.now.date()
    items = [patient_out(patient, today) for patient in page.items]
    return success(PatientPageOut(items=items, next_cursor=page.next_cursor), call.request_id)


@router.post("/patients", status_code=201)
async def create_patient(call: Call, body: PatientIn) -> Success[PatientOut]:
    """Register a person. A doctor who does so treats them from then on."""
    async with call.transaction() as ctx:
        _, patient = await service.create_patient(ctx, body.content())
        today = ctx.now.date()
    return success(patient_out(patient, today), call.request_id)


@router.get("/patients/{patient_uuid}", openapi_extra=opens_to(Scope.PERSON_READ))
async def read_patient(call: Call, patient_uuid: PatientUuid) -> Success[PatientOut]:
    """One person."""
    async with call.noted_read() as ctx:
        patient = await service.read_person_noted(ctx, patient_uuid, action="patient.read")
        today = ctx.now.date()
    return success(patient_out(patient, today), call.request_id)


@router.put("/patients/{patient_uuid}")
async def change_patient(call: Call, patient_uuid: PatientUuid, body: PatientChange) -> Success[PatientOut]:
    """Replace a person's data; the old version is kept. Patients change how they are reached."""
    async with call.transaction() as ctx:
        patient = await service.change_patient(ctx, patient_uuid, body.version, body.content())
        today = ctx.now.date()
    return success(patient_out(patient, today), call.request_id)


@router.get("/patients/{patient_uuid}/history")
async def list_patient_versions(call: Call, patient_uuid: PatientUuid) -> Success[PatientVersionsOut]:
    """Every version of a person's data, newest first."""
    async with call.reading() as ctx:
        versions = await service.patient_history(ctx, patient_uuid)
        today = ctx.now.date()
    items = [
        PatientVersionOut(
            version=each.version,
            at=each.at,
            by=each.by,
            by_name=each.by_name,
            is_current=each.is_current,
            content=patient_out(each.content, today),
        )
        for each in versions
    ]
    return success(PatientVersionsOut(items=items), call.request_id)


@router.get("/patients/{patient_uuid}/care-team")
async def list_care_team(call: Call, patient_uuid: PatientUuid) -> Success[CareTeamOut]:
    """Who treats the patient, and who did."""
    async with call.reading() as ctx:
        chart, _ = await service.open_person(ctx, patient_uuid, action="care-team.list")
        members = await service.list_care_team(ctx, chart)
    return success(CareTeamOut(items=[MemberOut.model_validate(each) for each in members]), call.request_id)


@router.post("/patients/{patient_uuid}/care-team", status_code=201)
async def add_to_care_team(call: Call, patient_uuid: PatientUuid, body: MemberIn) -> Success[MemberOut]:
    """Give a practitioner a care relationship; it opens the chart to them."""
    async with call.transaction() as ctx:
        chart, _ = await service.open_person(ctx, patient_uuid)
        member = await service.add_to_care_team(ctx, chart, body.content())
    await call.services.notices.patient_changed(patient_uuid, "care-team", member.id, member.status.value)
    return success(MemberOut.model_validate(member), call.request_id)


@router.put("/patients/{patient_uuid}/care-team/{resource_id}")
async def change_member(
    call: Call, patient_uuid: PatientUuid, resource_id: ResourceId, body: MemberChange
) -> Success[MemberOut]:
    """Change or end a care relationship; ending it closes the chart to that practitioner."""
    async with call.transaction() as ctx:
        chart, _ = await service.open_person(ctx, patient_uuid)
        member = await service.change_member(ctx, chart, resource_id, body.version, body.content())
    await call.services.notices.patient_changed(patient_uuid, "care-team", member.id, member.status.value)
    return success(MemberOut.model_validate(member), call.request_id)


@router.get("/practitioners")
async def find_practitioners(
    call: Call, search: Text = None, cursor: Cursor = None, limit: Limit = 20
) -> Success[PractitionerPageOut]:
    """Active practitioners by name, typos allowed, best match first."""
    async with call.reading() as ctx:
        page = await service.find_practitioners(ctx, name=search, cursor=cursor, limit=limit)
        await ctx.audit("practitioner.search")
    items = [PractitionerOut.model_validate(each) for each in page.items]
    return success(PractitionerPageOut(items=items, next_cursor=page.next_cursor), call.request_id)


@router.post("/practitioners", status_code=201)
async def create_practitioner(call: AdminCall, body: PractitionerIn) -> Success[PractitionerOut]:
    """Register a practitioner."""
    async with call.transaction() as ctx:
        practitioner = await service.create_practitioner(ctx, body.content())
    return success(PractitionerOut.model_validate(practitioner), call.request_id)


@router.get("/practitioners/{resource_id}")
async def read_practitioner(call: Call, resource_id: ResourceId) -> Success[PractitionerOut]:
    """One practitioner."""
    async with call.reading() as ctx:
        practitioner = await service.read_practitioner(ctx, resource_id)
        await ctx.audit("practitioner.read", resource=f"practitioner/{resource_id}")
    return success(PractitionerOut.model_validate(practitioner), call.request_id)


@router.put("/practitioners/{resource_id}")
async def change_practitioner(
    call: AdminCall, resource_id: ResourceId, body: PractitionerChange
) -> Success[PractitionerOut]:
    """Replace a practitioner's data; the old version is kept."""
    async with call.transaction() as ctx:
        practitioner = await service.change_practitioner(ctx, resource_id, body.version, body.content())
    return success(PractitionerOut.model_validate(practitioner), call.request_id)
