"""Inherited variants: BRCA1/2 and other high-risk genes, as results and letters speak of them (A1, rule 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from salus.clinical.markers.breast.sentence import Sentence
from salus.clinical.markers.types import MarkerMention
from salus.clinical.text.assertion import Assertion
from salus.clinical.text.triggers import find_relatives

_BRCA = re.compile(r"\bbrca ?-?(?:1/2|1 ?(?:and|y|or|/) ?2|1|2|i{1,2})?\b")
_OTHER = re.compile(
    r"\bpalb2\b|\btp53\b|\bp53\b|\bli[- ]fraumeni\b|\bpten\b|\bcowden\b|\bcdh1\b|\bstk11\b|\bpeutz|\bnf1\b|\batm\b|\bchek2\b"
)
_SYNDROME = re.compile(r"\bli[- ]fraumeni|\bcowden|\bpeutz")
_UNCERTAIN = re.compile(
    r"\bvus\b|\buncertain (?:clinical )?significance|\bsignificad[oa] (?:clinico )?inciert|\bunknown significance|\bvsi\b"
)
_NEGATIVE = re.compile(
    r"\blikely benign|\bbenign\b|\bnegativ\w*|\bno (?:\w+ ){0,3}?(?:mutation|variant|pathogenic|deleterious|alteration)|"
    r"\bno (?!cancer|malign|tumou?r)(?:\w+ ){0,2}?(?:detected|found|identified)|\bnot (?:a )?carrier|\bnot detected|\bnone detected|\bwithout (?:\w+ )?(?:mutation|variant)|\bwild[- ]?type|"
    r"\bsin (?:\w+ ){0,2}?(?:mutacion|variante|alteracion)|\bno (?:se )?(?:\w+ ){0,2}?(?:detect|encontr|identific|portador)|\bbenign[ao]|"
    r"\bprobablemente benign"
)
_NOT_DONE = re.compile(
    r"\b(?:testing|test|counsel\w*|panel|estudio|prueba|asesoria|consejo|genetic)\b[^.;]{0,40}?\b(?:recommend\w*|offered|discussed|ordered|"
    r"pending|not (?:yet )?done|declined|scheduled|advised|refer\w*|considered|pendiente|recomend\w*|solicit\w*|sugier\w*|no realizad\w*|suger\w*)|"
    r"\b(?:recommend\w*|offered?|order(?:ed)?|consider|pending|refer\w*|discuss\w*|se (?:sugiere|recomienda|solicita)|pendiente)\b[^.;]{0,40}?\b(?:testing|test|counsel|panel|prueba|estudio)|"
    r"\bnot (?:been )?tested|\bnever (?:been )?tested|\bhaven.?t been tested|\buntested|\bnot yet done|\bno (?:me he|se ha) (?:hecho|realizado)|\bpending\b|\bpendiente|\bstatus unknown"
)
_POSITIVE = re.compile(
    r"\b(?:likely )?pathogenic|\bpositiv\w*|\bcarrier|\bcarry\b|\bcarries\b|\bdeleterious|\bmutation|\bmutated|\bmutant|\bgene\b|\bpatogenic|\bportador|"
    r"\bmutacion|\bheterozyg|\bheterocigo|\b\+|\bsyndrome|\bsindrome|\bvariant|\bvariante"
)
_REASON = re.compile(r"\b(?:for|due to|because of|given|por|debido a|with|con)\b[^.;]{0,20}$")


def find_genes(sentence: Sentence) -> Iterator[MarkerMention]:
    """What a sentence says of BRCA1/2 and of the other genes."""
    for marker, pattern in (("brca_mutation", _BRCA), ("other_high_risk_gene", _OTHER)):
        match = sentence.search(pattern)
        if match is not None:
            assertion = _assertion(sentence, match, is_syndrome=_SYNDROME.search(match.group()) is not None)
            if assertion is not None:
                yield sentence.mention(marker, assertion, match)


def _assertion(sentence: Sentence, match: re.Match[str], *, is_syndrome: bool) -> Assertion | None:
    context = sentence.context(match)
    if context.hypothetical and not sentence.has(_POSITIVE):
        return Assertion.UNKNOWN
    if _is_relatives(sentence, match):
        return Assertion.UNKNOWN
    if (
        sentence.has(_UNCERTAIN)
        and re.search(r"(?<!likely )\bpathogenic variant (?:detected|identified)", sentence.folded) is None
    ):
        return Assertion.UNCERTAIN
    if sentence.has(_NEGATIVE):
        return Assertion.ABSENT
    if sentence.has(_NOT_DONE):
        return Assertion.UNKNOWN
    is_reason = _REASON.search(sentence.folded[: match.start()]) is not None
    if sentence.has(_POSITIVE) or is_reason or is_syndrome:
        if context.assertion in (Assertion.HYPOTHETICAL, Assertion.UNCERTAIN, Assertion.ABSENT, Assertion.UNKNOWN):
            return context.assertion
        return Assertion.PRESENT
    return None


def _is_relatives(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether the variant is a relative's and the patient's own status stays open."""
    tokens = sentence.reader.tokens
    hits = find_relatives(sentence.text, tokens, sentence.language)
    before = [hit for hit in hits if tokens[hit.first].start < match.start()]
    if not before:
        return False
    between = sentence.folded[tokens[before[-1].last - 1].end : match.start()]
    return re.search(r"\b(?:i|patient|she|yo|paciente)\b", between) is None
