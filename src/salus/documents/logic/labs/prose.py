"""Read results told in sentences of letters ("Hb 9.8 g/dL, creatinine was 1.4 mg/dL"). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from salus.clinical.codes.lab_names import NameMatch
from salus.clinical.codes.laboratory import ResultKind, choose_variant
from salus.clinical.text.fold import fold
from salus.clinical.text.tokens import word_set
from salus.clinical.units import normalise_unit
from salus.documents.contract import Page, PageSource, Word
from salus.documents.logic.labs.names import leading_test
from salus.documents.logic.labs.readings import Parts, Reading, Structure, number_of
from salus.documents.logic.labs.tokens import Kind, Notation, Piece, read_pieces
from salus.documents.logic.lines import reading_lines

_CONNECTORS = word_set(
    "was is of at level levels count now today : = are were de fue es era en nivel valor result value came back to"
)
# What the number of a wish, a rule or a condition is about, is no result.
_NOT_MEASURED = word_set(
    """goal target below above under over if should keep maintain until threshold less more than greater aim when
    objetivo meta menor mayor si mantener hasta debajo encima cuando cutoff normal range limit"""
)
_LOOK_BACK = 4
_MAX_CONNECTORS = 3
_TAIL = 5


def read_prose(page: Page, specimen: str, notation: Notation) -> list[Reading]:
    """The results that the sentences of a page tell: a listed test, a number that fits it, and its unit."""
    words = [word for line in reading_lines(page) for word in line.words]
    readings: list[Reading] = []
    index = 0
    while index < len(words):
        found = _result_at(words, index, page, specimen, notation)
        if found is None:
            index += 1
        else:
            readings.append(found)
            index += len(found.words)
    return readings


def _result_at(words: Sequence[Word], index: int, page: Page, specimen: str, notation: Notation) -> Reading | None:
    if not any(sign.isalpha() for sign in words[index].text):
        return None
    found = leading_test(words[index : index + 8], specimen)
    if found is None:
        return None
    length, match = found
    before = [fold(word.text).strip(".,;:()") for word in words[max(0, index - _LOOK_BACK) : index]]
    if any(word in _NOT_MEASURED for word in before):
        return None
    start = index + length
    while start < len(words) and start - index - length < _MAX_CONNECTORS and _connects(words[start].text):
        start += 1
    pieces = read_pieces(_trimmed(words[start : start + _TAIL]), notation)
    if not pieces or pieces[0].kind not in (Kind.NUMBER, Kind.LIMIT):
        return None
    unit = next((piece for piece in pieces[1:2] if piece.kind is Kind.UNIT), None)
    if not _fits(match, pieces[0], unit):
        return None
    last = unit or pieces[0]
    taken = start + _count(words[start:], last) - index
    used = tuple(words[index : index + taken])
    parts = Parts(pieces[0], unit.text if unit else None, flag=pieces[0].flag)
    name = " ".join(word.text for word in words[index : index + length]).strip(" :,;(")
    is_ocr = page.source is not PageSource.EMBEDDED
    return Reading(page.number, name, match, parts, used, Structure.PROSE, is_ocr, specimen)


def _connects(text: str) -> bool:
    return fold(text).strip(".,") in _CONNECTORS


def _trimmed(words: Sequence[Word]) -> list[Word]:
    """The words with the punctuation of the sentence taken off."""
    return [Word(word.text.rstrip(",;)") or word.text, word.box, word.confidence) for word in words]


def _count(words: Sequence[Word], last: Piece) -> int:
    boxes = {word.box for word in last.words}
    return max(number + 1 for number, word in enumerate(words[: _TAIL + 1]) if word.box in boxes)


def _fits(match: NameMatch, value: Piece, unit: Piece | None) -> bool:
    """In running text a number counts as a result only when unit and size fit the test."""
    number = number_of(value)
    if match.score < 0.95 or number is None:
        return False
    variant, _ = choose_variant(match.variants, None, number)
    if variant.kind is not ResultKind.QUANTITY:
        return False  # "type 1 diabetes" is no blood type
    if unit is None:
        return variant.ucum is None and variant.is_plausible(number, None)
    code = normalise_unit(unit.text, variant.ucum)
    variant, agrees = choose_variant(match.variants, code, number)
    return agrees and variant.is_plausible(number, code)
