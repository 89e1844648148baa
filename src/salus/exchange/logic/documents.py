"""A kept file as a FHIR R4 DocumentReference; its bytes are the Binary of the same id."""

from __future__ import annotations

from salus.documents.contract import Document
from salus.exchange.contract import Resource

CATEGORY = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category"
OWN_TYPE = "urn:salus:document-type"
SHA256 = "urn:salus:fhir:sha256"  # R4's own hash is SHA-1


def document_reference(document: Document) -> Resource:
    """The file's description."""
    at = document.uploaded_at.isoformat().replace("+00:00", "Z")
    kind = {"system": OWN_TYPE, "code": document.document_type.value}
    attachment: Resource = {
        "extension": [{"url": SHA256, "valueString": document.sha256}],
        "contentType": document.media_type,
        "url": f"Binary/{document.id}",
        "size": document.size,
        "title": document.filename,
    }
    if document.document_date is not None:
        attachment["creation"] = document.document_date.isoformat()
    resource: Resource = {
        "resourceType": "DocumentReference",
        "id": str(document.id),
        "meta": {"lastUpdated": at},
        "status": "current" if document.replaced_by is None else "superseded",
        "docStatus": "preliminary" if document.is_unconfirmed else "final",
        "type": {"coding": [kind], "text": document.title},
        "category": [{"coding": [{"system": CATEGORY, "code": "clinical-note"}]}, {"coding": [kind]}],
        "subject": {"reference": f"Patient/{document.patient_id}"},
        "date": at,
        "author": [{"display": document.uploaded_by_name}],
        "content": [{"attachment": attachment}],
    }
    if document.replaces is not None:
        before = {"reference": f"DocumentReference/{document.replaces}"}
        resource["relatesTo"] = [{"code": "replaces", "target": before}]
    return resource
