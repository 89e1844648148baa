"""The readable page of a copy: one HTML file that needs nothing else. Pure: resources in, text out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

Resource = Mapping[str, Any]
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "body{color:#1a1a1a;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}th,td{text-align:left;padding:.3rem .6rem;"
    "border-bottom:1px solid #ddd;vertical-align:top}h1{margin-bottom:0}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#16181c}th,td{border-color:#444}a{color:#8ab4f8}}"
)
NOTE = (
    "This is a copy of a health record, made by Salus. The folder fhir holds the same as other systems read it, "
    "the folder files the documents as they were sent. manifest.json names every file with its checksum."
)


def index_page(resources: Sequence[Resource], files: Sequence[tuple[str, str]], at: datetime) -> str:
    """The whole record in tables; `files` are titles and places of the documents inside the copy."""
    by_type: dict[str, list[Resource]] = {}
    for each in resources:
        by_type.setdefault(each["resourceType"], []).append(each)
    patient = by_type["Patient"][0]
    name = escape(patient["name"][0]["text"])
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>Health record of {name}</title><style>{STYLE}</style></head><body>",
        f"<h1>{name}</h1><p>Born {escape(patient.get('birthDate', 'unknown'))}. ",
        f"Copy of {escape(at.strftime('%d %B %Y, %H:%M'))} UTC.</p><p>{NOTE}</p>",
    ]
    for title, kind, heads, cells in SECTIONS:
        rows = [cells(each) for each in by_type.get(kind, ())]
        if rows:
            parts.append(_table(title, heads, rows))
    if files:
        links = [f'<a href="{escape(place, quote=True)}">{escape(said)}</a>' for said, place in files]
        parts.append(f"<h2>Documents</h2><ul>{''.join(f'<li>{link}</li>' for link in links)}</ul>")
    return "".join([*parts, "</body></html>\n"])


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<h2>{escape(title)}</h2><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _name(concept: object) -> str:
    found = concept if isinstance(concept, dict) else {}
    return str(found.get("text") or next((each.get("code", "") for each in found.get("coding", [])), ""))


def _code(concept: object) -> str:
    codings = concept.get("coding", []) if isinstance(concept, dict) else []
    return str(codings[0].get("code", "")) if codings else ""


def _day(text: object) -> str:
    return str(text)[:10] if text else ""


def _value(resource: Resource) -> str:
    quantity = resource.get("valueQuantity")
    if quantity is None:
        return str(resource.get("valueString", ""))
    return f"{quantity.get('comparator', '')}{quantity['value']} {quantity.get('unit', '')}".strip()


def _limits(resource: Resource) -> str:
    limits: Resource = next(iter(resource.get("referenceRange", [])), {})
    low, high = limits.get("low", {}).get("value"), limits.get("high", {}).get("value")
    if low is None and high is None:
        return str(limits.get("text", ""))
    return f"{'' if low is None else low} to {'' if high is None else high}".strip()


def _dosage(resource: Resource) -> str:
    dosage: Resource = next(iter(resource.get("dosage", [])), {})
    dose: Resource = next(
        (each["doseQuantity"] for each in dosage.get("doseAndRate", []) if "doseQuantity" in each), {}
    )
    said = (
        dosage.get("text"),
        f"{dose.get('value', '')} {dose.get('unit', '')}".strip(),
        _name(dosage.get("timing", {}).get("code")),
    )
    return ", ".join(part for part in said if part)


Cells = Callable[[Resource], Sequence[str]]
SECTIONS: tuple[tuple[str, str, Sequence[str], Cells], ...] = (
    (
        "Allergies",
        "AllergyIntolerance",
        ("To", "Status", "Confirmed", "Since"),
        lambda r: (
            _name(r.get("code")),
            _code(r.get("clinicalStatus")),
            _code(r.get("verificationStatus")),
            _day(r.get("onsetDateTime")),
        ),
    ),
    (
        "Problems",
        "Condition",
        ("Problem", "Status", "Confirmed", "Since", "Until"),
        lambda r: (
            _name(r.get("code")),
            _code(r.get("clinicalStatus")),
            _code(r.get("verificationStatus")),
            _day(r.get("onsetDateTime")),
            _day(r.get("abatementDateTime")),
        ),
    ),
    (
        "Medicines",
        "MedicationStatement",
        ("Medicine", "How", "Status", "From", "Until"),
        lambda r: (
            _name(r.get("medicationCodeableConcept")),
            _dosage(r),
            str(r.get("status", "")),
            _day(r.get("effectivePeriod", {}).get("start")),
            _day(r.get("effectivePeriod", {}).get("end")),
        ),
    ),
    (
        "Vaccinations",
        "Immunization",
        ("Vaccine", "Given", "Status"),
        lambda r: (_name(r.get("vaccineCode")), _day(r.get("occurrenceDateTime")), str(r.get("status", ""))),
    ),
    (
        "Results and measurements",
        "Observation",
        ("Test", "Value", "Expected", "Day", "Status"),
        lambda r: (
            _name(r.get("code")),
            _value(r),
            _limits(r),
            _day(r.get("effectiveDateTime")),
            str(r.get("status", "")),
        ),
    ),
    (
        "Procedures",
        "Procedure",
        ("Procedure", "Day", "Status"),
        lambda r: (
            _name(r.get("code")),
            _day(r.get("performedDateTime") or r.get("performedPeriod", {}).get("start")),
            str(r.get("status", "")),
        ),
    ),
    (
        "Visits",
        "Encounter",
        ("Visit", "Day", "Where"),
        lambda r: (
            _name(next(iter(r.get("type", [])), None)),
            _day(r.get("period", {}).get("start")),
            str(r.get("serviceProvider", {}).get("display", "")),
        ),
    ),
    (
        "Family",
        "FamilyMemberHistory",
        ("Relative", "Disease"),
        lambda r: (_name(r.get("relationship")), ", ".join(_name(each.get("code")) for each in r.get("condition", []))),
    ),
    (
        "Warnings",
        "Flag",
        ("Warning", "Status"),
        lambda r: (_name(r.get("code")), str(r.get("status", ""))),
    ),
    (
        "What is permitted and denied",
        "Consent",
        ("About", "Decision", "Status"),
        lambda r: (
            _code(next(iter(r.get("category", [])), None)),
            str(r.get("provision", {}).get("type", "")),
            str(r.get("status", "")),
        ),
    ),
)
