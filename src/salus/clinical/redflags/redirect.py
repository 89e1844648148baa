"""Requests that only a doctor may answer: a diagnosis or prognosis, a treatment or a dose (D4). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from salus.clinical.redflags.lexicon import Lexicon
from salus.clinical.redflags.reading import Reading, SentenceView

DIAGNOSTIC, TREATMENT = "diagnostic_request", "treatment_request"
ILLNESS_REACH = 5
_STATES_TOO = frozenset({"tengo", "es"})
_IN_THE_RECORD = frozenset({"thing_of_the_record", "in_general"})


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a diagnosis or a treatment, and the entry of redirect.toml that found it."""

    category: str
    rule: str


def request_of(reading: Reading, lexicon: Lexicon) -> Request | None:
    """The first sentence that asks for a diagnosis or a treatment; treatment wins within one sentence."""
    for view in reading.sentences:
        request = _request_in(view, lexicon)
        if request is not None:
            return request
    return None


def _request_in(view: SentenceView, lexicon: Lexicon) -> Request | None:
    untagged = (frozenset[str](),) * len(view.words)
    found = {span.concept: span for span in lexicon.requests.find(view.words, untagged)}
    if "record_question" in found:
        return None
    for name, category in (
        ("asks_treatment", TREATMENT),
        ("asks_diagnosis", DIAGNOSTIC),
    ):
        if name in found:
            return Request(category, name)
    if "asks_whether_i_have" in found and "thing_of_the_record" not in found:
        return Request(DIAGNOSTIC, "asks_whether_i_have")
    about, illness = found.get("asks_about"), found.get("illness")
    if about is not None and illness is not None and 0 <= illness.start - about.end <= ILLNESS_REACH:
        is_asked = view.is_question if view.words[about.start] in _STATES_TOO else about.start == 0 or view.is_question
        if is_asked and about.start <= 1 and not _IN_THE_RECORD & found.keys():
            return Request(DIAGNOSTIC, "asks_about an illness")
    starts = found.get("opens_with_tengo")
    if starts is not None and view.is_question and starts.start == 0 and "thing_of_the_record" not in found:
        return Request(DIAGNOSTIC, "opens_with_tengo")
    return None
