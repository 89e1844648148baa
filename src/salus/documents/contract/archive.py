"""Documents as they are kept: the file, how far it has been read, its pages and pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from salus.documents.contract.reading import Box, DocumentType, Page, ProcessingStatus


class ImageStatus(StrEnum):
    """Whether anybody has looked at a picture; without a vision model nobody has."""

    NOT_ANALYSED = "not_analysed"
    DESCRIBED = "described"


class Rendition(StrEnum):
    """What the pages show that are read and drawn: the file itself, or a copy made of it here."""

    AS_SENT = "as_sent"
    FROM_TEXT = "from_text"  # a Word document, whose text was set on pages of our own
    UNLOCKED = "unlocked"  # a locked PDF, opened by its password


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A file as it was sent; `password` opens a locked PDF and is forgotten when it has.

    `further_pages` are more photos, which become the next pages of the same document.
    """

    filename: str
    data: bytes
    document_type: DocumentType
    password: str | None = None
    further_pages: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class UploadReceipt:
    """What became of an upload.

    A duplicate has no job and names the document that was there before; a locked file has none until it is opened.
    """

    document_id: UUID
    job_id: UUID | None
    needs_password: bool = False

    @property
    def is_duplicate(self) -> bool:
        """Whether the same file is already in the chart."""
        return self.job_id is None and not self.needs_password


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a chart. `is_unconfirmed` marks what a patient sent: shown at once, confirmed by nobody."""

    id: UUID
    patient_id: UUID
    title: str
    filename: str
    media_type: str
    size: int
    sha256: str
    document_type: DocumentType
    detected_type: str | None
    document_date: date | None
    status: ProcessingStatus
    tier: int
    progress: float
    message: str
    reason: str | None
    page_count: int
    markers: tuple[str, ...]
    uploaded_at: datetime
    uploaded_by: UUID
    uploaded_by_name: str
    is_unconfirmed: bool
    job_id: UUID | None
    replaces: UUID | None
    replaced_by: UUID | None
    deleted_at: datetime | None
    rendition: Rendition
    needs_password: bool
    language: str | None


@dataclass(frozen=True, slots=True)
class LockedFile:
    """A locked file that a password is about to be tried on, and how many tries are left after this one."""

    document: Document
    data: bytes = field(repr=False)
    tries_left: int


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """The copy of a locked file without its lock."""

    data: bytes = field(repr=False)
    page_count: int


@dataclass(frozen=True, slots=True)
class DocumentImage:
    """A picture found inside a document, with what stands around it and what a vision model saw, if one looked."""

    id: UUID
    page: int
    box: Box
    width_px: int
    height_px: int
    caption: str
    status: ImageStatus
    description: str | None
    described_by: str | None


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One page as read, with its plain text in reading order; `language` is None where too few words tell."""

    document_id: UUID
    page: Page
    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class DownloadedFile:
    """The file exactly as it was sent."""

    filename: str
    media_type: str
    data: bytes
