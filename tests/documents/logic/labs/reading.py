"""Set a laboratory report on an invented page and read it as the pipeline does."""

from __future__ import annotations

from collections.abc import Sequence

from salus.clinical.dates import DateOrder
from salus.documents.contract import Box, LabResult, Page, Word
from salus.documents.logic.classify import classify
from salus.documents.logic.labs import extract_labs
from salus.documents.logic.labs.numbers import DecimalMark
from salus.documents.logic.labs.tokens import Notation
from tests.documents.logic.page_writer import PageWriter

ENGLISH = Notation(DecimalMark.POINT, DateOrder.MONTH_FIRST, "en", None)
SPANISH = Notation(DecimalMark.COMMA, DateOrder.DAY_FIRST, "es", None)
HEADS = ("Test", "Result", "Flag", "Units", "Reference range")
LEFTS = (50.0, 230.0, 300.0, 350.0, 440.0)
COLLECTED = "Date collected: 14 March 2024"


def words_of(text: str) -> list[Word]:
    """The words of one line, evenly set."""
    return [Word(part, Box(n / 40, 0.1, n / 40 + 0.02, 0.12)) for n, part in enumerate(text.split())]


def table_page(
    rows: Sequence[Sequence[str]],
    heads: Sequence[str] = HEADS,
    lefts: Sequence[float] = LEFTS,
    *,
    dated: str = COLLECTED,
    number: int = 1,
) -> Page:
    """A report with one table without rulings; a row of one text is a line by itself."""
    writer = PageWriter(number)
    writer.text(50, 50, "Laboratory report")
    writer.text(50, 66, dated)
    for row_number, row in enumerate([heads, *rows]):
        for left, cell in zip(lefts, row, strict=False):
            writer.text(left, 100 + 16 * row_number, cell)
    return writer.page()


def read(*pages: Page) -> tuple[LabResult, ...]:
    """All results of a document."""
    return extract_labs(pages, classify(pages))


def read_one(*pages: Page) -> LabResult:
    """The only result of a document."""
    (result,) = read(*pages)
    return result


def told(results: Sequence[LabResult]) -> list[str]:
    """Results in short: name, value and unit, for comparison at a glance."""
    return [f"{result.name} {result.comparator or ''}{result.value} {result.unit}" for result in results]
