"""What a document is called where it is searched and cited. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from salus.documents.contract import Document, DocumentType

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


def about(document: Document) -> str:
    """What the document is, put before each of its pieces; its title holds the date where one is known."""
    return document.title


def other_names(document: Document) -> str:
    """Words by which people may ask for this kind of document."""
    return f"{_OTHER_NAMES.get(document.detected_type or '', '')} {_TYPE_NAMES[document.document_type]}".strip()
