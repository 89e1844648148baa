"""From the id in an address to the open chart; absent and foreign are refused alike, by the chart's own door."""

from __future__ import annotations

from uuid import UUID

from salus.core.context import Ctx, Role
from salus.documents.contract import (
    DecisionNotAllowed,
    Document,
    DocumentNotFound,
    Proposal,
    ProposalNotFound,
    UploadNotAllowed,
)
from salus.documents.store import documents as store
from salus.documents.store import proposals as proposal_store
from salus.records import service as records
from salus.records.contract import Chart

UPLOADERS = frozenset({Role.PATIENT, Role.DOCTOR, Role.SERVICE})


async def open_document(ctx: Ctx, document_id: UUID, action: str = "document.read") -> tuple[Chart, Document]:
    """Open the chart that a document belongs to, and the document; deleted ones are not there any more."""
    patient_id = await store.patient_of_document(ctx.db, document_id)
    # An id that names nothing is looked up as a chart that does not exist: same answer, same audit row.
    chart = await records.open_chart(ctx, patient_id or document_id, action=action, resource=f"document/{document_id}")
    return chart, await read_document(ctx, chart, document_id)


async def open_proposal(ctx: Ctx, proposal_id: UUID, action: str = "proposal.read") -> tuple[Chart, Proposal]:
    """Open the chart that a proposal belongs to, and the proposal."""
    patient_id = await proposal_store.patient_of_proposal(ctx.db, proposal_id)
    chart = await records.open_chart(ctx, patient_id or proposal_id, action=action, resource=f"proposal/{proposal_id}")
    proposal = await proposal_store.select_one(ctx.db, chart, proposal_id)
    if proposal is None:
        raise ProposalNotFound
    return chart, proposal


async def read_document(ctx: Ctx, chart: Chart, document_id: UUID) -> Document:
    """One document of the chart; `DocumentNotFound` also for one that was deleted."""
    document = await store.select(ctx.db, chart, document_id)
    if document is None or document.deleted_at is not None:
        raise DocumentNotFound(is_deleted=document is not None)
    return document


async def lock_document(ctx: Ctx, chart: Chart, document_id: UUID) -> Document:
    """The same, held until the transaction ends."""
    document = await store.lock(ctx.db, chart, document_id)
    if document is None or document.deleted_at is not None:
        raise DocumentNotFound(is_deleted=document is not None)
    return document


def require_uploader(ctx: Ctx) -> None:
    """Patients, doctors and the import may add documents."""
    if ctx.actor.role not in UPLOADERS:
        raise UploadNotAllowed


def require_may_change(ctx: Ctx, document: Document) -> None:
    """Patients change what a patient sent; doctors of the care team change any document of the chart."""
    require_uploader(ctx)
    if ctx.actor.role is Role.PATIENT and not document.is_unconfirmed:
        raise UploadNotAllowed("This document came from your care team. Ask them to change or remove it.")


def require_may_accept(ctx: Ctx) -> None:
    """A doctor's word turns a proposal into a fact."""
    if ctx.actor.role is not Role.DOCTOR:
        raise DecisionNotAllowed


def require_may_reject(ctx: Ctx, document: Document) -> None:
    """Doctors reject anything; patients what was read wrong in documents that they sent themselves."""
    if ctx.actor.role is Role.PATIENT and document.is_unconfirmed:
        return
    require_may_accept(ctx)
