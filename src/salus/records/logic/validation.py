"""Say of each field why it cannot be right. Pure: the fact and the time in, problems by field name out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from salus.clinical.codes.laboratory import lab_test_by_loinc
from salus.clinical.limits import outside_limits
from salus.clinical.units import scale_between
from salus.records.contract.facts import (
    NewAllergyIntolerance,
    NewCondition,
    NewConsent,
    NewEncounter,
    NewFact,
    NewFamilyMemberHistory,
    NewFlag,
    NewImmunization,
    NewMedicationStatement,
    NewProcedure,
)
from salus.records.contract.observations import NewObservation
from salus.records.contract.people import NewCareTeamMember, NewPatient, NewPractitioner, Sex
from salus.records.contract.vocabulary import ClinicalStatus
from salus.records.logic.code_checks import code_problem

Problems = dict[str, str]
Found = Iterator[tuple[str, str]]

LONGEST_LIFE_YEARS = 125  # the oldest verified person reached 122 (Robine and Allard 1998, Science 279:1834)
CLOCK_TOLERANCE = timedelta(hours=26)  # a local date may be a day ahead of UTC, and clocks differ
LINE_LENGTH = 500
NOTE_LENGTH = 10_000
LONG_FIELDS = frozenset({"note", "dosage_text", "value_text", "original_text", "reaction", "outcome", "reason"})
MOST_ENTRIES = 20
# A given name may be empty: there are people with one name only.
NEVER_EMPTY = frozenset({"display", "family", "relationship", "code_display", "role"})
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # BCP 47
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def problems_of(new: object, now: datetime) -> Problems:
    """Everything that cannot be right in what is about to be written, by field name; empty when it may be written."""
    found: Problems = {}
    for field, problem in _all_problems(new, now):
        found.setdefault(field, problem)
    return found


def _all_problems(new: object, now: datetime) -> Found:
    naive = list(_naive_times(new))
    yield from _unusable_text(new)
    yield from naive
    if isinstance(new, NewFact):
        yield from _code(new)
    check = _CHECKS.get(_new_class(type(new)))
    if check is not None and not naive:
        yield from check(new, now)


def _new_class(cls: Any) -> Any:
    """The `New...` class that a recorded class extends, or the class itself."""
    return next((base for base in cls.__mro__ if base in _CHECKS), cls)


def _names_of(new: object) -> tuple[str, ...]:
    cls: Any = type(new)  # a class is hashable, which its static type does not say
    return _names(cls)


@cache
def _names(cls: Any) -> tuple[str, ...]:
    """The fields of a class that is written; all of them are dataclasses."""
    return tuple(field.name for field in fields(cls))


def _unusable_text(new: object) -> Found:
    for name in _names_of(new):
        value = getattr(new, name)
        if not isinstance(value, str):
            continue
        limit = NOTE_LENGTH if name in LONG_FIELDS else LINE_LENGTH
        if UNSTORABLE.search(value):
            yield name, "holds control characters that cannot be stored"
        elif len(value) > limit:
            yield name, f"is longer than {limit} characters"
        elif name in NEVER_EMPTY and not value.strip():
            yield name, "must not be empty"


def _naive_times(new: object) -> Found:
    for name in _names_of(new):
        value = getattr(new, name)
        if isinstance(value, datetime) and value.tzinfo is None:
            yield name, "needs a time zone, such as 2026-05-12T08:30:00Z"


def _code(new: NewFact) -> Found:
    problem = code_problem(getattr(new, "code_system", None), getattr(new, "code", None))
    if problem:
        yield "code", problem


def _not_future(now: datetime, **values: date | datetime | None) -> Found:
    latest = now + CLOCK_TOLERANCE
    for field, value in values.items():
        if isinstance(value, datetime):
            if value > latest:
                yield field, "lies in the future"
        elif value is not None and value > latest.date():
            yield field, "lies in the future"


def _not_ancient(now: datetime, **values: date | datetime | None) -> Found:
    for field, value in values.items():
        if value is not None and value.year < now.year - LONGEST_LIFE_YEARS:
            yield field, f"lies more than {LONGEST_LIFE_YEARS} years back"


def _in_order(start: str, first: date | None, end: str, last: date | None) -> Found:
    if first is not None and last is not None and last < first:
        yield end, f"lies before {start}"


def _patient(new: NewPatient, now: datetime) -> Found:
    yield from _not_future(now, birth_date=new.birth_date, deceased_at=new.deceased_at)
    yield from _not_ancient(now, birth_date=new.birth_date)
    if new.deceased_at is not None and new.deceased_at.date() < new.birth_date:
        yield "deceased_at", "lies before birth_date"
    if new.is_pregnant and new.sex is Sex.MALE:
        yield "is_pregnant", "does not fit the sex that is recorded"
    if new.language is not None and not LANGUAGE.fullmatch(new.language):
        yield "language", "is a language code such as en, es or pt-BR"
    yield from _contacts(new)
    for field in fields(new.address) if new.address else ():
        value = getattr(new.address, field.name)
        if value is not None and (UNSTORABLE.search(value) or len(value) > LINE_LENGTH):
            yield "address", f"{field.name} cannot be stored"


def _contacts(new: NewPatient | NewPractitioner) -> Found:
    if len(new.identifiers) > MOST_ENTRIES:
        yield "identifiers", f"are more than {MOST_ENTRIES}"
    pairs = [(each.system, each.value) for each in new.identifiers]
    if len(set(pairs)) < len(pairs):
        yield "identifiers", "name the same identifier twice"
    if any(_is_unusable(part) for pair in pairs for part in pair):
        yield "identifiers", "need a system and a value of at most 500 plain characters each"
    if len(new.telecom) > MOST_ENTRIES:
        yield "telecom", f"are more than {MOST_ENTRIES}"
    if any(_is_unusable(each.system) or _is_unusable(each.value) for each in new.telecom):
        yield "telecom", "need a system and a value of at most 500 plain characters each"


def _is_unusable(text: str) -> bool:
    return not text.strip() or len(text) > LINE_LENGTH or UNSTORABLE.search(text) is not None


def _practitioner(new: NewPractitioner, now: datetime) -> Found:
    yield from _contacts(new)


def _care_team_member(new: NewCareTeamMember, now: datetime) -> Found:
    yield from _in_order("period_start", new.period_start, "period_end", new.period_end)


def _condition(new: NewCondition, now: datetime) -> Found:
    yield from _not_future(now, onset_date=new.onset_date, abatement_date=new.abatement_date)
    yield from _not_ancient(now, onset_date=new.onset_date)
    yield from _in_order("onset_date", new.onset_date, "abatement_date", new.abatement_date)
    is_over = new.clinical_status in (ClinicalStatus.INACTIVE, ClinicalStatus.REMISSION, ClinicalStatus.RESOLVED)
    if new.abatement_date is not None and not is_over:
        # FHIR R4 Condition, constraint con-4: what abated is inactive, resolved or in remission.
        yield "clinical_status", "must be inactive, remission or resolved where there is an abatement_date"


def _medication(new: NewMedicationStatement, now: datetime) -> Found:
    yield from _not_ancient(now, start_date=new.start_date)
    yield from _in_order("start_date", new.start_date, "end_date", new.end_date)
    if new.dose_value is not None:
        if not is_number(new.dose_value) or new.dose_value <= 0:
            yield "dose_value", "must be a number above 0"
        if not new.dose_unit:
            yield "dose_unit", "is missing beside dose_value"


def _allergy(new: NewAllergyIntolerance, now: datetime) -> Found:
    yield from _not_future(now, onset_date=new.onset_date)
    yield from _not_ancient(now, onset_date=new.onset_date)
    if new.clinical_status not in (ClinicalStatus.ACTIVE, ClinicalStatus.INACTIVE, ClinicalStatus.RESOLVED):
        yield "clinical_status", "of an allergy is active, inactive or resolved"


def _immunization(new: NewImmunization, now: datetime) -> Found:
    yield from _not_future(now, occurrence_date=new.occurrence_date)
    yield from _not_ancient(now, occurrence_date=new.occurrence_date)
    if new.dose_number is not None and not 1 <= new.dose_number <= 99:
        yield "dose_number", "is a number from 1 to 99"


def _encounter(new: NewEncounter, now: datetime) -> Found:
    yield from _not_ancient(now, start_at=new.start_at)
    yield from _in_order("start_at", new.start_at, "end_at", new.end_at)


def _procedure(new: NewProcedure, now: datetime) -> Found:
    yield from _not_ancient(now, performed_at=new.performed_at)
    yield from _in_order("performed_at", new.performed_at, "performed_end_at", new.performed_end_at)


def _family_history(new: NewFamilyMemberHistory, now: datetime) -> Found:
    if new.onset_age is not None and not 0 <= new.onset_age <= LONGEST_LIFE_YEARS:
        yield "onset_age", f"is an age from 0 to {LONGEST_LIFE_YEARS}"


def _consent(new: NewConsent, now: datetime) -> Found:
    yield from _in_order("valid_from", new.valid_from, "valid_to", new.valid_to)


def _flag(new: NewFlag, now: datetime) -> Found:
    yield from _in_order("period_start", new.period_start, "period_end", new.period_end)


def _observation(new: NewObservation, now: datetime) -> Found:
    yield from _not_future(now, effective_at=new.effective_at)
    yield from _not_ancient(now, effective_at=new.effective_at)
    if new.value is None and not (new.value_text or "").strip():
        yield "value", "is missing: give a number, or words in value_text"
    if new.comparator not in (None, "<", "<=", ">", ">=", "~"):
        yield "comparator", "is one of <, <=, >, >= and ~"
    if new.quality is not None and (not is_number(new.quality) or not 0 <= new.quality <= 1):
        yield "quality", "is a number from 0 to 1"
    for field in ("value", "reference_low", "reference_high"):
        number = getattr(new, field)
        if number is not None and not is_number(number):
            yield field, "must be a finite number of at most 30 digits"
            return
    low, high = new.reference_low, new.reference_high
    if low is not None and high is not None and high < low:
        yield "reference_high", "lies below reference_low"
    yield from _living(new)


def _living(new: NewObservation) -> Found:
    """A value that no living person can have is a slip of the pen or of the unit."""
    if new.value is None:
        return
    broken = outside_limits(new.code, new.value, new.unit)
    if broken is not None:
        yield "value", f"of {broken.name} lies between {broken.low} and {broken.high} {broken.unit} in living people"
    test = lab_test_by_loinc(new.code)
    if test is None or new.unit is None or test.ucum is None or scale_between(new.unit, test.ucum) is None:
        return
    if not test.is_plausible(new.value, new.unit):
        low, high = test.plausible_low, test.plausible_high
        yield "value", f"of {test.loinc.display} lies between {low} and {high} {test.ucum} in living people"


def is_number(value: Decimal) -> bool:
    """Whether a value can be stored and compared: finite, below 10^30, of at most 40 digits."""
    return value.is_finite() and abs(value.adjusted()) < 30 and len(value.as_tuple().digits) <= 40


_CHECKS: dict[type, Callable[..., Found]] = {
    NewPatient: _patient,
    NewPractitioner: _practitioner,
    NewCareTeamMember: _care_team_member,
    NewCondition: _condition,
    NewMedicationStatement: _medication,
    NewAllergyIntolerance: _allergy,
    NewImmunization: _immunization,
    NewEncounter: _encounter,
    NewProcedure: _procedure,
    NewFamilyMemberHistory: _family_history,
    NewConsent: _consent,
    NewFlag: _flag,
    NewObservation: _observation,
}
