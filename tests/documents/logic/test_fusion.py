"""Reciprocal rank fusion, by the paper's formula."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salus.documents.logic.fusion import Ranking, best, reciprocal_rank_fusion


def test_score_is_the_sum_of_reciprocal_places() -> None:
    """Cormack et al. 2009, section 1: RRFscore(d) = sum of 1 / (k + r(d)); k = 10 here."""
    scores = reciprocal_rank_fusion([Ranking({"a": 1, "b": 2}), Ranking({"b": 1, "c": 2})])
    assert scores == pytest.approx({"a": 1 / 11, "b": 1 / 12 + 1 / 11, "c": 1 / 12})


def test_what_both_halves_find_goes_before_what_one_finds_first() -> None:
    scores = reciprocal_rank_fusion([Ranking({0: 1, 1: 2}), Ranking({2: 1, 1: 2})])
    assert best(scores, [0.1, 0.2, 0.3], 3) == [1, 0, 2]


def test_weight_scales_one_ranking() -> None:
    assert reciprocal_rank_fusion([Ranking({"a": 1}, weight=0.5)]) == {"a": pytest.approx(0.5 / 11)}


def test_a_share_scales_one_find() -> None:
    fused = reciprocal_rank_fusion([Ranking({"a": 1, "b": 1}, shares={"a": 0.25})])
    assert fused == pytest.approx({"a": 0.25 / 11, "b": 1 / 11})


def test_equal_scores_are_ordered_by_distance() -> None:
    scores = reciprocal_rank_fusion([Ranking({0: 1, 1: 1})])
    assert best(scores, [0.9, 0.2], 2) == [1, 0]


@given(st.lists(st.integers(1, 50), max_size=30), st.integers(1, 40))
def test_best_gives_no_more_than_asked_and_never_repeats(places: list[int], count: int) -> None:
    scores = reciprocal_rank_fusion([Ranking(dict(enumerate(places)))])
    chosen = best(scores, [0.0] * len(places), count)
    assert len(chosen) == len(set(chosen)) == min(count, len(places))
