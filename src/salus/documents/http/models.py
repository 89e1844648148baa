"""What the routes of documents answer."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from salus.documents.contract import (
    Box,
    Document,
    DocumentImage,
    DocumentPage,
    DocumentType,
    FactRef,
    ImageStatus,
    PageSource,
    ProcessingStatus,
    Proposal,
    ProposalKind,
    ProposalStatus,
    Rendition,
    Standing,
    Tone,
)
from salus.documents.logic.facts import Scalar, encode

FourNumbers = tuple[float, float, float, float]


class ImageOut(BaseModel):
    """A picture found in a document; `not_analysed` where no vision model has looked at it."""

    id: UUID
    page: int
    box: FourNumbers
    width_px: int
    height_px: int
    caption: str
    status: ImageStatus
    description: str | None
    described_by: str | None


class DocumentOut(BaseModel):
    """A document and how far it is; `is_unconfirmed` marks what a patient sent and nobody has confirmed."""

    id: UUID
    patient_uuid: UUID
    title: str
    filename: str
    media_type: str
    document_type: DocumentType
    detected_type: str | None
    document_date: date | None
    processing_status: ProcessingStatus
    tier: int
    progress: float
    message: str
    reason: str | None
    page_count: int
    markers: list[str]
    uploaded_at: datetime
    uploaded_by: str
    is_unconfirmed: bool
    size: int
    sha256: str
    job_id: UUID | None
    status_url: str | None
    replaces: UUID | None
    replaced_by: UUID | None
    rendition: Rendition
    needs_password: bool
    language: str | None = Field(description="ISO 639-1 code; null where too few words tell.")


class DocumentDetail(DocumentOut):
    """A document with the pictures found in it."""

    images: list[ImageOut]


class DocumentList(BaseModel):
    """The documents of a chart, newest first."""

    items: list[DocumentOut]


class Duplicate(BaseModel):
    """The same file is in the chart already."""

    document_id: UUID
    duplicate: bool = True
    message: str = "This file is in the chart already; nothing was added."


class NeedsPassword(BaseModel):
    """The file is kept; it is locked and will be read when somebody gives its password."""

    document_id: UUID
    needs_password: bool = True
    message: str = "The file is kept safe. It is locked: give its password and it will be read."


class PasswordIn(BaseModel):
    """The password of a locked PDF."""

    model_config = ConfigDict(extra="forbid")

    password: SecretStr = Field(min_length=1, max_length=256)


class Deleted(BaseModel):
    """The document is gone."""

    document_id: UUID
    deleted: bool = True


class WordOut(BaseModel):
    """A word and its box in fractions of the page."""

    t: str
    b: FourNumbers


class TableOut(BaseModel):
    """A table as rows of cells."""

    box: FourNumbers
    rows: list[list[WordOut]]


class PageOut(BaseModel):
    """A page as read; width and height in points."""

    document_id: UUID
    number: int
    width: float
    height: float
    source: PageSource
    language: str | None
    text: str
    words: list[WordOut]
    tables: list[TableOut]


class FactRefOut(BaseModel):
    """A fact of the chart."""

    type: str
    id: UUID


class ProposalOut(BaseModel):
    """A proposed chart edit. `fact` is what would be or was written; `read_fact` is what the machine read."""

    id: UUID
    document_id: UUID
    patient_uuid: UUID
    kind: ProposalKind
    status: ProposalStatus
    version: int
    confidence: float
    tone: Tone
    summary: str
    word: str | None
    assertion: str
    fact: dict[str, Scalar]
    read_fact: dict[str, Scalar]
    page: int
    box: FourNumbers
    quote: str
    extractor: str
    extractor_version: str
    in_chart: FactRefOut | None
    created_fact: FactRefOut | None
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None
    created_at: datetime
    is_source_deleted: bool


class ProposalList(BaseModel):
    """Proposals, newest document first, each document in reading order."""

    items: list[ProposalOut]


class ProposalPageOut(ProposalList):
    """A page of them; `total` counts all that were asked for, on this page or not."""

    next_cursor: str | None
    total: int


class AcceptIn(BaseModel):
    """A person's word: as it was read, or with corrected fields."""

    model_config = ConfigDict(extra="forbid")

    correction: dict[str, Scalar] | None = Field(None, description="Corrected fields of `fact`; others stay.")
    version: int | None = Field(None, ge=1, description="The version that you saw; another one gives 409.")


class StandingOut(BaseModel):
    """What the chart says now where the proposal would be written; `fact` has the fields of a proposal's.

    `differing` names the fields of which the paper says something else.
    """

    entry: FactRefOut
    version: int
    fact: dict[str, Scalar]
    differing: list[str]
    at: datetime
    by: str | None


class ComparisonOut(BaseModel):
    """A proposal as it is now, and what stands in its place; null where nothing does."""

    proposal: ProposalOut
    standing: StandingOut | None


class ReplaceIn(BaseModel):
    """A person's word after comparing both: the paper's, or corrected fields of it, shall stand."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, description="The version of the proposal that you saw; another one gives 409.")
    standing_version: int = Field(ge=1, description="The version of the entry that you saw; another one gives 409.")
    correction: dict[str, Scalar] | None = Field(None, description="Corrected fields of `read_fact`; others stay.")


class RejectIn(BaseModel):
    """Why a proposal is wrong."""

    model_config = ConfigDict(extra="forbid")

    reason: str | None = Field(None, max_length=500)
    version: int | None = Field(None, ge=1)


class UndoIn(BaseModel):
    """Which version of the decision is taken back."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(None, ge=1)


class AcceptGreenIn(BaseModel):
    """Accept the green ones of one document only."""

    model_config = ConfigDict(extra="forbid")

    document_id: UUID | None = None


def corners(box: Box) -> FourNumbers:
    """A box as four numbers."""
    return (box.x0, box.y0, box.x1, box.y1)


def document_out(document: Document) -> DocumentOut:
    """A document as it is answered."""
    return DocumentOut(**_document_fields(document))


def document_detail(document: Document, images: tuple[DocumentImage, ...]) -> DocumentDetail:
    """A document with its pictures."""
    return DocumentDetail(**_document_fields(document), images=[_image(image) for image in images])


def _document_fields(document: Document) -> dict[str, object]:
    return {
        "id": document.id,
        "patient_uuid": document.patient_id,
        "title": document.title,
        "filename": document.filename,
        "media_type": document.media_type,
        "document_type": document.document_type,
        "detected_type": document.detected_type,
        "document_date": document.document_date,
        "processing_status": document.status,
        "tier": document.tier,
        "progress": document.progress,
        "message": document.message,
        "reason": document.reason,
        "page_count": document.page_count,
        "markers": list(document.markers),
        "uploaded_at": document.uploaded_at,
        "uploaded_by": document.uploaded_by_name,
        "is_unconfirmed": document.is_unconfirmed,
        "size": document.size,
        "sha256": document.sha256,
        "job_id": document.job_id,
        "status_url": f"/api/v1/jobs/{document.job_id}/status" if document.job_id else None,
        "replaces": document.replaces,
        "replaced_by": document.replaced_by,
        "rendition": document.rendition,
        "needs_password": document.needs_password,
        "language": document.language,
    }


def _image(image: DocumentImage) -> ImageOut:
    return ImageOut(
        id=image.id,
        page=image.page,
        box=corners(image.box),
        width_px=image.width_px,
        height_px=image.height_px,
        caption=image.caption,
        status=image.status,
        description=image.description,
        described_by=image.described_by,
    )


def page_out(page: DocumentPage) -> PageOut:
    """A page as it is answered."""
    read = page.page
    return PageOut(
        document_id=page.document_id,
        number=read.number,
        width=read.width_pt,
        height=read.height_pt,
        source=read.source,
        language=page.language,
        text=page.text,
        words=[WordOut(t=word.text, b=corners(word.box)) for word in read.words],
        tables=[
            TableOut(
                box=corners(table.box),
                rows=[[WordOut(t=cell.text, b=corners(cell.box)) for cell in row] for row in table.rows],
            )
            for table in read.tables
        ],
    )


def proposal_out(proposal: Proposal) -> ProposalOut:
    """A proposal as it is answered."""
    draft = proposal.draft
    return ProposalOut(
        id=proposal.id,
        document_id=proposal.document_id,
        patient_uuid=proposal.patient_id,
        kind=draft.kind,
        status=proposal.status,
        version=proposal.version,
        confidence=draft.confidence,
        tone=draft.tone,
        summary=draft.summary,
        word=draft.word,
        assertion=draft.assertion.value,
        fact=encode(proposal.fact),
        read_fact=encode(draft.fact),
        page=draft.page,
        box=corners(draft.box),
        quote=draft.quote,
        extractor=proposal.extractor,
        extractor_version=proposal.extractor_version,
        in_chart=_ref(proposal.in_chart),
        created_fact=_ref(proposal.created_fact),
        decided_by=proposal.decided_by_name,
        decided_at=proposal.decided_at,
        decision_reason=proposal.decision_reason,
        created_at=proposal.created_at,
        is_source_deleted=proposal.is_source_deleted,
    )


def comparison_out(proposal: Proposal, standing: Standing | None) -> ComparisonOut:
    """Both as they are answered."""
    return ComparisonOut(proposal=proposal_out(proposal), standing=_standing(standing) if standing else None)


def _standing(standing: Standing) -> StandingOut:
    return StandingOut(
        entry=FactRefOut(type=standing.entry.type, id=standing.entry.id),
        version=standing.version,
        fact=encode(standing.fact),
        differing=[*standing.differing],
        at=standing.at,
        by=standing.by_name,
    )


def _ref(ref: FactRef | None) -> FactRefOut | None:
    return FactRefOut(type=ref.type, id=ref.id) if ref else None
