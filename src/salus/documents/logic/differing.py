"""Where a paper and the chart say different things about the same fact. Pure."""

from __future__ import annotations

import re
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
WORD = re.compile(r"[\w./%]*\w")  # "2.5", "mg/kg", not the full stop behind the last word


def differing(kind: ProposalKind, paper: ProposedFact, chart: ProposedFact) -> tuple[str, ...]:
    """The fields that the paper gives and of which the chart says something else, or nothing.

    Words agree where the chart has all of the paper's in their order: "10 mg daily" and "10 mg by mouth daily".
    """
    return tuple(name for name in COMPARED[kind] if not _agree(getattr(paper, name), getattr(chart, name)))


def _agree(paper: object, chart: object) -> bool:
    if isinstance(paper, str) and isinstance(chart, str):
        held = iter(_words(chart))
        return all(word in held for word in _words(paper))
    return paper is None or paper == chart


def _words(text: str) -> list[str]:
    return WORD.findall(fold(text).replace("by mouth", "oral"))
