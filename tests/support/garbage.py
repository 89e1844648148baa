"""Requests that no honest client sends, from the OpenAPI document: garbage in one place each, the rest plausible."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_from_bytes

from attacks.bodies import body_for

DEEP = 20_000
RAW_TEXTS = (
    b"", b"a\x00b", b"\xff\xfe", b"-1", b"99999999999999999999999", b"1e309", b"NaN", b"x" * 5000, b"../../etc/passwd",
    b"' OR 1=1 --", b"%", b"eyJhIjoxfQ", b"\xed\xa0\x80",
)  # fmt: skip
VALUES = (
    None, True, -1, 2**31, 2**200, 1e308, float("nan"), "", "a\x00b", "\ud800", "x" * 100_000, "nobody-knows-this",
    "0000-00-00", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", [None], {"a": {"b": []}},
)  # fmt: skip
RAW_BODIES = (b"", b"{", b"null", b"[]", b'"text"', b"\xff\xfe{}", b'{"a": NaN}', b"[" * DEEP, b'{"a":' * DEEP, b"\x00")


@dataclass(frozen=True, slots=True)
class Hostile:
    """One request, and in a few words what is wrong with it."""

    method: str
    path: str
    wrong: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


def requests(spec: dict[str, Any], patient: str, nobody: str) -> Iterator[Hostile]:
    """Garbage for every parameter, every body field and every body of every operation.

    `patient` is a patient who is there, `nobody` an identifier that is well-formed and means nothing.
    """
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            yield from _of_operation(spec, method.upper(), path, operation, patient, nobody)


def _of_operation(
    spec: dict[str, Any], method: str, path: str, operation: dict[str, Any], patient: str, nobody: str
) -> Iterator[Hostile]:
    base = body_for(spec, operation, patient)
    parameters = operation.get("parameters", [])
    places = {each["name"]: each for each in parameters if each["in"] == "path"}
    good = {name: "1" if name == "number" else patient if name == "patient_uuid" else nobody for name in places}
    plain = path.format(**good)
    for name in places:
        for text in RAW_TEXTS:
            if text not in {b"", b"%"}:  # another address altogether
                bad = path.format(**{**good, name: quote_from_bytes(text, safe="")})
                yield Hostile(method, bad, f"{name} in the path is {text[:20]!r}", base)
    yield from _queries(method, plain, [each["name"] for each in parameters if each["in"] == "query"], base)
    if isinstance(base.get("json"), dict):
        yield from _bodies(method, plain, base["json"], _fields(spec, operation), _json_type(operation))
    if "data" in base and "files" not in base:
        yield from _forms(method, plain, base["data"])


def _queries(method: str, path: str, names: list[str], base: Mapping[str, Any]) -> Iterator[Hostile]:
    others = {name: value for name, value in base.items() if name != "params"}
    for name in names:
        rest = [f"{key}={value}" for key, value in base.get("params", {}).items() if key != name]
        for text in RAW_TEXTS:
            query = "&".join([f"{name}={quote_from_bytes(text, safe='')}", *rest])
            yield Hostile(method, f"{path}?{query}", f"{name} is {text[:20]!r}", others)


def _forms(method: str, path: str, data: Mapping[str, Any]) -> Iterator[Hostile]:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for name in data:
        for text in RAW_TEXTS:
            sent = {key: text if key == name else str(value).encode() for key, value in data.items()}
            form = "&".join(f"{key}={quote_from_bytes(value, safe='')}" for key, value in sent.items())
            yield Hostile(method, path, f"field {name} is {text[:20]!r}", {"content": form, "headers": kind})


def _json_type(operation: dict[str, Any]) -> str:
    return next(kind for kind in operation["requestBody"]["content"] if kind.endswith("json"))


def _fields(spec: dict[str, Any], operation: dict[str, Any]) -> list[str]:
    schema = operation["requestBody"]["content"][_json_type(operation)]["schema"]
    while "$ref" in schema:
        schema = spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return list(schema.get("properties", {}))


def _bodies(method: str, path: str, body: dict[str, Any], fields: list[str], media_type: str) -> Iterator[Hostile]:
    kind = {"Content-Type": media_type}
    for name in fields:
        for value in VALUES:
            content = json.dumps({**body, name: value}).encode()
            yield Hostile(method, path, f"{name} is {str(value)[:20]!r}", {"content": content, "headers": kind})
    for raw in RAW_BODIES:
        yield Hostile(method, path, f"the body is {raw[:10]!r}", {"content": raw, "headers": kind})
    for odd in (
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "",
    ):
        content = json.dumps(body).encode()
        yield Hostile(method, path, f"the type is {odd!r}", {"content": content, "headers": {"Content-Type": odd}})
