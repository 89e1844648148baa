"""Hormonal factors: menarche, first birth, menopause, hormone therapy (A1: thresholds in the marker's definition)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from salus.clinical.markers.breast.sentence import Sentence
from salus.clinical.markers.breast.words import NUMBER_WORDS, number_in
from salus.clinical.markers.types import MarkerMention
from salus.clinical.text.assertion import Assertion

_MARKER = "hormonal_risk_factors"
_EARLY_MENARCHE_BELOW_YEARS = 12
_YOUNGEST_MENARCHE_YEARS = 8  # smaller numbers count children or weeks
_LATE_FIRST_BIRTH_FROM_YEARS = 30
_LATE_MENOPAUSE_FROM_YEARS = 55
_LONG_THERAPY_FROM_YEARS = 5
_NUMBER = r"(?P<n>\d{1,2})\b"
_MENARCHE = re.compile(
    rf"\b(?:menarche|menarquia|menarca|first period|primera regla|primera menstruacion|started (?:my |her )?periods?)\b[^.;\d]{{0,25}}?{_NUMBER}"
)
_FIRST_BIRTH = re.compile(
    rf"\b(?:first (?:child|birth|baby|pregnancy|live birth|delivery|full[- ]term \w+)|primer (?:hijo|parto|embarazo)|primera (?:hija|gestacion))\b[^.;\d]{{0,25}}?{_NUMBER}"
)
_MENOPAUSE = re.compile(rf"\b(?:menopause|menopausia|menopausal|last period|ultima regla)\b[^.;\d]{{0,25}}?{_NUMBER}")
_NULLIPAROUS = re.compile(
    r"\bnullipar\w*|\bnulipar\w*|\bno children|\bnever (?:been pregnant|had children|given birth)|\bsin hijos|\bnunca (?:he )?(?:estado embarazada|tuve hijos)|"
    r"\bg0\b|\bp0\b|\bnuligesta|\bnulligravid\w*"
)
_AGED = re.compile(
    r"\b(?P<age>\d{2})[- ]?(?:years?[- ]old|yo\b|y/o|anos)|\bage (?P<age_en>\d{2})|\bat (?P<at>\d{2})\b|\ba los (?P<es>\d{2})"
)
_THERAPY = re.compile(
    r"\bhrt\b|\bhormone replacement|\bhormonal replacement|\bmenopausal hormone therapy|\bmht\b|\bhormone therapy|\bhormonal therapy|\bestrogens?(?: ?[/+]| and| plus) ?(?:progest\w+)|"
    r"\bestradiol(?: ?[/+]| and| plus) ?\w*progest\w*|\bprempro\b|\bterapia (?:de reemplazo |de sustitucion |sustitutiva )?hormonal|\bterapia hormonal|\bths\b|\btrh\b|\bthm\b|"
    r"\breemplazo hormonal|\bestrogenos? (?:y|con|mas) progest\w+"
)
_CANCER_THERAPY = re.compile(
    r"\btamoxifen\w*|\bletrozol\w*|\banastrozol\w*|\baromatase|\baromatasa|\badjuvant|\badyuvante|\bfor (?:breast )?cancer|\bpor cancer"
)
_STOPPED = re.compile(
    r"\bstopped|\bdiscontinued|\bformer\w*|\bquit\b|\bused to|\bsuspendi\w*|\bdej[eo]\b|\bpreviously|\bno longer|\bin the past|\bago\b"
)
_ANY_NUMBER = r"(?P<n>\d{1,2}|" + "|".join(NUMBER_WORDS) + r")\b"
_DURATION = re.compile(
    rf"\b(?:for|x|por|durante|desde hace|hace)\s(?:the (?:past|last) |over |about |more than |mas de |unos )*{_ANY_NUMBER}\s?(?:years?|yrs?|y\b|anos)"
)


def find_hormonal_factors(sentence: Sentence) -> Iterator[MarkerMention]:
    """The hormonal marker, present when any factor reaches its threshold, absent when one is named below it."""
    for pattern, risky_ages in (
        (_MENARCHE, range(_YOUNGEST_MENARCHE_YEARS, _EARLY_MENARCHE_BELOW_YEARS)),
        (_FIRST_BIRTH, range(_LATE_FIRST_BIRTH_FROM_YEARS, 100)),
        (_MENOPAUSE, range(_LATE_MENOPAUSE_FROM_YEARS, 100)),
    ):
        match = sentence.search(pattern)
        if match is None or sentence.context(match).other_person:
            continue
        years = int(match["n"])
        if years >= _YOUNGEST_MENARCHE_YEARS:
            yield sentence.mention(_MARKER, Assertion.PRESENT if years in risky_ages else Assertion.ABSENT, match)
    yield from _nulliparity(sentence)
    yield from _therapy(sentence)


def _nulliparity(sentence: Sentence) -> Iterator[MarkerMention]:
    match = sentence.search(_NULLIPAROUS)
    if match is None or sentence.context(match).other_person:
        return
    aged = sentence.search(_AGED)
    age = int(next(group for group in aged.groups() if group)) if aged else None
    is_young = age is not None and age < _LATE_FIRST_BIRTH_FROM_YEARS
    yield sentence.mention(_MARKER, Assertion.ABSENT if is_young else Assertion.PRESENT, match)


def _therapy(sentence: Sentence) -> Iterator[MarkerMention]:
    match = sentence.search(_THERAPY)
    if match is None or sentence.has(_CANCER_THERAPY):
        return
    context = sentence.context(match)
    assertion = context.assertion
    if assertion is Assertion.HISTORICAL or (assertion is Assertion.PRESENT and sentence.has(_STOPPED)):
        duration = sentence.search(_DURATION)
        years = number_in(duration["n"]) if duration else None
        is_long = years is not None and years >= _LONG_THERAPY_FROM_YEARS
        assertion = Assertion.PRESENT if is_long else Assertion.HISTORICAL
    yield sentence.mention(_MARKER, assertion, match)
