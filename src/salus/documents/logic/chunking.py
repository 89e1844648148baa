"""Cut a document into pieces that make sense by themselves: within a section, table rows whole. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from salus.documents.contract import Box, ChunkDraft, ChunkLine, Page, Section, Table
from salus.documents.logic.lines import Line, reading_lines

# The model sees 256 word pieces; context and marks take their share, and answers come from small pieces more exactly.
MOST_TOKENS = 180
FEWEST_TOKENS = 12  # a lone heading says nothing by itself: it goes with what follows
LOOK_BACK = 4  # lines that may move to the next piece so that a paragraph stays whole
CELL_BORDER = " | "
PARAGRAPH_GAP = 0.6  # of a line's height: more space than that begins a new paragraph

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
    """One printed line or table row with the section it stands in; `header` is the first row of its table."""

    page: int
    box: Box
    text: str
    section: int
    header: _Piece | None = None
    begins_paragraph: bool = False


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
    pieces = (part for piece in _pieces(pages, sections) for part in _short(piece, count_tokens))
    drafts = [
        _draft(group, sections, about, markers) for run in _by_section(pieces) for group in _groups(run, count_tokens)
    ]
    drafts += [_picture(caption, about) for caption in captions if caption.text.strip()]
    return tuple(replace(draft, ordinal=ordinal) for ordinal, draft in enumerate(drafts))


def _pieces(pages: Sequence[Page], sections: Sequence[Section]) -> Iterator[_Piece]:
    for page in pages:
        written: set[int] = set()
        previous: Line | None = None
        for line in reading_lines(page):
            section = _section_of(line, sections)
            table = _table_around(line, page.tables)
            if table is None:
                yield _Piece(page.number, line.box, line.text, section, begins_paragraph=_is_apart(previous, line))
            elif table not in written:
                written.add(table)
                yield from _rows(page.number, page.tables[table], section)
            previous = line


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
        piece = _Piece(page, box, text, section, header, begins_paragraph=header is None)
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
        yield from _short(replace(piece, text=" ".join(part)), count_tokens)


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


def _is_apart(previous: Line | None, line: Line) -> bool:
    if previous is None:
        return True
    height = max(line.box.y1 - line.box.y0, 1e-6)
    gap = line.box.y0 - previous.box.y1
    return gap > PARAGRAPH_GAP * height or gap < -2 * height  # further down, or back up to the next column


def _by_section(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    run: list[_Piece] = []
    for piece in pieces:
        if run and run[-1].section != piece.section:
            yield run
            run = []
        run.append(piece)
    if run:
        yield run


def _groups(run: Sequence[_Piece], count_tokens: CountTokens) -> Iterator[list[_Piece]]:
    """Fill pieces up to the limit; where one is full, it ends with a paragraph if one ends nearby."""
    group: list[_Piece] = []
    size = 0
    for piece in run:
        tokens = count_tokens(piece.text)
        if group and size + tokens > MOST_TOKENS:
            kept = _end_of_paragraph([*group, piece]) if size > FEWEST_TOKENS else len(group)
            yield group[:kept]
            group = _with_header(group[kept:], piece)
            size = sum(count_tokens(each.text) for each in group)
        group.append(piece)
        size += tokens
    if group:
        yield group


def _end_of_paragraph(group: Sequence[_Piece]) -> int:
    """How many of the group (its last is the one too many) stay together."""
    full = len(group) - 1
    for cut in range(full, max(full - LOOK_BACK, 0), -1):
        if group[cut].begins_paragraph or group[cut - 1].text.rstrip().endswith((".", ":", ";")):
            return cut
    return full


def _with_header(rest: list[_Piece], piece: _Piece) -> list[_Piece]:
    """A table that goes on in a new piece takes its header along, so that its numbers keep their names."""
    first = rest[0] if rest else piece
    return [first.header, *rest] if first.header is not None else rest


def _draft(group: Sequence[_Piece], sections: Sequence[Section], about: str, markers: Sequence[Marker]) -> ChunkDraft:
    lines: list[ChunkLine] = []
    position = 0
    for piece in group:
        lines.append(ChunkLine(piece.page, piece.box, position, position + len(piece.text)))
        position += len(piece.text) + 1
    section = sections[group[0].section] if group[0].section != NO_SECTION else None
    heading = section.heading.strip() if section else ""
    return ChunkDraft(
        ordinal=0,
        heading=heading,
        role=section.role if section else "",
        text="\n".join(piece.text for piece in group),
        context=f"{about}: {heading}" if heading else about,
        page_from=min(line.page for line in lines),
        page_to=max(line.page for line in lines),
        lines=tuple(lines),
        markers=tuple(dict.fromkeys(marker.name for marker in markers if _holds(lines, marker))),
    )


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
