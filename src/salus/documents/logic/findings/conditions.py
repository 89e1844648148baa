"""Conditions in text, coded and asserted; and what a family history says of whom. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from salus.clinical.codes.conditions import Condition, Course
from salus.clinical.text.assertion import Assertion, Context
from salus.clinical.text.fold import fold
from salus.clinical.text.phrases import PhraseHit
from salus.clinical.text.triggers import Relative, find_relatives
from salus.documents.contract import Finding, FindingKind
from salus.documents.logic.findings.mentions import ConditionHit, all_conditions_in, allergies_told_in, conditions_in
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
_ROLES_OF_THE_PAST = frozenset(("past_history", "gynecologic_history", "surgical_history"))
_DIAGNOSIS_ROLES = frozenset(("diagnosis", "assessment", "impression"))
# Here names that no list holds are rather those of what was done, asked or advised.
_NO_PLACE_FOR_NAMES = frozenset(
    ("procedure", "comparison", "review_of_systems", "social_history", "vitals", "instructions", "surgical_history")
)
_UNSURE_CONFIDENCE = 0.75
_STATES = re.compile(
    r"^(?:he|she|they|there|the patient|x-ray|ultrasound|examination|(?:el|la) paciente|no (?:presenta|tiene|hay)|niega|presenta|"
    r"tiene|refiere|i|we)\b|\b(?:cannot be excluded|no se puede (?:excluir|descartar))\b"
)
_STILL_THERE = re.compile(
    r"\b(?:history of|h/o|hx(?: of)?|known history|medical history|pmh\w*|significant for|antecedentes? (?:\w+ )?de|antecedentes|app?)\b"
)
_OVER = re.compile(
    r"\b(?:resolved|in remission|in the past|years ago|previous|prior|former|remote|childhood|as a child|treated|s/p|status post|"
    r"resuelt[oa]|en remision|previ[oa]|hace \w+ anos|en el pasado|de nin[oa]|tratad[oa]|curad[oa])\b"
)
_FORMER_PREFIX = re.compile(r"\bex[- ]$")
_ONSET = re.compile(r"\s*\(?(?:19|20)\d\d\)?")
# "Hysterectomy for fibroids 1999": operated on then, where a year or the section says that it is told of the past.
_OPERATED = re.compile(
    r"\b(?:\w+ectomy|\w+plasty|surgery|operation|repair|excision|resection|replacement|\w+ectomia|\w+plastia|cirugia|reseccion)"
    r"(?: (?:19|20)\d\d)? (?:for|after|of|following|de|por|tras) (?:\w+ ){0,2}$"
)
_IN_A_YEAR = re.compile(r"[\s,(]*(?:in |en )?(?:19|20)\d\d\b")
_TREATED_THEN = re.compile(
    r"^[^,;.:]{0,25}[\s,(]+(?:treated|excised|operated|removed|repaired|tratad[oa]s?|extirpad[oa]s?|intervenid[oa]s?|operad[oa]s?)"
    r" (?:on |in |en )?(?:19|20)\d\d"
)
_AGE = re.compile(
    r"\b(?:at|age[d]?|at age|dx|diagnosed at|a los|edad|@)\s*(?:of |age )?(?P<age>\d{1,2})\b(?!\s?%)|\(\s*(?:age |dx |at )?(?P<in>\d{2})\s*(?:y|yo|years|anos)?\s*\)|"
    r"\b(?P<old>\d{2})\s?(?:years? old|yo\b|anos|y/o)|\b(?P<decade>[2-9]0)'?s\b"
)
# The next fact of a list begins at a comma, unless it is the age itself ("breast cancer, age 42").
_UP_TO_NEXT = re.compile(r"[;.]|,(?!\s*(?:at\b|age|dx|diagnosed|a los|edad|\d))")
_FAMILY_WORDS = re.compile(
    r"\bfamily (?:history|hx)|\bin (?:the|her|his|their) family\b|\bside of (?:the |her |his )?family\b|\bin (?:either|both) famil(?:y|ies)\b|\bin relatives\b|\bfhx?\b|\bantecedentes? (?:heredo)?familiar|\bheredofamiliares|\bahf\b|\bhistoria familiar|\bfamilia\b"
)


def find_conditions(section: SectionView) -> Iterator[Finding]:
    """The conditions that a section tells of the patient; family history is read by `find_family_history`."""
    if section.role in _LISTS_OF_MEDICINES:
        yield from _reasons_of_medicines(section)
    if section.role == FAMILY_ROLE:
        return
    for sentence in section.sentences:
        if section.role in _SKIPPED_ROLES and not _is_statement(section, sentence):
            continue
        for condition, start, end in _told_in(section, sentence):
            context = sentence.reader.context_of(start, end)
            if context.other_person:
                continue
            assertion = _assertion(section, sentence, condition, context, start, end)
            confidence = 0.95 if section.role in _SURE_ROLES else 0.88
            if condition.is_symptom or condition.coding is None:
                confidence = min(confidence, _UNSURE_CONFIDENCE)
            finding = section.finding(
                FindingKind.CONDITION,
                (sentence.start + start, sentence.start + end),
                condition.display,
                condition.coding,
                assertion,
                (("icd10cm", condition.icd10cm_code), ("section", section.role)),
                confidence,
            )
            if finding is not None:
                yield finding


def _is_statement(section: SectionView, sentence: SentenceView) -> bool:
    """Whether running text follows a list of medicines without a heading of its own."""
    return section.role in _LISTS_OF_MEDICINES and _STATES.search(fold(sentence.text)) is not None


def _told_in(section: SectionView, sentence: SentenceView) -> list[ConditionHit]:
    """The conditions that a sentence tells where it stands; complaints only where somebody made them a diagnosis."""
    hits = conditions_in(sentence) if section.role in _NO_PLACE_FOR_NAMES else all_conditions_in(sentence)
    return [hit for hit in hits if section.role in _DIAGNOSIS_ROLES or not hit[0].is_complaint]


def _reasons_of_medicines(section: SectionView) -> Iterator[Finding]:
    """What a medicine of a list is taken for ("sertraline 50 mg daily for depression"); never sure by itself."""
    for sentence in section.sentences:
        for condition, start, end in conditions_in(sentence):
            context = sentence.reader.context_of(start, end)
            is_reason = _REASON.search(fold(sentence.text[:start])) is not None
            if not is_reason or condition.is_symptom or context.assertion not in _OF_REASONS:
                continue
            place = (sentence.start + start, sentence.start + end)
            detail = (("icd10cm", condition.icd10cm_code), ("section", section.role))
            coding = condition.coding
            finding = section.finding(
                FindingKind.CONDITION, place, condition.display, coding, context.assertion, detail, _REASON_CONFIDENCE
            )
            if finding is not None:
                yield finding


def _assertion(
    section: SectionView, sentence: SentenceView, condition: Condition, context: Context, start: int, end: int
) -> Assertion:
    """The assertion of a mention, with what section and usual course add to it."""
    assertion = context.assertion
    if assertion is Assertion.ABSENT and context.resolved:
        return Assertion.HISTORICAL  # it was there
    if section.role in _HYPOTHETICAL_ROLES and assertion in (Assertion.PRESENT, Assertion.UNCERTAIN):
        return Assertion.HYPOTHETICAL
    if assertion in (Assertion.PRESENT, Assertion.HISTORICAL) and _FORMER_PREFIX.search(fold(sentence.text[:start])):
        return Assertion.HISTORICAL
    is_dated = _ONSET.match(sentence.text[end:]) is not None
    lasts = condition.course is Course.CHRONIC and not condition.is_cancer
    if assertion is Assertion.PRESENT and _is_over(section, sentence, start, end):
        return Assertion.HISTORICAL
    if assertion is Assertion.HISTORICAL and lasts:
        before = fold(sentence.text[:start])
        if section.role == "past_history" and is_dated and not _OVER.search(_item(sentence.text, start, end)):
            return Assertion.PRESENT  # "ulcerative colitis (2009)" in a list of problems: since 2009
        if _STILL_THERE.search(before) and not _OVER.search(_item(sentence.text, start, end)):
            return Assertion.PRESENT  # "history of hypertension": it is still there
    if assertion is Assertion.PRESENT and not lasts and (is_dated or section.role in _ROLES_OF_THE_PAST):
        return Assertion.HISTORICAL
    return assertion


def _item(text: str, start: int, end: int) -> str:
    """What a list says of a mention: from the comma or stop before it to the one behind it."""
    first = max(text.rfind(sign, 0, start) for sign in ",;.:")
    ends = [place for place in (text.find(sign, end) for sign in ",;.") if place >= 0]
    return fold(text[first + 1 : min(ends, default=len(text))])


def _is_over(section: SectionView, sentence: SentenceView, start: int, end: int) -> bool:
    """Whether the words beside a mention tell of one that was treated or operated on."""
    before, behind = fold(sentence.text[max(0, start - 60) : start]), fold(sentence.text[end : end + 60])
    if _TREATED_THEN.match(behind):
        return True
    is_told_of_the_past = section.role in _ROLES_OF_THE_PAST or _IN_A_YEAR.match(behind) is not None
    return is_told_of_the_past and _OPERATED.search(before) is not None


def find_family_history(section: SectionView) -> Iterator[Finding]:
    """The diseases of relatives: in the family section every condition, elsewhere those said of a relative."""
    for sentence in section.sentences:
        people = find_relatives(sentence.text, sentence.tokens, sentence.language)
        in_family = section.role == FAMILY_ROLE or _FAMILY_WORDS.search(fold(sentence.text)) is not None
        if not (people or in_family):
            continue
        hits = [hit for hit in all_conditions_in(sentence) if not hit[0].is_complaint]
        hits += allergies_told_in(sentence)
        relatives = [hit for hit in people if hit.payload.is_blood and not sentence.reader.merely_tells(hit)]
        for condition, start, end in hits:
            context = sentence.reader.context_of(start, end)
            if not (in_family or context.relative is not None):
                continue  # a donor's, a contact's
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
            condition.coding,
            assertion,
            (*detail, ("icd10cm", condition.icd10cm_code)),
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
