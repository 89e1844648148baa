"""S9: the whole OpenAPI document as a promise: valid and broken requests and chains of them, by three callers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema
from schemathesis.engine.events import ScenarioFinished

from attacks.routes import OPEN_TO_ALL
from bench.report import Row, at_least, at_most
from bench.system import System, running

ROLES = ("patient", "doctor", "admin")
LEAST_CASES = 10_000
SEED = 20_261_125
SHOWN = 20
# What was looked at and stays as it is: the check, the operations, and why.
EXCEPTIONS = (
    (
        "positive_data_acceptance",
        re.compile(r" /fhir/R4"),
        "resources, search values and If-Match follow grammars of FHIR R4 that JSON Schema does not hold",
    ),
    (
        "allow_header_conformance",
        re.compile(r"/_search$"),
        "the address also fits /{resource_id}, so that GET is told beside POST",
    ),
    (
        "unsupported_method",
        re.compile(r"/_search$"),
        "for the same reason GET is answered by the read, which refuses _search as an id",
    ),
)
# Live streams end when their listener goes, which a client that reads to the end never does.
ENDLESS = "/events"
# These end the caller's own session or lock the account: everything after would be refused for that alone.
ENDING = ("/auth/logout", "/account/", "/admin/users", "/auth/refresh")


@dataclass(slots=True)
class Found:
    """What came out for one or several callers."""

    cases: int = 0
    failures: dict[tuple[str, str], str] = field(default_factory=dict)
    by_check: Counter[str] = field(default_factory=Counter)

    def add(self, role: str, event: ScenarioFinished) -> None:
        """Count one scenario's cases and note what failed, each check once an operation."""
        self.cases += len(event.recorder.interactions)
        for case_id, checks in event.recorder.checks.items():
            operation = event.recorder.cases[case_id].value.operation.label
            for check in checks:
                if check.failure_info is None:
                    continue
                key = (check.name, operation)
                if key not in self.failures and not is_excepted(*key):
                    self.failures[key] = f"{role}: {check.failure_info.failure.title}"
                    self.by_check[check.name] += 1


def is_excepted(check: str, operation: str) -> bool:
    """Whether a failure stands in the table of what stays."""
    return any(check == name and where.search(operation) for name, where, _ in EXCEPTIONS)


def rows() -> list[Row]:
    """A Salus of its own, asked by each of three."""
    with running() as system:
        found = attack(system, ROLES, examples=5)
    return figures(found)


def attack(system: System, roles: tuple[str, ...], examples: int, only: str | None = None) -> Found:
    """Ask everything as each of these; an operation gets `examples` drawn cases beside the covering ones."""
    found = Found()
    for role in roles:
        with system.sign_in(role) as client:
            spec = guarded(client.get("/api/openapi.json").json(), only)
            ask(found, role, client, spec, examples)
    return found


def ask(found: Found, role: str, client: httpx.Client, spec: dict[str, Any], examples: int) -> None:
    """Hold the server to this document."""
    for event in _events(client, spec, examples):
        found.add(role, event)


def guarded(spec: dict[str, Any], only: str | None = None) -> dict[str, Any]:
    """The document with what it says in words: who calls is told by a token, but for the few addresses open to all."""
    paths = {
        path: methods
        for path, methods in spec["paths"].items()
        if ENDLESS not in path and not any(part in path for part in ENDING) and (only is None or only in path)
    }
    for path, methods in paths.items():
        for operation in methods.values():
            operation["security"] = [] if OPEN_TO_ALL.match(path) else [{"token": []}]
    schemes = {"token": {"type": "http", "scheme": "bearer"}}
    return {**spec, "paths": paths, "components": {**spec["components"], "securitySchemes": schemes}}


def _events(client: httpx.Client, spec: dict[str, Any], examples: int) -> Iterator[ScenarioFinished]:
    config = SchemathesisConfig.from_dict({
        "seed": SEED,
        "base-url": str(client.base_url),
        "headers": {"Authorization": client.headers["Authorization"]},
        "continue-on-failure": True,
        "generation": {"max-examples": examples},
        "phases": {name: {"enabled": True} for name in ("examples", "coverage", "fuzzing", "stateful")},
    })  # fmt: skip
    schema = schemathesis.openapi.from_dict(spec, config=config)
    for event in from_schema(schema).execute():
        if isinstance(event, ScenarioFinished):
            yield event


def figures(found: Found) -> list[Row]:
    """The run as rows; every failure is said in words as well."""
    for (check, operation), words in list(found.failures.items())[:SHOWN]:
        print(f"BROKEN PROMISE: {check} at {operation}: {words}")
    counted = {
        "server errors": "not_a_server_error",
        "addresses open without a token": "ignored_auth",
        "deleted things still there": "use_after_free",
        "broken requests that were taken": "negative_data_rejection",
    }
    known = set(counted.values())
    other = sum(count for check, count in found.by_check.items() if check not in known)
    return [
        at_least("S9 requests out of the OpenAPI document", found.cases, LEAST_CASES, "requests", found.cases),
        *(
            at_most(f"S9 {said}", found.by_check[check], 0, "operations", found.cases)
            for said, check in counted.items()
        ),
        at_most("S9 answers unlike their description", other, 0, "operations", found.cases),
    ]
