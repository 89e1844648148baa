"""What of a document becomes a proposal: the reference's assertion words decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from salus.documents.contract import (
    Assertion,
    Box,
    ConditionFact,
    FamilyHistoryFact,
    Finding,
    FindingKind,
    LabResult,
    MedicationFact,
    ObservationFact,
    ProposalKind,
    Span,
    Tone,
)
from salus.documents.logic.keys import coded_keys, observation_key
from salus.documents.logic.proposals import Occasion, from_finding, from_lab, propose

UPLOADED = datetime(2025, 5, 1, 12, tzinfo=UTC)
OCCASION = Occasion(date(2025, 3, 20), UPLOADED)
SPAN = Span(1, Box(0.1, 0.2, 0.9, 0.22), "Ferritin 11 ng/mL 30 - 300 L")
LAB = LabResult(
    name="Ferritin",
    loinc="x-1",
    loinc_display="Ferritin [Mass/volume] in Serum",
    value=Decimal(11),
    value_text="11",
    comparator=None,
    unit_text="ng/mL",
    unit="ug/L",
    reference_low=Decimal(30),
    reference_high=Decimal(300),
    reference_text="30 - 300",
    interpretation="L",
    collected_at=date(2025, 3, 14),
    span=SPAN,
    confidence=0.98,
)


def finding(
    kind: FindingKind, assertion: Assertion = Assertion.PRESENT, confidence: float = 0.95, **detail: str
) -> Finding:
    return Finding(
        kind=kind,
        text="asthma",
        code="1",
        code_system="urn:x",
        display="Asthma",
        assertion=assertion,
        detail=tuple(detail.items()),
        span=Span(1, Box(0.1, 0.5, 0.4, 0.52), "asthma"),
        confidence=confidence,
    )


def test_a_sure_result_is_green_and_says_everything_in_one_line() -> None:
    draft = from_lab(LAB, OCCASION)
    assert draft is not None
    assert draft.tone is Tone.GREEN
    assert draft.summary == "Ferritin 11 µg/L, reference 30–300, low, 14 March 2025"
    assert draft.quote == SPAN.quote


def test_a_test_without_a_code_is_not_proposed() -> None:
    assert from_lab(replace(LAB, loinc=None), OCCASION) is None


@pytest.mark.parametrize(
    ("occasion", "day", "word"),
    [
        (OCCASION, date(2025, 3, 20), "dated by the document"),
        (Occasion(None, UPLOADED), date(2025, 5, 1), "no date printed, dated by the upload"),
    ],
)
def test_a_result_without_its_own_date_says_what_dated_it_and_waits_in_amber(
    occasion: Occasion, day: date, word: str
) -> None:
    draft = from_lab(replace(LAB, collected_at=None), occasion)
    assert draft is not None
    assert isinstance(draft.fact, ObservationFact)
    assert (draft.tone, draft.fact.effective_at.date(), draft.word) == (Tone.AMBER, day, word)
    assert word in draft.summary


def test_doubt_of_the_reader_makes_amber() -> None:
    draft = from_lab(replace(LAB, confidence=0.7), OCCASION)
    assert draft is not None
    assert draft.tone is Tone.AMBER


@pytest.mark.parametrize(
    "assertion", [Assertion.ABSENT, Assertion.HYPOTHETICAL, Assertion.OTHER_PERSON, Assertion.UNKNOWN]
)
def test_what_is_denied_hypothetical_or_anothers_is_not_proposed(assertion: Assertion) -> None:
    assert from_finding(finding(FindingKind.CONDITION, assertion)) is None


def test_a_suspicion_is_amber_provisional_and_said() -> None:
    draft = from_finding(finding(FindingKind.CONDITION, Assertion.UNCERTAIN))
    assert draft is not None
    assert isinstance(draft.fact, ConditionFact)
    assert (draft.tone, draft.fact.verification_status) == (Tone.AMBER, "provisional")
    assert draft.summary == "Asthma (suspected, not certain)"


def test_a_former_condition_is_amber_and_inactive() -> None:
    draft = from_finding(finding(FindingKind.CONDITION, Assertion.HISTORICAL))
    assert draft is not None
    assert isinstance(draft.fact, ConditionFact)
    assert (draft.tone, draft.fact.clinical_status) == (Tone.AMBER, "inactive")


def test_a_former_medicine_is_proposed_as_stopped() -> None:
    draft = from_finding(finding(FindingKind.MEDICATION, Assertion.HISTORICAL, dose="500 mg", frequency="twice daily"))
    assert draft is not None
    assert isinstance(draft.fact, MedicationFact)
    assert (draft.fact.status, draft.fact.dosage_text) == ("stopped", "500 mg twice daily")


def test_a_relatives_disease_goes_into_the_family_history() -> None:
    draft = from_finding(finding(FindingKind.FAMILY_HISTORY, Assertion.OTHER_PERSON, relative="mother", onset_age="52"))
    assert draft is not None
    assert isinstance(draft.fact, FamilyHistoryFact)
    assert (draft.kind, draft.summary) == (ProposalKind.FAMILY_HISTORY, "Mother: Asthma at the age of 52")
    assert draft.tone is Tone.GREEN


def test_the_same_fact_twice_is_proposed_once_where_it_is_surest() -> None:
    doubtful, sure = finding(FindingKind.CONDITION, Assertion.UNCERTAIN), finding(FindingKind.CONDITION)
    drafts = propose([LAB, replace(LAB, confidence=0.5)], [doubtful, sure, doubtful], OCCASION)
    assert [draft.tone for draft in drafts] == [Tone.GREEN, Tone.GREEN]


def test_drafts_stand_in_reading_order() -> None:
    later = replace(LAB, loinc="x-2", span=replace(SPAN, page=2))
    drafts = propose([later, LAB], [finding(FindingKind.ALLERGY)], OCCASION)
    assert [(draft.page, draft.kind) for draft in drafts] == [
        (1, ProposalKind.OBSERVATION),
        (1, ProposalKind.ALLERGY),
        (2, ProposalKind.OBSERVATION),
    ]


def test_zeros_at_the_end_make_no_other_value() -> None:
    day = date(2025, 3, 14)
    one = observation_key("x-1", day, Decimal("13.20"), None, "g/dL", None)
    assert one == observation_key("x-1", day, Decimal("13.2"), None, "g/dL", "13.20")
    assert one != observation_key("x-1", day, Decimal("13.2"), "<", "g/dL", None)


def test_the_same_words_are_the_same_fact_even_without_a_code() -> None:
    coded = coded_keys(ProposalKind.ALLERGY, "1", "Penicilína  G")
    assert coded_keys(ProposalKind.ALLERGY, None, "penicilina g")[0] in coded
