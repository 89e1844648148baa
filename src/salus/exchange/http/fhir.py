"""FHIR R4: capability statement, read, versions, search and $everything of each type that the record holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import Path, Request, Response

from salus import __version__
from salus.core.apitokens.contract import Scope
from salus.core.http.call import Call, ClinicalCall, PatientUuid, ResourceId, SignedIn
from salus.core.http.marks import opens_to
from salus.core.http.routing import SliceRouter
from salus.documents import service as documents
from salus.exchange import service
from salus.exchange.contract import Query, Resource, SearchNotUnderstood, VersionNotKnown
from salus.exchange.http import wire
from salus.exchange.logic import bundles, parameters
from salus.exchange.logic.capability import DEFINITION, PATIENT, Served, capability_statement
from salus.exchange.logic.search import PROVENANCE_OF_TARGET, count_of, read_search, span
from salus.exchange.service.everything import Wanted, types_of
from salus.exchange.service.sources import Source, origins_of
from salus.records import service as records

router = SliceRouter(prefix=wire.BASE, tags=["fhir"])
Version = Annotated[int, Path(ge=1, le=2**31 - 1)]
SERVED: list[Served] = []
SYSTEM_INTERACTIONS: list[str] = []
EVERYTHING_PAGE = 200
READ = ("read", "search-type")
VERSIONED = ("read", "vread", "history-instance", "search-type")
# A file that somebody uploaded is shown, never run.
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}
FHIR_ERRORS: dict[int | str, dict[str, Any]] = {
    code: {"content": {wire.JSON: {}}, "description": "OperationOutcome"}
    for code in (400, 401, 403, 404, 406, 409, 412, 413, 415, 422, 428, 429, 503)
}
FHIR_JSON: dict[int | str, dict[str, Any]] = {200: {"content": {wire.JSON: {}}}, **FHIR_ERRORS}
FORM_BODY = {
    "requestBody": {"content": {wire.FORM: {"schema": {"type": "object", "properties": {"_id": {"type": "string"}}}}}}
}


# Which scope of a program's token reads a type; without one the type is closed to all tokens.
READABLE = {"Observation": Scope.OBSERVATIONS_READ, "Patient": Scope.PERSON_READ}


def _opened(name: str) -> dict[str, Any]:
    return opens_to(READABLE.get(name)) or {}


def _described(name: str, declared: Sequence[Any], *, about_one: bool) -> dict[str, Any]:
    """The search parameters for the OpenAPI document."""
    own = [("_id", "One id, or several with commas."), ("_count", "Entries a page, at most 1000.")]
    found = [(each.name, each.documentation or f"As in FHIR R4: {each.type}.") for each in declared]
    described = [
        {"name": each, "in": "query", "required": False, "schema": {"type": "string"}, "description": words}
        for each, words in (*found, *own, ("_cursor", "Where the last page ended; follow the link `next`."))
    ]
    if about_one:
        subject = {"name": "patient", "in": "query", "required": True, "schema": {"type": "string", "format": "uuid"}}
        described.insert(0, {**subject, "description": "Patient/id or id of the patient."})
    return {"parameters": described, **_opened(name)}


@router.get("/metadata", responses=FHIR_JSON, response_class=Response, openapi_extra={"security": []})
async def metadata(request: Request) -> Response:
    """What this server can do; open to everybody, as FHIR wants it."""
    wire.check_accept(request)
    now = request.app.state.services.clock()
    return wire.answer(capability_statement(wire.address_of(request), __version__, now, SERVED, SYSTEM_INTERACTIONS))


def add_interactions(more: Mapping[str, str]) -> None:
    """What else is done with a type, told by whoever registers its routes."""
    for place, each in enumerate(SERVED):
        if each.name in more:
            SERVED[place] = replace(each, interactions=(*each.interactions, more[each.name]))


def add_source(source: Source) -> None:
    """The routes of one type of clinical resource."""
    name = source.name

    async def read(request: Request, call: ClinicalCall, resource_id: ResourceId) -> Response:
        """One resource; 304 with If-None-Match where the caller has this version."""
        wire.check_accept(request)
        async with call.reading() as ctx:
            found = await source.open(ctx, resource_id)
        return wire.answer_one(request, found)

    async def search(request: Request, call: ClinicalCall) -> Response:
        """Those of one patient that satisfy the parameters, page by page: follow the link `next`."""
        wire.check_accept(request)
        return await _search(request, call, source, request.url.query)

    async def search_posted(request: Request, call: ClinicalCall) -> Response:
        """The same search with its parameters in the body, so that no address holds them."""
        wire.check_accept(request)
        return await _search(request, call, source, await wire.form_of(request))

    described = _described(name, source.parameters, about_one=True)
    _add(f"/{name}", search, described)
    _add(f"/{name}/_search", search_posted, {**FORM_BODY, **_opened(name)}, "POST")
    _add(f"/{name}/{{resource_id}}", read, _opened(name))
    if source.has_versions:
        _add_versions(name, source.versions)
    includes = (PROVENANCE_OF_TARGET,) if name in records.FHIR_KINDS else ()
    interactions = VERSIONED if source.has_versions else READ
    SERVED.append(Served(name, interactions, (PATIENT, *source.parameters), includes, (), source.has_versions))


def _add(path: str, endpoint: Callable[..., Any], extra: dict[str, Any] | None = None, method: str = "GET") -> None:
    """One route; its name in the OpenAPI document is made of its path."""
    router.add_api_route(
        path,
        endpoint,
        methods=[method],
        response_class=Response,
        responses=FHIR_JSON,
        openapi_extra=extra,
        operation_id=f"fhir_{method.lower()}_{path.strip('/').replace('/', '_').replace('{', '').replace('}', '')}",
    )


def _add_versions(name: str, versions: Callable[..., Any]) -> None:
    async def list_versions(request: Request, call: ClinicalCall, resource_id: ResourceId) -> Response:
        """Every version, newest first."""
        wire.check_accept(request)
        async with call.reading() as ctx:
            found = await versions(ctx, resource_id)
            now = ctx.now
        return wire.answer(bundles.history(wire.address_of(request, f"/{name}/{resource_id}"), found, now))

    async def read_version(request: Request, call: ClinicalCall, resource_id: ResourceId, number: Version) -> Response:
        """One version as it stood."""
        wire.check_accept(request)
        async with call.reading() as ctx:
            found = await versions(ctx, resource_id)
        return wire.answer_one(request, _version(found, number))

    _add(f"/{name}/{{resource_id}}/_history", list_versions)
    _add(f"/{name}/{{resource_id}}/_history/{{number}}", read_version)


def _version(found: Sequence[Resource], number: int) -> Resource:
    for each in found:
        if each["meta"]["versionId"] == str(number):
            return each
    raise VersionNotKnown


async def _search(request: Request, call: SignedIn, source: Source, text: str) -> Response:
    query = read_search(wire.pairs_of(text), source.parameters, source.newest_first, is_strict=wire.is_strict(request))
    address = wire.address_of(request, f"/{source.name}")
    async with call.reading() as ctx:
        if query.subject is None:
            found, next_cursor, origins = await _by_id(ctx, source, query)
        else:
            action = f"{_word(source.name)}.search"
            chart = await records.open_chart(ctx, query.subject, action=action)
            page = await source.page(ctx, chart, query)
            found, next_cursor = list(page.items), page.next_cursor
            origins = await origins_of(ctx, chart, source.name, found) if query.with_provenance else []
        now = ctx.now
    return wire.answer(bundles.search_page(address, found, origins, query, next_cursor, now))


async def _by_id(ctx: Any, source: Source, query: Query) -> tuple[list[Resource], None, list[Resource]]:
    """Without a patient a search is by ids alone; each opens the chart that it belongs to."""
    if query.ids is None or query.clauses or query.texts or query.with_provenance:
        raise SearchNotUnderstood("Say which patient the search is about: patient=Patient/id.")
    if len(query.ids) > 1:
        raise SearchNotUnderstood("Without a patient, ask for one _id at a time.")
    return [await source.open(ctx, each) for each in query.ids], None, []


def _word(name: str) -> str:
    """The type's word in the audit trail."""
    kind = records.FHIR_KINDS.get(name)
    return (
        kind.name
        if kind is not None
        else {"CareTeam": "care-team", "DocumentReference": "document"}.get(name, name.lower())
    )


@router.get(
    "/Patient",
    responses=FHIR_JSON,
    response_class=Response,
    openapi_extra=_described("Patient", parameters.PATIENTS, about_one=False),
)
async def search_patients(request: Request, call: Call) -> Response:
    """People by name, birth date and identifier; those whom the reader may know of, best match first."""
    wire.check_accept(request)
    return await _search_patients(request, call, request.url.query)


@router.post("/Patient/_search", responses=FHIR_JSON, response_class=Response, openapi_extra=FORM_BODY)
async def search_patients_posted(request: Request, call: Call) -> Response:
    """The same search with its parameters in the body, so that no address holds a name."""
    wire.check_accept(request)
    return await _search_patients(request, call, await wire.form_of(request))


async def _search_patients(request: Request, call: SignedIn, text: str) -> Response:
    query = read_search(wire.pairs_of(text), parameters.PATIENTS, None, is_strict=wire.is_strict(request))
    async with call.reading() as ctx:
        page = await service.search_patients(ctx, query)
        now = ctx.now
    address = wire.address_of(request, "/Patient")
    return wire.answer(bundles.search_page(address, page.items, [], query, page.next_cursor, now))


@router.get("/Patient/{patient_uuid}", responses=FHIR_JSON, response_class=Response, openapi_extra=_opened("Patient"))
async def read_patient(request: Request, call: Call, patient_uuid: PatientUuid) -> Response:
    """One person."""
    wire.check_accept(request)
    async with call.reading() as ctx:
        found = await service.open_patient(ctx, patient_uuid)
    return wire.answer_one(request, found)


@router.get("/Patient/{patient_uuid}/_history", responses=FHIR_JSON, response_class=Response)
async def list_patient_versions(request: Request, call: Call, patient_uuid: PatientUuid) -> Response:
    """Every version of a person's data, newest first."""
    wire.check_accept(request)
    async with call.reading() as ctx:
        found = await service.patient_versions(ctx, patient_uuid)
        now = ctx.now
    return wire.answer(bundles.history(wire.address_of(request, f"/Patient/{patient_uuid}"), found, now))


@router.get("/Patient/{patient_uuid}/_history/{number}", responses=FHIR_JSON, response_class=Response)
async def read_patient_version(request: Request, call: Call, patient_uuid: PatientUuid, number: Version) -> Response:
    """One version of a person's data."""
    wire.check_accept(request)
    async with call.reading() as ctx:
        found = await service.patient_versions(ctx, patient_uuid)
    return wire.answer_one(request, _version(found, number))


@router.get("/Patient/{patient_uuid}/$everything", responses=FHIR_JSON, response_class=Response)
async def read_everything(
    request: Request,
    call: ClinicalCall,
    patient_uuid: PatientUuid,
    _since: str | None = None,
    _type: str | None = None,
    _count: str | None = None,
    _cursor: str | None = None,
) -> Response:
    """The whole record of a patient, page by page: follow the link `next`. `_since` leaves out what is older."""
    wire.check_accept(request)
    since = _moment(_since) if _since else None
    limit = count_of(_count) if _count else EVERYTHING_PAGE
    wanted = Wanted(types_of(_type), since, limit, _cursor)
    async with call.reading() as ctx:
        chart = await records.open_chart(ctx, patient_uuid, action="chart.everything")
        page = await service.everything(ctx, chart, wanted)
        now = ctx.now
    pairs = [(key, value) for key, value in wire.pairs_of(request.url.query) if key in ("_since", "_type", "_count")]
    query = Query(understood=tuple(pairs), cursor=_cursor)
    bundle = bundles.search_page(wire.address_of(request, "/Patient"), page.items, [], query, page.next_cursor, now)
    place = wire.address_of(request, f"/Patient/{patient_uuid}/$everything")
    return wire.answer({**bundle, "link": bundles.links(place, pairs, _cursor, page.next_cursor)})


def _moment(text: str) -> datetime:
    return span(text).low


@router.get(
    "/Practitioner",
    responses=FHIR_JSON,
    response_class=Response,
    openapi_extra=_described("Practitioner", parameters.PRACTITIONERS, about_one=False),
)
async def search_practitioners(request: Request, call: Call) -> Response:
    """Active practitioners by name or identifier."""
    wire.check_accept(request)
    pairs = wire.pairs_of(request.url.query)
    query = read_search(pairs, parameters.PRACTITIONERS, None, is_strict=wire.is_strict(request))
    async with call.reading() as ctx:
        page = await service.search_practitioners(ctx, query)
        now = ctx.now
    address = wire.address_of(request, "/Practitioner")
    return wire.answer(bundles.search_page(address, page.items, [], query, page.next_cursor, now))


@router.get("/Practitioner/{resource_id}", responses=FHIR_JSON, response_class=Response)
async def read_practitioner(request: Request, call: Call, resource_id: ResourceId) -> Response:
    """One practitioner."""
    wire.check_accept(request)
    async with call.reading() as ctx:
        found = await service.read_practitioner(ctx, resource_id)
    return wire.answer_one(request, found)


@router.get(
    "/Binary/{resource_id}",
    responses={200: {"content": {"application/octet-stream": {}}}, **FHIR_ERRORS},
    response_class=Response,
)
async def read_binary(request: Request, call: ClinicalCall, resource_id: ResourceId) -> Response:
    """A file as it was sent; as a Binary resource for callers who ask for FHIR's JSON."""
    async with call.reading() as ctx:
        chart, document = await documents.open_document(ctx, resource_id, "document.download")
        file = await documents.read_file(ctx, chart, document)
    if wire.JSON in request.headers.get("accept", ""):
        import base64

        data = base64.b64encode(file.data).decode()
        return wire.answer(
            {"resourceType": "Binary", "id": str(resource_id), "contentType": file.media_type, "data": data}
        )
    return Response(file.data, media_type=file.media_type, headers=SAFE)


SERVED += [
    Served("Patient", VERSIONED, parameters.PATIENTS, (), (("everything", DEFINITION),), has_versions=True),
    Served("Practitioner", READ, parameters.PRACTITIONERS),
    Served("Binary", ("read",), documentation="The bytes of a DocumentReference, under the same id."),
]
for each in service.SOURCES.values():
    add_source(each)
