"""What the sentences of a document say of a patient: conditions, medicines, allergies, family, risk markers. Pure."""

from __future__ import annotations

from salus.documents.logic.findings.extract import extract_findings

__all__ = ["extract_findings"]
