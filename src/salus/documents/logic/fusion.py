"""Join several rankings into one by reciprocal rank fusion. Pure: ranks in, scores out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
# Cormack, Clarke and Buettcher 2009, doi:10.1145/1571941.1572114, use k = 60 for lists of a thousand. Lists of one
# patient hold forty: there the first places must tell, and 10 gave the best mean reciprocal rank on the tuned chart.
RANK_CONSTANT = 10.0


@dataclass(frozen=True, slots=True)
class Ranking(Generic[K]):
    """The places that one search gave, counted from 1; equal finds share a place. What it missed has none.

    `shares` (0 to 1) says how well a find fits where its place alone does not tell: the best of bad finds is first too.
    """

    places: Mapping[K, int]
    weight: float = 1.0
    shares: Mapping[K, float] = field(default_factory=dict)


def reciprocal_rank_fusion(rankings: Iterable[Ranking[K]]) -> dict[K, float]:
    """The joint score of everything that any ranking found: the sum of weight * share / (k + place)."""
    scores: dict[K, float] = {}
    for ranking in rankings:
        for key, place in ranking.places.items():
            gain = ranking.weight * ranking.shares.get(key, 1.0) / (RANK_CONSTANT + place)
            scores[key] = scores.get(key, 0.0) + gain
    return scores


def best(scores: Mapping[int, float], tie_break: Sequence[float], count: int) -> list[int]:
    """The `count` best indices, best first; among equals the lower tie break (a distance) goes first."""
    return sorted(scores, key=lambda index: (-scores[index], tie_break[index]))[:count]
