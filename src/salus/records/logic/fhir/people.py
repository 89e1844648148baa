"""Patients, practitioners and care relationships as FHIR R4 writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from salus.records.contract.facts import NewEncounter
from salus.records.contract.importing import PatientNotUsable
from salus.records.contract.people import (
    Address,
    ContactPoint,
    Identifier,
    NewPatient,
    NewPractitioner,
    Sex,
)
from salus.records.logic.fhir import naming
from salus.records.logic.fhir.drafts import FactDraft, TeamDraft
from salus.records.logic.fhir.elements import Resource, boolean, day, extensions, first, items, moment, text, words

UNNAMED_SYSTEM = "urn:salus:import"


def patient(resource: Resource) -> NewPatient:
    """A person; `PatientNotUsable` without a name or a complete birth date."""
    name = _official_name(resource)
    birth_date = day(resource.get("birthDate"))
    given, family = _given(name), text(name, "family")
    if birth_date is None or not (given or family):
        raise PatientNotUsable
    sexes = {each.value: each for each in Sex}
    identifiers = tuple(_identifiers(resource))
    return NewPatient(
        given=(given or "") if family else "",  # one name only is kept as the family name
        family=family or given or "",
        birth_date=birth_date,
        sex=sexes.get(text(resource, "gender") or "", Sex.UNKNOWN),
        identifiers=identifiers or (Identifier(UNNAMED_SYSTEM, text(resource, "id") or "unnamed"),),
        telecom=tuple(_contacts(resource)),
        address=_address(first(resource, "address")),
        is_pregnant=boolean(extensions(resource).get(naming.PREGNANT)),
        language=_language(resource),
        deceased_at=moment(resource.get("deceasedDateTime")),
    )


def practitioner(resource: Resource) -> NewPractitioner | None:
    """A practitioner; None without a name."""
    name = _official_name(resource)
    family = text(name, "family") or text(name, "text")
    if family is None:
        return None
    prefix = name.get("prefix")
    return NewPractitioner(
        given=_given(name) or "",
        family=family,
        prefix=prefix[0] if isinstance(prefix, list) and prefix and isinstance(prefix[0], str) else None,
        specialty=words(first(resource, "qualification").get("code")),
        identifiers=tuple(_identifiers(resource)),
        telecom=tuple(_contacts(resource)),
        is_active=resource.get("active") is not False,
    )


def team_of_visits(visits: Iterable[FactDraft]) -> tuple[TeamDraft, ...]:
    """Who saw the patient, from the first visit to the last; only whoever was seen last still treats.

    Bundles without a CareTeam say it no better: whoever saw the patient once, years ago, has no standing access.
    """
    spans: dict[str, list[NewEncounter]] = {}
    for visit in visits:
        if visit.practitioner_origin is not None and isinstance(visit.new, NewEncounter):
            spans.setdefault(visit.practitioner_origin, []).append(visit.new)
    last = {origin: max(visit.start_at for visit in visits) for origin, visits in spans.items()}
    newest = max(last.values(), default=None)
    return tuple(
        TeamDraft(
            origin,
            "seen at visits",
            min(visit.start_at for visit in visits),
            None if last[origin] == newest else max(last[origin], *(v.end_at for v in visits if v.end_at)),
        )
        for origin, visits in spans.items()
    )


def _official_name(resource: Resource) -> Resource:
    names = list(items(resource, "name"))
    return next((name for name in names if text(name, "use") == "official"), names[0] if names else {})


def _given(name: Resource) -> str | None:
    given = name.get("given")
    parts = [part.strip() for part in given if isinstance(part, str)] if isinstance(given, list) else []
    return " ".join(part for part in parts if part) or None


def _identifiers(resource: Resource) -> Iterator[Identifier]:
    seen = set()
    for each in items(resource, "identifier"):
        system, value = text(each, "system"), text(each, "value")
        if system and value and (system, value) not in seen:
            seen.add((system, value))
            yield Identifier(system, value)


def _contacts(resource: Resource) -> Iterator[ContactPoint]:
    for each in items(resource, "telecom"):
        system, value = text(each, "system"), text(each, "value")
        if system and value:
            yield ContactPoint(system, value, text(each, "use"))


def _address(address: Resource) -> Address | None:
    lines = address.get("line")
    line = ", ".join(each for each in lines if isinstance(each, str)) if isinstance(lines, list) else ""
    found = Address(
        line or None,
        text(address, "city"),
        text(address, "state"),
        text(address, "postalCode"),
        text(address, "country"),
    )
    return found if found != Address() else None


def _language(resource: Resource) -> str | None:
    """BCP 47 code of the first language that the person speaks."""
    return text(first(first(resource, "communication").get("language"), "coding"), "code")
