"""Medicines with dose, route and frequency, as lists and letters write them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from salus.clinical.codes.lab_names import find_listed_test
from salus.clinical.codes.medicines import Medicine, combinations, is_written_as_name, medicine_book
from salus.clinical.text.assertion import Assertion
from salus.clinical.text.fold import fold
from salus.documents.contract import Finding, FindingKind
from salus.documents.logic.findings.allergies import ALLERGY_ROLE
from salus.documents.logic.findings.dosage import CONCENTRATION, DOSE, FREQUENCY, dose_before, frequency_of, route_of
from salus.documents.logic.findings.medication_status import status_of, tells_of_stopping
from salus.documents.logic.findings.reading import SectionView, SentenceView
from salus.documents.logic.findings.surroundings import Surroundings, surroundings

# How a line below a medicine begins when it says how to take it.
_DIRECTION = re.compile(
    r"^\W*(?:sig\b|s:|directions?:|dose:|dosis:|indicaciones:|posologia:|take|tak|tome|tomar|apply|aplique|aplicar|inject|inyect|"
    r"use|usar|inhale|inhalar|place|put|instill|chew|dissolve|swallow|give|dar|administrar|one|two|three|half|once|twice|"
    r"thrice|una?\b|dos\b|tres\b|media|every|each|cada|daily|by mouth|orally|via oral|v\.?o\b|p\.?o\b|nightly|at night|at bedtime|"
    r"in the morning|por la|1/2|½|\d+(?:[.,]\d+)?\s?(?:tab|cap|tablet|comprim|pill|puff|drop|gota|ml\b|mg\b|x\b|times|vez|veces|"
    r"sachet|sobre|unit|unidad|inhal|aplic|patch|parche|spray|-)|[0-3]-[0-3]-[0-3])"
)
MEDICATIONS_ROLE = "medications"
DISCHARGE_ROLE = "discharge_medications"
STOPPED_ROLE = "stopped_medications"
_LISTS = frozenset((MEDICATIONS_ROLE, DISCHARGE_ROLE, STOPPED_ROLE))
MEDICATION_ROLES = _LISTS | {"plan"}
_ALLERGY = re.compile(
    r"\ballerg\w*|\balerg\w*|\bintoleran\w*|\banaphyla\w*|\banafila\w*|\badverse reaction|\breaccion adversa"
)
_TAKES = re.compile(r"\b(?:takes?|taking|uses?|toma|tomando|usa|continues?(?: on| con)?|continua con)\s(?:\w+\s){0,2}$")
_STRENGTH_BEFORE = re.compile(r"\d\s?(?:m?c?g|ug|micrograms?|/\d+)?\s*$")
_LEVEL = re.compile(
    r"^\s*(?:(?:blood|serum|plasma) )?(?:levels?|niveles?|trough|concentration|assay|serum|screen\w*|tests?|testing|stud(?:y|ies)|"
    r"panel|profile|saturation|status|stores?|deficien\w+|overload|binding|function|serico|serica|en sangre|perfil)\b"
)
# What a medicine has done says nothing of whether it is taken ("neuropathy from bortezomib").
_CAUSE = re.compile(
    r"\b(?:(?<!apart )from|due to|secondary to|caused by|induced by|debid[oa] a|secundari[oa] a|causad[oa] por)\s+$"
)
_FORM = re.compile(
    r"^\s*(?:\w+ )?(?:supplement\w*|tablets?|capsules?|infusions?|therapy|replacement|treatment|pump|gel|cream|patch\w*|"
    r"suplement\w*|tabletas?|comprimidos?|capsulas?|oral|intraven\w+|iv|po|topic\w*|ointment|unguento|crema|pomada|drops|spray)\b"
)


@dataclass(frozen=True, slots=True)
class _Mention:
    medicine: Medicine
    start: int
    end: int


def find_medications(section: SectionView) -> Iterator[Finding]:
    """The medicines of a section, each with what is printed behind it."""
    # "Allergies: Penicillin (rash)" names no medicine that is taken, and its sentence need not say "allergy".
    if section.role == ALLERGY_ROLE:
        return
    for number, sentence in enumerate(section.sentences):
        mentions = _mentions(sentence)
        is_of_allergy = _ALLERGY.search(fold(sentence.text)) is not None
        for index, mention in enumerate(mentions):
            is_last = index + 1 == len(mentions)
            below = _directions_below(section, number, mention.end) if is_last else sentence.text
            folded = fold(below)
            stop = len(folded) if is_last else mentions[index + 1].start
            around = surroundings(folded, [(one.start, one.end) for one in mentions], index)
            if is_of_allergy and not _TAKES.search(around.before):
                continue  # an allergen, which is no medicine that is taken
            finding = _finding(section, sentence, mention, folded, stop, around)
            if finding is not None:
                yield finding


def _directions_below(section: SectionView, number: int, end: int) -> str:
    """A sentence whose last medicine ends at `end` with what the line below says of how to take it, if it does."""
    sentence = section.sentences[number]
    follows = section.sentences[number + 1 : number + 2]
    if not follows or FREQUENCY.search(fold(sentence.text[end:])):
        return sentence.text
    below = follows[0]
    others = _mentions(below)
    text = below.text[: others[0].start] if others else below.text  # the next medicine may run on behind it
    if not (_DIRECTION.match(fold(text)) and FREQUENCY.search(fold(text))):
        return sentence.text
    return section.flow.text[sentence.start : below.start + len(text)]


def _mentions(sentence: SentenceView) -> list[_Mention]:
    """Medicines named in a sentence; ingredients joined by a stroke, a hyphen or "and" are one combination."""
    found: list[_Mention] = []
    for hit in medicine_book().find(sentence.tokens):
        start, end = sentence.tokens[hit.first].start, sentence.tokens[hit.last - 1].end
        if not is_written_as_name(sentence.text[start:end]) or _is_inhaler(sentence.text, start, end):
            continue
        if found and _is_brand_of(sentence.text, found[-1].end, start, end):
            continue
        if found and _joins(sentence.text[found[-1].end : start]):
            together = combinations().get(found[-1].medicine.ingredients | hit.payload.ingredients)
            if together is not None:
                found[-1] = _Mention(together, found[-1].start, end)
                continue
        found.append(_Mention(hit.payload, start, end))
    return found


def _is_inhaler(text: str, start: int, end: int) -> bool:
    """Whether "INH" behind a strength is the form of the medicine before it, and not isoniazid."""
    return fold(text[start:end]) == "inh" and _STRENGTH_BEFORE.search(fold(text[:start])) is not None


def _is_brand_of(text: str, named_to: int, start: int, end: int) -> bool:
    """Whether a name stands alone in brackets behind another: "salbutamol (Ventolin)" is one medicine."""
    return text[named_to:start].strip() == "(" and text[end : end + 1] == ")"


def _joins(between: str) -> bool:
    return between.strip().lower() in ("/", "-", "+", "&", "and", "y", "con")


def _finding(
    section: SectionView, sentence: SentenceView, mention: _Mention, folded: str, stop: int, around: Surroundings
) -> Finding | None:
    behind = folded[mention.end : stop]
    dose, frequency = DOSE.search(behind) or dose_before(folded, mention.start), FREQUENCY.search(behind)
    has_sig, in_list = dose is not None or frequency is not None, section.role in MEDICATION_ROLES
    if not (mention.medicine.is_common or has_sig or in_list) or _is_level(behind):
        return None
    may_be_test = not has_sig and section.role not in _LISTS and _is_test(mention.medicine)
    if may_be_test and not _is_treatment(folded, mention, around):
        return None
    assertion = _assertion(section, sentence, mention, around)
    is_bare = not has_sig and not in_list
    if is_bare and assertion is Assertion.PRESENT and _CAUSE.search(folded[: mention.start]):
        return None
    if assertion is None:
        return None
    confidence = 0.75 if is_bare and not _is_named_as_medicine(folded, mention) else 0.97 if has_sig else 0.9
    detail = (
        ("dose", dose.group().strip() if dose else ""),
        ("route", route_of(behind)),
        ("frequency", frequency_of(behind)),
        ("section", section.role),
    )
    place = (sentence.start + mention.start, sentence.start + mention.end + _sig_length(behind, dose, frequency))
    name = mention.medicine.name
    return section.finding(
        FindingKind.MEDICATION,
        place,
        name[:1].upper() + name[1:],
        mention.medicine.coding,
        assertion,
        detail,
        confidence if mention.medicine.is_common else min(confidence, 0.85),
    )


def _assertion(
    section: SectionView, sentence: SentenceView, mention: _Mention, around: Surroundings
) -> Assertion | None:
    context = sentence.reader.context_of(mention.start, mention.end)
    assertion = status_of(around, context, is_listed=section.role in _LISTS)
    is_of_stopped = section.role == STOPPED_ROLE and assertion is Assertion.PRESENT
    return Assertion.HISTORICAL if is_of_stopped else assertion


def _is_level(behind: str) -> bool:
    """Whether the words behind a name are of its measurement ("lithium level", "digoxin 0.8 ng/ml")."""
    return _LEVEL.match(behind) is not None or CONCENTRATION.match(behind.lstrip(" :,")) is not None


@cache
def _is_test(medicine: Medicine) -> bool:
    """Whether the name is also that of a laboratory test (iron, lithium, testosterone)."""
    return find_listed_test(medicine.name) is not None


def _is_treatment(folded: str, mention: _Mention, around: Surroundings) -> bool:
    """Whether words beside a name say that it is given, or was, and not measured."""
    return (
        _is_named_as_medicine(folded, mention)
        or tells_of_stopping(around)
        or _FORM.match(folded[mention.end :]) is not None
    )


def _sig_length(behind: str, dose: re.Match[str] | None, frequency: re.Match[str] | None) -> int:
    """How far the words behind a name belong to it: to the end of its dose and frequency, when those are near."""
    ends = [match.end() for match in (dose, frequency) if match is not None and match.string is behind]
    end = max(ends, default=0)
    return end if end <= 90 else 0


def _is_named_as_medicine(folded: str, mention: _Mention) -> bool:
    before = folded[max(0, mention.start - 40) : mention.start]
    return (
        re.search(
            r"\b(?:tak(?:e|es|ing)|on|start\w*|continu\w*|prescri\w*|treated with|given|receiv\w*|toma|tomando|en tratamiento con|"
            r"tratamiento con|se indica|indico|inicia\w*|recibe|recibio|therapy with|dose of|medications?:?)\s(?:\w+\s){0,2}$",
            before,
        )
        is not None
    )
