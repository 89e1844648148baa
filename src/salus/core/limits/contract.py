"""Classes of work, the rules that hold for each role, and what is said to whoever asked too much."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from salus.core.errors import TooManyRequests

EVERYBODY = ""
ANONYMOUS = "anonymous"
ROLES = frozenset({"patient", "doctor", "admin", "service", "client", ANONYMOUS})
SECONDS = {"s": 1, "min": 60, "h": 3600}
PART = re.compile(r"(?:(?P<role>[a-z]+)=)?(?:(?P<off>off)|(?P<amount>[1-9][0-9]{0,8})/(?P<unit>s|min|h))")


class LimitClass(StrEnum):
    """Kinds of work that are counted apart, so that a busy upload does not stop a page from being read."""

    SIGN_IN = "sign-in"
    READS = "reads"
    WRITES = "writes"
    UPLOADS = "uploads"
    CHAT = "chat"
    EXPORTS = "exports"


@dataclass(frozen=True, slots=True)
class Rule:
    """So many in a window [s]: as many at once at most, then as they come back one by one."""

    amount: int
    window_s: int

    @property
    def interval_s(self) -> float:
        """After which one more comes back [s]."""
        return self.window_s / self.amount


def parse_rules(text: str) -> Mapping[str, Rule | None]:
    """`600/min, doctor=3000/min, admin=off`: the rule of everybody, and those of roles that differ; None is no limit.

    Raises
    ------
    ValueError
        The text is not of this form; says which part.
    """
    rules: dict[str, Rule | None] = {}
    for part in (each.strip() for each in text.split(",")):
        found = PART.fullmatch(part)
        role = (found["role"] or EVERYBODY) if found else EVERYBODY
        if found is None or role in rules or role not in ROLES | {EVERYBODY}:
            raise ValueError(f"not a limit: {part!r}. Write 600/min, or 600/min, doctor=3000/min, admin=off")
        rules[role] = None if found["off"] else Rule(int(found["amount"]), SECONDS[found["unit"]])
    if EVERYBODY not in rules:
        raise ValueError("a limit for everybody comes first, such as 600/min or off")
    return rules


def rule_for(rules: Mapping[str, Rule | None], role: str) -> Rule | None:
    """The rule that holds for a role."""
    return rules[role] if role in rules else rules[EVERYBODY]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one more is allowed, and how it stands: `debt_s` is the time until nothing is used up any more [s]."""

    is_allowed: bool
    debt_s: float


class LimitReached(TooManyRequests):
    """Too many requests in a short time. Wait a moment and try again."""

    def __init__(self, kind: LimitClass, rule: Rule, debt_s: float) -> None:
        wait_s = max(1, math.ceil(debt_s + rule.interval_s - rule.window_s))
        super().__init__(
            f"Too many {WORDS[kind]}: {rule.amount} in {_time(rule.window_s)} are allowed. Nothing was changed. "
            f"Wait {_time(wait_s)}, then try again.",
            limit_class=kind.value,
            allowed=rule.amount,
            window_s=rule.window_s,
            retry_after_s=wait_s,
        )
        self.rule, self.debt_s, self.wait_s = rule, debt_s, wait_s


WORDS = {
    LimitClass.SIGN_IN: "attempts to sign in from this address",
    LimitClass.READS: "reads",
    LimitClass.WRITES: "changes",
    LimitClass.UPLOADS: "uploads",
    LimitClass.CHAT: "questions",
    LimitClass.EXPORTS: "exports",
}


def _time(seconds: int) -> str:
    for unit, length in (("hour", 3600), ("minute", 60)):
        if seconds >= length and seconds % length == 0:
            return f"{seconds // length} {unit}{'s' if seconds > length else ''}"
    return f"{seconds} second{'s' if seconds > 1 else ''}"
