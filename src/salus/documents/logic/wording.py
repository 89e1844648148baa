"""What a document is called where it is searched and cited. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from salus.documents.contract import Document, DocumentType, Page
from salus.documents.logic.lines import reading_lines

MOST_WORDS_OF_NAME = 9


@dataclass(frozen=True, slots=True)
class Names:
    """Words by which people ask for a document: what it is, and what all of its kind are about."""

    kind: str
    subject: str = ""

    @property
    def all(self) -> str:
        """Both, as one text."""
        return f"{self.kind} {self.subject}".strip()


# Its pages need not print these words.
_BY_KIND: Mapping[str, Names] = {
    "laboratory": Names("laboratory lab blood test results analysis"),
    "mammography": Names("mammogram mammography scan x ray imaging radiology mamografia", "breast mama"),
    "ultrasound": Names("ultrasound sonography scan imaging radiology ecografia ultrasonido"),
    "xray": Names("x ray radiograph film scan imaging radiology radiografia placa"),
    "ct": Names("ct computed tomography scan imaging radiology tomografia escaner tac"),
    "mri": Names("mri magnetic resonance scan imaging radiology resonancia"),
    "imaging_other": Names("imaging radiology scan"),
    "pathology": Names("pathology biopsy histology biopsia"),
    "prescription": Names("prescription medication medicines rx"),
    "discharge_summary": Names("discharge summary letter alta", "hospital stay admission ingreso"),
    "consultation": Names("consultation visit letter note clinic"),
    "operative_note": Names("operation surgery operative note procedure"),
    "immunization": Names("immunization vaccination vaccine"),
    "ecg": Names("ecg electrocardiogram tracing electrocardiograma", "heart corazon"),
}
_BY_TYPE: Mapping[DocumentType, Names] = {
    DocumentType.LAB_REPORT: Names("laboratory lab blood test results"),
    DocumentType.IMAGING: Names("imaging radiology scan"),
    DocumentType.PRESCRIPTION: Names("prescription medication medicines"),
    DocumentType.CONSULTATION_NOTE: Names("consultation visit letter note"),
    DocumentType.OTHER: Names(""),
}


def about(document: Document, pages: Sequence[Page]) -> str:
    """What the document is and who wrote it, put before each of its pieces; a known date stands in the title."""
    sender = _sender(pages)
    return f"{document.title}, {sender}" if sender else document.title


def _sender(pages: Sequence[Page]) -> str:
    """The first printed line, where it reads like the name of a practice, clinic or laboratory."""
    lines = reading_lines(pages[0]) if pages else ()
    first = lines[0].text.strip() if lines else ""
    is_name = 1 < len(first.split()) <= MOST_WORDS_OF_NAME and not any(sign.isdigit() for sign in first)
    return first if is_name else ""


def names_of(detected_type: str | None, document_type: DocumentType) -> Names:
    """Words by which people may ask for this kind of document."""
    own, rough = _BY_KIND.get(detected_type or "", Names("")), _BY_TYPE[document_type]
    return Names(f"{own.kind} {rough.kind}".strip(), own.subject)
