"""Paper and chart disagree where a reader would act differently, and not where one says less than the other."""

from __future__ import annotations

from datetime import date

import pytest

from salus.documents.contract import AllergyFact, ConditionFact, MedicationFact, ProposalKind
from salus.documents.logic.differing import differing


def medicine(dosage: str | None, status: str = "active") -> MedicationFact:
    return MedicationFact("Lisinopril", dosage_text=dosage, status=status)


@pytest.mark.parametrize(
    ("paper", "chart"),
    [
        ("10 mg once daily", "10 mg by mouth once daily"),
        ("10 mg oral once daily", "10 mg by mouth once daily"),
        ("10 MG  once daily.", "10 mg once daily"),
        ("10 mg", "10 mg once daily"),
        (None, "10 mg once daily"),
    ],
)
def test_a_paper_that_says_the_same_or_less_agrees(paper: str | None, chart: str) -> None:
    assert differing(ProposalKind.MEDICATION, medicine(paper), medicine(chart)) == ()


@pytest.mark.parametrize(
    ("paper", "chart"),
    [
        ("20 mg once daily", "10 mg once daily"),
        ("2.5 mg daily", "25 mg daily"),
        ("10 mg twice daily", "10 mg once daily"),
        ("10 mg once daily", "10 mg"),
        ("10 mg once daily", None),
    ],
)
def test_another_dose_or_one_that_the_chart_lacks_does_not(paper: str, chart: str | None) -> None:
    assert differing(ProposalKind.MEDICATION, medicine(paper), medicine(chart)) == ("dosage_text",)


def test_a_medicine_that_was_stopped_is_not_one_that_is_taken() -> None:
    assert differing(ProposalKind.MEDICATION, medicine(None, "stopped"), medicine("10 mg")) == ("status",)


def test_a_worse_reaction_and_another_onset_are_told() -> None:
    rash, shock = AllergyFact("Latex", reaction="rash"), AllergyFact("Latex", reaction="anaphylaxis", severity="severe")
    assert differing(ProposalKind.ALLERGY, shock, rash) == ("reaction", "severity")
    since, later = ConditionFact("Asthma", onset_date=date(1990, 1, 1)), ConditionFact("Asthma")
    assert differing(ProposalKind.CONDITION, since, later) == ("onset_date",)
    assert differing(ProposalKind.CONDITION, later, since) == ()
