"""The gate against the clinical reference's vectors (D_critical_query.json) and our own labelled messages."""

from __future__ import annotations

import pytest

from salus.clinical.redflags import assess
from tests.clinical.redflags.vectors import Labelled, own_messages, reference_vectors

VECTORS = reference_vectors()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v.text[:50])
def test_a_reference_message_gets_its_class_and_category(vector: Labelled) -> None:
    """Reference: "class must match; category must match for class emergency/crisis"."""
    verdict = assess(vector.text, language=vector.language)
    assert verdict.urgency == vector.urgency
    if vector.is_urgent:
        assert verdict.category == vector.category


def test_the_language_of_a_message_need_not_be_told() -> None:
    for vector in VECTORS:
        assert assess(vector.text).urgency == vector.urgency, vector.text


def test_urgent_messages_are_found_in_capitals_and_without_accents() -> None:
    """D4 rule 1: "handle typos, capitals, accents missing and lay words"."""
    for vector in VECTORS:
        if vector.is_urgent:
            assert assess(vector.text.upper()).stops_the_chat, vector.text


def test_recall_on_our_own_messages_is_at_least_99_percent() -> None:
    urgent = [m for m in own_messages() if m.is_urgent]
    found = sum(assess(m.text, language=m.language).stops_the_chat for m in urgent)
    assert len(urgent) > 1000
    assert found / len(urgent) >= 0.99


def test_at_most_2_percent_of_our_own_near_misses_raise_an_alarm() -> None:
    harmless = [m for m in own_messages() if not m.is_urgent]
    alarms = sum(assess(m.text, language=m.language).stops_the_chat for m in harmless)
    assert len(harmless) > 600
    assert alarms / len(harmless) <= 0.02
