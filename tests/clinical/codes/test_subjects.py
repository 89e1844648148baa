"""What a question is about is known by any name of it, and a text speaks of it by any name or telling word."""

from __future__ import annotations

import pytest

from salus.clinical.codes.subjects import runs_of, subjects_of


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What did the MRI of my left shoulder show?", ["MRI", "shoulder"]),
        ("¿Qué mostró la resonancia de la rodilla?", ["resonancia", "rodilla"]),
        ("How old was my brother when he had his heart attack?", ["brother", "heart attack"]),
        ("when was my last tetanus shot", ["tetanus shot"]),
        ("How much atorvastatin do I take?", ["atorvastatin"]),
        ("How was my day?", []),
    ],
)
def test_subjects_are_found_in_their_order(question: str, names: list[str]) -> None:
    assert [subject.name for subject in subjects_of(question)] == names


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Did I break my wrist?", "Fracture of the distal radius."),
        ("what did the biopsy say", "Histology: tubular adenoma."),
        ("¿Qué dijo el oftalmólogo?", "Harbour Eye Clinic"),
        ("which antibiotic did I get", "Amoxicillin 500 mg for seven days"),
        ("do I have knees like my mother", "Both parents are well; meniscal tear."),
        ("When was my tetanus jab?", "Tetanus vaccination was refreshed."),
    ],
)
def test_a_text_speaks_of_a_subject_by_any_of_its_words(question: str, text: str) -> None:
    assert all(subject.is_in(runs_of(text)) for subject in subjects_of(question))
    assert subjects_of(question)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Did I break my ankle?", "Fracture of the left wrist."),
        ("How did my hip replacement go?", "Mother had a hip fracture."),
        ("How much atorvastatin do I take?", "Simvastatin 20 mg at night."),
        ("What did the neurologist find?", "Seen in the cardiology clinic."),
    ],
)
def test_a_text_about_a_neighbour_does_not_speak_of_it(question: str, text: str) -> None:
    assert not all(subject.is_in(runs_of(text)) for subject in subjects_of(question))
