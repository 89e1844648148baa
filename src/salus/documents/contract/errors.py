"""What can go wrong with kept documents and proposals (errors of files as sent stand in `documents.errors`)."""

from __future__ import annotations

from salus.core.errors import AppError, NotFound


class DocumentNotFound(NotFound):
    """The opened chart has no such document, or it was deleted."""

    code = "DOCUMENT_NOT_FOUND"


class ImageNotFound(NotFound):
    """The document has no such picture."""

    code = "IMAGE_NOT_FOUND"


class PageNotRead(NotFound):
    """This page has not been read yet, or the document has fewer pages. Look again in a moment."""

    code = "PAGE_NOT_READ"


class ProposalNotFound(NotFound):
    """The opened chart has no such proposal."""

    code = "PROPOSAL_NOT_FOUND"


class ProposalAlreadyDecided(AppError):
    """This proposal was decided before. Undo that decision first if it should be changed."""

    status, code, fhir_issue = 409, "PROPOSAL_ALREADY_DECIDED", "conflict"


class ProposalNotDecided(AppError):
    """Nobody has decided this proposal yet, so there is nothing to undo."""

    status, code, fhir_issue = 409, "PROPOSAL_NOT_DECIDED", "conflict"


class ChartSaysOtherwise(AppError):
    """The chart says something else about this. Compare both, then keep what stands or replace it."""

    status, code, fhir_issue = 409, "CHART_SAYS_OTHERWISE", "conflict"


class NothingStands(AppError):
    """The chart says nothing in the place of this any more, so there is nothing to replace. Accept it instead."""

    status, code, fhir_issue = 409, "NOTHING_STANDS", "conflict"


class FactChangedSince(AppError):
    """Somebody changed this entry after it was accepted. Change or remove it in the chart instead."""

    status, code, fhir_issue = 409, "FACT_CHANGED_SINCE", "conflict"


class DecisionNotAllowed(AppError):
    """Only a doctor of the care team writes proposals into the chart; patients may reject their own documents'."""

    status, code, fhir_issue = 403, "DECISION_NOT_ALLOWED", "forbidden"
    is_refusal = True


class UploadNotAllowed(AppError):
    """Only the patient and doctors of the care team may add, replace or delete documents."""

    status, code, fhir_issue = 403, "UPLOAD_NOT_ALLOWED", "forbidden"
    is_refusal = True


class NotRetryable(AppError):
    """This document is being read or was read well; there is nothing to try again."""

    status, code, fhir_issue = 409, "NOT_RETRYABLE", "conflict"


class NotLocked(AppError):
    """This document is not waiting for a password."""

    status, code, fhir_issue = 409, "NOT_LOCKED", "conflict"


class TooManyPasswords(AppError):
    """Too many wrong passwords were tried for this document. Ask whoever sent the file, and try again in an hour."""

    status, code, fhir_issue = 429, "TOO_MANY_PASSWORDS", "throttled"


class AlreadyReplaced(AppError):
    """A newer document already stands in the place of this one. Replace that one instead."""

    status, code, fhir_issue = 409, "ALREADY_REPLACED", "conflict"


class UploadMalformed(AppError):
    """The upload could not be read. Send multipart/form-data with `patient_uuid`, `file` and `document_type`."""

    status, code, fhir_issue = 400, "UPLOAD_MALFORMED", "structure"


class InvalidCorrection(AppError):
    """Some corrected fields cannot be right; each one says why."""

    status, code, fhir_issue = 422, "INVALID_CORRECTION", "invalid"
