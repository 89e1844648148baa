"""One FHIR R4 bundle as one chart to be written, with a tally of what was taken, what it became and what was left."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from salus.records.contract.facts import NewCodedFact
from salus.records.contract.importing import ImportReport, NotABundle
from salus.records.contract.observations import NewObservation
from salus.records.logic.fhir import people
from salus.records.logic.fhir.drafts import ChartDraft, FactDraft, PractitionerDraft, TeamDraft
from salus.records.logic.fhir.elements import Resource, coded, first, items, moment, obj, text, words
from salus.records.logic.fhir.facts import READERS, Unusable
from salus.records.logic.fhir.observations import observations, panel_id_of
from salus.records.logic.validation import is_number, problems_of

BECAME = {
    "Patient": "the patient",
    "Practitioner": "practitioners",
    "CareTeam": "care relationships",
    "Organization": "the place of visits",
    "Medication": "the name of medicines",
    "Encounter": "visits",
    "Condition": "problems",
    "Observation": "measured values; panels as one value a component",
    "DiagnosticReport": "panels that group measured values",
    "MedicationRequest": "medicines",
    "MedicationStatement": "medicines",
    "AllergyIntolerance": "allergies",
    "Immunization": "vaccinations",
    "Procedure": "procedures",
    "FamilyMemberHistory": "family history, one entry a disease",
    "Consent": "what the patient permits and denies",
    "Flag": "warnings",
}
NOT_KEPT = {
    "Claim": "billing is not part of a chart here",
    "ExplanationOfBenefit": "billing is not part of a chart here",
    "Coverage": "billing is not part of a chart here",
    "CarePlan": "care plans have no place yet",
    "Goal": "goals have no place yet",
    "ImagingStudy": "pictures come with their own slice",
}
# What has a column, or says nothing beyond the record's own words; everything else is kept beside the fact.
KNOWN_ELEMENTS = frozenset(
    ("resourceType", "id", "meta", "text", "subject", "patient", "encounter", "status", "code", "intent", "requester")
    + ("clinicalStatus", "verificationStatus", "onsetDateTime", "abatementDateTime", "recordedDate", "authoredOn")
    + ("medicationCodeableConcept", "vaccineCode", "occurrenceDateTime", "performedPeriod", "performedDateTime")
    + ("period", "participant", "serviceProvider", "class", "type", "category", "criticality", "component")
    + ("effectiveDateTime", "issued", "valueQuantity", "valueCodeableConcept", "valueString")
    + ("name", "gender", "birthDate", "address", "telecom", "identifier")
)


def read_bundle(data: bytes, now: datetime) -> ChartDraft:
    """The chart in a bundle with one patient; `NotABundle` or `PatientNotUsable` where there is none to be had."""
    return _Reader(_parse(data), now).chart()


def _parse(data: bytes) -> Resource:
    try:
        bundle = json.loads(data, parse_float=Decimal, parse_int=Decimal, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        raise NotABundle from None
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise NotABundle
    return bundle


UUID_FORM = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class _Reader:
    """One pass over one bundle."""

    def __init__(self, bundle: Resource, now: datetime) -> None:
        self._now = now
        self._report = ImportReport()
        self._by_reference: dict[str, Resource] = {}
        self._resources: list[Resource] = []
        for entry in items(bundle, "entry"):
            resource = obj(entry, "resource")
            kind = text(resource, "resourceType")
            if kind is None:
                continue
            self._resources.append(resource)
            self._report.seen[kind] += 1
            for name in (text(entry, "fullUrl"), f"{kind}/{text(resource, 'id')}"):
                if name is not None:
                    self._by_reference[name] = resource
        self._namespace = self._name_of_source()
        self._panels = dict(self._read_panels())

    def chart(self) -> ChartDraft:
        """Everything in its order: the person, the people around, the facts."""
        patients = self._of("Patient")
        if len(patients) != 1:
            raise NotABundle(f"A bundle holds one patient; this one holds {len(patients)}.")
        (patient,) = patients
        practitioners = tuple(self._practitioners())
        facts = tuple(self._facts())
        team = tuple(self._care_teams()) or people.team_of_visits(fact for fact in facts if fact.kind == "encounter")
        for name in ("Organization", "Medication"):
            self._report.taken[name] += self._report.seen[name]
        for name in self._report.seen:
            self._report.became[name] = BECAME.get(name, "")
        self._leave_the_rest()
        known = {each.origin for each in practitioners}
        return ChartDraft(
            people.patient(patient),
            _beyond(patient),
            practitioners,
            tuple(member for member in team if member.practitioner_origin in known),
            facts,
            self._report,
        )

    def _of(self, kind: str) -> list[Resource]:
        return [resource for resource in self._resources if resource.get("resourceType") == kind]

    def _lookup(self, reference: object) -> Resource:
        return self._by_reference.get(text(reference, "reference") or "", {})

    def _name_of_source(self) -> str:
        """What tells this source's short ids from another's: its own name for the patient. A `Condition/1` of one
        hospital must not be taken for the `Condition/1` of another."""
        patient = next(iter(self._of("Patient")), {})
        number = first(patient, "identifier")
        said = "|".join(part or "" for part in (text(patient, "id"), text(number, "system"), text(number, "value")))
        return _digest(said)

    def _origin(self, resource: Resource) -> str:
        """The name under which its source knows a resource: by a UUID or a licence number anywhere, else within the
        source; without any name by its content."""
        kind, name, number = text(resource, "resourceType"), text(resource, "id") or "", first(resource, "identifier")
        if UUID_FORM.fullmatch(name):
            return f"{kind}/{name.lower()}"
        if kind == "Practitioner" and text(number, "system") and text(number, "value"):
            return f"{kind}/{text(number, 'system')}|{text(number, 'value')}"
        return f"{self._namespace}:{kind}/{name or _digest(resource)}"

    def _origin_of(self, reference: object) -> str | None:
        resource = self._lookup(reference)
        return self._origin(resource) if resource else None

    def _practitioners(self) -> Iterator[PractitionerDraft]:
        for resource in self._of("Practitioner"):
            new = people.practitioner(resource)
            if new is None or problems_of(new, self._now):
                self._report.left["Practitioner", "has no usable name"] += 1
            else:
                yield PractitionerDraft(self._origin(resource), new)

    def _care_teams(self) -> Iterator[TeamDraft]:
        for resource in self._of("CareTeam"):
            self._report.taken["CareTeam"] += 1
            is_over = text(resource, "status") not in (None, "active")
            for participant in items(resource, "participant"):
                origin = self._origin_of(participant.get("member"))
                period = obj(participant, "period") or obj(resource, "period")
                if origin is not None and "Practitioner/" in origin:
                    end = moment(period.get("end")) or (self._now if is_over else None)
                    role = words(first(participant, "role")) or "treating"
                    yield TeamDraft(origin, role, moment(period.get("start")), end)

    def _read_panels(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """Which panel a result belongs to, by the result's origin: the panel's name and code."""
        for report in self._of("DiagnosticReport"):
            code = coded(report.get("code"))
            results = [origin for each in items(report, "result") if (origin := self._origin_of(each)) is not None]
            if code is None or code.code is None or not results:
                self._report.left["DiagnosticReport", "groups no result of this bundle"] += 1
                continue
            self._report.taken["DiagnosticReport"] += 1
            for origin in results:
                yield origin, (self._origin(report), code.code)

    def _facts(self) -> Iterator[FactDraft]:
        for resource in self._resources:
            kind = text(resource, "resourceType") or ""
            if kind != "Observation" and kind not in READERS:
                continue
            try:
                drafts = list(self._drafts(kind, resource))
            except Unusable as error:
                self._report.left[kind, str(error)] += 1
                continue
            for draft in drafts:
                yield from self._acceptable(kind, draft)

    def _acceptable(self, kind: str, draft: FactDraft) -> Iterator[FactDraft]:
        """The draft as it can be written. A code that cannot be one is kept beside the words that it stood with; a
        value that nobody can have is kept as sent and marked, for a wrong unit is found later only where it is kept.
        """
        problems = problems_of(draft.new, self._now)
        if problems.keys() == {"code"} and isinstance(draft.new, NewCodedFact):
            sent = {"code_as_sent": draft.new.code, "code_system_as_sent": draft.new.code_system}
            plain = replace(draft.new, code=None, code_system=None)
            self._report.marked[kind, "code that cannot be one, kept beside the words"] += 1
            yield replace(draft, new=plain, extra={**draft.extra, **sent})
        elif problems.keys() == {"value"} and isinstance(draft.new, NewObservation) and _is_whole(draft.new):
            self._report.marked[kind, "value that nobody can have, kept as sent with quality 0"] += 1
            note = f"As sent; the value {problems['value']}"
            yield replace(draft, new=replace(draft.new, quality=Decimal(0), note=draft.new.note or note))
        elif problems:
            self._report.left[kind, f"cannot be right: {', '.join(sorted(problems))}"] += 1
        else:
            yield draft

    def _drafts(self, kind: str, resource: Resource) -> Iterator[FactDraft]:
        origin, encounter, beyond = (
            self._origin(resource),
            self._origin_of(resource.get("encounter") or resource.get("context")),
            _beyond(resource),
        )
        if kind == "Observation":
            for part, value in observations(resource, origin):
                name = f"{origin}#{part}" if part else origin
                yield FactDraft(kind, "observation", name, self._in_panel(origin, value), encounter, None, beyond)
            return
        treated_by = self._origin_of(first(resource, "participant").get("individual")) if kind == "Encounter" else None
        for place, (name, new) in enumerate(READERS[kind](resource, self._lookup)):
            own = f"{origin}#{place}" if place else origin
            yield FactDraft(kind, name, own, new, encounter if kind != "Encounter" else None, treated_by, beyond)

    def _in_panel(self, origin: str, value: NewObservation) -> NewObservation:
        panel = self._panels.get(origin)
        if panel is None or value.panel_id is not None:
            return value
        name, code = panel
        return replace(value, panel_id=panel_id_of(name), panel_code=code)

    def _leave_the_rest(self) -> None:
        for name, seen in self._report.seen.items():
            if name not in BECAME:
                self._report.left[name, NOT_KEPT.get(name, "has no place yet")] += seen


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _is_whole(new: NewObservation) -> bool:
    return new.value is not None and is_number(new.value)


def _beyond(resource: Resource) -> dict[str, Any]:
    """What has no column, with numbers as plain JSON."""
    return {name: _plain(value) for name, value in resource.items() if name not in KNOWN_ELEMENTS}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
