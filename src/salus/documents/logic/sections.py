"""Split a document at its headings, and name the role of each section. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median

from salus.clinical.data import read_table
from salus.clinical.text.fold import fold
from salus.clinical.text.phrases import PhraseBook
from salus.clinical.text.tokens import tokenise, word_set
from salus.documents.contract import Page, Section
from salus.documents.logic.flow import DocumentText
from salus.documents.logic.lines import Line

_MAX_HEADING_WORDS = 7
_MIN_HEADING_LETTERS = 6  # shorter words in capitals are rather abbreviations: "NKDA", "EPOC", "COPD"
_LARGE_PRINT = 1.18  # of the usual line height
UNKNOWN_ROLE = "other"
# A letter's body begins here; what stands above are names and addresses.
_SALUTATION = re.compile(r"^(?:dear|estimad[oa]s?|apreciad[oa]s?|querid[oa]s?|distinguid[oa]s?)\b")

_PROSE_WORDS = 8
_PROSE = word_set(
    """with who has was is had on since were are have she he they but this from because takes denies no not for presents
    that que con por sin una un se es su para como ha fue pero desde acude presenta refiere"""
)
_BULLETS = ("*", "•", "·", "-", "–", "▪", "●")


@dataclass(frozen=True, slots=True)
class SectionLines:
    """A section as lines: the heading, its role, and the lines of its body.

    Where text follows a heading on the same line, the body begins with that line less `skip` words.
    """

    heading: str
    role: str
    lines: tuple[Line, ...]
    skip: int


@dataclass(frozen=True, slots=True)
class _Heading:
    title: str
    role: str
    words: int  # words of the line that are the heading


@cache
def _headings() -> PhraseBook[str]:
    return PhraseBook((row["phrase"], row["role"]) for row in read_table("section_headings"))


def split_sections(pages: Sequence[Page]) -> tuple[Section, ...]:
    """The sections of a document in reading order; what stands before the first heading has role "header"."""
    document = DocumentText(pages)
    sections = []
    for part in section_lines(document.lines):
        text = document.flow(body_lines(part)).text
        first, last = part.lines[0], part.lines[-1]
        sections.append(Section(part.heading, part.role, first.page, last.page, first.number, last.number, text))
    return tuple(sections)


def section_lines(lines: Sequence[Line]) -> tuple[SectionLines, ...]:
    """Sections with their lines, for readers that need the place of each word."""
    heights = [line.box.y1 - line.box.y0 for line in lines]
    usual = median(heights) if heights else 0.0
    sections: list[SectionLines] = []
    heading = _Heading("", "header", 0)
    body: list[Line] = []
    for index, line in enumerate(lines):
        found = _heading_of(line, usual, is_last=index + 1 == len(lines))
        if found is not None:
            if body:
                sections.append(SectionLines(heading.title, heading.role, tuple(body), heading.words))
            heading, body = found, [line]
        elif _is_prose(line) and (heading.role == "header" or _has_left_item(body, line)):
            if body:
                sections.append(SectionLines(heading.title, heading.role, tuple(body), heading.words))
            heading, body = _Heading("", UNKNOWN_ROLE, 0), [line]
        else:
            body.append(line)
    if body:
        sections.append(SectionLines(heading.title, heading.role, tuple(body), heading.words))
    return tuple(sections)


def body_lines(section: SectionLines) -> tuple[Line, ...]:
    """The lines of a section without its heading."""
    if not section.skip:
        return section.lines
    first = section.lines[0]
    rest = first.words[section.skip :]
    if not rest:
        return section.lines[1:]
    text = " ".join(word.text for word in rest)
    return (Line(first.page, first.number, rest, first.box, text), *section.lines[1:])


def _heading_of(line: Line, usual_height: float, *, is_last: bool) -> _Heading | None:
    """The heading that a line is or begins with."""
    known = _known_heading(line)
    if known is not None:
        return known
    if _SALUTATION.match(fold(line.text)):
        return _Heading("", UNKNOWN_ROLE, 0)
    words = line.text.split()
    if is_last or len(words) > _MAX_HEADING_WORDS or any(sign.isdigit() for sign in line.text):
        return None
    letters = [sign for sign in line.text if sign.isalpha()]
    if len(letters) < _MIN_HEADING_LETTERS or line.text.endswith((".", ",", ";")):
        return None
    is_capital = all(sign.isupper() for sign in letters)
    is_large = line.box.y1 - line.box.y0 > _LARGE_PRINT * usual_height
    if not (is_capital or is_large):
        return None
    return _Heading(line.text.strip(" :"), UNKNOWN_ROLE, len(line.words))


def _is_prose(line: Line) -> bool:
    """Whether a line is of running text: what no head of a letter holds, and no item of a list."""
    words = fold(line.text).split()
    return len(words) >= _PROSE_WORDS and sum(word in _PROSE for word in words) > 1


def _has_left_item(body: Sequence[Line], line: Line) -> bool:
    """Whether running text begins behind items with labels of their own ("* Family: mum eczema")."""
    return bool(body) and body[0].text[:1] in _BULLETS and line.text[:1].isupper()


def _known_heading(line: Line) -> _Heading | None:
    """A heading of the table: the whole line, or what stands before its first colon."""
    tokens = tokenise(line.text[:80])
    if not tokens:
        return None
    start = 0
    while start < len(tokens) and not tokens[start].text[0].isalpha() and start < 3:
        start += 1  # "3. Assessment"
    if start >= len(tokens):
        return None
    hit = _headings().match_at(tokens, start)
    if hit is None:
        return None
    rest = [token for token in tokens[hit.last :] if token.text not in ":-–—."]
    end = tokens[hit.last - 1].end
    title = line.text[tokens[start].start : end]
    if not rest:
        return _Heading(title, hit.payload, len(line.words)) if _looks_titled(line, title) else None
    following = tokens[hit.last].text if hit.last < len(tokens) else ""
    if following != ":" or len(title) < 2:
        return None
    used = sum(1 for position in _word_ends(line) if position <= tokens[hit.last].end)
    return _Heading(title, hit.payload, max(1, used))


def _looks_titled(line: Line, title: str) -> bool:
    """A bare heading word needs a colon, capitals or a capital letter at least, and more than one letter."""
    return len(title) > 1 and (line.text.rstrip().endswith(":") or title[:1].isupper())


def _word_ends(line: Line) -> list[int]:
    ends, position = [], 0
    for word in line.words:
        position += len(word.text)
        ends.append(position)
        position += 1
    return ends
