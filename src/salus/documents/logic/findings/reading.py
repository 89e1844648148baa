"""A section as its readers see it: running text, sentences, and findings made from stretches of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from salus.clinical.codes.types import Coding
from salus.clinical.text.assertion import Assertion, SentenceReader
from salus.clinical.text.sentences import TextSpan, split_sentences
from salus.clinical.text.tokens import Token
from salus.documents.contract import Finding, FindingKind
from salus.documents.logic.flow import Flow


@dataclass
class SentenceView:
    """One sentence of a section with its reader; positions of mentions are offsets in the section's text."""

    text: str
    start: int
    language: str

    @cached_property
    def reader(self) -> SentenceReader:
        return SentenceReader(self.text, self.language)

    @property
    def tokens(self) -> Sequence[Token]:
        return self.reader.tokens


@dataclass
class SectionView:
    """The text of one section, its role, and the words behind it."""

    role: str
    flow: Flow
    language: str

    @cached_property
    def sentences(self) -> tuple[SentenceView, ...]:
        spans: Sequence[TextSpan] = split_sentences(self.flow.text)
        return tuple(SentenceView(span.of(self.flow.text), span.start, self.language) for span in spans)

    def finding(
        self,
        kind: FindingKind,
        place: tuple[int, int],
        display: str,
        coding: Coding | None,
        assertion: Assertion,
        detail: Sequence[tuple[str, str]],
        confidence: float,
    ) -> Finding | None:
        """A finding at characters `place` of the section's text; None where no word stands there."""
        span = self.flow.span(*place)
        if span is None:
            return None
        weakest = min((word.confidence for _, word in self.flow.words_between(*place)), default=1.0)
        return Finding(
            kind=kind,
            text=self.flow.text[place[0] : place[1]],
            code=coding.code if coding else None,
            code_system=coding.system if coding else None,
            display=display,
            assertion=assertion,
            detail=tuple((name, value) for name, value in detail if value),
            span=span,
            confidence=round(confidence * min(1.0, weakest + 0.05), 3),
        )
