"""Find every laboratory result of a document: tables, aligned columns, lines, cards, flow sheets, sentences. Pure.

Results are found by structure first (headers, rulings, alignment) and by content where structure is missing, so
that no layout is assumed. Text in a document is data: whatever it says, it is only read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from salus.clinical.text.fold import fold
from salus.clinical.text.tokens import tokenise_words, word_set
from salus.clinical.units import parse_unit
from salus.documents.contract import Box, DocumentType, LabResult, Page, Word
from salus.documents.logic.classify import DocumentProfile
from salus.documents.logic.document_dates import DateRole, LabelledDate
from salus.documents.logic.labs.by_content import read_by_content
from salus.documents.logic.labs.columns import Header, find_headers
from salus.documents.logic.labs.dating import Dating
from salus.documents.logic.labs.earlier import (
    EarlierColumn,
    earlier_reading,
    find_earlier_columns,
    is_only_dates,
    split_earlier,
    split_told,
    told_reading,
)
from salus.documents.logic.labs.grid import Row, rows_of, split_columns
from salus.documents.logic.labs.history import read_history
from salus.documents.logic.labs.in_columns import cells_of, read_in_columns
from salus.documents.logic.labs.judge import to_result, without_repeats
from salus.documents.logic.labs.names import leading_test, name_of
from salus.documents.logic.labs.numbers import decide_decimal_mark
from salus.documents.logic.labs.prose import read_prose
from salus.documents.logic.labs.readings import Reading, Structure
from salus.documents.logic.labs.stacked import read_card
from salus.documents.logic.labs.titles import Role
from salus.documents.logic.labs.tokens import Kind, Notation, read_pieces
from salus.documents.logic.labs.turned import read_turned
from salus.documents.logic.labs.wrapped import join_wrapped
from salus.documents.logic.leveling import leaning, leveled

_URINE = word_set("urine urinalysis urinary orina uroanalisis urianalisis urinalisis ego uroanalysis sedimento")
_GAS = word_set("gas gases gasometria abg gasimetria")
_STOOL = word_set("stool heces fecal coprologico coproparasitoscopico coprocultivo")
_OTHER_PANEL = word_set(
    """blood hematology haematology hemogram hemograma hematologia biometria cbc chemistry quimica bioquimica metabolic
    lipid lipids lipidico lipidos perfil panel thyroid tiroides tiroideo tiroidea coagulation coagulacion serum suero
    sangre immunology inmunologia hormones hormonas serology serologia electrolytes electrolitos hepatic hepatico
    liver renal iron hierro tumor tumour marcadores vitamins vitaminas differential formula leucocitaria eritroide"""
)
_LONGEST_HEADING = 8


@dataclass(slots=True)
class _State:
    """What stood above a row: rows are read from top to bottom, pages in order.

    `carried` are the headers of the page before, which hold on where a table runs over without repeating them.
    """

    form_dates: frozenset[Box]
    specimen: str = "blood"
    carried: tuple[Header, ...] = ()


def extract_labs(pages: Sequence[Page], profile: DocumentProfile) -> tuple[LabResult, ...]:
    """All laboratory results of a document in reading order, coded where the test is known.

    `collected_at` is the collection date of the report or of the column, with its time when printed, else the
    document's own date; a birth date never.
    """
    displayed = {page.number: page for page in pages}
    pages = [leveled(page) for page in pages]
    notation = Notation(
        decide_decimal_mark(word.text for page in pages for word in page.words),
        profile.date_order,
        profile.language,
        profile.patient_sex,
    )
    dates = profile.dates
    readings: list[Reading] = []
    state = _State(form_dates=_form_dates(dates))
    for page in pages:
        blocks = split_columns(rows_of(page), page)
        for block in blocks:
            readings += _read_block(join_wrapped(block, notation), state, notation)
        if len(blocks) > 1:
            state.carried = ()
    readings = _kept(readings, profile)
    if profile.detected_type is not DocumentType.LAB_REPORT or not readings:
        readings += [reading for page in pages for reading in read_prose(page, "blood", notation)]
    dating = Dating(dates, profile)
    judged = [(reading, _judged(reading, dating)) for reading in readings]
    results = [(reading, result) for reading, result in judged if result is not None]
    return tuple(_as_displayed(result, displayed) for result in without_repeats(results))


def _as_displayed(result: LabResult, pages: Mapping[int, Page]) -> LabResult:
    """The result with its place on the page as it is displayed, which may lean."""
    span = result.span
    return replace(result, span=replace(span, box=leaning(span.box, pages[span.page])))


_FORM_ROLES = frozenset((DateRole.BIRTH, DateRole.RECEIVED, DateRole.REPORTED, DateRole.PRINTED, DateRole.ORDERED))


def _form_dates(dates: Sequence[LabelledDate]) -> frozenset[Box]:
    """Places of dates that belong to the head of the report, with the dates that stand level with them."""
    titled = [labelled for labelled in dates if labelled.role in _FORM_ROLES]
    level = [
        labelled.box
        for labelled in dates
        if any(o.page == labelled.page and abs(o.box.y0 - labelled.box.y0) < 0.004 for o in titled)
    ]
    return frozenset(level)


def _read_block(rows: Sequence[Row], state: _State, notation: Notation) -> list[Reading]:
    """The results of one column block of a page."""
    headers = find_headers(rows, notation.order, state.form_dates)
    earlier = find_earlier_columns(rows, notation.order)
    readings: list[Reading] = []
    index = 0
    while index < len(rows):
        whole, taken = _read_group(rows, index, state.specimen, notation)
        if taken:
            readings += whole
            index += taken
            continue
        if any(header.title_row <= index < header.first_row for header in headers):
            index += 1
            continue
        holding = [h for h in headers if h.first_row <= index < h.last_row] if headers else state.carried
        found = _read_told(rows[index], readings, notation) or _read_row(rows, index, holding, earlier, state, notation)
        if not found:
            state.specimen = _specimen_of_heading(rows[index], notation) or state.specimen
        readings += found
        index += 1
    if headers:
        last = headers[-1].first_row
        state.carried = tuple(header for header in headers if header.first_row == last)
    return readings


def _read_group(rows: Sequence[Row], index: int, specimen: str, notation: Notation) -> tuple[list[Reading], int]:
    """The results of rows that only together are results, and how many rows they take."""
    turned, taken = read_turned(rows, index, specimen, notation)
    return (turned, taken) if taken else read_history(rows, index, specimen, notation)


def _read_told(row: Row, readings: Sequence[Reading], notation: Notation) -> list[Reading]:
    """The earlier result that a line below a result tells of the same test."""
    now, told = split_told(row)
    if now is not None or not told or not readings or readings[-1].page != row.page:
        return []
    gap = row.box.y0 - max(word.box.y1 for word in readings[-1].words)
    found = told_reading(readings[-1], told, notation) if gap < row.box.y1 - row.box.y0 else None
    return [found] if found is not None else []


def _read_row(
    rows: Sequence[Row],
    index: int,
    headers: Sequence[Header],
    earlier: Sequence[EarlierColumn],
    state: _State,
    notation: Notation,
) -> list[Reading]:
    row, told = split_told(rows[index])
    if row is None:
        return []
    if told:
        rows = [*rows[:index], row, *rows[index + 1 :]]
        found = _read_row(rows, index, headers, earlier, state, notation)
        before = told_reading(found[0], told, notation) if len(found) == 1 else None
        return [*found, *([before] if before else [])]
    if row.is_sentence and not row.is_ruled:
        return []
    tabled = [_read_under_header(rows, index, header, state.specimen, notation) for header in headers]
    if any(readings is not None for readings in tabled):
        return [reading for readings in tabled if readings for reading in readings]
    found = _read_beside_earlier(row, index, earlier if not headers else (), state.specimen, notation)
    if not found:
        cards = [read_card(rows, index, cell, state.specimen, notation) for cell in row.cells]
        found = [card for card in cards if card is not None]
    return [reading for reading in found if reading.day is not None or not _has_samples(row, headers)]


def _has_samples(row: Row, headers: Sequence[Header]) -> bool:
    """Whether a word of a row stands in the column of one sample, whose day alone can be its own."""
    columns = [header.column_of(word) for header in headers for word in row.words]
    return any(column is not None and (column.day or column.role is Role.UNDATED) for column in columns)


def _read_beside_earlier(
    row: Row, index: int, columns: Sequence[EarlierColumn], specimen: str, notation: Notation
) -> list[Reading]:
    """The results of a row by what stands in it, the one under a title of earlier results with that one's day."""
    present, earlier = split_earlier(row, index, columns)
    found = read_by_content(present, specimen, notation)
    if len(found) != 1:
        return found
    before = [earlier_reading(found[0], cell, column, notation) for cell, column in earlier]
    return [*found, *(reading for reading in before if reading is not None)]


def _read_under_header(
    rows: Sequence[Row], index: int, header: Header, specimen: str, notation: Notation
) -> list[Reading] | None:
    """The results of a row of a table, none where its value is blank; None for a row that is not of the table.

    A name that is wrapped over two lines, or that runs into the next column, is put together first.
    """
    row = _with_dates_below(rows, index, header)
    cells = cells_of(row, header)
    name = cells.get(Role.TEST, [])
    if not name or len(cells) < 2 or not header.has_values:
        return None
    match = name_of(_text(name), specimen)
    if match is None:
        name = _longer_name(row, name, specimen) or _wrapped_name(rows, index, header, name, specimen)
        match = name_of(_text(name), specimen)
    if not row.is_ruled and not header.is_of_samples and _contradicts(cells):
        return read_by_content(row, specimen, notation) or None
    readings = read_in_columns(row, header, name, specimen, notation)
    is_blank = match is not None and bool(cells.keys() & _BESIDE_A_BLANK)
    return readings if readings or is_blank else None


_BESIDE_A_BLANK = frozenset((Role.UNIT, Role.RANGE, Role.LOW, Role.HIGH, Role.PREVIOUS, Role.UNDATED))


def _contradicts(cells: Mapping[Role, Sequence[Word]]) -> bool:
    """Whether a row holds a number where its header says unit, and a unit or nothing where it says value."""
    value, unit = _text(cells.get(Role.VALUE, [])), cells.get(Role.UNIT, [])
    has_number = bool(unit) and unit[0].text.replace(".", "").replace(",", "").isdigit() and unit[0].text != "10"
    return has_number and (not value or parse_unit(value) is not None)


def _longer_name(row: Row, name: Sequence[Word], specimen: str) -> list[Word]:
    """The name with the words that follow it in its row, when only together they are a listed test."""
    start = row.words.index(name[0])
    found = leading_test(row.words[start : start + 8], specimen)
    return list(row.words[start : start + found[0]]) if found and found[0] > len(name) else []


def _with_dates_below(rows: Sequence[Row], index: int, header: Header) -> Row:
    """A row with the dates that stand alone in the line under it, below earlier results that have no day yet."""
    row = rows[index]
    if index + 1 >= len(rows) or rows[index + 1].page != row.page or not is_only_dates(rows[index + 1].text):
        return row
    below = rows[index + 1]
    columns = [header.column_of(word) for word in below.words]
    is_near = below.box.y0 - row.box.y1 < row.box.y1 - row.box.y0
    is_theirs = all(column is not None and column.role is Role.PREVIOUS and column.day is None for column in columns)
    return replace(row, words=(*row.words, *below.words)) if is_near and is_theirs else row


def _wrapped_name(rows: Sequence[Row], index: int, header: Header, name: list[Word], specimen: str) -> list[Word]:
    """The name joined with a lone name cell above or below, when only together they are a known test."""
    for step in (-1, 1):
        other = index + step
        if not 0 <= other < len(rows) or rows[other].page != rows[index].page:
            continue
        cells = cells_of(rows[other], header)
        if set(cells) != {Role.TEST}:
            continue
        joined = [*cells[Role.TEST], *name] if step < 0 else [*name, *cells[Role.TEST]]
        if name_of(_text(joined), specimen) is not None:
            return joined
    return name


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _specimen_of_heading(row: Row, notation: Notation) -> str | None:
    """The specimen that a heading between results announces; None for any other row."""
    words = tokenise_words(row.text)
    if not words or len(words) > _LONGEST_HEADING or leading_test(row.words, "blood") is not None:
        return None
    if any(piece.kind in (Kind.NUMBER, Kind.UNIT, Kind.RANGE) for piece in read_pieces(row.words, notation)):
        return None
    for vocabulary, specimen in ((_URINE, "urine"), (_STOOL, "stool"), (_GAS, "blood_gas"), (_OTHER_PANEL, "blood")):
        if any(fold(word) in vocabulary for word in words):
            return specimen
    return None


def _kept(readings: Sequence[Reading], profile: DocumentProfile) -> list[Reading]:
    """Readings without what only looks like one: sentences in a report of tables, lone numbers in a letter."""
    if profile.detected_type is DocumentType.LAB_REPORT:
        tabled = [reading for reading in readings if reading.structure > Structure.PROSE]
        return tabled or list(readings)
    return [
        reading
        for reading in readings
        if reading.match is not None
        and reading.structure > Structure.PROSE
        and (reading.parts.unit or reading.parts.range or reading.structure >= Structure.ALIGNED)
    ]


def _judged(reading: Reading, dating: Dating) -> LabResult | None:
    collected_at, is_sure = dating.date_of(reading)
    return to_result(reading, collected_at, is_dated_surely=is_sure)
