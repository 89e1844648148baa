"""Allergies and intolerances with their reactions, from lists and sentences. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from salus.clinical.codes.conditions import ConditionName, condition_book
from salus.clinical.codes.medicines import medicine_book
from salus.clinical.codes.types import Coding, Snomed
from salus.clinical.data import read_table, split_list
from salus.clinical.text.assertion import Assertion
from salus.clinical.text.fold import fold
from salus.clinical.text.phrases import PhraseBook
from salus.clinical.text.tokens import tokenise
from salus.documents.contract import Finding, FindingKind
from salus.documents.logic.findings.reading import SectionView, SentenceView
from salus.documents.logic.lines import Line

ALLERGY_ROLE = "allergies"
# SNOMED CT: no known drug allergy; no known allergy.
_NO_DRUG_ALLERGY = Snomed("409137002", "No known drug allergy")
_NO_ALLERGY = Snomed("716186003", "No known allergy")
_NONE_KNOWN = re.compile(
    r"\bnkda\b|\bnka\b|\bnkd\b|\bno known (?:drug |medication |food |medicine )?allerg\w*|\bno (?:drug |known |medication )*allerg\w*|\bdenies (?:any )?(?:\w+ )?allerg\w*|"
    r"\ballergies?\s*[:-]?\s*(?:none|no\b|negative|denied|nil)|\bniega alergias?|\balergias?\s*[:-]?\s*(?:negad[ao]s?|ningun[ao]|niega|no\b)|\bsin alergias|\bno alergias(?: (?:a )?(?:medicament\w*|farmac\w*))?|"
    r"\bno (?:refiere|conocidas|presenta) alergias|\balergias? (?:no conocidas|desconocidas no)|^\s*(?:none|ninguna|negadas|no conocidas|niega|no)\s*(?:known|conocidas)?\.?\s*$"
)
_DRUG_WORDS = re.compile(r"\bdrug|\bmedic|\bnkda|\bfarmac|\bmedicament")
_TRIGGER = re.compile(
    r"\ballergic to\b|\ballerg(?:y|ies) to\b|\ballerg(?:y|ies)\b|\balergic[oa] al?\b|\balergias? al?\b|\balergias?\b|\banaphyla\w* to\b|\bintoleran\w* (?:to|a)\b|\breact(?:ion|s|ed) to\b|\breaccion a\b|\badverse reaction to\b"
)
_ITEM = re.compile(r"[^,;\n]+")
_SEVERITY = re.compile(r"\b(mild|moderate|severe|leve|moderad[oa]|sever[oa]|grave)\b")
_SEVERITIES = {
    "leve": "mild",
    "moderada": "moderate",
    "moderado": "moderate",
    "severa": "severe",
    "severo": "severe",
    "grave": "severe",
}
_NEAR = 60
_OUTGROWN = re.compile(
    r"\boutgrow\w*|\bno longer allergic|\btolerates\b|\bsuperad[oa]|\bya tolera\b|\bya no es alergic"
)
_HEADING_GAP = 1.3  # a heading stands that much nearer to its text than to what is above it
_LONGEST_KNOWN_ITEM_WORDS = 5  # "Carry two adrenaline auto-injectors at all times" is advice
_LONGEST_ITEM_WORDS = 4  # of an allergen that no table knows


@dataclass(frozen=True, slots=True)
class _Allergen:
    display: str
    coding: Coding | None


@dataclass(frozen=True, slots=True)
class _Reaction:
    display: str
    severity: str


@cache
def _allergens(language: str) -> PhraseBook[_Allergen]:
    entries = []
    for row in read_table("allergens"):
        coding = Snomed(row["code"], row["display"]) if row["code"] else None
        entries += [(name, _Allergen(row["display"], coding)) for name in split_list(row[f"names_{language}"])]
    return PhraseBook(entries)


@cache
def _reactions(language: str) -> PhraseBook[_Reaction]:
    return PhraseBook(
        (name, _Reaction(row["display"], row["severity"]))
        for row in read_table("reactions")
        for name in split_list(row[f"names_{language}"])
    )


def find_allergies(section: SectionView) -> Iterator[Finding]:
    """Allergies of a section: every item of the list of allergies, elsewhere what a sentence calls one."""
    in_list = section.role == ALLERGY_ROLE
    for sentence in section.sentences:
        folded = fold(sentence.text)
        none_known = _NONE_KNOWN.search(folded)
        if none_known is not None and (in_list or re.search(r"allerg|alerg|nkda|\bnka\b", folded)):
            yield from _no_allergy(section, sentence, none_known)
            continue
        if in_list:
            yield from _from_list(section, sentence)
        elif _TRIGGER.search(folded) and not _is_family(sentence):
            yield from _from_sentence(section, sentence, folded)


def _is_family(sentence: SentenceView) -> bool:
    match = _TRIGGER.search(fold(sentence.text))
    return match is not None and sentence.reader.context_of(match.start(), match.end()).other_person


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
    if _allergens_in(line.text, language) or any(True for _ in _reactions(language).find(tokenise(line.text))):
        return False
    same_page = above.page == line.page == below.page
    return same_page and line.box.y0 - above.box.y1 > _HEADING_GAP * max(below.box.y0 - line.box.y1, 0.0)


def _could_be_item(line: str, language: str) -> bool:
    """Whether a line names an allergen or a reaction, or is short and without numbers, doses or conditions."""
    folded, tokens = fold(line), tokenise(line)
    if _NONE_KNOWN.search(folded) or re.search(r"\ballerg|\balerg|\bintoleran", folded):
        return True
    if any(True for _ in _reactions(language).find(tokens)):
        return True
    if _allergens_in(line, language):
        longest = max(len(part.split()) for part in re.split(r"[,;.]", line))
        return longest <= _LONGEST_KNOWN_ITEM_WORDS and not re.search(r"\d\s?(?:mg|mcg|µg|ug|g|ml|units?|%)\b", folded)
    is_short = len(line.strip().split()) <= _LONGEST_ITEM_WORDS and not line.strip().endswith(".")
    names_condition = any(not hit.payload.needs_capitals for book in _condition_books() for hit in book.find(tokens))
    return is_short and not any(sign.isdigit() for sign in line) and not names_condition


def _from_list(section: SectionView, sentence: SentenceView) -> Iterator[Finding]:
    for item in _items(sentence.text):
        start, end = item
        text = sentence.text[start:end]
        allergens = _allergens_in(text, section.language)
        if allergens:
            for allergen, first, last in allergens:
                yield from _finding(section, sentence, allergen, (start + first, start + last), text, 0.95)
        elif _could_be_allergen(text) and not _OUTGROWN.search(fold(sentence.text)):
            head = re.split(r"[(:–]|\s-\s|\bcauses?\b|\bproduce\b", text)[0].rstrip()
            name = _Allergen(head.strip(" -•*.").capitalize(), None)
            yield from _finding(section, sentence, name, (start, start + len(head)), text, 0.6)


def _items(text: str) -> Iterator[tuple[int, int]]:
    """Items of a list: cut at commas and semicolons outside brackets."""
    depth, start = 0, 0
    for index, sign in enumerate(text + ","):
        depth += (sign in "([") - (sign in ")]")
        if sign in ",;\n" and depth <= 0:
            if text[start:index].strip():
                yield start, min(index, len(text))
            start = index + 1


def _could_be_allergen(text: str) -> bool:
    words = text.strip(" .-•*").split()
    return (
        0 < len(words) <= 6
        and words[0][:1].isalpha()
        and not re.search(r"\b(?:reaction|severity|allerg\w*|alerg\w*|patient|reaccion)\b", fold(text))
    )


def _allergens_in(text: str, language: str) -> list[tuple[_Allergen, int, int]]:
    """Medicines and other allergens named in a text, the medicine's own name before its class."""
    tokens = tokenise(text)
    reactions = {index for hit in _reactions(language).find(tokens) for index in range(hit.first, hit.last)}
    found: list[tuple[_Allergen, int, int]] = []
    taken: set[int] = set()
    for hit in medicine_book().find(tokens):
        if hit.payload.is_common and hit.first not in reactions:
            name = hit.payload.name[:1].upper() + hit.payload.name[1:]
            found.append((_Allergen(name, hit.payload.coding), tokens[hit.first].start, tokens[hit.last - 1].end))
            taken |= set(range(hit.first, hit.last))
    for allergen in _allergens(language).find(tokens):
        if not taken & set(range(allergen.first, allergen.last)) and allergen.first not in reactions:
            found.append((allergen.payload, tokens[allergen.first].start, tokens[allergen.last - 1].end))
    return sorted(found, key=lambda entry: entry[1])


def _from_sentence(section: SectionView, sentence: SentenceView, folded: str) -> Iterator[Finding]:
    """Allergens near a word of allergy in running text."""
    triggers = [match.span() for match in _TRIGGER.finditer(folded)]
    for allergen, first, last in _allergens_in(sentence.text, section.language):
        near = any(0 <= first - end <= _NEAR or 0 <= start - last <= 12 for start, end in triggers)
        if near:
            yield from _finding(section, sentence, allergen, (first, last), sentence.text[first:], 0.9)


def _finding(
    section: SectionView,
    sentence: SentenceView,
    allergen: _Allergen,
    place: tuple[int, int],
    around: str,
    confidence: float,
) -> Iterator[Finding]:
    context = sentence.reader.context_of(*place)
    assertion = context.assertion if context.assertion is not Assertion.HISTORICAL else Assertion.PRESENT
    if _OUTGROWN.search(fold(around)):
        assertion = Assertion.ABSENT
    tokens = tokenise(around)
    reactions = [hit.payload for hit in _reactions(section.language).find(tokens)]
    severity = _SEVERITY.search(fold(around))
    word = severity.group(1) if severity else ""
    kinds = {reaction.severity for reaction in reactions}
    detail = (
        ("reaction", ", ".join(dict.fromkeys(reaction.display for reaction in reactions))),
        ("severity", _SEVERITIES.get(word, word) or ("severe" if "severe" in kinds else "")),
        ("type", "intolerance" if kinds == {"intolerance"} else ""),
    )
    finding = section.finding(
        FindingKind.ALLERGY,
        (sentence.start + place[0], sentence.start + place[1]),
        allergen.display,
        allergen.coding,
        assertion,
        detail,
        confidence,
    )
    if finding is not None:
        yield finding
