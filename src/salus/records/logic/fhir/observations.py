"""Observations of FHIR R4 as measured values: single ones, and panels whose components become values of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from salus.clinical.codes import Loinc
from salus.records.contract.observations import NewObservation
from salus.records.contract.vocabulary import (
    FactSource,
    Interpretation,
    ObservationCategory,
    ObservationStatus,
)
from salus.records.logic.fhir import naming
from salus.records.logic.fhir.elements import (
    Resource,
    boolean,
    code_in,
    coded,
    extensions,
    first,
    items,
    moment,
    number,
    obj,
    text,
    words,
)
from salus.records.logic.fhir.facts import Unusable

CATEGORIES = {each.value: each for each in ObservationCategory} | {"vital-sign": ObservationCategory.VITAL_SIGNS}
STATUSES = {each.value: each for each in ObservationStatus}
INTERPRETATIONS = {each.value: each for each in Interpretation}


def observations(resource: Resource, origin: str) -> Iterator[tuple[str, NewObservation]]:
    """The values of an Observation with what tells them apart: "" for its own value, the code for a component.

    `origin` is the name of the Observation at its source; the components of one panel share an id made of it.
    """
    at = _effective(resource)
    whole = _one(resource, resource, at)
    parts = [_one(component, resource, at) for component in items(resource, "component")]
    said = [(part.code, part) for part in parts if part is not None]
    if whole is None and not said:
        raise Unusable("has no value")
    if whole is not None:
        yield "", _with_extensions(whole, resource)
    code = coded(resource.get("code"), Loinc.system)
    panel_id = panel_id_of(origin) if code and code.code else None
    for number_of_code, (key, part) in enumerate(said):
        twin = sum(1 for earlier, _ in said[:number_of_code] if earlier == key)
        name = f"{key}.{twin}" if twin else key
        yield name, replace(part, panel_id=panel_id, panel_code=code.code if code else None)


def panel_id_of(name: str) -> UUID:
    """The same id for the same panel of a source."""
    return uuid5(NAMESPACE_OID, f"salus:panel:{name}")


def _one(said: Resource, whole: Resource, at: datetime) -> NewObservation | None:
    """The value of an Observation or component; None where there is none, which is said so and never guessed."""
    value = _value(said)
    if value is None:
        return None
    code = coded(said.get("code"), Loinc.system)
    if code is None or code.code is None or code.code_system is None:
        raise Unusable("has no code")
    limits = first(said, "referenceRange")
    return NewObservation(
        code=code.code,
        code_display=code.display,
        code_system=code.code_system,
        effective_at=at,
        reference_low=number(obj(limits, "low").get("value")),
        reference_high=number(obj(limits, "high").get("value")),
        reference_text=text(limits, "text"),
        interpretation=INTERPRETATIONS.get(code_in(first(said, "interpretation")) or ""),
        status=STATUSES.get(text(whole, "status") or "", ObservationStatus.UNKNOWN),
        category=_category(whole),
        method=words(whole.get("method")),
        device=text(obj(whole, "device"), "display"),
        note=text(first(whole, "note"), "text"),
        source=FactSource.IMPORT,
        **value,
    )


def _with_extensions(new: NewObservation, resource: Resource) -> NewObservation:
    """What only our own extensions say, where the value was written by a Salus."""
    said = extensions(resource)
    if not said:
        return new
    panel_id = text(said, naming.PANEL_ID)
    return replace(
        new,
        quality=number(said.get(naming.QUALITY)),
        original_text=text(said, naming.ORIGINAL_TEXT),
        value_text=new.value_text or text(said, naming.VALUE_TEXT),
        comparator=new.comparator or text(said, naming.ABOUT),
        unit=new.unit or text(said, naming.UNIT_ALONE),
        panel_id=panel_id_of(panel_id) if panel_id else None,
        panel_code=text(said, naming.PANEL_CODE),
    )


def _value(said: Resource) -> dict[str, Any] | None:
    """Whichever value[x] is there, as the fields of an observation."""
    quantity = obj(said, "valueQuantity")
    value = number(quantity.get("value"))
    if value is not None:
        comparator = text(quantity, "comparator")
        return {
            "value": value,
            "unit": _unit(quantity),
            "comparator": comparator if comparator in ("<", "<=", ">", ">=") else None,
        }
    whole = number(said.get("valueInteger"))
    if whole is not None:
        return {"value": whole}
    found = words(said.get("valueCodeableConcept")) or text(said, "valueString") or text(said, "valueDateTime")
    answer = boolean(said.get("valueBoolean"))
    if found is None and answer is not None:
        found = "yes" if answer else "no"
    return None if found is None else {"value_text": found}


def _unit(quantity: Resource) -> str | None:
    """The naming.UCUM code; older Synthea writes the annotation {score} with round brackets."""
    code = text(quantity, "code") if text(quantity, "system") in (naming.UCUM, None) else None
    unit = code or text(quantity, "unit")
    return f"{{{unit[1:-1]}}}" if unit and unit.startswith("(") and unit.endswith(")") else unit


def _category(resource: Resource) -> ObservationCategory:
    for category in items(resource, "category"):
        found = CATEGORIES.get(code_in(category) or "")
        if found is not None:
            return found
    return ObservationCategory.EXAM


def _effective(resource: Resource) -> datetime:
    at = (
        moment(resource.get("effectiveDateTime"))
        or moment(resource.get("effectiveInstant"))
        or moment(obj(resource, "effectivePeriod").get("start"))
    )
    if at is None:
        raise Unusable("has no full date")
    return at
