"""The language of a page by its small words; nothing is said where nothing tells."""

from __future__ import annotations

import pytest

from salus.documents.logic.language import Language, language_of
from tests.documents import builders

SENTENCES = [
    ("The patient was seen in the clinic and has no pain at rest; she was advised to return.", Language.ENGLISH),
    ("La paciente fue vista en la consulta y no refiere dolor en reposo; se le indica control.", Language.SPANISH),
    ("A paciente foi vista no consultório e não refere dor em repouso; os exames são normais.", Language.PORTUGUESE),
    ("La patiente a été vue en consultation et ne décrit pas de douleur au repos dans le thorax.", Language.FRENCH),
    ("Die Patientin wurde in der Sprechstunde gesehen und ist im Alltag nicht eingeschränkt.", Language.GERMAN),
    ("Resultados del paciente: valores de referencia por edad. Muestra de sangre, unidades.", Language.SPANISH),
]


@pytest.mark.parametrize(("text", "language"), SENTENCES)
def test_a_sentence_is_enough(text: str, language: Language) -> None:
    assert language_of(text) is language


@pytest.mark.parametrize("text", ["", "Ferritin 31 ng/mL", "Ana Quiroga", "12.0 - 16.0 g/dL", "la de en que"])
def test_nothing_is_said_where_nothing_tells(text: str) -> None:
    assert language_of(text) is None


def test_every_letter_and_report_of_ours_in_english_is_known_as_such() -> None:
    for number in range(12):
        assert language_of(builders.truth(builders.letter_sheet(number))) is Language.ENGLISH
