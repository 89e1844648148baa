"""Cut a document into pieces that make sense by themselves: within a section, table rows whole. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from salus.documents.contract import Box, ChunkDraft, ChunkLine, Page, Section, Table
from salus.documents.logic.feet import foot_boxes
from salus.documents.logic.flow import DocumentText
from salus.documents.logic.lines import Line

# The model sees 256 word pieces; context and marks take their share, and answers come from small pieces more exactly.
MOST_TOKENS = 180
FEWEST_TOKENS = 30  # a shorter end of a section goes with the piece before it
LOOK_BACK = 6  # lines that may move to the next piece so that a paragraph, or at least a sentence, stays whole
CELL_BORDER = " | "
LETTERHEAD = "letterhead"  # the role of a piece that says who wrote to whom, and nothing else
HEAD_ROLES = frozenset({"header", "other", ""})
MOST_HEAD_LINES = 12
# What is measured is no letterhead, wherever it stands: some reports begin with their figures.
MEASURE = re.compile(
    r"(?<![\w.,])\d+(?:[.,]\d+)? ?(?:mm|cm|ml|mg|ug|kg|mmHg|bpm|m/s|g/dL|mmol/L|%)(?!\w)", re.IGNORECASE
)

CountTokens = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Marker:
    """Something that was recognised on a page, by the name under which people look for it."""

    name: str
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Caption:
    """A picture with the words about it: those around it, or those of a vision model."""

    page: int
    box: Box
    text: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """One printed line or table row with the section it stands in.

    `line` is None for a table row and for a part of a line; `header` is the first row of a row's table; `runs_on` says
    that the line before was only broken for want of room.
    """

    page: int
    box: Box
    text: str
    section: int
    line: Line | None = None
    header: _Piece | None = None
    runs_on: bool = False


NO_SECTION = -1


def chunk(
    pages: Sequence[Page],
    sections: Sequence[Section],
    *,
    about: str,
    markers: Sequence[Marker],
    captions: Sequence[Caption],
    count_tokens: CountTokens,
) -> tuple[ChunkDraft, ...]:
    """The pieces of a document in reading order; `about` says what it is and from when."""
    document, count = DocumentText(pages), lru_cache(maxsize=None)(count_tokens)
    pieces = (part for piece in _pieces(pages, sections, document) for part in _short(piece, count))
    head, runs = _letterhead(list(_by_section(pieces, sections)), sections, markers)
    drafts = [_draft(head, document, sections, about, markers, LETTERHEAD)] if head else []
    drafts += [_draft(group, document, sections, about, markers) for run in runs for group in _groups(run, count)]
    drafts += [_picture(caption, about) for caption in captions if caption.text.strip()]
    feet = foot_boxes(document.lines)
    return tuple(
        replace(draft, ordinal=ordinal, lines=tuple(_told_from_foot(line, feet) for line in draft.lines))
        for ordinal, draft in enumerate(drafts)
    )


def _told_from_foot(line: ChunkLine, feet: Set[tuple[int, Box]]) -> ChunkLine:
    return replace(line, is_foot=True) if (line.page, line.box) in feet else line


def _pieces(pages: Sequence[Page], sections: Sequence[Section], document: DocumentText) -> Iterator[_Piece]:
    tables = {page.number: page.tables for page in pages}
    written: set[tuple[int, int]] = set()
    previous: Line | None = None
    for line in document.lines:
        section = _section_of(line, sections)
        table = _table_around(line, tables[line.page])
        if table is None:
            runs_on = previous is not None and "\n" not in document.flow((previous, line)).text
            yield _Piece(line.page, line.box, line.text, section, line, runs_on=runs_on)
        elif (line.page, table) not in written:
            written.add((line.page, table))
            yield from _rows(line.page, tables[line.page][table], section)
        previous = line if table is None else None


def _rows(page: int, table: Table, section: int) -> Iterator[_Piece]:
    header: _Piece | None = None
    for row in table.rows:
        filled = [cell for cell in row if cell.text.strip()]
        if not filled:
            continue
        box = filled[0].box
        for cell in filled[1:]:
            box = box.union(cell.box)
        text = CELL_BORDER.join(" ".join(cell.text.split()) for cell in filled)
        piece = _Piece(page, box, text, section, header=header)
        header = header or piece
        yield piece


def _short(piece: _Piece, count_tokens: CountTokens) -> Iterator[_Piece]:
    """A line longer than a whole piece is halved until its parts fit; every part keeps the line's place."""
    words = piece.text.split()
    if len(words) < 2 or count_tokens(piece.text) <= MOST_TOKENS:
        yield piece
        return
    half = len(words) // 2
    for part in (words[:half], words[half:]):
        yield from _short(replace(piece, text=" ".join(part), line=None), count_tokens)


def _section_of(line: Line, sections: Sequence[Section]) -> int:
    place = (line.page, line.number)
    for index, section in enumerate(sections):
        if (section.page_from, section.line_from) <= place <= (section.page_to, section.line_to):
            return index
    return NO_SECTION


def _table_around(line: Line, tables: Sequence[Table]) -> int | None:
    x, y = (line.box.x0 + line.box.x1) / 2, (line.box.y0 + line.box.y1) / 2
    for index, table in enumerate(tables):
        if table.box.x0 <= x <= table.box.x1 and table.box.y0 <= y <= table.box.y1:
            return index
    return None


def _by_section(pieces: Iterable[_Piece], sections: Sequence[Section]) -> Iterator[list[_Piece]]:
    """The pieces of one section after the other; a heading without a body goes with the section below it."""
    run: list[_Piece] = []
    for piece in pieces:
        if run and run[-1].section != piece.section and not _is_bare(run[-1], sections):
            yield run
            run = []
        run.append(piece)
    if run:
        yield run


def _is_bare(piece: _Piece, sections: Sequence[Section]) -> bool:
    return piece.section != NO_SECTION and not sections[piece.section].text.strip()


def _letterhead(
    runs: Sequence[list[_Piece]], sections: Sequence[Section], markers: Sequence[Marker]
) -> tuple[list[_Piece], Sequence[list[_Piece]]]:
    """The first sections that only say who wrote to whom, as one piece, and the sections after them."""
    head: list[_Piece] = []
    for place, run in enumerate(runs):
        role = sections[run[-1].section].role if run[-1].section != NO_SECTION else ""
        is_head = role in HEAD_ROLES and len(head) + len(run) <= MOST_HEAD_LINES
        is_head = is_head and not _is_marked(run, markers) and not any(MEASURE.search(piece.text) for piece in run)
        if not is_head or place == len(runs) - 1:
            return head, runs[place:]
        head += run
    return head, ()


def _is_marked(run: Sequence[_Piece], markers: Sequence[Marker]) -> bool:
    lines = [ChunkLine(piece.page, piece.box, 0, 0) for piece in run]
    return any(_holds(lines, marker) for marker in markers)


def _groups(run: Sequence[_Piece], count_tokens: CountTokens) -> Iterator[list[_Piece]]:
    """Fill pieces up to the limit; where one is full, it ends with a paragraph or sentence if one ends nearby."""
    group: list[_Piece] = []
    full: list[_Piece] = []
    for piece in run:
        if group and _size(group, count_tokens) + count_tokens(piece.text) > MOST_TOKENS:
            kept = _end_of_paragraph([*group, piece])
            if full:
                yield full
            full, group = group[:kept], _carried_over(group, kept, piece)
        group.append(piece)
    if full and _size(group, count_tokens) < FEWEST_TOKENS:
        yield [*full, *(piece for piece in group if piece not in full)]
        return
    if full:
        yield full
    if group:
        yield group


def _size(group: Sequence[_Piece], count_tokens: CountTokens) -> int:
    return sum(count_tokens(piece.text) for piece in group)


def _carried_over(group: Sequence[_Piece], kept: int, piece: _Piece) -> list[_Piece]:
    """What the next piece begins with: a table's header, so that numbers keep their names, or a sentence's start."""
    rest = list(group[kept:])
    first = rest[0] if rest else piece
    if first.header is not None:
        return [first.header, *rest]
    is_inside_sentence = first.runs_on and kept > 1 and not _ends_sentence(group[kept - 1])
    return [group[kept - 1], *rest] if is_inside_sentence else rest


def _ends_sentence(piece: _Piece) -> bool:
    return piece.text.rstrip().endswith((".", "!", "?", ";"))


def _end_of_paragraph(group: Sequence[_Piece]) -> int:
    """How many of the group (its last is one too many) stay together: up to a paragraph's end, else a sentence's."""
    full = len(group) - 1
    cuts = range(full, max(full - LOOK_BACK, 0), -1)
    paragraph = next((cut for cut in cuts if not group[cut].runs_on), None)
    sentence = next((cut for cut in cuts if _ends_sentence(group[cut - 1])), None)
    return paragraph or sentence or full


def _draft(
    group: Sequence[_Piece],
    document: DocumentText,
    sections: Sequence[Section],
    about: str,
    markers: Sequence[Marker],
    role: str | None = None,
) -> ChunkDraft:
    text, lines = _text_of(group, document)
    last = group[-1].section  # the first piece may be a bare heading above this section
    section = sections[last] if last != NO_SECTION else None
    heading = section.heading.strip() if section else ""
    return ChunkDraft(
        ordinal=0,
        heading=heading,
        role=role or (section.role if section else ""),
        text=text,
        context=f"{about}: {heading}" if heading else about,
        page_from=min(line.page for line in lines),
        page_to=max(line.page for line in lines),
        lines=tuple(lines),
        markers=tuple(dict.fromkeys(marker.name for marker in markers if _holds(lines, marker))),
    )


def _text_of(group: Sequence[_Piece], document: DocumentText) -> tuple[str, list[ChunkLine]]:
    """Running text, wrapped lines joined, and where each printed line stands in it."""
    text = ""
    lines: list[ChunkLine] = []
    for is_prose, run in groupby(group, key=lambda piece: piece.line is not None):
        pieces = list(run)
        text += "\n" if text else ""
        if is_prose:
            text += _add_prose([piece.line for piece in pieces if piece.line], document, len(text), lines)
            continue
        for piece in pieces:
            lines.append(ChunkLine(piece.page, piece.box, len(text), len(text) + len(piece.text)))
            text += piece.text + "\n"
        text = text[:-1]
    return text, lines


def _add_prose(prose: Sequence[Line], document: DocumentText, offset: int, lines: list[ChunkLine]) -> str:
    flow = document.flow(prose)
    ends = (*flow.starts, len(flow.text))
    first = 0
    for line in prose:
        last = first + len(line.words)
        end = flow.starts[last - 1] + len(line.words[-1].text)
        # A divided word lost its hyphen, so its line ends where the next word begins at the latest.
        lines.append(ChunkLine(line.page, line.box, offset + flow.starts[first], offset + min(end, ends[last])))
        first = last
    return flow.text


def _holds(lines: Sequence[ChunkLine], marker: Marker) -> bool:
    x, y = (marker.box.x0 + marker.box.x1) / 2, (marker.box.y0 + marker.box.y1) / 2
    return any(
        line.page == marker.page and line.box.x0 <= x <= line.box.x1 and line.box.y0 <= y <= line.box.y1
        for line in lines
    )


def _picture(caption: Caption, about: str) -> ChunkDraft:
    text = " ".join(caption.text.split())
    return ChunkDraft(
        ordinal=0,
        heading="",
        role="picture",
        text=text,
        context=f"{about}: picture",
        page_from=caption.page,
        page_to=caption.page,
        lines=(ChunkLine(caption.page, caption.box, 0, len(text)),),
        markers=(),
    )
