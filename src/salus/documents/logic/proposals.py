"""What of a document becomes a proposed chart edit, in which tone and in which words. Pure.

Only what the text says of this patient as present is proposed as it stands. What was once, or is only suspected, is
proposed in amber with the word that says so; what is denied, hypothetical or about somebody else is not proposed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from salus.clinical.printed_units import print_unit
from salus.documents.contract import (
    AllergyFact,
    Assertion,
    ConditionFact,
    FamilyHistoryFact,
    Finding,
    FindingKind,
    LabResult,
    MedicationFact,
    ObservationFact,
    ProposalDraft,
    ProposalKind,
    ProposedFact,
    RiskMarkerFact,
    Tone,
)
from salus.documents.logic.facts import allowed_words
from salus.documents.logic.keys import keys_of

# A person accepts green proposals in one go: below this the extractor's own doubt is worth a look.
GREEN_FROM = 0.9
KINDS: Mapping[FindingKind, ProposalKind] = {
    FindingKind.CONDITION: ProposalKind.CONDITION,
    FindingKind.MEDICATION: ProposalKind.MEDICATION,
    FindingKind.ALLERGY: ProposalKind.ALLERGY,
    FindingKind.FAMILY_HISTORY: ProposalKind.FAMILY_HISTORY,
    FindingKind.RISK_MARKER: ProposalKind.RISK_MARKER,
}
WORDS: Mapping[Assertion, str | None] = {
    Assertion.PRESENT: None,
    Assertion.HISTORICAL: "in the past",
    Assertion.UNCERTAIN: "suspected, not certain",
}
INTERPRETATIONS = {"L": "low", "H": "high", "LL": "very low", "HH": "very high", "A": "abnormal", "N": "normal"}


@dataclass(frozen=True, slots=True)
class Occasion:
    """When the document is from: what a value without a date of its own is dated by."""

    document_date: date | None
    uploaded_at: datetime


def propose(labs: Sequence[LabResult], findings: Sequence[Finding], occasion: Occasion) -> tuple[ProposalDraft, ...]:
    """All proposals of one document in reading order, each fact once: where it is said most surely."""
    drafts = [draft for lab in labs if (draft := from_lab(lab, occasion))]
    drafts += [draft for finding in findings if (draft := from_finding(finding))]
    return _each_once(drafts)


def from_lab(lab: LabResult, occasion: Occasion) -> ProposalDraft | None:
    """The proposal of one laboratory result; None for a test that no code is known for."""
    if lab.loinc is None:
        return None
    effective_at, dated_by = _effective_at(lab, occasion)
    printed = " ".join(part for part in (lab.value_text, lab.unit_text) if part)
    fact = ObservationFact(
        code=lab.loinc,
        display=lab.name,  # as printed, as FHIR's code.text is; the code says the rest
        value=lab.value,
        value_text=lab.value_text,
        effective_at=effective_at,
        comparator=lab.comparator,
        unit=lab.unit,
        reference_low=lab.reference_low,
        reference_high=lab.reference_high,
        reference_text=lab.reference_text,
        interpretation=_known_word("interpretation", lab.interpretation),
        original_text=printed,
        is_time_known=isinstance(lab.collected_at, datetime),
    )
    is_sure = lab.confidence >= GREEN_FROM and dated_by is None
    return ProposalDraft(
        kind=ProposalKind.OBSERVATION,
        key=keys_of(ProposalKind.OBSERVATION, fact)[0],
        fact=fact,
        summary=_observation_in_words(lab.name, fact, dated_by),
        assertion=Assertion.PRESENT,
        word=dated_by,
        page=lab.span.page,
        box=lab.span.box,
        quote=lab.span.quote,
        confidence=lab.confidence,
        tone=Tone.GREEN if is_sure else Tone.AMBER,
    )


def headline(draft: ProposalDraft) -> str:
    """The fact alone, without range, mark and day: "PSA, total 4.9 ng/mL"."""
    fact = draft.fact
    return _value_in_words(fact.display, fact) if isinstance(fact, ObservationFact) else draft.summary.partition(",")[0]


def from_finding(finding: Finding) -> ProposalDraft | None:
    """The proposal of one mention in text; None for what is not this patient's or not so."""
    is_of_family = finding.kind is FindingKind.FAMILY_HISTORY
    assertion = finding.assertion
    if is_of_family and assertion is Assertion.OTHER_PERSON:
        assertion = Assertion.PRESENT  # of the relative, which is what this list is about
    if assertion not in WORDS:
        return None
    kind, word = KINDS[finding.kind], WORDS[assertion]
    fact = _FACTS[finding.kind](finding, assertion)
    is_sure = finding.confidence >= GREEN_FROM and word is None and finding.code is not None
    return ProposalDraft(
        kind=kind,
        key=keys_of(kind, fact)[0],
        fact=fact,
        summary=_in_words(fact, word),
        assertion=finding.assertion,
        word=word,
        page=finding.span.page,
        box=finding.span.box,
        quote=finding.span.quote,
        confidence=finding.confidence,
        tone=Tone.GREEN if is_sure else Tone.AMBER,
    )


def _effective_at(lab: LabResult, occasion: Occasion) -> tuple[datetime, str | None]:
    """When the sample was taken, and what stood in for a date that is not printed beside it."""
    if isinstance(lab.collected_at, datetime):
        moment = lab.collected_at
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)), None
    if lab.collected_at is not None:
        return _midnight(lab.collected_at), None
    if occasion.document_date is not None:
        return _midnight(occasion.document_date), "dated by the document"
    return occasion.uploaded_at, "no date printed, dated by the upload"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _condition(finding: Finding, assertion: Assertion) -> ConditionFact:
    is_former = assertion is Assertion.HISTORICAL
    is_suspected = assertion is Assertion.UNCERTAIN
    return ConditionFact(
        display=finding.display,
        code=finding.code,
        code_system=finding.code_system,
        clinical_status="inactive" if is_former else "active",
        verification_status="provisional" if is_suspected else "confirmed",
    )


def _medication(finding: Finding, assertion: Assertion) -> MedicationFact:
    detail = dict(finding.detail)
    parts = [detail[name] for name in ("dose", "route", "frequency") if detail.get(name)]
    return MedicationFact(
        display=finding.display,
        code=finding.code,
        code_system=finding.code_system,
        status={Assertion.HISTORICAL: "stopped", Assertion.UNCERTAIN: "unknown"}.get(assertion, "active"),
        dosage_text=" ".join(parts) or None,
        route=detail.get("route"),
        frequency=detail.get("frequency"),
    )


def _allergy(finding: Finding, _: Assertion) -> AllergyFact:
    detail = dict(finding.detail)
    return AllergyFact(
        display=finding.display,
        code=finding.code,
        code_system=finding.code_system,
        reaction=detail.get("reaction"),
        severity=_known_word("severity", detail.get("severity")),
    )


def _known_word(field: str, word: str | None) -> str | None:
    return word if word in allowed_words(field) else None


def _family_history(finding: Finding, _: Assertion) -> FamilyHistoryFact:
    detail = dict(finding.detail)
    age = detail.get("onset_age", "")
    return FamilyHistoryFact(
        display=finding.display,
        relationship=detail.get("relative") or "relative",
        code=finding.code,
        code_system=finding.code_system,
        onset_age=int(age) if age.isdecimal() else None,
    )


def _risk_marker(finding: Finding, _: Assertion) -> RiskMarkerFact:
    return RiskMarkerFact(display=finding.display, code=finding.code, code_system=finding.code_system)


_FACTS: Mapping[FindingKind, Callable[[Finding, Assertion], ProposedFact]] = {
    FindingKind.CONDITION: _condition,
    FindingKind.MEDICATION: _medication,
    FindingKind.ALLERGY: _allergy,
    FindingKind.FAMILY_HISTORY: _family_history,
    FindingKind.RISK_MARKER: _risk_marker,
}


def _each_once(drafts: Iterable[ProposalDraft]) -> tuple[ProposalDraft, ...]:
    surest: dict[str, ProposalDraft] = {}
    for draft in drafts:
        held = surest.get(draft.key)
        if held is None or _sureness(draft) > _sureness(held):
            surest[draft.key] = draft
    return tuple(sorted(surest.values(), key=lambda draft: (draft.page, draft.box.y0, draft.box.x0)))


def _sureness(draft: ProposalDraft) -> tuple[bool, bool, float]:
    return draft.word is None, draft.tone is Tone.GREEN, draft.confidence


def summarise(fact: ProposedFact, word: str | None = None) -> str:
    """The fact in one line of plain words."""
    if isinstance(fact, ObservationFact):
        return _observation_in_words(fact.display, fact, word)
    return _in_words(fact, word)


def _observation_in_words(name: str, fact: ObservationFact, dated_by: str | None) -> str:
    parts = [_value_in_words(name, fact)]
    if reference := _reference(fact):
        parts.append(f"reference {reference}")
    if fact.interpretation in INTERPRETATIONS:
        parts.append(INTERPRETATIONS[fact.interpretation])
    parts.append(f"{fact.effective_at.day} {fact.effective_at:%B %Y}{f' ({dated_by})' if dated_by else ''}")
    return ", ".join(parts)


def _value_in_words(name: str, fact: ObservationFact) -> str:
    said = f"{fact.comparator or ''}{_number(fact.value)}" if fact.value is not None else fact.value_text
    return f"{name} {said} {print_unit(fact.unit)}".rstrip()


def _reference(fact: ObservationFact) -> str | None:
    low, high = fact.reference_low, fact.reference_high
    if low is not None and high is not None:
        return f"{_number(low)}–{_number(high)}"
    if high is not None:
        return f"up to {_number(high)}"
    if low is not None:
        return f"from {_number(low)}"
    return fact.reference_text


def _number(value: Decimal | None) -> str:
    return format(value, "f") if value is not None else ""


def _in_words(fact: ProposedFact, word: str | None) -> str:
    match fact:
        case MedicationFact():
            said = " ".join(part for part in (fact.display, fact.dosage_text) if part)
        case AllergyFact():
            extra = ", ".join(part for part in (fact.reaction, fact.severity) if part)
            said = f"Allergy: {fact.display}{f' ({extra})' if extra else ''}"
        case FamilyHistoryFact():
            said = f"{fact.relationship.capitalize()}: {fact.display}"
            said += f" at the age of {fact.onset_age}" if fact.onset_age is not None else ""
        case _:
            said = fact.display
    return f"{said} ({word})" if word else said
