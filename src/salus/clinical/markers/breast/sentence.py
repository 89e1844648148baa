"""One sentence as the marker rules read it: folded text, assertion of any stretch, and what kind of text it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from salus.clinical.markers.types import MarkerMention
from salus.clinical.text.assertion import Assertion, Context, SentenceReader
from salus.clinical.text.fold import fold


class TextKind(StrEnum):
    """Who wrote the text: a patient, a clinician, a radiologist, a pathologist or a laboratory."""

    PATIENT = "patient"
    NOTE = "note"
    IMAGING = "imaging"
    PATHOLOGY = "pathology"
    LAB = "lab"


@dataclass
class Sentence:
    """A sentence at `offset` of its text; `before` is the folded sentence before it, for what it refers to."""

    text: str
    offset: int
    language: str
    kind: TextKind
    before: str = ""

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def reader(self) -> SentenceReader:
        return SentenceReader(self.text, self.language)

    def context(self, match: re.Match[str]) -> Context:
        """How the sentence speaks of what a pattern found."""
        return self.reader.context_of(match.start(), match.end())

    def mention(self, marker: str, assertion: Assertion, match: re.Match[str]) -> MarkerMention:
        """A mention of a marker at the place of a match."""
        return MarkerMention(marker, assertion, self.offset + match.start(), self.offset + match.end())

    def search(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.search(self.folded)

    def has(self, pattern: re.Pattern[str]) -> bool:
        return pattern.search(self.folded) is not None
