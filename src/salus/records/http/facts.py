"""Routes of the facts of a chart, the same for every kind: list, add, read, change, mark as wrong, versions.

Annotations are objects here, not postponed text: FastAPI must see the models that are made for each kind.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, create_model

from salus.core.apitokens.contract import Scope
from salus.core.http.call import ClinicalCall, PatientUuid, ResourceId
from salus.core.http.envelope import Success, metadata, success
from salus.core.http.marks import opens_to
from salus.core.http.routing import SliceRouter
from salus.records import kinds, service
from salus.records.contract import Activity, NewProvenance, ObservationCategory
from salus.records.contract.facts import Recorded
from salus.records.http.models import answer_model, content_of, list_of, request_model, success_of
from salus.records.kinds import Kind

router = SliceRouter(prefix="/api/v1/patients/{patient_uuid}", tags=["facts"])

VERSION = Field(ge=1, description="The version that you read; another one in the record gives 409 with both.")


class WrongIn(BaseModel):
    """The version of the entry that was entered in error."""

    model_config = ConfigDict(extra="forbid")

    version: int = VERSION


class ProvenanceOut(BaseModel):
    """Where an entry comes from; `box` is (x0, y0, x1, y1) in fractions of the page."""

    model_config = ConfigDict(from_attributes=True)

    activity: Activity
    document_id: UUID | None
    page: int | None
    box: tuple[float, float, float, float] | None
    quote: str | None
    model: str | None
    model_version: str | None
    confidence: float | None
    accepted_by: UUID | None
    recorded_at: datetime
    recorded_by: UUID | None


class ProvenanceList(BaseModel):
    """The origins of an entry, oldest first."""

    items: list[ProvenanceOut]


def add_routes(
    path: str, kind: Kind[Any, Any], *, reads: Scope | None = None, adds: Scope | None = None
) -> type[BaseModel]:
    """The routes of single entries of one kind, with the scopes of tokens that may read and add; gives the model."""
    name = kind.fact.__name__
    one = answer_model(kind.fact, name)
    answer = success_of(one)
    new = request_model(kind.new, kind.new.__name__)
    change = request_model(kind.new, f"{name}Change", version=(int, VERSION))
    version = create_model(
        f"{name}Version",
        __doc__=f"One version of a {name}: what stood in it, from when, written by whom.",
        version=(int, ...),
        at=(datetime, ...),
        by=(UUID | None, ...),
        by_name=(str | None, ...),
        is_current=(bool, ...),
        content=(one, ...),
        __config__=ConfigDict(from_attributes=True),
    )
    versions_model = create_model(
        f"{name}Versions", __doc__="Every version, newest first.", items=(list_of(version), ...)
    )
    versions_answer = success_of(versions_model)

    def say(fact: object, request_id: str) -> Success[Any]:
        return answer(data=one.model_validate(fact), metadata=metadata(request_id))

    async def tell(call: ClinicalCall, patient_id: UUID, fact: Recorded) -> None:
        await call.services.notices.patient_changed(patient_id, kind.name, fact.id, "WRITTEN")

    async def add_entry(call: ClinicalCall, patient_uuid: PatientUuid, body: BaseModel) -> Success[Any]:
        """Add an entry."""
        async with call.transaction() as ctx:
            chart = await service.open_chart(ctx, patient_uuid)
            fact = await service.add_fact(ctx, chart, kind, content_of(body, kind.new), NewProvenance())
        await tell(call, patient_uuid, fact)
        return say(fact, call.request_id)

    async def change_entry(
        call: ClinicalCall, patient_uuid: PatientUuid, resource_id: ResourceId, body: BaseModel
    ) -> Success[Any]:
        """Replace an entry's content; the old version is kept."""
        read: int = body.model_dump(include={"version"})["version"]
        async with call.transaction() as ctx:
            chart = await service.open_chart(ctx, patient_uuid)
            fact = await service.change_fact(ctx, chart, kind, resource_id, read, content_of(body, kind.new))
        await tell(call, patient_uuid, fact)
        return say(fact, call.request_id)

    add_entry.__annotations__["body"] = new
    change_entry.__annotations__["body"] = change
    router.post(f"/{path}", response_model=answer, status_code=201, openapi_extra=opens_to(adds))(add_entry)
    router.put(f"/{path}/{{resource_id}}", response_model=answer)(change_entry)

    @router.get(f"/{path}/{{resource_id}}", response_model=answer, openapi_extra=opens_to(reads))
    async def read_entry(call: ClinicalCall, patient_uuid: PatientUuid, resource_id: ResourceId) -> Success[Any]:
        """One entry, also one that was entered in error."""
        resource = f"{kind.name}/{resource_id}"
        async with call.reading() as ctx:
            chart = await service.open_chart(ctx, patient_uuid, action=f"{kind.name}.read", resource=resource)
            fact = await service.read_fact(ctx, chart, kind, resource_id)
        return say(fact, call.request_id)

    @router.post(f"/{path}/{{resource_id}}/entered-in-error", response_model=answer)
    async def mark_as_wrong(
        call: ClinicalCall, patient_uuid: PatientUuid, resource_id: ResourceId, body: WrongIn
    ) -> Success[Any]:
        """Mark an entry as entered in error: it leaves lists and timeline but stays in the record."""
        async with call.transaction() as ctx:
            chart = await service.open_chart(ctx, patient_uuid)
            fact = await service.mark_fact_as_error(ctx, chart, kind, resource_id, body.version)
        await tell(call, patient_uuid, fact)
        return say(fact, call.request_id)

    @router.get(f"/{path}/{{resource_id}}/history", response_model=versions_answer)
    async def list_versions(call: ClinicalCall, patient_uuid: PatientUuid, resource_id: ResourceId) -> Success[Any]:
        """Every version of an entry, newest first, with who wrote it."""
        resource = f"{kind.name}/{resource_id}"
        async with call.reading() as ctx:
            chart = await service.open_chart(ctx, patient_uuid, action=f"{kind.name}.history", resource=resource)
            found = await service.fact_history(ctx, chart, kind, resource_id)
        items = [version.model_validate(each) for each in found]
        return versions_answer(data=versions_model.model_validate({"items": items}), metadata=metadata(call.request_id))

    @router.get(f"/{path}/{{resource_id}}/provenance")
    async def list_origins(
        call: ClinicalCall, patient_uuid: PatientUuid, resource_id: ResourceId
    ) -> Success[ProvenanceList]:
        """Where an entry comes from: document, page, box and quoted words, model, and who accepted it."""
        resource = f"{kind.name}/{resource_id}"
        async with call.reading() as ctx:
            chart = await service.open_chart(ctx, patient_uuid, action=f"{kind.name}.provenance", resource=resource)
            await service.read_fact(ctx, chart, kind, resource_id)  # another chart's entry is as unknown as none
            found = await service.provenance_of(ctx, chart, kind.name, [resource_id])
        items = [ProvenanceOut.model_validate(each) for each in found]
        return success(ProvenanceList(items=items), call.request_id)

    return one


def add_list_route(path: str, kind: Kind[Any, Any], one: type[BaseModel]) -> None:
    """The list of one kind, whole: no chart holds thousands of problems or medicines."""
    many = create_model(f"{kind.fact.__name__}List", __doc__="Entries, newest first.", items=(list_of(one), ...))
    answer = success_of(many)

    @router.get(f"/{path}", response_model=answer)
    async def list_entries(
        call: ClinicalCall, patient_uuid: PatientUuid, limit: Annotated[int, Query(ge=1, le=1000)] = 1000
    ) -> Success[Any]:
        """The entries, newest first, without those entered in error."""
        async with call.reading() as ctx:
            chart = await service.open_chart(ctx, patient_uuid, action=f"{kind.name}.list")
            facts = await service.list_facts(ctx, chart, kind, limit)
        items = [one.model_validate(fact) for fact in facts]
        return answer(data=many.model_validate({"items": items}), metadata=metadata(call.request_id))


def add_observation_list(path: str, one: type[BaseModel]) -> None:
    """The list of measured values, page by page: a wearable writes a hundred thousand."""
    page = create_model(
        "ObservationPage",
        __doc__="A page of values, newest first.",
        items=(list_of(one), ...),
        next_cursor=(str | None, ...),
    )
    answer = success_of(page)

    @router.get(f"/{path}", response_model=answer, openapi_extra=opens_to(Scope.OBSERVATIONS_READ))
    async def list_values(
        call: ClinicalCall,
        patient_uuid: PatientUuid,
        codes: Annotated[str | None, Query(max_length=1000, description="LOINC codes, separated by commas.")] = None,
        category: ObservationCategory | None = None,
        since: AwareDatetime | None = None,
        until: AwareDatetime | None = None,
        cursor: Annotated[str | None, Query(max_length=500)] = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> Success[Any]:
        """Values, newest first, without those entered in error."""
        wanted = [code.strip() for code in codes.split(",") if code.strip()] if codes else None
        async with call.reading() as ctx:
            chart = await service.open_chart(ctx, patient_uuid, action="observation.list")
            found = await service.page_observations(ctx, chart, wanted, category, since, until, cursor, limit)
        items = [one.model_validate(each) for each in found.items]
        data = page.model_validate({"items": items, "next_cursor": found.next_cursor})
        return answer(data=data, metadata=metadata(call.request_id))


ConditionOut = add_routes("conditions", kinds.CONDITION)
MedicationOut = add_routes("medications", kinds.MEDICATION)
AllergyOut = add_routes("allergies", kinds.ALLERGY)
FlagOut = add_routes("flags", kinds.FLAG)
ObservationOut = add_routes(
    "observations", kinds.OBSERVATION, reads=Scope.OBSERVATIONS_READ, adds=Scope.OBSERVATIONS_WRITE
)
add_list_route("conditions", kinds.CONDITION, ConditionOut)
add_list_route("medications", kinds.MEDICATION, MedicationOut)
add_list_route("allergies", kinds.ALLERGY, AllergyOut)
add_list_route("flags", kinds.FLAG, FlagOut)
add_observation_list("observations", ObservationOut)
for path, kind in (
    ("immunizations", kinds.IMMUNIZATION),
    ("encounters", kinds.ENCOUNTER),
    ("procedures", kinds.PROCEDURE),
    ("family-history", kinds.FAMILY_HISTORY),
):
    add_list_route(path, kind, add_routes(path, kind))
ConsentOut = add_routes("consents", kinds.CONSENT)
add_list_route("consents", kinds.CONSENT, ConsentOut)
