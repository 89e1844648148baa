"""Proposals as a machine would make them, from a paper that was really sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID, uuid5

from salus.documents.contract import (
    AllergyFact,
    Assertion,
    Box,
    ConditionFact,
    FamilyHistoryFact,
    MedicationFact,
    ObservationFact,
    ProposalDraft,
    ProposalKind,
    ProposedFact,
    RiskMarkerFact,
    Tone,
)
from salus.documents.logic.keys import keys_of
from salus.documents.logic.proposals import summarise
from salus.documents.store import proposals
from tests.documents import builders
from tests.documents.conftest import Clinic

PAPER = builders.pdf(builders.lab_sheet())
TAKEN_AT = datetime(2025, 3, 14, 8, 20, tzinfo=UTC)


def observation(code: str = "2276-4", value: str = "11", **changes: object) -> ObservationFact:  # ferritin
    values: dict[str, object] = {
        "code": code,
        "display": "Ferritin",
        "value": Decimal(value),
        "value_text": value,
        "effective_at": TAKEN_AT,
        "unit": "ug/L",
        "reference_low": Decimal(30),
        "reference_high": Decimal(300),
        "interpretation": "L",
        "original_text": f"{value} ng/mL",
        "is_time_known": True,
    }
    return ObservationFact(**{**values, **changes})  # type: ignore[arg-type]  # tests pass what the fields take


FACTS: dict[ProposalKind, ProposedFact] = {
    ProposalKind.OBSERVATION: observation(),
    ProposalKind.CONDITION: ConditionFact("Asthma", "195967001", "http://snomed.info/sct"),
    ProposalKind.MEDICATION: MedicationFact(
        "Metformin", "6809", "http://www.nlm.nih.gov/research/umls/rxnorm", dosage_text="500 mg"
    ),
    ProposalKind.ALLERGY: AllergyFact("Penicillin", reaction="rash"),
    ProposalKind.FAMILY_HISTORY: FamilyHistoryFact("Breast cancer", "mother", onset_age=52),
    ProposalKind.RISK_MARKER: RiskMarkerFact("Smoker"),
}


def draft(kind: ProposalKind, fact: ProposedFact | None = None, tone: Tone = Tone.GREEN) -> ProposalDraft:
    fact = fact or FACTS[kind]
    return ProposalDraft(
        kind=kind,
        key=keys_of(kind, fact)[0],
        fact=fact,
        summary=summarise(fact),
        assertion=Assertion.PRESENT,
        word=None,
        page=1,
        box=Box(0.1, 0.3, 0.9, 0.32),
        quote="Ferritin 11 ng/mL 30 - 300 L",
        confidence=0.97,
        tone=tone,
    )


async def propose(clinic: Clinic, drafts: Sequence[ProposalDraft], data: bytes = PAPER, **upload: object) -> list[str]:
    """A document with these proposals; gives their ids."""
    answer = (await clinic.upload(data, **upload)).json()  # type: ignore[arg-type]  # passed through
    document_id = UUID(answer.get("document_id") or answer["data"]["document_id"])
    identified = {uuid5(document_id, each.key): each for each in drafts}
    async with clinic.chart() as (ctx, chart):
        await proposals.replace_open(
            ctx.db, chart, document_id, identified, extractor="test", extractor_version="1", in_chart={}
        )
    return [str(identity) for identity in identified]


async def one(clinic: Clinic, kind: ProposalKind = ProposalKind.OBSERVATION, **changes: object) -> str:
    return (await propose(clinic, [draft(kind)], **changes))[0]  # type: ignore[arg-type]  # passed through
