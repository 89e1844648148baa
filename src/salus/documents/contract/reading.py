"""What the documents slice promises to others: pages, words, boxes, findings, proposals, events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from salus.clinical.text.assertion import Assertion as Assertion


class DocumentType(StrEnum):
    """What the sender says the document is (form field `document_type`)."""

    LAB_REPORT = "lab_report"
    IMAGING = "imaging"
    PRESCRIPTION = "prescription"
    CONSULTATION_NOTE = "consultation_note"
    OTHER = "other"


class ProcessingStatus(StrEnum):
    """How far a document has come; REVIEW waits for a person, FAILED cannot be read at all."""

    INGESTED = "INGESTED"
    ANALYZING = "ANALYZING"
    INDEXED = "INDEXED"
    FAILED = "FAILED"
    REVIEW = "REVIEW"


class PageSource(StrEnum):
    """Where the words of a page came from."""

    EMBEDDED = "embedded"
    OCR = "ocr"
    MIXED = "mixed"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page in fractions of its width and height, origin top left, 0 <= x0 <= x1 <= 1."""

    x0: float
    y0: float
    x1: float
    y1: float

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))


@dataclass(frozen=True, slots=True)
class Word:
    """One word as printed, with its box; `confidence` is 1.0 for embedded text, else the OCR score."""

    text: str
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell; an empty cell has empty text."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Table:
    """A table as rows of cells, every row of the same length."""

    box: Box
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class PageImage:
    """An image embedded in a page, PNG or JPEG bytes as extracted, with its place on the page."""

    box: Box
    width_px: int
    height_px: int
    png: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """One page as read: words in reading order, tables, images; `number` starts at 1, size in points.

    `rotation_deg` says how far clockwise the text is turned in the file: 0 on an upright page, 180 where it lies
    upside down, 358.5 on a scan that leans slightly to the left. The page is displayed turned back by the nearest
    quarter turn, and size, boxes and images are those of the page so displayed.
    """

    number: int
    width_pt: float
    height_pt: float
    source: PageSource
    words: tuple[Word, ...]
    tables: tuple[Table, ...] = ()
    images: tuple[PageImage, ...] = ()
    rotation_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class Span:
    """Where a fact stands: page, box and the words as printed."""

    page: int
    box: Box
    quote: str


@dataclass(frozen=True, slots=True)
class LabResult:
    """One laboratory result as printed and as coded; `loinc` is None when the test is not recognised."""

    name: str
    loinc: str | None
    loinc_display: str | None
    value: Decimal | None
    value_text: str
    comparator: str | None
    unit_text: str | None
    unit: str | None
    reference_low: Decimal | None
    reference_high: Decimal | None
    reference_text: str | None
    interpretation: str | None
    collected_at: datetime | date | None
    span: Span
    confidence: float


class FindingKind(StrEnum):
    """What a sentence of a document can say about a patient."""

    CONDITION = "condition"
    MEDICATION = "medication"
    ALLERGY = "allergy"
    FAMILY_HISTORY = "family_history"
    RISK_MARKER = "risk_marker"


@dataclass(frozen=True, slots=True)
class Finding:
    """A coded mention in text with its assertion; `detail` holds dose, route, relative, reaction, ..."""

    kind: FindingKind
    text: str
    code: str | None
    code_system: str | None
    display: str
    assertion: Assertion
    detail: tuple[tuple[str, str], ...]
    span: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Section:
    """A headed stretch of a document; `heading` as printed, `role` as recognised (findings, plan...)."""

    heading: str
    role: str
    page_from: int
    page_to: int
    line_from: int
    line_to: int
    text: str
