"""The running text of a document with every character's word: sentences are read here and boxes found again. Pure.

Lines that were only wrapped are joined by a blank, a word divided at a line's end is made whole, and every other
line break stays a line feed, which ends a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from salus.documents.contract import Page, Span, Word
from salus.documents.logic.lines import Line, box_of, reading_lines

_BULLET = re.compile(r"^(?:[-•·*▪◦●○■□☐☒✓>–—]|\(?\d{1,2}[.)]|[a-z][.)]|\[[ xX✓]?\])(?:\s|$)")
_LABEL = re.compile(r"^[^\W\d_][\w /&().-]{1,40}:(?:\s|$)")
_MARGIN_GROUP_PT = 30.0
_SHORTEST_FULL_LINE = 45
_PARAGRAPH_GAP = 0.9  # of a line height, between two lines


@dataclass(frozen=True, slots=True)
class Flow:
    """Text with the word behind each stretch of it; `starts` are the offsets of `words` in `text`."""

    text: str
    starts: tuple[int, ...]
    words: tuple[tuple[int, Word], ...]

    def words_between(self, start: int, end: int) -> list[tuple[int, Word]]:
        """The words, each with its page, that characters `start` to `end` touch."""
        first = max(0, bisect_right(self.starts, start) - 1)
        found = []
        for index in range(first, len(self.starts)):
            if self.starts[index] >= end:
                break
            if self.starts[index] + len(self.words[index][1].text) > start:
                found.append(self.words[index])
        return found

    def span(self, start: int, end: int) -> Span | None:
        """Page, box and printed words of a stretch; of one over two pages the part on the first."""
        found = self.words_between(start, end)
        if not found:
            return None
        page = found[0][0]
        words = [word for number, word in found if number == page]
        return Span(page, box_of(words), " ".join(word.text for word in words))


class DocumentText:
    """The reading lines of a document, and how far lines reach on each page, so that wraps are recognised."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.lines = tuple(line for page in pages for line in reading_lines(page))
        self._pages = {page.number: page for page in pages}
        self._margins: dict[tuple[int, int], float] = {}
        for line in self.lines:
            key = _margin_key(line, self._pages)
            self._margins[key] = max(self._margins.get(key, 0.0), line.box.x1)

    def flow(self, lines: Sequence[Line]) -> Flow:
        """The running text of some lines in reading order."""
        text: list[str] = []
        starts: list[int] = []
        words: list[tuple[int, Word]] = []
        position = 0
        for index, line in enumerate(lines):
            if index:
                joint = self._joint(lines[index - 1], line)
                if joint == "-":
                    text[-1] = text[-1][:-1]  # "hyper-" + "tension"
                    position -= 1
                    joint = ""
                text.append(joint)
                position += len(joint)
            for number, word in enumerate(line.words):
                if number:
                    text.append(" ")
                    position += 1
                starts.append(position)
                words.append((line.page, word))
                text.append(word.text)
                position += len(word.text)
        return Flow("".join(text), tuple(starts), tuple(words))

    def _joint(self, previous: Line, line: Line) -> str:
        """What stands between two lines: a blank where text runs on, "-" for a divided word, else a line feed."""
        if previous.page != line.page:
            return "\n"
        page, group = _margin_key(previous, self._pages)
        margin = max(self._margins.get((page, group + step), 0.0) for step in (-1, 0, 1))
        if not _runs_on(previous, line, self._pages[line.page], margin):
            return "\n"
        last = previous.text
        if last.endswith("-") and last[-2:-1].isalpha() and line.text[:1].islower():
            return "-"
        return " "


def _margin_key(line: Line, sizes: dict[int, Page]) -> tuple[int, int]:
    return line.page, int(line.box.x0 * sizes[line.page].width_pt / _MARGIN_GROUP_PT)


def _runs_on(previous: Line, line: Line, page: Page, margin: float) -> bool:
    """Whether a line was broken for want of room: the next word would not have fitted behind it."""
    if _BULLET.match(line.text) or _LABEL.match(line.text):
        return False
    height = previous.box.y1 - previous.box.y0
    if line.box.y0 - previous.box.y1 > _PARAGRAPH_GAP * height or line.box.y0 < previous.box.y0:
        return False
    if previous.text.endswith(":"):
        return False
    if line.text[:1].islower():
        return True
    if len(previous.text) < _SHORTEST_FULL_LINE:
        return False  # entries of a list, the longest of which would look like a full line
    first = line.words[0].box
    room = (margin - previous.box.x1) * page.width_pt
    needed = (first.x1 - first.x0) * page.width_pt + 0.25 * height * page.height_pt
    return needed > room or previous.text.endswith(",")
