"""A whole C-CDA document: its person, its entries as resources with their places, its narrative, and what was left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from salus.exchange.logic.ccda.elements import (
    NS,
    Context,
    Element,
    attribute,
    code_in,
    every,
    first,
    identity,
    templates,
    words,
)
from salus.exchange.logic.ccda.entries import BASE, READERS, Left, Resource

GENDERS = {"M": "male", "F": "female", "UN": "other"}
TELECOM = {"tel": "phone", "mailto": "email", "fax": "fax"}
# Entries inside entries that tell of the one around them, and of nothing by themselves.
INSIDE_OTHERS = frozenset(f"{BASE}.{number}" for number in ("45",))


@dataclass(slots=True)
class CcdaReading:
    """What a document became: entries for the record, each with its place, and the narrative of every section."""

    entries: list[Resource] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    narrative: list[tuple[str, list[str]]] = field(default_factory=list)
    title: str = "Clinical document"


def is_ccda(root: Element) -> bool:
    """Whether this is a CDA document at all."""
    return bool(root.tag == f"{NS}ClinicalDocument")


def read_ccda(root: Element) -> CcdaReading:
    """Everything that the record can hold, in the order of the document."""
    context, reading = Context(root), CcdaReading(title=words(first(root, "title")) or "Clinical document")
    _add(reading, _patient(first(root, "recordTarget", "patientRole"), context), "recordTarget")
    used: dict[str, int] = {}
    for section in root.iter(f"{NS}section"):
        name = words(first(section, "title")) or code_in(first(section, "code")) or "section"
        text = first(section, "text")
        if text is not None and (lines := list(_lines(text))):
            reading.narrative.append((name, lines))
        for number, entry in enumerate(every(section, "entry"), start=1):
            for found in _readable(entry):
                _read(reading, found, context, f"{name}, entry {number}", used)
            if not any(True for _ in _readable(entry)):
                reading.left.append(("Entry", f"of the section {name[:60]} has no place yet"))
    return reading


def _readable(entry: Element) -> Iterator[Element]:
    """The outermost elements inside an entry that a reader knows; relatives keep what is inside them to themselves."""
    for child in entry:
        if isinstance(child.tag, str):
            yield from _descend(child)


def _descend(element: Element) -> Iterator[Element]:
    found = templates(element) & READERS.keys()
    if found:
        yield element
        if found & INSIDE_OTHERS or f"{BASE}.49" not in found:
            return  # only a visit holds facts of their own: its diagnoses
    for child in element:
        if isinstance(child.tag, str):
            yield from _descend(child)


def _read(reading: CcdaReading, element: Element, context: Context, place: str, used: dict[str, int]) -> None:
    template = min(templates(element) & READERS.keys())
    kind, reader = READERS[template]
    try:
        resource = reader(element, context)
    except Left as reason:
        reading.left.append((kind, str(reason)))
        return
    name = identity(element)
    if name is not None:
        # Documents repeat ids of entries that differ; each is an entry of its own.
        used[f"{kind}/{name}"] = used.get(f"{kind}/{name}", 0) + 1
        again = used[f"{kind}/{name}"]
        resource["id"] = name if again == 1 else f"{name}~{again}"
    _add(reading, resource, place)


def _add(reading: CcdaReading, resource: Resource, place: str) -> None:
    reading.entries.append({"resource": resource})
    reading.places.append(place)


def _patient(role: Element | None, context: Context) -> Resource:
    person = first(role, "patient")
    names = [_name(each) for each in every(person, "name")]
    return {
        "resourceType": "Patient",
        "identifier": [
            {"system": f"urn:oid:{root}", "value": value}
            for each in every(role, "id")
            if (root := attribute(each, "root")) and (value := attribute(each, "extension"))
        ],
        "name": [each for each in names if each],
        "gender": GENDERS.get(code_in(first(person, "administrativeGenderCode")) or "", "unknown"),
        "birthDate": (context.time(first(person, "birthTime")) or "")[:10],
        "address": [_address(each) for each in every(role, "addr")][:1],
        "telecom": [found for each in every(role, "telecom") if (found := _telecom(each))],
    }


def _name(name: Element) -> Resource:
    given = [text for each in every(name, "given") if (text := words(each))]
    family = words(first(name, "family"))
    use = {"use": "official"} if name.get("use") == "L" else {}
    return {**use, **({"family": family} if family else {}), **({"given": given} if given else {})}


def _address(address: Element) -> Resource:
    named = {"city": "city", "state": "state", "postalCode": "postalCode", "country": "country"}
    found: dict[str, Any] = {ours: text for theirs, ours in named.items() if (text := words(first(address, theirs)))}
    lines = [text for each in every(address, "streetAddressLine") if (text := words(each))]
    return {**found, **({"line": lines} if lines else {})}


def _telecom(element: Element) -> Resource | None:
    scheme, colon, value = (attribute(element, "value") or "").partition(":")
    if not colon:
        return {"system": "phone", "value": scheme} if scheme else None
    return {"system": TELECOM.get(scheme, "other"), "value": value} if value else None


def _lines(text: Element) -> Iterator[str]:
    """The narrative block as lines: a row of a table, an item of a list, a paragraph each."""
    blocks = ("tr", "item", "paragraph", "caption")
    found = [each for each in text.iter() if isinstance(each.tag, str) and each.tag.removeprefix(NS) in blocks]
    outer = [each for each in found if not any(above in found for above in each.iterancestors())]
    if not outer:
        if line := words(text):
            yield line
        return
    for each in outer:
        cells = [words(cell) or "" for cell in each if isinstance(cell.tag, str)]
        if line := (" | ".join(cells) if each.tag == f"{NS}tr" else words(each)):
            yield line
