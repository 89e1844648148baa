"""One line of the timeline for each kind of fact. Pure: the fact in, kind, time, title and summary out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import singledispatch
from uuid import NAMESPACE_OID, UUID, uuid5

from salus.records.contract.facts import (
    AllergyIntolerance,
    Condition,
    Consent,
    Encounter,
    FamilyMemberHistory,
    Flag,
    Immunization,
    MedicationStatement,
    Procedure,
    Recorded,
)
from salus.records.contract.views import TimelineEntry, Tone
from salus.records.contract.vocabulary import (
    ConsentDecision,
    Criticality,
    FlagSeverity,
    FlagStatus,
    MedicationStatus,
    ObservationCategory,
    VerificationStatus,
)

GROUP_TITLES = {
    ObservationCategory.LABORATORY: ("laboratory", "Laboratory results"),
    ObservationCategory.VITAL_SIGNS: ("vital-signs", "Vital signs"),
    ObservationCategory.SURVEY: ("survey", "Questionnaire scores"),
}
OTHER_GROUP = ("measurement", "Measurements")
NAMES_IN_SUMMARY = 4
OBSERVATION_GROUP = "observation-group"


@dataclass(frozen=True, slots=True)
class DayOfResults:
    """What was measured on one day in one category; `names` of the results, abnormal ones first."""

    day: date
    category: ObservationCategory
    latest_at: datetime
    names: Sequence[str]
    abnormal_count: int
    critical_count: int


@singledispatch
def line_of(fact: Recorded) -> TimelineEntry:
    """The timeline line of a fact."""
    raise TypeError(f"no timeline line is known for {type(fact).__name__}")


@line_of.register
def _condition(fact: Condition) -> TimelineEntry:
    words = [fact.clinical_status.value]
    if fact.verification_status is not VerificationStatus.CONFIRMED:
        words.append(fact.verification_status.value)
    if fact.severity:
        words.append(fact.severity.value)
    if fact.abatement_date:
        words.append(f"until {fact.abatement_date.isoformat()}")
    return _line("condition", fact, _at(fact.onset_date, fact), fact.display, words)


@line_of.register
def _medication(fact: MedicationStatement) -> TimelineEntry:
    words = [fact.dosage_text or " ".join(filter(None, (fact.frequency, fact.route)))]
    if fact.status is not MedicationStatus.ACTIVE:
        words.append(fact.status.value)
    if fact.end_date:
        words.append(f"until {fact.end_date.isoformat()}")
    return _line("medication", fact, _at(fact.start_date, fact), fact.display, words)


@line_of.register
def _allergy(fact: AllergyIntolerance) -> TimelineEntry:
    words = [fact.reaction or "", "high risk" if fact.criticality is Criticality.HIGH else ""]
    tone = Tone.WARNING if fact.criticality is Criticality.HIGH else Tone.NEUTRAL
    return _line("allergy", fact, _at(fact.onset_date, fact), f"Allergy: {fact.display}", words, tone)


@line_of.register
def _immunization(fact: Immunization) -> TimelineEntry:
    words = ["" if fact.status.value == "completed" else fact.status.value]
    if fact.dose_number:
        words.append(f"dose {fact.dose_number}")
    return _line("immunization", fact, _at(fact.occurrence_date, fact), fact.display, words)


@line_of.register
def _encounter(fact: Encounter) -> TimelineEntry:
    words = [fact.reason or "", fact.service_provider or ""]
    return _line("encounter", fact, fact.start_at, fact.display, words)


@line_of.register
def _procedure(fact: Procedure) -> TimelineEntry:
    words = ["" if fact.status.value == "completed" else fact.status.value, fact.body_site or "", fact.outcome or ""]
    return _line("procedure", fact, fact.performed_at or fact.recorded_at, fact.display, words)


@line_of.register
def _family_history(fact: FamilyMemberHistory) -> TimelineEntry:
    words = [f"at age {fact.onset_age}" if fact.onset_age is not None else ""]
    return _line("family-history", fact, fact.recorded_at, f"{fact.relationship.capitalize()}: {fact.display}", words)


@line_of.register
def _consent(fact: Consent) -> TimelineEntry:
    verb = "permitted" if fact.decision is ConsentDecision.PERMIT else "denied"
    title = f"Consent: {fact.category.value.replace('-', ' ')} {verb}"
    return _line("consent", fact, _at(fact.valid_from, fact), title, [fact.status.value])


@line_of.register
def _flag(fact: Flag) -> TimelineEntry:
    tones = {FlagSeverity.CRITICAL: Tone.CRITICAL, FlagSeverity.WARNING: Tone.WARNING, FlagSeverity.INFO: Tone.NEUTRAL}
    is_open = fact.status is FlagStatus.ACTIVE
    tone = tones[fact.severity] if is_open else Tone.NEUTRAL
    return _line("flag", fact, fact.period_start or fact.recorded_at, fact.display, ["" if is_open else "closed"], tone)


def line_of_results(patient_id: UUID, results: DayOfResults) -> TimelineEntry:
    """The line of one day's results in one category: how many, how many out of range, which ones first."""
    kind, title = GROUP_TITLES.get(results.category, OTHER_GROUP)
    shown = ", ".join(results.names[:NAMES_IN_SUMMARY])
    more = len(results.names) - NAMES_IN_SUMMARY
    listed = f"{shown} and {more} more" if more > 0 else shown
    out_of_range = f"{results.abnormal_count} out of range: " if results.abnormal_count else ""
    return TimelineEntry(
        kind=kind,
        at=results.latest_at,
        title=f"{title} ({len(results.names)})",
        summary=out_of_range + listed,
        ref_type=OBSERVATION_GROUP,
        ref_id=results_id(patient_id, results.day, results.category),
        tone=_tone_of_results(results),
    )


def results_id(patient_id: UUID, day: date, category: ObservationCategory) -> UUID:
    """The same id for the same day and category of a patient, so that writing the line again replaces it."""
    return uuid5(NAMESPACE_OID, f"salus:observation-group:{patient_id}:{day.isoformat()}:{category.value}")


def _tone_of_results(results: DayOfResults) -> Tone:
    if results.critical_count:
        return Tone.CRITICAL
    return Tone.WARNING if results.abnormal_count else Tone.NEUTRAL


def _at(day: date | None, fact: Recorded) -> datetime:
    return datetime.combine(day, time(), UTC) if day else fact.recorded_at


def _line(
    kind: str, fact: Recorded, at: datetime, title: str, words: Sequence[str], tone: Tone = Tone.NEUTRAL
) -> TimelineEntry:
    summary = ", ".join(word for word in words if word)
    return TimelineEntry(kind=kind, at=at, title=title, summary=summary, ref_type=kind, ref_id=fact.id, tone=tone)
