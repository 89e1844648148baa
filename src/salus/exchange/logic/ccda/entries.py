"""Entries of C-CDA R2.1 as FHIR R4 resources, one reader a template: gives a resource, or says why there is none."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from salus.exchange.logic.ccda.elements import (
    XSI_TYPE,
    Context,
    Element,
    attribute,
    code_in,
    day_of,
    every,
    first,
    quantity,
    templates,
    words,
)

Resource = dict[str, Any]
BASE = "2.16.840.1.113883.10.20.22.4"  # template ids of C-CDA R2.1, volume 2
PROBLEM, PROBLEM_STATUS, ENCOUNTER_DIAGNOSIS = f"{BASE}.4", f"{BASE}.6", f"{BASE}.80"
REACTION, SEVERITY, CRITICALITY, ALLERGY_STATUS = f"{BASE}.9", f"{BASE}.8", f"{BASE}.145", f"{BASE}.28"
INDICATION = f"{BASE}.19"
# SNOMED CT, value set Problem Status (2.16.840.1.113883.3.88.12.80.68).
STATUSES = {"55561003": "active", "73425007": "inactive", "413322009": "resolved"}
SEVERITIES = {
    "255604002": "mild",
    "6736007": "moderate",
    "24484000": "severe",
    "371923003": "mild",
    "371924009": "moderate",
}
CRITICALITIES = {"CRITL": "low", "CRITH": "high", "CRITU": "unable-to-assess"}
# SNOMED CT, value set Allergy and Intolerance Type: what it is and against what.
ALLERGY_TYPES = {
    "416098002": ("allergy", "medication"), "414285001": ("allergy", "food"), "419199007": ("allergy", None),
    "426232007": ("allergy", "environment"), "59037007": ("intolerance", "medication"),
    "235719002": ("intolerance", "food"), "419511003": (None, "medication"), "418471000": (None, "food"),
    "418038007": (None, None), "420134006": (None, None),
}  # fmt: skip
ACT_STATUS = {
    "completed": "completed", "active": "in-progress", "aborted": "stopped", "cancelled": "not-done", "held": "on-hold",
}  # fmt: skip
DRUG_STATUS = {"completed": "completed", "active": "active", "aborted": "stopped", "held": "on-hold"}
INTERPRETATIONS = frozenset({"N", "L", "H", "LL", "HH", "A", "AA"})
NEGATED = "is negated: it says what is not so, and stays in the narrative"


class Left(Exception):
    """Why an entry becomes nothing, in words for the report."""


def problem(entry: Element, context: Context) -> Resource:
    """Problem observation."""
    if _is_negated(entry):
        raise Left(NEGATED)
    when = first(entry, "effectiveTime")
    end = context.end(when)
    said = STATUSES.get(code_in(_value_of(entry, PROBLEM_STATUS)) or "")
    status = said or ("resolved" if end or first(when, "high") is not None else "active")
    is_over = status in ("inactive", "resolved")
    return _filled(
        resourceType="Condition",
        clinicalStatus=_coded(status),
        category=[_coded("encounter-diagnosis" if _is_diagnosis(entry) else "problem-list-item")],
        code=_needed(context.concept(first(entry, "value"), first(entry, "text"))),
        onsetDateTime=day_of(context.start(when)),
        abatementDateTime=day_of(end) if is_over else None,
        bodySite=_one(context.concept(first(entry, "targetSiteCode"))),
    )


def allergy(entry: Element, context: Context) -> Resource:
    """Allergy and intolerance observation."""
    if _is_negated(entry):
        raise Left(NEGATED)
    substance = first(entry, "participant", "participantRole", "playingEntity")
    code = context.concept(first(substance, "code")) or _text(words(first(substance, "name")))
    kind, category = ALLERGY_TYPES.get(code_in(first(entry, "value")) or "", (None, None))
    when = first(entry, "effectiveTime")
    reactions = [each for each in _related(entry) if REACTION in templates(each)]
    manifestations = [
        found for each in reactions if (found := context.concept(first(each, "value"), first(each, "text")))
    ]
    severity = SEVERITIES.get(code_in(next((first(e, "value") for e in _deep(entry, SEVERITY)), None)) or "")
    status = STATUSES.get(code_in(_value_of(entry, ALLERGY_STATUS)) or "")
    reaction = _filled(manifestation=manifestations, severity=severity)
    return _filled(
        resourceType="AllergyIntolerance",
        clinicalStatus=_coded(status or ("resolved" if context.end(when) else "active")),
        type=kind,
        category=[category] if category else None,
        criticality=CRITICALITIES.get(code_in(_value_of(entry, CRITICALITY)) or ""),
        code=_needed(code),
        onsetDateTime=day_of(context.start(when)),
        reaction=[reaction] if reaction else None,
    )


def medication(entry: Element, context: Context) -> Resource:
    """Medication activity."""
    times = list(every(entry, "effectiveTime"))
    span = next((each for each in times if first(each, "low") is not None or first(each, "high") is not None), None)
    rhythm = next((each for each in times if each.get(XSI_TYPE, "").endswith(("PIVL_TS", "EIVL_TS"))), None)
    status = "intended" if entry.get("moodCode") == "INT" else "active"
    status = DRUG_STATUS.get(code_in(first(entry, "statusCode")) or "", status)
    if entry.get("moodCode") == "INT" and status == "completed":
        status = "active"  # an order that was written, not a course that is over
    dose = quantity(first(entry, "doseQuantity"))
    dosage = _filled(
        text=context.text(first(entry, "text")),
        timing=_rhythm(rhythm),
        asNeededBoolean=True if first(entry, "precondition") is not None else None,
        route=context.concept(first(entry, "routeCode")),
        doseAndRate=[{"doseQuantity": dose}] if dose else None,
    )
    reasons = [first(each, "value") for each in _related(entry) if INDICATION in templates(each)]
    return _filled(
        resourceType="MedicationStatement",
        status="not-taken" if _is_negated(entry) else status,
        medicationCodeableConcept=_needed(_product(entry, context)),
        effectivePeriod=_filled(
            start=day_of(context.start(span if span is not None else _plain(times))), end=day_of(context.end(span))
        ),
        reasonCode=_one(context.concept(reasons[0])) if reasons else None,
        dosage=[dosage] if dosage else None,
    )


def immunization(entry: Element, context: Context) -> Resource:
    """Immunization activity."""
    is_refused = _is_negated(entry)
    dose = quantity(first(entry, "repeatNumber"))
    return _filled(
        resourceType="Immunization",
        status="not-done" if is_refused else "completed",
        vaccineCode=_needed(_product(entry, context)),
        occurrenceDateTime=day_of(context.start(first(entry, "effectiveTime"))),
        lotNumber=words(first(entry, "consumable", "manufacturedProduct", "manufacturedMaterial", "lotNumberText")),
        site=context.concept(first(entry, "approachSiteCode")),
        protocolApplied=[{"doseNumberPositiveInt": dose["value"]}] if dose else None,
    )


def procedure(entry: Element, context: Context) -> Resource:
    """Procedure activity: act, observation or procedure."""
    when = first(entry, "effectiveTime")
    start, end = context.start(when), context.end(when)
    status = ACT_STATUS.get(code_in(first(entry, "statusCode")) or "", "unknown")
    return _filled(
        resourceType="Procedure",
        status="not-done" if _is_negated(entry) else status,
        code=_needed(context.concept(first(entry, "code"), first(entry, "text"))),
        performedPeriod=_filled(start=start, end=end) if end else None,
        performedDateTime=None if end else start,
        bodySite=_one(context.concept(first(entry, "targetSiteCode"))),
    )


def encounter(entry: Element, context: Context) -> Resource:
    """Encounter activity."""
    when = first(entry, "effectiveTime")
    place = next((each for each in every(entry, "participant") if each.get("typeCode") == "LOC"), None)
    name = words(first(place, "participantRole", "playingEntity", "name"))
    return _filled(
        resourceType="Encounter",
        status="finished",
        **{"class": {"code": "AMB"}},
        type=_one(context.concept(first(entry, "code"), first(entry, "text"))),
        period=_filled(start=context.start(when), end=context.end(when)),
        serviceProvider={"display": name} if name else None,
    )


def result(entry: Element, context: Context) -> Resource:
    """Result observation."""
    return _measured(entry, context, "laboratory")


def vital_sign(entry: Element, context: Context) -> Resource:
    """Vital sign observation."""
    return _measured(entry, context, "vital-signs")


def social_history(entry: Element, context: Context) -> Resource:
    """Social history observation: smoking status and the like."""
    return _measured(entry, context, "social-history")


def family_history(organizer: Element, context: Context) -> Resource:
    """Family history organizer: one relative with what they had."""
    subject = first(organizer, "subject", "relatedSubject")
    relative = context.concept(first(subject, "code"))
    if relative is None:
        raise Left("names no relationship")
    diseases = []
    for each in every(organizer, "component", "observation"):
        if _is_negated(each):
            continue
        code = context.concept(first(each, "value"), first(each, "text"))
        age = next((quantity(first(e, "value")) for e in _related(each) if f"{BASE}.31" in templates(e)), None)
        if code is not None:
            diseases.append(_filled(code=code, onsetAge=age))
    dead = attribute(first(subject, "subject", "{urn:hl7-org:sdtc}deceasedInd"), "value")
    return _filled(
        resourceType="FamilyMemberHistory",
        status="completed",
        relationship=_text(relative.get("text")) or relative,
        deceasedBoolean={"true": True, "false": False}.get(dead or ""),
        condition=diseases,
    )


READERS: dict[str, tuple[str, Callable[[Element, Context], Resource]]] = {
    PROBLEM: ("Condition", problem),
    f"{BASE}.7": ("AllergyIntolerance", allergy),
    f"{BASE}.16": ("MedicationStatement", medication),
    f"{BASE}.52": ("Immunization", immunization),
    f"{BASE}.12": ("Procedure", procedure),
    f"{BASE}.13": ("Procedure", procedure),
    f"{BASE}.14": ("Procedure", procedure),
    f"{BASE}.49": ("Encounter", encounter),
    f"{BASE}.2": ("Observation", result),
    f"{BASE}.27": ("Observation", vital_sign),
    f"{BASE}.38": ("Observation", social_history),
    f"{BASE}.78": ("Observation", social_history),
    f"{BASE}.85": ("Observation", social_history),
    f"{BASE}.45": ("FamilyMemberHistory", family_history),
}


def _measured(entry: Element, context: Context, category: str) -> Resource:
    if _is_negated(entry):
        raise Left(NEGATED)
    value = first(entry, "value")
    limits = first(entry, "referenceRange", "observationRange")
    interpretation = code_in(first(entry, "interpretationCode"))
    return _filled(
        resourceType="Observation",
        status="final" if code_in(first(entry, "statusCode")) in (None, "completed") else "preliminary",
        category=[_coded(category)],
        code=_needed(context.concept(first(entry, "code"), first(entry, "text"))),
        effectiveDateTime=context.start(first(entry, "effectiveTime")),
        **_value(value, context),
        interpretation=[_coded(interpretation)] if interpretation in INTERPRETATIONS else None,
        referenceRange=_limits(limits, context),
    )


def _value(value: Element | None, context: Context) -> Resource:
    """Whichever value there is; none where it has a nullFlavor."""
    kind = "" if value is None else value.get(XSI_TYPE, "").rpartition(":")[2]
    if value is None or value.get("nullFlavor"):
        raise Left("has no value")
    if kind in ("PQ", "REAL", "INT"):
        found = quantity(value)
        if found is None:
            raise Left("has no value")
        return {"valueQuantity": found}
    if kind in ("CD", "CE", "CO", "CV"):
        return {"valueCodeableConcept": _needed(context.concept(value))}
    if kind == "IVL_PQ":
        return _interval(value)
    if kind == "BL":
        return {"valueBoolean": value.get("value") == "true"}
    text = words(value) or attribute(value, "value")
    if text is None:
        raise Left("has no value")
    return {"valueString": text}


def _interval(value: Element) -> Resource:
    """An open interval is a comparator; a closed one is words."""
    low, high = quantity(first(value, "low")), quantity(first(value, "high"))
    if low and high:
        return {"valueString": f"{low['value']} to {high['value']} {high.get('unit', '')}".strip()}
    if low:
        return {"valueQuantity": {**low, "comparator": ">="}}
    if high:
        return {"valueQuantity": {**high, "comparator": "<="}}
    raise Left("has no value")


def _limits(limits: Element | None, context: Context) -> list[Resource] | None:
    value = first(limits, "value")
    found = _filled(
        low=quantity(first(value, "low")), high=quantity(first(value, "high")), text=context.text(first(limits, "text"))
    )
    return [found] if found else None


def _product(entry: Element, context: Context) -> Resource | None:
    material = first(entry, "consumable", "manufacturedProduct", "manufacturedMaterial")
    return context.concept(first(material, "code"), first(entry, "text")) or _text(words(first(material, "name")))


def _rhythm(element: Element | None) -> Resource | None:
    period = quantity(first(element, "period"))
    if period is None or "unit" not in period:
        return None
    return {
        "repeat": {
            "frequency": Decimal(1),
            "period": period["value"],
            "periodUnit": period["unit"],
        }
    }


def _plain(times: list[Element]) -> Element | None:
    return next((each for each in times if attribute(each, "value")), None)


def _related(entry: Element) -> list[Element]:
    """What stands inside entryRelationships, one level down."""
    return [child for each in every(entry, "entryRelationship") for child in each if isinstance(child.tag, str)]


def _deep(entry: Element, template: str) -> list[Element]:
    return [each for each in entry.iter() if isinstance(each.tag, str) and template in templates(each)]


def _value_of(entry: Element, template: str) -> Element | None:
    return next((first(each, "value") for each in _related(entry) if template in templates(each)), None)


def _is_negated(entry: Element) -> bool:
    return bool(entry.get("negationInd") == "true")


def _is_diagnosis(entry: Element) -> bool:
    above = entry.getparent()
    return any(
        ENCOUNTER_DIAGNOSIS in templates(each)
        for each in (above, *(above.iterancestors() if above is not None else ()))
    )


def _needed(concept: Resource | None) -> Resource:
    if concept is None:
        raise Left("has neither code nor words")
    return concept


def _coded(code: str) -> Resource:
    return {"coding": [{"code": code}]}


def _text(text: str | None) -> Resource | None:
    return {"text": text[:480]} if text else None


def _one(concept: Resource | None) -> list[Resource] | None:
    return [concept] if concept else None


def _filled(**parts: Any) -> Resource:
    return {name: value for name, value in parts.items() if value not in (None, [], {})}
