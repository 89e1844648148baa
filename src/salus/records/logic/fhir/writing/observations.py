"""A measured value as an Observation. Each value of a panel is one of its own; an extension names the panel."""

from __future__ import annotations

from uuid import UUID

from salus.records.contract.observations import Observation
from salus.records.logic.fhir import naming
from salus.records.logic.fhir.writing.elements import (
    Element,
    coding,
    concept,
    extension,
    filled,
    moment,
    notes,
    quantity,
    reference,
    resource,
    words,
)

ABOUT = "~"


def observation(fact: Observation, patient_id: UUID) -> Element:
    """One value."""
    return resource(
        "Observation",
        fact,
        extension=_extensions(fact),
        status=fact.status.value,
        category=[coding(naming.OBSERVATION_CATEGORY, fact.category)],
        code=concept(fact.code_display, fact.code, fact.code_system),
        subject=reference("Patient", patient_id),
        encounter=reference("Encounter", fact.encounter_id),
        effectiveDateTime=moment(fact.effective_at),
        issued=moment(fact.recorded_at),
        **_value(fact),
        interpretation=[coding(naming.INTERPRETATION, fact.interpretation)] if fact.interpretation else None,
        note=notes(fact.note),
        method=words(fact.method),
        device={"display": fact.device} if fact.device else None,
        referenceRange=_limits(fact),
    )


def _value(fact: Observation) -> Element:
    value = quantity(fact.value, fact.unit)
    if value is None:
        return filled(valueString=fact.value_text)
    if fact.comparator not in (None, ABOUT):
        value["comparator"] = fact.comparator
    return {"valueQuantity": value}


def _limits(fact: Observation) -> list[Element]:
    limits = filled(
        low=quantity(fact.reference_low, fact.unit),
        high=quantity(fact.reference_high, fact.unit),
        text=fact.reference_text,
    )
    return [limits] if limits else []


def _extensions(fact: Observation) -> list[Element]:
    has_both = fact.value is not None and fact.value_text is not None
    alone = fact.unit if fact.value is None else None
    return [
        *extension(naming.SOURCE, "Code", fact.source.value),
        *extension(naming.QUALITY, "Decimal", fact.quality),
        *extension(naming.ORIGINAL_TEXT, "String", fact.original_text),
        *extension(naming.VALUE_TEXT, "String", fact.value_text if has_both else None),
        *extension(naming.ABOUT, "String", fact.comparator if fact.comparator == ABOUT or fact.value is None else None),
        *extension(naming.UNIT_ALONE, "String", alone),
        *extension(naming.PANEL_ID, "String", str(fact.panel_id) if fact.panel_id else None),
        *extension(naming.PANEL_CODE, "Code", fact.panel_code),
    ]
