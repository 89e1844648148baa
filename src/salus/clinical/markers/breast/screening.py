"""Whether mammography is up to date, as far as a text says so (27-month look-back, CMS125)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from salus.clinical.markers.breast.sentence import Sentence
from salus.clinical.markers.breast.words import NUMBER_WORDS, number_in
from salus.clinical.markers.types import MarkerMention
from salus.clinical.text.assertion import Assertion

_MARKER = "screening_up_to_date"
_LOOK_BACK_MONTHS = 27  # CMS125: mammogram within 27 months
_MAMMOGRAM = re.compile(
    r"\bmammogra\w*|\bmamogra\w*|\bmastogra\w*|\bbreast (?:cancer )?screening|\btamizaje (?:de )?mama"
)
_UP_TO_DATE = re.compile(
    r"\bup[- ]to[- ]date|\bal dia\b|\bal corriente|\bcurrent (?:on|with)|\bevery (?:year|2 years|two years)|\bannual\w*|\byearly|\bcada (?:ano|2 anos|dos anos)|\banualmente"
)
_OVERDUE = re.compile(
    r"\boverdue|\bnever (?:had|done|gotten)|\bnot up[- ]to[- ]date|\bbehind on|\bnunca (?:me )?(?:he )?(?:hech|tenid|realizad)|\batrasad|\bvencid|\bno (?:esta )?al dia|\bskipped|\bmissed"
)
_AGO = re.compile(
    r"\b(?:hace|hará)\s(?:mas de |casi |unos )?(?P<es>\d{1,2}|"
    + "|".join(NUMBER_WORDS)
    + r")\s(?P<unit_es>anos?|mes(?:es)?|semanas?|dias?)|"
    r"\b(?P<en>\d{1,2}|"
    + "|".join(NUMBER_WORDS)
    + r")\s(?P<unit>years?|months?|weeks?|days?) ago|\b(?P<recent>last (?:month|week|year)|this year|recently|este ano|el mes pasado|el ano pasado)\b"
)
_WHEN = re.compile(r"\b(?:(?P<month>\d{1,2})[/-])?(?P<year>20\d\d|19\d\d)\b")
_LAST = re.compile(r"\blast\b|\bmost recent|\bultim[ao]|\bmas reciente|\bprevious")


def find_screening(sentence: Sentence, as_of: date | None) -> Iterator[MarkerMention]:
    """The screening marker; a last mammogram that is only dated is judged against `as_of` when that is known."""
    match = sentence.search(_MAMMOGRAM)
    if match is None or sentence.context(match).other_person:
        return
    if sentence.has(_OVERDUE):
        yield sentence.mention(_MARKER, Assertion.ABSENT, match)
        return
    months = _months_since(sentence, as_of)
    if months is not None and (sentence.has(_LAST) or sentence.has(_AGO)):
        yield sentence.mention(_MARKER, Assertion.PRESENT if months <= _LOOK_BACK_MONTHS else Assertion.ABSENT, match)
    elif sentence.has(_UP_TO_DATE) and not sentence.context(match).hypothetical and not _is_advice(sentence):
        yield sentence.mention(_MARKER, Assertion.PRESENT, match)


def _is_advice(sentence: Sentence) -> bool:
    return (
        re.search(
            r"\brecommend|\bshould|\bcontinue|\badvise|\broutine|\breturn|\bse recomienda|\bdebe|\bcontinuar|\bcontrol anual",
            sentence.folded,
        )
        is not None
    )


def _months_since(sentence: Sentence, as_of: date | None) -> float | None:
    ago = sentence.search(_AGO)
    if ago is not None:
        if ago["recent"]:
            return 12.0
        number = number_in(ago["es"] or ago["en"])
        unit = ago["unit_es"] or ago["unit"]
        factor = 12.0 if unit.startswith(("ano", "year")) else 1.0 if unit.startswith(("mes", "month")) else 0.1
        return None if number is None else number * factor
    when = sentence.search(_WHEN)
    if when is None or as_of is None:
        return None
    month = int(when["month"]) if when["month"] and 1 <= int(when["month"]) <= 12 else 6
    return (as_of.year - int(when["year"])) * 12.0 + as_of.month - month
