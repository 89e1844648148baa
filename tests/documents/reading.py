"""Measures of how well a page was read."""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from salus.documents.contract import Page, Table


def text_of(page: Page) -> str:
    """The words of a page in reading order, a blank between them."""
    return " ".join(word.text for word in page.words)


def error_rate(read: str, printed: str) -> float:
    """Character error rate: edits needed per printed character, blanks included."""
    return Levenshtein.distance(read, printed) / len(printed)


def cells(table: Table) -> list[list[str]]:
    """The texts of a table's cells."""
    return [[cell.text for cell in row] for row in table.rows]
