"""Write an invented person's facts into a chart, through the same verbs that everybody uses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from salus.app.demo.people import Ago, Allergy, Measured, Medicine, Person, Problem, Relative, Shot, Visit
from salus.core.context import Ctx
from salus.records import service as records
from salus.records.contract import Chart
from salus.records.contract.facts import (
    NewAllergyIntolerance,
    NewCondition,
    NewEncounter,
    NewFamilyMemberHistory,
    NewFlag,
    NewImmunization,
    NewMedicationStatement,
)
from salus.records.contract.observations import NewObservation
from salus.records.contract.vocabulary import (
    AllergyCategory,
    AllergyType,
    ClinicalStatus,
    Criticality,
    FlagCategory,
    MedicationStatus,
    ObservationCategory,
)

SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
CVX = "http://hl7.org/fhir/sid/cvx"
CLINIC_OPENS = time(8, 0, tzinfo=UTC)


async def write_facts(ctx: Ctx, chart: Chart, person: Person) -> None:
    """Everything that the person's chart holds, as of today."""
    today = ctx.now.date()
    for problem in person.problems:
        await records.add_condition(ctx, chart, _condition(problem, today))
    for medicine in person.medicines:
        await records.add_medication(ctx, chart, _medication(medicine, today))
    for allergy in person.allergies:
        await records.add_allergy(ctx, chart, _allergy(allergy))
    for shot in person.shots:
        await records.add_immunization(ctx, chart, _immunization(shot, today))
    for relative in person.relatives:
        await records.add_family_history(ctx, chart, _family_history(relative))
    for visit in person.visits:
        await records.add_encounter(ctx, chart, _encounter(visit, ctx.now))
    for flag in person.flags:
        await records.add_flag(ctx, chart, NewFlag(display=flag, category=FlagCategory.SAFETY))
    values = [value for series in person.measured for value in _observations(series, ctx.now)]
    await records.add_observations(ctx, chart, sorted(values, key=lambda value: value.effective_at))


def moment(when: Ago, now: datetime) -> datetime:
    """Opening time of that day; never later than an hour ago."""
    return min(datetime.combine(when.on(now.date()), CLINIC_OPENS), now - timedelta(hours=1))


def _condition(problem: Problem, today: date) -> NewCondition:
    return NewCondition(
        display=problem.display,
        code=problem.snomed,
        code_system=SNOMED,
        clinical_status=ClinicalStatus.ACTIVE if problem.is_active else ClinicalStatus.RESOLVED,
        onset_date=problem.since.on(today),
    )


def _medication(medicine: Medicine, today: date) -> NewMedicationStatement:
    return NewMedicationStatement(
        display=medicine.display,
        code=medicine.rxnorm,
        code_system=RXNORM,
        status=MedicationStatus.STOPPED if medicine.until else MedicationStatus.ACTIVE,
        dosage_text=medicine.dosage,
        start_date=medicine.since.on(today),
        end_date=medicine.until.on(today) if medicine.until else None,
        reason=medicine.reason,
    )


def _allergy(allergy: Allergy) -> NewAllergyIntolerance:
    return NewAllergyIntolerance(
        display=allergy.display,
        code=allergy.snomed,
        code_system=SNOMED if allergy.snomed else None,
        allergy_type=AllergyType.ALLERGY,
        category=AllergyCategory.FOOD if allergy.is_food else AllergyCategory.MEDICATION,
        criticality=Criticality.HIGH if allergy.is_severe else Criticality.LOW,
        reaction=allergy.reaction,
    )


def _immunization(shot: Shot, today: date) -> NewImmunization:
    return NewImmunization(display=shot.display, code=shot.cvx, code_system=CVX, occurrence_date=shot.when.on(today))


def _family_history(relative: Relative) -> NewFamilyMemberHistory:
    return NewFamilyMemberHistory(
        relationship=relative.relationship,
        display=relative.display,
        code=relative.snomed,
        code_system=SNOMED,
        onset_age=relative.onset_age,
    )


def _encounter(visit: Visit, now: datetime) -> NewEncounter:
    start_at = moment(visit.when, now)
    return NewEncounter(
        display=visit.display,
        start_at=start_at,
        end_at=min(start_at + timedelta(minutes=20), now),
        encounter_class=visit.kind,
        reason=visit.reason,
        service_provider="Lindenpark Family Practice",
    )


def _observations(series: Measured, now: datetime) -> Iterator[NewObservation]:
    for when, value in series.values:
        yield NewObservation(
            code=series.loinc,
            code_display=series.display,
            effective_at=moment(when, now),
            value=Decimal(value),
            unit=series.unit,
            reference_low=Decimal(series.low) if series.low else None,
            reference_high=Decimal(series.high) if series.high else None,
            category=ObservationCategory.VITAL_SIGNS if series.is_vital else ObservationCategory.LABORATORY,
        )
