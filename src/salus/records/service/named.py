"""The verbs of each kind of fact by its own name, for callers who know which kind they mean."""

from __future__ import annotations

from salus.core.context import Ctx
from salus.records import kinds
from salus.records.chart import Chart
from salus.records.contract.facts import (
    AllergyIntolerance,
    Condition,
    Consent,
    Encounter,
    FamilyMemberHistory,
    Flag,
    Immunization,
    MedicationStatement,
    NewAllergyIntolerance,
    NewCondition,
    NewConsent,
    NewEncounter,
    NewFamilyMemberHistory,
    NewFlag,
    NewImmunization,
    NewMedicationStatement,
    NewProcedure,
    Procedure,
)
from salus.records.contract.views import NewProvenance
from salus.records.service.facts import add_fact, list_facts


async def add_condition(
    ctx: Ctx, chart: Chart, new: NewCondition, provenance: NewProvenance | None = None
) -> Condition:
    """Write a problem or diagnosis."""
    return await add_fact(ctx, chart, kinds.CONDITION, new, provenance)


async def list_conditions(ctx: Ctx, chart: Chart) -> tuple[Condition, ...]:
    """Problems and diagnoses, newest first."""
    return await list_facts(ctx, chart, kinds.CONDITION)


async def add_medication(
    ctx: Ctx, chart: Chart, new: NewMedicationStatement, provenance: NewProvenance | None = None
) -> MedicationStatement:
    """Write a medicine."""
    return await add_fact(ctx, chart, kinds.MEDICATION, new, provenance)


async def list_medications(ctx: Ctx, chart: Chart) -> tuple[MedicationStatement, ...]:
    """Medicines, newest first."""
    return await list_facts(ctx, chart, kinds.MEDICATION)


async def add_allergy(
    ctx: Ctx, chart: Chart, new: NewAllergyIntolerance, provenance: NewProvenance | None = None
) -> AllergyIntolerance:
    """Write an allergy or intolerance."""
    return await add_fact(ctx, chart, kinds.ALLERGY, new, provenance)


async def list_allergies(ctx: Ctx, chart: Chart) -> tuple[AllergyIntolerance, ...]:
    """Allergies and intolerances, newest first."""
    return await list_facts(ctx, chart, kinds.ALLERGY)


async def add_immunization(
    ctx: Ctx, chart: Chart, new: NewImmunization, provenance: NewProvenance | None = None
) -> Immunization:
    """Write a vaccination."""
    return await add_fact(ctx, chart, kinds.IMMUNIZATION, new, provenance)


async def list_immunizations(ctx: Ctx, chart: Chart) -> tuple[Immunization, ...]:
    """Vaccinations, newest first."""
    return await list_facts(ctx, chart, kinds.IMMUNIZATION)


async def add_encounter(
    ctx: Ctx, chart: Chart, new: NewEncounter, provenance: NewProvenance | None = None
) -> Encounter:
    """Write a visit or stay."""
    return await add_fact(ctx, chart, kinds.ENCOUNTER, new, provenance)


async def list_encounters(ctx: Ctx, chart: Chart) -> tuple[Encounter, ...]:
    """Visits and stays, newest first."""
    return await list_facts(ctx, chart, kinds.ENCOUNTER)


async def add_procedure(
    ctx: Ctx, chart: Chart, new: NewProcedure, provenance: NewProvenance | None = None
) -> Procedure:
    """Write a procedure."""
    return await add_fact(ctx, chart, kinds.PROCEDURE, new, provenance)


async def list_procedures(ctx: Ctx, chart: Chart) -> tuple[Procedure, ...]:
    """Procedures, newest first."""
    return await list_facts(ctx, chart, kinds.PROCEDURE)


async def add_family_history(
    ctx: Ctx, chart: Chart, new: NewFamilyMemberHistory, provenance: NewProvenance | None = None
) -> FamilyMemberHistory:
    """Write a relative's disease."""
    return await add_fact(ctx, chart, kinds.FAMILY_HISTORY, new, provenance)


async def list_family_history(ctx: Ctx, chart: Chart) -> tuple[FamilyMemberHistory, ...]:
    """Relatives' diseases, newest first."""
    return await list_facts(ctx, chart, kinds.FAMILY_HISTORY)


async def add_consent(ctx: Ctx, chart: Chart, new: NewConsent, provenance: NewProvenance | None = None) -> Consent:
    """Write what the patient permits or denies."""
    return await add_fact(ctx, chart, kinds.CONSENT, new, provenance)


async def list_consents(ctx: Ctx, chart: Chart) -> tuple[Consent, ...]:
    """The patient's decisions, newest first."""
    return await list_facts(ctx, chart, kinds.CONSENT)


async def add_flag(ctx: Ctx, chart: Chart, new: NewFlag, provenance: NewProvenance | None = None) -> Flag:
    """Write a warning; an open one stands in the worklist until it is closed."""
    return await add_fact(ctx, chart, kinds.FLAG, new, provenance)


async def list_flags(ctx: Ctx, chart: Chart) -> tuple[Flag, ...]:
    """Warnings, open and closed, newest first."""
    return await list_facts(ctx, chart, kinds.FLAG)
