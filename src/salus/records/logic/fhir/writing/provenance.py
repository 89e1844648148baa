"""Where a fact came from, as a Provenance: who or what made it, from which document, accepted by whom."""

from __future__ import annotations

from decimal import Decimal

from salus.records.contract.views import Provenance
from salus.records.logic.fhir import naming
from salus.records.logic.fhir.writing.elements import Element, coding, extension, filled, moment, reference, words


def provenance(origin: Provenance, target: str) -> Element:
    """The origin of one entry; `target` is its relative reference."""
    confidence = None if origin.confidence is None else Decimal(str(round(origin.confidence, 6)))
    return {
        "resourceType": "Provenance",
        "id": str(origin.id),
        "meta": {"versionId": "1", "lastUpdated": moment(origin.recorded_at)},
        **filled(
            extension=[
                *extension(naming.PAGE, "PositiveInt", origin.page),
                *extension(naming.QUOTE, "String", origin.quote),
                *extension(naming.CONFIDENCE, "Decimal", confidence),
                *extension(naming.DIGEST, "String", origin.inputs_digest),
            ],
            target=[{"reference": target}],
            recorded=moment(origin.recorded_at),
            activity=words(origin.activity.value),
            agent=_agents(origin),
            entity=_entities(origin),
        ),
    }


def _agents(origin: Provenance) -> list[Element]:
    agents = []
    if origin.model is not None:
        name = f"{origin.model} {origin.model_version or ''}".strip()
        agents.append({"type": coding(naming.PROVENANCE_AGENT, "assembler"), "who": {"display": name}})
    if origin.accepted_by is not None:
        agents.append(_person("verifier", str(origin.accepted_by)))
    if origin.recorded_by is not None:
        agents.append(_person("enterer", str(origin.recorded_by)))
    return agents or [{"who": {"display": "Salus"}}]


def _person(part: str, user_id: str) -> Element:
    return {
        "type": coding(naming.PROVENANCE_AGENT, part),
        "who": {"identifier": {"system": naming.USER, "value": user_id}},
    }


def _entities(origin: Provenance) -> list[Element]:
    what = reference("DocumentReference", origin.document_id)
    return [{"role": "source", "what": what}] if what else []
