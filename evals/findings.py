"""Findings in text: kind, what and assertion, on letters written without sight of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bench.report import Row, told
from evals.letters import english, further, spanish, standing, unread
from evals.letters.types import Said, Written
from salus.clinical.text.fold import fold
from salus.documents.contract import Finding, FindingKind
from salus.documents.engines.read import read_document
from salus.documents.logic.classify import classify
from salus.documents.logic.findings import extract_findings
from salus.documents.logic.sections import split_sections

LETTERS = (*english.LETTERS, *spanish.LETTERS)
# These letters, scored once before any rule was changed for them: right, found, said.
FIRST_SIGHT = (96, 123, 123)
# Seven further letters, scored once after the mends that the nine brought, and mended for since.
STANDING_SIGHT = (58, 73, 91)
# Twenty-two letters that have been mended for since, and fourteen that nobody who mends has seen.
UNREAD_FIRST_SIGHT = (284, 398, 504)
STANDING_FIRST_SIGHT = (201, 280, 375)


def findings_in(pdf: bytes) -> tuple[Finding, ...]:
    """What the pipeline's own functions find; risk markers have an evaluation of their own."""
    pages = list(read_document(pdf, "pdf"))
    found = extract_findings(pages, split_sections(pages), classify(pages))
    return tuple(finding for finding in found if finding.kind is not FindingKind.RISK_MARKER)


def missed_and_wrong(said: Sequence[Said], found: Sequence[Finding]) -> tuple[list[Said], list[Finding]]:
    """What is said and not found, and what is found and not said; each is matched once."""
    missed, wrong = list(said), []
    for finding in found:
        match = next((one for one in missed if _is_same(one, finding)), None)
        if match is None:
            wrong.append(finding)
        else:
            missed.remove(match)
    return missed, wrong


def _is_same(said: Said, finding: Finding) -> bool:
    display = fold(finding.display)
    names = {display, display.replace(" and ", "/"), fold(finding.text)}  # a combination, written either way
    is_named = bool(said.names & names)
    return is_named and finding.kind is said.kind and finding.assertion.value in said.assertions


def f1(letters: Iterable[Written]) -> tuple[float, int]:
    """Micro F1 over all letters, and how many things they say."""
    hits = found = expected = 0
    for letter in letters:
        read = findings_in(letter.pdf())
        missed, _ = missed_and_wrong(letter.said, read)
        hits, found, expected = hits + len(letter.said) - len(missed), found + len(read), expected + len(letter.said)
    return (2 * hits / (found + expected) if found + expected else 0.0), expected


def _recorded(name: str, figure: tuple[int, int, int]) -> Row:
    right, found, said = figure
    return told(name, 2 * right / (found + said), "F1, recorded", said)


def _since(name: str, first_sight: tuple[int, int, int], letters: Sequence[Written]) -> list[Row]:
    """A set at first sight and as it is read now."""
    share, number = f1(letters)
    return [
        _recorded(f"findings, {name}, at first sight: F1", first_sight),
        told(f"findings, {name}: F1", share, "F1", number),
    ]


def rows() -> list[Row]:
    """The letters at first sight and since; the further ones likewise; the unread and the standing ones."""
    share, number = f1(LETTERS)
    held_back, count = f1(further.LETTERS)
    return [
        _recorded("findings, nine letters at first sight: F1", FIRST_SIGHT),
        told("findings, nine letters, seen since: F1", share, "F1", number),
        _recorded("findings, seven further letters at first sight: F1", STANDING_SIGHT),
        told("findings, seven further letters, seen since: F1", held_back, "F1", count),
        *_since("twenty-two letters, mended for since", UNREAD_FIRST_SIGHT, unread.LETTERS),
        *_since("fourteen standing letters", STANDING_FIRST_SIGHT, standing.LETTERS),
    ]
