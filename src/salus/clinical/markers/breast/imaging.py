"""What imaging reports say in categories: BI-RADS, density, computed lifetime risk."""

from __future__ import annotations

import re
from collections.abc import Iterator

from salus.clinical.markers.breast.sentence import Sentence, TextKind
from salus.clinical.markers.types import MarkerMention
from salus.clinical.text.assertion import Assertion

_BIRADS = re.compile(
    r"\bbi-?\s?rads\b(?:[ -]?(?:us|mri|mg))?[\s:=–—-]*(?:\(?(?:final |overall )?(?:assessment|category|categoria|cat|score|"
    r"clasificacion|evaluacion|code|grado|final)\)?\.?[\s:=–—-]*){0,3}(?P<category>[0-6]|vi|iv|iii|ii|v|i)(?:[ -]?(?P<letter>[abc]))?(?![\w%]|[.,/]\d)"
)
_CATEGORY = re.compile(
    r"\b(?:assessment|category|categoria)(?: category)?[\s:]+(?P<category>[0-6])(?P<letter>[abc])?\b(?![.,/]?\d)"
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_MARKERS = {
    "0": "birads_0",
    "1": "birads_1_2",
    "2": "birads_1_2",
    "3": "birads_3",
    "4": "birads_4",
    "5": "birads_5",
    "6": "birads_6",
}
_CURRENT = re.compile(r"\bcurrent\w*|\btoday|\bnow\b|\bactual(?:mente)?\b|\bhoy\b")
_EARLIER = re.compile(
    r"\bprior\b|\bprevious\w*|\bprevi[oa]s?\b|\banterior\w*|\blast (?:year|exam|mammo)|\bearlier|\bcomparison|"
    r"\bpreviamente|\bformer\w*|\bwas\b(?! (?:assigned|given))"
)
_DENSE = re.compile(
    r"\bheterogene\w* dens\w*|\bextreme\w* dens\w*|\bextremadamente dens\w*|\bheterogeneamente dens\w*|\bdense breasts?\b|"
    r"\bbreasts? (?:\w+ ){0,2}?(?:is|are) (?:\w+ ){0,2}?dense\b|\bmamas? (?:\w+ )?densas?\b|\bdense (?:breast )?tissue|"
    r"\b(?:breast )?(?:composition|density|tissue)(?: category| type| \(acr\))?[\s:=-]*(?:acr |category |type |tipo )?[cd]\b|"
    r"\b(?:composicion|densidad)(?: mamaria)?[\s:=-]*(?:acr |categoria |tipo )*[cd]\b|\bacr[ -]?(?:type |tipo |bi-?rads )?[cd]\b|"
    r"\bdensas?\b(?=.*\bacr\b)|\btejido (?:mamario )?denso|\bcategory [cd] (?:breast )?density|\bdensity category [cd]\b"
)
_NOT_DENSE = re.compile(
    r"\b(?:almost |predominantly )?(?:entirely )?fatty\b|\bscattered\b|\bnot dense\b|\bnon-?dense\b|"
    r"\b(?:composition|density)(?: category| type)?[\s:=-]*(?:acr |category |type )?[ab]\b|\bacr[ -]?(?:type |tipo )?[ab]\b|"
    r"\b(?:composicion|densidad)(?: mamaria)?[\s:=-]*(?:acr |categoria |tipo )*[ab]\b|\bgrasas?\b|\bdispers[ao]s?\b|"
    r"\bno (?:son )?densas?\b|\bfat(?:ty)? replaced|\bpredominio graso"
)
_LIFETIME = re.compile(
    r"\blifetime (?:breast[- ]cancer )?risk\b[^.%\d]{0,60}?(?P<risk>\d{1,2}(?:[.,]\d+)?)\s?(?:%|percent)|"
    r"\b(?P<risk_before>\d{1,2}(?:[.,]\d+)?)\s?(?:%|percent)(?: \w+){0,2}? lifetime (?:breast[- ]cancer )?risk|"
    r"\briesgo (?:\w+ ){0,4}?(?:de por vida|a lo largo de la vida|vitalicio)\b[^.%\d]{0,60}?(?P<risk_es>\d{1,2}(?:[.,]\d+)?)\s?(?:%|por ciento)"
)
_HIGH_LIFETIME_RISK_PERCENT = 20.0  # ACS 2007: MRI screening from 20-25 % lifetime risk


def find_imaging_markers(sentence: Sentence) -> Iterator[MarkerMention]:
    """BI-RADS, density and lifetime risk in a sentence."""
    yield from _birads(sentence)
    yield from _density(sentence)
    yield from _lifetime_risk(sentence)


def _birads(sentence: Sentence) -> Iterator[MarkerMention]:
    matches = list(_BIRADS.finditer(sentence.folded))
    if not matches and sentence.kind is TextKind.IMAGING:
        matches = list(_CATEGORY.finditer(sentence.folded))
    for match in matches:
        category = _ROMAN.get(match["category"], match["category"])
        yield sentence.mention(_MARKERS[category], _birads_assertion(sentence, match), match)


def _birads_assertion(sentence: Sentence, match: re.Match[str]) -> Assertion:
    """Present, unless the clause calls the category an earlier one, or speaks of it under a condition."""
    start = max(sentence.folded.rfind(sign, 0, match.start()) for sign in ";.") + 1
    before = sentence.folded[start : match.start()]
    behind = sentence.folded[match.end() : match.end() + 12]
    dated = re.match(r"\s*[(,]?\s*(?:in |en )?(?:19|20)\d\d", behind)
    if _CURRENT.search(before):
        return Assertion.PRESENT
    if _EARLIER.search(before) or dated:
        return Assertion.HISTORICAL
    context = sentence.context(match)
    if context.hypothetical:
        return Assertion.HYPOTHETICAL
    return Assertion.ABSENT if context.negated else Assertion.PRESENT


def _density(sentence: Sentence) -> Iterator[MarkerMention]:
    fatty = sentence.search(_NOT_DENSE)
    dense = sentence.search(_DENSE)
    if dense is not None and (fatty is None or not fatty.group().startswith(("not", "no"))):
        context = sentence.context(dense)
        if context.assertion in (Assertion.PRESENT, Assertion.ABSENT, Assertion.HISTORICAL):
            assertion = Assertion.ABSENT if context.negated else context.assertion
            yield sentence.mention("dense_breasts", assertion, dense)
        return
    if fatty is not None and _is_about_breasts(sentence):
        yield sentence.mention("dense_breasts", Assertion.ABSENT, fatty)


def _is_about_breasts(sentence: Sentence) -> bool:
    return re.search(r"\bbreast|\bdens|\bmama|\bfibrogland|\bcomposi", sentence.folded) is not None


def _lifetime_risk(sentence: Sentence) -> Iterator[MarkerMention]:
    match = sentence.search(_LIFETIME)
    if match is None:
        return
    risk = float((match["risk"] or match["risk_before"] or match["risk_es"]).replace(",", "."))
    is_average = re.search(r"\baverage|\bpopulation|\bpromedio|\bpoblacion", sentence.folded) is not None
    if is_average:
        return
    assertion = Assertion.PRESENT if risk >= _HIGH_LIFETIME_RISK_PERCENT else Assertion.ABSENT
    yield sentence.mention("lifetime_risk_ge20", assertion, match)
