"""Conditions in text, coded and asserted; and what a family history says of whom. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from salus.clinical.codes.conditions import Condition, Course, condition_book
from salus.clinical.text.assertion import Assertion, Context
from salus.clinical.text.fold import fold
from salus.clinical.text.phrases import PhraseHit
from salus.clinical.text.triggers import Relative, find_relatives
from salus.documents.contract import Finding, FindingKind
from salus.documents.logic.findings.reading import SectionView, SentenceView

FAMILY_ROLE = "family_history"
_SKIPPED_ROLES = frozenset(
    (
        "header",
        "signature",
        "medications",
        "discharge_medications",
        "stopped_medications",
        "allergies",
        "comments",
        "immunizations",
    )
)
_LISTS_OF_MEDICINES = frozenset(("medications", "discharge_medications"))
_REASON = re.compile(
    r"\b(?:for|por|para|indication:?|indicacion:?|reason:?|motivo:?)\s+(?:(?:her|his|the|el|la|su|chronic|cronic[oa]|mild|severe|"
    r"recurrent|acute)\s+)*$"
)
_REASON_CONFIDENCE = 0.8
_OF_REASONS = frozenset((Assertion.PRESENT, Assertion.UNCERTAIN, Assertion.HISTORICAL))
_HYPOTHETICAL_ROLES = frozenset(("instructions",))
_SURE_ROLES = frozenset(("diagnosis", "assessment", "impression", "past_history", "hospital_course", "plan"))
_STILL_THERE = re.compile(
    r"\b(?:history of|h/o|hx of|known history|medical history|pmh\w*|significant for|antecedentes? (?:\w+ )?de|antecedentes|app)\b"
)
_OVER = re.compile(
    r"\b(?:resolved|in remission|in the past|years ago|previous|prior|former|remote|childhood|as a child|treated|s/p|status post|"
    r"resuelt[oa]|en remision|previ[oa]|hace \w+ anos|en el pasado|de nin[oa]|tratad[oa]|curad[oa])\b"
)
_FORMER_PREFIX = re.compile(r"\bex[- ]$")
_ONSET = re.compile(r"\s*\(?(?:19|20)\d\d\)?")
_RESOLVED = re.compile(
    r"^(?:\s+(?:in|en)\s+\d{4}|\s+(?:has|have|is)|\s+acquired|\s+adquirida en la comunidad)?[\s,(]*(?:now )?(?:resolved|resuelt[oa]s?)\b"
)
_AGE = re.compile(
    r"\b(?:at|age[d]?|at age|dx|diagnosed at|a los|edad|@)\s*(?:of |age )?(?P<age>\d{1,2})\b(?!\s?%)|\(\s*(?:age |dx |at )?(?P<in>\d{2})\s*(?:y|yo|years|anos)?\s*\)|"
    r"\b(?P<old>\d{2})\s?(?:years? old|yo\b|anos|y/o)|\b(?P<decade>[2-9]0)'?s\b"
)
# The next fact of a list begins at a comma, unless it is the age itself ("breast cancer, age 42").
_UP_TO_NEXT = re.compile(r"[;.]|,(?!\s*(?:at\b|age|dx|diagnosed|a los|edad|\d))")
_FAMILY_WORDS = re.compile(
    r"\bfamily (?:history|hx)|\bfhx?\b|\bantecedentes? (?:heredo)?familiar|\bheredofamiliares|\bahf\b|\bhistoria familiar|\bfamilia\b"
)
_WORDS_THAT_CHANGE_IT = re.compile(
    r"^\s*(?:screening|prevention|risk|awareness|education|vaccin\w+|clinic\b|tenderness|angle\b|center|centre|unit\b)"
)

ConditionHit = tuple[Condition, int, int]


def find_conditions(section: SectionView) -> Iterator[Finding]:
    """The conditions that a section tells of the patient; family history is read by `find_family_history`."""
    if section.role in _LISTS_OF_MEDICINES:
        yield from _reasons_of_medicines(section)
    if section.role in _SKIPPED_ROLES or section.role == FAMILY_ROLE:
        return
    for sentence in section.sentences:
        for condition, start, end in conditions_in(sentence):
            context = sentence.reader.context_of(start, end)
            if context.other_person:
                continue
            assertion = _assertion(section, sentence, condition, context, start, end)
            confidence = 0.95 if section.role in _SURE_ROLES else 0.88
            if condition.is_symptom:
                confidence = min(confidence, 0.75)
            finding = section.finding(
                FindingKind.CONDITION,
                (sentence.start + start, sentence.start + end),
                condition.display,
                condition.snomed or condition.icd10cm,
                assertion,
                (("icd10cm", condition.icd10cm.code), ("section", section.role)),
                confidence,
            )
            if finding is not None:
                yield finding


def _reasons_of_medicines(section: SectionView) -> Iterator[Finding]:
    """What a medicine of a list is taken for ("sertraline 50 mg daily for depression"); never sure by itself."""
    for sentence in section.sentences:
        for condition, start, end in conditions_in(sentence):
            context = sentence.reader.context_of(start, end)
            is_reason = _REASON.search(fold(sentence.text[:start])) is not None
            if not is_reason or condition.is_symptom or context.assertion not in _OF_REASONS:
                continue
            place = (sentence.start + start, sentence.start + end)
            detail = (("icd10cm", condition.icd10cm.code), ("section", section.role))
            coding = condition.snomed or condition.icd10cm
            finding = section.finding(
                FindingKind.CONDITION, place, condition.display, coding, context.assertion, detail, _REASON_CONFIDENCE
            )
            if finding is not None:
                yield finding


def conditions_in(sentence: SentenceView) -> list[ConditionHit]:
    """Names of conditions in a sentence; abbreviations that are also words only in capitals."""
    found = []
    for hit in condition_book(sentence.language).find(sentence.tokens):
        start, end = sentence.tokens[hit.first].start, sentence.tokens[hit.last - 1].end
        if hit.payload.needs_capitals and not sentence.text[start:end].isupper():
            continue
        if _WORDS_THAT_CHANGE_IT.match(fold(sentence.text[end : end + 20])):
            continue
        found.append((hit.payload.condition, start, end))
    return found


def _assertion(
    section: SectionView, sentence: SentenceView, condition: Condition, context: Context, start: int, end: int
) -> Assertion:
    """The assertion of a mention, with what section and usual course add to it."""
    assertion = context.assertion
    if assertion is Assertion.ABSENT and _RESOLVED.match(fold(sentence.text[end : end + 60])):
        return Assertion.HISTORICAL  # it was there
    if section.role in _HYPOTHETICAL_ROLES and assertion in (Assertion.PRESENT, Assertion.UNCERTAIN):
        return Assertion.HYPOTHETICAL
    lasts = condition.course is Course.CHRONIC and not condition.is_cancer
    if assertion is Assertion.PRESENT and _FORMER_PREFIX.search(fold(sentence.text[:start])):
        return Assertion.HISTORICAL
    if assertion is Assertion.HISTORICAL and lasts:
        before = fold(sentence.text[:start])
        if (
            section.role == "past_history"
            and _ONSET.match(sentence.text[end:])
            and not _OVER.search(fold(sentence.text))
        ):
            return Assertion.PRESENT  # "ulcerative colitis (2009)" in a list of problems: since 2009
        if _STILL_THERE.search(before) and not _OVER.search(fold(sentence.text)):
            return Assertion.PRESENT  # "history of hypertension": it is still there
    if assertion is Assertion.PRESENT and section.role == "past_history" and not lasts:
        return Assertion.HISTORICAL
    return assertion


def find_family_history(section: SectionView) -> Iterator[Finding]:
    """The diseases of relatives: in the family section every condition, elsewhere those said of a relative."""
    for sentence in section.sentences:
        hits = conditions_in(sentence)
        if not hits:
            continue
        relatives = [
            hit
            for hit in find_relatives(sentence.text, sentence.tokens, sentence.language)
            if hit.payload.is_blood and not sentence.reader.merely_tells(hit)
        ]
        in_family = section.role == FAMILY_ROLE or _FAMILY_WORDS.search(fold(sentence.text)) is not None
        for condition, start, end in hits:
            context = sentence.reader.context_of(start, end)
            if not (in_family or context.other_person):
                continue
            if section.role != FAMILY_ROLE and not context.other_person and not relatives:
                continue
            yield from _family_findings(section, sentence, relatives, (condition, start, end), context)


def _family_findings(
    section: SectionView,
    sentence: SentenceView,
    relatives: Sequence[PhraseHit[Relative]],
    hit: ConditionHit,
    context: Context,
) -> Iterator[Finding]:
    condition, start, end = hit
    assertion = Assertion.ABSENT if context.negated else Assertion.OTHER_PERSON
    if context.hypothetical or context.unknown:
        assertion = context.assertion
    owners = _owners(sentence, relatives, start, end)
    if context.relative is not None and not context.relative.is_blood:
        return
    for owner in owners or (None,):
        names = owner.payload.relation if owner else "relative"
        age = _age(sentence, owner, end)
        detail = (("relative", names), ("side", owner.payload.side if owner else ""), ("onset_age", age))
        finding = section.finding(
            FindingKind.FAMILY_HISTORY,
            (sentence.start + start, sentence.start + end),
            condition.display,
            condition.snomed or condition.icd10cm,
            assertion,
            (*detail, ("icd10cm", condition.icd10cm.code)),
            0.93 if owner else 0.85,
        )
        if finding is not None:
            yield finding


def _owners(
    sentence: SentenceView, relatives: Sequence[PhraseHit[Relative]], start: int, end: int
) -> list[PhraseHit[Relative]]:
    """Whose disease it is: the relatives named together right before it, else those right behind it."""
    tokens = sentence.tokens
    before = [hit for hit in relatives if tokens[hit.last - 1].end <= start]
    group: list[PhraseHit[Relative]] = []
    for hit in reversed(before):
        upto = tokens[group[-1].first].start if group else start
        between = sentence.text[tokens[hit.last - 1].end : upto]
        if re.search(r"[;.]", between) or (group and not _links(between)):
            break
        group.append(hit)
    if group:
        return group
    behind = [hit for hit in relatives if tokens[hit.first].start >= end]
    for hit in behind:
        since = tokens[group[-1].last - 1].end if group else end
        between = sentence.text[since : tokens[hit.first].start]
        if not _links(between) and not re.fullmatch(
            r"\s*(?:in|en|of|de|:|-|–|\()\s*(?:(?:her|his|my|the|su|mi|la|el|both)\s+)*", between, re.IGNORECASE
        ):
            break
        group.append(hit)
    return group


def _links(between: str) -> bool:
    """Whether words between two relatives only join them ("mother and", ", ")."""
    return (
        re.fullmatch(
            r"\s*(?:,|and|y|e|&|/|, and)?\s*(?:(?:her|his|my|the|su|mi|la|el|both)\s+)*", between, re.IGNORECASE
        )
        is not None
    )


def _age(sentence: SentenceView, owner: PhraseHit[Relative] | None, end: int) -> str:
    """Age at onset: behind the condition, or in brackets behind the relative."""
    behind = fold(sentence.text[end : end + 45])
    match = _AGE.search(_UP_TO_NEXT.split(behind)[0])
    if match is None and owner is not None:
        last = sentence.tokens[owner.last - 1].end
        match = _AGE.search(fold(sentence.text[last : last + 25]))
    return next((group for group in match.groups() if group), "") if match else ""
