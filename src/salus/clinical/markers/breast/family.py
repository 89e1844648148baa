"""Family history of breast and ovarian cancer: who, how old, on which side, and what it amounts to (A1, rule 8 and 9)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from salus.clinical.markers.breast.sentence import Sentence
from salus.clinical.markers.breast.words import CANCER, DECADES
from salus.clinical.markers.types import MarkerMention
from salus.clinical.text.assertion import Assertion
from salus.clinical.text.fold import fold
from salus.clinical.text.triggers import Relative, find_relatives

_EARLY_ONSET_BELOW_YEARS = 50  # reference A1: a first-degree relative with breast cancer before 50
_CANCER_OF = re.compile(
    r"\b(?:breast|ovarian|ovary|breast/ovarian|ovarian/breast)(?: and \w+)? (?:cancer|ca|carcinoma|tumou?r|malignan\w*)\b|"
    r"\b(?:cancer|ca|carcinoma|tumor|neoplasia) (?:\w+ )?(?:of the |of |de |del |en (?:el |la )?)?(?:la )?(?:breasts?|ovar\w*|mamas?|senos?|pechos?)\b|"
    r"\b(?:cancer|ca) (?:mamari[oa]|ovaric[oa])\b|\bbreast (?:and|or|/) ?ovarian (?:cancer|ca)\b|\bovarian (?:cancer|ca)\b"
)
_OVARIAN = re.compile(r"\bovar")
_OTHER_CANCER = re.compile(
    r"\b(?:colon|colorectal|lung|prostate|skin|stomach|gastric|liver|kidney|thyroid|cervical|uterine|brain|bladder|"
    r"leukemia|lymphoma|melanoma|pulmon|prostata|piel|estomago|higado|rinon|tiroides|cervix|utero|cerebro|vejiga|"
    r"pancrea\w*|leucemia|linfoma|blood|endometri\w*)\b"
)
_FAMILY = re.compile(
    r"\bfamily (?:history|hx)\b|\bfhx?\b|\bfam hx\b|\brelatives?\b|\bfamily members?\b|\bin (?:my|her|the) family\b|"
    r"\bantecedentes? (?:heredo)?familiar(?:es)?\b|\bheredofamiliares\b|\bhistoria familiar\b|\bfamiliares\b|"
    r"\b(?:en )?(?:mi|su|la) familia\b|\bahf\b"
)
_NOBODY = re.compile(
    r"\bno ?(?:one|body)\b[^.;]{0,30}\bfamily|\bnadie\b[^.;]{0,30}\bfamilia|\bninguno?a? (?:\w+ ){0,3}familia|"
    r"\b(?:no|negative|denies|without|negativ[oa]s?|negad[oa]s?|niega|sin|none)\b[^.;]{0,40}?(?:\bfamily|\bfamiliar|\bfh\b|\bfhx\b|\brelatives?)|"
    r"(?:\bfamily (?:history|hx)|\bfhx?|\bantecedentes (?:heredo)?familiares|\bahf|\bhistoria familiar)[^.;]{0,45}?(?:\bnegative\b|\bnegad[oa]s?\b|\bnegativ[oa]s?\b|"
    r"\bnone\b|\bno\b|\bnon-?contributory|\bniega|\bsin\b|\bunremarkable|\bno contributor)"
)
_OF_SOMETHING = re.compile(r"\b(?:history|hx|antecedentes?)(?: familiar(?:es)?)?\s(?:of|for|de|para)\s")
_UNKNOWN = re.compile(
    r"\bunknown\b|\bnot known\b|\badopted\b|\badoptad[oa]\b|\bdesconoc\w*|\bse desconoce|\bdon.?t know|\bno se sabe|\bno conozco"
)
_SIDE = re.compile(
    r"\b(?:on |from |of )?(?:my |her |the )?(?:mom|mother|mum|father|dad|maternal|paternal)(?:.?s)? side\b|"
    r"\bpor (?:el )?(?:lado|parte|via) (?:de (?:mi |su |la )?)?(?:madre|mama|padre|papa|matern[oa]|patern[oa])\b|\blado (?:matern|patern)o\b"
)
_MATERNAL = re.compile(r"\bmatern|\bmom\b|\bmother|\bmum\b|\bmadre|\bmama\b")
_AGE = re.compile(
    r"\b(?:at|age[d]?|at age|dx|diagnosed at|a los|edad|de|at the age of|edad de|@)\s*(?:of |age )?(?P<age>\d{2})\b(?!\s?%)|"
    r"\(\s*(?:age |dx |at )?(?P<bracketed>\d{2})\s*(?:y|yo|years|anos)?\s*\)|\b(?P<years>\d{2})\s?(?:years? old|yo\b|anos|y/o)|"
    r"\bin (?:her|his|their) (?:early |mid |mid-|late )?(?P<decade>[a-z]+ties)\b|\b(?:early |mid |mid-|late )?(?P<digits>[2-9]0)'?s\b|"
    r",\s*(?P<after>\d{2})\b(?=\s*(?:[,.;)]|$))|\b(?P<word>premenopausal|premenopausica|young|joven)\b"
)
_BILATERAL = re.compile(r"\bbilateral")
_VARIANT = re.compile(r"\bbrca|\bpalb2|\btp53|\bmutation|\bmutacion|\bvariant|\bcarrier|\bportador")
_MALE = frozenset(("father", "brother", "son", "grandfather", "uncle", "nephew", "half-brother"))
_BOTH_SIDES = frozenset(
    ("sister", "brother", "sibling", "daughter", "son", "child", "niece", "nephew", "granddaughter", "grandson")
)


@dataclass(frozen=True, slots=True)
class AffectedRelative:
    """A relative with breast or ovarian cancer, or a known high-risk variant, as one clause tells of her."""

    relation: str
    degree: int
    side: str
    is_male: bool
    is_ovarian: bool
    is_bilateral: bool
    has_variant: bool
    age: int | None
    count: int


def find_family_history(sentences: Sequence[Sentence]) -> Iterator[MarkerMention]:
    """The family markers of a text; relatives told of in several sentences count together."""
    relatives: list[AffectedRelative] = []
    place: tuple[Sentence, re.Match[str]] | None = None
    for sentence in sentences:
        yield from _negative_or_unknown(sentence)
        found, match = _affected(sentence)
        relatives += found
        if found and match is not None and place is None:
            place = (sentence, match)
        if any(relative.has_variant for relative in found) and match is not None:
            yield sentence.mention("brca_mutation", Assertion.UNKNOWN, match)
        yield from _does_not_count(sentence, found)
    if relatives and place is not None:
        yield place[0].mention(weigh(relatives), Assertion.PRESENT, place[1])


def weigh(relatives: Sequence[AffectedRelative]) -> str:
    """The family marker that the affected relatives together amount to."""
    near = [relative for relative in relatives if relative.degree == 1]
    if any(r.is_ovarian or r.is_bilateral or r.is_male or r.has_variant or _is_early(r) for r in near):
        return "strong_family_history"
    if any(relative.has_variant for relative in relatives) or _share_a_side(relatives):
        return "strong_family_history"
    return "family_history_first_degree_50plus" if near else "family_history_second_degree"


def _is_early(relative: AffectedRelative) -> bool:
    return relative.age is not None and relative.age < _EARLY_ONSET_BELOW_YEARS


def _share_a_side(relatives: Sequence[AffectedRelative]) -> bool:
    """Two or more on one side; siblings and children are on both, and a side that is not told is not held against."""
    sides = {"maternal": 0, "paternal": 0}
    for relative in relatives:
        for side in sides:
            if relative.side in ("", side):
                sides[side] += relative.count
    return max(sides.values()) >= 2


def _negative_or_unknown(sentence: Sentence) -> Iterator[MarkerMention]:
    family = sentence.search(_FAMILY)
    if family is None:
        return
    cancer = sentence.search(_CANCER_OF)
    names_other = sentence.has(_OTHER_CANCER)
    if sentence.has(_UNKNOWN) and cancer is None:
        yield sentence.mention("strong_family_history", Assertion.UNKNOWN, family)
        yield sentence.mention("no_family_history", Assertion.UNKNOWN, family)
    elif sentence.has(_NOBODY) and not _named_relatives(sentence) and not (names_other and cancer is None):
        if cancer is None and not sentence.has(CANCER) and sentence.has(_OF_SOMETHING):
            return
        if (
            cancer is None
            and not sentence.has(CANCER)
            and not re.search(r"family (?:history|hx)|\bfhx?\b|familiares", sentence.folded)
        ):
            return
        yield sentence.mention("no_family_history", Assertion.PRESENT, family)
        yield sentence.mention("strong_family_history", Assertion.ABSENT, family)
        yield sentence.mention("family_history_second_degree", Assertion.ABSENT, family)


def _named_relatives(sentence: Sentence) -> list[Relative]:
    """Relatives by name, without words such as "relatives" or "family"."""
    return [relative for relative, _, _ in _relatives_in(sentence) if relative.degree]


def _does_not_count(sentence: Sentence, found: Sequence[AffectedRelative]) -> Iterator[MarkerMention]:
    """Other cancers, cousins by marriage and friends: said, and explicitly of no weight."""
    if found:
        return
    told = _relatives_in(sentence)
    cancer = sentence.search(CANCER)
    if cancer is not None and told and not sentence.has(_NOBODY):
        yield sentence.mention("strong_family_history", Assertion.ABSENT, cancer)


def _relatives_in(sentence: Sentence) -> list[tuple[Relative, int, int]]:
    """Relatives named in a sentence with their place; "on my mother's side" names a side, not a relative."""
    tokens = sentence.reader.tokens
    sides = [match.span() for match in _SIDE.finditer(sentence.folded)]
    found = []
    for hit in find_relatives(sentence.text, tokens, sentence.language):
        start, end = tokens[hit.first].start, tokens[hit.last - 1].end
        if not any(low <= start < high for low, high in sides):
            found.append((hit.payload, start, end))
    return found


def _affected(sentence: Sentence) -> tuple[list[AffectedRelative], re.Match[str] | None]:
    """The relatives of a sentence who are said to have breast or ovarian cancer, or a variant."""
    relatives = _relatives_in(sentence)
    cancer = sentence.search(_CANCER_OF)
    variant = sentence.search(_VARIANT)
    anchor = cancer or variant
    if anchor is None or not relatives or (cancer is None and _is_own(sentence, relatives)):
        return [], anchor
    if sentence.context(anchor).hypothetical:
        return [], anchor
    found = []
    for index, (relative, start, _) in enumerate(relatives):
        if relative.degree not in (1, 2) or _is_denied(sentence, start):
            continue
        end = relatives[index + 1][1] if index + 1 < len(relatives) else len(sentence.folded)
        own = sentence.folded[start:end]
        named = _CANCER_OF.search(own) or (_CANCER_OF.search(sentence.folded, end) or anchor)
        if _OTHER_CANCER.search(own) and _CANCER_OF.search(own) is None:
            continue
        found.append(_describe(sentence, relative, own, named, start))
    return found, anchor


def _is_own(sentence: Sentence, relatives: Sequence[tuple[Relative, int, int]]) -> bool:
    """Whether a variant is the patient's own, told beside a relative ("like my mother")."""
    return re.search(
        r"\b(?:i|patient|she|he)\b[^.;]{0,25}\b(?:carry|carries|have|has|am|is) ", sentence.folded
    ) is not None and (relatives[0][1] > sentence.folded.find("brca"))


def _is_denied(sentence: Sentence, start: int) -> bool:
    """Whether the relative is said not to be affected."""
    before = sentence.folded[max(0, start - 25) : start]
    return re.search(r"\b(?:no|nor|ni|not|without|sin)\s(?:\w+\s)?$", before) is not None


def _describe(sentence: Sentence, relative: Relative, own: str, named: re.Match[str], start: int) -> AffectedRelative:
    side = relative.side or _told_side(sentence, start)
    is_shared = relative.relation in _BOTH_SIDES
    if relative.relation in ("mother", "father") and relative.degree == 1:
        side = "maternal" if relative.relation == "mother" else "paternal"
    is_male_breast = relative.relation in _MALE and not _OVARIAN.search(named.group())
    count = (
        2
        if re.search(r"\b(?:two|both|dos|2|several|three|tres|varias)\s$", sentence.folded[max(0, start - 9) : start])
        else 1
    )
    plural = relative.phrase.endswith("s") and relative.relation + "s" == relative.phrase
    return AffectedRelative(
        relation=relative.relation,
        degree=relative.degree,
        side="" if is_shared else side,
        is_male=is_male_breast and relative.degree == 1,
        is_ovarian=_OVARIAN.search(named.group()) is not None,
        is_bilateral=_BILATERAL.search(own) is not None,
        has_variant=_VARIANT.search(own) is not None and not re.search(r"\bnegativ|\bno\b", own),
        age=_age(own),
        count=max(count, 2 if plural else 1),
    )


def _told_side(sentence: Sentence, start: int) -> str:
    """The side that is told nearest behind a relative, or nothing."""
    match = _SIDE.search(sentence.folded, start)
    if match is None:
        return ""
    return "maternal" if _MATERNAL.search(match.group()) else "paternal"


def _age(text: str) -> int | None:
    """Age at diagnosis in the words about one relative; a decade counts by its first year."""
    match = _AGE.search(fold(text))
    if match is None:
        return None
    for group in ("age", "bracketed", "years", "digits", "after"):
        if match[group]:
            return int(match[group])
    if match["word"]:
        return _EARLY_ONSET_BELOW_YEARS - 10
    return DECADES.get(match["decade"])
