"""Allergies and intolerances with their reactions, from lists and sentences. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from salus.clinical.codes.conditions import ConditionName, condition_book
from salus.clinical.codes.types import DrugBank, RxNorm, Snomed
from salus.clinical.text.assertion import Assertion, SentenceReader
from salus.clinical.text.fold import fold
from salus.clinical.text.phrases import PhraseBook
from salus.clinical.text.tokens import tokenise
from salus.documents.contract import Finding, FindingKind
from salus.documents.logic.findings.allergens import Allergen, Named, Told, allergens_in, reactions_in
from salus.documents.logic.findings.allergy_status import ALLERGY_TALK, TAKEN_BACK, status_in_list, status_in_text
from salus.documents.logic.findings.reading import SectionView, SentenceView
from salus.documents.logic.findings.surroundings import Surroundings, surroundings
from salus.documents.logic.lines import Line

ALLERGY_ROLE = "allergies"
# SNOMED CT: no known drug allergy; no known allergy.
_NO_DRUG_ALLERGY = Snomed("409137002", "No known drug allergy")
_NO_ALLERGY = Snomed("716186003", "No known allergy")
# "No allergy to latex" is about latex.
_NOT_TO = r"(?! (?:to|towards) (?!(?:any |all )?(?:drugs?\b|medic)))"
_NONE_KNOWN = re.compile(
    rf"\bnkda\b|\bnka\b|\bnkd\b|\bno (?:(?:drug|known|medication|medicine|food) )*allerg(?:y|ies)\b{_NOT_TO}(?: to (?:any |all )?(?:drugs?\b|medic\w+))?|"
    rf"\bdenies (?:any )?(?:\w+ )?allerg(?:y|ies)\b{_NOT_TO}|(?<!other )\ballergies?\s*[:-]?\s*(?:none|no\b|negative|denied|nil)|"
    r"\bniega alergias?(?! al? (?!medicam|farmac))(?: (?:medicamentosas?|a (?:medicament|farmac)\w*))?|(?<!otras )\balergias?\s*[:-]?\s*(?:negad[ao]s?|ningun[ao]|niega|no\b)|"
    r"\bno se conocen alergias(?: (?:medicamentosas|a (?:medicament|farmac)\w*))?|\bsin alergias?(?: (?:medicamentosas?|a (?:medicament\w*|farmac\w*)))?(?: conocidas?)?|"
    r"\bno alergias(?: (?:a )?(?:medicament\w*|farmac\w*))?|\bno (?:refiere|conocidas|presenta) alergias(?: (?:medicament|a (?:medic|farmac))\w*)?|"
    r"\balergias? (?:no conocidas|desconocidas no)|^\s*(?:none|nil|ninguna|negadas|no conocidas|niega|no)(?: (?:known|conocidas?|to drugs|to medic\w+))?\.?\s*$"
)
_DRUG_WORDS = re.compile(r"\bdrug|\bmedic|\bnkda|\bfarmac|\bmedicament")
# Where one of these stands, a medicine that is spoken of as tolerated or negative is so as an allergen.
_TRIGGER = re.compile(
    r"\ballerg|\balerg|\banaphyla|\banafila|\bintoleran|\breact|\breaccion|\blabel\b|\bchallenge\b|\bprovocacion\b"
)
_SEVERITY = re.compile(r"\b(mild|moderate|severe|leve|moderad[oa]|sever[oa]|grave)\b")
_SEVERITIES = {
    "leve": "mild",
    "moderada": "moderate",
    "moderado": "moderate",
    "severa": "severe",
    "severo": "severe",
    "grave": "severe",
}
_HEAD_END = re.compile(r"[(:–]|\s-\s|->|→|\bcauses?\b|\bproduce\b")
_ITEM_DETAIL = re.compile(r"\s*(?:->|→|[-:(])")
_LIST_NUMBER = re.compile(r"\s*\d{1,2}[.)]\s+")
# How a letter ends, which may stand right below its list of allergies.
_CLOSING = re.compile(
    r"\s*(?:yours|(?:with )?(?:kind|best|warm) (?:regards|wishes)|regards|sincerely|signed|thank you|many thanks|dr|dra|mr|mrs|ms|miss|prof|"
    r"atentamente|(?:un )?(?:cordial )?saludos?|cordialmente|firmado|fdo|gracias)\b"
)
_NO_ALLERGEN = re.compile(
    r"\b(?:reaction|severity|allerg\w*|alerg\w*|patient|reaccion|see|below|above|as per|recorded|documented)\b"
)
_HEADING_GAP = 1.3  # a heading stands that much nearer to its text than to what is above it
_LONGEST_KNOWN_ITEM_WORDS = 5  # "Carry two adrenaline auto-injectors at all times" is advice
_LONGEST_ITEM_WORDS = 4  # of an allergen that no table knows


def find_allergies(section: SectionView) -> Iterator[Finding]:
    """Allergies of a section: every item of the list of allergies, elsewhere what a sentence calls one."""
    # Those of the sentence before, until it is sure that the next does not take them back.
    before: tuple[Finding, ...] = ()
    for sentence in section.sentences:
        if before and TAKEN_BACK.search(fold(sentence.text)) and not allergens_in(sentence.text, section.language):
            before = tuple(replace(finding, assertion=Assertion.ABSENT) for finding in before)
        yield from before
        before = tuple(_of_sentence(section, sentence, follows_allergy=bool(before)))
    yield from before


def _of_sentence(section: SectionView, sentence: SentenceView, *, follows_allergy: bool) -> Iterator[Finding]:
    in_list = section.role == ALLERGY_ROLE
    folded = fold(sentence.text)
    none_known = _NONE_KNOWN.search(folded)
    if none_known is not None and (in_list or re.search(r"allerg|alerg|nkda|\bnka\b", folded)):
        yield from _no_allergy(section, sentence, none_known)
        yield from _in_text(section, _without(sentence, none_known), follows_allergy=False)
    elif in_list:
        yield from _from_list(section, sentence)
    else:
        yield from _in_text(section, sentence, follows_allergy=follows_allergy)


def _without(sentence: SentenceView, match: re.Match[str]) -> SentenceView:
    """A sentence with blanks for the words of a match, which would deny what stands behind them."""
    start, end = match.span()
    blank = " " * (end - start)
    return SentenceView(sentence.text[:start] + blank + sentence.text[end:], sentence.start, sentence.language)


def _no_allergy(section: SectionView, sentence: SentenceView, match: re.Match[str]) -> Iterator[Finding]:
    coding = _NO_DRUG_ALLERGY if _DRUG_WORDS.search(match.group()) else _NO_ALLERGY
    place = (sentence.start + match.start(), sentence.start + match.end())
    finding = section.finding(FindingKind.ALLERGY, place, coding.display, coding, Assertion.ABSENT, (), 0.95)
    if finding is not None:
        yield finding


def _condition_books() -> tuple[PhraseBook[ConditionName], ...]:
    """Both languages, as a short letter's own may be mistaken."""
    return condition_book("en"), condition_book("es")


def length_of_list(lines: Sequence[Line], language: str) -> int:
    """How many lines of an allergy section are its list: it ends at the first line that cannot be an item.

    A section without a recognised heading behind it would otherwise take in whatever follows ("Weight 26 kg").
    A short line that stands nearer to that line than to the list is its heading ("Discharge advice").
    """
    end = next((n for n, line in enumerate(lines) if not _could_be_item(line.text, language)), len(lines))
    return end - 1 if 1 < end < len(lines) and _is_heading_of_next(lines[end - 2 : end + 1], language) else end


def _is_heading_of_next(lines: Sequence[Line], language: str) -> bool:
    above, line, below = lines
    if allergens_in(line.text, language) or reactions_in(line.text, language):
        return False
    same_page = above.page == line.page == below.page
    return same_page and line.box.y0 - above.box.y1 > _HEADING_GAP * max(below.box.y0 - line.box.y1, 0.0)


def _could_be_item(line: str, language: str) -> bool:
    """Whether a line names an allergen or a reaction, or is short and without numbers, doses or conditions."""
    folded, tokens = fold(line), tokenise(line)
    if _CLOSING.match(folded):
        return False
    if _NONE_KNOWN.search(folded) or re.search(r"\ballerg|\balerg|\bintoleran", folded):
        return True
    if reactions_in(line, language):
        return True
    if allergens_in(line, language):
        longest = max(len(part.split()) for part in re.split(r"[,;.]", line))
        return longest <= _LONGEST_KNOWN_ITEM_WORDS and not re.search(r"\d\s?(?:mg|mcg|µg|ug|g|ml|units?|%)\b", folded)
    is_short = len(line.strip().split()) <= _LONGEST_ITEM_WORDS and not line.strip().endswith(".")
    names_condition = any(not hit.payload.needs_capitals for book in _condition_books() for hit in book.find(tokens))
    return is_short and not any(sign.isdigit() for sign in line) and not names_condition


def _from_list(section: SectionView, sentence: SentenceView) -> Iterator[Finding]:
    named = allergens_in(sentence.text, section.language)
    has_detail = False  # "Codeine - intolerance, vomits": what follows a dash tells of the item before it
    for start, end in _items(sentence.text):
        text = sentence.text[start:end]
        inside = [one for one in named if start <= one.start < end]
        for one in inside:
            words = _words(sentence, named, named.index(one))
            assertion = status_in_list(words, sentence.reader.context_of(one.start, one.end))
            yield from _finding(section, sentence, one, text, assertion, 0.95)
        head = _HEAD_END.split(text)[0].rstrip()
        is_reaction = bool(reactions_in(head, section.language))
        is_open = not inside and not is_reaction and not TAKEN_BACK.search(fold(sentence.text))
        if is_open and _could_be_allergen(text, follows_detail=has_detail):
            unknown = Named(Allergen(head.strip(" -•*.").capitalize(), None), start, start + len(head))
            words = Surroundings("", fold(text[len(head) :]), "")
            assertion = status_in_list(words, sentence.reader.context_of(start, end))
            yield from _finding(section, sentence, unknown, text, assertion, 0.6)
        has_detail = _HEAD_END.search(text) is not None if inside else has_detail


def _items(text: str) -> Iterator[tuple[int, int]]:
    """Items of a list: cut at commas and semicolons outside brackets."""
    depth, start = 0, 0
    for index, sign in enumerate(text + ","):
        depth += (sign in "([") - (sign in ")]")
        if sign in ",;\n" and depth <= 0:
            if text[start:index].strip():
                number = _LIST_NUMBER.match(text[start:index])
                yield start + (number.end() if number else 0), min(index, len(text))
            start = index + 1


def _could_be_allergen(text: str, *, follows_detail: bool) -> bool:
    """Whether an item that names no known allergen may be one for a person to look at."""
    words = text.strip(" .-•*").split()
    if not 0 < len(words) <= 6 or not words[0][:1].isalpha() or (follows_detail and words[0][:1].islower()):
        return False
    folded = fold(text)
    return not (_CLOSING.match(folded) or _NO_ALLERGEN.search(folded))


def _words(sentence: SentenceView, named: Sequence[Named], index: int) -> Surroundings:
    return surroundings(fold(sentence.text), [(one.start, one.end) for one in named], index)


def _in_text(section: SectionView, sentence: SentenceView, *, follows_allergy: bool) -> Iterator[Finding]:
    """Allergens that running text calls such, or that it says are none."""
    named, folded = allergens_in(sentence.text, section.language), fold(sentence.text)
    for index, one in enumerate(named):
        words = _words(sentence, named, index)
        # Words about the next allergen do not reach back: "positive to olive, negative to dog".
        own = SentenceReader(sentence.text[: one.end + len(words.behind)], section.language)
        context = own.context_of(one.start, one.end)
        opens_clause = folded[: one.start].rstrip()[-1:] in ("", ";")
        if opens_clause and follows_allergy and _ITEM_DETAIL.match(words.behind):
            assertion = status_in_list(words, context)
        else:
            before, behind = _reactions_around(words, section.language)
            assertion = status_in_text(words, context, before, behind)
        is_last = index + 1 == len(named)
        if is_last and assertion is Assertion.PRESENT and TAKEN_BACK.search(folded[one.end :]):
            assertion = Assertion.ABSENT
        follows_allergy = follows_allergy or assertion is Assertion.PRESENT
        if assertion is not Assertion.ABSENT or _is_of_allergies(section, folded, one):
            yield from _finding(section, sentence, one, sentence.text[one.start :], assertion, 0.9)


def _reactions_around(words: Surroundings, language: str) -> tuple[Sequence[Told], Sequence[Told]]:
    return reactions_in(words.before, language), reactions_in(words.behind, language)


def _is_of_allergies(section: SectionView, folded: str, named: Named) -> bool:
    """Whether "tolerated" and "negative" are words about allergy here: of a medicine they need one beside them."""
    is_medicine = isinstance(named.allergen.coding, RxNorm | DrugBank)
    is_beside = _TRIGGER.search(folded) is not None
    return is_beside or (not is_medicine and ALLERGY_TALK.search(fold(section.flow.text)) is not None)


def _finding(
    section: SectionView,
    sentence: SentenceView,
    named: Named,
    around: str,
    assertion: Assertion | None,
    confidence: float,
) -> Iterator[Finding]:
    if assertion is None:
        return
    reactions = [told.reaction for told in reactions_in(around, section.language)]
    severity = _SEVERITY.search(fold(around))
    word = severity.group(1) if severity else ""
    kinds = {reaction.severity for reaction in reactions}
    detail = (
        ("reaction", ", ".join(dict.fromkeys(reaction.display for reaction in reactions))),
        ("severity", _SEVERITIES.get(word, word) or ("severe" if "severe" in kinds else "")),
        ("type", "intolerance" if kinds == {"intolerance"} else ""),
    )
    place = (sentence.start + named.start, sentence.start + named.end)
    allergen = named.allergen
    finding = section.finding(
        FindingKind.ALLERGY, place, allergen.display, allergen.coding, assertion, detail, confidence
    )
    if finding is not None:
        yield finding
