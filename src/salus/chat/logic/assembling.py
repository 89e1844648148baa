"""An answer that grows: sentences that stand are added with what they cite, the others are counted or marked."""

from __future__ import annotations

from dataclasses import dataclass, field

from salus.chat.contract import Audience, Draft, Sentence, Source
from salus.chat.logic.grounding import is_grounded
from salus.chat.logic.vetting import Doubt, Vetted


@dataclass(slots=True)
class Assembly:
    """The sentences released so far and the sources they cite, in order of first use."""

    audience: Audience
    sentences: list[Sentence] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    removed: int = 0
    borne: int = 0

    def add(self, draft: Draft) -> Sentence | None:
        """A sentence of ours, held to the same rule; None where it says nothing new or does not stand."""
        if not is_grounded(draft) or any(one.text == draft.text for one in self.sentences):
            return None
        return self._release(draft, None)

    def take(self, vetted: Vetted) -> Sentence | None:
        """A model's sentence: released when it stands; else removed, or marked for a doctor where it may be seen."""
        if any(one.text == vetted.draft.text for one in self.sentences):
            return None
        if vetted.doubt is None:
            self.borne += 1
            return self._release(vetted.draft, None)
        self.removed += 1
        if self.audience is Audience.DOCTOR and vetted.doubt is not Doubt.FOREIGN:
            return self._release(vetted.draft, vetted.doubt)
        return None

    def _release(self, draft: Draft, doubt: Doubt | None) -> Sentence:
        for source in draft.sources:
            if source not in self.sources:
                self.sources.append(source)
        citations = tuple(self.sources.index(source) for source in draft.sources)
        sentence = Sentence(draft.text, citations, doubt.value if doubt else None)
        self.sentences.append(sentence)
        return sentence
