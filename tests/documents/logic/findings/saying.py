"""Write a letter on an invented page and tell its findings in short."""

from __future__ import annotations

from salus.documents.contract import Finding, FindingKind
from salus.documents.logic.classify import classify
from salus.documents.logic.findings import extract_findings
from salus.documents.logic.sections import split_sections
from tests.documents.logic.page_writer import page_of_lines


def findings(*lines: str) -> tuple[Finding, ...]:
    """Everything that is found in these lines."""
    pages = [page_of_lines(lines)]
    return extract_findings(pages, split_sections(pages), classify(pages))


def said(kind: FindingKind, *lines: str) -> list[str]:
    """Findings of one kind: what, and how the text speaks of it."""
    return [f"{found.display}: {found.assertion.value}" for found in findings(*lines) if found.kind is kind]


def detail(kind: FindingKind, *lines: str) -> dict[str, str]:
    """What belongs to the only finding of a kind."""
    (found,) = (found for found in findings(*lines) if found.kind is kind)
    return dict(found.detail)
