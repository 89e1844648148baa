"""One FHIR R4 bundle as one chart to be written, with a tally of what was taken, what it became and what was left."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from salus.records.contract.facts import NewCodedFact, NewConsent
from salus.records.contract.importing import ImportReport, NotABundle
from salus.records.contract.observations import NewObservation
from salus.records.contract.vocabulary import ConsentDecision
from salus.records.logic.fhir import people
from salus.records.logic.fhir.drafts import (
    ChartDraft,
    FactDraft,
    LeftEntry,
    PractitionerDraft,
    Strictness,
    TeamDraft,
)
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
    return read_entries(list(items(parse_bundle(data), "entry")), now)


def read_entries(
    entries: Sequence[Resource],
    now: datetime,
    strictness: Strictness = Strictness.TAKE_WHAT_CAN_BE,
    about: str | None = None,
) -> ChartDraft:
    """The same out of entries that were parsed; `about` names a patient who is here, then none need be among them."""
    return _Reader(entries, now, strictness, about).chart()


def parse_bundle(data: bytes) -> Resource:
    """The bundle with every number as it is written."""
    try:
        bundle = json.loads(data, parse_float=Decimal, parse_int=Decimal, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        raise NotABundle from None
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise NotABundle
    return bundle


UUID_FORM = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class _Reader:
    """One pass over the entries of one bundle."""

    def __init__(self, entries: Sequence[Resource], now: datetime, strictness: Strictness, about: str | None) -> None:
        self._now = now
        self._is_strict = strictness is Strictness.REFUSE_WHAT_IS_WRONG
        self._about = about
        self._report = ImportReport()
        self._by_reference: dict[str, Resource] = {}
        self._resources: list[tuple[int, Resource]] = []
        self._names: dict[int, str] = {}
        self._left: list[LeftEntry] = []
        for place, entry in enumerate(entries):
            self._take(place, entry)
        self._namespace = self._name_of_source()
        person = {id(resource) for _, resource in self._of("Patient")}
        self._own_names = {name for name, resource in self._by_reference.items() if id(resource) in person}
        self._own_names |= {f"Patient/{about}"} if about else set()
        self._panels = dict(self._read_panels())

    def _take(self, place: int, entry: Resource) -> None:
        resource = obj(entry, "resource")
        kind, address = text(resource, "resourceType"), text(entry, "fullUrl")
        if kind is None:
            return
        self._resources.append((place, resource))
        self._report.seen[kind] += 1
        for name in (address, f"{kind}/{text(resource, 'id')}"):
            if name is not None:
                self._by_reference[name] = resource
        name = text(resource, "id") or (address or "").removeprefix("urn:uuid:")
        if name:
            self._names[id(resource)] = name

    def chart(self) -> ChartDraft:
        """Everything in its order: the person, the people around, the facts."""
        patients = self._of("Patient")
        if len(patients) > 1 or (not patients and self._about is None):
            raise NotABundle(f"A bundle holds one patient; this one holds {len(patients)}.")
        place, patient = patients[0] if patients else (0, None)
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
            None if patient is None else people.patient(patient),
            {} if patient is None else _beyond(patient),
            practitioners,
            tuple(member for member in team if member.practitioner_origin in known),
            facts,
            self._report,
            tuple(self._left),
            place,
        )

    def _of(self, kind: str) -> list[tuple[int, Resource]]:
        return [pair for pair in self._resources if pair[1].get("resourceType") == kind]

    def _leave(self, place: int, kind: str, reason: str) -> None:
        self._report.left[kind, reason] += 1
        self._left.append(LeftEntry(place, kind, reason))

    def _lookup(self, reference: object) -> Resource:
        return self._by_reference.get(text(reference, "reference") or "", {})

    def _name_of_source(self) -> str:
        """What tells this source's short ids from another's: its own name for the patient. A `Condition/1` of one
        hospital must not be taken for the `Condition/1` of another."""
        if self._about is not None:
            return _digest(self._about)
        _, patient = next(iter(self._of("Patient")), (0, {}))
        number = first(patient, "identifier")
        said = "|".join(part or "" for part in (text(patient, "id"), text(number, "system"), text(number, "value")))
        return _digest(said)

    def _origin(self, resource: Resource) -> str:
        """The name under which its source knows a resource: by a UUID or a licence number anywhere, else within the
        source; without any name by its content."""
        kind, name = text(resource, "resourceType"), self._names.get(id(resource), "")
        number = first(resource, "identifier")
        if UUID_FORM.fullmatch(name):
            return f"{kind}/{name.lower()}"
        if kind == "Practitioner" and text(number, "system") and text(number, "value"):
            return f"{kind}/{text(number, 'system')}|{text(number, 'value')}"
        return f"{self._namespace}:{kind}/{name or _digest(resource)}"

    def _origin_of(self, reference: object) -> str | None:
        """The name of what a reference means: an entry of this bundle, else a resource that is here under a UUID."""
        resource = self._lookup(reference)
        if resource:
            return self._origin(resource)
        said = text(reference, "reference") or ""
        return said if UUID_FORM.fullmatch(said.partition("/")[2]) else None

    def _practitioners(self) -> Iterator[PractitionerDraft]:
        for place, resource in self._of("Practitioner"):
            new = people.practitioner(resource)
            if new is None or problems_of(new, self._now):
                self._leave(place, "Practitioner", "has no usable name")
            else:
                yield PractitionerDraft(self._origin(resource), new, place)

    def _care_teams(self) -> Iterator[TeamDraft]:
        for _, resource in self._of("CareTeam"):
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
        for place, report in self._of("DiagnosticReport"):
            code = coded(report.get("code"))
            results = [origin for each in items(report, "result") if (origin := self._origin_of(each)) is not None]
            if code is None or code.code is None or not results:
                self._leave(place, "DiagnosticReport", "groups no result of this bundle")
                continue
            self._report.taken["DiagnosticReport"] += 1
            for origin in results:
                yield origin, (self._origin(report), code.code)

    def _facts(self) -> Iterator[FactDraft]:
        for place, resource in self._resources:
            kind = text(resource, "resourceType") or ""
            if kind != "Observation" and kind not in READERS:
                continue
            try:
                self._check_subject(resource)
                drafts = list(self._drafts(kind, resource))
            except Unusable as error:
                self._leave(place, kind, str(error))
                continue
            for draft in drafts:
                yield from self._acceptable(kind, replace(draft, place=place))

    def _check_subject(self, resource: Resource) -> None:
        """What is said of somebody else never gets into this chart."""
        said = text(resource.get("subject") or resource.get("patient"), "reference")
        if said is None:
            if self._is_strict:
                raise Unusable("does not say whom it is about")
        elif said in self._own_names:
            return
        elif self._is_strict or said in self._by_reference or UUID_FORM.search(said):
            raise Unusable("is about somebody else")

    def _acceptable(self, kind: str, draft: FactDraft) -> Iterator[FactDraft]:
        """The draft as it can be written. A code that cannot be one is kept beside the words that it stood with; a
        value that nobody can have is kept as sent and marked, for a wrong unit is found later only where it is kept.
        """
        problems = problems_of(draft.new, self._now)
        if _permits(draft.new):
            self._leave(draft.place, kind, "permits something: a permission is asked for anew, only a denial travels")
        elif problems and self._is_strict:
            said = "; ".join(f"{name} {reason}" for name, reason in sorted(problems.items()))
            self._leave(draft.place, kind, f"cannot be right: {said}")
        elif problems.keys() == {"code"} and isinstance(draft.new, NewCodedFact):
            sent = {"code_as_sent": draft.new.code, "code_system_as_sent": draft.new.code_system}
            plain = replace(draft.new, code=None, code_system=None)
            self._report.marked[kind, "code that cannot be one, kept beside the words"] += 1
            yield replace(draft, new=plain, extra={**draft.extra, **sent})
        elif problems.keys() == {"value"} and isinstance(draft.new, NewObservation) and _is_whole(draft.new):
            self._report.marked[kind, "value that nobody can have, kept as sent with quality 0"] += 1
            note = f"As sent; the value {problems['value']}"
            yield replace(draft, new=replace(draft.new, quality=Decimal(0), note=draft.new.note or note))
        elif problems:
            self._leave(draft.place, kind, f"cannot be right: {', '.join(sorted(problems))}")
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
        for place, resource in self._resources:
            name = text(resource, "resourceType") or ""
            if name not in BECAME:
                self._leave(place, name, NOT_KEPT.get(name, "has no place yet"))


def _permits(new: object) -> bool:
    return isinstance(new, NewConsent) and new.decision is ConsentDecision.PERMIT


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
