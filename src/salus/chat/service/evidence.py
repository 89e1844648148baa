"""Facts of the chart as values and items, each with its source and everything that the source says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from salus.chat.contract import Source, SourceType
from salus.chat.logic.record import Item, Value
from salus.chat.logic.wording import evidence_days, quantity
from salus.documents.contract import AllergyFact, ConditionFact, MedicationFact, ObservationFact, Proposal
from salus.records.contract import (
    AllergyIntolerance,
    ClinicalStatus,
    Condition,
    Encounter,
    FamilyMemberHistory,
    Flag,
    FlagStatus,
    Immunization,
    MedicationStatement,
    MedicationStatus,
    Observation,
    ObservationCategory,
)

ACTIVE_CLINICAL = (ClinicalStatus.ACTIVE, ClinicalStatus.RECURRENCE, ClinicalStatus.RELAPSE)
ACTIVE_MEDICINE = (MedicationStatus.ACTIVE, MedicationStatus.ON_HOLD, MedicationStatus.INTENDED)


def _fact(type_: SourceType, ref_id: UUID, label: str, at: date | None, *evidence: str | None) -> Source:
    """A fact of the chart; what it says beyond its name is its quote, for a reader to hold the sentence against."""
    said = tuple(dict.fromkeys(text for text in evidence if text))
    quote = "; ".join(said) or None
    return Source(type_, label, (label, *said, *evidence_days(at)), at=at, quote=quote, ref_id=ref_id)


def _range(low: Decimal | None, high: Decimal | None) -> str:
    """The printed range, as a source shows it beside its value."""
    if low is None and high is None:
        return ""
    return f" (range {'' if low is None else low} to {'' if high is None else high})"


def observation_value(observation: Observation) -> Value:
    """An accepted value."""
    o = observation
    shown = quantity(o.value, o.unit) if o.value is not None else o.value_text or ""
    day = o.effective_at.date()
    label = f"{o.code_display}: {shown}{_range(o.reference_low, o.reference_high)}, {day.isoformat()}"
    return Value(
        code=o.code,
        display=o.code_display,
        names=(),
        value=o.value,
        value_text=o.value_text or "",
        unit=o.unit,
        at=o.effective_at,
        low=o.reference_low,
        high=o.reference_high,
        interpretation=o.interpretation.value if o.interpretation else None,
        is_vital=o.category is ObservationCategory.VITAL_SIGNS,
        source=_fact(SourceType.OBSERVATION, o.id, label, day, o.reference_text, o.original_text),
    )


def proposed_value(proposal: Proposal, fact: ObservationFact) -> Value:
    """A value that was read from a document and that nobody accepted yet."""
    shown = quantity(fact.value, fact.unit) if fact.value is not None else fact.value_text
    limits = _range(fact.reference_low, fact.reference_high)
    label = f"{fact.display}: {shown}{limits}, {fact.effective_at.date().isoformat()}"
    return Value(
        code=fact.code,
        display=fact.display,
        names=(),
        value=fact.value,
        value_text=fact.value_text,
        unit=fact.unit,
        at=fact.effective_at,
        low=fact.reference_low,
        high=fact.reference_high,
        interpretation=fact.interpretation,
        is_vital=False,
        source=_on_page(proposal, label, fact.effective_at.date(), shown, fact.reference_text),
    )


def _on_page(proposal: Proposal, label: str, at: date | None, *evidence: str | None) -> Source:
    draft = proposal.draft
    said = tuple(text for text in (draft.quote, draft.summary, *evidence) if text)
    return Source(
        SourceType.DOCUMENT,
        label,
        (label, *said, *evidence_days(at)),
        at=at,
        document_id=proposal.document_id,
        page=draft.page,
        box=(draft.box.x0, draft.box.y0, draft.box.x1, draft.box.y1),
        quote=draft.quote,
        ref_id=proposal.id,
        is_confirmed=False,
    )


def proposed_item(proposal: Proposal, fact: ConditionFact | MedicationFact | AllergyFact) -> Item:
    """A problem, medicine or allergy that was read from a document and that nobody accepted yet."""
    if isinstance(fact, MedicationFact):
        detail, active = fact.dosage_text or fact.frequency or "", fact.status == "active"
    elif isinstance(fact, AllergyFact):
        detail, active = fact.reaction or "", True
    else:
        detail, active = fact.note or "", fact.clinical_status == "active"
    return Item(fact.display, detail, None, active, _on_page(proposal, fact.display, None, detail))


def condition_item(condition: Condition) -> Item:
    """A recorded problem."""
    active = condition.clinical_status in ACTIVE_CLINICAL
    source = _fact(SourceType.CONDITION, condition.id, condition.display, condition.onset_date, condition.note)
    return Item(condition.display, "", condition.onset_date, active, source)


def medication_item(medication: MedicationStatement) -> Item:
    """A recorded medicine."""
    m = medication
    source = _fact(SourceType.MEDICATION, m.id, m.display, m.start_date, m.dosage_text, m.frequency, m.reason)
    return Item(m.display, m.dosage_text or m.frequency or "", m.start_date, m.status in ACTIVE_MEDICINE, source)


def allergy_item(allergy: AllergyIntolerance) -> Item:
    """A recorded allergy."""
    source = _fact(SourceType.ALLERGY, allergy.id, allergy.display, allergy.onset_date, allergy.reaction)
    return Item(
        allergy.display, allergy.reaction or "", allergy.onset_date, allergy.clinical_status in ACTIVE_CLINICAL, source
    )


def immunization_item(immunization: Immunization) -> Item:
    """A recorded vaccination."""
    i = immunization
    source = _fact(SourceType.IMMUNIZATION, i.id, i.display, i.occurrence_date)
    return Item(i.display, "", i.occurrence_date, True, source)


def encounter_item(encounter: Encounter) -> Item:
    """A recorded visit."""
    day = encounter.start_at.date()
    source = _fact(SourceType.ENCOUNTER, encounter.id, encounter.display, day, encounter.reason)
    return Item(encounter.display, encounter.reason or "", day, True, source)


def family_item(history: FamilyMemberHistory) -> Item:
    """A relative's disease."""
    age = f"at {history.onset_age}" if history.onset_age is not None else ""
    label = f"{history.display}, {history.relationship}"
    return Item(label, age, None, True, _fact(SourceType.FAMILY_HISTORY, history.id, label, None, age, history.note))


def flag_item(flag: Flag) -> Item:
    """A warning."""
    source = _fact(SourceType.FLAG, flag.id, flag.display, None, flag.note)
    return Item(flag.display, "", None, flag.status is FlagStatus.ACTIVE, source)
