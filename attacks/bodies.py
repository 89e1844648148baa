"""Plausible bodies out of the OpenAPI document, so that a request is refused for who asks and not for its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

DEPTH = 6
PDF = b"%PDF-1.4\n"


@dataclass(frozen=True, slots=True)
class Filling:
    """What is written into a body: ids by the name of their field, and text. Absent: the least that is accepted."""

    id_of: Callable[[str], str | None]
    text: Callable[[str], str] = lambda name: "text text text"
    file: bytes = PDF
    filename: str = "note.pdf"
    with_optional_ids: bool = False
    also: frozenset[str] = frozenset()  # optional fields that are filled as well


def body_for(spec: dict[str, Any], operation: dict[str, Any], filling: str | Filling) -> dict[str, Any]:
    """Arguments for httpx: json, data and files as the operation wants them; query parameters too."""
    if isinstance(filling, str):
        patient = filling
        filling = Filling(lambda name: patient)
    arguments: dict[str, Any] = {}
    query = {
        parameter["name"]: _value(spec, parameter["schema"], parameter["name"], filling)
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query" and parameter.get("required")
    }
    if query:
        arguments["params"] = query
    content = operation.get("requestBody", {}).get("content", {})
    for media_type, described in content.items():
        value = _value(spec, described["schema"], "", filling)
        if media_type == "application/json" or media_type.endswith("+json"):
            arguments["json"] = value
        elif media_type == "application/x-www-form-urlencoded":
            arguments["data"] = value
        elif isinstance(value, bytes):
            arguments["content"] = value
        else:
            files = {n: (filling.filename, v, "application/pdf") for n, v in value.items() if isinstance(v, bytes)}
            arguments["files"] = files or {"file": (filling.filename, filling.file, "application/pdf")}
            arguments["data"] = {n: v for n, v in value.items() if not isinstance(v, bytes)}
    return arguments


def _value(spec: dict[str, Any], schema: dict[str, Any], name: str, filling: Filling, depth: int = 0) -> Any:
    schema = _resolved(spec, schema)
    if depth > DEPTH or schema.get("type") == "null":
        return None
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return _value(spec, schema[key][0], name, filling, depth + 1)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") == "object" or "properties" in schema:
        return _object(spec, schema, filling, depth)
    return _plain(schema, name, filling)


def _object(spec: dict[str, Any], schema: dict[str, Any], filling: Filling, depth: int) -> dict[str, Any]:
    properties = schema.get("properties", {})
    wanted = set(schema.get("required", [])) | (filling.also & set(properties))
    if filling.with_optional_ids:
        wanted |= {name for name, each in properties.items() if _is_id(spec, each) and filling.id_of(name)}
    return {n: _value(spec, p, n, filling, depth + 1) for n, p in properties.items() if n in wanted}


def _is_id(spec: dict[str, Any], schema: dict[str, Any]) -> bool:
    kinds = [_resolved(spec, each) for each in (schema, *schema.get("anyOf", ()))]
    return any(kind.get("format") == "uuid" for kind in kinds)


def _resolved(spec: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _plain(schema: dict[str, Any], name: str, filling: Filling) -> Any:
    form = schema.get("format") or schema.get("contentMediaType")
    if form == "uuid" or name.endswith("_uuid"):
        return filling.id_of(name)
    if form in ("binary", "application/octet-stream"):
        return filling.file
    if form == "date":
        return "2020-01-01"
    if form == "date-time":
        return "2020-01-01T08:00:00Z"
    kinds = {"integer": 1, "number": 1.0, "boolean": True, "array": []}
    return kinds.get(schema.get("type", ""), filling.text(name)[: schema.get("maxLength", 1000)])
