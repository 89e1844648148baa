"""How far a document is, in numbers and in plain words. Pure."""

from __future__ import annotations

from salus.documents.contract import ProcessingStatus

# Share of the whole work: reading takes longest, above all when pages are pictures.
READING, UNDERSTANDING, INDEXING, ALL_DONE = 0, 1, 2, 3
SHARES = (0.6, 0.2, 0.2)

RECEIVED = "Kept safe. Reading starts in a moment."
UNDERSTANDING_IT = "Looking for results, medicines and diagnoses."
INDEXING_IT = "Making it searchable."
DONE = "Read, structured and searchable."
LOCKED = "It is locked and waits for its password."
LOCKED_REASON = (
    "This PDF is locked by a password. Give the password here and it will be read; the password itself is not kept."
)
FAILED = "It could not be read."
IN_REVIEW = "A person needs to look at this document."


def progress(tier: int, fraction: float) -> float:
    """How far the whole work is, 0 to 1, when `fraction` of the work of this tier (from 0) is done."""
    if tier == ALL_DONE:
        return 1.0
    return round(sum(SHARES[:tier]) + SHARES[tier] * min(max(fraction, 0.0), 1.0), 4)


def reading_page(number: int, of_pages: int) -> str:
    """What a person reads while a page is being read."""
    return f"Reading page {number} of {of_pages}."


def is_over(status: ProcessingStatus) -> bool:
    """Whether no work goes on."""
    return status in (ProcessingStatus.INDEXED, ProcessingStatus.FAILED, ProcessingStatus.REVIEW)


def is_retryable(status: ProcessingStatus) -> bool:
    """Whether it makes sense to try again: only what came to a stop before its end."""
    return status in (ProcessingStatus.FAILED, ProcessingStatus.REVIEW)
