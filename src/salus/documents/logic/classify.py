"""Recognise what a document is, when it is from, and in which language it is written. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from salus.clinical.codes.lab_names import find_listed_test
from salus.clinical.data import read_table
from salus.clinical.dates import DateOrder, order_evidence, usual_order
from salus.clinical.text.fold import fold
from salus.clinical.text.phrases import PhraseBook
from salus.clinical.text.tokens import Token, tokenise, word_set
from salus.documents.contract import DocumentType, Page
from salus.documents.logic.broken_dates import with_whole_dates
from salus.documents.logic.document_dates import DateRole, LabelledDate, label_dates
from salus.documents.logic.leveling import leveled
from salus.documents.logic.lines import Line, reading_lines, segments_of, visual_rows
from salus.documents.logic.titles import title_of


class DocumentKind(StrEnum):
    """What a document is, finer than the type a sender chooses."""

    LABORATORY = "laboratory"
    MAMMOGRAPHY = "mammography"
    ULTRASOUND = "ultrasound"
    XRAY = "xray"
    CT = "ct"
    MRI = "mri"
    IMAGING_OTHER = "imaging_other"
    PATHOLOGY = "pathology"
    PRESCRIPTION = "prescription"
    DISCHARGE_SUMMARY = "discharge_summary"
    CONSULTATION = "consultation"
    OPERATIVE_NOTE = "operative_note"
    IMMUNIZATION = "immunization"
    ECG = "ecg"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DocumentProfile:
    """What is known of a document before anything in it is extracted.

    `date_span` runs from the earliest to the latest clinical date printed in it; a birth date never counts.
    """

    detected_type: DocumentType
    confidence: float
    document_date: date | None
    date_span: tuple[date, date] | None
    language: str
    title: str
    kind: DocumentKind = DocumentKind.OTHER
    date_order: DateOrder = DateOrder.MONTH_FIRST
    patient_sex: str | None = None
    dates: tuple[LabelledDate, ...] = ()  # with their places on the level page, as `leveled` gives it


_TYPES: Mapping[DocumentKind, DocumentType] = {
    DocumentKind.LABORATORY: DocumentType.LAB_REPORT,
    DocumentKind.MAMMOGRAPHY: DocumentType.IMAGING,
    DocumentKind.ULTRASOUND: DocumentType.IMAGING,
    DocumentKind.XRAY: DocumentType.IMAGING,
    DocumentKind.CT: DocumentType.IMAGING,
    DocumentKind.MRI: DocumentType.IMAGING,
    DocumentKind.IMAGING_OTHER: DocumentType.IMAGING,
    DocumentKind.PRESCRIPTION: DocumentType.PRESCRIPTION,
    DocumentKind.DISCHARGE_SUMMARY: DocumentType.CONSULTATION_NOTE,
    DocumentKind.CONSULTATION: DocumentType.CONSULTATION_NOTE,
    DocumentKind.OPERATIVE_NOTE: DocumentType.CONSULTATION_NOTE,
}
_IMAGING = frozenset(kind for kind, type_ in _TYPES.items() if type_ is DocumentType.IMAGING)
_LETTER_DATES = (DateRole.VISIT, DateRole.EXAM, DateRole.DATE, DateRole.REPORTED, DateRole.UNKNOWN)
# Which dates of a document date it, the best first.
_DATE_CHOICE: Mapping[DocumentKind, tuple[DateRole, ...]] = {
    DocumentKind.LABORATORY: (
        DateRole.COLLECTED, DateRole.EXAM, DateRole.DATE, DateRole.RECEIVED, DateRole.REPORTED,
        DateRole.ORDERED, DateRole.UNKNOWN, DateRole.PRINTED,
    ),
    DocumentKind.PATHOLOGY: (
        DateRole.COLLECTED, DateRole.EXAM, DateRole.RECEIVED, DateRole.DATE, DateRole.REPORTED, DateRole.UNKNOWN,
    ),
    DocumentKind.PRESCRIPTION: (
        DateRole.PRESCRIBED, DateRole.DATE, DateRole.VISIT, DateRole.REPORTED, DateRole.UNKNOWN,
    ),
    DocumentKind.DISCHARGE_SUMMARY: (
        DateRole.DISCHARGE, DateRole.DATE, DateRole.REPORTED, DateRole.VISIT, DateRole.ADMISSION, DateRole.UNKNOWN,
    ),
}  # fmt: skip
_IMAGING_DATES = (DateRole.EXAM, DateRole.DATE, DateRole.VISIT, DateRole.COLLECTED, DateRole.REPORTED, DateRole.UNKNOWN)
_NOT_CLINICAL = (DateRole.BIRTH, DateRole.FUTURE, DateRole.PAST, DateRole.PRINTED)
# A date without a label that is this much older than the others is rather a birth date.
_UNLABELLED_SPAN_DAYS = 15 * 365
_REPORT_WITHIN_DAYS = 21
_PAGES_SEARCHED = 6  # a laboratory report shows its tests early
_TITLE_LINES, _TITLE_WEIGHT = 9, 3.0
_COUNTED_TIMES = 3  # a phrase repeated on every page says no more than this often
_ENGLISH = word_set(
    "the of and with was is for to in on no has her his she he patient are or at by from this that date name result"
)
_SPANISH = word_set(
    "el la los las de del y con en fue es para por sin se su que al una un paciente fecha nombre resultado como lo"
)
_SEX = re.compile(
    r"\b(?:sex|sexo|gender|genero|sx)\b\s*(?:/\s*(?:age|edad))?\s*[:.]?\s*(female|male|femenino|masculino|mujer|"
    r"hombre|fem|masc|woman|man|f|m|h)\b"
)
_FEMALE = word_set("female femenino mujer fem woman f")


@cache
def _kind_phrases() -> PhraseBook[tuple[str, tuple[tuple[DocumentKind, float], ...]]]:
    weights: dict[str, list[tuple[DocumentKind, float]]] = {}
    for row in read_table("document_kinds"):
        weights.setdefault(row["phrase"], []).append((DocumentKind(row["kind"]), float(row["weight"])))
    return PhraseBook((phrase, (phrase, tuple(pairs))) for phrase, pairs in weights.items())


def classify(pages: Sequence[Page]) -> DocumentProfile:
    """The profile of a document from its words and where they stand."""
    pages = [leveled(page) for page in pages]
    lines = [line.text for page in pages for line in reading_lines(page)]
    rows = [with_whole_dates(visual_rows(page), page) for page in pages]
    text = "\n".join(lines)
    language = detect_language(text)
    kind, confidence = _detect_kind(pages, rows, lines)
    order, dates = _dates_in_order(rows, text, language)
    day = _document_date(dates, kind)
    sex = _patient_sex(text, language)
    return DocumentProfile(
        detected_type=_TYPES.get(kind, DocumentType.OTHER),
        confidence=confidence,
        document_date=day,
        date_span=_span(dates),
        language=language,
        title=title_of(kind.value, lines, day, language),
        kind=kind,
        date_order=order,
        patient_sex=sex,
        dates=dates,
    )


def detect_language(text: str) -> str:
    """ "es" when more small Spanish than English words are found, else "en"."""
    words = Counter(re.findall(r"[a-z]+", fold(text)))
    english = sum(count for word, count in words.items() if word in _ENGLISH)
    spanish = sum(count for word, count in words.items() if word in _SPANISH)
    return "es" if spanish > english else "en"


def _detect_kind(
    pages: Sequence[Page], rows: Sequence[Sequence[Line]], lines: Sequence[str]
) -> tuple[DocumentKind, float]:
    """The kind with the most evidence, and the share of the evidence that speaks for it."""
    scores = _phrase_scores(lines)
    scores[DocumentKind.LABORATORY] = scores.get(DocumentKind.LABORATORY, 0.0) + _test_evidence(pages, rows)
    _share_imaging(scores)
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < 3.0:
        return DocumentKind.OTHER, 0.5
    kind, best = ranked[0]
    same_type = _TYPES.get(kind)
    rival = next((score for other, score in ranked[1:] if _TYPES.get(other) is not same_type), 0.0)
    return kind, round(min(0.99, best / (best + rival) * min(1.0, 0.6 + best / 25)), 3)


def _phrase_scores(lines: Sequence[str]) -> dict[DocumentKind, float]:
    scores: dict[DocumentKind, float] = {}
    seen: Counter[str] = Counter()
    for number, line in enumerate(lines):
        tokens: tuple[Token, ...] = tokenise(line)
        in_title = number < _TITLE_LINES and len(tokens) <= 12
        for hit in _kind_phrases().find(tokens):
            phrase, weights = hit.payload
            seen[phrase] += 1
            if seen[phrase] > _COUNTED_TIMES:
                continue
            factor = _TITLE_WEIGHT if in_title else 1.0 / seen[phrase]
            for kind, weight in weights:
                scores[kind] = scores.get(kind, 0.0) + weight * factor
    return scores


def _share_imaging(scores: dict[DocumentKind, float]) -> None:
    """Words that all imaging reports share count for the one whose method is named."""
    named = [kind for kind in _IMAGING if kind is not DocumentKind.IMAGING_OTHER and scores.get(kind, 0.0) >= 4.0]
    if named:
        best = max(named, key=lambda kind: scores[kind])
        scores[best] += scores.pop(DocumentKind.IMAGING_OTHER, 0.0)


def _test_evidence(pages: Sequence[Page], rows: Sequence[Sequence[Line]]) -> float:
    """Evidence from cells that are names of laboratory tests, in rows that are no sentences."""
    names: set[str] = set()
    for page, page_rows in list(zip(pages, rows, strict=True))[:_PAGES_SEARCHED]:
        for row in page_rows:
            if len(row.words) > 18:
                continue
            for cell in segments_of(row.words, page):
                match = find_listed_test(_leading_words(cell.text)) if len(cell.text) < 60 else None
                if match is not None and match.score >= 0.95 and len(cell.text) > 2:
                    names.add(match.key)
    return min(len(names), 14) * 1.6 if len(names) >= 3 else len(names) * 0.4


def _leading_words(text: str) -> str:
    """The words of a cell before its first number that is no part of a name."""
    return re.split(r"\s+[<>]?\d|\.{3}|:", text)[0]


def _dates_in_order(
    pages: Sequence[Sequence[Line]], text: str, language: str
) -> tuple[DateOrder, tuple[LabelledDate, ...]]:
    """The order of day and month and the labelled dates read in it.

    Where the text leaves the order open, a sample collected days before its report decides, then the language.
    """
    order = order_evidence(text)
    if order is not None:
        return order, label_dates(pages, order)
    usual = usual_order(language)
    other = DateOrder.MONTH_FIRST if usual is DateOrder.DAY_FIRST else DateOrder.DAY_FIRST
    dates = label_dates(pages, usual)
    if not _is_likely(dates):
        others = label_dates(pages, other)
        if _is_likely(others):
            return other, others
    return usual, dates


def _is_likely(dates: Sequence[LabelledDate]) -> bool:
    """Whether the report follows the collection within days, where both are given."""
    collected = [labelled.day for labelled in dates if labelled.role is DateRole.COLLECTED]
    reported = [labelled.day for labelled in dates if labelled.role in (DateRole.REPORTED, DateRole.RECEIVED)]
    if not collected or not reported:
        return True
    return any(0 <= (late - early).days <= _REPORT_WITHIN_DAYS for early in collected for late in reported)


def _document_date(dates: Sequence[LabelledDate], kind: DocumentKind) -> date | None:
    """The date that dates the document; among several of the best role the latest in a laboratory report."""
    roles = _IMAGING_DATES if kind in _IMAGING else _DATE_CHOICE.get(kind, _LETTER_DATES)
    usable = _without_lone_birth_dates(dates)
    for role in roles:
        found = [labelled.day for labelled in usable if labelled.role is role]
        if found:
            return max(found) if kind is DocumentKind.LABORATORY else found[0]
    fallback = [labelled.day for labelled in usable if labelled.role not in _NOT_CLINICAL]
    return max(fallback, default=None)


def _without_lone_birth_dates(dates: Sequence[LabelledDate]) -> list[LabelledDate]:
    latest = max((labelled.day for labelled in dates if labelled.role is not DateRole.FUTURE), default=None)
    births = {labelled.day for labelled in dates if labelled.role is DateRole.BIRTH}
    return [
        labelled
        for labelled in dates
        if labelled.day not in births
        and (
            labelled.role is not DateRole.UNKNOWN
            or latest is None
            or (latest - labelled.day).days < _UNLABELLED_SPAN_DAYS
        )
    ]


def _span(dates: Sequence[LabelledDate]) -> tuple[date, date] | None:
    days = [d.day for d in _without_lone_birth_dates(dates) if d.role not in _NOT_CLINICAL]
    return (min(days), max(days)) if days else None


def _patient_sex(text: str, language: str) -> str | None:
    """ "female" or "male" as the head of the document says; a lone M beside an H is a woman in Spanish."""
    match = _SEX.search(fold(text))
    if match is None:
        return None
    word = match[1]
    if word == "m" and language == "es" and re.search(r"\bh\s*[:=]", fold(text)):
        return "female"
    return "female" if word in _FEMALE else "male"
