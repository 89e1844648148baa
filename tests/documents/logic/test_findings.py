"""Medicines are what a person takes: not what she must never be given, and not what is measured."""

from __future__ import annotations

from salus.documents.contract import FindingKind
from salus.documents.logic.classify import classify
from salus.documents.logic.findings import extract_findings
from salus.documents.logic.sections import split_sections
from tests.documents.logic.page_writer import page_of_lines

LETTER = (
    "Consultation note",
    "Medication",
    "Lisinopril 10 mg once daily.",
    "Allergies",
    "Penicillin (rash in childhood).",
    "Assessment",
    "Fatigue with falling ferritin, iron deficiency likely.",
    "Plan",
    "Blood count, iron studies and TSH today.",
    "Start ferrous sulfate 325 mg every other day after blood is drawn.",
)


def named(kind: FindingKind) -> list[str]:
    pages = [page_of_lines(LETTER)]
    found = extract_findings(pages, split_sections(pages), classify(pages))
    return [finding.display for finding in found if finding.kind is kind]


def test_what_a_person_is_allergic_to_is_not_proposed_as_a_medicine() -> None:
    assert named(FindingKind.ALLERGY) == ["Penicillin"]
    assert not [name for name in named(FindingKind.MEDICATION) if "Penicillin" in name]


def test_studies_and_a_lack_of_something_are_no_medicine() -> None:
    assert named(FindingKind.MEDICATION) == ["Lisinopril", "Ferrous sulfate"]
