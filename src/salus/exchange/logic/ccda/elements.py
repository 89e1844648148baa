"""Small readers of CDA elements. Elements are those of lxml; what is absent or has a nullFlavor is None."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

Element = Any
NS = "{urn:hl7-org:v3}"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
# OIDs of the code systems that C-CDA R2.1 names, as FHIR R4 names them (terminologies-systems.html).
SYSTEMS = {
    "2.16.840.1.113883.6.1": "http://loinc.org",
    "2.16.840.1.113883.6.96": "http://snomed.info/sct",
    "2.16.840.1.113883.6.88": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "2.16.840.1.113883.12.292": "http://hl7.org/fhir/sid/cvx",
    "2.16.840.1.113883.6.59": "http://hl7.org/fhir/sid/cvx",
    "2.16.840.1.113883.6.90": "http://hl7.org/fhir/sid/icd-10-cm",
    "2.16.840.1.113883.6.4": "http://www.cms.gov/Medicare/Coding/ICD10",
    "2.16.840.1.113883.6.103": "http://hl7.org/fhir/sid/icd-9-cm",
    "2.16.840.1.113883.6.104": "http://hl7.org/fhir/sid/icd-9-cm",
    "2.16.840.1.113883.6.12": "http://www.ama-assn.org/go/cpt",
    "2.16.840.1.113883.6.69": "http://hl7.org/fhir/sid/ndc",
    "2.16.840.1.113883.4.9": "http://fdasis.nlm.nih.gov",
    "2.16.840.1.113883.5.4": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
}
_TIME = re.compile(r"(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)?(\d\d)?(?:\.\d+)?)?([+-]\d{4})?")
UUID_FORM = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def path(*names: str) -> str:
    """A path of CDA names for find and iterfind; `.` and `..` stay as they are."""
    return "/".join(name if name.startswith(".") else f"{NS}{name}" for name in names)


def first(element: Element | None, *names: str) -> Element | None:
    """The first element at a path."""
    return None if element is None else element.find(path(*names))


def every(element: Element | None, *names: str) -> Iterator[Element]:
    """The elements at a path."""
    if element is not None:
        yield from element.iterfind(path(*names))


def attribute(element: Element | None, name: str) -> str | None:
    """An attribute's text without blanks around; None with a nullFlavor."""
    if element is None or element.get("nullFlavor"):
        return None
    value = element.get(name)
    return (value.strip() or None) if value else None


def templates(element: Element) -> set[str]:
    """The ids of the templates that an entry follows."""
    return {each.get("root", "") for each in every(element, "templateId")}


def words(element: Element | None) -> str | None:
    """All text inside, with single blanks."""
    if element is None:
        return None
    return " ".join("".join(element.itertext()).split()) or None


class Context:
    """What an entry needs to know of its document: the narrative that it points to, and the zone of its times."""

    def __init__(self, root: Element) -> None:
        self._narrative: dict[str, Element] = {}
        for each in root.iter():
            name = each.get("ID") if isinstance(each.tag, str) else None
            if name:
                self._narrative.setdefault(name, each)
        stamp = attribute(first(root, "effectiveTime"), "value") or ""
        found = _TIME.fullmatch(stamp)
        self._zone = found.group(7) if found else None

    def text(self, element: Element | None) -> str | None:
        """The words of an originalText or text element: its own, or those that its reference points to."""
        if element is None:
            return None
        own = words(element)
        if own:
            return own
        target = attribute(first(element, "reference"), "value") or ""
        return words(self._narrative.get(target.removeprefix("#")))

    def concept(self, element: Element | None, fallback: Element | None = None) -> dict[str, Any] | None:
        """A CodeableConcept: the code and its translations as given, and the words that stand for it."""
        if element is None:
            return None
        codings = [found for each in (element, *every(element, "translation")) if (found := _coding(each))]
        text = self.text(first(element, "originalText"))
        text = text or next((each["display"] for each in codings if "display" in each), None) or self.text(fallback)
        if not codings and not text:
            return None
        return {**({"coding": codings} if codings else {}), **({"text": text[:480]} if text else {})}

    def time(self, element: Element | None) -> str | None:
        """A TS as FHIR writes it. A time without a zone has the document's; without any, only its day counts."""
        found = _TIME.fullmatch(attribute(element, "value") or "")
        if found is None:
            return None
        year, month, day, hour, minute, second, zone = found.groups()
        zone = zone or self._zone
        if month is None:
            return year
        if day is None:
            return f"{year}-{month}"
        date = f"{year}-{month}-{day}"
        if hour is None or zone is None:
            return date
        return f"{date}T{hour}:{minute or '00'}:{second or '00'}{zone[:3]}:{zone[3:]}"

    def start(self, element: Element | None) -> str | None:
        """The beginning of a stretch of time, or the moment itself."""
        return self.time(element) or self.time(first(element, "low")) or self.time(first(element, "center"))

    def end(self, element: Element | None) -> str | None:
        """The end of a stretch of time."""
        return self.time(first(element, "high"))


def day_of(time: str | None) -> str | None:
    """The day of a date or time."""
    return time[:10] if time else None


def quantity(element: Element | None) -> dict[str, Any] | None:
    """A PQ as a Quantity; None where it holds no number."""
    value = attribute(element, "value")
    if value is None or not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", value):
        return None
    unit = attribute(element, "unit")
    found: dict[str, Any] = {"value": Decimal(value)}
    if unit and unit != "1":
        found |= {"unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    return found


def identity(element: Element) -> str | None:
    """The name under which the source knows an entry."""
    for each in every(element, "id"):
        root, extension = attribute(each, "root"), attribute(each, "extension")
        if root is None:
            continue
        if extension is None:
            return root.lower() if UUID_FORM.fullmatch(root) else root
        return f"{root}.{extension}"
    return None


def code_in(element: Element | None) -> str | None:
    """The bare code."""
    return attribute(element, "code")


def _coding(element: Element) -> Mapping[str, str] | None:
    code, system = attribute(element, "code"), attribute(element, "codeSystem")
    if code is None:
        return None
    display = attribute(element, "displayName")
    named = {"system": SYSTEMS.get(system, f"urn:oid:{system}")} if system else {}
    return {**named, "code": code, **({"display": display} if display else {})}
