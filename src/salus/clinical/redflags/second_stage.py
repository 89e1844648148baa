"""A second look at messages that no rule caught: a linear score over what they say. Pure, small, readable.

The rules decide first and alone name emergencies that they know. This stage only adds: it weighs the concepts, frames
and words of a message (second_stage.tsv, learnt by tools/redflags/train.py on our own labelled messages) and raises an
alarm, with a clarifying question, where the weight of evidence passes a threshold chosen on near misses.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from importlib import resources

from salus.clinical.redflags.reading import Reading, Said
from salus.clinical.redflags.rules import Rule, all_rules
from salus.clinical.redflags.text import FUNCTION_WORDS
from salus.clinical.text.tokens import word_set

RULE_NAME = "second stage"
BIAS = "(bias)"
THRESHOLD = "(threshold)"
MESSAGES_OF = "(messages)"
_ASKING = word_set(
    """how what when which where who why is are does do can could should would if
    que cual cuales cuando como donde quien cuanto cuanta cuantos cuantas puede pueden es son si"""
)
_PEOPLE = word_set(
    """i my me we our us he she his her him they their baby child son daughter
    mi mis me yo tengo estoy siento nos el ella su le se bebe hijo hija"""
)
WORD, SAID, FRAME = "word", "said", "frame"


def features(reading: Reading) -> frozenset[str]:
    """What the score weighs: `word:…`, `said:concept:how` and `frame:…`."""
    found = {f"{WORD}:{word}" for view in reading.sentences for word in view.words if word not in FUNCTION_WORDS}
    found |= {f"{SAID}:{mention.concept}:{mention.said.value}" for mention in (*reading.mentions, *reading.tags)}
    found |= {f"{FRAME}:{span.concept}" for view in reading.sentences for span in view.frames}
    if any(view.is_question for view in reading.sentences):
        found.add(f"{FRAME}:question")
    return frozenset(found)


@cache
def weights() -> dict[str, float]:
    """The learnt weight of each feature, with the bias and the threshold."""
    return {name: float(weight) for name, weight in _rows("second_stage.tsv")}


def probability(reading: Reading) -> float:
    """How likely it is that the message tells of an emergency or a crisis, 0 to 1."""
    table = weights()
    total = table[BIAS] + sum(table.get(feature, 0.0) for feature in features(reading))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def likely_rule(reading: Reading) -> Rule | None:
    """A rule of the category that the message speaks of most, when the score passes the threshold; else None."""
    if _asks_in_general(reading) or probability(reading) < weights()[THRESHOLD]:
        return None
    said = {mention.concept for mention in reading.said(Said.NOW)}
    counts, totals = _category_counts()
    known = sorted(said & _named())
    if not known:
        return None
    scores = {
        category: math.log(total) + sum(_log_share(counts.get((concept, category), 0), total) for concept in known)
        for category, total in totals.items()
    }
    best = max(sorted(scores), key=lambda category: scores[category])
    return next(rule for rule in all_rules() if rule.category == best)


def _asks_in_general(reading: Reading) -> bool:
    """Whether the message opens with a question word and speaks of nobody ("how much penicillin for an adult")."""
    words = [word for view in reading.sentences for word in view.words]
    return bool(words) and words[0] in _ASKING and _PEOPLE.isdisjoint(words)


def _log_share(count: int, total: int) -> float:
    """Log of the share of a category's messages that say a concept, with one half added to each side."""
    return math.log((count + 0.5) / (total + 1))


@cache
def _named() -> frozenset[str]:
    counts, _ = _category_counts()
    return frozenset(concept for concept, _ in counts)


@cache
def _category_counts() -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """How many labelled messages of each category say each concept, and how many messages it has."""
    counts: dict[tuple[str, str], int] = {}
    totals: dict[str, int] = {}
    for concept, category, number in _rows("second_stage_categories.tsv"):
        if concept == MESSAGES_OF:
            totals[category] = int(number)
        else:
            counts[concept, category] = int(number)
    return counts, totals


def _rows(name: str) -> Iterable[list[str]]:
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
