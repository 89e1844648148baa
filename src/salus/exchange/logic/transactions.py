"""A transaction or batch of FHIR R4 taken apart: what each entry wants, whom it is about, whom its references mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from salus.exchange.contract import BundleRefused, ContentMalformed, Resource
from salus.exchange.logic.bundles import outcome
from salus.records.contract import PlacedEntry

MOST_ENTRIES = 5000
CONDITIONAL = ("Patient?", "Practitioner?")
BECAME_PART = "Taken, but not as a resource of its own: it tells of others in this bundle."


class Mode(StrEnum):
    """All entries or none, or each by itself."""

    TRANSACTION = "transaction"
    BATCH = "batch"


def mode_of(bundle: Resource) -> Mode:
    """What the sender wants; `ContentMalformed` where it is no bundle to be carried out."""
    wanted = next((each for each in Mode if bundle.get("type") == each.value), None)
    if bundle.get("resourceType") != "Bundle" or wanted is None:
        raise ContentMalformed("Post a Bundle of the type transaction or batch here.")
    return wanted


def entries_of(bundle: Resource) -> list[Resource]:
    """The entries; too many, or no list of objects, is refused."""
    entries = bundle.get("entry", [])
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise ContentMalformed("Bundle.entry is a list of entries.")
    if len(entries) > MOST_ENTRIES:
        raise ContentMalformed(f"A bundle holds at most {MOST_ENTRIES} entries.")
    return entries


def problem_of(entry: Resource) -> str | None:
    """Why an entry cannot be carried out; None when it is a create."""
    resource, request = entry.get("resource"), entry.get("request")
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        return "holds no resource"
    if not isinstance(request, dict) or request.get("method") != "POST":
        return "asks for something else than a create (POST); read and change resources one by one"
    if request.get("url") != resource["resourceType"]:
        return "must name the type of its resource as its url"
    return None


def check_all(entries: Sequence[Resource]) -> None:
    """Refuse the whole where one entry cannot be carried out."""
    problems = {f"Bundle.entry[{place}]": said for place, each in enumerate(entries) if (said := problem_of(each))}
    if problems:
        raise BundleRefused(fields={**problems})


def subject_of(entries: Sequence[Resource]) -> UUID | None:
    """The patient of ours whom all entries are about; None where the bundle brings its own."""
    if any(_type(entry) == "Patient" for entry in entries):
        return None
    found = {said for entry in entries if (said := _subject(entry)) is not None}
    if len(found) != 1:
        raise BundleRefused("A transaction is about one patient: bring a Patient, or refer to one Patient/id.")
    try:
        return UUID(found.pop().rpartition("Patient/")[2])
    except ValueError:
        raise BundleRefused("The patient that the entries refer to is neither in the bundle nor here.") from None


def conditional_references(entries: Sequence[Resource]) -> set[str]:
    """References that name a patient or practitioner by a number: `Patient?identifier=system|value`."""
    return {said for entry in entries for said in _references(entry.get("resource")) if said.startswith(CONDITIONAL)}


def identifier_in(reference: str) -> str:
    """The token inside a conditional reference; `BundleRefused` where it asks by anything else."""
    asked = parse_qs(reference.partition("?")[2])
    if set(asked) != {"identifier"} or len(asked["identifier"]) != 1:
        raise BundleRefused("A conditional reference asks by one identifier: Patient?identifier=system|value.")
    return asked["identifier"][0]


def with_references(value: Any, found: Mapping[str, str]) -> Any:
    """The same JSON with conditional references put as what they mean."""
    if isinstance(value, dict):
        return {
            name: found.get(each, each)
            if name == "reference" and isinstance(each, str)
            else with_references(each, found)
            for name, each in value.items()
        }
    return [with_references(each, found) for each in value] if isinstance(value, list) else value


def response_of(entries: Sequence[Resource], placed: Sequence[PlacedEntry], address: str) -> Resource:
    """What became of each entry of a transaction."""
    by_place = {each.place: each for each in placed}
    return {
        "resourceType": "Bundle",
        "type": "transaction-response",
        "entry": [{"response": _response(by_place.get(place), address)} for place in range(len(entries))],
    }


def written(placed: PlacedEntry, address: str) -> Resource:
    """How a create is answered: where the resource is, in which version."""
    return {
        "status": "201 Created" if placed.is_new else "200 OK",
        "location": f"{address}/{placed.resource_type}/{placed.id}/_history/{placed.version}",
        "etag": f'W/"{placed.version}"',
    }


def _response(placed: PlacedEntry | None, address: str) -> Resource:
    if placed is None:
        return {"status": "200 OK", "outcome": outcome("information", "informational", BECAME_PART)}
    return written(placed, address)


def _type(entry: Resource) -> object:
    resource = entry.get("resource")
    return resource.get("resourceType") if isinstance(resource, dict) else None


def _subject(entry: Resource) -> str | None:
    resource = entry.get("resource") or {}
    said = resource.get("subject") or resource.get("patient")
    found = said.get("reference") if isinstance(said, dict) else None
    return found if isinstance(found, str) else None


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            if name == "reference" and isinstance(each, str):
                yield each
            elif isinstance(each, (dict, list)):
                yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)
