"""Where a paper and the chart say different things about the same fact. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from salus.clinical.text.fold import fold
from salus.documents.contract import ProposalKind, ProposedFact

# What the name of a fact (`keys`) leaves out and a reader acts on. Two laboratories print different ranges for one
# value, so ranges are no disagreement; nor are remarks, which belong to their paper.
COMPARED: Mapping[ProposalKind, tuple[str, ...]] = {
    ProposalKind.OBSERVATION: ("value", "comparator", "unit"),
    ProposalKind.CONDITION: ("clinical_status", "verification_status", "onset_date"),
    ProposalKind.MEDICATION: ("status", "dosage_text"),
    ProposalKind.ALLERGY: ("reaction", "severity"),
    ProposalKind.FAMILY_HISTORY: ("onset_age",),
    ProposalKind.RISK_MARKER: (),
}


def differing(kind: ProposalKind, paper: ProposedFact, chart: ProposedFact) -> tuple[str, ...]:
    """The fields that the paper gives and of which the chart says something else, or nothing."""
    return tuple(
        name
        for name in COMPARED[kind]
        if getattr(paper, name) is not None and _alike(getattr(paper, name)) != _alike(getattr(chart, name))
    )


def _alike(value: object) -> object:
    return " ".join(fold(value).split()) if isinstance(value, str) else value
