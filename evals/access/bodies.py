"""Plausible bodies out of the OpenAPI document, so that a request is refused for who asks and not for its form."""

from __future__ import annotations

from typing import Any

DEPTH = 6


def body_for(spec: dict[str, Any], operation: dict[str, Any], patient: str) -> dict[str, Any]:
    """Arguments for httpx: json, data and files as the operation wants them; query parameters too."""
    arguments: dict[str, Any] = {}
    query = {
        parameter["name"]: _value(spec, parameter["schema"], parameter["name"], patient)
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query" and parameter.get("required")
    }
    if query:
        arguments["params"] = query
    content = operation.get("requestBody", {}).get("content", {})
    for media_type, described in content.items():
        value = _value(spec, described["schema"], "", patient)
        if media_type == "application/json" or media_type.endswith("+json"):
            arguments["json"] = value
        elif media_type == "application/x-www-form-urlencoded":
            arguments["data"] = value
        else:
            files = {name: ("note.pdf", v, "application/pdf") for name, v in value.items() if isinstance(v, bytes)}
            arguments["files"] = files or {"file": ("note.pdf", b"%PDF-1.4\n", "application/pdf")}
            arguments["data"] = {name: v for name, v in value.items() if not isinstance(v, bytes)}
    return arguments


def _value(spec: dict[str, Any], schema: dict[str, Any], name: str, patient: str, depth: int = 0) -> Any:
    schema = _resolved(spec, schema)
    if depth > DEPTH or schema.get("type") == "null":
        return None
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return _value(spec, schema[key][0], name, patient, depth + 1)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") == "object" or "properties" in schema:
        wanted = set(schema.get("required", []))
        properties = schema.get("properties", {})
        return {n: _value(spec, p, n, patient, depth + 1) for n, p in properties.items() if n in wanted}
    return _plain(schema, name, patient)


def _resolved(spec: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _plain(schema: dict[str, Any], name: str, patient: str) -> Any:
    form = schema.get("format") or schema.get("contentMediaType")
    if form == "uuid" or name.endswith("_uuid"):
        return patient
    if form in ("binary", "application/octet-stream"):
        return b"%PDF-1.4\n"
    if form == "date":
        return "2020-01-01"
    if form == "date-time":
        return "2020-01-01T08:00:00Z"
    kinds = {"integer": 1, "number": 1.0, "boolean": True, "array": []}
    return kinds.get(schema.get("type", ""), "text text text")
