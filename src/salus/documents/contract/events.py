"""What happens to documents; listeners of other slices run in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DocumentIndexed:
    """A document can be found and cited."""

    patient_id: UUID
    document_id: UUID


@dataclass(frozen=True, slots=True)
class DocumentDeleted:
    """A document is gone: whatever was said from it must not be said again."""

    patient_id: UUID
    document_id: UUID


@dataclass(frozen=True, slots=True)
class DocumentReplaced:
    """A newer document stands in the place of an older one, which must not be cited any more."""

    patient_id: UUID
    document_id: UUID
    replaced_by: UUID


@dataclass(frozen=True, slots=True)
class ProposalDecided:
    """A person accepted, corrected, rejected or took back a proposal."""

    patient_id: UUID
    document_id: UUID
    proposal_id: UUID
