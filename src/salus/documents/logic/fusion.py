"""Join several rankings into one by reciprocal rank fusion. Pure: ranks in, scores out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
# Cormack, Clarke and Buettcher 2009, doi:10.1145/1571941.1572114: k = 60 is near the optimum over many collections.
RANK_CONSTANT = 60.0


@dataclass(frozen=True, slots=True)
class Ranking(Generic[K]):
    """The places that one search gave, counted from 1; equal finds share a place. What it missed has none."""

    places: Mapping[K, int]
    weight: float = 1.0


def reciprocal_rank_fusion(rankings: Iterable[Ranking[K]]) -> dict[K, float]:
    """The joint score of everything that any ranking found: the sum of weight / (60 + place)."""
    scores: dict[K, float] = {}
    for ranking in rankings:
        for key, place in ranking.places.items():
            scores[key] = scores.get(key, 0.0) + ranking.weight / (RANK_CONSTANT + place)
    return scores


def best(scores: Mapping[K, float], tie_break: Mapping[K, float], count: int) -> Sequence[K]:
    """The `count` best keys, best first; among equals the lower tie break (a distance) goes first."""
    return sorted(scores, key=lambda key: (-scores[key], tie_break[key]))[:count]
