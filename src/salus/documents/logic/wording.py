"""What a document is called where it is searched and cited. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from salus.documents.contract import Document, DocumentType, Page
from salus.documents.logic.lines import reading_lines

MOST_WORDS_OF_NAME = 9

# Words by which people ask for a kind of document and which its pages need not print.
_OTHER_NAMES: Mapping[str, str] = {
    "laboratory": "laboratory lab blood test results analysis",
    "mammography": "mammogram mammography breast imaging radiology",
    "ultrasound": "ultrasound sonography imaging radiology",
    "xray": "x ray radiograph imaging radiology",
    "ct": "ct computed tomography scan imaging radiology",
    "mri": "mri magnetic resonance scan imaging radiology",
    "imaging_other": "imaging radiology scan",
    "pathology": "pathology biopsy histology",
    "prescription": "prescription medication medicines rx",
    "discharge_summary": "discharge summary letter hospital stay admission",
    "consultation": "consultation visit letter note clinic",
    "operative_note": "operation surgery operative note procedure",
    "immunization": "immunization vaccination vaccine",
    "ecg": "ecg electrocardiogram heart",
}
_TYPE_NAMES: Mapping[DocumentType, str] = {
    DocumentType.LAB_REPORT: "laboratory lab blood test results",
    DocumentType.IMAGING: "imaging radiology scan",
    DocumentType.PRESCRIPTION: "prescription medication medicines",
    DocumentType.CONSULTATION_NOTE: "consultation visit letter note",
    DocumentType.OTHER: "",
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


def other_names(document: Document) -> str:
    """Words by which people may ask for this kind of document."""
    return f"{_OTHER_NAMES.get(document.detected_type or '', '')} {_TYPE_NAMES[document.document_type]}".strip()
