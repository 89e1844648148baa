"""Transactions of a hundred resources over HTTP, each a new chart: how many resources a second, and what one takes."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from statistics import median
from typing import Any
from uuid import uuid4

import httpx

from bench.report import Row, at_least, told
from bench.system import System, running

BUNDLES, RESOURCES, CLIENTS, WARM_UP = 80, 100, 3, 6
LOINC, SNOMED, UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
# The kinds and their shares are those of the 70 Synthea charts that the import is tested with: 100 entries hold one
# patient, 12 visits, 67 values, 7 procedures, 7 vaccinations, 4 problems, 2 medicines.
SHARES = {"Encounter": 12, "Observation": 67, "Procedure": 7, "Immunization": 7, "Condition": 4, "MedicationRequest": 2}
VALUES = (
    ("29463-7", "Body weight", 71.5, "kg", "vital-signs"),
    ("8302-2", "Body height", 172.0, "cm", "vital-signs"),
    ("2823-3", "Potassium", 4.4, "mmol/L", "laboratory"),
    ("2160-0", "Creatinine", 0.93, "mg/dL", "laboratory"),
    ("718-7", "Hemoglobin", 13.8, "g/dL", "laboratory"),
    ("2339-0", "Glucose", 96.0, "mg/dL", "laboratory"),
)


def rows() -> list[Row]:
    """A Salus of its own, clients that send as fast as they are answered."""
    with running() as system:
        token = system.sign_in("doctor").headers["Authorization"]
        bodies = [json.dumps(_bundle()).encode() for _ in range(BUNDLES + WARM_UP)]
        for body in bodies[:WARM_UP]:
            _send(system, token, [body])
        began = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as clients:
            parts = [bodies[WARM_UP + place :: CLIENTS] for place in range(CLIENTS)]
            took = [each for part in clients.map(lambda part: _send(system, token, part), parts) for each in part]
        seconds = time.perf_counter() - began
    return [
        at_least(
            f"FHIR transactions of {RESOURCES} resources over HTTP, {CLIENTS} clients",
            BUNDLES * RESOURCES / seconds,
            2000,
            "resources/s",
            BUNDLES,
        ),
        told("one such transaction, p50", median(took) * 1000, "ms", len(took)),
    ]


def _send(system: System, token: str, bodies: list[bytes]) -> list[float]:
    headers = {"Authorization": token, "Content-Type": "application/fhir+json"}
    took = []
    with httpx.Client(base_url=system.url, headers=headers, timeout=60) as client:
        for body in bodies:
            sent = time.perf_counter()
            answer = client.post("/fhir/R4", content=body)
            took.append(time.perf_counter() - sent)
            answer.raise_for_status()
    return took


def _bundle() -> dict[str, Any]:
    """One chart of a hundred resources."""
    patient = {
        "resourceType": "Patient",
        "id": str(uuid4()),
        "identifier": [{"system": "urn:bench", "value": uuid4().hex}],
        "name": [{"family": "Koepp", "given": ["Abdul"]}],
        "birthDate": "1958-03-09",
        "gender": "male",
    }
    subject = {"reference": f"urn:uuid:{patient['id']}"}
    visits = [_visit(subject, number) for number in range(SHARES["Encounter"])]
    places = cycle({"reference": f"urn:uuid:{each['id']}"} for each in visits)
    facts = [
        _FACTS[name](number, subject, place)
        for name, share in SHARES.items()
        if name != "Encounter"
        for number, place in zip(range(share), places, strict=False)
    ]
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "fullUrl": f"urn:uuid:{each['id']}",
                "resource": each,
                "request": {"method": "POST", "url": each["resourceType"]},
            }
            for each in (patient, *visits, *facts)
        ],
    }


def _at(number: int) -> str:
    return f"{2008 + number % 17}-{1 + number % 12:02d}-{1 + number % 28:02d}T09:30:00+02:00"


def _coded(system: str, code: str, display: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def _visit(subject: dict[str, str], number: int) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "id": str(uuid4()),
        "status": "finished",
        "class": {"code": "AMB"},
        "type": [_coded(SNOMED, "162673000", "General examination of patient")],
        "subject": subject,
        "period": {"start": _at(number), "end": _at(number)},
        "serviceProvider": {"display": "North Shore Medical Center"},
    }


def _value(number: int, subject: dict[str, str], place: dict[str, str]) -> dict[str, Any]:
    code, display, value, unit, category = next(islice(cycle(VALUES), number, None))
    return {
        "resourceType": "Observation",
        "id": str(uuid4()),
        "status": "final",
        "category": [{"coding": [{"code": category}]}],
        "code": _coded(LOINC, code, display),
        "subject": subject,
        "encounter": place,
        "effectiveDateTime": _at(number),
        "issued": _at(number),
        "valueQuantity": {"value": value + number / 100, "unit": unit, "system": UCUM, "code": unit},
    }


def _fact(kind: str, **parts: Any) -> Any:
    def make(number: int, subject: dict[str, str], place: dict[str, str]) -> dict[str, Any]:
        said = {name: value(number) if callable(value) else value for name, value in parts.items()}
        whom = {"patient": subject} if kind == "Immunization" else {"subject": subject}
        return {"resourceType": kind, "id": str(uuid4()), "encounter": place, **whom, **said}

    return make


_FACTS: dict[str, Any] = {
    "Observation": _value,
    "Procedure": _fact(
        "Procedure",
        status="completed",
        code=_coded(SNOMED, "73761001", "Colonoscopy"),
        performedPeriod=lambda number: {"start": _at(number), "end": _at(number)},
    ),
    "Immunization": _fact(
        "Immunization",
        status="completed",
        vaccineCode=_coded("http://hl7.org/fhir/sid/cvx", "140", "Influenza"),
        occurrenceDateTime=_at,
    ),
    "Condition": _fact("Condition", code=_coded(SNOMED, "38341003", "Hypertension"), onsetDateTime=_at),
    "MedicationRequest": _fact(
        "MedicationRequest",
        status="active",
        medicationCodeableConcept=_coded("http://www.nlm.nih.gov/research/umls/rxnorm", "314076", "Lisinopril 10 MG"),
        authoredOn=_at,
    ),
}
