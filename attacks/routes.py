"""The operations of the OpenAPI document, and the ids that their addresses ask for, found by reading what is listed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

PARAMETER = re.compile(r"\{([a-z_]+)\}")
UUID_TEXT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Whoever signs in or asks whether Salus lives is not known yet.
OPEN_TO_ALL = re.compile(
    r"^/(health|metrics|api/v1/auth/(token|login|refresh|config|logout|passkey|link|oidc(?!/link))|fhir/R4/metadata)"
)
# A doctor who breaks the glass gets in: that is its purpose. Who does, and what it leaves, tests of its own look at.
OPENS_ON_PURPOSE = re.compile(r"^post /api/v1/patients/\{patient_uuid\}/break-glass$")
# Types of FHIR under the names that the lists of /api/v1 give them.
FHIR_PLACES = {
    "Patient": "patients",
    "Practitioner": "practitioners",
    "Observation": "observations",
    "Condition": "conditions",
    "MedicationStatement": "medications",
    "AllergyIntolerance": "allergies",
    "Flag": "flags",
    "DocumentReference": "documents",
    "Binary": "documents",
    "CareTeam": "care-team",
    "Immunization": "immunizations",
    "Encounter": "encounters",
    "Procedure": "procedures",
    "FamilyMemberHistory": "family-history",
    "Consent": "consents",
    "Provenance": "provenances",
}
NUMBERS = frozenset({"number", "page", "n", "index", "version"})


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    method: str
    path: str
    described: dict[str, Any]

    @property
    def name(self) -> str:
        """For people."""
        return f"{self.method} {self.path}"

    @property
    def places(self) -> tuple[str, ...]:
        """What each parameter of the address names: `patients`, `documents`, `images`, or `` for a number."""
        return tuple(place_of(self.path, found) for found in PARAMETER.finditer(self.path))

    @property
    def query(self) -> tuple[str, ...]:
        """Names of what may be asked."""
        return tuple(each["name"] for each in self.described.get("parameters", []) if each["in"] == "query")

    @property
    def takes_body(self) -> bool:
        """Whether it reads a body."""
        return "requestBody" in self.described


def place_of(path: str, parameter: re.Match[str]) -> str:
    """The word before a parameter."""
    if parameter.group(1) in NUMBERS:
        return ""
    word = path[: parameter.start()].rstrip("/").rpartition("/")[2]
    return FHIR_PLACES.get(word, word)


def operations(spec: dict[str, Any]) -> list[Operation]:
    """Everything that asks who calls. What touches the caller's own session comes last: it may end it."""
    found = [
        Operation(method.upper(), path, described)
        for path, methods in spec["paths"].items()
        if not OPEN_TO_ALL.match(path)
        for method, described in methods.items()
        if not OPENS_ON_PURPOSE.match(f"{method} {path}")
    ]
    return sorted(found, key=lambda each: "/me" in each.path or "/account/" in each.path)


@dataclass(slots=True)
class Holdings:
    """Ids that stand for one patient, by place."""

    patient: str
    doctor: str
    ids: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def note(self, place: str, found: str) -> None:
        """One more."""
        if found not in self.ids[place]:
            self.ids[place].append(found)

    def id_of(self, place: str, turn: int = 0) -> str | None:
        """One id of that place; another one each turn."""
        if place == "patients":
            return self.patient
        if place == "doctors":
            return self.doctor
        found = self.ids.get(place)
        return found[turn % len(found)] if found else None

    def all_ids(self) -> set[str]:
        """Everything that must not be told."""
        return {self.patient, *(each for found in self.ids.values() for each in found)}


def fill(path: str, id_of: Callable[[str], str | None]) -> str | None:
    """The address with ids in it; None where there is none to put in."""
    filled = path
    for found in PARAMETER.finditer(path):
        place = place_of(path, found)
        value = "1" if not place else id_of(place)
        if value is None:
            return None
        filled = filled.replace(found.group(0), value, 1)
    return filled


async def harvest(client: httpx.AsyncClient, spec: dict[str, Any], holdings: Holdings, tokens: list[str]) -> None:
    """Read everything that those who may can read, twice: what the first round lists, the second opens.

    What is listed for everybody at once (accounts, practitioners) stands for the patient only where nothing else does.
    """
    reads = [each for each in operations(spec) if each.method == "GET" and not each.path.endswith("/events")]
    # "documents" inside a chart are lines about documents: where an address lists them, that is what they are.
    listed = {last_word(read.path) for read in reads if not read.path.endswith("}") and "/fhir/" not in read.path}
    done: set[tuple[str, str]] = set()
    for is_bound in (True, True, False):
        known = set(holdings.ids)
        for read in reads:
            address = fill(read.path, holdings.id_of)
            names = {"patient_uuid", "patient"} & set(read.query)
            params = dict.fromkeys(names - ({"patient"} if "/admin/" in read.path else set()), holdings.patient)
            if address is None or is_bound != bool(params or any(read.places)):
                continue
            for token in tokens:
                if (address, token) in done:
                    continue
                done.add((address, token))
                answer = await client.get(address, params=params, headers={"Authorization": f"Bearer {token}"})
                if answer.status_code == 200 and "json" in answer.headers.get("content-type", ""):
                    for place, found in _ids_of(answer.json(), read.path):
                        is_own = place == last_word(read.path) or place not in listed
                        if is_own and place not in ("patients", "doctors") and (is_bound or place not in known):
                            holdings.note(place, found)


def _ids_of(answer: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    if path.startswith("/fhir/"):
        for entry in answer.get("entry", []):
            resource = entry["resource"]
            yield FHIR_PLACES.get(resource["resourceType"], resource["resourceType"]), resource["id"]
        return
    yield from ids_in(answer.get("data"), last_word(path))


def last_word(path: str) -> str:
    """What a list at this address is a list of."""
    return [word for word in path.split("/") if word and not word.startswith("{")][-1]


def ids_in(data: Any, place: str) -> Iterator[tuple[str, str]]:
    """(place, id) of everything that a piece of JSON lists or names."""
    if isinstance(data, list):
        for item in data:
            if isinstance(item, dict):
                yield from _of_item(item, place)
            yield from ids_in(item, place)
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from ids_in(value, place if name == "items" else name)
            if name.endswith("_id") and isinstance(value, str) and UUID_TEXT.fullmatch(value):
                yield f"{name.removesuffix('_id')}s", value


def _of_item(item: dict[str, Any], place: str) -> Iterator[tuple[str, str]]:
    for name in ("id", "uuid"):
        value = item.get(name)
        if isinstance(value, str) and UUID_TEXT.fullmatch(value):
            yield place, value
