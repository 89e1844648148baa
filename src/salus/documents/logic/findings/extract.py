"""All findings of a document: read section by section, each fact once. Pure.

Text in a document is data: a sentence that gives orders is read like any other and steers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from salus.clinical.text.assertion import Assertion, strongest
from salus.clinical.text.fold import fold
from salus.documents.contract import DocumentType, Finding, FindingKind, Page, Section
from salus.documents.logic.classify import DocumentKind, DocumentProfile
from salus.documents.logic.findings.allergies import ALLERGY_ROLE, find_allergies, length_of_list
from salus.documents.logic.findings.conditions import find_conditions, find_family_history
from salus.documents.logic.findings.markers import find_markers
from salus.documents.logic.findings.medications import (
    DISCHARGE_ROLE,
    MEDICATION_ROLES,
    MEDICATIONS_ROLE,
    STOPPED_ROLE,
    find_medications,
)
from salus.documents.logic.findings.reading import SectionView
from salus.documents.logic.flow import DocumentText
from salus.documents.logic.lines import Line
from salus.documents.logic.sections import UNKNOWN_ROLE, body_lines, section_lines

# Remarks of a laboratory ("prediabetes: 5.7-6.4 %") are about everybody; only these sections are of the patient.
_SURELY_A_REPORT = 0.65  # a note of a haematology clinic reaches 0.5 by its words, forms of laboratories 0.78 and more
_NOT_TAKEN = (Assertion.HISTORICAL, Assertion.ABSENT)
_PATIENT_SECTIONS_OF_LABS = frozenset(("diagnosis", "indication", "present_illness", "past_history"))


def extract_findings(
    pages: Sequence[Page], sections: Sequence[Section], profile: DocumentProfile
) -> tuple[Finding, ...]:
    """Medicines, conditions, allergies, family history and risk markers, with assertion and exact place.

    `sections` as `split_sections` gave them; a role that a caller corrected there is respected.
    """
    views = _views(pages, sections, profile.language)
    findings: list[Finding] = []
    for view in views:
        if _is_of_patient(view, profile):
            findings += find_conditions(view)
            findings += find_medications(view)
            findings += find_allergies(view)
            findings += find_family_history(view)
    findings += find_markers(views, profile.kind, profile.document_date)
    return _each_once(_without_allergens(findings))


def _views(pages: Sequence[Page], sections: Sequence[Section], language: str) -> list[SectionView]:
    document = DocumentText(pages)
    roles = {(section.page_from, section.line_from): section.role for section in sections}
    views = []
    for part in section_lines(document.lines):
        first = part.lines[0]
        role = roles.get((first.page, first.number), part.role)
        lines = body_lines(part)
        if role == STOPPED_ROLE and lines and lines[0].number == first.number:
            views.append(SectionView(role, document.flow(lines[:1]), language))
            role, lines = MEDICATIONS_ROLE, lines[1:]  # a label inside a list ("Stopped: fluoxetine")
        for own_role, own_lines in _parts(role, lines, language):
            views.append(SectionView(own_role, document.flow(own_lines), language))
    return views


def _parts(role: str, lines: Sequence[Line], language: str) -> list[tuple[str, Sequence[Line]]]:
    """A section's lines with their role; what follows the list of an allergy section is no part of it."""
    if role != ALLERGY_ROLE:
        return [(role, lines)]
    length = length_of_list(lines, language)
    return [(role, lines[:length]), (UNKNOWN_ROLE, lines[length:])] if length < len(lines) else [(role, lines)]


def _is_of_patient(view: SectionView, profile: DocumentProfile) -> bool:
    is_lab = profile.detected_type is DocumentType.LAB_REPORT or profile.kind is DocumentKind.LABORATORY
    return not (is_lab and profile.confidence >= _SURELY_A_REPORT) or view.role in _PATIENT_SECTIONS_OF_LABS


def _without_allergens(findings: Sequence[Finding]) -> list[Finding]:
    """Findings without the medicines that are only named as an allergen, or taken until it was known that they are one.

    What somebody takes, with a dose or in a list of medicines, although an allergy to it is told, is for a person to see.
    """
    allergens = {name for one in findings if one.kind is FindingKind.ALLERGY for name in _names(one)}
    return [one for one in findings if not (_names(one) & allergens and _is_no_longer_taken(one))]


def _names(finding: Finding) -> set[str]:
    return {finding.display.lower(), fold(finding.text).strip()}


def _is_no_longer_taken(finding: Finding) -> bool:
    if finding.kind is not FindingKind.MEDICATION:
        return False
    detail = dict(finding.detail)
    is_listed = detail["section"] in MEDICATION_ROLES or bool({"dose", "frequency"} & detail.keys())
    return finding.assertion is not Assertion.PRESENT or not is_listed


def _each_once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding per fact: with the assertion that a document keeps, at its surest place, with most detail."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_key(finding), []).append(finding)
    kept = []
    for group in groups.values():
        counting = _since_stopped(group) if group[0].kind is FindingKind.MEDICATION else group
        best = _last_word(counting)
        same = [finding for finding in counting if finding.assertion is best]
        kept.append(max(same, key=lambda finding: (len(finding.detail), finding.confidence)))
    return tuple(kept)


def _since_stopped(group: list[Finding]) -> list[Finding]:
    """What a document says of a medicine from where it is said last that it is not taken, as that counts.

    A list of what is taken home stands above all, wherever it is printed.
    """
    is_taken_home = any(
        finding.assertion is Assertion.PRESENT and dict(finding.detail)["section"] == DISCHARGE_ROLE
        for finding in group
    )
    not_taken = [number for number, finding in enumerate(group) if finding.assertion in _NOT_TAKEN]
    return group if is_taken_home or not not_taken else group[not_taken[-1] :]


def _last_word(group: Sequence[Finding]) -> Assertion | None:
    """The strongest assertion, except that what is suspected first and ruled out in the end is ruled out."""
    best = strongest(finding.assertion for finding in group)
    is_ruled_out = best is Assertion.UNCERTAIN and group[-1].assertion is Assertion.ABSENT
    return Assertion.ABSENT if is_ruled_out else best


def _key(finding: Finding) -> tuple[object, ...]:
    detail = dict(finding.detail)
    name = finding.code or finding.display.lower()
    if finding.kind is FindingKind.FAMILY_HISTORY:
        return finding.kind, name, detail.get("relative", "")
    if finding.kind is FindingKind.RISK_MARKER:
        return finding.kind, detail["marker"]
    return finding.kind, name
