"""The capability statement, made from what is registered: it cannot promise what no route answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from salus.exchange.contract import Parameter, Resource

FHIR_VERSION = "4.0.1"
DEFINITION = "http://hl7.org/fhir/OperationDefinition/Patient-everything"
PATIENT = Parameter("patient", "reference", documentation="Required, but for a search by _id alone.")


@dataclass(frozen=True, slots=True)
class Served:
    """One type of resource as it is served."""

    name: str
    interactions: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ()
    includes: tuple[str, ...] = ()
    operations: tuple[tuple[str, str], ...] = ()
    has_versions: bool = False
    documentation: str | None = None


def capability_statement(
    address: str, version: str, at: datetime, served: Sequence[Served], system: Sequence[str]
) -> Resource:
    """What this server can do."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": at.isoformat().replace("+00:00", "Z"),
        "publisher": "Salus",
        "kind": "instance",
        "software": {"name": "Salus", "version": version},
        "implementation": {"description": "The records of this clinic", "url": address},
        "fhirVersion": FHIR_VERSION,
        "format": ["json", "application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "documentation": (
                    "Every search is about one patient whose chart the reader may open; each access is audited. "
                    "Unknown parameters are ignored and told, or refused with Prefer: handling=strict. Writes take an "
                    "Idempotency-Key. The values of a panel are Observations of their own that name it in an extension."
                ),
                "security": {
                    "cors": False,
                    "description": "A bearer token of this clinic, as for /api/v1.",
                },
                "resource": [_resource(each) for each in served],
                **({"interaction": [{"code": code} for code in system]} if system else {}),
            }
        ],
    }


def _resource(served: Served) -> Resource:
    described: Resource = {
        "type": served.name,
        "interaction": [{"code": code} for code in served.interactions],
        "versioning": "versioned" if served.has_versions else "no-version",
        "readHistory": served.has_versions,
    }
    if served.documentation:
        described["documentation"] = served.documentation
    if "update" in served.interactions:
        described |= {"versioning": "versioned-update", "updateCreate": False}
    if served.includes:
        described["searchRevInclude"] = list(served.includes)
    if served.parameters:
        described["searchParam"] = [_parameter(each) for each in served.parameters]
    if served.operations:
        described["operation"] = [{"name": name, "definition": definition} for name, definition in served.operations]
    return described


def _parameter(parameter: Parameter) -> Resource:
    described = {"name": parameter.name, "type": parameter.type}
    return {**described, "documentation": parameter.documentation} if parameter.documentation else described
