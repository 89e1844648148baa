"""How an answer addresses its reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from salus.chat.contract import Audience, Draft, Language, Source
from salus.chat.logic.phrases import phrase
from salus.chat.logic.wording import on_day, short_day


@dataclass(frozen=True, slots=True)
class Voice:
    """Language and audience together; makes drafts of phrases."""

    language: Language
    audience: Audience

    @property
    def owner(self) -> str:
        """Whose value it is."""
        if self.audience is Audience.DOCTOR:
            return "El" if self.language is Language.SPANISH else "The"
        return "Su" if self.language is Language.SPANISH else "Your"

    @property
    def record(self) -> str:
        """Whose record it is."""
        if self.audience is Audience.DOCTOR:
            return "este historial" if self.language is Language.SPANISH else "this record"
        return "su historial" if self.language is Language.SPANISH else "your record"

    def say(self, key: str, *sources: Source, **parts: str) -> Draft:
        """A draft of this phrase, citing these sources."""
        filled = {"owner": self.owner, "record": self.record, **parts}
        return Draft(phrase(key, self.language, **filled), sources)

    def day(self, day: date) -> str:
        """A date with its weekday for patients, short for doctors."""
        return short_day(day, self.language) if self.audience is Audience.DOCTOR else on_day(day, self.language)
