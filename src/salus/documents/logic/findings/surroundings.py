"""The words of a sentence that speak of one thing among several named in it. Pure.

A sentence is cut between the things it names at commas and conjunctions; a list shares what stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from salus.documents.logic.findings.dosage import without_dosage

_REACH_BEFORE = 60
_REACH_BEHIND = 110
# What follows a list and is said of all of it.
_OF_ALL = re.compile(
    r"^\s*(?:were|are|have been|had been|both|fueron|han sido|se suspend\w+|allergy|allergies|without|sin|negativ\w+|cause|make|give|"
    r"trigger|produce|bring)\b"
)
_CLAUSE = re.compile(r"[,;]|->|→|\b(?:and|but|y|pero)\b")
_LISTED = re.compile(r"[\s,/&+]*(?:and|or|nor|plus|y|e|o|u|ni)?[\s,]*|(?:and|or|y|e|o|u|ni) (?:to|al?)")
_ENDS_LIST = re.compile(r"\b(?:and|y|e)\s*$")
# What a clause without a subject of its own says of the one before it ("letrozole since 2015; stopped in 2020").
_SAME_SUBJECT = re.compile(r"^;\s*(?:stopped|discontinued|suspendid[oa]|retirad[oa]|interrumpid[oa]|superad[oa])\b")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The folded words that speak of one thing named in a sentence."""

    before: str  # up to the list that it is in
    behind: str  # up to the words of the next one
    between: str  # all words up to the next one; empty behind the last


def surroundings(folded: str, places: Sequence[tuple[int, int]], index: int) -> Surroundings:
    """The words around `places[index]` of a folded sentence; `places` are those of all its things, in order."""
    first = index
    while first > 0 and _is_listed(folded[places[first - 1][1] : places[first][0]]):
        first -= 1
    before = folded[places[first - 1][1] if first else 0 : places[first][0]].rpartition(";")[2]
    if first:
        before = before[_last_clause(before) :]  # "aspirin was stopped and clopidogrel started"
    is_last = index + 1 == len(places)
    between = "" if is_last else folded[places[index][1] : places[index + 1][0]]
    return Surroundings(before[-_REACH_BEFORE:], _behind(folded, places, index), between)


def _behind(folded: str, places: Sequence[tuple[int, int]], index: int) -> str:
    end = places[index][1]
    if index + 1 == len(places):
        behind = folded[end : end + _REACH_BEHIND]
        clause, mark, rest = behind.partition(";")
        return behind if _SAME_SUBJECT.match(mark + rest) else clause
    between = folded[end : places[index + 1][0]]
    if _is_listed(between):
        return _behind_list(folded, places, index) or between
    return between[: _last_clause(between)] or between


def _behind_list(folded: str, places: Sequence[tuple[int, int]], index: int) -> str:
    """What the words behind a list say of all of it ("aspirin, ramipril and digoxin were stopped")."""
    last = index
    while last + 1 < len(places) and _is_listed(folded[places[last][1] : places[last + 1][0]]):
        last += 1
    if not _ENDS_LIST.search(folded[places[last - 1][1] : places[last][0]]):
        return ""
    behind = _behind(folded, places, last)
    return behind if _OF_ALL.match(behind) else ""


def _is_listed(between: str) -> bool:
    return ";" not in between and _LISTED.fullmatch(without_dosage(between)) is not None


def _last_clause(text: str) -> int:
    """Where the last clause of a text begins."""
    return max((match.end() for match in _CLAUSE.finditer(text)), default=0)
