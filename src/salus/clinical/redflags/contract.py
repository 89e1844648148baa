"""What the red-flag gate answers: how urgent a message is, why, and which fixed words reply to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class UrgencyClass(StrEnum):
    """The four classes of the clinical reference D4."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"
    DOCTOR_REDIRECT = "doctor_redirect"
    NONE = "none"


#: The first turns' classes that nothing generated may answer.
STOPS_THE_CHAT = frozenset({UrgencyClass.EMERGENCY, UrgencyClass.CRISIS})


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """One rule that fired: its category and name, for the audit trail and for whoever tunes the rules."""

    category: str
    rule: str


@dataclass(frozen=True, slots=True)
class Urgency:
    """The verdict on one message.

    `category` and `first_action` are None for class none. `matched` names the rules, best first. `reply_key` finds
    the fixed text in replies.toml. `asks` marks an ambiguous match: the fixed text comes with one clarifying question.
    `mentioned` lists categories that were named but not said to be happening ("what if I had chest pain?").
    """

    urgency: UrgencyClass
    category: str | None
    matched: tuple[RuleMatch, ...]
    first_action: str | None
    reply_key: str
    asks: bool = False
    mentioned: tuple[str, ...] = ()

    @property
    def stops_the_chat(self) -> bool:
        """Whether only the fixed reply may follow."""
        return self.urgency in STOPS_THE_CHAT
