"""FHIR R4 that is written: transactions and batches, creates, and changes under a version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import Request, Response

from salus.core.apitokens.contract import Scope
from salus.core.errors import AppError
from salus.core.http.call import Call, ClinicalCall, ResourceId, SignedIn
from salus.core.http.marks import opens_to
from salus.exchange import service
from salus.exchange.contract import ContentMalformed, Resource
from salus.exchange.http import wire
from salus.exchange.http.fhir import FHIR_JSON, SYSTEM_INTERACTIONS, add_interactions, router
from salus.exchange.logic.bundles import outcome
from salus.exchange.logic.transactions import (
    Mode,
    check_all,
    entries_of,
    mode_of,
    problem_of,
    response_of,
    written,
)
from salus.records import service as records
from salus.records.contract import PlacedEntry

MINIMAL, OUTCOME = "minimal", "OperationOutcome"
# Which types a POST of their own creates; what a person permits is asked for in our own words only.
CREATED = tuple(name for name in records.FHIR_KINDS if name != "Consent")
CHANGED = CREATED
# Which scope of a program's token creates resources of a type.
WRITABLE = {"Observation": Scope.OBSERVATIONS_WRITE}


# What the OpenAPI document names of a resource; all of it is described by FHIR R4 itself.
ELEMENTS = {
    "Bundle": ("type", "entry"),
    "Patient": ("identifier", "name", "birthDate", "gender", "telecom", "address"),
    "Observation": ("status", "code", "subject", "category", "effectiveDateTime", "valueQuantity", "component"),
}
COMMON = ("id", "status", "code", "subject", "patient", "period", "note")


def _body(kind: str) -> dict[str, Any]:
    schema = {
        "type": "object",
        "required": ["resourceType"],
        "properties": {
            "resourceType": {"type": "string", "enum": [kind]},
            **{name: {"description": f"{kind}.{name} of FHIR R4"} for name in ELEMENTS.get(kind, COMMON)},
        },
    }
    return {"requestBody": {"required": True, "content": {wire.JSON: {"schema": schema}}}}


@router.post("", responses=FHIR_JSON, response_class=Response, openapi_extra=_body("Bundle"))
async def carry_out(request: Request, call: ClinicalCall) -> Response:
    """A transaction (all entries or none) or a batch (each by itself) of creates; known entries stay as they are."""
    wire.check_accept(request)
    data = await wire.content_of(request)
    bundle = wire.parse(data)
    mode, entries, address = mode_of(bundle), entries_of(bundle), wire.address_of(request)
    if mode is Mode.BATCH:
        return wire.answer(await _batch(call, entries, data, address))
    check_all(entries)
    if not entries:
        return wire.answer(response_of(entries, (), address))
    async with call.transaction() as ctx:
        placed = await service.write_all(ctx, entries, data)
    return wire.answer(response_of(entries, placed, address))


async def _batch(call: SignedIn, entries: Sequence[Resource], data: bytes, address: str) -> Resource:
    answers = [{"response": await _one_of_batch(call, entry, data, address)} for entry in entries]
    return {"resourceType": "Bundle", "type": "batch-response", "entry": answers}


async def _one_of_batch(call: SignedIn, entry: Resource, data: bytes, address: str) -> Resource:
    """One entry in a transaction of its own; what is wrong with it harms no other."""
    problem = problem_of(entry)
    if problem is not None:
        return {"status": "400 Bad Request", "outcome": outcome("error", "invalid", f"The entry {problem}.")}
    try:
        async with call.transaction() as ctx:
            (placed,) = await service.write_all(ctx, [entry], data)
    except AppError as error:
        fields = error.details.get("fields")
        reasons = "; ".join(str(each) for each in fields.values()) if isinstance(fields, dict) else ""
        said = outcome("error", error.fhir_issue, f"{error.message} {reasons}".strip())
        return {"status": str(error.status), "outcome": said}
    return written(placed, address)


@router.post("/Patient", responses=FHIR_JSON, response_class=Response, status_code=201, openapi_extra=_body("Patient"))
async def create_patient(request: Request, call: Call) -> Response:
    """Register a person. A doctor who does so treats them from then on."""
    wire.check_accept(request)
    resource = await wire.resource_of(request, "Patient")
    async with call.transaction() as ctx:
        placed = await records.create_patient_from(ctx, resource)
        found = await service.open_patient(ctx, placed.id)
    return _created(request, placed, found)


def add_create(name: str) -> None:
    """The route that creates resources of one type."""

    async def create(request: Request, call: ClinicalCall) -> Response:
        """Create one resource; what is known from before (by its id) stays as it is and is answered with 200."""
        wire.check_accept(request)
        data = await wire.content_of(request)
        resource = wire.parse(data)
        if resource["resourceType"] != name:
            raise ContentMalformed(f"This address takes a resource of the type {name}.")
        async with call.transaction() as ctx:
            (placed,) = await service.write_all(ctx, [{"resource": resource}], data)
            found = await service.SOURCES[name].open(ctx, placed.id)
        return _created(request, placed, found)

    router.add_api_route(
        f"/{name}",
        create,
        methods=["POST"],
        status_code=201,
        response_class=Response,
        responses=FHIR_JSON,
        openapi_extra={**_body(name), **(opens_to(WRITABLE.get(name)) or {})},
        operation_id=f"fhir_create_{name}",
    )


def add_change(name: str) -> None:
    """The route that changes resources of one type."""

    async def change(request: Request, call: ClinicalCall, resource_id: ResourceId) -> Response:
        """Replace a resource under the version named by If-Match; the old version is kept."""
        wire.check_accept(request)
        resource = await wire.resource_of(request, name)
        if resource.get("id") not in (None, str(resource_id)):
            raise ContentMalformed("The id of the resource is not that of the address.")
        version = wire.version_to_change(request)
        async with call.transaction() as ctx:
            found = await service.replace_one(ctx, name, resource_id, version, resource)
        return _said(request, found, 200, wire.tag_of(found))

    router.add_api_route(
        f"/{name}/{{resource_id}}",
        change,
        methods=["PUT"],
        response_class=Response,
        responses=FHIR_JSON,
        openapi_extra=_body(name),
        operation_id=f"fhir_change_{name}",
    )


def _created(request: Request, placed: PlacedEntry, found: Resource) -> Response:
    place = f"{placed.resource_type}/{placed.id}/_history/{placed.version}"
    headers = {**wire.tag_of(found), "Location": wire.address_of(request, f"/{place}")}
    return _said(request, found, 201 if placed.is_new else 200, headers)


def _said(request: Request, found: Resource, status: int, headers: dict[str, str]) -> Response:
    """What the caller prefers to get back."""
    wanted = wire.returns(request)
    if wanted == MINIMAL:
        return Response(status_code=status, headers=headers)
    if wanted == OUTCOME:
        return wire.answer(outcome("information", "informational", "It is written."), status, headers)
    return wire.answer(found, status, headers)


__all__ = ["router"]

for name in CREATED:
    add_create(name)
for name in CHANGED:
    add_change(name)
add_interactions(dict.fromkeys((*CREATED, "Patient"), "create"))
add_interactions(dict.fromkeys(CHANGED, "update"))
SYSTEM_INTERACTIONS.extend(("transaction", "batch"))
