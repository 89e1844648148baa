"""Put what documents say beside what the chart holds, without saying the same thing twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from salus.chat.logic.record import Item
from salus.clinical.text.fold import fold
from salus.clinical.text.tokens import word_set

# Words of medicines that name no substance.
NO_SUBSTANCE = word_set(
    """mg mcg ug g ml iu ie u unit units tablet tablets capsule capsules inhaler spray drops injection oral daily once
    twice every day other comprimido comprimidos capsulas gotas tableta tabletas"""
)


def with_new(confirmed: Sequence[Item], proposed: Iterable[Item], excluded: Sequence[Item] = ()) -> tuple[Item, ...]:
    """The confirmed items, then those proposed ones that are not among them, each once, the fullest wording of each.

    `excluded` are items of another kind that a proposed one may not repeat (what somebody is allergic to).
    """
    taken = [names_of(item) for item in (*confirmed, *excluded)]
    kept: list[Item] = []
    for item in sorted(proposed, key=lambda item: -len(item.detail)):
        names = names_of(item)
        if names and not any(_same(names, other) for other in taken):
            taken.append(names)
            kept.append(item)
    return (*confirmed, *kept)


def names_of(item: Item) -> frozenset[str]:
    """The words that name it, without dose and form."""
    return frozenset(re.findall(r"[a-z]{2,}", fold(item.display))) - NO_SUBSTANCE


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one name says no more than the other ("penicillin" and "penicillin g")."""
    return one <= other or other <= one
