"""Read results set as cards: the name on one line, value, unit and range on the lines below it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from salus.clinical.text.fold import fold
from salus.documents.contract import Word
from salus.documents.logic.labs.grid import Row
from salus.documents.logic.labs.in_columns import split_unit, unit_in_range
from salus.documents.logic.labs.names import leading_test, name_of
from salus.documents.logic.labs.readings import Parts, Reading, Structure, choose_parts
from salus.documents.logic.labs.tokens import Kind, Notation, Piece, read_pieces
from salus.documents.logic.lines import Segment

_MAX_LINES = 5
_MAX_GAP_LINES = 3.5
_SURE_NAME, _SURE_NAME_OCR = 0.95, 0.75
_LABELS = tuple(
    sorted(
        (
            "your value", "your result", "result", "value", "resultado", "su resultado", "su valor", "valor",
            "patient value", "measured value", "valor obtenido", "unit", "units", "unidad", "unidades", "flag",
            "status", "estado", "collected", "normal range", "reference range", "standard range",
            "reference interval", "rango de referencia", "valores de referencia", "referencia", "rango normal",
            "intervalo de referencia", "limites de referencia", "reference limits", "healthy range", "ref range",
            "ref interval", "valores normales", "valor normal", "range", "reference", "valor de referencia", "ref",
        ),
        key=len,
        reverse=True,
    )
)  # fmt: skip


def read_card(rows: Sequence[Row], index: int, cell: Segment, specimen: str, notation: Notation) -> Reading | None:
    """The result whose name is alone in `cell` of row `index`; None when no value stands below it."""
    name, unit_in_name = split_unit(cell.text.strip(" .:_|"))
    match = name_of(name, specimen)
    if match is None or match.score < (_SURE_NAME_OCR if rows[index].is_ocr else _SURE_NAME):
        return None
    words = _words_below(rows, index, cell, specimen)
    pieces = read_pieces(_without_labels(words), notation)
    if sum(piece.kind is Kind.DATE for piece in pieces) > 1:
        return None  # values of several days are no value with its limits
    parts = choose_parts(pieces, notation)
    if parts is None or parts.stray_words > 4 or pieces[0].kind is Kind.TEXT or _explains(pieces, parts.value):
        return None
    unit = parts.unit or unit_in_name or unit_in_range(parts.range)
    if unit is None and parts.range is None and parts.value.kind is not Kind.WORDS:
        return None
    parts = Parts(parts.value, unit, parts.range, parts.flag, parts.stray_words)
    row = rows[index]
    used = (*cell.words, *words)
    return Reading(row.page, name, match, parts, used, Structure.STACKED, row.is_ocr, specimen)


def _explains(pieces: Sequence[Piece], value: Piece) -> bool:
    """Whether several ranges stand before the value: a table of what values mean, and no result."""
    before = pieces[: list(pieces).index(value)]
    return sum(piece.kind is Kind.RANGE for piece in before) > 1


def _words_below(rows: Sequence[Row], index: int, cell: Segment, specimen: str) -> list[Word]:
    """The words under a name, as wide as the card reaches, down to the next name or a wide gap."""
    right = min((c.box.x0 for c in rows[index].cells if c.box.x0 > cell.box.x1), default=1.0)
    left = cell.box.x0 - 0.01
    words: list[Word] = []
    bottom, height = cell.box.y1, cell.box.y1 - cell.box.y0
    for row in rows[index + 1 : index + 1 + _MAX_LINES]:
        part = [word for word in row.words if left <= (word.box.x0 + word.box.x1) / 2 < right]
        if not part:
            continue
        if min(word.box.y0 for word in part) - bottom > _MAX_GAP_LINES * height:
            break
        if leading_test(part, specimen) is not None:
            break
        words += part
        bottom = max(word.box.y1 for word in part)
    return words


def _without_labels(words: Sequence[Word]) -> list[Word]:
    """The words without the labels that cards print before value, unit and range."""
    kept: list[Word] = []
    index = 0
    while index < len(words):
        length = _label_length(words, index)
        if length:
            index += length
        else:
            kept.append(words[index])
            index += 1
    return kept


def _label_length(words: Sequence[Word], index: int) -> int:
    for label in _LABELS:
        size = len(label.split())
        text = fold(" ".join(word.text for word in words[index : index + size]))
        if text.rstrip(":") == label:
            return size
    return 0
