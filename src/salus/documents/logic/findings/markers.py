"""Breast risk markers of a document as findings with their place. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from salus.clinical.markers.breast import find_breast_markers, speaks_of_breasts
from salus.clinical.markers.breast.sentence import TextKind
from salus.clinical.markers.types import MarkerMention, breast_markers, one_per_marker
from salus.clinical.text.assertion import Assertion
from salus.documents.contract import Finding, FindingKind
from salus.documents.logic.classify import DocumentKind
from salus.documents.logic.findings.conditions import FAMILY_ROLE
from salus.documents.logic.findings.reading import SectionView

_KINDS = {
    DocumentKind.MAMMOGRAPHY: TextKind.IMAGING,
    DocumentKind.ULTRASOUND: TextKind.IMAGING,
    DocumentKind.MRI: TextKind.IMAGING,
    DocumentKind.CT: TextKind.IMAGING,
    DocumentKind.XRAY: TextKind.IMAGING,
    DocumentKind.IMAGING_OTHER: TextKind.IMAGING,
    DocumentKind.PATHOLOGY: TextKind.PATHOLOGY,
    DocumentKind.LABORATORY: TextKind.LAB,
}
_NOT_READ = frozenset(("signature", "instructions"))
_CONFIDENCE = 0.92
_CONFIDENCE_OTHER = 0.8


def find_markers(sections: Sequence[SectionView], kind: DocumentKind, as_of: date | None) -> Iterator[Finding]:
    """The markers of a document, each once with the assertion that counts.

    Outside breast imaging only sections that speak of breasts are read, and the family history: a "mass" of an
    abdomen must not be taken for a lump.
    """
    found: list[tuple[MarkerMention, SectionView]] = []
    for section in sections:
        if section.role in _NOT_READ or not _is_read(section, kind):
            continue
        mentions = find_breast_markers(section.flow.text, section.language, _KINDS.get(kind, TextKind.NOTE), as_of)
        found += [(mention, section) for mention in mentions]
    kept = one_per_marker(mention for mention, _ in found)
    for mention in kept:
        section = next(section for other, section in found if other is mention)
        finding = _finding(mention, section)
        if finding is not None:
            yield finding


def _is_read(section: SectionView, kind: DocumentKind) -> bool:
    is_breast_document = kind is DocumentKind.MAMMOGRAPHY
    return is_breast_document or section.role == FAMILY_ROLE or speaks_of_breasts(section.flow.text)


def _finding(mention: MarkerMention, section: SectionView) -> Finding | None:
    marker = breast_markers()[mention.marker]
    coding = marker.snomed or marker.icd10cm
    detail = (
        ("marker", marker.id),
        ("tier", marker.tier.value),
        ("urgency", marker.urgency.value),
        ("icd10cm", marker.icd10cm.code if marker.icd10cm else ""),
    )
    confidence = _CONFIDENCE if mention.assertion is Assertion.PRESENT else _CONFIDENCE_OTHER
    place = (mention.start, mention.end)
    return section.finding(FindingKind.RISK_MARKER, place, marker.name, coding, mention.assertion, detail, confidence)
