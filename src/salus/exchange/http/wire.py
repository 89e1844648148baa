"""FHIR on the wire: JSON with every digit of a number, what the caller accepts, tags of versions, preferences."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request, Response

from salus.core.http.failures import BodyTooLarge
from salus.exchange.contract import (
    ContentMalformed,
    ContentNotSupported,
    NotAcceptable,
    Resource,
    SearchNotUnderstood,
    VersionMissing,
)
from salus.exchange.logic.json import dumps

BASE = "/fhir/R4"
JSON = "application/fhir+json"
ACCEPTED = frozenset({JSON, "application/json", "application/json+fhir", "*/*", "application/*", "text/json"})
FORMATS = frozenset({"json", JSON, "application/json", "text/json"})
SENT = frozenset({JSON, "application/json", "application/json+fhir"})
FORM = "application/x-www-form-urlencoded"
LARGEST_BODY = 32 << 20  # bytes; the largest Synthea bundle of a lifetime has 5 MB
LARGEST_FORM = 64 << 10
MOST_PARAMETERS = 100
_TAG = re.compile(r'W?/?"?(\d{1,9})"?')


def check_accept(request: Request) -> None:
    """Refuse callers who want XML or anything else that is not spoken here."""
    wanted = request.query_params.get("_format")
    if wanted is not None:
        if wanted.replace(" ", "+") not in FORMATS:
            raise NotAcceptable
        return
    accept = request.headers.get("accept", "*/*")
    kinds = {part.partition(";")[0].strip().lower() for part in accept.split(",")}
    if not kinds & ACCEPTED:
        raise NotAcceptable


def is_strict(request: Request) -> bool:
    """Whether the caller wants unknown parameters refused."""
    return "handling=strict" in _preferences(request)


def returns(request: Request) -> str:
    """What the caller wants back after a write: representation, minimal or OperationOutcome."""
    for each in _preferences(request):
        if each.startswith("return="):
            return each.removeprefix("return=").strip('"')
    return "representation"


def _preferences(request: Request) -> list[str]:
    said = ",".join(request.headers.getlist("prefer"))
    return [part.strip().replace(" ", "") for part in re.split(r"[;,]", said)]


def pairs_of(text: str) -> list[tuple[str, str]]:
    """The parameters of a query or form, in their order; repeated ones stay repeated."""
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_PARAMETERS, errors="strict")
    except (ValueError, UnicodeDecodeError):
        raise SearchNotUnderstood("The parameters cannot be read.") from None


async def form_of(request: Request) -> str:
    """The body of a search that is posted."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise ContentNotSupported(f"A search is posted as {FORM}.")
    body = await body_of(request, LARGEST_FORM)
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise SearchNotUnderstood("The parameters cannot be read.") from None


async def body_of(request: Request, limit: int = LARGEST_BODY) -> bytes:
    """The body, up to a limit."""
    pieces, taken = [], 0
    async for piece in request.stream():
        taken += len(piece)
        if taken > limit:
            raise BodyTooLarge
        pieces.append(piece)
    return b"".join(pieces)


async def content_of(request: Request) -> bytes:
    """The JSON that was sent, not looked into."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in SENT:
        raise ContentNotSupported
    return await body_of(request)


async def resource_of(request: Request, kind: str) -> Resource:
    """The resource of this type that was sent."""
    found = parse(await content_of(request))
    if found.get("resourceType") != kind:
        raise ContentMalformed(f"This address takes a resource of the type {kind}.")
    return found


def parse(data: bytes) -> Resource:
    """JSON with decimals as they were written."""
    import json

    try:
        found: Any = json.loads(data, parse_float=Decimal, parse_int=Decimal, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        raise ContentMalformed from None
    if not isinstance(found, dict) or not isinstance(found.get("resourceType"), str):
        raise ContentMalformed
    return found


def answer(resource: Resource, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A resource as an answer."""
    return Response(dumps(resource), status, headers=headers, media_type=JSON)


def tag_of(resource: Resource) -> dict[str, str]:
    """The headers that name a version."""
    said = resource.get("meta", {})
    headers = {}
    if "versionId" in said:
        headers["ETag"] = f'W/"{said["versionId"]}"'
    return headers


def answer_one(request: Request, resource: Resource) -> Response:
    """One resource with its version; 304 where the caller has that one."""
    headers = tag_of(resource)
    asked = request.headers.get("if-none-match")
    if asked is not None and "ETag" in headers and _version_in(asked) == int(resource["meta"]["versionId"]):
        return Response(status_code=304, headers=headers)
    return answer(resource, headers=headers)


def version_to_change(request: Request) -> int:
    """The version that the caller read and wants to change."""
    found = _version_in(request.headers.get("if-match", ""))
    if found is None:
        raise VersionMissing
    return found


def _version_in(tag: str) -> int | None:
    found = _TAG.fullmatch(tag.strip())
    return int(found.group(1)) if found else None


def address_of(request: Request, place: str = "") -> str:
    """An absolute address of this server, as the caller reached it."""
    return f"{str(request.base_url).rstrip('/')}{BASE}{place}"
