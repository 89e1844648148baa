"""The rules of the gate as data, and whether one fires on the mentions of a message. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from typing import Any

from salus.clinical.redflags.contract import UrgencyClass
from salus.clinical.redflags.lexicon import read_tables
from salus.clinical.redflags.reading import Mention

DEFAULT_WITHIN = 9
MOST_MENTIONS = 6  # of one concept in one message; more do not change whether a rule fires

Choice = frozenset[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """See the head of rules.toml for what each field means."""

    category: str
    urgency: UrgencyClass
    priority: int
    name: str
    near: tuple[Choice, ...]
    within: int
    together: tuple[Choice, ...]
    without: Choice
    ordered: bool
    ignores_minor: bool
    asks: bool


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of rules.toml, highest priority first."""
    rules: list[Rule] = []
    for category, table in read_tables("rules.toml").items():
        if isinstance(table, dict):
            rules.extend(_rule(category, table, entry) for entry in table["rules"])
    return tuple(sorted(rules, key=lambda rule: -rule.priority))


def _rule(category: str, table: dict[str, Any], entry: dict[str, Any]) -> Rule:
    return Rule(
        category=category,
        urgency=UrgencyClass(table["class"]),
        priority=int(entry.get("priority", table["priority"])),
        name=str(entry["name"]),
        near=tuple(_choice(text) for text in entry["near"]),
        within=int(entry.get("within", DEFAULT_WITHIN)),
        together=tuple(_choice(text) for text in entry.get("with", ())),
        without=frozenset(entry.get("without", ())),
        ordered=bool(entry.get("ordered", False)),
        ignores_minor=entry.get("minor") == "none",
        asks=bool(entry.get("ask", False)),
    )


def _choice(text: str) -> Choice:
    return frozenset(part.strip() for part in text.split("|"))


@cache
def _rules_by_concept() -> dict[str, tuple[int, ...]]:
    """For each concept, the positions of the rules whose first `near` entry names it."""
    found: dict[str, list[int]] = {}
    for position, rule in enumerate(all_rules()):
        for concept in rule.near[0]:
            found.setdefault(concept, []).append(position)
    return {concept: tuple(positions) for concept, positions in found.items()}


class Evidence:
    """The mentions a rule may use: those of the message, and those of earlier turns as its background."""

    def __init__(self, message: Sequence[Mention], earlier: Iterable[Mention] = ()) -> None:
        self._here: dict[str, list[Mention]] = {}
        for mention in message:
            self._here.setdefault(mention.concept, []).append(mention)
        self._background = frozenset(self._here) | {mention.concept for mention in earlier}

    def fired(self) -> list[Rule]:
        """The rules that hold, highest priority first."""
        index = _rules_by_concept()
        worth_trying = {position for concept in self._here for position in index.get(concept, ())}
        rules = all_rules()
        return [rules[position] for position in sorted(worth_trying) if self._fires(rules[position])]

    def _fires(self, rule: Rule) -> bool:
        """Whether the rule holds; its `near` part must stand in the message itself."""
        if not rule.without.isdisjoint(self._here):
            return False
        if any(choice.isdisjoint(self._background) for choice in rule.together):
            return False
        rows: list[list[Mention]] = []
        for choice in rule.near:
            row = self._mentions(choice, rule.ignores_minor)
            if not row:
                return False
            rows.append(row)
        return len(rows) == 1 or any(_together(group, rule) for group in product(*rows))

    def _mentions(self, choice: Choice, ignores_minor: bool) -> list[Mention]:
        found = [m for concept in choice for m in self._here.get(concept, ()) if not (ignores_minor and m.minor)]
        return found[:MOST_MENTIONS]


def _together(group: Sequence[Mention], rule: Rule) -> bool:
    if len({mention.sentence for mention in group}) > 1:
        return False
    if rule.ordered and any(a.start > b.start for a, b in pairwise(group)):
        return False
    spread = max(m.end for m in group) - min(m.start for m in group)
    longest = max(m.end - m.start for m in group)
    return spread - longest <= rule.within
