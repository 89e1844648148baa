"""Questions for a doctor are redirected; questions for the record are not."""

from __future__ import annotations

import pytest

from salus.clinical.redflags import UrgencyClass, assess


@pytest.mark.parametrize(
    ("message", "category"),
    [
        ("Do I have cancer?", "diagnostic_request"),
        ("could this rash be shingles?", "diagnostic_request"),
        ("how long do I have to live?", "diagnostic_request"),
        ("¿tengo diabetes?", "diagnostic_request"),
        ("¿será cáncer?", "diagnostic_request"),
        ("can I double my metformin?", "treatment_request"),
        ("should I stop taking warfarin", "treatment_request"),
        ("what dose of vitamin D should I take?", "treatment_request"),
        ("recétame algo para dormir", "treatment_request"),
        ("¿puedo dejar de tomar mi anticoagulante?", "treatment_request"),
    ],
)
def test_a_diagnosis_or_a_treatment_is_for_a_doctor(message: str, category: str) -> None:
    """D4: "doctor_redirect ... no diagnosis, dosing or prognosis"."""
    verdict = assess(message)
    assert (verdict.urgency, verdict.category) == (UrgencyClass.DOCTOR_REDIRECT, category)


@pytest.mark.parametrize(
    "message",
    [
        "Do I have an appointment tomorrow?",
        "Do I have any allergies?",
        "What dose of metformin am I taking?",
        "Which medications am I currently taking according to my records?",
        "What does HbA1c mean?",
        "¿tengo citas pendientes?",
        "¿qué medicamentos tomo?",
        "tengo artritis desde hace años",
    ],
)
def test_what_the_record_holds_is_answered(message: str) -> None:
    assert assess(message).urgency is UrgencyClass.NONE


def test_an_emergency_outranks_a_request() -> None:
    assert assess("should I take aspirin? my chest hurts a lot").urgency is UrgencyClass.EMERGENCY
