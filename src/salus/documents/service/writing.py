"""Write an accepted proposal into the chart, and find out what the chart already says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from salus.core.context import Ctx
from salus.documents.contract import (
    AllergyFact,
    ConditionFact,
    FactChangedSince,
    FactRef,
    FamilyHistoryFact,
    MedicationFact,
    ObservationFact,
    Proposal,
    ProposalKind,
    ProposedFact,
    RiskMarkerFact,
)
from salus.documents.logic.keys import coded_keys, keys_of, observation_key
from salus.records import service as records
from salus.records.contract import (
    Activity,
    Chart,
    ClinicalStatus,
    FactSource,
    Interpretation,
    MedicationStatus,
    NewAllergyIntolerance,
    NewCondition,
    NewFact,
    NewFamilyMemberHistory,
    NewFlag,
    NewMedicationStatement,
    NewObservation,
    NewProvenance,
    Recorded,
    Severity,
    VerificationStatus,
)
from salus.records.service import kinds

MOST_FACTS = 10_000  # of one kind in one chart, for comparing; charts hold hundreds
A_DAY = timedelta(days=1)
KINDS: Mapping[ProposalKind, kinds.Kind[Any, Any]] = {
    ProposalKind.OBSERVATION: kinds.OBSERVATION,
    ProposalKind.CONDITION: kinds.CONDITION,
    ProposalKind.MEDICATION: kinds.MEDICATION,
    ProposalKind.ALLERGY: kinds.ALLERGY,
    ProposalKind.FAMILY_HISTORY: kinds.FAMILY_HISTORY,
    ProposalKind.RISK_MARKER: kinds.FLAG,
}


def type_of(kind: ProposalKind) -> str:
    """The record's word for what a proposal of this kind becomes."""
    return KINDS[kind].name


async def in_chart(ctx: Ctx, chart: Chart, facts: Iterable[tuple[ProposalKind, ProposedFact]]) -> dict[str, FactRef]:
    """What the chart already says, by the names of the facts; only kinds that are asked about are read."""
    asked = list(facts)
    known: dict[str, FactRef] = {}
    for kind in dict.fromkeys(kind for kind, _ in asked):
        if kind is ProposalKind.OBSERVATION:
            measured = [fact for _, fact in asked if isinstance(fact, ObservationFact)]
            known |= await _observations_in_chart(ctx, chart, measured)
        else:
            known |= await _READERS[kind](ctx, chart)
    return known


def same_in_chart(known: Mapping[str, FactRef], kind: ProposalKind, fact: ProposedFact) -> FactRef | None:
    """The fact of the chart that says the same, if there is one."""
    return next((known[key] for key in keys_of(kind, fact) if key in known), None)


async def write(ctx: Ctx, chart: Chart, proposal: Proposal, fact: ProposedFact) -> FactRef:
    """Write the fact with its provenance: document, page, box, quote, extractor, and who accepted it."""
    kind = KINDS[proposal.draft.kind]
    recorded: Recorded = await records.add_fact(ctx, chart, kind, entry_of(fact), provenance_of(ctx, proposal))
    return FactRef(kind.name, recorded.id)


async def take_back(ctx: Ctx, chart: Chart, kind: ProposalKind, fact_id: UUID) -> None:
    """Mark the fact as entered in error, unless somebody has changed it since: then it is no longer ours."""
    fact = await records.read_fact(ctx, chart, KINDS[kind], fact_id)
    if fact.version != 1:
        raise FactChangedSince(version=fact.version)
    await records.mark_fact_as_error(ctx, chart, KINDS[kind], fact_id, fact.version)


def provenance_of(ctx: Ctx, proposal: Proposal) -> NewProvenance:
    """Where the fact comes from and who accepted it."""
    draft = proposal.draft
    return NewProvenance(
        activity=Activity.EXTRACTION,
        document_id=proposal.document_id,
        page=draft.page,
        box=(draft.box.x0, draft.box.y0, draft.box.x1, draft.box.y1),
        quote=draft.quote,
        model=proposal.extractor,
        model_version=proposal.extractor_version,
        confidence=draft.confidence,
        accepted_by=ctx.actor.user_id,
    )


def entry_of(fact: ProposedFact) -> NewFact:
    """The fact as the record takes it."""
    match fact:
        case ObservationFact():
            return _observation(fact)
        case ConditionFact():
            return _condition(fact)
        case MedicationFact():
            return _medication(fact)
        case AllergyFact():
            return _allergy(fact)
        case FamilyHistoryFact():
            return _family_history(fact)
        case RiskMarkerFact():
            return _flag(fact)


def _observation(fact: ObservationFact) -> NewObservation:
    return NewObservation(
        code=fact.code,
        code_display=fact.display,
        effective_at=fact.effective_at,
        value=fact.value,
        value_text=None if fact.value is not None else fact.value_text,
        comparator=fact.comparator,
        unit=fact.unit,
        reference_low=fact.reference_low,
        reference_high=fact.reference_high,
        reference_text=fact.reference_text,
        interpretation=Interpretation(fact.interpretation) if fact.interpretation else None,
        original_text=fact.original_text,
        source=FactSource.DOCUMENT,
    )


def _condition(fact: ConditionFact) -> NewCondition:
    return NewCondition(
        display=fact.display,
        code=fact.code,
        code_system=fact.code_system,
        clinical_status=ClinicalStatus(fact.clinical_status),
        verification_status=VerificationStatus(fact.verification_status),
        onset_date=fact.onset_date,
        note=fact.note,
        source=FactSource.DOCUMENT,
    )


def _medication(fact: MedicationFact) -> NewMedicationStatement:
    return NewMedicationStatement(
        display=fact.display,
        code=fact.code,
        code_system=fact.code_system,
        status=MedicationStatus(fact.status),
        dosage_text=fact.dosage_text,
        route=fact.route,
        frequency=fact.frequency,
        note=fact.note,
        source=FactSource.DOCUMENT,
    )


def _allergy(fact: AllergyFact) -> NewAllergyIntolerance:
    return NewAllergyIntolerance(
        display=fact.display,
        code=fact.code,
        code_system=fact.code_system,
        reaction=fact.reaction,
        severity=Severity(fact.severity) if fact.severity else None,
        note=fact.note,
        source=FactSource.DOCUMENT,
    )


def _family_history(fact: FamilyHistoryFact) -> NewFamilyMemberHistory:
    return NewFamilyMemberHistory(
        display=fact.display,
        relationship=fact.relationship,
        code=fact.code,
        code_system=fact.code_system,
        onset_age=fact.onset_age,
        note=fact.note,
        source=FactSource.DOCUMENT,
    )


def _flag(fact: RiskMarkerFact) -> NewFlag:
    return NewFlag(
        display=fact.display,
        code=fact.code,
        code_system=fact.code_system,
        note=fact.note,
        source=FactSource.DOCUMENT,
    )


async def _observations_in_chart(ctx: Ctx, chart: Chart, wanted: Sequence[ObservationFact]) -> dict[str, FactRef]:
    times = [fact.effective_at for fact in wanted]
    found = await records.list_observations(
        ctx,
        chart,
        codes=sorted({fact.code for fact in wanted}),
        since=min(times) - A_DAY,
        until=max(times) + A_DAY,
        limit=MOST_FACTS,
    )
    kind = kinds.OBSERVATION.name
    return {
        observation_key(
            each.code, each.effective_at.date(), each.value, each.comparator, each.unit, each.value_text
        ): FactRef(kind, each.id)
        for each in found
    }


async def _conditions_in_chart(ctx: Ctx, chart: Chart) -> dict[str, FactRef]:
    kind = ProposalKind.CONDITION
    return {
        key: FactRef(type_of(kind), each.id)
        for each in await records.list_conditions(ctx, chart)
        for key in coded_keys(kind, each.code, each.display)
    }


async def _medications_in_chart(ctx: Ctx, chart: Chart) -> dict[str, FactRef]:
    kind = ProposalKind.MEDICATION
    return {
        key: FactRef(type_of(kind), each.id)
        for each in await records.list_medications(ctx, chart)
        for key in coded_keys(kind, each.code, each.display)
    }


async def _allergies_in_chart(ctx: Ctx, chart: Chart) -> dict[str, FactRef]:
    kind = ProposalKind.ALLERGY
    return {
        key: FactRef(type_of(kind), each.id)
        for each in await records.list_allergies(ctx, chart)
        for key in coded_keys(kind, each.code, each.display)
    }


async def _family_history_in_chart(ctx: Ctx, chart: Chart) -> dict[str, FactRef]:
    kind = ProposalKind.FAMILY_HISTORY
    return {
        key: FactRef(type_of(kind), each.id)
        for each in await records.list_family_history(ctx, chart)
        for key in coded_keys(kind, each.code, each.display, each.relationship)
    }


async def _flags_in_chart(ctx: Ctx, chart: Chart) -> dict[str, FactRef]:
    kind = ProposalKind.RISK_MARKER
    return {
        key: FactRef(type_of(kind), each.id)
        for each in await records.list_flags(ctx, chart)
        for key in coded_keys(kind, each.code, each.display)
    }


_READERS: Mapping[ProposalKind, Callable[[Ctx, Chart], Awaitable[dict[str, FactRef]]]] = {
    ProposalKind.CONDITION: _conditions_in_chart,
    ProposalKind.MEDICATION: _medications_in_chart,
    ProposalKind.ALLERGY: _allergies_in_chart,
    ProposalKind.FAMILY_HISTORY: _family_history_in_chart,
    ProposalKind.RISK_MARKER: _flags_in_chart,
}
