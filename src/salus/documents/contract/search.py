"""Search in one patient's documents: what is asked, what is found, and where it stands on the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from salus.documents.contract.reading import Box, DocumentType


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """Narrow a search; empty means everything of the patient."""

    document_ids: tuple[UUID, ...] = ()
    document_types: tuple[DocumentType, ...] = ()
    date_from: date | None = None
    date_to: date | None = None


@dataclass(frozen=True, slots=True)
class ChunkLine:
    """One printed line of a chunk: characters `start` to `end` of its text stand in `box` on `page`.

    `is_foot`: it stands at the foot of the page and says nothing about the person.
    """

    page: int
    box: Box
    start: int
    end: int
    is_foot: bool = False


@dataclass(frozen=True, slots=True)
class ChunkDraft:
    """A piece of a document that makes sense by itself, before it is embedded.

    `text` is what is printed; `context` (type, date, section) is put before it when it is embedded and searched.
    """

    ordinal: int
    heading: str
    role: str
    text: str
    context: str
    page_from: int
    page_to: int
    lines: tuple[ChunkLine, ...]
    markers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RetrievedChunk:
    """A piece that answers a question, best first; ranks start at 1 and are None where a search missed it.

    `also_called` are words by which people ask for such a document, `usual_subject` words for what all of its kind
    are about. `similarity` is None where the piece was found by its words alone, because its vector is another model's.
    """

    id: UUID
    document_id: UUID
    document_title: str
    document_type: DocumentType
    also_called: str
    usual_subject: str
    document_date: date | None
    ordinal: int
    heading: str
    role: str
    text: str
    page_from: int
    page_to: int
    lines: tuple[ChunkLine, ...]
    markers: tuple[str, ...]
    is_unconfirmed: bool
    score: float
    dense_rank: int | None
    lexical_rank: int | None
    similarity: float | None

    def boxes_of(self, start: int, end: int) -> tuple[ChunkLine, ...]:
        """The printed lines that hold the characters `start` to `end` of the text."""
        return tuple(line for line in self.lines if line.start < end and start < line.end)
