"""All breast markers of a text, one assertion per marker, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from salus.clinical.markers.breast.family import find_family_history
from salus.clinical.markers.breast.genes import find_genes
from salus.clinical.markers.breast.history import find_history
from salus.clinical.markers.breast.hormones import find_hormonal_factors
from salus.clinical.markers.breast.imaging import find_imaging_markers
from salus.clinical.markers.breast.screening import find_screening
from salus.clinical.markers.breast.sentence import Sentence, TextKind
from salus.clinical.markers.breast.symptoms import find_symptoms
from salus.clinical.markers.breast.words import BREAST
from salus.clinical.markers.types import MarkerMention, one_per_marker
from salus.clinical.text.assertion import Assertion
from salus.clinical.text.fold import fold
from salus.clinical.text.sentences import split_sentences

_NO_FINDINGS = {"no_lump": ("new_hard_lump", "rapidly_growing_mass")}


def find_breast_markers(
    text: str, language: str, kind: TextKind = TextKind.NOTE, as_of: date | None = None
) -> tuple[MarkerMention, ...]:
    """The markers of a text about breasts: each once, with the assertion that counts.

    Parameters
    ----------
    text : str
        The text; line feeds end sentences.
    language : str
        "en" or "es".
    kind : TextKind
        Who wrote it: a mass in an image is no palpable lump, carcinoma in pathology is current.
    as_of : date or None
        Date of the text, to judge how old a dated mammogram is.

    References
    ----------
    Reference A1 (markers, rules easy to get wrong), vectors A_breast_marker_text.
    """
    sentences = _sentences(text, language, kind)
    mentions: list[MarkerMention] = []
    for sentence in sentences:
        mentions += find_symptoms(sentence)
        mentions += find_imaging_markers(sentence)
        mentions += find_genes(sentence)
        mentions += find_history(sentence)
        mentions += find_hormonal_factors(sentence)
        mentions += find_screening(sentence, as_of)
    mentions += find_family_history(sentences)
    return _without_contradictions(one_per_marker(mentions))


def speaks_of_breasts(text: str) -> bool:
    """Whether a text has a word of the breast, its imaging or its genes."""
    return BREAST.search(fold(text)) is not None


def _sentences(text: str, language: str, kind: TextKind) -> list[Sentence]:
    sentences: list[Sentence] = []
    for span in split_sentences(text):
        before = sentences[-1].folded if sentences else ""
        sentences.append(Sentence(span.of(text), span.start, language, kind, before))
    return sentences


def _without_contradictions(mentions: Sequence[MarkerMention]) -> tuple[MarkerMention, ...]:
    """Without "no lump" of one side where the other side has one."""
    present = {mention.marker for mention in mentions if mention.assertion is Assertion.PRESENT}
    return tuple(
        mention for mention in mentions if not any(other in present for other in _NO_FINDINGS.get(mention.marker, ()))
    )
