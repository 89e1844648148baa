"""Rows of a page as the extraction sees them: words of one row, cut into cells by rulings or by gaps. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from salus.clinical.codes.lab_names import find_test
from salus.documents.contract import Box, Page, PageSource, Table, Word
from salus.documents.logic.labs.names import is_plain_word, leading_test
from salus.documents.logic.lines import Line, Segment, box_of, make_segment, segments_of, split_at_gaps, visual_rows

# Names of a second column of results begin at least this far right of those of the first.
_COLUMN_DISTANCE_PT = 110.0
_SAME_EDGE_PT = 6.0
_MIN_NAMES_PER_COLUMN = 3
_SENTENCE_WORDS = 8
_TITLE_GAP_FACTOR = 0.7
# Lines of one table row: a name, a range for each sex, a remark.
_MOST_LINES = 6
_MOST_TITLE_LINES = 3
_BARE_NUMBER = re.compile(r"^[<>≤≥=]*\s*\d[\d.,]*\s*[*HLA]{0,2}$")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a page, or of one column block of it; cells from left to right.

    `titles` is the row cut at narrower gaps too, as the titles of narrow columns stand close together.
    """

    page: int
    words: tuple[Word, ...]
    cells: tuple[Segment, ...]
    titles: tuple[Segment, ...]
    box: Box
    is_ruled: bool
    is_ocr: bool

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def is_sentence(self) -> bool:
        """Whether nearly all words stand in one run and most of them are plain words: a remark, not a result."""
        longest = max(self.cells, key=lambda cell: len(cell.words))
        if len(longest.words) < _SENTENCE_WORDS or len(longest.words) < 0.7 * len(self.words):
            return False
        named = leading_test(longest.words, "blood")
        rest = longest.words[named[0] if named else 0 :]
        return sum(is_plain_word(word.text) for word in rest) >= _SENTENCE_WORDS - 3


_GLUE = re.compile(r"(?<=[)\]])(?=[A-Za-zµμ0-9])|(?<=[\w%)])(?=[<>≤≥])")


def _unglued(page: Page) -> Page:
    """The page with words cut where print lost a blank: "(TSH)uIU/mL", "m2>=60"."""
    words: list[Word] = []
    for word in page.words:
        words += _parts(word) if _GLUE.search(word.text) else [word]
    return replace(page, words=tuple(words)) if len(words) > len(page.words) else page


def _parts(word: Word) -> list[Word]:
    """A word cut at its glue, its box shared out by length."""
    parts, position, width = [], 0, word.box.x1 - word.box.x0
    for text in _GLUE.split(word.text):
        x0 = word.box.x0 + width * position / len(word.text)
        position += len(text)
        x1 = word.box.x0 + width * position / len(word.text)
        parts.append(Word(text, Box(x0, word.box.y0, x1, word.box.y1), word.confidence))
    return parts


def rows_of(original: Page) -> tuple[Row, ...]:
    """The rows of a page from top to bottom; in ruled tables a row wrapped inside its cells is one row."""
    page = _unglued(original)
    places = _places_in_tables(page)
    rows: list[list[Word]] = []
    owner: dict[tuple[int, int], int] = {}
    lines = visual_rows(page)
    wraps = _wrapped_rows(lines, places) if places else set()
    for line in lines:
        table_row = _row_of(line.words, places)
        if table_row is not None and table_row in wraps:
            if table_row in owner:
                rows[owner[table_row]].extend(line.words)
                continue
            owner[table_row] = len(rows)
        rows.append(list(line.words))
    return tuple(_make_row(words, page, places) for words in rows)


_Place = tuple[int, int, int]  # table, row, column


def _places_in_tables(page: Page) -> dict[int, _Place]:
    """The cell of each word (by identity) that stands in a usable ruled table."""
    places: dict[int, _Place] = {}
    for number, table in enumerate(page.tables):
        if not _is_usable(table):
            continue
        inside = [word for word in page.words if _centre_in(word.box, table.box)]
        for word in inside:
            place = _cell_of(word, table)
            if place is not None:
                places[id(word)] = (number, *place)
    return places


def _is_usable(table: Table) -> bool:
    return len(table.rows) >= 2 and len(table.rows[0]) >= 2


def _centre_in(inner: Box, outer: Box) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2
    return outer.x0 <= x <= outer.x1 and outer.y0 <= y <= outer.y1


def _cell_of(word: Word, table: Table) -> tuple[int, int] | None:
    for row, cells in enumerate(table.rows):
        for column, cell in enumerate(cells):
            if cell.box.x1 > cell.box.x0 and _centre_in(word.box, cell.box):
                return row, column
    return None


def _row_of(words: Sequence[Word], places: dict[int, _Place]) -> tuple[int, int] | None:
    """The table row that most words of a line stand in."""
    found = Counter(places[id(word)][:2] for word in words if id(word) in places)
    if not found:
        return None
    row, count = found.most_common(1)[0]
    return row if count * 2 > len(words) else None


def _wrapped_rows(rows: Sequence[Line], places: dict[int, _Place]) -> set[tuple[int, int]]:
    """Table rows of several lines that hold one result.

    A table drawn with column rulings only has one "row" with all results in it, which must not be joined, and
    borders guessed from alignment may cut between the wrong lines.
    """
    lines: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, line in enumerate(rows):
        row = _row_of(line.words, places)
        if row is not None:
            lines[row].append(number)
    return {
        row
        for row, numbers in lines.items()
        if 2 <= len(numbers) <= _MOST_LINES
        and not _cuts_wrongly(rows, numbers)
        and _holds_one_result([[w for w in rows[n].words if id(w) in places] for n in numbers], places)
    }


def _cuts_wrongly(rows: Sequence[Line], numbers: Sequence[int]) -> bool:
    """Whether a line stands nearer to the one outside its table row than to the one inside."""
    steps = [_step(rows, upper, lower) for upper, lower in pairwise(numbers)]
    first, last = numbers[0], numbers[-1]
    outside = [_step(rows, first - 1, first)] if first else []
    outside += [_step(rows, last, last + 1)] if last + 1 < len(rows) else []
    return bool(outside) and max(steps) > 1.1 * min(step for step in outside)


def _step(rows: Sequence[Line], upper: int, lower: int) -> float:
    above, below = rows[upper].box, rows[lower].box
    return (below.y0 + below.y1 - above.y0 - above.y1) / 2


def _holds_one_result(lines: Sequence[Sequence[Word]], places: dict[int, _Place]) -> bool:
    """Whether at most one line has several cells, or the only bare number of the row stands on one line.

    Lines without any number are the titles of columns.
    """
    if sum(len({places[id(word)][2] for word in line}) >= 2 for line in lines) <= 1:
        return True
    if not any(sign.isdigit() for line in lines for word in line for sign in word.text):
        return len(lines) <= _MOST_TITLE_LINES
    by_column: dict[int, list[str]] = defaultdict(list)
    for line in lines:
        texts: dict[int, str] = defaultdict(str)
        for word in line:
            texts[places[id(word)][2]] += f"{word.text} "
        for column, text in texts.items():
            by_column[column].append(text.strip())
    bare = [texts for texts in by_column.values() if all(_BARE_NUMBER.match(text) for text in texts)]
    return bool(bare) and all(len(texts) == 1 for texts in bare)


def _make_row(words: Sequence[Word], page: Page, places: dict[int, _Place]) -> Row:
    is_ruled = _row_of(words, places) is not None
    is_wrapped = not _is_one_line(words)
    if is_ruled and is_wrapped:
        cells = _wrapped_cells(words, places)
        titles = cells
    else:
        cells = _cells(words, page, places) if is_ruled else segments_of(words, page)
        titles = split_at_gaps(words, page, _TITLE_GAP_FACTOR)
    return Row(
        page.number,
        tuple(word for cell in cells for word in cell.words),
        cells,
        titles,
        box_of(words),
        is_ruled,
        page.source in (PageSource.OCR, PageSource.MIXED),
    )


def _wrapped_cells(words: Sequence[Word], places: dict[int, _Place]) -> tuple[Segment, ...]:
    """The cells of a table row of several lines, each with its lines from top to bottom."""
    by_column: dict[float, list[Word]] = defaultdict(list)
    for word in words:
        place = places.get(id(word))
        by_column[place[2] if place else word.box.x0 * 1000].append(word)
    groups = sorted(by_column.values(), key=lambda group: min(word.box.x0 for word in group))
    return tuple(make_segment(group) for group in groups)


def _cells(words: Sequence[Word], page: Page, places: dict[int, _Place]) -> tuple[Segment, ...]:
    """The cells of a table row of one line: cut at its borders and at wide gaps.

    A border between words that stand as close as words of one phrase is none: the text runs over it, or the
    border was guessed from alignment.
    """
    groups: list[list[Word]] = []
    wide = {id(segment.words[0]) for segment in segments_of(words, page)}
    for segment in split_at_gaps(words, page, _TITLE_GAP_FACTOR):
        first = segment.words[0]
        place = places.get(id(first))
        same_cell = bool(groups) and place is not None and place == places.get(id(groups[-1][-1]))
        if groups and same_cell and id(first) not in wide:
            groups[-1].extend(segment.words)
        else:
            groups.append(list(segment.words))
    return tuple(make_segment(group) for group in groups)


def _is_one_line(words: Sequence[Word]) -> bool:
    """Whether the words stand level and from left to right."""
    return all(
        right.box.x0 >= left.box.x0 and right.box.y0 < left.box.y1 and left.box.y0 < right.box.y1
        for left, right in pairwise(words)
    )


def split_columns(rows: Sequence[Row], page: Page) -> tuple[tuple[Row, ...], ...]:
    """Rows of a page set in several columns of results, one block per column; else all rows as one block.

    A column of results begins where at least three known test names are aligned at their left edge, far from
    such names further left. Lines that cross a border, such as a header, go to the block where they begin.
    """
    edges = _name_edges(rows, page)
    if len(edges) < 2:
        return (tuple(rows),)
    borders = [edge - 2.0 / page.width_pt for edge in edges[1:]]
    blocks: list[list[Row]] = [[] for _ in edges]
    for row in rows:
        for block, part in _cut(row, borders).items():
            blocks[block].append(part)
    return tuple(tuple(block) for block in blocks)


def _name_edges(rows: Sequence[Row], page: Page) -> list[float]:
    """Left edges, as fractions, of the columns of test names."""
    lefts: list[tuple[float, int, str]] = []
    for number, row in enumerate(rows):
        named = [cell for cell in row.cells if _is_test_name(cell.text)]
        if len(named) <= 3:  # more on one row are the header of a table turned on its side
            lefts += [(cell.box.x0, number, cell.text) for cell in named]
    groups: list[list[tuple[float, int, str]]] = []
    for left in sorted(lefts):
        if groups and (left[0] - groups[-1][-1][0]) * page.width_pt <= _SAME_EDGE_PT:
            groups[-1].append(left)
        else:
            groups.append([left])
    edges: list[float] = []
    beside: set[int] = set()
    for group in groups:
        numbers = {number for _, number, _ in group}
        times = Counter(text for _, _, text in group)
        if edges and sum(count == 1 for count in times.values()) < 2:
            continue  # "NA" again and again is no column of tests for sodium
        is_far = not edges or (group[0][0] - edges[-1]) * page.width_pt >= _COLUMN_DISTANCE_PT
        is_column = len(numbers) >= _MIN_NAMES_PER_COLUMN or len(numbers & beside) >= 2
        if is_far and (is_column or (not edges and len(numbers) >= 2)):
            edges.append(group[0][0])
            beside = numbers
    return edges


def _is_test_name(text: str) -> bool:
    match = find_test(text.rstrip(" .:")) if any(sign.isalpha() for sign in text) else None
    return match is not None and match.score >= 0.9


def _cut(row: Row, borders: Sequence[float]) -> dict[int, Row]:
    """The parts of a row by block; a cell that crosses a border is cut at the word."""
    parts: dict[int, list[Segment]] = defaultdict(list)
    for cell in row.cells:
        by_block: dict[int, list[Word]] = defaultdict(list)
        for word in cell.words:
            by_block[sum((word.box.x0 + word.box.x1) / 2 > border for border in borders)].append(word)
        crosses = len(by_block) > 1 and not any(cell.box.x0 < border <= cell.box.x1 for border in borders)
        for block, words in by_block.items():
            parts[min(by_block) if crosses else block].append(make_segment(words))
    return {
        block: Row(
            row.page,
            tuple(word for cell in cells for word in cell.words),
            tuple(cells),
            tuple(t for t in row.titles if any(t.words[0] in cell.words for cell in cells)),
            box_of(word for cell in cells for word in cell.words),
            row.is_ruled,
            row.is_ocr,
        )
        for block, cells in parts.items()
    }
