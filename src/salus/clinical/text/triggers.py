"""The words that change what a mention means: negation, doubt, conditions, history, other people, scope ends.

Layout of the trigger table after NegEx (Chapman 2001) and ConText (Harkema 2009): a phrase, the side of the
mention on which it stands, and what it says. The lists themselves are our own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from salus.clinical.data import read_table
from salus.clinical.text.phrases import PhraseBook, PhraseHit
from salus.clinical.text.tokens import Token


class TriggerKind(StrEnum):
    """What a trigger says of the mentions in its scope."""

    NEGATION = "negation"
    OVER = "over"  # beside a negation: what it negates was there once
    UNCERTAIN = "uncertain"
    HYPOTHETICAL = "hypothetical"
    HISTORICAL = "historical"
    OTHER_PERSON = "other_person"
    UNKNOWN = "unknown"
    PSEUDO = "pseudo"
    TERMINATOR = "terminator"


@dataclass(frozen=True, slots=True)
class Trigger:
    """What one phrase means when it stands before a mention and when it stands after one."""

    phrase: str
    before: frozenset[TriggerKind]
    after: frozenset[TriggerKind]

    @property
    def ends_scope(self) -> bool:
        return TriggerKind.TERMINATOR in self.before


@dataclass(frozen=True, slots=True)
class Relative:
    """A word for a person other than the patient.

    `degree` is 1 to 3 for blood relatives, 0 for "a relative", 9 for people without shared blood.
    """

    phrase: str
    relation: str
    degree: int
    side: str
    role_code: str

    @property
    def is_blood(self) -> bool:
        return self.degree != 9


@cache
def trigger_book(language: str) -> PhraseBook[Trigger]:
    """All triggers of one language ("en" or "es")."""
    before: dict[str, set[TriggerKind]] = {}
    after: dict[str, set[TriggerKind]] = {}
    for row in read_table("assertion_triggers"):
        if row["language"] != language:
            continue
        kind = TriggerKind(row["kind"])
        if row["direction"] in ("before", "both"):
            before.setdefault(row["phrase"], set()).add(kind)
        if row["direction"] in ("after", "both"):
            after.setdefault(row["phrase"], set()).add(kind)
    phrases = {**before, **after}
    return PhraseBook(
        (phrase, Trigger(phrase, frozenset(before.get(phrase, ())), frozenset(after.get(phrase, ()))))
        for phrase in phrases
    )


@cache
def relative_book(language: str) -> PhraseBook[Relative]:
    """Words for relatives and other people in one language."""
    return PhraseBook(
        (
            row["phrase"],
            Relative(row["phrase"], row["relation"], int(row["degree"]), row["side"], row["role_code"]),
        )
        for row in read_table("relatives")
        if row["language"] == language
    )


_POSSESSIVES = frozenset(("mi", "tu", "su", "nuestra"))


def find_relatives(text: str, tokens: Sequence[Token], language: str) -> tuple[PhraseHit[Relative], ...]:
    """Relatives named in a text, given its tokens. Spanish "mama" is a breast unless accent or possessive say else."""
    return tuple(hit for hit in relative_book(language).find(tokens) if _is_person(text, tokens, hit, language))


def _is_person(text: str, tokens: Sequence[Token], hit: PhraseHit[Relative], language: str) -> bool:
    first = tokens[hit.first]
    before = tokens[hit.first - 1].text if hit.first > 0 else ""
    if first.text == "child" and hit.last == hit.first + 1:
        if before == "a" and hit.first > 1 and tokens[hit.first - 2].text == "as":
            return False  # "as a child" is a time of life
        return before not in ("the", "this")  # in a note on a child that is the patient
    if language != "es" or first.text not in ("mama", "mamas"):
        return True
    has_accent = "á" in text[first.start : first.end].lower()
    return has_accent or before in _POSSESSIVES
