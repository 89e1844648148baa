"""A sentence stands only on what it cites: every number must be there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from salus.chat.contract import Draft, Source, SourceType
from salus.chat.logic.grounding import ground, is_grounded, numbers_in

SOURCE = Source(SourceType.OBSERVATION, "Ferritin", ("Ferritin 11 ng/mL", "2026-11-14", "14 November 2026", "13,20"))


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("Your ferritin is 11 ng/mL, measured on 14 November 2026.", True),
        ("Your ferritin is 12 ng/mL.", False),
        ("Your ferritin is low.", True),
        ("It was 13.2 before.", True),
        ("It fell by 37 since 2026.", False),
        ("Your ferritin is 1.1 ng/mL.", False),
    ],
)
def test_a_number_must_stand_in_the_citation(text: str, stands: bool) -> None:
    assert is_grounded(Draft(text, (SOURCE,))) is stands


def test_a_sentence_without_source_is_left_out() -> None:
    assert ground([Draft("You are fine.", ())]) == ((), (), 1)


def test_sources_are_numbered_by_first_use_and_named_once() -> None:
    other = Source(SourceType.DEFINITION, "Glossary", ("It shows iron stores.",))
    sentences, sources, left_out = ground(
        [Draft("It is 11.", (SOURCE,)), Draft("It shows iron stores.", (other,)), Draft("Low.", (SOURCE, other))]
    )
    assert [s.citations for s in sentences] == [(0,), (1,), (0, 1)]
    assert sources == (SOURCE, other)
    assert left_out == 0


@pytest.mark.parametrize(("text", "numbers"), [("13,20", {"13.2", "1320"}), ("1.234", {"1.234"}), ("14", {"14"})])
def test_decimal_comma_and_point_are_read_alike(text: str, numbers: set[str]) -> None:
    assert numbers_in(text) == {Decimal(n).normalize() for n in numbers}
