"""Split clinical prose into sentences. Abbreviations, decimals and list numbers do not end one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from salus.clinical.text.tokens import word_set

_ABBREVIATIONS = word_set(
    """dr dra drs mr mrs ms sr sra srta st no nos vs v approx appt dept fig e.g i.e eg ie etc hx dx tx rx pt
    pts prof lic ing tel ext aprox num art pag p.ej ej ud uds d.o dob hr hrs min wk wks mo mos yr yrs ca cm mm mg
    ml jan feb mar apr jun jul aug sep sept oct nov dec ene abr ago dic"""
)
_END = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|\n+")
_WORD_BEFORE = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*)$")
_ANSWER = re.compile(r"\s*[-–:]?\s*(?:yes|no|y|n|s[ií])\b\s*(?:[.,;]|$|\n)", re.IGNORECASE)
_LIST_NUMBER = re.compile(r"(?:^|\n)\s*\(?\d{1,2}$")


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A stretch of a text by character offsets, end exclusive."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of this span."""
        return text[self.start : self.end]


def split_sentences(text: str) -> tuple[TextSpan, ...]:
    """Sentences in order, trimmed. A line feed always ends one: callers join wrapped lines first."""
    spans: list[TextSpan] = []
    start = 0
    has_capitals = text != text.lower()
    for match in _END.finditer(text):
        stop, after = match.span()
        if text[stop] != "\n" and not _ends_sentence(text, start, stop, after):
            continue
        if text[stop] == "." and has_capitals and text[after:].lstrip(" ")[:1].islower():
            continue  # an abbreviation that is not listed; who writes no capitals at all begins sentences without
        _append_trimmed(spans, text, start, match.end())
        start = match.end()
    _append_trimmed(spans, text, start, len(text))
    return tuple(spans)


def _ends_sentence(text: str, start: int, stop: int, after: int) -> bool:
    """Whether the stop at `stop` closes the sentence begun at `start`."""
    if text[stop] == "!":
        return True
    if text[stop] == "?":
        return _ANSWER.match(text[after:]) is None
    before = text[start:stop]
    if _LIST_NUMBER.search(before):
        return False
    following = text[after:].lstrip(" ")[:1]
    word = _WORD_BEFORE.search(before)
    if word and (len(word.group()) == 1 or word.group().lower() in _ABBREVIATIONS):
        # "Dr. Smith", "vitamin D." : only a line end or nothing after it closes the sentence.
        return following in ("", "\n") or (len(word.group()) == 1 and following.isupper() and len(before) > 12)
    return True


def _append_trimmed(spans: list[TextSpan], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append(TextSpan(start, end))
