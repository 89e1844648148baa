"""Where the name of a test ends in a row of words, and what cannot be the name of one. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from salus.clinical.codes.lab_names import NameMatch, could_continue_name, find_listed_test, find_test
from salus.clinical.text.fold import fold
from salus.clinical.text.tokens import tokenise_words, word_set
from salus.clinical.units import parse_unit
from salus.documents.contract import Word
from salus.documents.logic.labs.numbers import is_number

_LONGEST_NAME = 9
_VALUE_START = re.compile(r"^[<>≤≥(\[]?[=]?[+-]?[.,]?\d|^[<>≤≥]=?$|^[.…_·:=]{1,}$|^[-–—=|]+$")
# A note behind a name: "1)", a raised figure, daggers, stars, "01" (the laboratory that did the test). Balanced
# brackets belong to the name.
_FOOTNOTE = re.compile(r"(?:(?<=\S)[ ]?(?:[¹²³⁴⁵⁶⁷⁸⁹]+\)?|[†‡*]+\)?|(?<=[ ])\d\)|(?<=[ ])0\d))+$")
# A raised "01" that print has glued to the name before it ("Sodium01", "T401").
_GLUED_LABORATORY = re.compile(r"(?:(?<=[^\W\d_])|(?<=[^\W\d_]\d)|(?<=[^\W\d_]\d\d)|(?<=\)))0[1-9]$")
# A raised mark as OCR tells it: as a formula would be typed ("MCH{1", "HbA1c^{01}"), or led by a ring ("MCV°1").
_RAISED = re.compile(r"(?<=[\w)%+])[ ]?(?:\^|\{|[°⁰])[{°⁰]*\w{0,2}\}?$")
_FOOTNOTE_WORD = re.compile(r"^(?:\d\)|[¹²³⁴⁵⁶⁷⁸⁹]+\)?|[†‡*]+\)?|[\^{°⁰]+\w{0,2}\}?)$")
# Labels of forms that look like results: a word and a number.
_NO_TEST = word_set(
    """age edad years anos page pagina phone tel telefono fax room bed habitacion cama date fecha time hora mrn id
    dob nhc expediente historia folio order orden accession number numero no patient paciente name nombre address
    direccion doctor dr dra physician medico collected received reported printed sex sexo gender genero weight peso
    height talla altura bmi imc temperature temperatura pulse pulso pressure presion version sample muestra barcode
    account cuenta invoice factura total importe price precio zip postal suite floor piso specimen ordering
    laboratory laboratorio copy copia registro license licencia cedula clia npi volume note nota"""
)
_RANGE_WORDS = word_set(
    """less than up hasta menor mayor ref rango range reference referencia normal valores male female hombres mujeres
    hombre mujer men women greater from desde entre between inferior superior negative positive negativo positivo
    low high alto bajo"""
)
_NEVER_FIRST = word_set("in of the by and y en de del la el result test value level levels examen")
_MAY_FOLLOW_NAME = word_set(
    "negative positive negativo positiva positivo negativa normal trace none clear yellow reactive non not no h l"
)


def leading_test(words: Sequence[Word], specimen: str) -> tuple[int, NameMatch] | None:
    """The longest run of first words that is a listed test and is followed by something like a value."""
    if words and _closes_bracket(words[0].text):
        return None
    longest = _longest_candidate(words)
    for length in range(longest, 0, -1):
        match = find_listed_test(" ".join(word.text for word in words[:length]), specimen)
        if match is None:
            continue
        if length == len(words) or _can_follow(words[length].text) or len(words[length - 1].text) > 1:
            return length, match
    return None


def _closes_bracket(text: str) -> bool:
    """Whether a word ends a remark in brackets ("(high)," or "low)"), with which no name begins."""
    bare = text.rstrip(".,:;")
    return bare.endswith(")") and (bare.startswith("(") or "(" not in bare)


def _longest_candidate(words: Sequence[Word]) -> int:
    """How many first words may belong to a listed name; 0 where not even the first may begin one."""
    length, in_brackets = 0, False
    for word in words[:_LONGEST_NAME]:
        in_brackets = in_brackets or word.text.startswith(("(", "["))
        if not in_brackets and not could_continue_name(word.text):
            break
        if word.text.rstrip(".,:;").endswith((")", "]")):
            in_brackets = False
        length += 1
    if length and fold(words[0].text) in _NEVER_FIRST:
        return 0
    return length


def _can_follow(text: str) -> bool:
    folded = fold(text).strip("()[]:.,*")
    return bool(_VALUE_START.match(text)) or folded in _MAY_FOLLOW_NAME or parse_unit(text) is not None


def is_plain_word(text: str) -> bool:
    """Whether a word is one of a sentence rather than a part of a result or a range."""
    word = fold(text).strip(".,;:()[]")
    return len(word) > 2 and word.isalpha() and word not in _RANGE_WORDS and parse_unit(word) is None


def without_footnote(text: str) -> str:
    """A name without the mark of a footnote behind it ("Ferritin 1)", "TSH²"), raised or not."""
    return _GLUED_LABORATORY.sub("", _FOOTNOTE.sub("", _RAISED.sub("", text)).rstrip())


def is_footnote(text: str) -> bool:
    """Whether a word behind a name is nothing but the mark of a footnote."""
    return bool(_FOOTNOTE_WORD.match(text))


def name_of(text: str, specimen: str) -> NameMatch | None:
    """The test that the text of a name cell means, misspellings included; footnotes are no part of it."""
    cleaned = without_footnote(text).strip(" .:*-_=|•·>†‡")
    if not any(sign.isalpha() for sign in cleaned):
        return None
    if cleaned.endswith("%") and find_listed_test(cleaned, specimen) is None:
        return find_listed_test(cleaned.rstrip("% "), specimen) or find_test(cleaned, specimen)  # "RDW %" is RDW
    return find_test(cleaned, specimen)


def could_be_test_name(text: str) -> bool:
    """Whether an unknown name may stand for a test: letters, not long, not a label of the form's head."""
    words = tokenise_words(text)
    if not words or len(words) > 8 or sum(sign.isalpha() for sign in text) < 2:
        return False
    if any(word in _NO_TEST for word in words):
        return False
    return not is_number(words[0]) and parse_unit(text) is None
